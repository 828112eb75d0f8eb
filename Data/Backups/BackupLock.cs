// One backup at a time: a lock file in the folder of backups that the kernel releases however the process ends, and that says who has it.
using System.Text;

namespace MathsSoc.Data;

/// <summary>Held while backups are made, proved or removed.</summary>
public sealed class BackupLock : IDisposable
{
    // The lock keeps others from reading its own file too, so who has it stands in a second one.
    private const string FileName = ".lock", HolderName = ".running";
    private const int WouldBlock = 11; // EWOULDBLOCK of errno.h
    private const int MostShown = 200;

    /// <summary>Enough for a job that only notes or removes something.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream file;
    private readonly string holder;

    private BackupLock(FileStream file, string holder) => (this.file, this.holder) = (file, holder);

    /// <summary>
    /// Takes the lock of a folder, which is made if it is missing. Otherwise a sentence: somebody else has it (<c>IsTaken</c>), or the
    /// folder cannot be written to.
    /// </summary>
    /// <param name="who">Who asks, as another one will read it: "mathsoc backup".</param>
    /// <param name="patience">
    /// How long to wait for somebody else to end: the program's own jobs have it for a moment now and then. Zero: not at all.
    /// </param>
    public static (BackupLock? Lock, bool IsTaken, string? Problem) TryTake(
        string folder, string who, DateTimeOffset now, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var result = TryTake(folder, who, now);
            if (!result.IsTaken || TimeProvider.System.GetElapsedTime(began) >= patience) return result;
            Task.Delay(Pause, TimeProvider.System).Wait();
        }
    }

    private static (BackupLock? Lock, bool IsTaken, string? Problem) TryTake(string folder, string who, DateTimeOffset now)
    {
        var holder = Path.Combine(folder, HolderName);
        FileStream? file = null;
        try
        {
            DiskFiles.CreateFolder(folder);
            // FileShare.None is an advisory flock on Linux.
            file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using (var text = DiskFiles.Create(holder))
                text.Write(Encoding.UTF8.GetBytes(
                    $"{who} (process {Environment.ProcessId}), since {SchoolTime.Time(now.ToUnixTimeSeconds())}"));
            return (new BackupLock(file, holder), false, null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            return problem.HResult == WouldBlock
                ? (null, true, $"The backups in {folder} are in use by {ReadHolder(holder)}. Wait until that has ended.")
                : (null, false, $"The folder {folder} cannot be written to: {BackupProblem.Describe(problem)}");
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(holder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The disk may be gone; whoever takes the lock next writes it anew.
        }
        file.Dispose();
    }

    private static string ReadHolder(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostShown];
            var text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, MostShown, throwOnEndOfStream: false));
            return text.Length > 0 ? text : "another process";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
