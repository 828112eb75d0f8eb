// Keeps every database file that was read open for good: closing one would drop the locks that SQLite holds on it in this process.
using Microsoft.Win32.SafeHandles;

namespace MathsSoc.Data;

/// <summary>
/// One read-only handle for each file, found by its identity. POSIX record locks belong to the process and end when it closes <em>any</em>
/// descriptor of the file (https://sqlite.org/howtocorrupt.html, section 2.2), so a handle that was opened stays open. There is one for
/// every file that was ever at a database's path: two or three while the process lives.
/// </summary>
internal static class HeldFiles
{
    private const int MaxHandles = 4096;
    private static readonly Lock Sync = new();
    private static readonly Dictionary<FileIdentity, SafeFileHandle> Handles = [];

    /// <summary>
    /// The handle of the file that <paramref name="path"/> names now, whose identity is <paramref name="identity"/>; null if it cannot be
    /// read.
    /// </summary>
    public static SafeFileHandle? Find(string path, FileIdentity identity)
    {
        lock (Sync)
        {
            if (Handles.TryGetValue(identity, out var held)) return held;
            if (Handles.Count >= MaxHandles) return null;
            try
            {
                var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                // The path may name another file by now, so the handle is kept under the identity that was really opened.
                var opened = FileIdentity.Of($"/proc/self/fd/{handle.DangerousGetHandle()}") ?? identity;
                Handles.TryAdd(opened, handle);
                return opened == identity ? handle : null;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
