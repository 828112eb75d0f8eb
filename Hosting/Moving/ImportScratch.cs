// The private folder of an import: copies of both databases are in it, and nothing of it is left, also after a process that was killed.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Disposing removes the folder. One import at a time has it.</summary>
internal sealed class ImportScratch : IDisposable
{
    private readonly FileStream held;

    private ImportScratch(string folder, FileStream held) => (Folder, this.held) = (folder, held);

    public string Folder { get; }

    /// <summary>The folder, empty; null with a sentence if another import has it.</summary>
    public static ImportScratch? TryMake(string dataDir, out string? problem)
    {
        problem = null;
        var folder = Path.Combine(dataDir, "import.tmp");
        var path = folder + ".lock";
        try
        {
            var held = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = DiskFiles.Private,
            });
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            DiskFiles.CreateFolder(folder);
            return new ImportScratch(folder, held);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = $"another import is running, or the folder {folder} cannot be made: {failure.Message}";
            return null;
        }
    }

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
