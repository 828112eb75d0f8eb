// A part as the parts table stores it: each list packed into one text, and the tolerance as text, so that no decimal is rounded.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>One row of the table, read and written; see <see cref="Part"/> for what the columns mean.</summary>
internal sealed record PartRow : PartFields
{
    public const string Columns = """
        id, challenge_id, position, label, answer, kind, is_degrees, is_complex, tolerance, places, figures, letters, choices, accepted,
        rejected, mistakes, removed_at, (SELECT body FROM challenges WHERE challenges.id = parts.challenge_id) AS statement
        """;

    public PartRow()
    {
    }

    [SetsRequiredMembers]
    private PartRow(PartFields fields)
        : base(fields)
    {
    }

    public string? Tolerance { get; init; }

    /// <summary>Separated by spaces.</summary>
    public string Letters { get; init; } = "";

    /// <summary>One on each line, as <see cref="Accepted"/> and <see cref="Rejected"/> are.</summary>
    public string Choices { get; init; } = "";

    public string Accepted { get; init; } = "";
    public string Rejected { get; init; } = "";

    /// <summary>One on each line: the answer, a tab, the sentence.</summary>
    public string Mistakes { get; init; } = "";

    /// <summary>The challenge's; read with the part, and never written by it.</summary>
    public string? Statement { get; init; }

    /// <summary>The row of a part, with its texts trimmed and empty ones left out.</summary>
    public static PartRow Of(Part part, long challengeId, long position) => new(part)
    {
        ChallengeId = challengeId,
        Position = position,
        Tolerance = part.Tolerance?.ToString(CultureInfo.InvariantCulture),
        Letters = Join(part.Letters, ' '),
        Choices = Join(part.Choices, '\n'),
        Accepted = Join(part.Accepted, '\n'),
        Rejected = Join(part.Rejected, '\n'),
        Mistakes = Join(part.Mistakes),
    };

    /// <summary>The part that the row holds.</summary>
    public Part ToPart() => new(this)
    {
        Tolerance = Tolerance is { } tolerance ? decimal.Parse(tolerance, CultureInfo.InvariantCulture) : null,
        Letters = Split(Letters, ' '),
        Choices = Split(Choices, '\n'),
        Accepted = Split(Accepted, '\n'),
        Rejected = Split(Rejected, '\n'),
        Mistakes = SplitMistakes(Mistakes),
        Statement = Statement ?? "",
    };

    private static string Join(IReadOnlyList<string> lines, char separator) =>
        string.Join(separator, lines.Select(OneLine).Where(line => line.Length > 0));

    private static string Join(IReadOnlyList<KnownMistake> mistakes) => string.Join('\n', mistakes
        .Where(one => OneLine(one.Answer).Length > 0)
        .Select(one => $"{OneLine(one.Answer)}\t{OneLine(one.Hint)}"));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ').Trim();

    private static string[] Split(string text, char separator) => text.Length == 0 ? [] : text.Split(separator);

    private static List<KnownMistake> SplitMistakes(string text)
    {
        var mistakes = new List<KnownMistake>();
        foreach (var line in Split(text, '\n'))
        {
            var tab = line.IndexOf('\t');
            mistakes.Add(tab < 0 ? new KnownMistake(line, "") : new KnownMistake(line[..tab], line[(tab + 1)..]));
        }
        return mistakes;
    }
}
