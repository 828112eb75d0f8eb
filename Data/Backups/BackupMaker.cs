// Makes a backup beside a site that is served: a copy under another name, checked, flushed to the disk, and only then given its name.
namespace MathsSoc.Data;

/// <summary>What backups are made of, and by which version and commit of the program.</summary>
/// <param name="Backups">The site's own folder of backups.</param>
/// <param name="SecondPlace">Where the nightly ones are copied to, which may be unplugged; null: nowhere.</param>
public sealed record BackupSource(
    string Database, string Uploads, string Backups, string Version, string Commit, string? SecondPlace = null);

/// <summary>
/// A backup that was made, or why it was not: a sentence. Both are null if it was interrupted because the program ends.
/// </summary>
public sealed record BackupResult(BackupFile? File, BackupManifest? Manifest, int UploadsAdded, string? Problem);

/// <summary>Whoever calls it holds the <see cref="BackupLock"/> of the folder.</summary>
public sealed class BackupMaker(BackupSource source, TimeProvider clock)
{
    /// <summary>Makes one in <paramref name="folder"/>. Whatever goes wrong, nothing of it is left there.</summary>
    /// <param name="reason">One of <see cref="BackupReason"/>.</param>
    /// <param name="ending">Cancelled when the program ends.</param>
    public BackupResult Make(string folder, string reason, CancellationToken ending)
    {
        try
        {
            DiskFiles.CreateFolder(folder);
            BackupFolder.RemoveLeftovers(folder);
            return MakeIn(folder, reason, ending);
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            return new BackupResult(null, null, 0, null);
        }
        catch (Exception problem) when (DiskProblem.IsExpected(problem))
        {
            return Failed($"No backup was made in {folder}: {DiskProblem.Describe(problem)}");
        }
        finally
        {
            RemoveWhatIsLeft(folder);
        }
    }

    private BackupResult MakeIn(string folder, string reason, CancellationToken ending)
    {
        var started = clock.GetUtcNow();
        var file = BackupFolder.NewFile(folder, started, reason);
        var partial = file.Path + BackupFolder.Partial;
        int added;
        using (var connection = Connections.Open(source.Database, queryOnly: true))
        using (connection.BeginTransaction(deferred: true))
        {
            var sql = new Sql(connection, null);
            var uploads = ListUploads(sql);
            var problem = BackupRoom.FindProblem(
                folder, Connections.CountBytes(connection), BackupUploads.CountMissing(uploads, source.Uploads, folder));
            if (problem is not null) return Failed(problem);
            // Before the copy, which takes a while: somebody may remove one meanwhile.
            (added, _) = BackupUploads.Keep(uploads, source.Uploads, folder, mayMiss: true, ending);
            NoteErasures(sql, folder, started.ToUnixTimeSeconds());
            OnlineBackup.Copy(connection, partial, ending);
        }
        var (contents, wrong) = DatabaseCheck.ReadCopy(partial, BackupContents.Read, ending);
        if (contents is null) return Failed($"No backup was made, because the database has a fault: {wrong}");
        var (more, missing) = BackupUploads.Keep(contents.Uploads, source.Uploads, folder, mayMiss: false, ending);
        if (missing is not null) return Failed($"No backup was made. {missing}");
        DiskFiles.Flush(partial);
        var manifest = Describe(folder, reason, started, partial, contents);
        // The manifest comes first: a database that has its name is then never without one.
        manifest.Write(file.ManifestPath);
        File.Move(partial, file.Path);
        DiskFiles.FlushFolder(folder);
        return new BackupResult(file, manifest, added + more, null);
    }

    /// <summary>
    /// Whoever puts an older copy of the folder back must know who was erased and which ids were given since. A first copy has no older one
    /// beside it.
    /// </summary>
    private void NoteErasures(Sql sql, string folder, long now)
    {
        var record = ErasureRecord.Read(folder);
        if (source.Backups != folder) record.Add(ErasureRecord.Read(source.Backups));
        record.AddFrom(sql, ErasureRecord.NeededSince(folder, now));
        if (record.Count > 0 || BackupFolder.List(folder).Count > 0) record.Write(folder);
    }

    private BackupManifest Describe(string folder, string reason, DateTimeOffset started, string partial, BackupContents contents)
    {
        var header = DatabaseHeader.Read(partial);
        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Version = source.Version,
            Commit = source.Commit,
            Schema = contents.Schema,
            Reason = reason,
            Number = FindNumber(folder),
            StartedAt = WholeSeconds(started),
            FinishedAt = WholeSeconds(clock.GetUtcNow()),
            Bytes = new FileInfo(partial).Length,
            Sha256 = DiskFiles.FindHash(partial) ?? throw new IOException("The copy cannot be read again."),
            Header = Convert.ToHexStringLower(header),
            Mark = DatabaseHeader.MarkOf(header),
            Counter = DatabaseHeader.CounterOf(header),
            Rows = contents.Rows,
            Uploads = contents.Uploads,
        };
    }

    /// <summary>
    /// Above those of every place: on a new machine the site's own folder is empty, and its first backups are newer than all on the stick.
    /// </summary>
    private long FindNumber(string folder) => 1 + new[] { folder, source.Backups, source.SecondPlace }.Distinct().Max(FindHighest);

    private static long FindHighest(string? folder)
    {
        try
        {
            return folder is null ? 0 : BackupFolder.List(folder).Select(BackupManifest.NumberOf).DefaultIfEmpty().Max();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Unplugged at this moment.
            return 0;
        }
    }

    /// <summary>A schema from before there were uploads has no table of them.</summary>
    internal static List<StoredUpload> ListUploads(Sql sql) => DatabaseCheck.HasTable(sql, "uploads") ? Uploads.ListAll(sql) : [];

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static BackupResult Failed(string problem) => new(null, null, 0, problem);

    private static void RemoveWhatIsLeft(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) BackupFolder.RemoveLeftovers(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The disk may be gone. The next backup removes what is left.
        }
    }
}
