// Sentences for errors of a file system or of SQLite that can be expected while backups and imports are made.
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>What to say of such an exception, and what to do.</summary>
internal static class DiskProblem
{
    private const int NoSpace = 28, InputOutput = 5, ReadOnly = 30, Stale = 116; // errno.h

    /// <summary>Whether it is an error of the disk, of permissions or of the database, not a bug.</summary>
    public static bool IsExpected(Exception problem) => problem is IOException or UnauthorizedAccessException or SqliteException;

    /// <summary>A sentence, which begins in lower case.</summary>
    public static string Describe(Exception problem) => problem switch
    {
        SqliteException broken => Connections.Explain(broken) ?? $"SQLite says: {broken.Message}",
        UnauthorizedAccessException => "access was denied. Check its owner and permissions; under systemd, ReadWritePaths= too.",
        { HResult: NoSpace } => "the disk is full. Free some space.",
        { HResult: ReadOnly } => "the disk is read-only.",
        { HResult: InputOutput or Stale } => "the disk does not answer. Was it unplugged?",
        _ => problem.Message,
    };
}
