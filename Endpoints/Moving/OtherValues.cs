// Brings what another MathsSoc's rows say within what forms here take: a file can hold texts and numbers that no form has seen.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>For one row: notes whether something in it had to be changed.</summary>
internal sealed class OtherValues
{
    // The years 1971 to 2200, as of the earlier site.
    private const long FirstInstant = 31_536_000, LastInstant = 7_258_118_400;

    public bool HasChanged { get; private set; }

    public string Line(string text, int most) => Note(text, EarlierMembers.Line(text, most));

    /// <summary>A text of several lines.</summary>
    public string Text(string text, int most)
    {
        var clean = SourceValues.Clean(text);
        if (clean.Length > most) clean = clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)];
        return Note(text, clean);
    }

    /// <summary>The first of these lines.</summary>
    public IReadOnlyList<string> Lines(IReadOnlyList<string> lines, int count, int most)
    {
        HasChanged |= lines.Count > count;
        return [.. lines.Take(count).Select(line => Line(line, most))];
    }

    /// <summary>Null if it is not within the bounds.</summary>
    public long? Whole(long? value, long least, long most) =>
        value is not { } number || (number >= least && number <= most) ? value : Note<long?>(value, null);

    /// <summary>Unix seconds.</summary>
    public long Time(long at) => Note(at, Math.Clamp(at, FirstInstant, LastInstant));

    public long? Time(long? at) => at is { } instant ? Time(instant) : null;

    /// <summary>A name in files; empty if it is none.</summary>
    public static string FileId(string text) => text.Length <= FileNames.MaxLength
        && text.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') ? text : "";

    private T Note<T>(T before, T after)
    {
        HasChanged |= !EqualityComparer<T>.Default.Equals(before, after);
        return after;
    }
}
