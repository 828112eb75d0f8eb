// What `mathsoc check` says of the data folder: whatever `serve` would refuse there.
using System.Net.Sockets;
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>Looks at the folder, its files' owners and permissions, the log files and the port.</summary>
internal static class FolderCheck
{
    public static IEnumerable<SiteFact> Run(AppOptions options)
    {
        if (!Directory.Exists(options.DataDir))
        {
            yield return SiteFact.Warn("folder", $"{options.DataDir} is not there yet: serve or migrate makes it.");
            yield return CheckPort(options, isServed: false);
            yield break;
        }
        yield return SiteFact.FailIf(DataFolder.FindProblem(options.DataDir), "folder", options.DataDir);
        yield return SiteFact.FailIf(FindOwnerProblem(options), "owners", "every file can be used by the site's user");
        yield return SiteFiles.FindOpen(options) is { } open
            ? SiteFact.Warn("modes", open)
            : SiteFact.Ok("modes", "readable by the site's user and group only");
        if (Leftovers.FindProblem(options, TimeProvider.System.GetUtcNow()) is { } leftovers)
            yield return SiteFact.Warn("leftovers", leftovers);
        yield return CheckLogs(options);
        yield return CheckPort(options, FolderLock.IsServed(options.DataDir));
    }

    private static string? FindOwnerProblem(AppOptions options) =>
        SiteFiles.FindProblem(options, withLogs: true) ?? (FileOwner.CurrentUser == 0 ? SiteFiles.FindStrangers(options) : null);

    /// <summary>Looks without making the files, as a check must. Only `serve` writes them, so it is a warning for other verbs.</summary>
    private static SiteFact CheckLogs(AppOptions options)
    {
        foreach (var path in Logs.FilesOf(options.Log))
        {
            var folder = Path.GetDirectoryName(path) ?? "/";
            var problem = Directory.Exists(path) ? $"{path} is a folder. Name a file in it."
                : !Directory.Exists(folder) ? $"{path} cannot be written: there is no folder {folder}. Make it, or name another file."
                : !FileOwner.MayUse(File.Exists(path) ? path : folder) ? $"{path} cannot be written by this user. Correct its permissions."
                : null;
            if (problem is not null) return SiteFact.Warn("logs", $"{problem} Without it serve does not start.");
        }
        string[] output = options.Log.ToStdout ? ["standard output"] : [];
        return SiteFact.Ok("logs", string.Join(", ", [.. output, .. Logs.FilesOf(options.Log)]));
    }

    private static SiteFact CheckPort(AppOptions options, bool isServed)
    {
        if (isServed) return SiteFact.Ok("port", "the site is being served now");
        if (options.Port == 0) return SiteFact.Ok("port", "0: the system chooses one");
        using var trial = new TcpListener(options.Listen, options.Port);
        try
        {
            trial.Start();
            return SiteFact.Ok("port", $"{options.Port} is free");
        }
        catch (SocketException problem)
        {
            return SiteFact.Fail("port", problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"{options.Port} is taken by another program. Stop that one, or choose another with PORT."
                : $"{options.Listen}:{options.Port} cannot be listened on: {problem.Message}. Correct LISTEN or PORT.");
        }
    }
}
