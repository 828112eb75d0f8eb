// The settings of backups: when they are made, where else they are kept and for how long; and which folders cannot take any.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Their rows in <see cref="SettingsTable"/> call these; each returns a sentence on what is wrong with a text, or null.</summary>
internal static class BackupSettings
{
    public static string? SetAt(AppOptions options, string text)
    {
        if (!TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            return $"'{text}' is not a time of day from 00:00 to 23:59, such as 02:30.";
        options.BackupAt = at;
        return null;
    }

    public static string? SetDir(AppOptions options, string text)
    {
        if (text.Length == 0) return null;
        if (!Path.IsPathRooted(text)) return $"'{text}' is not a whole path such as /media/stick/mathsoc.";
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
        if (options.DataDir.Length > 0 && FindProblem(folder, options.DataDir) is { } problem) return problem;
        options.BackupDir = folder;
        return null;
    }

    /// <summary>
    /// Why <paramref name="folder"/> cannot be a place for backups of the site in <paramref name="dataDir"/>; null if it can, also if it is
    /// not there. The site's own folder of backups is for the caller to allow.
    /// </summary>
    public static string? FindProblem(string folder, string dataDir)
    {
        if (File.Exists(folder)) return $"{folder} is a file. Name a folder.";
        var data = FileIdentity.Of(dataDir);
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
            if (above == Path.TrimEndingDirectorySeparator(dataDir) || (data is not null && FileIdentity.Of(above) == data))
                return $"{folder} is in the data folder {dataDir}. Name a folder on another disk.";
        return null;
    }
}
