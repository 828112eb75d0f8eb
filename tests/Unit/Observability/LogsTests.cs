// The log files themselves: modes, bounds, rotation under load, levels and destinations.
using System.Text;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Observability;

/// <summary>Tests that put their own streams behind the process's console run alone.</summary>
[CollectionDefinition(nameof(ConsoleUsers), DisableParallelization = true)]
public sealed class ConsoleUsers;

[Collection(nameof(ConsoleUsers))]
public sealed class LogsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MemoryStream stdout = new();
    private readonly MemoryStream stderr = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_application_log_is_a_file_that_only_owner_and_group_read()
    {
        using (var logs = Open()) logs.For("mathsoc.test").LogInformation("Hello");
        Assert.Equal("2026-11-10 09:00:00,000 - mathsoc.test - INFO - Hello\n", File.ReadAllText(folder["app.log"]));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder["app.log"]));
        Assert.Empty(stdout.ToArray());
    }

    [Fact]
    public void Standard_output_gets_information_and_worse_and_standard_error_does_not_repeat_its_errors()
    {
        using (var logs = Open(options => { options.ToStdout = true; options.Level = LogThreshold.Debug; }))
        {
            var log = logs.For("t");
            log.LogDebug("debug");
            log.LogInformation("info");
            log.LogError("error");
        }
        Assert.Equal(["INFO - info", "ERROR - error"], Messages(stdout));
        Assert.Empty(stderr.ToArray());
        Assert.False(File.Exists(folder["app.log"]));
    }

    [Fact]
    public void Beside_a_file_standard_error_has_the_errors_too()
    {
        using (var logs = Open())
        {
            logs.For("t").LogWarning("warning");
            logs.For("t").LogError("error");
        }
        Assert.Equal(["ERROR - error"], Messages(stderr));
    }

    [Fact]
    public void Statements_are_logged_only_while_they_are_asked_for()
    {
        using (var logs = Open())
        {
            var log = logs.For(Logs.SqlName);
            log.LogInformation("before");
            logs.SetLevels(LogThreshold.Info, sql: true);
            log.LogInformation("between");
            logs.SetLevels(LogThreshold.Warning, sql: true);
            log.LogInformation("too mild");
            logs.SetLevels(LogThreshold.Debug, sql: false);
            log.LogInformation("after");
        }
        Assert.Equal("2026-11-10 09:00:00,000 - mathsoc.sql - INFO - between\n", File.ReadAllText(folder["app.log"]));
    }

    [Fact]
    public void The_level_can_change_while_the_process_runs()
    {
        using (var logs = Open(options => options.Level = LogThreshold.Warning))
        {
            var log = logs.For("t");
            log.LogInformation("before");
            logs.SetLevels(LogThreshold.Debug, sql: false);
            log.LogDebug("after");
            logs.SetLevels(LogThreshold.Critical, sql: false);
            log.LogError("too mild");
        }
        Assert.Equal("2026-11-10 09:00:00,000 - t - DEBUG - after\n", File.ReadAllText(folder["app.log"]));
    }

    [Fact]
    public void The_disk_use_of_the_application_log_is_bounded()
    {
        var rendering = new LogRendering(LogFormat.Text, new LogTime(new ManualClock(), TimeZoneInfo.Utc), false);
        using (var file = new RollingLogFile(folder["app.log"], rendering, maxBytes: 10_000))
        using (var logger = new Serilog.LoggerConfiguration().WriteTo.Sink(file).CreateLogger())
            for (var i = 0; i < 2000; i++) logger.Information("Line {Number} with some words to fill it", i);
        var files = new DirectoryInfo(folder.Path).GetFiles("app*.log");
        Assert.Equal(5, files.Length);
        Assert.All(files, file => Assert.InRange(file.Length, 1, 10_200));
        Assert.Contains(files, file => File.ReadAllText(file.FullName).Contains("Line 1999 ", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.All(files, file => Assert.Equal(
                UnixFileMode.None,
                File.GetUnixFileMode(file.FullName) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)));
    }

    [Theory]
    [InlineData(9_000, "app.log", "app_001.log")]
    [InlineData(10_000, "app.log", "app_001.log", "app_002.log")]
    public void The_application_log_goes_on_in_its_newest_file_until_that_is_full(int bytes, params string[] names)
    {
        File.WriteAllText(folder["app.log"], new string('a', 20_000));
        File.WriteAllText(folder["app_001.log"], new string('b', bytes));
        var rendering = new LogRendering(LogFormat.Text, new LogTime(new ManualClock(), TimeZoneInfo.Utc), false);
        using (var file = new RollingLogFile(folder["app.log"], rendering, maxBytes: 10_000))
        using (var logger = new Serilog.LoggerConfiguration().WriteTo.Sink(file).CreateLogger())
            logger.Information("The next line");
        Assert.Equal(names, new DirectoryInfo(folder.Path).GetFiles("app*.log").Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.EndsWith(" The next line\n", File.ReadAllText(folder[names[^1]]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reopening_under_load_loses_no_line()
    {
        const int Threads = 3, Lines = 3000, Rotations = 8;
        using (var logs = Open(options => options.AccessLog = folder["access.log"]))
        {
            var log = logs.For("t");
            var writing = Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (var i = 0; i < Lines; i++)
                {
                    log.LogInformation("line {Thread}:{Number}.", thread, i);
                    logs.AccessLines!.Write(Encoding.UTF8.GetBytes($"line {thread}:{i}.\n"));
                    // Lines are dropped when the queue is full, which another test covers: a slow disk must not fail this one.
                    if (i % 100 == 0) Assert.True(logs.Flush(TimeSpan.FromSeconds(30)));
                }
            })).ToArray();
            // Goes on until the last line, so that the log is under load however fast the machine is.
            for (var rotation = 0; rotation < Rotations || !Array.TrueForAll(writing, thread => thread.IsCompleted); rotation++)
            {
                if (File.Exists(folder["app.log"])) File.Move(folder["app.log"], folder[$"app.old{rotation}"]);
                if (File.Exists(folder["access.log"])) File.Move(folder["access.log"], folder[$"access.old{rotation}"]);
                logs.Reopen();
            }
            await Task.WhenAll(writing);
        }
        foreach (var name in new[] { "app", "access" })
        {
            var lines = Directory.GetFiles(folder.Path, name + ".*")
                .SelectMany(File.ReadAllLines)
                .Select(line => line[line.IndexOf("line ", StringComparison.Ordinal)..])
                .ToList();
            Assert.Equal(Threads * Lines, lines.Count);
            Assert.Equal(Threads * Lines, lines.Distinct().Count());
        }
    }

    [Fact]
    public void When_Reopen_returns_the_old_file_is_written_no_more()
    {
        using var logs = Open(options => options.AccessLog = folder["access.log"]);
        logs.AccessLines!.Write("before\n"u8);
        Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
        File.Move(folder["access.log"], folder["access.old"]);
        logs.AccessLines.Write("between\n"u8);
        logs.Reopen();
        var old = File.ReadAllText(folder["access.old"]);
        logs.AccessLines.Write("after\n"u8);
        Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
        Assert.Equal(old, File.ReadAllText(folder["access.old"]));
        Assert.EndsWith("after\n", File.ReadAllText(folder["access.log"]), StringComparison.Ordinal);
        Assert.Equal("before\nbetween\nafter\n", old + File.ReadAllText(folder["access.log"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_was_removed_or_replaced_is_made_again_without_a_signal(bool replaced)
    {
        using var logs = Open(options => options.AccessLog = folder["access.log"]);
        var log = logs.For("t");
        foreach (var text in new[] { "one", "two" })
        {
            log.LogInformation("{Text}", text);
            logs.AccessLines!.Write(Encoding.UTF8.GetBytes(text + "\n"));
            Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
            if (text == "two") break;
            foreach (var name in new[] { "app.log", "access.log" })
            {
                if (replaced) { File.WriteAllText(folder["new"], ""); File.Move(folder["new"], folder[name], overwrite: true); }
                else File.Delete(folder[name]);
            }
        }
        Assert.EndsWith("- two\n", File.ReadAllText(folder["app.log"]), StringComparison.Ordinal);
        Assert.Equal("two\n", File.ReadAllText(folder["access.log"]));
    }

    [Fact]
    public void Copying_and_truncating_leaves_no_hole_of_zero_bytes()
    {
        using var logs = Open(options => options.AccessLog = folder["access.log"]);
        logs.AccessLines!.Write("one\n"u8);
        Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
        using (var file = new FileStream(folder["access.log"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(0);
        logs.AccessLines.Write("two\n"u8);
        Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
        Assert.Equal("two\n", File.ReadAllText(folder["access.log"]));
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_told_before_and_stops_nothing()
    {
        var options = Options();
        options.File = folder.Path;
        options.AccessLog = Path.Combine(folder.Path, "missing", "access.log");
        Assert.Equal(["LOG_FILE", "ACCESS_LOG"], Logs.FindProblems(options).Select(sentence => sentence.Split(':')[0]));
        using var logs = Open(options);
        logs.For("t").LogWarning("lost");
        logs.AccessLines!.Write("lost\n"u8);
        Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_log_whose_place_cannot_be_opened_is_tried_again_and_told_on_standard_error()
    {
        File.WriteAllText(folder["place"], "a file where a folder is needed");
        using (var logs = Open(options => options.File = Path.Combine(folder["place"], "app.log")))
        {
            var log = logs.For("t");
            log.LogInformation("lost");
            log.LogInformation("lost");
            File.Delete(folder["place"]);
            await Eventually.TrueAsync(() =>
            {
                log.LogInformation("found");
                return File.Exists(Path.Combine(folder["place"], "app.log"));
            });
        }
        var told = Messages(stderr).ToList();
        Assert.Equal(2, told.Count);
        Assert.Contains("cannot be written", told[0], StringComparison.Ordinal);
        Assert.Contains("is written again", told[1], StringComparison.Ordinal);
        Assert.Contains("INFO - found", File.ReadAllText(Path.Combine(folder["place"], "app.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void Sound_log_files_have_no_problem()
    {
        var options = Options();
        options.AccessLog = folder["access.log"];
        Assert.Empty(Logs.FindProblems(options));
    }

    [Fact]
    public void The_framework_is_heard_only_from_warning_up()
    {
        using (var logs = Open())
        {
            using var factory = LoggerFactory.Create(logs.AddTo);
            factory.CreateLogger("Microsoft.AspNetCore.Routing").LogInformation("chatter");
            factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel").LogWarning("worth knowing");
            factory.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").LogCritical("said by us");
            factory.CreateLogger("mathsoc.home").LogInformation("ours");
        }
        Assert.Equal(["mathsoc.kestrel - WARNING - worth knowing", "mathsoc.home - INFO - ours"],
            File.ReadAllLines(folder["app.log"]).Select(line => string.Join(" - ", line.Split(" - ")[1..])));
    }

    private LogOptions Options() => new()
    {
        File = folder["app.log"],
        AccessLog = "off",
        AccessLogFormat = "%(h)s",
        Level = LogThreshold.Info,
    };

    private Logs Open(Action<LogOptions>? change = null)
    {
        var options = Options();
        change?.Invoke(options);
        return Open(options);
    }

    private Logs Open(LogOptions options)
    {
        var logs = Logs.Open(options, new ManualClock(), stdout, stderr);
        logs.TakeConsole();
        return logs;
    }

    private static IEnumerable<string> Messages(MemoryStream stream) =>
        Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n').Select(line => string.Join(" - ", line.Split(" - ")[2..]));
}
