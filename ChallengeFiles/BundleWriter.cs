// Writes a challenge as a bundle: the same challenge always gives the same text, so that git shows only what changed.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.ChallengeFiles;

internal static class BundleWriter
{
    // Short examples share a line; longer ones are easier to compare one below the other.
    private const int LongestLine = 100;

    public static string Write(BundleChallenge challenge)
    {
        var text = new StringBuilder();
        Line(text, Bundle.Fence);
        Field(text, "", "id", challenge.Id);
        Field(text, "", "title", challenge.Title);
        Field(text, "", "key-stage", challenge.KeyStage ?? "all");
        Field(text, "", "points", Number(challenge.Points));
        Field(text, "", "points-for", challenge.IsByPart ? Bundle.ForEachPart : null);
        Field(text, "", "first-bonus", Number(challenge.FirstBonus));
        Field(text, "", "release", BundleTime.Write(challenge.ReleaseAt));
        Field(text, "", "lock", BundleTime.Write(challenge.LockAt));
        Field(text, "", "lock-after", Hours(challenge.LockAfterHours));
        Field(text, "", "solution-after", Hours(challenge.SolutionAfterHours));
        Field(text, "", "source", challenge.Source.Length == 0 ? null : challenge.Source);
        Line(text, "parts:");
        foreach (var part in challenge.Parts) Part(text, part, Bundle.UsualAngle(challenge.KeyStage));
        Line(text, Bundle.Fence);
        Line(text, "");
        Line(text, Bundle.Tidy(challenge.Statement));
        if (challenge.Solution.AsSpan().Trim().Length > 0)
        {
            Line(text, "");
            Line(text, Bundle.SolutionHeading);
            Line(text, "");
            Line(text, Bundle.Tidy(challenge.Solution));
        }
        return text.ToString();
    }

    private static void Part(StringBuilder text, BundlePart part, AngleUnit usual)
    {
        const string indent = "    ";
        var answer = part.Answer;
        Field(text, "  - ", "id", part.Id);
        Field(text, indent, "label", part.Label.AsSpan().Trim().IsEmpty ? null : part.Label);
        Field(text, indent, "answer", answer.Model);
        Field(text, indent, "kind", answer.Kind == AnswerKind.Auto ? null : answer.Kind.Name());
        Field(text, indent, "angle", answer.Angle == usual ? null : answer.Angle == AngleUnit.Degrees ? "degrees" : "radians");
        Field(text, indent, "tolerance", answer.Tolerance?.ToString(CultureInfo.InvariantCulture));
        Field(text, indent, "places", Number(answer.Places));
        Field(text, indent, "figures", Number(answer.Figures));
        Field(text, indent, "complex", answer.Complex ? "true" : null);
        Values(text, "names", answer.Names);
        Values(text, "choices", part.Choices);
        Values(text, "also", answer.AlsoAccepted);
        Values(text, "accept", part.Accepted);
        Values(text, "reject", part.Rejected);
        if (part.Hints.Count == 0) return;
        Line(text, "    wrong:");
        foreach (var hint in part.Hints) Line(text, "      - " + BundleValue.Write(TidyAnswer(hint.Answer) + Bundle.Arrow + hint.Say));
    }

    /// <summary>An arrow within the answer would end the answer, so the arrow loses its spaces.</summary>
    internal static string TidyAnswer(string answer)
    {
        // The final space stands in for the first space of the arrow that follows.
        var tidy = answer.Trim() + " ";
        while (tidy.Contains(Bundle.Arrow, StringComparison.Ordinal))
            tidy = tidy.Replace(Bundle.Arrow, "->", StringComparison.Ordinal).Trim() + " ";
        return tidy.Trim();
    }

    private static void Values(StringBuilder text, string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        var line = string.Join(" | ", values);
        if (line.Length <= LongestLine && IsOneLine(values))
        {
            Field(text, "    ", key, line);
            return;
        }
        Line(text, $"    {key}:");
        foreach (var value in values) Line(text, "      - " + BundleValue.Write(value));
    }

    private static bool IsOneLine(IReadOnlyList<string> values)
    {
        foreach (var value in values)
            if (value.Contains('|') || BundleValue.Write(value) != value) return false;
        return true;
    }

    internal static void Field(StringBuilder text, string before, string key, string? value)
    {
        if (value is not null) Line(text, $"{before}{key}: {BundleValue.Write(value)}");
    }

    private static string? Hours(int? hours) => hours is { } number ? $"{Number(number)} {(number == 1 ? "hour" : "hours")}" : null;

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    internal static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}

/// <summary>
/// An instant as the school's clock shows it: <c>2026-11-30 12:30</c>, with GMT after it in the hour that occurs twice in October.
/// </summary>
internal static class BundleTime
{
    private const string Format = "yyyy-MM-dd HH:mm";

    public static string? Write(long? instant)
    {
        if (instant is not { } at) return null;
        at -= at % 60;
        var local = SchoolTime.Local(at);
        return local.ToString(Format, CultureInfo.InvariantCulture) + (SchoolTime.Instant(local) == at ? "" : " GMT");
    }

    /// <summary>The instant, or a sentence on why the text is not a time.</summary>
    public static (long? Instant, string? Fault) Read(string text)
    {
        var zone = text.EndsWith(" GMT", StringComparison.Ordinal) || text.EndsWith(" BST", StringComparison.Ordinal) ? text[^3..] : null;
        var time = zone is null ? text : text[..^4];
        if (!DateTime.TryParseExact(time, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || local.Year is < 2000 or > 2100)
            return (null, "Write the time as 2026-11-30 12:30, as the school's clock shows it.");
        var instant = zone is null
            ? SchoolTime.Instant(local)
            : new DateTimeOffset(local, zone == "BST" ? TimeSpan.FromHours(1) : TimeSpan.Zero).ToUnixTimeSeconds();
        if (zone is not null && !SchoolTime.Time(instant).EndsWith(zone, StringComparison.Ordinal))
            return (null, $"The clocks do not show {zone} then: leave it out.");
        return SchoolTime.Local(instant) == local ? (instant, null) : (null, "There is no such time: the clocks go forward past it.");
    }
}
