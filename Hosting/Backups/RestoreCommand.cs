// `mathsoc restore FILE|latest [--dry-run] [--yes] [--foreign]`: puts a backup in the place of the database of a site that is not served.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>What was asked for.</summary>
/// <param name="What">A file, a name among the site's backups, or "latest".</param>
/// <param name="IsForeign">Whether another society's backup may take the place of this one's database.</param>
internal sealed record RestoreRequest(string What, bool IsDryRun, bool IsSure, bool IsForeign);

/// <summary>Examines it, says what would be lost, asks, and only then changes anything.</summary>
internal static class RestoreCommand
{
    private const string Word = "restore";
    private const string Interrupted = "it was interrupted, and nothing was changed.";

    public static int Run(SettingSources sources, RestoreRequest request)
    {
        if (SiteFinder.FindOrName(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Load(found, out var code, needsFolder: !request.IsDryRun) is not { } options) return code;
        // Taking the lock writes into its file, which a dry run must not.
        var (taken, problem) = request.IsDryRun ? (null, null) : FolderLock.TryTake(options.DataDir, FolderLock.Restore);
        using var folderLock = taken;
        if (taken is null && (problem is not null || FolderLock.IsTaken(options.DataDir)))
            return Settled.Refuse(DescribeRefusal(options.DataDir, problem), Exit.Unavailable);
        var choice = BackupChoice.Find(options, request.What);
        if (choice.Path is not { } path) return Settled.Refuse(choice.Problem!, Exit.Failed);
        var scratch = request.IsDryRun
            ? Directory.CreateTempSubdirectory("mathsoc-restore-").FullName
            : RestoreJournal.FolderOf(options.DataDir);
        DiskFiles.CreateFolder(scratch);
        var asks = false;
        using var ending = new Interruption(() =>
        {
            if (!Volatile.Read(ref asks)) return false;
            Settled.Refuse(Interrupted, Exit.Failed);
            RemoveScratch(scratch, options.DataDir);
            return true;
        });
        try
        {
            var (source, refusal) = RestoreSource.Open(path, scratch, ending.Token);
            if (ending.HasCome) return Settled.Refuse(Interrupted, Exit.Failed);
            if (source is null) return Settled.Refuse(refusal!.Sentence, refusal.IsForNewer ? Exit.Configuration : Exit.Failed);
            return Run(options, request, path, source, isAsking => Volatile.Write(ref asks, isAsking), ending.Token);
        }
        catch (Exception failure) when (ending.HasCome && (failure is OperationCanceledException || DiskProblem.IsExpected(failure)))
        {
            return Settled.Refuse(Interrupted, Exit.Failed);
        }
        finally
        {
            RemoveScratch(scratch, options.DataDir);
        }
    }

    private static string DescribeRefusal(string folder, string? problem) =>
        FolderLock.IsServed(folder)
            ? $"the site in {folder} is being served, by process {FolderLock.FindHolder(folder)?.Id}. Stop it first "
                + "(systemctl stop mathsoc); nothing was changed."
            : problem ?? FolderLock.DescribeHolder(folder);

    // With a journal it belongs to the next start.
    private static void RemoveScratch(string scratch, string dataDir)
    {
        if (File.Exists(RestoreJournal.PathOf(dataDir)) || !Directory.Exists(scratch)) return;
        Directory.Delete(scratch, recursive: true);
    }

    /// <param name="ask">Called with true before a person is asked, and with false afterwards.</param>
    private static int Run(
        AppOptions options, RestoreRequest request, string path, RestoreSource source, Action<bool> ask, CancellationToken ending)
    {
        var present = PresentDatabase.Look(options.DatabasePath);
        Describe(path, source, present, options);
        if (present.Mark is { } mark && mark != source.Mark && !request.IsForeign)
            return Settled.Refuse($"{path} is another society's backup{SocietyNames.Quote(source.Path)}, not one of the society in "
                + $"{options.DataDir}. Nothing was changed. If it shall take that one's place all the same, add --foreign.", Exit.Failed);
        if (request.IsDryRun)
        {
            Console.WriteLine("Nothing was changed (--dry-run).");
            return Exit.Ok;
        }
        ask(true);
        if (!request.IsSure && !Asks()) return Settled.Refuse("Nothing was changed.", Exit.Failed);
        ask(false);

        BackupLock? held = null;
        // A new folder gets no backups/ as long as nothing is in it: it would look like what is left of a society.
        if (present.HasFiles || Directory.Exists(options.BackupsDir))
        {
            (held, var isTaken, var problem) = BackupLock.TryTake(
                options.BackupsDir, FolderLock.Restore, TimeProvider.System.GetUtcNow(), BackupLock.Moment);
            if (held is null) return Settled.Refuse(problem!, isTaken ? Exit.Unavailable : Exit.Failed);
        }
        using (held) return Restore(options, path, source, present, isLocked: held is not null, ending);
    }

    private static int Restore(
        AppOptions options, string path, RestoreSource source, PresentDatabase present, bool isLocked, CancellationToken ending)
    {
        ErasureRecord erasures;
        try
        {
            erasures = present.ReadErasures([source.Folder, Path.GetDirectoryName(path)!, options.BackupsDir, options.BackupDir]);
            if (isLocked && erasures.Count > 0) erasures.Write(options.BackupsDir);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Settled.Refuse($"who was erased since cannot be read or noted, so nothing was changed: {problem.Message}", Exit.Failed);
        }
        var clock = LatestClock.NotBefore(present.TrustedTime);
        var snapshot = present.IsReadable ? Snapshot(options, clock, ending) : null;
        var (restored, failure) = new Restoration(options.DataDir, source, Path.GetFileName(path), clock)
            .Prepare(erasures, present.TrustedTime, present.HasFiles, ending);
        if (restored is null) return Settled.Refuse($"nothing was changed. {failure}", Exit.Failed);
        string? wrong;
        try
        {
            wrong = RestoreSwap.Complete(options.DataDir, restored.Journal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Settled.Refuse($"the files could not all be moved: {problem.Message} Put that right; the next command or start goes on.",
                Exit.Failed);
        }
        if (wrong is not null) Settled.Refuse(wrong, Exit.Failed);
        else Report(source, restored);
        if (restored.Journal.Aside is { } aside) Console.WriteLine($"What was there before is in {Path.Combine(options.DataDir, aside)}.");
        if (FindUndo(options, source, present, restored, snapshot) is { } undo) Console.WriteLine($"To undo it: {undo}");
        return wrong is null ? Exit.Ok : Exit.Failed;
    }

    private static void Describe(string path, RestoreSource source, PresentDatabase present, AppOptions options)
    {
        Console.WriteLine($"backup     {path}");
        var by = source.Manifest is { } manifest ? $", by version {manifest.Version}" : "";
        Console.WriteLine($"made       {SchoolTime.Time(source.MadeAt)}{by}, schema {source.Contents.Schema}");
        Console.WriteLine($"holds      {BackupState.Holds(source.Contents.Rows)}, {Audit.Count(source.Contents.Uploads.Count, "upload")}");
        Console.WriteLine($"lost then  {present.DescribeLosses(source)}");
        if (source.Manifest is null)
            Console.Error.WriteLine("mathsoc: warning: it has no manifest, so nobody can say whether it is all that was written. It is "
                + "whole in itself; its time is that of its last entry.");
        if (!source.HasOwner)
            Console.Error.WriteLine("mathsoc: warning: nobody in it is an owner. Make one afterwards: "
                + ShellCommand.For("create-admin", options.DataDir));
    }

    private static bool Asks()
    {
        Console.Write($"Type the word {Word} to put it in the place of the database: ");
        var line = Console.In.ReadLine();
        if (Console.IsInputRedirected) Console.WriteLine();
        return line?.Trim() == Word;
    }

    /// <summary>The files are set aside in any case, so without a snapshot nothing is lost; a damaged database has none.</summary>
    private static BackupFile? Snapshot(AppOptions options, TimeProvider clock, CancellationToken ending)
    {
        // Not by Snapshots: the folder's lock is held until the end.
        var made = new BackupMaker(options.BackupSource, clock)
            .Make(options.BackupsDir, BackupReason.BeforeRestoring, ending);
        ending.ThrowIfCancellationRequested();
        if (made.Problem is not null)
            Console.Error.WriteLine($"mathsoc: warning: no snapshot was made of what is there, which is only set aside. {made.Problem}");
        return made.File;
    }

    private static void Report(RestoreSource source, Restored restored)
    {
        var holds = BackupState.Holds(restored.Journal.Rows);
        Console.WriteLine($"Restored {restored.Journal.From}, made {SchoolTime.Time(source.MadeAt)}: {holds}.");
        if (restored.Erased > 0) Console.WriteLine($"Erased again, as they were since: {Audit.Count(restored.Erased, "member")}.");
        if (restored.NotErased > 0)
            Console.Error.WriteLine("mathsoc: warning: the last owner was erased since, and is still there: make another one first, then "
                + "erase this one again.");
        if (restored.MissingUploads.Count > 0)
            Console.Error.WriteLine($"mathsoc: warning: uploads are missing: {string.Join(", ", restored.MissingUploads)}");
        Console.WriteLine("Everybody has to sign in again, and links and slips that were not used yet no longer work.");
    }

    private static string? FindUndo(
        AppOptions options, RestoreSource source, PresentDatabase present, Restored restored, BackupFile? snapshot)
    {
        var foreign = present.Mark != source.Mark ? " --foreign" : "";
        if (snapshot is not null) return ShellCommand.For($"restore {snapshot.Name}", options.DataDir) + foreign;
        return restored.Journal.Aside is null ? null : InterruptedRestore.UndoOf(options, restored.Journal) + foreign;
    }
}
