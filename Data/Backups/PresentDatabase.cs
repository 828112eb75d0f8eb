// The database that a restore would set aside: whether it can be read, whose it is, and what it knows that must not be lost.
namespace MathsSoc.Data;

/// <summary>The database of a site that is not served.</summary>
/// <param name="HasFiles">Whether it or a part of it, such as its log, is there.</param>
/// <param name="Problem">Why it cannot be read, a sentence; null if it can, or is not there.</param>
/// <param name="Mark">Its society's mark; null if that cannot be read.</param>
public sealed record PresentDatabase(string Path, bool HasFiles, string? Problem, uint? Mark)
{
    /// <summary>Whether it is there and can be read.</summary>
    public bool IsReadable => HasFiles && Problem is null;

    /// <summary>The newest time that it knows to be right, in unix seconds; null if it does not say.</summary>
    public long? TrustedTime { get; private init; }

    /// <summary>Looks at the database file of that path, which is not changed.</summary>
    public static PresentDatabase Look(string path)
    {
        if (!AsideFolder.Endings.Any(ending => File.Exists(path + ending))) return new PresentDatabase(path, false, null, null);
        var mark = FindMark(path);
        var outcome = Migrator.Run(path, Migrator.Sections, 0, dryRun: true);
        if (outcome.Result != MigrationResult.Ready) return new PresentDatabase(path, true, outcome.Message, mark);
        if (mark is null) return new PresentDatabase(path, true, $"The database {path} is empty.", null);
        try
        {
            var problem = DatabaseCheck.Read(path, DatabaseCheck.CheckIntegrity);
            if (problem != "ok") return new PresentDatabase(path, true, $"The database {path} is damaged.", mark);
            return new PresentDatabase(path, true, null, mark) { TrustedTime = DatabaseCheck.Read(path, ClockRecord.FindSeen) };
        }
        catch (DatabaseUnavailableException failure)
        {
            return new PresentDatabase(path, true, failure.Message, mark);
        }
    }

    /// <summary>The mark of the society whose database is at <paramref name="path"/>; null if that cannot be read.</summary>
    public static uint? FindMark(string path)
    {
        var (file, unreadable) = DatabaseFile.Look(path);
        return unreadable is null && (file.Mark & DatabaseFile.MarkPrefix) == DatabaseFile.MarkPrefix ? file.Mark : null;
    }

    /// <summary>What it has and a backup has not, as a sentence; or why that cannot be said.</summary>
    public string DescribeLosses(RestoreSource source)
    {
        if (!HasFiles) return "nothing: there is no database here yet";
        if (Problem is not null) return $"that cannot be counted, because what is there cannot be read. {Problem}";
        try
        {
            return RestoreLosses.Count(Path, source.Path).Describe();
        }
        catch (DatabaseUnavailableException failure)
        {
            return $"that cannot be counted. {failure.Message}";
        }
    }

    /// <summary>
    /// Everybody who is known to be erased: by this database and by the records in these folders (null ones are left out). Throws
    /// <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public ErasureRecord ReadErasures(IEnumerable<string?> folders)
    {
        var all = new ErasureRecord();
        foreach (var folder in folders.Distinct())
            if (folder is not null) all.Add(ErasureRecord.Read(folder));
        try
        {
            if (IsReadable) DatabaseCheck.Read(Path, sql => all.AddFrom(sql, since: 0));
        }
        catch (DatabaseUnavailableException)
        {
            // The records say what was known at the last backup.
        }
        return all;
    }
}
