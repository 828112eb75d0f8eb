// The log files that the program bounds itself: by size, by day, by age, and what is left alone.
using System.Text;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class LogRotationTests : IDisposable
{
    private static readonly LogBounds Small = new(FileBytes: 100, Files: 4, TotalBytes: 400, IsDaily: false);
    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_full_file_makes_room_and_the_oldest_is_removed()
    {
        using (var target = new FileTarget(folder["a.log"], Small, clock))
            for (var i = 0; i < 100; i++) target.Write(Encoding.ASCII.GetBytes($"line {i:000}\n"));
        Assert.Equal(["a.log", "a.log.1", "a.log.2", "a.log.3"], Names("a.log*"));
        var files = new[] { "a.log.3", "a.log.2", "a.log.1", "a.log" }.Select(name => File.ReadAllText(folder[name])).ToArray();
        Assert.All(files, text => Assert.InRange(text.Length, 1, 100));
        var lines = string.Concat(files).TrimEnd('\n').Split('\n');
        Assert.Equal(Enumerable.Range(100 - lines.Length, lines.Length).Select(i => $"line {i:000}"), lines);
        if (!OperatingSystem.IsWindows())
            Assert.All(Names("a.log*"), name => Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder[name])));
    }

    [Fact]
    public void The_whole_of_it_is_bounded_too()
    {
        var bounds = Small with { Files = 31, TotalBytes = 350 };
        using (var target = new FileTarget(folder["a.log"], bounds, clock))
            for (var i = 0; i < 100; i++) target.Write(Encoding.ASCII.GetBytes($"line {i:000}\n"));
        Assert.InRange(Names("a.log*").Sum(name => new FileInfo(folder[name]).Length), 150, 350);
    }

    [Fact]
    public void A_file_that_was_full_before_the_start_is_moved_and_not_emptied()
    {
        File.WriteAllText(folder["a.log"], new string('x', 99) + "\n");
        using (var target = new FileTarget(folder["a.log"], Small, clock)) target.Write("new\n"u8);
        Assert.Equal("new\n", File.ReadAllText(folder["a.log"]));
        Assert.Equal(100, new FileInfo(folder["a.log.1"]).Length);
    }

    [Fact]
    public void Each_day_has_a_file_and_what_is_old_is_removed_by_its_age()
    {
        using var target = new FileTarget(folder["a.log"], Small with { Files = 31, TotalBytes = 10_000, IsDaily = true }, clock);
        foreach (var day in new[] { "one", "two", "three" })
        {
            target.Write(Encoding.ASCII.GetBytes(day + "\n"));
            target.Write(Encoding.ASCII.GetBytes(day + "\n"));
            clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Equal("three\nthree\n", File.ReadAllText(folder["a.log"]));
        Assert.Equal("two\ntwo\n", File.ReadAllText(folder["a.log.1"]));
        Assert.Equal("one\none\n", File.ReadAllText(folder["a.log.2"]));

        var now = new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);
        clock.SetTo(now);
        File.SetLastWriteTimeUtc(folder["a.log.1"], now.AddDays(-29).UtcDateTime);
        File.SetLastWriteTimeUtc(folder["a.log.2"], now.AddDays(-31).UtcDateTime);
        target.RemoveOlder(now.AddDays(-30));
        Assert.Equal(["a.log", "a.log.1"], Names("a.log*"));
    }

    [Fact]
    public void A_file_whose_time_is_of_a_wrong_clock_goes_neither_too_soon_nor_never()
    {
        using var target = new FileTarget(folder["a.log"], Small with { IsDaily = true }, clock);
        var now = clock.GetUtcNow();
        foreach (var (name, time) in new[]
        {
            ("a.log.1", DateTimeOffset.UnixEpoch), ("a.log.2", now.AddDays(-1)), ("a.log.3", now.AddDays(-31)),
        })
        {
            File.WriteAllText(folder[name], "evidence\n");
            File.SetLastWriteTimeUtc(folder[name], time.UtcDateTime);
        }
        target.RemoveOlder(now.AddDays(-30));
        Assert.Equal(["a.log.1", "a.log.2"], Names("a.log*"));

        File.SetLastWriteTimeUtc(folder["a.log.2"], now.AddYears(10).UtcDateTime);
        target.RemoveOlder(now.AddDays(-30));
        clock.Advance(TimeSpan.FromDays(31));
        target.RemoveOlder(now.AddDays(1));
        Assert.Empty(Names("a.log*"));
    }

    [Fact]
    public void Nothing_but_a_plain_file_is_renamed()
    {
        File.WriteAllText(folder["real"], new string('x', 99) + "\n");
        File.CreateSymbolicLink(folder["a.log"], folder["real"]);
        using (var target = new FileTarget(folder["a.log"], Small, clock))
            for (var i = 0; i < 20; i++) target.Write("more\n"u8);
        Assert.Equal(["a.log"], Names("a.log*"));
        Assert.Equal(200, new FileInfo(folder["real"]).Length);
    }

    [Fact]
    public void A_folder_that_takes_no_new_name_costs_no_line()
    {
        using var target = new FileTarget(folder["a.log"], Small, clock);
        // A folder of that name cannot be replaced by a file.
        Directory.CreateDirectory(Path.Combine(folder["a.log.1"], "inside"));
        for (var i = 0; i < 50; i++) target.Write("a line\n"u8);
        Assert.Equal(50 * 7, new FileInfo(folder["a.log"]).Length);
    }

    [Fact]
    public void Security_events_stand_in_both_logs_whatever_the_level_and_nothing_else_does()
    {
        var options = new LogOptions
        {
            File = folder["app.log"], AccessLog = "off", AccessLogFormat = "%(h)s", Level = LogThreshold.Error,
            SecurityFile = folder["security.log"], SecurityName = "mathsoc.security",
        };
        using (var logs = Logs.Open(options, clock, new MemoryStream(), new MemoryStream()))
        {
            logs.For("mathsoc.security").LogWarning("quiet");
            logs.For("mathsoc.other").LogWarning("other");
            logs.SetLevels(LogThreshold.Info, sql: false);
            logs.For("mathsoc.security").LogWarning("loud");
            logs.For("mathsoc.other").LogWarning("other");
            Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
            File.Move(folder["security.log"], folder["moved"]);
            logs.Reopen();
            logs.For("mathsoc.security").LogWarning("after");
        }
        Assert.Equal(["loud", "other", "after"], Messages("app.log"));
        Assert.Equal(["quiet", "loud"], Messages("moved"));
        Assert.Equal(["after"], Messages("security.log"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder["security.log"]));
    }

    private IEnumerable<string> Messages(string name) => File.ReadAllLines(folder[name]).Select(line => line.Split(" - ")[^1]);

    private string[] Names(string pattern) =>
        [.. Directory.GetFiles(folder.Path, pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
