// One backup at a time: a lock file in the folder of backups that the kernel releases however the process ends, and that says who has it.
using System.Text;

namespace MathsSoc.Data;

/// <summary>Held while backups are made, proved or removed.</summary>
public sealed class BackupLock : IDisposable
{
    private const string FileName = ".lock";
    private const int WouldBlock = 11; // EWOULDBLOCK of errno.h

    /// <summary>Enough for a job that only notes or removes something.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream file;

    private BackupLock(FileStream file) => this.file = file;

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
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            DiskFiles.CreateFolder(folder);
            // FileShare.None is an advisory flock on Linux. Without a buffer nothing is left to be written when it is closed.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(
                $"{who} (process {Environment.ProcessId}), since {SchoolTime.Time(now.ToUnixTimeSeconds())}"));
            return (new BackupLock(file), false, null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            return problem.HResult == WouldBlock
                ? (null, true, $"The backups in {folder} are in use by {HolderOf(path)}. Wait until that has ended.")
                : (null, false, $"The folder {folder} cannot be written to: {DiskProblem.Describe(problem)}");
        }
    }

    public void Dispose() => file.Dispose();

    private static string HolderOf(string path) => DiskFiles.ReadLocked(path) is { Length: > 0 } text ? text : "another process";
}
