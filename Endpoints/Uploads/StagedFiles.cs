// Uploaded files that are on the disk under temporary names, and wait for the transaction that stores their rows.
namespace MathsSoc.Endpoints;

/// <summary>
/// Writing and flushing a file takes long on a slow card, so it is done before the transaction; inside it the file only gets its name.
/// Disposing deletes the files that were not kept.
/// </summary>
public sealed class StagedFiles : IDisposable
{
    private readonly Dictionary<string, string> temporaries = new(StringComparer.Ordinal);
    private readonly UploadFolder folder;

    private StagedFiles(UploadFolder folder) => this.folder = folder;

    /// <summary>Writes each file that the folder does not have; throws <see cref="IOException"/>, as on a full disk.</summary>
    public static StagedFiles Write(UploadFolder folder, IEnumerable<(string Hash, byte[] Bytes)> files)
    {
        var staged = new StagedFiles(folder);
        try
        {
            foreach (var (hash, bytes) in files)
                if (!staged.temporaries.ContainsKey(hash) && !File.Exists(folder.PathOf(hash))) staged.Add(hash, bytes);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Gives a file its name; does nothing if it has it already. The folder then has the file, in part never.</summary>
    public void Keep(string hash)
    {
        if (temporaries.Remove(hash, out var temporary)) File.Move(temporary, folder.PathOf(hash), overwrite: true);
    }

    public void Dispose()
    {
        foreach (var temporary in temporaries.Values) File.Delete(temporary);
        temporaries.Clear();
    }

    private void Add(string hash, byte[] bytes)
    {
        var temporary = folder.NewTemporary();
        temporaries.Add(hash, temporary);
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
