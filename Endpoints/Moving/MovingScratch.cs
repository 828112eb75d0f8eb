// The private folder of an import: copies of both databases are in it, and nothing of it is left, also after a process that was killed.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>Disposing removes the folder. One import at a time has it.</summary>
public sealed class MovingScratch : IDisposable
{
    private readonly FileStream held;

    private MovingScratch(string folder, FileStream held) => (Folder, this.held) = (folder, held);

    public string Folder { get; }

    /// <summary>The folder, empty; null with a sentence if another import has it.</summary>
    public static MovingScratch? TryMake(string dataDir, out string? problem)
    {
        problem = null;
        var folder = FolderOf(dataDir);
        var path = folder + ".lock";
        try
        {
            var held = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = DiskFiles.Private,
            });
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            DiskFiles.CreateFolder(folder);
            return new MovingScratch(folder, held);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = $"another import is running, or the folder {folder} cannot be made: {failure.Message}";
            return null;
        }
    }

    /// <summary>Removes what a process that was killed has left; does nothing while an import runs.</summary>
    public static void RemoveLeftover(string dataDir)
    {
        if (Directory.Exists(FolderOf(dataDir))) TryMake(dataDir, out _)?.Dispose();
    }

    private static string FolderOf(string dataDir) => Path.Combine(dataDir, "import.tmp");

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
            File.Delete(held.Name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                $"mathsoc: warning: remove the folder {Folder} by hand, for members’ data are in it: {failure.Message}");
        }
        held.Dispose();
    }
}
