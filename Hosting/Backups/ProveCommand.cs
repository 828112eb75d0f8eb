// `mathsoc prove [FILE] [--full]`: opens a backup as a restore would, and says whether it could be restored.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Needs no site if a file is named: a stick can be proved on any machine.</summary>
internal static class ProveCommand
{
    private const string Interrupted = "the proof was interrupted, and says nothing about the backup. Nothing of it was kept.";

    /// <param name="name">A backup's path, or its name in the site's folder of backups; null: the newest there.</param>
    /// <param name="isFull">Whether a server is started on a copy of it too.</param>
    public static int Run(SettingSources sources, string? name, bool isFull)
    {
        if (name is not null && File.Exists(name)) return Prove(Path.GetFullPath(name), isFull);
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Read(found) is not { } options) return Exit.Configuration;
        if (FolderUser.Become(options.DataDir) is { } foreign) return Settled.Refuse(foreign, Exit.Unavailable);
        if (name is not null) return Prove(Path.Combine(options.BackupsDir, name), isFull);
        try
        {
            return BackupFolder.List(options.BackupsDir) is [.., var newest]
                ? Prove(newest.Path, isFull)
                : Settled.Refuse(
                    $"there is no backup in {options.BackupsDir} yet: {ShellCommand.For("backup", options.DataDir)} makes one.",
                    Exit.Failed);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Settled.Refuse($"{options.BackupsDir} cannot be read: {problem.Message}", Exit.Failed);
        }
    }

    private static int Prove(string path, bool isFull)
    {
        if (!File.Exists(path)) return Settled.Refuse($"there is no backup {path}.", Exit.Failed);
        if (!FileIdentity.IsFile(path)) return Settled.Refuse($"{path} is a pipe or a device, and was not read.", Exit.Failed);
        // What is noted beside the backup is the folder's, not root's.
        if (FolderUser.Become(Path.GetDirectoryName(path)!) is { } closed) return Settled.Refuse(closed, Exit.Unavailable);
        var file = RestoreSource.BackupOf(path);
        var (held, isTaken, problem) = BackupLock.TryTake(
            Path.GetDirectoryName(path)!, "mathsoc prove", TimeProvider.System.GetUtcNow(), BackupLock.Moment);
        using var folderLock = held;
        // A folder that can only be read needs no lock: nobody makes or removes backups in it.
        if (isTaken) return Settled.Refuse(problem!, Exit.Unavailable);
        using var ending = new Interruption();
        if (held is not null) BackupFolder.RemoveProofs(Path.GetDirectoryName(path)!);
        var result = new BackupProof(TimeProvider.System).Run(file, allUploads: false, ending.Token);
        if (result.Problem is not null) return Settled.Refuse(result.Problem, Exit.Failed);
        if (result.Manifest is null) return Settled.Refuse(Interrupted, Exit.Failed);
        Console.WriteLine($"Proven: {path}: {BackupState.Contents(result.Manifest)}.");
        if (result.Note is not null) Console.WriteLine(result.Note);
        if (!isFull) return Exit.Ok;
        var fault = FullProof.Run(path, ending.Token);
        if (ending.HasCome) return Settled.Refuse(Interrupted, Exit.Failed);
        if (fault is not null) return Settled.Refuse(BackupProof.Fail(file, result.Manifest, fault), Exit.Failed);
        Console.WriteLine("Served: a server on a copy of it is ready, and answers with the home page.");
        return Exit.Ok;
    }
}
