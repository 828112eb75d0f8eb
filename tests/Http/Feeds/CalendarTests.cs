// The calendar over HTTP: what it says of a challenge from its planning to its end, and to whom one challenge's dates are given.
using System.Net;
using Ical.Net.CalendarComponents;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using CalendarReader = Ical.Net.Calendar;

namespace MathsSoc.Tests.Http;

public sealed class CalendarTests
{
    private const long Day = 86_400;

    private static async Task<List<CalendarEvent>> ReadAsync(Site site)
    {
        var text = await (await site.GetAsync("/calendar.ics")).Content.ReadAsStringAsync();
        return [.. CalendarReader.Load(text)!.Events.Where(one => one.Uid!.StartsWith("challenge-", StringComparison.Ordinal))];
    }

    private static async Task<CalendarEvent> ReleaseAsync(Site site) =>
        Assert.Single(await ReadAsync(site), one => !one.Uid!.Contains("closes", StringComparison.Ordinal));

    private static long At(CalendarEvent one) => new DateTimeOffset(one.DtStart!.AsUtc).ToUnixTimeSeconds();

    private static void Change(Site site, Problem problem, Func<Challenge, Challenge> with)
    {
        using var db = site.OpenDatabase();
        Assert.True(db.Write(sql => Challenges.Update(sql, with(Challenges.Find(sql, problem.Id)!), site.Now)));
    }

    private static void Archive(Site site, Problem problem, bool isArchived = true)
    {
        using var db = site.OpenDatabase();
        Assert.True(db.Write(sql => Challenges.SetArchived(sql, problem.Id, isArchived, site.Now)));
    }

    [Fact]
    public async Task A_planned_challenge_has_its_instant_and_key_stage_and_once_it_opens_its_title_under_the_same_id()
    {
        await using var site = await Site.StartWithClockAsync();
        var release = site.Now + 2 * Day;
        var problem = site.AddProblem(one => (one with { KeyStage = "KS3" }).ReleasedOn(release, 168, null));
        var before = Assert.Single(await ReadAsync(site));
        Assert.Equal(("New challenge (KS3)", release, null, null), (before.Summary, At(before), before.Url, before.Description));
        var text = await (await site.GetAsync("/calendar.ics")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("Handshakes", text, StringComparison.Ordinal);
        Assert.DoesNotContain(problem.Path, text, StringComparison.Ordinal);

        Change(site, problem, one => one.ReleasedOn(release + Day, 168, null));
        var moved = Assert.Single(await ReadAsync(site));
        Assert.Equal((before.Uid, release + Day), (moved.Uid, At(moved)));
        Assert.True(moved.Sequence > before.Sequence);

        site.Clock.Advance(TimeSpan.FromDays(3));
        var open = await ReadAsync(site);
        Assert.Equal(["New challenge: Handshakes (KS3)", "Challenge closes: Handshakes (KS3)"], open.Select(one => one.Summary));
        Assert.Equal([release + Day, release + 8 * Day], open.Select(At));
        Assert.Equal(before.Uid, open[0].Uid);
        Assert.EndsWith(problem.Path, open[0].Url!.ToString(), StringComparison.Ordinal);
        Assert.True(open[0].DtStamp!.AsUtc > moved.DtStamp!.AsUtc, "the title is news");
    }

    [Fact]
    public async Task An_archived_challenge_is_cancelled_for_thirty_days_and_then_gone()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now - Day, 168, null));
        var before = await ReleaseAsync(site);
        Archive(site, problem);
        var cancelled = await ReadAsync(site);
        Assert.Equal(2, cancelled.Count);
        Assert.All(cancelled, one => Assert.Equal("CANCELLED", one.Status));
        Assert.Contains(before.Uid, cancelled.Select(one => one.Uid));
        Assert.All(cancelled, one => Assert.True(one.Sequence > before.Sequence));
        Archive(site, problem, isArchived: false);
        Assert.Equal("CONFIRMED", (await ReleaseAsync(site)).Status);
        Archive(site, problem);
        site.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await ReadAsync(site)).Count);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await ReadAsync(site));
    }

    [Fact]
    public async Task What_was_archived_before_it_opened_is_never_named()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now + Day, 168, null));
        Archive(site, problem);
        for (var days = 0; days < 3; days++, site.Clock.Advance(TimeSpan.FromDays(1)))
            Assert.Equal(("New challenge", "CANCELLED"), (Assert.Single(await ReadAsync(site)).Summary, (await ReleaseAsync(site)).Status));
    }

    [Fact]
    public async Task A_draft_is_never_there_not_even_with_a_time_or_after_it_was_open()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem(one => one.ReleasedOn(site.Now + Day, null, null) with { IsDraft = true });
        var withdrawn = site.AddProblem();
        Assert.Single(await ReadAsync(site));
        Change(site, withdrawn, one => one with { IsDraft = true });
        Assert.Empty(await ReadAsync(site));
        Archive(site, withdrawn);
        Assert.Empty(await ReadAsync(site));
    }

    [Fact]
    public async Task Nothing_is_sent_again_that_has_not_changed_and_everything_that_has()
    {
        await using var site = await Site.StartWithClockAsync();
        site.AddProblem(one => one.ReleasedOn(site.Now + Day, null, null));
        var first = await site.GetAsync("/calendar.ics");
        Assert.Equal("text/calendar; charset=utf-8", first.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=300", first.Headers.CacheControl!.ToString());
        var (tag, time) = (first.Headers.ETag!.ToString(), first.Content.Headers.LastModified!.Value.ToString("R"));
        async Task<HttpStatusCode> Ask(params (string, string)[] headers) => (await site.GetAsync("/calendar.ics", headers)).StatusCode;
        Assert.Equal(HttpStatusCode.NotModified, await Ask(("If-None-Match", tag)));
        Assert.Equal(HttpStatusCode.NotModified, await Ask(("If-None-Match", $"W/{tag}, \"other\"")));
        Assert.Equal(HttpStatusCode.NotModified, await Ask(("If-Modified-Since", time)));
        Assert.Equal(HttpStatusCode.OK, await Ask(("If-None-Match", "\"other\""), ("If-Modified-Since", time)));
        Assert.Equal(HttpStatusCode.OK, await Ask(("If-Modified-Since", "yesterday")));
        var head = await site.SendAsync(HttpMethod.Head, "/calendar.ics");
        Assert.Equal((first.Content.Headers.ContentLength, tag), (head.Content.Headers.ContentLength, head.Headers.ETag!.ToString()));

        site.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, await Ask(("If-None-Match", tag)));
        Assert.Equal(HttpStatusCode.OK, await Ask(("If-Modified-Since", time)));
    }

    [Fact]
    public async Task Whatever_it_says_is_said_anew_once_it_is_different()
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        async Task Save(string name, string value) => await head.PostAsync("/admin/settings",
            (await head.GetAsync("/admin/settings")).FieldsOf("main form[action$='/admin/settings']").With((name, value)));
        var problem = site.AddProblem();
        var competition = 0L;
        (string What, Func<Task> Do)[] changes =
        [
            ("title", () => Told(() => Change(site, problem, static one => one with { Title = "Another" }))),
            ("release", () => Told(() => Change(site, problem, one => one.ReleasedOn(site.Now + 600, null, null)))),
            ("another", () => Told(() => site.AddProblem())),
            ("archived", () => Told(() => Archive(site, problem))),
            ("restored", () => Told(() => Archive(site, problem, isArchived: false))),
            ("its time", () => Told(() => site.Clock.Advance(TimeSpan.FromMinutes(20)))),
            ("the name", () => Save("name", "The Euler Society")),
            ("terms", () => Save("terms", "Autumn 2026-09-03..2026-12-18")),
            // Within the same second.
            ("terms again", () => Save("terms", "Autumn 2026-09-04..2026-12-18")),
            ("a competition", () => Told(() =>
            {
                using var db = site.OpenDatabase();
                competition = db.AddCompetition(site.Now, static one => one with { IsPublic = true, IsDraft = false }).Id;
            })),
            ("its times", () => Told(() =>
            {
                using var db = site.OpenDatabase();
                db.Change(competition, site.Now, static one => one with { Title = "Cup" });
            })),
        ];
        async Task<string> Read() => await (await site.GetAsync("/calendar.ics")).Content.ReadAsStringAsync();
        var before = await Read();
        foreach (var (what, change) in changes)
        {
            Assert.Equal(before, await Read());
            await change();
            var after = await Read();
            Assert.True(before != after, what);
            before = after;
        }

        static Task Told(Action change)
        {
            change();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task The_same_id_comes_from_every_address_of_the_site()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem();
        var there = await (await site.GetAsync("/calendar.ics", ("Host", "other.example"))).Content.ReadAsStringAsync();
        var other = CalendarReader.Load(there)!.Events.Single(one => one.Uid!.StartsWith("challenge-", StringComparison.Ordinal));
        Assert.Equal("other.example", other.Url!.Host);
        Assert.Equal((await ReleaseAsync(site)).Uid, other.Uid);
    }

    [Fact]
    public async Task A_member_adds_one_challenge_and_gets_the_time_that_everybody_has()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var now = site.Now;
        var problem = site.AddProblem(one => one.ReleasedOn(now - Day, 168, null));
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, ada.MemberId, 60, Actor.CommandLine, site.Now));
        var link = (await ada.GetAsync(problem.Path)).Page.QuerySelector($"a[href='{problem.Path}/calendar.ics']");
        Assert.Equal("Add to calendar", link!.TextContent);
        var own = await ada.GetAsync($"{problem.Path}/calendar.ics");
        Assert.Equal(
            ("text/calendar; charset=utf-8", $"attachment; filename=\"challenge-{problem.Id}.ics\"", "no-store"),
            (own.Response.Content.Headers.ContentType!.ToString(), own.Response.Content.Headers.ContentDisposition!.ToString(),
            own.Response.Headers.CacheControl!.ToString()));
        var events = CalendarReader.Load(await own.Response.Content.ReadAsStringAsync())!.Events;
        Assert.Equal((await ReadAsync(site)).Select(one => (one.Uid, At(one))), events.Select(one => (one.Uid, At(one))));
        Assert.Equal(now + 6 * Day, At(events.Single(one => one.Uid!.Contains("closes", StringComparison.Ordinal))));

        Assert.Contains("/calendar.ics", (await ada.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        Assert.StartsWith("/login", (await new Person(site).GetAsync($"{problem.Path}/calendar.ics")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_open_has_no_file_not_even_for_its_author()
    {
        await using var site = await Site.StartAsync();
        var (ed, ada) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var planned = site.AddProblem(one => one.ReleasedOn(site.Now + Day, 168, null));
        var draft = site.AddProblem(one => one with { IsDraft = true });
        foreach (var who in new[] { ed, ada })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync($"{planned.Path}/calendar.ics")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync($"{draft.Path}/calendar.ics")).Status);
        }
        Assert.Null((await ed.GetAsync(planned.Path)).Page.QuerySelector("a[href$='calendar.ics']"));
    }

    [Fact]
    public async Task A_society_may_keep_the_titles_to_its_members()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var problem = site.AddProblem(one => one with { KeyStage = "KS4" });
        Assert.Equal("New challenge: Handshakes (KS4)", (await ReleaseAsync(site)).Summary);
        var fields = (await head.GetAsync("/admin/settings")).FieldsOf("main form[action$='/admin/settings']");
        await head.PostAsync("/admin/settings", [.. fields.Where(field => field.Name != "titles")]);
        Assert.Equal("New challenge (KS4)", (await ReleaseAsync(site)).Summary);
        Assert.Contains("Handshakes",
            await (await head.GetAsync($"{problem.Path}/calendar.ics")).Response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
