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
public sealed record EarlierConversion(Arrivals Arrivals, IEnumerable<(string Hash, byte[] Bytes)> Files, IReadOnlyList<string> Notes);

/// <summary>Converts without knowing what is here already: that is for <see cref="MoveIn"/>.</summary>
public static class EarlierArrivals
{
    private const int FingerprintRows = 20;

    public static EarlierConversion Convert(EarlierSite site, MovingSource source, MovingOptions options)
    {
        var notes = new List<string>();
        var schoolYear = FindSchoolYear(site, options, notes);
        var arrivals = new Arrivals
        {
            FileHash = source.Database.Hash,
            Version = site.Version,
            Options = string.Create(CultureInfo.InvariantCulture,
                $"zone={options.Zone} school-year={schoolYear} points={(options.KeepsShown ? "shown" : "derived")} ")
                + $"articles={EnumText.Of(options.Articles)} announcements={(options.KeepsOldAnnouncements ? "all" : "recent")}",
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
        new EarlierArticles(site, files, arrivals, options).Convert(notes);
        EarlierAnnouncements.Convert(site, files, arrivals, options, notes);
        NoteZone(site, options, notes);
        NoteLeftOut(site, notes);
        return new EarlierConversion(arrivals, files.Read(), notes);
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

    /// <summary>Year groups are those of sign-up and never moved on: the newest answer says for which year they most likely are.</summary>
    private static int FindSchoolYear(EarlierSite site, MovingOptions options, List<string> notes)
    {
        var current = SchoolTime.SchoolYear(options.Now);
        var newest = site.Submissions.Count == 0 ? options.Now : site.Submissions.Max(one => options.Instant(one.At));
        var chosen = options.SchoolYear ?? Math.Min(current, SchoolTime.SchoolYear(newest));
        var pupils = site.Users.Count(user => user.Year is >= 7 and <= 13);
        var left = site.Users.Count(user => user.Year is >= 7 and <= 13 && user.Year + current - chosen > 13);
        notes.Add($"Year groups are taken to be those of the school year from September {chosen}"
            + (chosen == current ? " (this one)" : "")
            + $": {pupils} pupils, of whom {left} would be past year 13 now and arrive archived. "
            + (options.SchoolYear is null ? "If they are another year’s, say so with --school-year." : ""));
        return chosen;
    }

    private static void NoteZone(EarlierSite site, MovingOptions options, List<string> notes)
    {
        if (!options.IsUtc) NoteHours(site, notes);
        // In winter both zones are the same.
        var summer = site.Challenges.Where(one => one.ReleaseAt is { } at && options.Instant(at) != options.OtherInstant(at)).ToList();
        if (summer.Count == 0) return;
        var examples = summer.TakeLast(3).Select(one => $"“{one.Title}” opened {SchoolTime.Time(options.Instant(one.ReleaseAt!.Value))} "
            + $"(otherwise {SchoolTime.Time(options.OtherInstant(one.ReleaseAt!.Value))})");
        notes.Add($"Times are read as {options.Zone}; with --zone {(options.IsUtc ? "Europe/London" : "UTC")} those of summer time are "
            + $"an hour off: {string.Join("; ", examples)}.");
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
        notes.Add("Full names were public there. Here other members see initials only, and staff see the names.");
    }
}
