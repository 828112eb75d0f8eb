// A computer whose clock is wrong: what the site refuses then and why, what it keeps, and how an owner puts it right.
using System.Net;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ClockTests
{
    private const string Code = "7KQ2MPXD";
    private const long Day = 86_400;
    private static readonly DateTimeOffset In1970 = DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(5);

    private static readonly (string, string)[] Sign =
    [
        ("code", Code), ("name", "Ada Lovelace"), ("year", "9"), ("login", "adalovelace"), ("password", Seed.Password),
    ];

    [Theory]
    [InlineData(-70)]
    [InlineData(-47 * 3600)]
    [InlineData(0)]
    public async Task Behind_or_in_1970_nothing_is_saved_and_what_was_typed_is_kept(int seconds)
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var (ada, problem) = (site.Visit(Seed.Pupil("ada")), site.AddProblem());
        AddCode(site);
        var page = await ada.GetAsync(problem.Path);
        var start = site.Clock.GetUtcNow();
        site.Clock.SetTo(seconds == 0 ? In1970 : start + TimeSpan.FromSeconds(seconds));

        var answer = await ada.PostAsync($"{problem.Path}/answer", page.FormOf(problem.Parts[0], "7 * 6 / 2 <i>"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("clock of the computer that runs this site is wrong", answer.Text, StringComparison.Ordinal);
        Assert.Contains("No attempt was spent", answer.Text, StringComparison.Ordinal);
        var kept = answer.Page.QuerySelectorAll("main form input").ToDictionary(
            input => input.GetAttribute("name")!, input => input.GetAttribute("value")!);
        Assert.Equal("7 * 6 / 2 <i>", kept["answer"]);
        Assert.Equal($"{problem.Path}/answer", answer.Page.QuerySelector("main form")!.GetAttribute("action"));

        var joined = await new Person(site).PostAsync("/join", Sign);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, joined.Status);
        Assert.Contains("password or a code is not kept", joined.Text, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", joined.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(Seed.Password, joined.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable,
            (await new Person(site).PostAsync("/reset", ("token", "ABCD-EFGH-JKMN-PQRS"), ("password", Seed.Password))).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await new Person(site).GetAsync("/reset?token=ABCD-EFGH-JKMN-PQRS")).Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE login = 'adalovelace'"));
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).GetAsync("/")).Status);
        Assert.Equal("fail", await StatusAsync(site));

        site.Clock.SetTo(start);
        var again = await ada.PostAsync($"{problem.Path}/answer", [.. kept.Select(field => (field.Key, field.Value))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status); // it is read now: <i> is no maths
        Assert.Contains("Right", (await ada.AnswerAsync(problem, 0, "21")).Text, StringComparison.Ordinal);
        await new Person(site).PostAsync("/join", Sign);
        Assert.Equal(2024, site.Count("SELECT start_year FROM members WHERE login = 'adalovelace'"));
        Assert.Equal("ok", await StatusAsync(site));
    }

    [Fact]
    public async Task Nothing_that_a_member_of_staff_writes_is_dated_1970()
    {
        await using var site = await Site.StartWithClockAsync();
        var (head, ada) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Pupil("ada")));
        site.Clock.SetTo(In1970);
        var before = Dump.Of(site);
        foreach (var (person, path, fields) in new (Person, string, (string, string)[])[]
        {
            (head, "/admin/codes", [("label", "9B"), ("year", "9"), ("uses", "30"), ("days", "7")]),
            (head, "/admin/members/new", [("name", "Bob"), ("role", "member"), ("year", "9")]),
            (head, "/admin/members/import/confirm", [("text", "name,year\nBob,9")]),
            (head, "/admin/members/change", [("id", $"{ada.MemberId}"), ("action", "year"), ("new_year", "9"), ("step", "apply")]),
            (head, "/admin/rollover", [("year", "1969"), ("leaves", $"{ada.MemberId}"), ("step", "apply")]),
            (head, $"/admin/members/{ada.MemberId}/link", []),
            (ada, "/account/delete", [("password", Seed.Password)]),
        })
        {
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, (await person.PostAsync(path, fields)).Status));
        }
        // The clock's own record is all that is new.
        static IEnumerable<string> Lines(string dump) =>
            dump.Split('\n').Where(line => !line.Contains("clock.", StringComparison.Ordinal)
                && !line.StartsWith("user_version|", StringComparison.Ordinal)); // it counts what was written
        Assert.Equal(Lines(before), Lines(Dump.Of(site)));
    }

    [Fact]
    public async Task An_owner_confirms_a_clock_that_is_right_and_it_is_so_at_once()
    {
        await using var site = await Site.StartWithClockAsync();
        var (head, teacher) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("ruth", Role.Teacher)));
        var (ada, problem) = (site.Visit(Seed.Pupil("ada")), site.AddProblem());
        var page = await ada.GetAsync(problem.Path);
        site.Clock.Advance(TimeSpan.FromHours(47));
        await Eventually.TrueAsync(async () => // the site has seen the later time
        {
            LookAtClock(site);
            await site.GetAsync("/");
            return site.Count("SELECT updated_at FROM settings WHERE name = 'clock.seen'") == site.Now;
        }, 30);
        site.Clock.Advance(TimeSpan.FromHours(-47));
        // Their sessions were over by the later time.
        (head, teacher, ada) = (site.VisitAs(head.MemberId), site.VisitAs(teacher.MemberId), site.VisitAs(ada.MemberId));
        Assert.Equal(HttpStatusCode.ServiceUnavailable,
            (await ada.PostAsync($"{problem.Path}/answer", page.FormOf(problem.Parts[0], "21"))).Status);

        var home = await head.GetAsync("/admin");
        Assert.Contains("The clock says 2026-11-10 09:00 UTC, but when this site last ran it said 2026-11-12 08:00 UTC.", home.Text,
            StringComparison.Ordinal);
        Assert.Null((await teacher.GetAsync("/admin")).Page.QuerySelector("form[action='/admin/clock']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync("/admin/clock", ("at", $"{site.Now}"))).Status);
        var form = home.Page.QuerySelector("form[action='/admin/clock']")!;
        // What another clock said is not confirmed.
        Assert.Contains("nothing was confirmed", (await head.PostAsync("/admin/clock", ("at", $"{site.Now + Day}"))).Text,
            StringComparison.Ordinal);
        var confirmed = await head.PostAsync("/admin/clock", ("at", form.QuerySelector("input")!.GetAttribute("value")!));
        Assert.Contains("The clock is confirmed", confirmed.Text, StringComparison.Ordinal);
        Assert.Null(confirmed.Page.QuerySelector("#clock"));
        Assert.Contains("Right", (await ada.AnswerAsync(problem, 0, "21")).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count(
            $"SELECT count(*) FROM audit WHERE action = 'clock.accept' AND actor_id = {head.MemberId} AND at = {site.Now}"));
    }

    [Fact]
    public async Task Two_days_ahead_and_corrected_answers_are_taken_as_soon_as_the_system_is_synchronised()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary asks the system whether it is synchronised; a test cannot answer for it.");
        await using var site = await Site.StartWithClockAsync();
        var (ada, problem) = (site.Visit(Seed.Pupil("ada")), site.AddProblem());
        site.Clock.Advance(TimeSpan.FromHours(47));
        LookAtClock(site);
        site.Clock.Advance(TimeSpan.FromHours(-47));
        ada = site.VisitAs(ada.MemberId); // her session was over by the later time
        var page = await ada.GetAsync(problem.Path);
        var form = page.FormOf(problem.Parts[0], "21");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ada.PostAsync($"{problem.Path}/answer", form)).Status);
        site.Synchronise();
        Assert.Contains("Right", (await ada.PostAsync($"{problem.Path}/answer", form)).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'clock.accept'"));
    }

    [Fact]
    public async Task Before_a_competition_readiness_and_the_status_page_say_that_the_clock_is_not_synchronised()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary asks the system whether it is synchronised; a test cannot answer for it.");
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase()) db.AddCompetition(site.Now, one => one with { OpensAt = site.Now + Day });
        async Task<string> VerboseAsync() => await (await site.GetAsync("/readyz?verbose")).Content.ReadAsStringAsync();
        await Eventually.TrueAsync(async () => (await VerboseAsync()).Contains("\"opening\"", StringComparison.Ordinal), 30);
        const string Words = "does not say that its clock is synchronised";
        Assert.Contains(Words, await VerboseAsync(), StringComparison.Ordinal);
        Assert.Contains(Words, (await head.GetAsync("/admin/status")).Text, StringComparison.Ordinal);
        site.Synchronise();
        Assert.DoesNotContain(Words, await VerboseAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ahead_pupils_go_on_but_what_cannot_be_undone_waits()
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var problem = site.AddProblem();
        long ada, gone;
        using (var db = site.OpenDatabase())
        {
            ada = db.Add(Seed.Pupil("ada"));
            gone = db.Add(Seed.Pupil("gone") with { State = MemberState.Leaving }, site.Now);
            db.Write(sql => Settings.Set(sql, "score.first_day_bonus", "3", 1));
        }
        AddCode(site);
        site.Clock.Advance(TimeSpan.FromDays(400));
        var later = site.AddProblem(draft => draft with { Title = "Later" }); // by this clock it is its first day
        (head, var pupil) = (site.VisitAs(head.MemberId), site.VisitAs(ada));
        LookAtClock(site);
        Assert.Contains("Right", (await pupil.AnswerAsync(problem, 0, "21")).Text, StringComparison.Ordinal);
        Assert.Contains("Right", (await pupil.AnswerAsync(later, 0, "21")).Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM awards WHERE kind = 'first_day'"));

        var shown = await head.PostAsync($"/admin{problem.Path}/solution");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, shown.Status);
        Assert.Contains("may be wrong", shown.Text, StringComparison.Ordinal);
        // A year on, year 9 would be stored as the year group of those who began a year later.
        var joined = await new Person(site).PostAsync("/join", Sign);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, joined.Status);
        Assert.NotNull(joined.ErrorOf("year"));
        Assert.Equal("Ada Lovelace", joined.Page.QuerySelector("#name")!.GetAttribute("value"));

        Assert.Equal("warn", await StatusAsync(site));
        var home = await head.GetAsync("/admin");
        Assert.Contains("nobody is erased", home.Text, StringComparison.Ordinal);
        await head.PostAsync("/admin/clock", ("at", home.Page.QuerySelector("#clock input")!.GetAttribute("value")!));
        Assert.Equal(3, site.Count($"SELECT sum(points) FROM awards WHERE kind = 'first_day' AND challenge_id = {later.Id}"));
        Assert.Equal(3, site.Count("SELECT sum(points) FROM awards WHERE kind = 'first_day'"));
        Assert.Equal(1, site.Count($"SELECT count(*) FROM members WHERE id = {gone} AND state IN ('leaving', 'former')"));
    }

    [Fact]
    public async Task Ahead_nothing_is_published_that_readers_would_have_seen_too_early_and_no_minutes_begin()
    {
        await using var site = await Site.StartWithClockAsync();
        var (head, ada) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Pupil("ada")));
        Competition draft, timed;
        using (var db = site.OpenDatabase())
        {
            draft = db.AddCompetition(site.Now, static one => one with { IsDraft = true });
            timed = db.AddCompetition(site.Now, static one => one with { TimeKind = TimeKind.Personal, Minutes = 60 });
        }
        site.Clock.Advance(TimeSpan.FromDays(400));
        (head, ada) = (site.VisitAs(head.MemberId), site.VisitAs(ada.MemberId));
        LookAtClock(site);
        PageResponse[] refusals =
        [
            await head.AnnounceAsync("Room 12", "publish", ("body", "Today.")),
            await head.PostAsync($"/admin/competitions/{draft.Id}/publish"),
            await head.PostAsync($"/admin/competitions/{timed.Id}/results"),
            await ada.PostAsync($"/competitions/{timed.Id}/start"),
        ];
        foreach (var refused in refusals)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.Contains("needs a clock that is right", refused.Text, StringComparison.Ordinal);
        }
        Assert.Equal(0, site.Count("SELECT count(*) FROM announcements"));
        // What nobody else sees yet is saved.
        Assert.Contains("The draft is saved", (await head.AnnounceAsync("Room 12", "save", ("body", "Today."))).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_hundred_days_for_75_seconds_erase_nobody_and_a_later_start_is_right_again()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        using (var db = site.OpenDatabase())
            foreach (var state in new[] { MemberState.Leaving, MemberState.Archived, MemberState.Waiting })
                db.Add(Seed.Pupil($"{state}") with { State = state }, site.Now);
        site.Clock.Advance(TimeSpan.FromDays(400));
        var before = File.Exists(site.LogPath) ? File.ReadAllLines(site.LogPath).Length : 0;
        await Eventually.TrueAsync(() =>
        {
            LookAtClock(site);
            return File.ReadAllLines(site.LogPath).Skip(before).Any(line => line.Contains("CRITICAL", StringComparison.Ordinal));
        }, 30);
        for (var i = 0; i < 3; i++) LookAtClock(site);
        Assert.Single(File.ReadAllLines(site.LogPath), line => line.Contains("CRITICAL", StringComparison.Ordinal));
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE state = 'former'"));
        site.Clock.Advance(TimeSpan.FromDays(-400));
        LookAtClock(site);
        Assert.Equal("ok", await StatusAsync(site));
        AddCode(site);
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).PostAsync("/join", Sign)).Status);
        Assert.Equal(2024, site.Count("SELECT start_year FROM members WHERE login = 'adalovelace'"));
    }

    /// <summary>In process a test makes the site's job look; the published binary does so every ten seconds.</summary>
    private static void LookAtClock(Site site)
    {
        if (!Site.IsBinary) site.Jobs.RunOnce(site.Now);
    }

    private static async Task<string?> StatusAsync(Site site)
    {
        using var json = JsonDocument.Parse(await (await site.GetAsync("/readyz?verbose")).Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("checks").GetProperty("clock").GetProperty("status").GetString();
    }

    private static void AddCode(Site site)
    {
        using var db = site.OpenDatabase();
        db.Write(sql => JoinCodes.Add(sql, new JoinCode { Code = Code, Label = "9B", MaxUses = 100, ExpiresAt = 4_102_444_800 }, null, 1));
    }
}
