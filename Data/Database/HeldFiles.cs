// The files whose bytes were looked at, kept open for good: closing one would drop every lock that SQLite holds on it in this process.
using Microsoft.Win32.SafeHandles;

namespace MathsSoc.Data;

/// <summary>
/// One read-only handle a file, found by its identity. POSIX record locks belong to the process and end when it closes <em>any</em> descriptor
/// of the file (https://sqlite.org/howtocorrupt.html, section 2.2), so a handle that was opened stays open. There is one for every file that
/// ever stood at a database's path: two or three in a life.
/// </summary>
internal static class HeldFiles
{
    private const int Most = 4096;
    private static readonly Lock Sync = new();
    private static readonly Dictionary<FileIdentity, SafeFileHandle> Handles = [];

    /// <summary>The handle of the file that <paramref name="path"/> names now, whose identity is <paramref name="identity"/>; null when it cannot be read.</summary>
    public static SafeFileHandle? Find(string path, FileIdentity identity)
    {
        lock (Sync)
        {
            if (Handles.TryGetValue(identity, out var held)) return held;
            if (Handles.Count >= Most) return null;
            try
            {
                var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                // The path may mean another file by now: it is kept under the identity that was really opened.
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
