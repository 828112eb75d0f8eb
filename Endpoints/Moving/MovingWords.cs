// The words of an import's options, as its page, its command and its record write them.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Texts for what was chosen.</summary>
public static class MovingWords
{
    private static readonly (MoveMerge Merge, string Name)[] Merges =
        [(MoveMerge.Nobody, "nobody"), (MoveMerge.SameName, "name"), (MoveMerge.SameLogin, "login")];

    /// <summary>The choice of this name; null: there is none.</summary>
    public static MoveMerge? ParseMerge(string name)
    {
        foreach (var one in Merges)
            if (one.Name == name) return one.Merge;
        return null;
    }

    public static string NameOf(MoveMerge merge) => Array.Find(Merges, one => one.Merge == merge).Name;

    /// <summary>What the choice does, a sentence.</summary>
    public static string Of(MoveMerge merge) => merge switch
    {
        MoveMerge.SameName => "Those with the same name get their old answers and points, the others arrive with a new login and a slip.",
        MoveMerge.SameLogin => "All of them get their old answers and points.",
        _ => "All of them arrive once more, with a new login and a slip.",
    };

    /// <summary>What was chosen, as the record of the import keeps it.</summary>
    public static string Record(MovingChoices choices) => $"points={(choices.KeepsShown ? "shown" : "derived")} "
        + $"merge={NameOf(choices.Merge)} articles={EnumText.Of(choices.Articles)} "
        + $"announcements={(choices.KeepsOldAnnouncements ? "all" : "recent")}"
        + (choices.OwnSchool is { } own ? $" own-school={LineText.Tidy(own)}" : "");

    /// <summary>The words of the command that imports what a page has planned.</summary>
    public static IEnumerable<string> Command(MovingOrder order, (string Path, string? Uploads) found)
    {
        var choices = order.Choices;
        List<string> words = ["import", found.Path];
        if (found.Uploads is { } uploads) words.AddRange(["--uploads", uploads]);
        if (choices.IsUtc) words.AddRange(["--zone", "UTC"]);
        if (choices.SchoolYear is { } year) words.AddRange(["--school-year", year.ToString(CultureInfo.InvariantCulture)]);
        if (!choices.KeepsShown) words.AddRange(["--points", "derived"]);
        if (choices.OwnSchool is { } own) words.AddRange(["--own-school", own]);
        if (choices.Articles != ArticleChoice.Public) words.AddRange(["--articles", EnumText.Of(choices.Articles)]);
        if (!choices.KeepsOldAnnouncements) words.AddRange(["--announcements", "recent"]);
        if (choices.Merge != MoveMerge.Nobody) words.AddRange(["--merge", NameOf(choices.Merge)]);
        return words;
    }

    /// <summary>How many members had other points on the earlier board than their answers are worth here.</summary>
    public static int CountDifferences(MoveOutcome outcome) => outcome.Lines.Count(static line => line.Code == "difference");

    /// <summary>The heading over a step.</summary>
    public static string Heading(MovingStep step) => (step.Work, step.IsRunning, step.HasFailed) switch
    {
        (MovingWork.Plan, true, _) => "The plan is being made",
        (MovingWork.Plan, _, true) => "There is no plan",
        (MovingWork.Plan, _, _) => "The plan is made",
        (MovingWork.Deed, true, _) => "The earlier site is being brought in",
        (MovingWork.Deed, _, true) => "Nothing was brought in",
        (MovingWork.Deed, _, _) => "The earlier site is here",
        (_, true, _) => "The import is being undone",
        (_, _, true) => "The import was not undone",
        _ => "The import is undone",
    };

    public static string Passwords(MoveOutcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"Passwords: {outcome.Passwords:N0} keep theirs, {outcome.Slips:N0} need a slip.");

    public static string Points(MoveOutcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"Points: {outcome.Completions:N0} challenges completed; {outcome.BroughtForward:+#,0;-#,0;0} points brought forward.");

    /// <summary>How many files, and the room they take.</summary>
    public static string Files(MoveOutcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"{outcome.Uploads:N0}, {Size.Of(outcome.UploadBytes)}; all uploads then take {Size.Of(outcome.UploadTotal)} of "
        + $"{Size.Of(outcome.UploadCapacity)} (UPLOADS_CAPACITY).");

    public static string AboutZone(MovingQuestions questions) => questions.Zone.Count == 0
        ? "All times of this file are in winter, when both are the same."
        : "The earlier site wrote times by its server’s clock. Look at a release in summer that you remember.";

    public static IReadOnlyList<Choice> ZoneChoices(MovingQuestions questions) =>
    [
        new("london", "London’s time", Opened(questions, static one => one.London)),
        new("utc", "UTC, as servers often have", Opened(questions, static one => one.Utc)),
    ];

    public static IReadOnlyList<Choice> YearChoices(MovingQuestions questions) => [.. questions.Years.Select(one => new Choice(
        one.Year.ToString(CultureInfo.InvariantCulture), $"{one.Year}/{(one.Year + 1) % 100:00}",
        $"{Audit.Count(questions.Pupils, "pupil")}, of whom {one.Left} would be past year 13 now and arrive archived. "
            + $"For example: {string.Join(", ", one.Examples)}."))];

    public static IReadOnlyList<Choice> ArticleChoices(MovingQuestions questions) =>
    [
        new("public", questions.KnowsReaders ? "Who reads them there" : "Everybody on the web, as on the earlier site",
            $"{questions.ArticleWords}."),
        new("members", "Members only", "Visitors, who could read them there, do not any more."),
        new("drafts", "Nobody, until staff publish each", "They arrive as drafts, with the dates they had."),
    ];

    public static IReadOnlyList<Choice> AnnouncementChoices(MovingQuestions questions) =>
    [
        new("all", "They come as ones that are over",
            $"{Audit.Count(questions.OldAnnouncements, "announcement")} of more than {EarlierAnnouncements.ShownDays} days ago, to be read "
                + "among the earlier ones."),
        new("recent", "They stay behind"),
    ];

    public static IReadOnlyList<Choice> PointChoices(MovingView plan) =>
    [
        new("shown", "What the earlier board showed", plan.Differences == 0
            ? "Nobody’s differ from what their answers are worth here."
            : $"{Audit.Count(plan.Differences, "member")} with a difference to what the answers are worth here; "
                + "it is brought forward as a line of its own."),
        new("derived", "What the answers are worth here", plan.Differences == 0
            ? "The same for everybody."
            : $"{Audit.Count(plan.Differences, "member")} with another total than the board showed."),
    ];

    public static IReadOnlyList<Choice> SchoolChoices(MovingQuestions questions) =>
    [
        new("", "All of them",
            $"{Audit.Count(questions.Schools.Sum(static one => one.Pupils), "pupil")} of {questions.Schools.Count} schools on its boards."),
        .. questions.Schools.Select(one => new Choice(one.Name, $"{one.Name}: {Audit.Count(one.Pupils, "pupil")}",
            $"{Audit.Count(one.Others, "pupil")} of the others {(one.Others == 1 ? "arrives as a guest" : "arrive as guests")}.")),
    ];

    public static IReadOnlyList<Choice> MergeChoices(MoveOutcome outcome) =>
    [
        new("nobody", "They are other people", $"{Audit.Count(outcome.SameNames + outcome.OtherNames, "member")}. {Of(MoveMerge.Nobody)}"),
        new("name", $"Those with the same name are the same people: {outcome.SameNames}", Of(MoveMerge.SameName)),
        new("login", $"Also those of another name: {outcome.OtherNames}", Of(MoveMerge.SameLogin)),
    ];

    /// <summary>What an undo would do, a sentence for each kind.</summary>
    public static IEnumerable<string> Describe(MoveBackPlan plan)
    {
        yield return $"{Audit.Count(plan.NeverSignedIn, "member")} who never signed in here are removed, as when a list is taken back.";
        if (plan.SignedIn > 0) yield return $"{Audit.Count(plan.SignedIn, "member")} who signed in here are archived.";
        if (plan.ChangedSince > 0)
            yield return $"{Audit.Count(plan.ChangedSince, "member")} whom somebody has changed since stay as they are.";
        yield return $"{Audit.Count(plan.Challenges.Count, "challenge")} that nobody has answered or changed here go to the archive.";
        if (plan.Competitions.Count > 0) yield return "The competition goes to the archive too, and its results are withdrawn.";
        if (plan.Enrolments > 0)
            yield return $"{Audit.Count(plan.Enrolments, "pupil")} who have answered nothing in the competition here take part no longer.";
        if (plan.Articles.Count > 0) yield return $"{Audit.Count(plan.Articles.Count, "article")} that nobody has changed here too.";
        if (plan.Announcements > 0)
            yield return $"{Audit.Count((int)plan.Announcements, "announcement")} that nobody has changed here are removed.";
        yield return $"{Audit.Count(plan.Awards, "line")} of points are taken back, each by a line against it.";
        yield return "Schools that are then without members and competitions are removed. Files stay as long as something names them.";
    }

    private static string? Opened(MovingQuestions questions, Func<ZoneExample, long> at) => questions.Zone.Count == 0 ? null
        : string.Join("; ", questions.Zone.Select(one => $"“{one.Title}” opened on {SchoolTime.Time(at(one))}")) + ".";
}
