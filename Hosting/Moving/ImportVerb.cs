// The verb `import` with its flags.
using System.CommandLine;
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Parses what <see cref="ImportCommand"/> is asked for.</summary>
internal static class ImportVerb
{
    private const int FirstSchoolYear = 2000, LastSchoolYear = 2199, MaxWait = 3600;

    /// <param name="sourcesOf">The settings that a command line names.</param>
    public static Command Build(Func<ParseResult, SettingSources> sourcesOf)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The earlier site's SQLite database or pg_dump text, or a folder or zip with it and uploads/; or an export of "
                + "CTFd.",
        };
        var uploads = new Option<string?>("--uploads") { Description = "The earlier site's folder of uploaded files.", HelpName = "DIR" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would arrive." };
        var sure = new Option<bool>("--yes") { Description = "Do not ask." };
        var zone = new Option<string>("--zone")
        {
            Description = "What the earlier server's clock showed: Europe/London (the default) or UTC.",
            HelpName = "ZONE",
            DefaultValueFactory = static _ => "Europe/London",
        };
        zone.AcceptOnlyFromAmong("Europe/London", "UTC");
        var year = new Option<int?>("--school-year")
        {
            Description = "When the school year began for which the year groups are right; by default the one of the newest answer.",
            HelpName = "YYYY",
        };
        var points = new Option<string>("--points")
        {
            Description = "Totals as the earlier site showed them (shown, the default), or what its answers are worth here (derived).",
            HelpName = "WHICH",
            DefaultValueFactory = static _ => "shown",
        };
        points.AcceptOnlyFromAmong("shown", "derived");
        var articles = new Option<string>("--articles")
        {
            Description = "Who reads articles and newsletters: everybody as before (public, the default), members, or nobody until staff "
                + "publish them (drafts).",
            HelpName = "WHO",
            DefaultValueFactory = static _ => "public",
        };
        articles.AcceptOnlyFromAmong("public", "members", "drafts");
        var announcements = new Option<string>("--announcements")
        {
            Description = "Announcements: all, of which old ones arrive as over (the default), or recent ones only.",
            HelpName = "WHICH",
            DefaultValueFactory = static _ => "all",
        };
        announcements.AcceptOnlyFromAmong("all", "recent");
        var merge = new Option<string>("--merge")
        {
            Description = "Who of those whose login is here already is the same person: nobody (the default), whose name is the same too "
                + "(name), or everybody (login).",
            HelpName = "WHOM",
            DefaultValueFactory = static _ => "nobody",
        };
        merge.AcceptOnlyFromAmong("nobody", "name", "login");
        var ownSchool = new Option<string?>("--own-school")
        {
            Description = "The name of the society's own school: the others arrive as guests. By default all are its own.",
            HelpName = "NAME",
        };
        var wait = new Option<int>("--longest-wait")
        {
            Description = "Seconds for which answers may wait while the site is served: 10 by default. With more it is to be stopped.",
            HelpName = "SECONDS",
            DefaultValueFactory = static _ => (int)MovingSteps.MostWait.TotalSeconds,
        };
        var report = new Option<string?>("--report")
        {
            Description = "Write every row that needs a look into a CSV file.",
            HelpName = "FILE",
        };
        var command = new Command("import",
            "Bring an earlier site's members, passwords, challenges, answers, points, competition, articles and announcements in, after "
            + "saying what will come.")
        {
            file, uploads, dryRun, sure, zone, year, points, ownSchool, articles, announcements, merge, wait, report,
        };
        command.SetAction(parsed => parsed.GetValue(year) is < FirstSchoolYear or > LastSchoolYear
            ? Settled.Refuse("--school-year takes the year in which a school year began, such as 2026.", Exit.Usage)
            : parsed.GetValue(wait) is < 0 or > MaxWait
            ? Settled.Refuse($"--longest-wait takes seconds, from 0 to {MaxWait}.", Exit.Usage)
            : ImportCommand.Run(sourcesOf(parsed), new ImportRequest
            {
                Path = parsed.GetValue(file) ?? "",
                Uploads = parsed.GetValue(uploads),
                IsDryRun = parsed.GetValue(dryRun),
                IsSure = parsed.GetValue(sure),
                MostWait = TimeSpan.FromSeconds(parsed.GetValue(wait)),
                Choices = new MovingChoices
                {
                    IsUtc = parsed.GetValue(zone) == "UTC",
                    SchoolYear = parsed.GetValue(year),
                    KeepsShown = parsed.GetValue(points) != "derived",
                    OwnSchool = parsed.GetValue(ownSchool),
                    Articles = EnumText.Parse<ArticleChoice>(parsed.GetValue(articles) ?? "") ?? ArticleChoice.Public,
                    KeepsOldAnnouncements = parsed.GetValue(announcements) != "recent",
                    Merge = MovingWords.ParseMerge(parsed.GetValue(merge) ?? "") ?? MoveMerge.Nobody,
                },
                Report = parsed.GetValue(report),
            }));
        return command;
    }
}
