// A competition as one text file: its texts, its times and its rules, without the schools and the pupils in it.
using System.Globalization;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.ChallengeFiles;

/// <summary>Reads and writes the files of competitions; <c>docs/authoring.md</c> describes the format.</summary>
public static class CompetitionBundle
{
    internal const string FairnessHeading = "## Fairness", AtClose = "at-close", AtOnce = "at-once";

    internal static readonly string[] Keys =
    [
        "title", "opens", "closes", "enrol-from", "enrol-until", "window", "minutes", "divisions", "score", "best-of", "least-pupils",
        "verdicts", "counts-for-society", "public",
    ];

    /// <summary>Whether a file is that of a competition: it has divisions, which nothing else has, and no parts.</summary>
    public static bool IsCompetition(string text) =>
        ArticleBundle.FindLine(text, "divisions") is not null && ArticleBundle.FindLine(text, "parts") is null;

    /// <summary>The file as a competition that is not stored yet, a draft, or what is wrong with it.</summary>
    public static (Competition? Competition, IReadOnlyList<BundleError> Errors) Read(string text) => new CompetitionReader(text).Read();

    /// <summary>The competition as a file that <see cref="Read"/> reads to the same competition.</summary>
    public static string Write(Competition one)
    {
        string?[] values =
        [
            one.Title, BundleTime.Write(one.OpensAt), BundleTime.Write(one.ClosesAt), BundleTime.Write(one.EnrolFrom),
            BundleTime.Write(one.EnrolUntil), EnumText.Of(one.TimeKind), Number(one.Minutes), one.Divisions, EnumText.Of(one.Formula),
            Number(one.BestOf), Number(one.LeastPupils), one.HoldsVerdicts ? AtClose : null, one.CountsForSociety ? "true" : null,
            one.IsPublic ? "true" : null,
        ];
        var text = new StringBuilder();
        BundleWriter.Line(text, Bundle.Fence);
        for (var i = 0; i < Keys.Length; i++) BundleWriter.Field(text, "", Keys[i], values[i]);
        BundleWriter.Line(text, Bundle.Fence);
        Append(text, null, one.Body);
        Append(text, FairnessHeading, one.Fairness);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string? heading, string markdown)
    {
        if (Bundle.Tidy(markdown, FairnessHeading) is not { Length: > 0 } tidy) return;
        BundleWriter.Line(text, "");
        if (heading is not null) BundleWriter.Line(text, heading + "\n");
        BundleWriter.Line(text, tidy);
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An instance reads one text, once.</summary>
internal sealed class CompetitionReader(string text) : FrontMatterReader(text)
{
    private static readonly string[] Needed = ["title", "opens", "closes", "enrol-from", "enrol-until", "divisions"];

    private Competition one = new()
    {
        OpensAt = 0, ClosesAt = 0, EnrolFrom = 0, EnrolUntil = 0, Divisions = "", CountsForSociety = false,
    };

    public (Competition? Competition, IReadOnlyList<BundleError> Errors) Read()
    {
        if (!ReadFields()) return (null, Errors);
        var end = At + 1;
        foreach (var key in Needed)
            if (!Seen.Contains(key)) FaultAt(end, $"The competition has no “{key}”: add a line with it.");
        if (one.TimeKind == TimeKind.Personal != Seen.Contains("minutes"))
            FaultAt(end, "Give “minutes” if the window is personal, and leave them out otherwise.");
        var (body, fairness, fairnessAt) = Texts(CompetitionBundle.FairnessHeading);
        if (body.Length > CompetitionChanges.MaxText) FaultAt(end, TooLong);
        if (fairness.Length > CompetitionChanges.MaxText) FaultAt(fairnessAt + 1, TooLong);
        return Errors.Count > 0 ? (null, Errors) : (one with { Body = body, Fairness = fairness }, Errors);
    }

    private static string TooLong => $"The text is too long: {CompetitionChanges.MaxText:N0} characters is the most.";

    protected override void Take(Field field)
    {
        if (field.Indent != 0 || field.IsItem)
            Fault("This line does not stand in its place: every line of a competition begins at the margin.");
        else if (IsKnown(field, "A competition", CompetitionBundle.Keys) && Value(field) is { } value) one = Take(field.Key!, value);
    }

    private Competition Take(string key, string value)
    {
        switch (key)
        {
            case "title": return Within(value, CompetitionChanges.MaxTitle) ? one with { Title = value } : one;
            case "opens": return one with { OpensAt = Time(value) ?? 0 };
            case "closes": return one with { ClosesAt = Time(value) ?? 0 };
            case "enrol-from": return one with { EnrolFrom = Time(value) ?? 0 };
            case "enrol-until": return one with { EnrolUntil = Time(value) ?? 0 };
            case "minutes": return one with { Minutes = Whole(value, 1, CompetitionChanges.MaxMinutes) };
            case "best-of": return one with { BestOf = Whole(value, 1, CompetitionChanges.MaxCounted) ?? 1 };
            case "least-pupils": return one with { LeastPupils = Whole(value, 1, CompetitionChanges.MaxCounted) ?? 1 };
            case "window":
                if (EnumText.Parse<TimeKind>(value) is { } kind) return one with { TimeKind = kind };
                Fault("Write fixed, school or personal.");
                return one;
            case "score":
                if (EnumText.Parse<SchoolFormula>(value) is { } formula) return one with { Formula = formula };
                Fault("Write sum, best, mean, places, medals or weeks.");
                return one;
            case "divisions":
                if (Rules.ParseKeyStages(value) is { } divisions) return one with { Divisions = Rules.Write(divisions) };
                Fault("Write one to eight names with their year groups, ascending and without overlap, such as Junior 7-9, Senior 10-13.");
                return one;
            case "verdicts":
                if (value is not (CompetitionBundle.AtClose or CompetitionBundle.AtOnce))
                    Fault($"Write {CompetitionBundle.AtClose} or {CompetitionBundle.AtOnce}.");
                return one with { HoldsVerdicts = value == CompetitionBundle.AtClose };
            default:
                if (value != "true") Fault("Write true, or leave the line out if it is not so.");
                return key == "public" ? one with { IsPublic = true } : one with { CountsForSociety = true };
        }
    }
}
