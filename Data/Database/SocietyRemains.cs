// Finds what is left of a society whose database is gone, so that no start makes a new one in its place without a word.
namespace MathsSoc.Data;

/// <summary>Looks around the place of a database file.</summary>
public static class SocietyRemains
{
    /// <summary>
    /// A phrase to follow "The database is": the database is not there, but other things of its society are. Null if nothing is left of
    /// one. Logs and the lock file are no sign of a society: a first start that was refused leaves them too.
    /// </summary>
    public static string? Find(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length > 0) return null;
        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileName(path);
        var restore = ShellCommand.For("restore latest", folder);
        // The write-ahead log outlives the process even after a clean stop, so where there is a log there was a database. Creating
        // an empty one beside it would hide the loss, and SQLite would write the log into the wrong file.
        foreach (var ending in new[] { "-wal", "-shm" })
            if (File.Exists(path + ending))
                return $"gone, but {(ending == "-wal" ? "its log " : "")}{name}{ending} is still there. Put the very file back, "
                    + $"or a backup in its place ({restore}). To begin anew, move the files that end in -wal and -shm away first";
        var left = new List<string>();
        foreach (var part in new[] { "uploads", "backups", "aside" })
            if (Directory.Exists(Path.Combine(folder, part))) left.Add(part + "/");
        left.AddRange(RescuedFiles.List(path).Select(rescued => rescued.Name));
        return left.Count == 0
            ? null
            : $"gone, but {string.Join(", ", left)} of its society {(left.Count == 1 ? "is" : "are")} still there. Put a backup "
                + $"back ({restore}), or the database as {name}. To begin anew, move what is left of the old society away "
                + "first";
    }
}
