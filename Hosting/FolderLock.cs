// One server for each folder: a lock file that the kernel releases however the process ends.
using System.Globalization;

namespace MathsSoc.Hosting;

/// <summary>Held by <c>serve</c> for as long as it runs. Other verbs do not need it.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock of <paramref name="folder"/>; null if another process serves the folder.</summary>
    public static FolderLock? TryTake(string folder)
    {
        try
        {
            // FileShare.None is an advisory flock on Linux.
            var file = new FileStream(Path.Combine(folder, "mathsoc.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
            return new FolderLock(file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => file.Dispose();
}
