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

    public static EarlierConversion Convert(EarlierSite site, MovingSource source, MovingOptions options)
    {
        var notes = new List<string>();
        var questions = MovingQuestions.Of(site, options);
        var schoolYear = questions.SchoolYear;
        var arrivals = new Arrivals
        {
            FileHash = source.Database.Hash,
            Version = site.Version,
            Options = string.Create(CultureInfo.InvariantCulture,
                $"zone={options.Zone} school-year={schoolYear} points={(options.KeepsShown ? "shown" : "derived")} "
                + $"merge={MovingWords.NameOf(options.Merge)} articles={EnumText.Of(options.Articles)} "
                + $"announcements={(options.KeepsOldAnnouncements ? "all" : "recent")}"),
            Merge = options.Merge,
            Fingerprint = FingerprintOf(site),
            KeepsShownPoints = options.KeepsShown,
            KeyStages = MovingOptions.KeyStages,
            UploadCapacity = options.UploadCapacity,
        };
        foreach (var fault in site.Faults)
            arrivals.Lines.Add(new MoveLine(KindOf(fault.Table), fault.Id, "", MoveFate.Skipped, fault.Code, fault.Sentence));
        EarlierMembers.Convert(site, arrivals, options, schoolYear);
        var files = new EarlierFiles(source);
        var challenges = new EarlierChallenges(site, files, arrivals, options);
        challenges.Convert();
        new EarlierAnswers(site, arrivals, options, challenges.Models).Convert(notes);
        new EarlierArticles(site, files, arrivals, options).Convert();
        EarlierAnnouncements.Convert(site, files, arrivals, options);
        if (!options.IsUtc) NoteHours(site, notes);
        EarlierNotes.Add(site, options, files, notes);
        NoteLeftOut(site, notes);
        return new EarlierConversion(arrivals, files.Read(), notes, questions) { FileBytes = files.Bytes };
    }

    /// <summary>The kind of row, as plans name it.</summary>
    private static string KindOf(string table) => table switch
    {
        "school" => "schools",
        "users" => "members",
        "answer_submission" => "answers",
        "leaderboard_entry" => "scores",
        "article" => "articles",
        "announcement" => "announcements",
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
        foreach (var one in site.Submissions)
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

    private static void NoteLeftOut(EarlierSite site, List<string> notes)
    {
        var left = site.NotRead.Select(static table => $"{table.Value:N0} in {table.Key}").ToList();
        notes.Add("This version does not take competition rows and PostgreSQL dumps yet"
            + (left.Count == 0 ? "." : $"; left for a later import: {string.Join(", ", left)}."));
        if (site.Unknown.Count > 0)
        {
            var unknown = site.Unknown.Order(StringComparer.Ordinal).Take(20);
            notes.Add($"Tables and columns that are not known are left out: {string.Join(", ", unknown)}.");
        }
    }
}
