// One part of a challenge as it is stored: what is asked, and by which rule answers to it are marked.
using System.Data;
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>A wrong answer that many give, and the sentence for whoever gives it.</summary>
public sealed record Mistake(string Answer, string Nudge);

/// <summary>One part. It is stored as its author wrote it; the pages translate it into what the marking engine is given.</summary>
/// <param name="Position">From 1; parts are shown in this order.</param>
/// <param name="Label"><c>(a)</c>; empty where there is one part.</param>
/// <param name="Answer">The model answer; for text and choice alternatives are split by <c>|</c>.</param>
/// <param name="Kind">As Marking.AnswerKinds names it.</param>
/// <param name="Tolerance">How far off a number may be; null: not at all.</param>
/// <param name="Letters">The letters that the statement declares.</param>
/// <param name="Choices">What may be chosen; empty: it is typed.</param>
/// <param name="Accepted">Examples that must be right.</param>
/// <param name="Rejected">Examples that must not be.</param>
/// <param name="RemovedAt">When it was taken out of the challenge; its attempts stay.</param>
public sealed record Part(
    long Id, long ChallengeId, long Position, string Label, string Answer, string Kind, bool IsDegrees, bool IsComplex, decimal? Tolerance,
    long? Places, long? Figures, IReadOnlyList<string> Letters, IReadOnlyList<string> Choices, IReadOnlyList<string> Accepted,
    IReadOnlyList<string> Rejected, IReadOnlyList<Mistake> Mistakes, long? RemovedAt) : IRow<Part>
{
    public static string Columns =>
        "id, challenge_id, position, label, answer, kind, is_degrees, is_complex, tolerance, places, figures, letters, choices, accepted, rejected, mistakes, removed_at";

    public static Part Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.GetInt64(6) == 1, row.GetInt64(7) == 1, row.Text(8) is { } tolerance ? decimal.Parse(tolerance, CultureInfo.InvariantCulture) : null,
        row.Number(9), row.Number(10), Split(row.GetString(11), ' '), Split(row.GetString(12), '\n'), Split(row.GetString(13), '\n'),
        Split(row.GetString(14), '\n'), ReadMistakes(row.GetString(15)), row.Number(16));

    /// <summary>A part that is not yet stored, marked as the engine thinks best.</summary>
    public static Part New(string label, string answer, string kind = "auto") =>
        new(0, 0, 0, label, answer, kind, false, false, null, null, null, [], [], [], [], [], null);

    /// <summary>Lines as they are stored: trimmed, without empty ones.</summary>
    internal static string Join(IReadOnlyList<string> lines, char separator) => string.Join(separator, lines.Select(OneLine).Where(line => line.Length > 0));

    /// <summary>Common wrong answers as they are stored: the answer, a tab, the sentence.</summary>
    internal static string Join(IReadOnlyList<Mistake> mistakes) =>
        string.Join('\n', mistakes.Where(one => OneLine(one.Answer).Length > 0).Select(one => $"{OneLine(one.Answer)}\t{OneLine(one.Nudge)}"));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ').Trim();

    private static string[] Split(string text, char separator) => text.Length == 0 ? [] : text.Split(separator);

    private static List<Mistake> ReadMistakes(string text)
    {
        var mistakes = new List<Mistake>();
        foreach (var line in Split(text, '\n'))
        {
            var tab = line.IndexOf('\t');
            mistakes.Add(tab < 0 ? new Mistake(line, "") : new Mistake(line[..tab], line[(tab + 1)..]));
        }
        return mistakes;
    }
}
