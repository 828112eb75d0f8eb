// What `mathsoc check` says of the database as files: whether it is there, whole, with its own log, and what was rescued of it.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Looks at the files; <see cref="DatabaseContentCheck"/> then looks inside.</summary>
internal static class DatabaseFileCheck
{
    /// <param name="isLogForeign">Whether the log beside the database is not its own, with which no verb opens it.</param>
    public static List<CheckLine> Run(AppOptions options, bool repair, out bool isLogForeign)
    {
        isLogForeign = false;
        var path = options.DatabasePath;
        var lines = new List<CheckLine>();
        lines.AddRange(RescuedFiles.List(path).Select(file => DescribeRescued(file, path)));
        if (!File.Exists(path))
        {
            lines.Add(SocietyRemains.Find(path) is { } remains
                ? CheckLine.Fail("database", $"{path} is {remains}.")
                : CheckLine.Warn("database", $"{path} is not there yet: serve or migrate makes it."));
            return lines;
        }
        if (CheckLog(options) is { } log) lines.Add(log);
        var outcome = Migrator.Run(path, Migrator.Sections, 0, dryRun: true);
        isLogForeign = outcome.Result == MigrationResult.WrongLog;
        if (outcome.Result != MigrationResult.Ready)
        {
            lines.Add(CheckLine.Fail("database", outcome.Message));
            return lines;
        }
        lines.Add(outcome.Applied.Count == 0
            ? CheckLine.Ok("schema", $"{outcome.Version}")
            : CheckLine.Fail("schema", $"{outcome.Version}, and this program needs {Migrator.Newest}: serve or migrate brings it up."));
        lines.AddRange(DatabaseContentCheck.Run(options, outcome.Version, repair));
        return lines;
    }

    /// <summary>SQLite takes a log that it cannot read for an empty one, and does not say so.</summary>
    private static CheckLine? CheckLog(AppOptions options)
    {
        var path = options.DatabasePath;
        if (WriteAheadLog.Look(path + "-wal") is not { Frames: 0 } log) return null;
        var name = Path.GetFileName(path) + "-wal";
        return log.IsDamaged
            ? CheckLine.Fail("log", $"{name} has {log.Bytes} bytes and not one frame that can be read: what was saved last is lost with "
                + $"it. Stop the site, and if something is missing: {Hints.Command("restore latest", options)}, which keeps this file too.")
            : CheckLine.Warn("log", $"{name} has no frame that can be read. A power cut in the middle of the first save leaves it so; then "
                + "nothing is lost, and the next save begins it anew.");
    }

    private static CheckLine DescribeRescued(RescuedFile file, string path)
    {
        var (rescued, problem) = DatabaseFile.Look(file.Path);
        var (database, lost) = DatabaseFile.Look(path);
        var missing = problem is null && lost is null && rescued.Mark == database.Mark
            ? DatabaseFile.Distance(database.Counter, rescued.Counter)
            : 0;
        var comparison = missing > 0 ? $" It is newer than the database: {OwnLog.Transactions(missing)} in that one." : "";
        return CheckLine.Warn("rescued", $"{file.Name} ({file.Bytes / 1024} kB) was saved when the database was lost.{comparison} "
            + $"Move it to a safe place if it is needed: it is removed after {RescuedFiles.KeptDays} days.");
    }
}
