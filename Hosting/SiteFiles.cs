// Finds the files of a site that the process could not use, such as those that a `serve` run by hand as root leaves behind.
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>Looks at the owners and permissions of what is in the data folder. Changes nothing.</summary>
internal static class SiteFiles
{
    /// <summary>
    /// A sentence on the files that this process may not use, with the command that puts it right; null if it may use all of them.
    /// </summary>
    /// <param name="withLogs">Whether the process writes the log files too.</param>
    public static string? FindProblem(AppOptions options, bool withLogs)
    {
        var closed = List(options, withLogs).Where(path => !FileOwner.MayUse(path)).ToList();
        if (closed.Count == 0) return null;
        var us = FileOwner.NameOf(FileOwner.CurrentUser);
        var strange = closed.Where(path => FileOwner.Of(path)?.User != FileOwner.CurrentUser).ToList();
        if (strange.Count == 0)
            return $"{Names(options, closed)} in {options.DataDir} may not be read and written by {us}: "
                + $"chmod -R u+rwX {ShellCommand.Quote(options.DataDir)}";
        var owner = FileOwner.Of(strange[0]) is { } other ? FileOwner.NameOf(other.User) : "somebody else";
        return $"{Names(options, strange)} in {options.DataDir} {(strange.Count == 1 ? "belongs" : "belong")} to {owner}, and this process "
            + $"runs as {us}. {Advice(options, us)}";
    }

    /// <summary>
    /// The same for root, who may use everything: a sentence on the files that do not belong to the folder's owner, as whom the site runs.
    /// Null if all do.
    /// </summary>
    public static string? FindStrangers(AppOptions options)
    {
        if (FileOwner.Of(options.DataDir) is not { } folder) return null;
        var strange = List(options, withLogs: true).Where(path => FileOwner.Of(path) is { } file && file.User != folder.User).ToList();
        if (strange.Count == 0) return null;
        var (owner, other) = (FileOwner.NameOf(folder.User), FileOwner.NameOf(FileOwner.Of(strange[0])!.Value.User));
        return $"{Names(options, strange)} {(strange.Count == 1 ? "belongs" : "belong")} to {other}, the folder to {owner}: "
            + $"a site that runs as {owner} would be refused. {Advice(options, owner)}";
    }

    /// <summary>The files that anybody on this machine may read or write.</summary>
    public static string? FindOpen(AppOptions options)
    {
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var open = List(options, withLogs: true).Where(File.Exists)
            .Where(path => FileOwner.Of(path) is { } file && (file.Mode & Others) != 0).ToList();
        return open.Count == 0
            ? null
            : $"every user of this machine may read {Names(options, open)}: chmod -R o-rwx {ShellCommand.Quote(options.DataDir)}";
    }

    private static string Advice(AppOptions options, string user) => $"As root: chown -R {user}: {ShellCommand.Quote(options.DataDir)}";

    private static IEnumerable<string> List(AppOptions options, bool withLogs)
    {
        // A folder that holds no site may well be root's own.
        if (File.Exists(options.DatabasePath)) yield return options.DataDir;
        string[] names =
        [
            "mathsoc.lock", "mathsoc.db", "mathsoc.db-wal", "mathsoc.db-shm", AlertMemory.FileName, "uploads", "backups", "aside",
        ];
        foreach (var name in names)
            if (Path.Exists(options.InDataDir(name))) yield return options.InDataDir(name);
        if (!withLogs) yield break;
        foreach (var path in Logs.FilesOf(options.Log))
            if (File.Exists(path) && Path.GetDirectoryName(path) == options.DataDir.TrimEnd('/')) yield return path;
    }

    private static string Names(AppOptions options, IEnumerable<string> paths) =>
        string.Join(", ", paths.Select(path => path == options.DataDir ? "the folder itself" : Path.GetFileName(path)));
}
