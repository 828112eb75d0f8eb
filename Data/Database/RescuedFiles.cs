// The copies of the database that were saved while its own file was lost: their names, and how long they are kept.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>A saved copy. <c>SavedAt</c> is in unix seconds.</summary>
public sealed record RescuedFile(string Path, long SavedAt, long Bytes)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>Lists and removes the files called <c>mathsoc.db.rescued-20270301T093000Z</c>.</summary>
public static class RescuedFiles
{
    /// <summary>They hold what backups hold, and are kept no longer.</summary>
    public const int KeptDays = 35;

    /// <summary>The ending of a copy that is being written.</summary>
    internal const string Partial = ".partial";

    private const string Infix = ".rescued-";
    private const string Time = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The name of a copy of <paramref name="database"/> that is saved at <paramref name="now"/>.</summary>
    public static string PathFor(string database, DateTimeOffset now) =>
        database + Infix + now.ToString(Time, CultureInfo.InvariantCulture);

    /// <summary>The copies beside <paramref name="database"/>, the oldest first; none if the folder cannot be read.</summary>
    public static List<RescuedFile> List(string database)
    {
        var (folder, name) = (Path.GetDirectoryName(database)!, Path.GetFileName(database));
        var found = new List<RescuedFile>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, name + Infix + "*"))
                if (DateTimeOffset.TryParseExact(path[(database.Length + Infix.Length)..], Time, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var at))
                    found.Add(new RescuedFile(path, at.ToUnixTimeSeconds(), new FileInfo(path).Length));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        found.Sort((one, other) => one.SavedAt.CompareTo(other.SavedAt));
        return found;
    }

    /// <summary>Removes the copies that were saved before <paramref name="before"/>, in unix seconds, and returns their names.</summary>
    public static List<string> Sweep(string database, long before)
    {
        var gone = new List<string>();
        foreach (var file in List(database))
        {
            if (file.SavedAt >= before) continue;
            // A program that looked into the copy leaves these beside it.
            foreach (var path in new[] { file.Path + "-wal", file.Path + "-shm", file.Path }) File.Delete(path);
            gone.Add(file.Name);
        }
        return gone;
    }
}
