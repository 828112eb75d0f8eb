// `mathsoc serve`: from the settings to a listening server, and through the drain to exit 0 with nothing lost.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Marking;
using MathsSoc.Observability;
using MathsSoc.Web;

namespace MathsSoc.Hosting;

/// <summary>The default verb.</summary>
internal static class ServeCommand
{
    /// <summary>How long accepted requests may take after the listener has closed.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    /// <summary>How long an open connection may take to send the request that it is perhaps about to send.</summary>
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(2);

    /// <summary>Faults of the marking engine that are logged; a server that meets more has one cause for many.</summary>
    private const int MaxFaults = 100;

    public static int Run(SettingSources sources)
    {
        var started = Stopwatch.GetTimestamp();
        // Until there is a log to reopen, SIGHUP is ignored; by default it would end the process.
        using var early = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        if (Settled.Load(sources, out var code, needsLogs: true) is not { } options) return code;
        var (taken, refusal) = FolderLock.TryTake(options.DataDir);
        using var folderLock = taken;
        if (folderLock is null) return Settled.Refuse(refusal!, Exit.Unavailable);

        var outcome = SiteMigration.Run(options, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        using var logs = Logs.Open(options.Log, TimeProvider.System);
        logs.TakeConsole();
        LogCrashes(logs);
        Leftovers.Remove(options, logs.For("mathsoc.server"));
        try
        {
            using var db = Server.OpenDatabase(options, logs);
            // A disk that hangs may hold up a thread for each reader. Without these the pool would add one or two a second.
            ThreadPool.GetMinThreads(out var threads, out var completions);
            ThreadPool.SetMinThreads(threads + options.DbConnections, completions);
            return ServeAsync(sources, options, db, logs, started).GetAwaiter().GetResult();
        }
        catch (DatabaseUnavailableException problem)
        {
            return Settled.Refuse(problem.Message, Exit.Unavailable);
        }
    }

    private static async Task<int> ServeAsync(SettingSources sources, AppOptions options, Db db, Logs logs, long started)
    {
        var log = logs.For("mathsoc.server");
        using var systemd = Systemd.FromEnvironment(TimeProvider.System, log);
        using var lifecycle = new Lifecycle(options.MaxRequests, options.MaxRequestsJitter);
        SecurityLog? security = null;
        // Before anybody can connect: a supervisor may stop what it has only just started.
        lifecycle.ListenToSignals(
            reopen: () =>
            {
                Reload(sources, logs, systemd, log);
                // Whoever is refused from now on has a line in the new files, or at the new level.
                security?.EndAll();
            },
            abort: () =>
            {
                log.LogCritical("worker received SIGABRT signal");
                logs.Flush(FlushPatience);
            });
        var opening = ListeningSocket.OpenAsync(options, systemd, TimeProvider.System, log, Environment.GetEnvironmentVariable);
        // It may wait a minute for its address; nobody has to wait for that.
        if (await Task.WhenAny(opening, lifecycle.WaitForStop) != opening) return Exit.Ok;
        var (listening, refusal) = await opening;
        if (listening is null) return Settled.Refuse(refusal!, Exit.Unavailable);
        var acceptor = new Acceptor(listening.Socket);
        await using var app = Server.Build(options, db, lifecycle, logs, TimeProvider.System, acceptor: acceptor);
        security = app.Services.GetRequiredService<SecurityLog>();
        using var telemetry = Telemetry.Start(options);
        var address = listening.Address is { } endpoint ? $"http://{endpoint}" : "the inherited socket";
        await app.StartAsync();
        log.LogInformation("Server is ready at {Address} (pid {Pid}, version {Version}, schema {Schema}, start-up {Milliseconds} ms)",
            address, Environment.ProcessId, BuildVersion.Number, Migrator.Newest,
                (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        log.LogInformation("Worker initialized (pid: {Pid})", Environment.ProcessId);
        LogSettings(options, log);
        Greet(address, options, db, app.Services.GetRequiredService<SetupLink>(), listening.Address, log);
        systemd.Ready($"Serving at {address}");

        var readiness = app.Services.GetRequiredService<Monitoring>().Readiness;
        using var selfCheck = listening.Address is { } own ? new SelfCheck(AppOptions.AddressFromHere(own), readiness) : null;
        using var ending = new CancellationTokenSource();
        var keepAlive = systemd.KeepAliveAsync(
            selfCheck is null ? async _ => (await readiness.CheckAsync()).Look is not null : selfCheck.RunAsync, ending.Token);

        var working = app.Services.GetRequiredService<Jobs>().RunAsync(ending.Token);
        using var leaving = new CancellationTokenSource();
        var alerts = app.Services.GetRequiredService<AlertWatch>();
        var watching = Task.WhenAll(
            alerts.RunAsync(leaving.Token), app.Services.GetRequiredService<BackupPings>().RunAsync(leaving.Token));

        var reason = await lifecycle.WaitForStop;
        // From here on the site is not ready on purpose. What has not been sent yet, the next process sends.
        await leaving.CancelAsync();
        systemd.Stopping("Draining");
        if (listening.IsKept) await LeaveAsync(reason, acceptor, log);
        else await DrainAsync(reason, options, log);
        using var patience = new CancellationTokenSource(StopPatience, TimeProvider.System);
        await app.StopAsync(patience.Token);
        await ending.CancelAsync();
        await keepAlive;
        await watching;
        if (reason == Lifecycle.ManyRequests) await alerts.EndAsPlannedAsync();
        await working;
        app.Services.GetRequiredService<ClockWatch>().Look(isLast: true);
        if (!db.Checkpoint(keepsLog: options.HasLitestream))
            log.LogWarning("The write-ahead log was not folded in; the next start does it");
        log.LogInformation("Server has stopped");
        return Exit.Ok;
    }

    /// <summary>For a proxy that has other processes: it is shown that this one will go, and then nobody may connect any more.</summary>
    private static async Task DrainAsync(string reason, AppOptions options, ILogger log)
    {
        log.LogInformation(
            "Draining for {Seconds} s ({Reason}): readiness is 503, requests are still answered", options.DrainSeconds, reason);
        await Task.Delay(TimeSpan.FromSeconds(options.DrainSeconds), TimeProvider.System);
    }

    /// <summary>
    /// For the next process on a kept socket: new connections wait for it from now on, and the open ones get an answer that closes them.
    /// </summary>
    private static async Task LeaveAsync(string reason, Acceptor acceptor, ILogger log)
    {
        log.LogInformation("Draining ({Reason}): new connections wait for the next process, open ones are answered", reason);
        acceptor.StopAccepting();
        var started = TimeProvider.System.GetTimestamp();
        while (!acceptor.IsQuiet && TimeProvider.System.GetElapsedTime(started) < OpenPatience)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    /// <summary>SIGHUP: the logs are opened again, LOG_LEVEL and LOG_SQL are read again; other settings wait for a restart.</summary>
    private static void Reload(SettingSources sources, Logs logs, Systemd systemd, ILogger log)
    {
        systemd.Reloading();
        logs.Reopen();
        var reread = sources.Reread();
        var (options, errors) = AppOptions.Load(reread);
        if (errors.Count == 0) logs.SetLevels(options.Log.Level, options.Log.Sql);
        foreach (var slip in reread.Warnings) log.LogWarning("{Slip:l}", slip);
        if (errors.Count > 0) log.LogError("The settings were not read again: {Errors}", string.Join(' ', errors));
        log.LogInformation("Logs are open again");
        LogSettings(options, log);
        systemd.Ready("Serving");
    }

    /// <summary>For debugging: every setting that is not its default, and where it comes from.</summary>
    private static void LogSettings(AppOptions options, ILogger log)
    {
        foreach (var value in options.Values.Where(value => value.Source != "default"))
            log.LogDebug("{Setting} is {Value} ({Source})", value.Setting.Name, value.Shown, value.Source);
    }

    private static void LogCrashes(Logs logs)
    {
        var log = logs.For("mathsoc.server");
        AppDomain.CurrentDomain.UnhandledException += (_, crash) =>
        {
            log.LogCritical(crash.ExceptionObject as Exception, "The process ends because of an unhandled exception");
            logs.Flush(FlushPatience);
        };
        // The engine's own faults cost nobody an attempt. Each place in the code is logged once, however often pupils meet it.
        var seen = new ConcurrentDictionary<string, bool>();
        Marker.Failed = fault =>
        {
            if (seen.Count < MaxFaults && seen.TryAdd(fault.StackTrace ?? fault.Message, true))
                log.LogError(fault, "The marking engine failed at an answer, which was then called unreadable");
        };
    }

    /// <summary>
    /// Prints the site's address for a person at the terminal; if a program reads standard output, the log's own lines have it.
    /// </summary>
    private static void Greet(string address, AppOptions options, Db db, SetupLink setup, IPEndPoint? listening, ILogger log)
    {
        var ownerless = "Nobody can run it yet. In another terminal: "
            + ShellCommand.For("create-admin --login you@school", options.DataDir);
        var hasOwner = db.Read(Members.AnyOwner);
        if (options.Log.IsStdoutJson && !hasOwner) log.LogWarning("{Hint}", ownerless);
        if (options.Log.IsStdoutJson) return;
        Console.WriteLine($"MathsSoc is at {address}");
        if (hasOwner) return;
        Console.WriteLine(ownerless);
        // The link is as good as the whole site, so it is in no log; the reader of standard output is the person who started the program.
        var link = listening is null && options.Site.PublicUrl is null
            ? "the site's address with " + setup.Path
            : options.Absolute(setup.Path, listening);
        Console.WriteLine($"Or in a browser, once and within {SetupLink.Minutes} minutes: {link}");
    }
}
