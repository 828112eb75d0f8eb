// Puts a database that is ready in the place of the old one, by renaming alone; may be interrupted and called again at any point.
namespace MathsSoc.Data;

/// <summary>The only part of a restore that changes what the site uses. Whoever calls it holds the data folder's lock.</summary>
public static class RestoreSwap
{
    /// <summary>
    /// Does what is left to do of a journal. A sentence if the database that is then in place does not have the rows that it should, or is
    /// missing; null if all is well. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>; calling it again goes
    /// on.
    /// </summary>
    public static string? Complete(string dataDir, RestoreJournal journal)
    {
        var (database, staged) = (Path.Combine(dataDir, AsideFolder.DatabaseName), RestoreJournal.StagedOf(dataDir));
        if (File.Exists(staged))
        {
            if (journal.Aside is { } aside) SetAside(database, Path.Combine(dataDir, aside));
            File.Move(staged, database);
            DiskFiles.FlushFolder(dataDir);
        }
        else if (!File.Exists(database) && journal.Aside is { } aside)
        {
            // Somebody has removed the new one. The old one is better than none.
            PutBack(database, Path.Combine(dataDir, aside));
            End(dataDir);
            return "The new database was removed before it was in its place, and the old one has been put back.";
        }
        var problem = FindProblem(database, journal);
        End(dataDir);
        return problem;
    }

    /// <summary>Removes what was made ready and not used; the old database was not touched.</summary>
    public static void Abandon(string dataDir)
    {
        if (Directory.Exists(RestoreJournal.FolderOf(dataDir))) Directory.Delete(RestoreJournal.FolderOf(dataDir), recursive: true);
    }

    // The journal goes last: without it, the folder would be taken for a restore that has changed nothing.
    private static void End(string dataDir)
    {
        Abandon(dataDir);
        DiskFiles.FlushFolder(dataDir);
        File.Delete(RestoreJournal.PathOf(dataDir));
        DiskFiles.FlushFolder(dataDir);
    }

    /// <summary>Together, because a log belongs to exactly one database, and is lost without it.</summary>
    private static void SetAside(string database, string folder)
    {
        DiskFiles.CreateFolder(folder);
        foreach (var ending in AsideFolder.Endings)
        {
            if (!File.Exists(database + ending)) continue;
            var target = Path.Combine(folder, AsideFolder.DatabaseName + ending);
            File.SetUnixFileMode(database + ending, DiskFiles.Private);
            File.Move(database + ending, target);
        }
        DiskFiles.FlushFolder(folder);
        DiskFiles.FlushFolder(Path.GetDirectoryName(folder)!);
        DiskFiles.FlushFolder(Path.GetDirectoryName(database)!);
    }

    private static void PutBack(string database, string folder)
    {
        foreach (var ending in AsideFolder.Endings.Reverse())
            if (File.Exists(Path.Combine(folder, AsideFolder.DatabaseName + ending)))
                File.Move(Path.Combine(folder, AsideFolder.DatabaseName + ending), database + ending);
        DiskFiles.FlushFolder(Path.GetDirectoryName(database)!);
    }

    /// <summary>A restore that ends well and has restored nothing is the worst one: the file in its place is counted once more.</summary>
    private static string? FindProblem(string database, RestoreJournal journal)
    {
        try
        {
            if (!File.Exists(database)) return $"There is no database {database} after all.";
            var rows = DatabaseCheck.ReadCopy(database, DatabaseCheck.CountRows, CancellationToken.None);
            return BackupProof.FindRowProblem(journal.Rows, rows) is { } wrong ? $"In {database}, {wrong}" : null;
        }
        catch (Microsoft.Data.Sqlite.SqliteException problem)
        {
            return $"{database} cannot be read: {DiskProblem.Describe(problem)}";
        }
    }
}
