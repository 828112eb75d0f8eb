// Copies a database that is in use: SQLite's online backup in small steps with pauses, so that answers are saved meanwhile.
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace MathsSoc.Data;

/// <summary>
/// The source must be in a read transaction: all steps then see one state of the database, and no write makes SQLite begin the copy again
/// (https://sqlite.org/c3ref/backup_finish.html). Until the copy is done, the write-ahead log only grows.
/// </summary>
internal static class OnlineBackup
{
    private const int PagesAtOnce = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    /// <summary>How often in a row SQLite may say that something is locked before the copy is given up.</summary>
    private const int MostRefusals = 50;

    /// <summary>
    /// Copies into a new file with mode 0640, which has no log of its own afterwards. Throws <see cref="SqliteException"/>,
    /// <see cref="IOException"/>, and <see cref="OperationCanceledException"/> once <paramref name="ending"/> is cancelled.
    /// </summary>
    public static void Copy(SqliteConnection source, string path, CancellationToken ending)
    {
        using var copy = Connections.OpenNew(path);
        // Open for as long as SQLite has the file: closing a file drops the locks that this process holds on it.
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        // Nobody reads the file before it is whole, so nothing in it has to be undone.
        Execute(copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
        var backup = SQLitePCL.raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
        if (backup.IsInvalid) SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_errcode(copy.Handle), copy.Handle);
        int code;
        try
        {
            code = CopyPages(backup, file, (int)(DiskFiles.FlushEvery / Connections.ReadPageSize(source)), ending);
        }
        finally
        {
            SQLitePCL.raw.sqlite3_backup_finish(backup);
        }
        SqliteException.ThrowExceptionForRC(code == SQLitePCL.raw.SQLITE_DONE ? SQLitePCL.raw.SQLITE_OK : code, copy.Handle);
        // A copy in WAL mode would get a log as soon as somebody looks into it. In this mode it is one file, and a log of the site's that
        // lies beside it is recognised as another's.
        Execute(copy, "PRAGMA journal_mode = DELETE");
    }

    private static int CopyPages(SQLitePCL.sqlite3_backup backup, SafeFileHandle file, int pagesBetweenFlushes, CancellationToken ending)
    {
        var (refusals, unflushed) = (0, 0);
        while (true)
        {
            var code = SQLitePCL.raw.sqlite3_backup_step(backup, PagesAtOnce);
            var isRefused = code is Connections.Busy or Connections.Locked;
            if (code != SQLitePCL.raw.SQLITE_OK && !(isRefused && ++refusals < MostRefusals)) return code;
            if (!isRefused) refusals = 0;
            // One flush of everything at the end would hold up whoever saves an answer then.
            if ((unflushed += PagesAtOnce) >= pagesBetweenFlushes)
            {
                RandomAccess.FlushToDisk(file);
                unflushed = 0;
            }
            if (ending.WaitHandle.WaitOne(isRefused ? 25 * Pause : Pause)) throw new OperationCanceledException(ending);
        }
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
