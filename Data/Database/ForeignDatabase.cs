// Opens a SQLite file that nobody vouches for: a private copy, read-only, with every door of SQLite's shut that a file could use.
using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>A copy that may be read; or one sentence on why there is none.</summary>
/// <param name="Hash">SHA-256 of the file, 64 hexadecimal digits; empty if there is no copy.</param>
public sealed record ForeignCopy(string Path, string Hash, string? Refusal);

/// <summary>Copies and reads foreign files.</summary>
public static class ForeignDatabase
{
    /// <summary>The largest file, in bytes: the earlier site of a large school is a hundredth of it.</summary>
    public const long MaxBytes = 2L << 30;

    /// <summary>Up to this size every index is compared with its table too; above it only the pages are read.</summary>
    private const long MaxFullCheck = 1L << 30;

    private const string Begins = "SQLite format 3\0";
    private const int MaxTries = 3, LimitLength = 0, LimitSqlLength = 1, LimitAttached = 7, MaxValue = 16 << 20, MaxStatement = 1 << 20;
    private const int TooBig = 18, Corrupt = 11, NoDatabase = 26;
    private const int Defensive = 1010, Triggers = 1003, Views = 1015, QuotedStrings = 1013;

    /// <summary>
    /// Copies a file with the log that lies beside it into <paramref name="folder"/>. What changes while it is copied is copied again.
    /// </summary>
    public static ForeignCopy Copy(string path, string folder, CancellationToken ending)
    {
        try
        {
            if (FindRefusal(path) is { } refusal) return new ForeignCopy("", "", refusal);
            var target = Path.Combine(folder, "source.db");
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var before = Look(path);
                foreach (var old in Directory.GetFiles(folder, "source.db*")) File.Delete(old);
                var hash = DiskFiles.CopyAndHash(path, target, ending);
                // Its index of the log is left out: SQLite makes that anew from the log.
                if (FileIdentity.IsFile(path + "-wal")) DiskFiles.CopyAndHash(path + "-wal", target + "-wal", ending);
                if (before == Look(path)) return new ForeignCopy(target, hash, null);
            }
            return new ForeignCopy("", "", "it is being written at this moment. Stop the earlier site first.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new ForeignCopy("", "", $"it could not be copied: {problem.Message}");
        }
    }

    /// <summary>
    /// Checks the copy and has <paramref name="read"/> read it. A sentence on what is wrong with the file instead, if it is damaged or not
    /// within the bounds.
    /// </summary>
    /// <param name="isChecked">Whether it was found whole before, by this method.</param>
    public static (T? Result, string? Refusal) Read<T>(string copy, Func<DbConnection, T> read, bool isChecked = false) where T : class
    {
        try
        {
            using var connection = Open(copy);
            if (!isChecked && FindDamage(connection, new FileInfo(copy).Length) is { } damage) return (null, damage);
            using var transaction = connection.BeginTransaction(deferred: true);
            return (read(connection), null);
        }
        catch (SqliteException problem)
        {
            return (null, Explain(problem));
        }
    }

    /// <summary>
    /// Has <paramref name="fill"/> write a new database at <paramref name="path"/>, within one transaction; or says in a sentence why that
    /// failed.
    /// </summary>
    public static (T? Result, string? Refusal) Make<T>(string path, Func<DbConnection, T> fill) where T : class
    {
        try
        {
            using var connection = Connections.OpenNew(path);
            using (var pragmas = connection.CreateCommand())
            {
                // It is thrown away when it was read, and after a power cut too.
                pragmas.CommandText = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF";
                pragmas.ExecuteNonQuery();
            }
            using var transaction = connection.BeginTransaction();
            var result = fill(connection);
            transaction.Commit();
            return (result, null);
        }
        catch (SqliteException problem)
        {
            return (null, Explain(problem));
        }
    }

    /// <summary>Whatever a hostile file makes SQLite say, it cannot be read. Of the site's own file nothing is wrong.</summary>
    private static string Explain(SqliteException problem) => problem.SqliteErrorCode switch
    {
        TooBig => $"it holds a value of more than {MaxValue >> 20} MB.",
        Corrupt or NoDatabase => "it cannot be read: it is damaged, or not the whole of a database. Take another copy.",
        _ => $"it cannot be read: {Connections.Explain(problem) ?? "SQLite: " + problem.Message}",
    };

    private static string? FindDamage(SqliteConnection connection, long bytes)
    {
        var isFull = bytes <= MaxFullCheck;
        using var check = connection.CreateCommand();
        check.CommandText = isFull ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
        return check.ExecuteScalar() is "ok" ? null
            : $"it is damaged, as SQLite’s {(isFull ? "integrity check" : "quick check")} finds. Take another copy.";
    }

    /// <summary>What the file is if it is none of SQLite's, by its first bytes.</summary>
    private static string? FindRefusal(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0) return "it is empty.";
        if (file.Length > MaxBytes) return $"it is larger than {MaxBytes >> 30} GB.";
        var head = new byte[Begins.Length];
        var text = Encoding.Latin1.GetString(head, 0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        if (text.StartsWith(Begins, StringComparison.Ordinal)) return null;
        return "it is no SQLite database, or an encrypted one.";
    }

    private static (long, DateTime, long, DateTime) Look(string path)
    {
        var (file, log) = (new FileInfo(path), new FileInfo(path + "-wal"));
        return (file.Length, file.LastWriteTimeUtc, log.Exists ? log.Length : -1, log.Exists ? log.LastWriteTimeUtc : default);
    }

    private static SqliteConnection Open(string path)
    {
        // Writing is forbidden below: a copy in WAL mode cannot be opened read-only, because its log has to be read in.
        var connection = Connections.OpenUntrusted(path);
        var handle = connection.Handle!;
        SQLitePCL.raw.sqlite3_db_config(handle, Defensive, 1, out _);
        SQLitePCL.raw.sqlite3_db_config(handle, Triggers, 0, out _);
        SQLitePCL.raw.sqlite3_db_config(handle, Views, 0, out _);
        SQLitePCL.raw.sqlite3_db_config(handle, QuotedStrings, 0, out _);
        SQLitePCL.raw.sqlite3_limit(handle, LimitLength, MaxValue);
        SQLitePCL.raw.sqlite3_limit(handle, LimitSqlLength, MaxStatement);
        SQLitePCL.raw.sqlite3_limit(handle, LimitAttached, 0);
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON; "
            // Comparing every index with its table reads the pages of both again and again.
            + "PRAGMA cache_size = -16000";
        pragmas.ExecuteNonQuery();
        return connection;
    }
}
