// A challenge as one text file, for keeping a society's problems in git: what such a file holds and the bounds on it.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.ChallengeFiles;

/// <summary>A challenge as its file says it; <c>docs/authoring.md</c> describes the format.</summary>
public sealed record BundleChallenge(string Title)
{
    /// <summary>The name by which an import finds the challenge again; null: the file's own name does.</summary>
    public string? Id { get; init; }

    /// <summary>The name of its key stage; null: for all of them.</summary>
    public string? KeyStage { get; init; }

    /// <summary>Points for all parts right; null: the society's usual number, and so for the bonus.</summary>
    public int? Points { get; init; }

    /// <summary>What the first to complete it gets besides.</summary>
    public int? FirstBonus { get; init; }

    /// <summary>When it opens, in unix seconds on a whole minute; null: a draft.</summary>
    public long? ReleaseAt { get; init; }

    /// <summary>When it locks, in the same; null when <see cref="LockAfterHours"/> says so, or never.</summary>
    public long? LockAt { get; init; }

    /// <summary>Hours from its release to its lock.</summary>
    public int? LockAfterHours { get; init; }

    /// <summary>Whose idea it is; empty: not said.</summary>
    public string Source { get; init; } = "";

    /// <summary>At least one.</summary>
    public IReadOnlyList<BundlePart> Parts { get; init; } = [];

    /// <summary>Markdown with TeX.</summary>
    public string Statement { get; init; } = "";

    /// <summary>The worked solution, Markdown with TeX; empty: none.</summary>
    public string Solution { get; init; } = "";
}

/// <summary>One answer box.</summary>
/// <param name="Id">Stable and unique within the challenge: history goes by it, not by the order.</param>
/// <param name="Label">What is asked for here, one line with TeX; empty where the statement says it.</param>
public sealed record BundlePart(string Id, string Label, AnswerSpec Answer)
{
    /// <summary>What may be chosen, in the order shown; empty: it is typed.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Answers that must be marked right; an example, not a second model.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>Answers that must not be.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    /// <summary>What to say to particular wrong answers.</summary>
    public IReadOnlyList<BundleNudge> Nudges { get; init; } = [];

    /// <summary>What the marking engine says of the part, of its examples and of the formulas of the statement.</summary>
    public IReadOnlyList<AuthorProblem> Check(string statement)
    {
        // The engine takes its formulas between dollars; what is one, Markdown knows. A letter of a choice is in many a formula.
        var formulas = Answer.Kind == AnswerKind.Choice ? "" : string.Join('\n', Markdown.Formulas(statement).Select(static formula => $"$${formula}$$"));
        var problems = new List<AuthorProblem>(AuthorCheck.Check(Answer, Accepted, Rejected, formulas));
        var model = new PreparedModel(Answer);
        foreach (var nudge in Nudges)
            if (model.Mark(nudge.Answer).Verdict != Verdict.Wrong) problems.Add(new AuthorProblem($"“{nudge.Answer}” has a hint for a wrong answer, but it is not marked wrong.", Refuse: false));
        return problems;
    }
}

/// <summary>A wrong answer that somebody will give, and a sentence that helps on.</summary>
public sealed record BundleNudge(string Answer, string Say);

/// <summary>What is wrong with a file, and on which of its lines (from 1).</summary>
public sealed record BundleError(int Line, string Message);

/// <summary>The file's words, its bounds, and the form that statements have in it.</summary>
public static class Bundle
{
    public const int MaxLength = 250_000, MaxErrors = 20, MaxParts = 20, MaxExamples = Limits.Alternatives, MaxNudges = 20;
    public const int MaxTitle = 120, MaxStage = 12, MaxSource = 300, MaxLabel = 500, MaxSay = 300, MaxId = Data.FileNames.MaxLength, MaxText = Markdown.MaxLength;
    public const int MaxPoints = 100, MaxHours = 366 * 24;

    internal const string Fence = "---", SolutionHeading = "## Solution", Arrow = " -> ";

    internal static readonly string[] Keys = ["id", "title", "key-stage", "points", "first-bonus", "release", "lock", "lock-after", "source", "parts"];

    internal static readonly string[] PartKeys =
        ["id", "label", "answer", "kind", "angle", "tolerance", "places", "figures", "complex", "names", "choices", "also", "accept", "reject", "wrong"];

    /// <summary>The file as a challenge, or what is wrong with it.</summary>
    public static (BundleChallenge? Challenge, IReadOnlyList<BundleError> Errors) Read(string text) => new BundleReader(text).Read();

    /// <summary>The challenge as a file that <see cref="Read"/> reads to the same challenge.</summary>
    public static string Write(BundleChallenge challenge) => BundleWriter.Write(challenge);

    /// <summary>What would change, a sentence each: for the dry run of an import. Null for <paramref name="old"/>: the challenge is new.</summary>
    public static IReadOnlyList<string> Diff(BundleChallenge? old, BundleChallenge next) => BundleDiff.Of(old, next);

    /// <summary>What an angle is measured in where the part does not say: degrees, but radians in the sixth form.</summary>
    public static AngleUnit UsualAngle(string? keyStage) => keyStage == "KS5" ? AngleUnit.Radians : AngleUnit.Degrees;

    /// <summary>
    /// A statement or solution as the file keeps it: lines end in a line feed, no empty lines around it. A heading that would be taken for the one before the solution
    /// gets a second space, which changes nothing on the page.
    /// </summary>
    public static string Tidy(string markdown)
    {
        var lines = markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var (from, to) = (0, lines.Length);
        while (from < to && lines[from].AsSpan().Trim().IsEmpty) from++;
        while (to > from && lines[to - 1].AsSpan().Trim().IsEmpty) to--;
        for (var i = from; i < to; i++)
            if (IsSolutionHeading(lines[i])) lines[i] = lines[i].Replace("## ", "##  ", StringComparison.Ordinal);
        return string.Join('\n', lines, from, to - from);
    }

    internal static bool IsSolutionHeading(string line) => line.AsSpan().TrimEnd().SequenceEqual(SolutionHeading);
}
