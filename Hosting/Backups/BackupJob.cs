// The nightly backup and its proof, its copy in a second place, and the removal of backups whose time is over.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>What a watcher of the job is told of.</summary>
public enum BackupStep { Started, Proven, Failed }

/// <summary>Called every minute by <see cref="Jobs"/>, and most of the time nothing is due.</summary>
/// <param name="ending">Cancelled when the server stops: a backup that is being made is given up, and nothing of it is left.</param>
public sealed class BackupJob(AppOptions options, Db db, TimeProvider clock, ILogger log, CancellationToken ending)
{
    /// <summary>A backup that was missed is made so long after the start, in seconds: the first minutes have enough to do.</summary>
    public const long StartDelay = 5 * 60;

    /// <summary>A failure costs an hour; a snapshot or another job that has the folder just now is soon done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Who = "mathsoc serve";

    /// <summary>Called at each step; null: nobody wants to know. It must not wait for anything.</summary>
    public Action<BackupStep>? Watcher { get; init; }

    private readonly BackupProof proof = new(clock);
    private long? startedAt;
    private string? proven;

    /// <summary>
    /// Makes the scheduled backup if it is due at <paramref name="now"/> (unix seconds), and proves the last one if it is not proven yet.
    /// Throws <see cref="JobFailedException"/>.
    /// </summary>
    public void Run(long now)
    {
        try
        {
            RunDue(now);
        }
        catch
        {
            Watcher?.Invoke(BackupStep.Failed);
            throw;
        }
    }

    private void RunDue(long now)
    {
        if (startedAt is not { } start || now < start) startedAt = start = now;
        var due = BackupTimes.LastDue(now, options.BackupAt);
        var last = FindLast(now);
        var isMissing = last is null || last.At < due;
        if (isMissing && due < start && now - start < StartDelay) return;
        if (!isMissing && IsProven(last!)) return;
        Watcher?.Invoke(BackupStep.Started);
        using var held = Take(options.BackupsDir);
        if ((isMissing ? Make() : last) is not { } file) return;
        if (Prove(file, now) is not { } manifest) return;
        CopyToSecondPlace(file, manifest);
        Watcher?.Invoke(BackupStep.Proven);
    }

    /// <summary>
    /// Removes the backups that are over at <paramref name="now"/>, in unix seconds. Only while the clock can be trusted.
    /// </summary>
    public void Rotate(long now)
    {
        Rotate(options.BackupsDir, now);
        foreach (var folder in AsideFolder.Sweep(options.DataDir, now, options.BackupDays))
            log.LogInformation("What a restore had set aside in {Folder} was removed: its time was over", folder);
        try
        {
            // Other societies may have theirs there.
            if (options.BackupDir is { } second && PresentDatabase.FindMark(options.DatabasePath) is { } mark) Rotate(second, now, mark);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Old backups in BACKUP_DIR could not be removed: {Problem}", problem.Message);
        }
    }

    private void Rotate(string folder, long now, uint? mark = null)
    {
        if (!Directory.Exists(folder)) return;
        var (held, _, problem) = BackupLock.TryTake(folder, Who, clock.GetUtcNow(), TimeSpan.Zero);
        using (held)
        {
            // At its next turn the folder is free.
            if (held is null)
            {
                log.LogDebug("Old backups are removed later: {Problem}", problem);
                return;
            }
            foreach (var name in BackupRotation.Run(folder, now, options.BackupDays, mark))
                log.LogInformation("The backup {Name} in {Folder} was removed: its time was over", name, folder);
            var erased = ErasureRecord.Read(folder);
            if (erased.Prune(ErasureRecord.NeededSince(folder, now)) > 0) erased.Write(folder);
        }
    }

    /// <summary>Without those of another society: after its database was replaced, tonight's backup is not made yet.</summary>
    private BackupFile? FindLast(long now)
    {
        var files = BackupFolder.List(options.BackupsDir);
        while (BackupTimes.FindLast(files, now) is { } last)
        {
            // Proven by this process: it is ours, and its manifest need not be read every minute.
            if (proven == last.Name || PresentDatabase.FindMark(options.DatabasePath) is not { } mark
                || SocietyNames.MarkOf(last, BackupManifest.Read(last.ManifestPath).Manifest) is not { } other || other == mark)
                return last;
            files.Remove(last);
        }
        return null;
    }

    private BackupLock Take(string folder)
    {
        var (held, _, problem) = BackupLock.TryTake(folder, Who, clock.GetUtcNow(), Patience);
        return held ?? throw new JobFailedException(problem!);
    }

    private BackupFile? Make()
    {
        // Another file at the database's path must not be opened beside the log of the lost one.
        if (db.FindProblem() is { } lost) throw new JobFailedException($"No backup was made: the database is {lost}.");
        var began = clock.GetTimestamp();
        var made = new BackupMaker(options.BackupSource, clock).Make(options.BackupsDir, BackupReason.Daily, ending);
        if (made.Problem is not null) throw new JobFailedException(made.Problem);
        if (made is not { File: { } file, Manifest: { } manifest }) return null;
        log.LogInformation("The backup {Name} was made: {Bytes} bytes, {Uploads} uploads, {Seconds} s", file.Name, manifest.Bytes,
            manifest.Uploads.Count, Math.Round(clock.GetElapsedTime(began).TotalSeconds, 1));
        return file;
    }

    private BackupManifest? Prove(BackupFile file, long now)
    {
        // Once a week every upload is read again.
        var result = proof.Run(file, allUploads: SchoolTime.Local(now).DayOfWeek == DayOfWeek.Sunday, ending);
        if (result.Problem is not null) throw new JobFailedException(result.Problem);
        if (result.Manifest is not { } manifest) return null;
        if (result.Note is not null) throw new JobFailedException(result.Note);
        log.LogInformation("The backup {Name} is proven: {Contents}", file.Name, BackupState.Contents(manifest));
        proven = file.Name;
        return manifest;
    }

    /// <summary>A place that may be unplugged is no failure of the backup, which is made and proven by now.</summary>
    private void CopyToSecondPlace(BackupFile file, BackupManifest manifest)
    {
        if (options.BackupDir is not { } second) return;
        var (taken, isTaken, inUse) = WaitFor(second);
        using var held = taken;
        if (isTaken)
        {
            // Without the lock the copy would remove what another society is writing there.
            log.LogWarning("BACKUP_DIR: no copy of the backup was made: {Problem}", inUse);
            return;
        }
        if (BackupCopies.Copy(file, manifest, second, ending) is { } problem)
            log.LogWarning("BACKUP_DIR: no copy of the backup was made: {Problem}", problem);
        else if (!ending.IsCancellationRequested)
            log.LogInformation("The backup {Name} was copied to {Folder}", file.Name, second);
    }

    /// <summary>
    /// Another society may copy or rotate there at the same hour, and each removes what looks unfinished. Not taken either if the place is
    /// unplugged or cannot be written to, which the copy then says.
    /// </summary>
    private (BackupLock? Lock, bool IsTaken, string? Problem) WaitFor(string folder)
    {
        (BackupLock?, bool IsTaken, string?) last = (null, false, null);
        for (var tries = 0; tries < 60 && Directory.Exists(folder); tries++)
        {
            last = BackupLock.TryTake(folder, Who, clock.GetUtcNow(), TimeSpan.Zero);
            if (!last.IsTaken || ending.WaitHandle.WaitOne(TimeSpan.FromSeconds(1))) break;
        }
        return last;
    }

    private bool IsProven(BackupFile file)
    {
        if (proven == file.Name) return true;
        if (BackupManifest.Read(file.ManifestPath).Manifest?.ProvenAt is null) return false;
        proven = file.Name;
        return true;
    }
}
