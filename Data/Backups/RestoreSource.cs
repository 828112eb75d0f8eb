// What is to be put back: a backup with its manifest, a zip of one, or a database alone; examined before anything is changed.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>Why something cannot be put back. IsForNewer: only another version of the program can read it.</summary>
public sealed record RestoreRefusal(string Sentence, bool IsForNewer = false);

/// <summary>A whole, readable copy of a society.</summary>
/// <param name="Path">The database file; its uploads are in the folder beside it.</param>
/// <param name="Manifest">Null: a database alone, which cannot be compared with what was written.</param>
/// <param name="Mark">The society's mark, see <see cref="DatabaseFile"/>.</param>
/// <param name="MadeAt">The moment of which it is, in unix seconds; without a manifest that of its last entry.</param>
public sealed record RestoreSource(string Path, BackupManifest? Manifest, BackupContents Contents, uint Mark, long MadeAt)
{
    private const int Corrupt = 11; // SQLITE_CORRUPT

    private static ReadOnlySpan<byte> ZipStart => "PK\u0003\u0004"u8;

    private static ReadOnlySpan<byte> DatabaseStart => "SQLite format 3\0"u8;

    /// <summary>The folder of the database, where its uploads and the record of who was erased are.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Whether somebody in it could run the site; true also for an older schema, in which nobody looks.</summary>
    public bool HasOwner => Contents.HasOwner || Contents.Schema < Migrator.Newest;

    /// <summary>
    /// Opens and examines <paramref name="path"/>: every page, every total, the rows against the manifest, and all uploads. What has to be
    /// unpacked is put into <paramref name="scratch"/>, an existing folder.
    /// </summary>
    public static (RestoreSource? Source, RestoreRefusal? Refusal) Open(string path, string scratch, CancellationToken ending)
    {
        try
        {
            if (!FileIdentity.IsFile(path)) return (null, new RestoreRefusal($"{path} is a pipe or a device, and was not read."));
            var (start, unpacked) = (DatabaseHeader.Read(path), path);
            if (start.AsSpan().StartsWith(ZipStart))
            {
                var (database, problem) = RestoreZip.Unpack(path, scratch, ending);
                if (database is null) return (null, new RestoreRefusal($"{path} cannot be put back: {problem}"));
                unpacked = database;
            }
            else if (!start.AsSpan().StartsWith(DatabaseStart) && !File.Exists(BackupOf(path).ManifestPath))
            {
                return (null, new RestoreRefusal($"{path} is neither a backup nor a zip of one."));
            }
            return Examine(BackupOf(unpacked), path, scratch, ending);
        }
        catch (Exception problem) when (DiskProblem.IsExpected(problem))
        {
            // What is said of a damaged database, to put a backup back, is no help with a backup.
            var what = problem is SqliteException { SqliteErrorCode: Corrupt } ? "it is damaged. Try another one."
                : DiskProblem.Describe(problem);
            return (null, new RestoreRefusal($"{path} cannot be read: {what}"));
        }
    }

    private static (RestoreSource? Source, RestoreRefusal? Refusal) Examine(
        BackupFile file, string named, string scratch, CancellationToken ending)
    {
        RestoreRefusal Refuse(string what) => new($"{named} cannot be put back: {what}");
        if (FindForeignSchema(file.Path, ending) is { } newer) return (null, new RestoreRefusal(newer, IsForNewer: true));
        if (File.Exists(file.ManifestPath))
        {
            var (manifest, unreadable) = BackupManifest.Read(file.ManifestPath);
            if (manifest is null) return (null, Refuse($"{unreadable}."));
            var (whole, damage) = BackupProof.Examine(file, manifest, allUploads: true, ending);
            return whole is null
                ? (null, Refuse(damage!))
                : (new RestoreSource(file.Path, manifest, whole, manifest.Mark, manifest.StartedAt.ToUnixTimeSeconds()), null);
        }
        var path = file.Path;
        if (WriteAheadLog.Look(path + "-wal") is { Frames: > 0 })
        {
            var (folded, problem) = FoldLogIn(path, scratch, ending);
            if (folded is null) return (null, Refuse(problem!));
            path = folded;
        }
        var (contents, fault) = DatabaseCheck.ReadCopy(path, BackupContents.Read, ending);
        if (contents is null) return (null, Refuse(fault!));
        var madeAt = DatabaseCheck.ReadCopy(path, FindLastEntry, ending);
        return (new RestoreSource(path, null, contents, DatabaseHeader.MarkOf(DatabaseHeader.Read(path)), madeAt), null);
    }

    /// <summary>A sentence if only another version of the program can read it. Damage is for others to find.</summary>
    private static string? FindForeignSchema(string path, CancellationToken ending)
    {
        try
        {
            var (_, refusal) = DatabaseCheck.ReadCopy(path, sql => Migrator.Compare(sql, path, Migrator.Sections), ending);
            return refusal is { Result: MigrationResult.Newer or MigrationResult.Edited } ? $"{path}: {refusal.Message}" : null;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    /// <summary>
    /// A database that was set aside has what was saved last in its log: both are copied, and the log is written into the copy.
    /// </summary>
    private static (string? Path, string? Problem) FoldLogIn(string path, string scratch, CancellationToken ending)
    {
        if (OwnLog.FindProblem(path) is { } stray) return (null, $"it is {stray}.");
        var copy = System.IO.Path.Combine(scratch, "with-log.db");
        DiskFiles.CopyAndHash(path, copy, ending);
        DiskFiles.CopyAndHash(path + "-wal", copy + "-wal", ending);
        using (var connection = Connections.Open(copy, queryOnly: false))
            new Sql(connection, null).ExecuteScalar<string>("PRAGMA journal_mode = DELETE");
        return (copy, null);
    }

    /// <summary>The backup at a path, under any name, as on somebody's stick.</summary>
    public static BackupFile BackupOf(string path) => BackupFolder.Parse(path) ?? new BackupFile(path, 0, BackupReason.Manual);

    private static long FindLastEntry(Sql sql)
    {
        var last = 0L;
        foreach (var (table, column) in new[] { ("migrations", "applied_at"), ("audit", "at"), ("attempts", "submitted_at") })
            if (DatabaseCheck.HasTable(sql, table))
                last = Math.Max(last, sql.ExecuteScalar<long?>($"SELECT max({column}) FROM {table}") ?? 0);
        return last;
    }
}
