// When an alert fires and ends, what is sent about it, and what of it outlives a restart, a damaged file and a wrong clock.
using MathsSoc.Observability;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class AlertStateTests : IDisposable
{
    private const long Now = 1_800_000_000, Hour = 3600, Day = 24 * Hour;
    private readonly TemporaryFolder folder = new();

    private static readonly AlertRule Rule = new("Test", AlertWhen.Above, 10, _ => null)
    {
        Looks = 3, ClearLooks = 2, Title = "it is too warm", Detail = _ => "", Remedy = "",
    };

    private string FilePath => folder["alerts.json"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("11 11", "pending")]
    [InlineData("11 11 11", "firing")]
    [InlineData("11 11 10 11 11", "pending")] // not in a row
    [InlineData("11 11 ? 11", "firing")] // what is not known neither counts nor begins the count again
    [InlineData("? ? ?", "quiet")]
    [InlineData("11 11 11 9", "firing")] // not over at once
    [InlineData("11 11 11 9 11 9 11 9 11", "firing")] // and does not come and go
    [InlineData("11 11 11 ? ? ?", "firing")]
    [InlineData("11 11 11 9 9", "quiet")]
    [InlineData("11 11 11 9 9 11", "pending")]
    public void It_fires_after_its_looks_in_a_row_and_ends_after_as_many_as_its_rule_says(string values, string phase) =>
        Assert.Equal(phase, Run(AlertState.Quiet, values).Phase.ToString().ToLowerInvariant());

    [Theory]
    [InlineData(AlertWhen.Above, 10, false)]
    [InlineData(AlertWhen.AtLeast, 10, true)]
    [InlineData(AlertWhen.Below, 10, false)]
    [InlineData(AlertWhen.Above, 10.1, true)]
    [InlineData(AlertWhen.Below, 9.9, true)]
    public void The_limit_itself_is_beyond_it_only_for_at_least(object when, double value, bool isBeyond) =>
        Assert.Equal(isBeyond, (Rule with { When = (AlertWhen)when }).IsBeyond(value));

    [Fact]
    public void It_is_sent_once_when_it_fires_repeated_every_day_and_sent_once_when_it_ends()
    {
        var state = Run(AlertState.Quiet, "11 11 11");
        Assert.Equal(AlertNews.Firing, state.FindNews(Now));
        state = state.Sent(AlertNews.Firing, Now, Now);
        Assert.Null(state.FindNews(Now + Day - 1));
        Assert.Equal(AlertNews.StillFiring, state.FindNews(Now + Day));
        state = state.Sent(AlertNews.StillFiring, Now, Now + Day);
        Assert.Null(state.FindNews(Now + Day + 1));
        state = Run(state, "9 9", Now + Day);
        Assert.Equal((AlertPhase.Over, Now), (state.Phase, state.Since));
        Assert.Equal(AlertNews.Resolved, state.FindNews(Now + Day));
        Assert.Null(state.Sent(AlertNews.Resolved, Now, Now + Day).FindNews(Now + 3 * Day));
    }

    [Fact]
    public void The_end_of_what_nobody_was_told_of_is_not_sent() =>
        Assert.Null(Run(AlertState.Quiet, "11 11 11 9 9").FindNews(Now));

    [Fact]
    public void Who_is_told_that_it_fires_while_it_ends_is_told_that_it_ended()
    {
        var state = Run(AlertState.Quiet, "11 11 11 9 9").Sent(AlertNews.Firing, Now, Now + 60);
        Assert.Equal((AlertNews.Resolved, Now), (state.FindNews(Now + 60), state.Since));
    }

    [Fact]
    public void It_can_fire_again_before_the_message_about_its_end_was_received()
    {
        var state = Run(AlertState.Quiet, "11 11 11").Sent(AlertNews.Firing, Now, Now);
        state = Run(state, "9 9 11 11 11", Now + 600);
        Assert.Equal((AlertPhase.Firing, Now + 600, AlertNews.Firing), (state.Phase, state.Since, state.FindNews(Now + 600)));
    }

    [Fact]
    public void A_clock_that_was_set_back_delays_the_next_message_by_a_day_at_most()
    {
        var state = Run(AlertState.Quiet, "11 11 11").Sent(AlertNews.Firing, Now, Now);
        var monthBefore = Now - 30 * Day;
        state = Run(state, "11", monthBefore);
        Assert.Equal((monthBefore, null), (state.Since, state.FindNews(monthBefore)));
        Assert.Equal(AlertNews.StillFiring, state.FindNews(monthBefore + Day));
    }

    [Fact]
    public void A_clock_that_jumps_ahead_makes_nothing_fire_earlier_and_repeats_once()
    {
        Assert.Equal(AlertPhase.Pending, Run(Run(AlertState.Quiet, "11"), "11", Now + 365 * Day).Phase);
        var state = Run(AlertState.Quiet, "11 11 11").Sent(AlertNews.Firing, Now, Now);
        state = Run(state, "11", Now + 365 * Day);
        Assert.Equal(AlertNews.StillFiring, state.FindNews(Now + 365 * Day));
        Assert.Null(state.Sent(AlertNews.StillFiring, Now, Now + 365 * Day).FindNews(Now + 365 * Day + 60));
    }

    [Fact]
    public void What_was_noted_outlives_a_restart()
    {
        var memory = AlertMemory.Empty.WithStart(Now) with { BackupAt = Now - Hour, SoleOwnerSince = Now - Day };
        memory.Alerts.Add("DiskLow", new AlertState(AlertPhase.Firing, 1, Now - 60, Now - 30));
        AlertMemory.Write(FilePath, memory.ToJson());
        var (read, problem) = AlertMemory.Read(FilePath);
        Assert.Null(problem);
        Assert.Equal([Now], read.Starts);
        Assert.Equal((Now - Hour, Now - Day), (read.BackupAt, read.SoleOwnerSince));
        Assert.Equal(memory.Alerts["DiskLow"], Assert.Single(read.Alerts).Value);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(FilePath) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[1,2]")]
    [InlineData("""{"format":2,"starts":[],"alerts":{}}""")]
    [InlineData("""{"format":1,"starts":null,"alerts":{}}""")]
    [InlineData("""{"format":1,"starts":["x"],"alerts":{}}""")]
    [InlineData("""{"format":1,"starts":[],"alerts":{"DiskLow":{"phase":"Broken","looks":1,"since":1,"sent_at":null}}}""")]
    public void A_damaged_file_is_forgotten_with_a_sentence(string content)
    {
        File.WriteAllText(FilePath, content);
        var (memory, problem) = AlertMemory.Read(FilePath);
        Assert.Contains("alerts.json", problem, StringComparison.Ordinal);
        Assert.Empty(memory.Starts);
        Assert.Empty(memory.Alerts);
    }

    [Fact]
    public void A_file_that_is_far_too_long_is_not_read()
    {
        File.WriteAllText(FilePath, """{"format":1,"starts":[""" + new string(' ', 100_000) + """],"alerts":{}}""");
        Assert.Contains("far too long", AlertMemory.Read(FilePath).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_program_would_not_have_written_is_left_out()
    {
        var starts = string.Join(',', Enumerable.Range(0, 5000));
        File.WriteAllText(FilePath, "{\"format\":1,\"starts\":[" + starts + "]," + """
             "alerts":{"Nonsense":{"phase":"Firing","looks":1,"since":1,"sent_at":null},"DiskLow":null,
                       "NotReady":{"phase":"Firing","looks":-7,"since":1,"sent_at":null}}}
            """);
        var (memory, problem) = AlertMemory.Read(FilePath);
        Assert.Null(problem);
        Assert.Equal(100, memory.Starts.Count);
        Assert.Equal(("NotReady", 0), (Assert.Single(memory.Alerts).Key, memory.Alerts["NotReady"].Looks));
    }

    [Fact]
    public void A_missing_file_is_no_problem()
    {
        var (memory, problem) = AlertMemory.Read(FilePath);
        Assert.Null(problem);
        Assert.Empty(memory.Starts);
    }

    [Fact]
    public void Starts_of_the_last_hour_count_but_not_one_after_a_planned_end()
    {
        var memory = AlertMemory.Empty.WithStart(Now - Hour).WithStart(Now - 60);
        memory = (memory with { HasEndedAsPlanned = true }).WithStart(Now);
        Assert.Equal([Now - 60], memory.RecentStarts(Now));
        Assert.Equal([Now - 60, Now + 1], memory.WithStart(Now + 1).RecentStarts(Now + 1));
    }

    [Fact]
    public void Starts_that_a_wrong_clock_noted_do_not_count()
    {
        var memory = AlertMemory.Empty;
        for (var i = 0; i < 20; i++) memory = memory.WithStart(Now + i);
        Assert.Equal(20, memory.RecentStarts(Now + 20).Count);
        Assert.Empty(memory.RecentStarts(Now - 30 * Day));
        Assert.Empty(memory.RecentStarts(Now + 30 * Day));
    }

    [Fact]
    public void The_list_of_starts_is_bounded()
    {
        var memory = AlertMemory.Empty;
        for (var i = 0; i < 1000; i++) memory = memory.WithStart(Now + i);
        Assert.Equal(100, memory.Starts.Count);
        Assert.Equal(Now + 999, memory.Starts[^1]);
    }

    [Fact]
    public void Five_minutes_are_counted_from_the_start_of_the_process_on()
    {
        var window = new AlertWindow();
        Assert.Equal(100, window.Add(new(100, 5, 0)).Requests);
        for (var i = 1; i < AlertWindow.Looks; i++) Assert.Equal(100, window.Add(new(100, 5, 0)).Requests);
        Assert.Equal(new AlertCounts(0, 0, 0), window.Add(new(100, 5, 0)));
        Assert.Equal(new AlertCounts(20, 1, 2), window.Add(new(120, 6, 2)));
    }

    private static AlertState Run(AlertState state, string values, long now = Now) => values.Split(' ').Aggregate(state, (one, value) =>
        one.Next(Rule, value == "?" ? null : double.Parse(value, System.Globalization.CultureInfo.InvariantCulture), now));
}
