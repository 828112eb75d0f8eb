// Describes in words how one text or value differs from another.
using MathsSoc.Pages;

namespace MathsSoc.ChallengeFiles;

/// <summary>Each method adds a sentence if there is a difference; <c>what</c> begins it: "The title".</summary>
internal static class TextDiff
{
    private const int Longest = 80;

    /// <summary>Which lines differ: equal lines at the beginning and the end are left out.</summary>
    public static void Text(List<string> changes, string what, string old, string next)
    {
        var (before, after) = (Bundle.Tidy(old), Bundle.Tidy(next));
        if (before == after) return;
        if (before.Length == 0 || after.Length == 0)
        {
            changes.Add(before.Length == 0 ? $"{what} is new." : $"{what} goes.");
            return;
        }
        ReadOnlySpan<char> was = before, now = after;
        var same = TakeBeginning(ref was, ref now);
        var tail = TakeEnd(ref was, ref now);
        var (from, goes, comes) = (same + 1, LinesIn(was, tail), LinesIn(now, tail));
        changes.Add(goes == 0 ? $"{what}: {English.Count(comes, "line")} added {(same == 0 ? "at the beginning" : $"after line {same}")}."
            : comes == 0 ? $"{what}: {Lines(from, goes)} {(goes == 1 ? "goes" : "go")}."
            : $"{what}: {Lines(from, goes)} {(goes == 1 ? "becomes" : "become")} {English.Count(comes, "line")}, "
                + $"beginning “{Cut(FirstLine(now).ToString())}”.");
    }

    /// <summary>
    /// Takes the lines off that are the same at the beginning of both; how many they were. A history compares fifty long texts, so that
    /// nothing here is copied.
    /// </summary>
    private static int TakeBeginning(ref ReadOnlySpan<char> was, ref ReadOnlySpan<char> now)
    {
        var head = was.CommonPrefixLength(now);
        // Otherwise all of one text is the beginning of the other.
        if (!EndsLine(was, head) || !EndsLine(now, head)) head = was[..head].LastIndexOf('\n');
        var same = head < 0 ? 0 : was[..head].Count('\n') + 1;
        was = was[Math.Min(head + 1, was.Length)..];
        now = now[Math.Min(head + 1, now.Length)..];
        return same;
    }

    /// <summary>Takes the lines off that are the same at the end of both; how many characters they were.</summary>
    private static int TakeEnd(ref ReadOnlySpan<char> was, ref ReadOnlySpan<char> now)
    {
        var (tail, shorter) = (0, Math.Min(was.Length, now.Length));
        while (tail < shorter && was[^(tail + 1)] == now[^(tail + 1)]) tail++;
        if (!BeginsLine(was, tail) || !BeginsLine(now, tail)) tail = was[^tail..].IndexOf('\n') is >= 0 and var end ? tail - end - 1 : 0;
        was = was[..^tail];
        now = now[..^tail];
        return tail;
    }

    private static bool EndsLine(ReadOnlySpan<char> text, int at) => at == text.Length || text[at] == '\n';

    private static bool BeginsLine(ReadOnlySpan<char> text, int fromEnd) => fromEnd == text.Length || text[^(fromEnd + 1)] == '\n';

    /// <summary>How many lines these are; the last of them has an end only if others follow it.</summary>
    private static int LinesIn(ReadOnlySpan<char> text, int tail) => text.Count('\n') + (tail == 0 && !text.IsEmpty ? 1 : 0);

    private static ReadOnlySpan<char> FirstLine(ReadOnlySpan<char> text) => text.IndexOf('\n') is >= 0 and var end ? text[..end] : text;

    private static string Lines(int from, int count) => count == 1 ? $"line {from}" : $"lines {from} to {from + count - 1}";

    /// <summary>What one line or value becomes.</summary>
    public static void Compare(List<string> changes, string what, string? old, string? next)
    {
        old ??= "";
        next ??= "";
        if (old == next) return;
        var isMany = what.EndsWith("points", StringComparison.Ordinal);
        // Two long texts are shown from a little before the place where they differ.
        var same = old.AsSpan().CommonPrefixLength(next);
        var from = Math.Max(old.Length, next.Length) <= Longest || same < Longest / 2 ? 0 : same - Longest / 4;
        changes.Add(old.Length == 0 ? $"{what} is new: “{Cut(next)}”."
            : next.Length == 0 ? $"{what} “{Cut(old)}” {(isMany ? "go" : "goes")}."
            : $"{what} “{Cut(old, from)}” {(isMany ? "become" : "becomes")} “{Cut(next, from)}”.");
    }

    /// <summary>For a list, the values that go and come; for the same values in another order, only that.</summary>
    public static void Compare(List<string> changes, string what, IReadOnlyList<string> old, IReadOnlyList<string> next)
    {
        if (string.Join('\n', old) == string.Join('\n', next)) return;
        var (goes, comes) = (Missing(old, next), Missing(next, old));
        changes.Add(goes.Length + comes.Length == 0 ? $"{what} change their order."
            : comes.Length == 0 ? $"{what} lose {goes}."
            : goes.Length == 0 ? $"{what} gain {comes}."
            : $"{what} lose {goes} and gain {comes}.");
    }

    private static string Missing(IReadOnlyList<string> from, IReadOnlyList<string> other)
    {
        var missing = new List<string>();
        foreach (var value in from)
            if (!Has(other, value)) missing.Add($"“{Cut(value)}”");
        return string.Join(", ", missing);
    }

    private static bool Has(IReadOnlyList<string> values, string value)
    {
        foreach (var other in values)
            if (other == value) return true;
        return false;
    }

    /// <summary>The text on one line, cut to a length that a sentence can hold.</summary>
    public static string Cut(string text, int from = 0)
    {
        // Half a character is none.
        if (from > 0 && char.IsLowSurrogate(text[from])) from--;
        var line = text[from..].Replace('\n', ' ');
        var most = line.Length > Longest && char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return (from > 0 ? "…" : "") + (line.Length > most ? line[..most] + "…" : line);
    }
}
