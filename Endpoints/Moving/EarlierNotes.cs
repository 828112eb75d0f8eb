// Sentences of a plan about the earlier site as a whole: whether it still runs, its files, and what others see of its members here.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

internal static class EarlierNotes
{
    private const int MaxNames = 10;

    public static void Add(EarlierSite site, MovingOptions options, EarlierFiles files, List<string> notes)
    {
        if (FindNewest(site, options) is { } newest && newest > options.Now - 86_400)
            notes.Add(StillRuns(newest));
        AddFiles(files, notes);
        var names = site.Users.Where(static user => !user.IsAdmin).Take(MaxNames)
            .Select(static user => EarlierMembers.Line(user.FullName, DisplayNames.MaxFullName))
            .Where(static name => name.Length > 0).Select(static name => $"{name} as {DisplayNames.Initials(name)}").ToList();
        notes.Add("Full names were public there. Here other members see initials, and staff see the names"
            + (names.Count == 0 ? "." : $": {string.Join(", ", names)}. Of two with the same initials one gets a number."));
    }

    /// <summary>Of a site whose newest row, at <paramref name="newest"/>, is younger than a day.</summary>
    public static string StillRuns(long newest) =>
        $"The earlier site may still run: its newest row is of {SchoolTime.Time(newest)}. Stop it first, so that nothing is answered there "
        + "meanwhile; what came after this copy can be brought in by a second import.";

    public static void AddFiles(EarlierFiles files, List<string> notes)
    {
        if (files.Found + files.Missing + files.Refused > 0)
            notes.Add($"Of the files that rows and texts name {files.Found} are there ({Size.Of(files.Bytes)}), {files.Missing} missing, "
                + $"and {files.Refused} of no type or size that is taken.");
    }

    /// <summary>When the newest row was written, in unix seconds; null: there is none, or none that has a time before now.</summary>
    private static long? FindNewest(EarlierSite site, MovingOptions options)
    {
        var times = site.AllSubmissions.Select(static one => one.At)
            .Concat(site.Challenges.Select(static one => one.Posted))
            .Concat(site.Competition.Challenges.Select(static one => one.Posted))
            .Concat(site.Articles.Select(static one => one.Posted))
            .Concat(site.Announcements.Select(static one => one.Posted))
            .Select(options.Instant).Where(at => at <= options.Now).ToList();
        return times.Count == 0 ? null : times.Max();
    }
}
