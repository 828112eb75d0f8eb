// `mathsoc prove --full`: serves a copy of a backup to this process alone, and asks it what a visitor and a monitor would.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Observability;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MathsSoc.Hosting;

/// <summary>
/// The server is the site's own, on a free port of 127.0.0.1, in a folder that nobody else may read and that is removed afterwards. It has
/// none of the site's settings, writes nothing to its database, and starts nothing that <c>serve</c> starts beside it: no jobs, no signals,
/// no systemd, no kept socket.
/// </summary>
internal static class FullProof
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Null if the site answers, or <paramref name="ending"/> was cancelled; otherwise a phrase on what it does not.
    /// </summary>
    public static string? Run(string backup, CancellationToken ending)
    {
        var folder = MakeFolder(Path.GetDirectoryName(Path.GetFullPath(backup))!);
        try
        {
            if (BackupRoom.FindProblem(folder, new FileInfo(backup).Length, 0) is { } full) return full;
            DiskFiles.CopyAndHash(backup, Path.Combine(folder, "mathsoc.db"), ending);
            return ServeAsync(folder, ending).GetAwaiter().GetResult();
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception problem) when (DiskProblem.IsExpected(problem))
        {
            return DiskProblem.Describe(problem);
        }
        catch (DatabaseUnavailableException problem)
        {
            return problem.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Beside the backup, where there is room for another one: a system's temporary folder may be in memory. Elsewhere only if nothing can
    /// be written there.
    /// </summary>
    private static string MakeFolder(string beside)
    {
        try
        {
            var made = Path.Combine(beside, BackupFolder.Proof + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return made;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Directory.CreateTempSubdirectory("mathsoc-proof-").FullName;
        }
    }

    private static async Task<string?> ServeAsync(string folder, CancellationToken ending)
    {
        if (OptionsFor(folder) is not { } options) return "a server on it could not be set up.";
        using var logs = Logs.Open(options.Log, TimeProvider.System, Stream.Null, Stream.Null);
        using var db = Db.OpenReadOnly(options.DatabasePath, readers: 2);
        using var lifecycle = new Lifecycle(0, 0);
        await using var app = Server.Build(options, db, lifecycle, logs, TimeProvider.System);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending);
        try
        {
            await app.StartAsync(patience.Token);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
            using var client = new HttpClient(handler) { BaseAddress = new Uri(address) };
            var problem = await AskAsync(client, "/readyz", "", patience.Token)
                ?? await AskAsync(client, "/", WebUtility.HtmlEncode(db.Read(Settings.FindSociety).Name), patience.Token);
            await app.StopAsync(patience.Token);
            return problem;
        }
        catch (OperationCanceledException)
        {
            return $"a server on it gave no answer within {Limit.TotalSeconds:0} seconds.";
        }
        catch (HttpRequestException problem)
        {
            return $"a server on it gave no answer: {problem.Message}.";
        }
    }

    private static async Task<string?> AskAsync(HttpClient client, string path, string text, CancellationToken ending)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), ending);
        if (answer.StatusCode != HttpStatusCode.OK) return $"a server on it answers {(int)answer.StatusCode} to {path}.";
        return (await answer.Content.ReadAsStringAsync(ending)).Contains(text, StringComparison.Ordinal)
            ? null
            : $"a server on it answers to {path} without the society's name.";
    }

    /// <summary>Only what is written here: neither the environment nor an env file counts.</summary>
    private static AppOptions? OptionsFor(string folder)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATA_DIR"] = folder, ["PORT"] = "0", ["LISTEN"] = "127.0.0.1", ["ACCESS_LOG"] = "off",
        };
        var (options, errors) = AppOptions.Load(new SettingSources(flags, new Dictionary<string, string>(StringComparer.Ordinal), null));
        return errors.Count == 0 ? options : null;
    }
}
