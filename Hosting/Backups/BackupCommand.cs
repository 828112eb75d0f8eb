// `mathsoc backup [--to DIR] [--keep N]`: makes a backup now, beside a site that is served or without one, and proves it.
using System.Diagnostics;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Prints what was made; any doubt is one sentence and exit 1.</summary>
internal static class BackupCommand
{
    private const int MostKept = 1000;
    private const string Who = "mathsoc backup";

    /// <param name="to">Another folder than the site's own; null: the site's.</param>
    /// <param name="keep">How many backups made by hand are kept in that folder; null: none is removed.</param>
    public static int Run(SettingSources sources, string? to, int? keep)
    {
        if (keep is < 1 or > MostKept) return Settled.Refuse($"--keep takes a number from 1 to {MostKept}.", Exit.Usage);
        if (to is not null && string.IsNullOrWhiteSpace(to))
            return Settled.Refuse("--to takes a folder, such as /media/stick/mathsoc.", Exit.Usage);
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Load(found, out var code) is not { } options) return code;
        var folder = to is null ? options.BackupsDir : Path.TrimEndingDirectorySeparator(Path.GetFullPath(to));
        if (folder != options.BackupsDir && BackupSettings.FindProblem(folder, options.DataDir) is { } unfit)
            return Settled.Refuse($"--to: {unfit}", Exit.Usage);
        // The log beside the database must be its own, and its schema one that this program knows.
        var outcome = Migrator.Run(options.DatabasePath, Migrator.Sections, 0, dryRun: true);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));

        var now = TimeProvider.System.GetUtcNow();
        var (site, isTaken, problem) = BackupLock.TryTake(options.BackupsDir, Who, now, BackupLock.Moment);
        using var siteLock = site;
        if (site is null) return Settled.Refuse(problem!, isTaken ? Exit.Unavailable : Exit.Failed);
        if (folder == options.BackupsDir) return Make(options, folder, keep);
        var (target, isTargetTaken, targetProblem) = BackupLock.TryTake(folder, Who, now, BackupLock.Moment);
        using var targetLock = target;
        if (target is null) return Settled.Refuse(targetProblem!, isTargetTaken ? Exit.Unavailable : Exit.Failed);
        code = Make(options, folder, keep);
        if (code == Exit.Ok && outcome.Applied.Count == 0) code = Record(options, folder, now);
        return code;
    }

    private static int Make(AppOptions options, string folder, int? keep)
    {
        var began = Stopwatch.GetTimestamp();
        using var ending = new Interruption();
        var made = new BackupMaker(options.BackupSource, TimeProvider.System).Make(folder, BackupReason.Manual, ending.Token);
        if (made is not { File: { } file, Manifest: { } manifest })
            return Settled.Refuse(made.Problem ?? "the backup was interrupted, and nothing of it was kept.", Exit.Failed);
        Console.WriteLine(file.Path);
        Console.WriteLine($"bytes     {manifest.Bytes}");
        Console.WriteLine($"sha-256   {manifest.Sha256}");
        Console.WriteLine($"uploads   {manifest.Uploads.Count}, {made.UploadsAdded} of them new in this folder");
        foreach (var (table, rows) in manifest.Rows) Console.WriteLine($"rows      {table} {rows}");
        Console.WriteLine($"seconds   {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0}");
        if (manifest.Schema < Migrator.Newest)
        {
            Console.WriteLine($"Not proven: it has the older schema {manifest.Schema}, and this program needs {Migrator.Newest}.");
            return Exit.Ok;
        }
        var proof = new BackupProof(TimeProvider.System).Run(file, allUploads: false, ending.Token);
        if (proof.Problem is not null) return Settled.Refuse(proof.Problem, Exit.Failed);
        if (proof.Manifest is not { } proven) return Settled.Refuse("the backup is there, and its proof was interrupted.", Exit.Failed);
        Console.WriteLine($"Proven: {BackupState.Contents(proven)}.");
        if (proof.Note is not null) return Settled.Refuse(proof.Note, Exit.Failed);
        if (keep is { } most)
            foreach (var name in BackupRotation.KeepManual(folder, most, folder == options.BackupsDir ? null : manifest.Mark))
                Console.WriteLine($"removed   {name}");
        return Exit.Ok;
    }

    /// <summary>A copy that leaves the site's folder holds everybody's data, so the audit says that there is one.</summary>
    private static int Record(AppOptions options, string folder, DateTimeOffset now)
    {
        try
        {
            using var db = Db.Open(options.DatabasePath, readers: 1);
            db.Write(sql => Audit.Add(sql, Actor.CommandLine, "backup.copy", now.ToUnixTimeSeconds(), detail: folder));
            return Exit.Ok;
        }
        catch (DatabaseUnavailableException unavailable)
        {
            return Settled.Refuse($"The backup was made, but this could not be noted in the audit: {unavailable.Message}", Exit.Failed);
        }
    }
}
