// What `mathsoc check` says of the database as files: whether it is there, whole, with its own log, and what was rescued of it.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>What was found.</summary>
/// <param name="IsLogForeign">Whether the log beside the database is not its own, with which no verb opens it.</param>
/// <param name="IsCurrent">Whether it can be opened, and has this program's schema.</param>
internal sealed record DatabaseFindings(List<SiteFact> Facts, bool IsLogForeign, bool IsCurrent);

/// <summary>Looks at the files; <see cref="DatabaseContentCheck"/> then looks inside.</summary>
internal static class DatabaseFileCheck
{
    public static DatabaseFindings Run(AppOptions options, bool repair)
    {
        var path = options.DatabasePath;
        var lines = new List<SiteFact>();
        lines.AddRange(RescuedFiles.List(path).Select(file => DescribeRescued(file, path)));
        if (!File.Exists(path))
        {
            lines.Add(SocietyRemains.Find(path) is { } remains
                ? SiteFact.Fail("database", $"{path} is {remains}.")
                : SiteFact.Warn("database", $"{path} is not there yet: serve or migrate makes it."));
            return new DatabaseFindings(lines, IsLogForeign: false, IsCurrent: false);
        }
        if (CheckLog(options) is { } log) lines.Add(log);
        var outcome = Migrator.Run(path, Migrator.Sections, 0, dryRun: true);
        if (outcome.Result != MigrationResult.Ready)
        {
            lines.Add(SiteFact.Fail("database", outcome.Message));
            return new DatabaseFindings(lines, outcome.Result == MigrationResult.WrongLog, IsCurrent: false);
        }
        if (outcome.Applied.Count > 0)
            lines.Add(SiteFact.Fail(
                "schema", $"{outcome.Version}, and this program needs {Migrator.Newest}: serve or migrate brings it up."));
        lines.AddRange(DatabaseContentCheck.Run(options, outcome.Version, repair));
        return new DatabaseFindings(lines, IsLogForeign: false, IsCurrent: outcome.Applied.Count == 0);
    }

    /// <summary>SQLite takes a log that it cannot read for an empty one, and does not say so.</summary>
    private static SiteFact? CheckLog(AppOptions options)
    {
        var path = options.DatabasePath;
        if (WriteAheadLog.Look(path + "-wal") is not { Frames: 0 } log) return null;
        var name = Path.GetFileName(path) + "-wal";
        return log.IsDamaged
            ? SiteFact.Fail("log", $"{name} has {log.Bytes} bytes and not one frame that can be read: what was saved last is lost with "
                + $"it. Stop the site, and if something is missing: {ShellCommand.For("restore latest", options.DataDir)}, which keeps "
                + "this file too.")
            : SiteFact.Warn("log", $"{name} has no frame that can be read. A power cut in the middle of the first save leaves it so; then "
                + "nothing is lost, and the next save begins it anew.");
    }

    private static SiteFact DescribeRescued(RescuedFile file, string path)
    {
        var (rescued, problem) = DatabaseFile.Look(file.Path);
        var (database, lost) = DatabaseFile.Look(path);
        var missing = problem is null && lost is null && rescued.Mark == database.Mark
            ? DatabaseFile.Distance(database.Counter, rescued.Counter)
            : 0;
        var comparison = missing > 0 ? $" It is newer than the database: {OwnLog.Transactions(missing)} in that one." : "";
        return SiteFact.Warn("rescued", $"{file.Name} ({file.Bytes / 1024} kB) was saved when the database was lost.{comparison} "
            + $"Move it to a safe place if it is needed: it is removed after {RescuedFiles.KeptDays} days.");
    }
}
