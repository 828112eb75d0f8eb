// Converts an earlier site's rows into what arrives here: the one place that knows both the earlier site and this one.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>A converted site.</summary>
/// <param name="Files">
/// The files by their hashes. Each is read from the source again when it is asked for, so that they are never in memory together; one
/// that changed meanwhile is an <see cref="IOException"/>.
/// </param>
/// <param name="Notes">Sentences on what was chosen or left out, for the plan.</param>
public sealed record EarlierConversion(
    Arrivals Arrivals, IEnumerable<(string Hash, byte[] Bytes)> Files, IReadOnlyList<string> Notes, MovingQuestions Questions)
{
    /// <summary>Of all files together.</summary>
    public long FileBytes { get; init; }
}

/// <summary>Converts without knowing what is here already: that is for <see cref="MoveIn"/>.</summary>
public static class EarlierArrivals
{
    private const int FingerprintRows = 20;

    /// <summary>Converts everything that was read, by the owner's choices; what is left out has a sentence in the notes.</summary>
    public static EarlierConversion Convert(EarlierSite site, MovingSource source, MovingOptions options)
    {
        GiveBackMemory();
        if (site.IsUtc) options = options with { Choices = options.Choices with { IsUtc = true } };
        var notes = new List<string>(site.Notes);
        var questions = MovingQuestions.Of(site, options);
        var schoolYear = questions.SchoolYear;
        var arrivals = new Arrivals
        {
            FileHash = source.Database.Hash,
            Version = site.Version,
            Options = string.Create(CultureInfo.InvariantCulture,
                $"zone={options.Zone} school-year={schoolYear} {MovingWords.Record(options.Choices)}"),
            Merge = options.Choices.Merge,
            Fingerprint = FingerprintOf(site),
            KeepsShownPoints = options.Choices.KeepsShown,
            KeyStages = MovingOptions.KeyStages,
            UploadCapacity = options.UploadCapacity,
        };
        foreach (var fault in site.Faults)
            arrivals.Lines.Add(new MoveLine(KindOf(fault.Table), fault.Id, "", MoveFate.Skipped, fault.Code, fault.Sentence));
        var schools = EarlierMembers.Convert(site, arrivals, options, schoolYear);
        var users = site.Users.Select(static user => user.Id).ToHashSet();
        var files = new EarlierFiles(source);
        var rows = EarlierRows.Weekly(site, arrivals);
        var challenges = new EarlierChallenges(rows, files, arrivals, options);
        challenges.Convert();
        GiveBackMemory();
        new EarlierAnswers(rows, users, arrivals, options, challenges.Models).Convert(notes);
        EarlierScores.Convert(site, users, arrivals, options, notes);
        EarlierCompetition.Convert(site, files, arrivals, options, schools, users, notes);
        new EarlierArticles(site, files, arrivals, options).Convert();
        EarlierAnnouncements.Convert(site, files, arrivals, options);
        if (!options.Choices.IsUtc) NoteHours(site, notes);
        EarlierNotes.Add(site, options, files, notes);
        NoteUnknown(site, notes);
        // There are many, and from here on only what they became is needed.
        site.Submissions.Clear();
        site.Submissions.TrimExcess();
        site.Competition.Submissions.Clear();
        site.Competition.Submissions.TrimExcess();
        return new EarlierConversion(arrivals, files.Read(), notes, questions) { FileBytes = files.Bytes };
    }

    /// <summary>
    /// Reading 200,000 rows and marking them leave several times as much behind as they keep; by itself that goes only when the
    /// computer's memory is nearly full, which on a Pi is too late for others.
    /// </summary>
    internal static void GiveBackMemory() => GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>The kind of row, as plans name it.</summary>
    private static string KindOf(string table) => table switch
    {
        "school" => "schools",
        "users" => "members",
        "answer_submission" => "answers",
        "leaderboard_entry" => "scores",
        "article" => "articles",
        "announcement" => "announcements",
        "summer_challenge" or "summer_challenge_answer_box" => "competition challenges",
        "summer_submission" => "competition answers",
        "summer_leaderboard" => "competition scores",
        _ => "challenges",
    };

    private static List<string> FingerprintOf(EarlierSite site)
    {
        var marks = new List<string>();
        foreach (var user in site.Users.Take(FingerprintRows))
            marks.Add(MovedRows.Hash($"u {user.Id} {user.Email.Trim().ToLowerInvariant()}"));
        foreach (var challenge in site.Challenges.Take(FingerprintRows))
            marks.Add(MovedRows.Hash($"c {challenge.Id} {challenge.Posted.Local:s} {challenge.Posted.Microseconds}"));
        return marks;
    }

    private static void NoteHours(EarlierSite site, List<string> notes)
    {
        var (skipped, doubled) = (0, 0);
        foreach (var one in site.AllSubmissions)
        {
            var isSkipped = MovingOptions.IsSkipped(one.At);
            if (isSkipped == true) skipped++;
            else if (isSkipped == false) doubled++;
        }
        if (skipped > 0)
            notes.Add($"{Audit.Count(skipped, "answer")} at a time that London’s clocks skip in March: an hour later is taken. "
                + "Perhaps the server’s clock was UTC.");
        if (doubled > 0)
            notes.Add($"{Audit.Count(doubled, "answer")} at a time that London’s clocks show twice in October: the first is taken.");
    }

    private static void NoteUnknown(EarlierSite site, List<string> notes)
    {
        if (site.Unknown.Count == 0) return;
        var unknown = site.Unknown.Order(StringComparer.Ordinal).Take(20);
        notes.Add($"Tables and columns that are not known are left out: {string.Join(", ", unknown)}.");
    }
}
