// The program's own jobs: when they run, what a failure does, and whom each of them removes and keeps.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed class JobsTests
{
    private const long Day = 86_400;

    [Fact]
    public void Each_job_runs_soon_after_the_start_and_then_when_its_period_is_over()
    {
        var runs = new List<string>();
        var jobs = Make(
            new Job("often", TimeSpan.FromMinutes(1), now => runs.Add($"often {now}")),
            new Job("seldom", TimeSpan.FromHours(1), now => runs.Add($"seldom {now}")));
        foreach (var now in new long[] { 1000, 1010, 1059, 1060, 1200, 4599, 4600 }) jobs.RunOnce(now);
        Assert.Equal(["often 1000", "seldom 1000", "often 1060", "often 1200", "often 4599", "seldom 4600"], runs);
    }

    [Fact]
    public void A_clock_that_is_set_back_puts_nothing_off()
    {
        var runs = 0;
        var jobs = Make(new Job("hourly", TimeSpan.FromHours(1), _ => runs++));
        jobs.RunOnce(1_000_000);
        jobs.RunOnce(5);
        jobs.RunOnce(6);
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_job_that_fails_stops_neither_the_others_nor_its_own_next_turn()
    {
        var (bad, good) = (0, 0);
        var jobs = Make(
            new Job("bad", TimeSpan.FromMinutes(1), _ => { bad++; throw new DatabaseUnavailableException("away"); }),
            new Job("good", TimeSpan.FromMinutes(1), _ => good++));
        jobs.RunOnce(60);
        jobs.RunOnce(120);
        Assert.Equal((2, 2), (bad, good));
        var success = Assert.Single(jobs.LastSuccesses());
        Assert.Equal((120, "good"), (success.Value, success.Tags[0].Value));
    }

    [Fact]
    public void An_unavailable_database_is_one_line_of_the_log_and_only_a_bug_has_a_stack_trace()
    {
        var log = new ErrorLog();
        var jobs = new Jobs(TimeProvider.System, log, _ => true, [
            new Job("away", TimeSpan.FromMinutes(1), _ => throw new DatabaseUnavailableException("The file is missing.")),
            new Job("bug", TimeSpan.FromMinutes(1), _ => throw new InvalidOperationException("a mistake")),
        ]);
        jobs.RunOnce(60);
        Assert.Equal(("The job away failed and will be tried again in 1 min: The file is missing.", null), log.Lines[0]);
        Assert.Equal(("The job bug failed and will be tried again in 1 min: a mistake", "a mistake"), log.Lines[1]);
    }

    [Fact]
    public async Task At_the_end_only_what_must_not_be_lost_runs_once_more()
    {
        var runs = new List<string>();
        var jobs = Make(
            new Job("notes", TimeSpan.FromMinutes(1), _ => runs.Add("notes"), AtTheEnd: true),
            new Job("sweep", TimeSpan.FromMinutes(1), _ => runs.Add("sweep")));
        using var ending = new CancellationTokenSource();
        var running = jobs.RunAsync(ending.Token);
        await ending.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(["notes"], runs);
    }

    [Fact]
    public async Task A_session_that_is_in_use_is_never_swept_though_only_memory_knows_of_its_use()
    {
        await using var site = await StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        site.Visit(Seed.Pupil("bob")); // signs in and goes away
        site.Clock.Advance(TimeSpan.FromMinutes(119));
        await ada.GetAsync("/account");
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = Seconds(site);
        site.Jobs.RunOnce(before);
        var session = Assert.Single(Dump.Of(site).Split('\n'), line => line.StartsWith("sessions|", StringComparison.Ordinal));
        Assert.Contains($"|{before - 120}|", session, StringComparison.Ordinal);
        Assert.Equal("/account", (await ada.GetAsync("/account")).Path);
    }

    [Fact]
    public async Task The_scrape_tells_of_sessions_and_of_each_jobs_last_success()
    {
        await using var site = await StartAsync();
        site.Visit(Seed.Pupil("ada"));
        site.Jobs.RunOnce(Seconds(site));
        var text = await (await site.GetAsync("/metrics")).Content.ReadAsStringAsync();
        Assert.Contains("\nmathsoc_sessions 1\n", text, StringComparison.Ordinal);
        foreach (var job in new[] { "sessions", "sweep", "september", "retention", "uploads", "logs" })
        {
            Assert.Contains(
                $"\nmathsoc_job_last_success_timestamp_seconds{{task=\"{job}\"}} {Seconds(site)}\n", text, StringComparison.Ordinal);
            Assert.Contains($"\nmathsoc_job_failures_total{{task=\"{job}\"}} 0\n", text, StringComparison.Ordinal);
            Assert.Contains($"\nmathsoc_job_last_duration_seconds{{task=\"{job}\"}} ", text, StringComparison.Ordinal);
            Assert.DoesNotContain($"\nmathsoc_job_last_failure_timestamp_seconds{{task=\"{job}\"}}", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Members_whose_time_is_over_become_former_ones_and_nobody_else_does()
    {
        using var place = new Place();
        var now = new DateTimeOffset(2027, 8, 31, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        // Six months before 31 August is the last day of February.
        var sixMonths = new DateTimeOffset(2027, 2, 28, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        (string Login, MemberState State, long Since, bool IsGone)[] people =
        [
            ("leaving14", MemberState.Leaving, now - 14 * Day, true),
            ("leaving13", MemberState.Leaving, now - 14 * Day + 1, false),
            ("archived6", MemberState.Archived, sixMonths, true),
            ("archived5", MemberState.Archived, sixMonths + 1, false),
            ("waiting60", MemberState.Waiting, now - 60 * Day, true),
            ("waiting59", MemberState.Waiting, now - 60 * Day + 1, false),
            ("active", MemberState.Active, 1, false),
        ];
        foreach (var (login, state, since, _) in people) place.Db.Add(Seed.Pupil(login) with { State = state, PasswordHash = "x" }, since);
        place.Job.Run(now);
        foreach (var (login, _, _, isGone) in people)
            Assert.True(isGone == (place.Db.Read(sql => Members.FindByLogin(sql, login)) is null), login);
        Assert.Equal(3, place.Db.Read(sql => sql.ExecuteScalar<long>("""
            SELECT count(*) FROM audit WHERE action = 'member.anonymise' AND client = 'the program'
            """)));
        place.Job.Run(now);
        Assert.Equal(3, place.Db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit")));
    }

    [Fact]
    public void The_societys_own_months_and_days_are_kept_to()
    {
        using var place = new Place();
        var now = new DateTimeOffset(2027, 8, 31, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        place.Db.Write(sql =>
        {
            Settings.Set(sql, "keep.leaver_months", "1", 1);
            Settings.Set(sql, "keep.audit_days", "30", 1);
            Audit.Add(sql, Actor.CommandLine, "old", now - 30 * Day - 1);
            Audit.Add(sql, Actor.CommandLine, "young", now - 30 * Day);
        });
        place.Db.Add(Seed.Pupil("ada") with { State = MemberState.Archived, PasswordHash = "x" }, now - 31 * Day);
        place.Job.Run(now);
        Assert.Null(place.Db.Read(sql => Members.FindByLogin(sql, "ada")));
        var actions = place.Db.Read(sql => sql.ExecuteScalar<string>("SELECT group_concat(action) FROM audit"));
        Assert.Equal("young,member.anonymise", actions);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(300, 34)]
    public void A_run_erases_twenty_or_a_tenth_and_the_others_wait_for_an_owner(int others, int most)
    {
        using var place = new Place();
        place.AddMembers("p", most + 7, MemberState.Leaving, 1);
        place.AddMembers("q", others, MemberState.Active, 1);
        place.Job.Run(100 * Day);
        Assert.Equal(7 + others, place.Db.Read(Members.Count));
        var waiting = new WaitingErasures(100 * Day, 7, 0, 0, 0);
        Assert.Equal(waiting, place.Db.Read(sql => WaitingErasures.Find(sql, Rules.Default)));
        // Neither an hour nor a month makes more of them go, but who is due later does not wait with them.
        place.AddMembers("later", 3, MemberState.Leaving, 100 * Day);
        place.Job.Run(100 * Day + 3600);
        Assert.Equal(10 + others, place.Db.Read(Members.Count));
        place.Job.Run(130 * Day);
        Assert.Equal(7 + others, place.Db.Read(Members.Count));
        Assert.Equal(waiting, place.Db.Read(sql => WaitingErasures.Find(sql, Rules.Default)));
    }

    [Fact]
    public void When_those_who_waited_are_dealt_with_one_by_one_nobody_waits_any_more()
    {
        using var place = new Place();
        place.AddMembers("p", Retention.MostAtLeast + 1, MemberState.Leaving, 1);
        place.Job.Run(100 * Day);
        place.Db.Write(sql => sql.Execute("UPDATE members SET state = 'active' WHERE state = 'leaving'"));
        Assert.Null(place.Db.Read(sql => WaitingErasures.Find(sql, Rules.Default)));
        place.Job.Run(100 * Day);
        Assert.Null(place.Db.Read(Retention.FindWaitingSince));
    }

    [Fact]
    public async Task A_clock_that_jumps_ten_years_ahead_erases_nobody_until_the_site_has_run_a_day_by_it()
    {
        await using var site = await StartAsync();
        using var db = site.OpenDatabase();
        var left = db.Add(Seed.Pupil("left") with { State = MemberState.Archived });
        var asked = db.Add(Seed.Pupil("asked") with { State = MemberState.Leaving });
        var noted = db.Add(Seed.Pupil("noted"));
        db.Write(sql =>
        {
            sql.Execute("UPDATE members SET state_at = @now", new { now = site.Now });
            PasswordLinks.Add(sql, noted, "ABCDEFGHJKMNPQRS", false, noted, site.Now + Day, site.Now);
            Audit.Add(sql, Actor.CommandLine, "old", site.Now);
        });
        site.Jobs.RunOnce(site.Now);

        var jump = TimeSpan.FromDays(3652);
        site.Clock.Advance(jump);
        for (var hour = 0; hour < 24; hour++)
        {
            site.Jobs.RunOnce(site.Now);
            site.Clock.Run(TimeSpan.FromHours(1));
        }
        Assert.Equal(["left", "asked", "noted"], Logins());
        Assert.Equal(1, site.Count("SELECT count(*) FROM password_links"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'old'"));
        var warnings = File.ReadLines(site.LogPath).Where(line => line.Contains("CRITICAL", StringComparison.Ordinal)).ToList();
        const string Sentence = "2036-11-09 09:00 UTC, but when this site last ran it said 2026-11-10 09:00 UTC";
        Assert.Contains(Sentence, Assert.Single(warnings), StringComparison.Ordinal);

        site.Jobs.RunOnce(site.Now);
        Assert.Equal(["noted"], Logins());
        Assert.Equal(0, site.Count("SELECT count(*) FROM password_links"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM audit WHERE action = 'old'"));

        IEnumerable<string> Logins() => new[] { left, asked, noted }.Select(id => db.Read(sql => Members.Find(sql, id))!)
            .Where(member => member.State != MemberState.Former).Select(member => member.Login!);
    }

    private static Jobs Make(params Job[] jobs) => new(TimeProvider.System, NullLogger.Instance, _ => true, jobs);

    private static Task<Site> StartAsync()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary runs its jobs by itself; this test runs them when it wants to, in process.");
        return Site.StartWithClockAsync();
    }

    /// <summary>Keeps each line with its exception, whose stack trace a log file would hold.</summary>
    private sealed class ErrorLog : ILogger
    {
        public List<(string Text, string? Exception)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Error;

        public void Log<TState>(
            LogLevel level, EventId id, TState state, Exception? problem, Func<TState, Exception?, string> format)
        {
            if (IsEnabled(level)) Lines.Add((format(state, null), problem?.Message));
        }
    }

    private static long Seconds(Site site) => site.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A database and the retention job on it.</summary>
    private sealed class Place : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Place()
        {
            Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1);
            Db = Db.Open(folder["mathsoc.db"], readers: 1);
            Job = new RetentionJob(Db, new Cached<Rules>(Db, TimeProvider.System, Rules.Find), NullLogger.Instance);
        }

        public Db Db { get; }

        public RetentionJob Job { get; }

        public void AddMembers(string login, int count, MemberState state, long since) => Db.Write(sql =>
        {
            for (var i = 0; i < count; i++)
                Members.Add(sql, Seed.Pupil($"{login}{i}") with { State = state, PasswordHash = "x", DisplayName = $"{login} {i}" }, since);
        });

        public void Dispose()
        {
            Db.Dispose();
            folder.Dispose();
        }
    }
}
