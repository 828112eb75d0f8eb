// Which backup a command means: a file, a name among the site's backups, or the latest; and the list of them.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>A backup's path, or a sentence on why there is none.</summary>
internal sealed record BackupChoice(string? Path, string? Problem)
{
    public const string Latest = "latest";

    /// <summary>Finds what <paramref name="text"/> means, in the site's own folder of backups first and then in the second place.</summary>
    public static BackupChoice Find(AppOptions options, string text)
    {
        try
        {
            if (text == Latest) return FindLatest(options);
            if (File.Exists(text)) return new BackupChoice(System.IO.Path.GetFullPath(text), null);
            foreach (var folder in Folders(options))
                if (File.Exists(System.IO.Path.Combine(folder, text))) return new BackupChoice(System.IO.Path.Combine(folder, text), null);
            return new BackupChoice(null, $"there is no backup {text} that {FileOwner.NameOf(FileOwner.CurrentUser)} can read, here or in "
                + $"{string.Join(" or ", Folders(options))}. "
                + $"{ShellCommand.For("restore --list", options.DataDir)} lists them.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new BackupChoice(null, $"the backups cannot be read: {problem.Message}");
        }
    }

    /// <summary>Prints every backup there is, the newest first; the exit code.</summary>
    public static int List(AppOptions options)
    {
        try
        {
            var mark = FindOwnMark(options);
            var files = Folders(options).SelectMany(BackupFolder.List).OrderByDescending(file => file.At).ToList();
            if (files.Count == 0) Console.WriteLine($"There is no backup in {string.Join(" or ", Folders(options))} yet.");
            foreach (var file in files)
            {
                var (manifest, problem) = BackupManifest.Read(file.ManifestPath);
                var isOurs = mark is not null && SocietyNames.MarkOf(file, manifest) == mark;
                var whose = isOurs ? "" : $"{(mark is null ? "a" : "another")} society's{SocietyNames.Quote(file.Path)}: ";
                Console.WriteLine($"{file.Path}  {whose}{(manifest is null ? $"{problem}." : Describe(manifest))}");
            }
            foreach (var aside in AsideFolder.List(options.DataDir))
                Console.WriteLine($"{aside.Database}  set aside by a restore on {SchoolTime.Time(aside.At)}");
            return Exit.Ok;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Settled.Refuse($"the backups cannot be read: {problem.Message}", Exit.Failed);
        }
    }

    private static string Describe(BackupManifest manifest)
    {
        var proof = manifest.ProvenAt is { } at ? $"proven {SchoolTime.Time(at.ToUnixTimeSeconds())}"
            : manifest.ProofProblem is { } problem ? $"not sound: {problem}"
            : "not proven yet";
        return $"{manifest.Reason}, {SchoolTime.Time(manifest.StartedAt.ToUnixTimeSeconds())}, {BackupState.Holds(manifest.Rows)}, "
            + $"schema {manifest.Schema}, {proof}";
    }

    /// <summary>
    /// The newest that is no snapshot: the snapshot before the last restore would bring back what that restore was to mend. Which is the
    /// newest no clock decides. In a place that several societies share it is this one's; where nothing here says which that is, as on a
    /// new machine, whoever restores has to name one.
    /// </summary>
    private static BackupChoice FindLatest(AppOptions options)
    {
        var mark = FindOwnMark(options);
        var all = Folders(options).SelectMany(BackupFolder.List).Where(file => !BackupReason.IsSnapshot(file.Reason))
            .Select(file => (File: file, BackupManifest.Read(file.ManifestPath).Manifest)).ToList();
        var societies = all.Select(one => SocietyNames.MarkOf(one.File, one.Manifest)).OfType<uint>().Distinct().Count();
        if (mark is null && societies > 1)
            return new BackupChoice(null, $"the backups in {string.Join(" and ", Folders(options))} are of {societies} societies, and "
                + $"nothing in {options.DataDir} says which is meant. Name one instead of {Latest}: "
                + $"{ShellCommand.For("restore --list", options.DataDir)} "
                + "lists them.");
        var newest =
            all.MaxBy(one => (mark is not null && one.Manifest?.Mark == mark, one.Manifest?.Number ?? 0, one.File.At)).File;
        return newest is not null
            ? new BackupChoice(newest.Path, null)
            : new BackupChoice(null, $"there is no nightly backup and none made by hand in {string.Join(" or ", Folders(options))}. "
                + $"{ShellCommand.For("restore --list", options.DataDir)} lists what else there is.");
    }

    /// <summary>
    /// The mark of the society that the folder is about: its database's or, if that is lost, that of its own newest backup. Null on a new
    /// machine.
    /// </summary>
    private static uint? FindOwnMark(AppOptions options) => PresentDatabase.FindMark(options.DatabasePath)
        ?? BackupFolder.List(options.BackupsDir).Select(file => BackupManifest.Read(file.ManifestPath).Manifest)
            .OfType<BackupManifest>().MaxBy(manifest => manifest.Number)?.Mark;

    private static IEnumerable<string> Folders(AppOptions options) =>
        options.BackupDir is { } second ? [options.BackupsDir, second] : [options.BackupsDir];
}
