// Whose a backup is, for a folder that several societies share.

namespace MathsSoc.Data;

/// <summary>Reads the name out of a backup, which nobody has vouched for.</summary>
public static class SocietyNames
{
    private const int MostCharacters = 80;

    /// <summary>The name in quotes after a space, as in <c> (“Larkhill Maths Society”)</c>; empty if it cannot be read.</summary>
    public static string Quote(string database)
    {
        try
        {
            var name = DatabaseCheck.ReadCopy(database, Settings.FindSociety, CancellationToken.None).Name;
            var shown = string.Concat(name.Where(character => !char.IsControl(character)).Take(MostCharacters));
            return shown.Length == 0 ? "" : $" (“{shown}”)";
        }
        catch (Exception problem) when (DiskProblem.IsExpected(problem))
        {
            return "";
        }
    }

    /// <summary>
    /// The mark of the society whose backup it is, from its manifest or, where that cannot be read, from the database itself; null if
    /// neither says.
    /// </summary>
    public static uint? MarkOf(BackupFile file, BackupManifest? manifest)
    {
        if (manifest is not null) return manifest.Mark;
        try
        {
            return DatabaseHeader.Read(file.Path) is { Length: DatabaseHeader.Bytes } header ? DatabaseHeader.MarkOf(header) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
