// Notes beside the backups who was erased, a few seconds after it happened: a restore of an older copy must not bring them back.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>
/// Called every few seconds by <see cref="Jobs"/>. It asks the database, so that no way of erasing somebody can be forgotten; what a crash
/// kept from being noted is noted at the next start.
/// </summary>
public sealed class ErasureJob(AppOptions options, Db db, TimeProvider clock, ILogger log)
{
    private long writes = -1;
    private long known;

    /// <summary>Notes those who are new at <paramref name="now"/>, in unix seconds. Throws <see cref="JobFailedException"/>.</summary>
    public void Run(long now)
    {
        var present = db.Writes;
        if (present == writes) return;
        var erased = db.Read(Members.CountFormer);
        if (erased == known || Note(now)) (writes, known) = (present, erased);
    }

    /// <summary>False if the folder is in use; at the next turn it may be free.</summary>
    private bool Note(long now)
    {
        var (held, isTaken, problem) = BackupLock.TryTake(options.BackupsDir, "mathsoc serve", clock.GetUtcNow(), TimeSpan.Zero);
        using (held)
        {
            if (isTaken) return false;
            if (held is null) throw new JobFailedException($"Who was erased could not be noted beside the backups. {problem}");
            try
            {
                var record = Note(options.BackupsDir, now);
                if (options.BackupDir is { } second && Directory.Exists(second)) NoteInSecondPlace(second, record);
                return true;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new JobFailedException($"Who was erased could not be noted in {options.BackupsDir}: {failure.Message}");
            }
        }
    }

    private ErasureRecord Note(string folder, long now)
    {
        var record = ErasureRecord.Read(folder);
        if (db.Read(sql => record.AddFrom(sql, ErasureRecord.NeededSince(folder, now)))) record.Write(folder);
        return record;
    }

    /// <summary>It may be unplugged; with the next backup it gets what it has missed.</summary>
    private void NoteInSecondPlace(string folder, ErasureRecord record)
    {
        try
        {
            var (held, _, problem) = BackupLock.TryTake(folder, "mathsoc serve", clock.GetUtcNow(), TimeSpan.Zero);
            using (held)
            {
                if (held is not null) record.AddTo(folder);
                else log.LogDebug("Who was erased is noted in BACKUP_DIR with the next backup: {Problem}", problem);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.LogDebug("Who was erased is noted in BACKUP_DIR with the next backup: {Problem}", failure.Message);
        }
    }
}
