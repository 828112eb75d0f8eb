// What a real process says of a wrong clock: `check`, a start in 1970, and the verbs that would write by it.
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class ClockTests : IDisposable
{
    private const long Day = 86_400;
    private static readonly DateTimeOffset In1970 = DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(3, "fail  clock", "nothing is saved", 1)]
    [InlineData(-30, "warn  clock", "nobody is erased", 0)]
    [InlineData(0, "ok    clock", " UTC", 0)]
    public async Task Check_compares_the_clock_with_the_newest_time_of_the_database(int days, string line, string words, int code)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.SkipWhen(new ClockSync().Says(now), "This computer says that its clock is synchronised, which is believed.");
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1)) db.Write(sql => ClockRecord.SetTrusted(sql, now + days * Day));
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        var found = Assert.Single(check.Output.Split('\n'), one => one.Contains("  clock  ", StringComparison.Ordinal));
        Assert.StartsWith(line, found, StringComparison.Ordinal);
        Assert.Contains(words, found, StringComparison.Ordinal);
        if (days != 0) Assert.Contains("timedatectl", found, StringComparison.Ordinal);
        Assert.Equal(code, check.Code);
    }

    [Theory]
    [InlineData(23, true)]
    [InlineData(25, false)]
    public async Task Check_warns_from_a_day_before_a_competition_while_the_clock_is_not_synchronised(int hours, bool warns)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.SkipWhen(new ClockSync().Says(now), "This computer says that its clock is synchronised, which is fine.");
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
            db.AddCompetition(now, one => one with { OpensAt = now + hours * 3600 });
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.Equal(warns, check.Output.Contains("warn  opening     “The Autumn Cup” opens on", StringComparison.Ordinal));
        Assert.Equal(0, check.Code);
    }

    [Fact]
    public async Task A_start_in_1970_says_so_at_once_and_goes_on_by_itself_when_the_clock_is_set()
    {
        var clock = StartClock();
        var server = await ServerProcess.StartAsync(folder.Path, FakeTime.Settings(folder["clock"]));
        var id = server.Id;
        try
        {
            await Eventually.TrueAsync(() => server.Errors.Any(line => line.Contains("CRITICAL", StringComparison.Ordinal)
                && line.Contains("The clock says 1970-01-01 00:05 UTC, which is before this program was made.", StringComparison.Ordinal)));
            using var http = new HttpClient { BaseAddress = server.Address };
            Assert.Equal("fail", await StatusAsync(http));
            clock.SetTo(new DateTimeOffset(2026, 11, 10, 9, 0, 0, TimeSpan.Zero));
            Assert.Equal("ok", await StatusAsync(http));
        }
        finally
        {
            await server.DisposeAsync();
            FakeTime.CleanUp(id);
        }
    }

    [Fact]
    public async Task In_1970_check_fails_a_demo_is_not_made_and_a_link_says_that_it_does_not_work_yet()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        await Support.Cli.RunAsync(
            ["create-admin", "--login", "ada", "--password-stdin", "--data", folder.Path], "correct horse battery", []);
        StartClock();
        var settings = FakeTime.Settings(folder["clock"]);
        var check = await Support.Cli.RunAsync(["check", "--port", "0", "--data", folder.Path], "", settings);
        Assert.Equal(1, check.Code);
        Assert.Contains("fail  clock       The clock says 1970-01-01 00:05 UTC", check.Output, StringComparison.Ordinal);
        var demo = await Support.Cli.RunAsync(["demo", "--data", folder["demo"]], "", settings);
        Assert.Equal(1, demo.Code);
        Assert.Contains("Set the clock of this computer first", demo.Errors, StringComparison.Ordinal);
        var link = await Support.Cli.RunAsync(["reset-password", "ada", "--data", folder.Path], "", settings);
        Assert.Equal(0, link.Code);
        Assert.Contains("It does not work yet.", link.Output, StringComparison.Ordinal);
    }

    private ManualClock StartClock()
    {
        Assert.SkipUnless(FakeTime.IsInstalled, "libfaketime, which sets a program's clock, is not installed.");
        var clock = new ManualClock(folder["clock"]);
        clock.SetTo(In1970);
        return clock;
    }

    private static async Task<string?> StatusAsync(HttpClient http)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync("/readyz?verbose"));
        return json.RootElement.GetProperty("checks").GetProperty("clock").GetProperty("status").GetString();
    }
}
