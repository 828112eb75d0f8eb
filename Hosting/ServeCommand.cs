// `mathsoc serve`: from settings to a listening server, and through the drain to exit 0 with nothing lost.
using System.Diagnostics;
using MathsSoc.Data;
using MathsSoc.Observability;
using Microsoft.AspNetCore.Connections;

namespace MathsSoc.Hosting;

/// <summary>The default verb.</summary>
internal static class ServeCommand
{
    /// <summary>How long accepted requests may take once the listener is closed.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    public static int Run(SettingSources sources)
    {
        var started = Stopwatch.GetTimestamp();
        if (Settled.Load(sources) is not { } options) return Exit.Configuration;
        using var folderLock = FolderLock.TryTake(options.DataDir);
        if (folderLock is null) return Refuse($"the folder {options.DataDir} is already served by another process. Stop that one, or name another folder with --data.", Exit.Unavailable);

        var outcome = Migrator.Run(options.DatabasePath, Migrator.Sections, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        if (outcome.Result != MigrationResult.Ready) return Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        try
        {
            using var logs = Logs.Open(options.Log, TimeProvider.System);
            using var db = Db.Open(options.DatabasePath, options.DbConnections, options.LogSql ? logs.For("mathsoc.sql") : null, logs.For("mathsoc.db"));
            return ServeAsync(options, db, logs, started).GetAwaiter().GetResult();
        }
        catch (DatabaseUnavailableException problem)
        {
            return Refuse(problem.Message, Exit.Unavailable);
        }
    }

    private static async Task<int> ServeAsync(AppOptions options, Db db, Logs logs, long started)
    {
        using var lifecycle = new Lifecycle(options.MaxRequests, options.MaxRequestsJitter);
        await using var app = Server.Build(options, db, lifecycle, logs, TimeProvider.System);
        try
        {
            await app.StartAsync();
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            return Refuse($"port {options.Port} is taken. Stop the other program, or choose another with --port.", Exit.Unavailable);
        }
        catch (System.Net.Sockets.SocketException problem)
        {
            return Refuse($"{options.Listen}:{options.Port} cannot be listened on: {problem.Message}", Exit.Unavailable);
        }
        lifecycle.ListenToSignals(reopen: logs.Reopen, abort: () => { });
        Console.WriteLine(Greeting(app.Urls.FirstOrDefault() ?? "the inherited socket", db));

        var reason = await lifecycle.WaitForStop;
        await Task.Delay(TimeSpan.FromSeconds(options.DrainSeconds), TimeProvider.System);
        using var patience = new CancellationTokenSource(StopPatience, TimeProvider.System);
        await app.StopAsync(patience.Token);
        db.Checkpoint();
        return Exit.Ok;
    }

    private static string Greeting(string address, Db db)
    {
        var greeting = $"MathsSoc is at {address}";
        return db.Read(Members.AnyOwner) ? greeting : greeting + "\nNobody can run it yet. In another terminal: mathsoc create-admin --login you@school";
    }

    private static int Refuse(string sentence, int code)
    {
        Console.Error.WriteLine($"mathsoc: {sentence}");
        return code;
    }
}
