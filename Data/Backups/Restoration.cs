// Makes a database ready from a backup, beside the old one: copied, counted, migrated, without sessions and without whoever was erased.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What a restore did besides copying.</summary>
/// <param name="Erased">Members who were erased since, and are erased again.</param>
/// <param name="NotErased">Those who could not be, because no owner would be left.</param>
/// <param name="MissingUploads">Uploads that are nowhere to be found; only where a database was put back without a manifest.</param>
public sealed record Restored(RestoreJournal Journal, int Erased, int NotErased, IReadOnlyList<string> MissingUploads);

/// <summary>Changes nothing that the site uses: uploads are only added. Whoever calls it holds the data folder's lock.</summary>
/// <param name="dataDir">The site's folder.</param>
/// <param name="name">What is put back, for the audit.</param>
public sealed class Restoration(string dataDir, RestoreSource source, string name, TimeProvider clock)
{
    private readonly string staged = RestoreJournal.StagedOf(dataDir);

    /// <summary>
    /// Makes it ready in <see cref="RestoreJournal.FolderOf"/>, an existing folder, and writes the journal: from then on
    /// <see cref="RestoreSwap.Complete"/> must follow. The problem is a sentence.
    /// </summary>
    /// <param name="erasures">Everything that is known of members who were erased.</param>
    /// <param name="trustedTime">The newest time that the present database knows to be right, in unix seconds; null: none.</param>
    /// <param name="hasOld">Whether there are files to set aside.</param>
    /// <param name="ending">
    /// Cancelled: it throws, mostly <see cref="OperationCanceledException"/>, and nothing was changed.
    /// </param>
    public (Restored? Restored, string? Problem) Prepare(
        ErasureRecord erasures, long? trustedTime, bool hasOld, CancellationToken ending)
    {
        try
        {
            var (uploads, place) = (source.Contents.Uploads, BackupFolder.UploadsOf(source.Folder));
            var room = BackupRoom.FindProblem(
                dataDir, new FileInfo(source.Path).Length, BackupUploads.CountMissing(uploads, place, dataDir));
            if (room is not null) return (null, room);
            var hash = DiskFiles.CopyAndHash(source.Path, staged, ending);
            if (source.Manifest is { } manifest && hash != manifest.Sha256) return (null, $"{source.Path} changed while it was copied.");
            var (copied, fault) = DatabaseCheck.ReadCopy(staged, BackupContents.Read, ending);
            if (copied is null) return (null, $"The copy is not whole: {fault}");
            if (BackupProof.FindRowProblem(source.Manifest?.Rows ?? source.Contents.Rows, copied.Rows) is { } wrong)
                return (null, $"In the copy, {wrong}");
            var outcome = Migrator.Run(staged, Migrator.Sections, Now);
            if (outcome.Result != MigrationResult.Ready) return (null, outcome.Message);
            var (contents, erased, kept, problem) = Change(erasures, trustedTime);
            if (contents is null) return (null, $"The copy is not whole any more: {problem}");
            var missing = PutUploadsBack(contents.Uploads, place, ending);
            if (missing.Problem is not null) return (null, missing.Problem);
            var journal = new RestoreJournal
            {
                Format = RestoreJournal.CurrentFormat,
                From = name,
                MadeAt = source.MadeAt,
                Aside = hasOld ? AsideFolder.NewName(dataDir, clock.GetUtcNow()) : null,
                Rows = contents.Rows,
            };
            ending.ThrowIfCancellationRequested();
            journal.Write(dataDir);
            return (new Restored(journal, erased, kept, missing.Names), null);
        }
        catch (Exception failure) when (DiskProblem.IsExpected(failure) && !ending.IsCancellationRequested)
        {
            return (null, $"The copy could not be made in {dataDir}: {DiskProblem.Describe(failure)}");
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Ends what must not come back, and reads the result once more as a proof would.</summary>
    private (BackupContents? Contents, int Erased, int Kept, string? Problem) Change(ErasureRecord erasures, long? trustedTime)
    {
        (int Erased, int Kept) done;
        BackupContents? contents;
        string? problem;
        using (var connection = Connections.Open(staged, queryOnly: false))
        {
            var sql = new Sql(connection, null);
            using (var transaction = connection.BeginTransaction())
            {
                done = erasures.ApplyTo(sql, Now);
                sql.Execute("DELETE FROM sessions");
                sql.Execute("DELETE FROM password_links");
                ClockRecord.Advance(sql, trustedTime);
                Restores.Add(sql, name, source.MadeAt, done.Erased, Now);
                sql.CountTransaction();
                transaction.Commit();
            }
            (contents, problem) = BackupContents.Read(sql);
            Connections.Checkpoint(sql, keepsLog: false);
        }
        // Empty by now; the file by itself is the whole database.
        File.Delete(staged + "-wal");
        File.Delete(staged + "-shm");
        DiskFiles.Flush(staged);
        DiskFiles.FlushFolder(Path.GetDirectoryName(staged)!);
        return (contents, done.Erased, done.Kept, problem);
    }

    private (List<string> Names, string? Problem) PutUploadsBack(List<StoredUpload> uploads, string place, CancellationToken ending)
    {
        var mayMiss = source.Manifest is null;
        var (_, problem) = BackupUploads.Keep(uploads, place, dataDir, mayMiss, ending);
        if (problem is not null) return ([], problem);
        var present = BackupFolder.UploadsOf(dataDir);
        return ([.. uploads.Select(upload => upload.Hash).Where(hash => !File.Exists(Path.Combine(present, hash)))], null);
    }
}
