// A challenge as one text file, for keeping a society's problems in git: the contents of such a file and their bounds.
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.ChallengeFiles;

/// <summary>A challenge as it is in its file; <c>docs/authoring.md</c> describes the format.</summary>
public sealed record BundleChallenge(string Title)
{
    /// <summary>The name by which an import finds the challenge again; null: the file's own name is used.</summary>
    public string? Id { get; init; }

    /// <summary>The name of its key stage; null: it is for all of them.</summary>
    public string? KeyStage { get; init; }

    /// <summary>Points for all parts right; null: the society's usual number. The same holds for the bonus.</summary>
    public int? Points { get; init; }

    /// <summary>Whether the points are for each right part, instead of for all of them together.</summary>
    public bool IsByPart { get; init; }

    /// <summary>Additional points for the first member to complete it.</summary>
    public int? FirstBonus { get; init; }

    /// <summary>When it opens, in unix seconds on a whole minute; null: a draft.</summary>
    public long? ReleaseAt { get; init; }

    /// <summary>When it locks, in the same unit; null if <see cref="LockAfterHours"/> decides, or if it never locks.</summary>
    public long? LockAt { get; init; }

    /// <summary>Hours from its release to its lock; null if <see cref="LockAt"/> decides, or if it never locks.</summary>
    public int? LockAfterHours { get; init; }

    /// <summary>Hours from its lock until its solution shows itself; null: an author shows it.</summary>
    public int? SolutionAfterHours { get; init; }

    /// <summary>Whose idea it is; empty: not given.</summary>
    public string Source { get; init; } = "";

    /// <summary>At least one.</summary>
    public IReadOnlyList<BundlePart> Parts { get; init; } = [];

    /// <summary>Markdown with TeX.</summary>
    public string Statement { get; init; } = "";

    /// <summary>The worked solution, Markdown with TeX; empty: none.</summary>
    public string Solution { get; init; } = "";
}

/// <summary>One answer box.</summary>
/// <param name="Id">Stable and unique within the challenge: the history of answers refers to it, not to the order.</param>
/// <param name="Label">The question of this part, one line with TeX; empty if the statement has it.</param>
public sealed record BundlePart(string Id, string Label, AnswerSpec Answer)
{
    /// <summary>What may be chosen, in the order shown; empty: the answer is typed.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Answers that must be marked right; an example, not a second model.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>Answers that must not be marked right.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    /// <summary>The hints for particular wrong answers.</summary>
    public IReadOnlyList<BundleHint> Hints { get; init; } = [];

    /// <summary>The problems that the marking engine finds in the part, its examples and the formulas of the statement.</summary>
    public IReadOnlyList<AuthorProblem> Check(string statement) => Check(statement, Markdown.Formulas(statement));

    /// <summary>The same with the statement's formulas, as <see cref="Markdown.Formulas"/> lists them.</summary>
    public IReadOnlyList<AuthorProblem> Check(string statement, IReadOnlyList<string> formulas)
    {
        // The engine takes formulas between dollars. The letter of a choice occurs in many formulas, so choices are not compared with them.
        var compared = Answer.Kind == AnswerKind.Choice ? "" : string.Join('\n', formulas.Select(static formula => $"$${formula}$$"));
        var spec = Answer with { Names = [.. Answer.Names.Union(QuestionLetters.In(Label, statement))] };
        var problems = new List<AuthorProblem>(AuthorCheck.Check(spec, Accepted, Rejected, compared));
        var model = new PreparedModel(spec);
        foreach (var hint in Hints)
        {
            if (model.Mark(hint.Answer).Verdict == Verdict.Wrong) continue;
            problems.Add(new AuthorProblem(
                $"“{hint.Answer}” has a hint for a wrong answer, but it is not marked wrong.", Refuse: false));
        }
        return problems;
    }
}

/// <summary>A wrong answer that pupils are likely to give, and a sentence that helps them on.</summary>
public sealed record BundleHint(string Answer, string Say);

/// <summary>A mistake in a file, and the line it is on (from 1).</summary>
public sealed record BundleError(int Line, string Message);

/// <summary>The file's keywords, its bounds, and the form that statements have in it.</summary>
public static class Bundle
{
    /// <summary>What the points are for.</summary>
    public const string ForAllParts = "all-parts", ForEachPart = "each-part";

    public const int MaxLength = 250_000, MaxErrors = 20, MaxParts = 20, MaxExamples = Limits.Alternatives, MaxHints = 20;
    public const int MaxTitle = 120, MaxStage = 12, MaxSource = 300, MaxLabel = 500, MaxSay = 300;
    public const int MaxId = Data.FileNames.MaxLength, MaxText = Markdown.MaxLength;
    public const int MaxPoints = 100, MaxHours = 366 * 24;

    internal const string Fence = "---", SolutionHeading = "## Solution", Arrow = " -> ";

    internal static readonly string[] Keys =
    [
        "id", "title", "key-stage", "points", "points-for", "first-bonus", "release", "lock", "lock-after", "solution-after", "source",
        "parts",
    ];

    internal static readonly string[] PartKeys =
    [
        "id", "label", "answer", "kind", "angle", "tolerance", "places", "figures", "complex", "names", "choices", "also", "accept",
        "reject", "wrong",
    ];

    /// <summary>The file as a challenge, or what is wrong with it.</summary>
    public static (BundleChallenge? Challenge, IReadOnlyList<BundleError> Errors) Read(string text) => new BundleReader(text).Read();

    /// <summary>The challenge as a file that <see cref="Read"/> reads to the same challenge.</summary>
    public static string Write(BundleChallenge challenge) => BundleWriter.Write(challenge);

    /// <summary>
    /// What an import would change, one sentence for each change, for its dry run. Null for <paramref name="old"/>: the challenge is new.
    /// </summary>
    public static IReadOnlyList<string> Diff(BundleChallenge? old, BundleChallenge next) => BundleDiff.Of(old, next);

    /// <summary>The unit of angles if the part does not give one: degrees, but radians in the sixth form.</summary>
    public static AngleUnit UsualAngle(string? keyStage) => keyStage == "KS5" ? AngleUnit.Radians : AngleUnit.Degrees;

    /// <summary>
    /// A statement or solution as the file keeps it: lines end in a line feed, no empty lines around it. A heading that would be taken
    /// for the one before the solution gets a second space, which changes nothing on the page.
    /// </summary>
    public static string Tidy(string markdown) => Tidy(markdown, SolutionHeading);

    /// <summary>The same where the second text follows another heading.</summary>
    internal static string Tidy(string markdown, string heading)
    {
        var tidy = TidyLines(markdown);
        if (!tidy.Contains(heading, StringComparison.Ordinal)) return tidy;
        var lines = tidy.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (IsHeading(lines[i], heading)) lines[i] = lines[i].Replace("## ", "##  ", StringComparison.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>The same for a text that no solution follows: its headings stay as they are.</summary>
    public static string TidyLines(string markdown)
    {
        var text = markdown.Contains('\r', StringComparison.Ordinal)
            ? markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : markdown;
        var first = text.Length - text.AsSpan().TrimStart().Length;
        if (first == text.Length) return "";
        var from = text.LastIndexOf('\n', first) + 1;
        var end = text.IndexOf('\n', text.AsSpan().TrimEnd().Length);
        return text[from..(end < 0 ? text.Length : end)];
    }

    internal static bool IsHeading(string line, string heading) => line.AsSpan().TrimEnd().SequenceEqual(heading);
}
