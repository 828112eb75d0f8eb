// A pupil's way through a competition: finding it, joining, withdrawing, agreeing to what is allowed, and its challenges.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionTests
{
    [Fact]
    public async Task The_list_has_what_is_now_coming_and_past_and_the_navigation_leads_there_once_there_is_one()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        site.Owner();
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Null((await ada.GetAsync("/")).Page.QuerySelector(".site-nav a[href='/competitions']"));
        Assert.Contains("no competition for you yet", (await ada.GetAsync("/competitions")).Text, StringComparison.Ordinal);
        var now = Contest.Add(site);
        Contest.Add(site, one => one with
        {
            Title = "Winter Cup", OpensAt = site.Now + 3 * 86400 + 60, ClosesAt = site.Now + 4 * 86400, EnrolUntil = site.Now + 4 * 86400,
            IsPublic = true,
        });
        Contest.Add(site, one => one with { Title = "Summer Cup", OpensAt = site.Now - 9 * 86400, ClosesAt = site.Now - 8 * 86400 });
        Contest.Add(site, one => one with { Title = "Secret Cup", IsDraft = true });
        Contest.Add(site, one => one with { Title = "Old Cup", ArchivedAt = site.Now });
        await now.Site.WakeAsync();

        var list = await ada.GetAsync("/competitions");
        Assert.NotNull(list.Page.QuerySelector(".site-nav a[href='/competitions'][aria-current]"));
        Assert.Equal(["Now Autumn Cup", "Coming Winter Cup", "Past Summer Cup"], list.Page.QuerySelectorAll("section.entry")
            .Select(section => $"{section.QuerySelector("h2")!.TextContent} {section.QuerySelector("h3")!.TextContent}"));
        Assert.Contains("Opens in 3 days", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Old Cup", list.Text, StringComparison.Ordinal);

        // Visitors find what is public.
        var visitor = new Person(site);
        var seen = await visitor.GetAsync("/competitions");
        Assert.Equal(["Winter Cup"], seen.Page.QuerySelectorAll("h3").Select(one => one.TextContent));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(now.Path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/competitions/{now.Id + 1}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/competitions/{now.Id + 3}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/competitions/{now.Id + 4}")).Status);
    }

    [Fact]
    public async Task A_pupil_of_no_school_joins_at_once_and_withdraws_until_the_first_answer()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var problem = contest.AddProblem(division: "Junior");
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(problem.Path)).Status);
        var page = await ada.GetAsync(contest.Path);
        Assert.Contains("You would take part in Junior", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Handshakes", page.Text, StringComparison.Ordinal);

        var joined = await ada.PostAsync($"{contest.Path}/enrol");
        Assert.Contains("You take part in Junior.", joined.Text, StringComparison.Ordinal);
        Assert.Equal("Handshakes", joined.Page.QuerySelector(".cards h3")!.TextContent);
        Assert.Contains("Autumn Cup: closes in 2 hours", (await ada.GetAsync("/")).Text, StringComparison.Ordinal);

        Assert.Contains("You do not take part any more", (await ada.PostAsync($"{contest.Path}/withdraw")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(problem.Path)).Status);
        await ada.PostAsync($"{contest.Path}/enrol");
        var right = await ada.AnswerAsync(problem, 0, "21");
        Assert.Contains("Right, and the challenge is complete", right.Text, StringComparison.Ordinal);
        Assert.NotNull(right.Page.QuerySelector($"a[href='{contest.Path}']"));
        var refused = await ada.PostAsync($"{contest.Path}/withdraw");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("you have answered already", refused.Text, StringComparison.Ordinal);
        Assert.Equal("enrolled", contest.Value(ada, "state"));
        Assert.Contains("You have 3 points.", (await ada.GetAsync(contest.Path)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, SchoolPart.Accepted, true)]
    [InlineData(true, SchoolPart.Invited, false)]
    [InlineData(true, SchoolPart.Declined, false)]
    [InlineData(true, null, false)]
    [InlineData(false, null, true)]
    [InlineData(false, SchoolPart.Invited, true)]
    [InlineData(false, SchoolPart.Withdrawn, false)]
    public async Task A_guests_school_has_to_accept_and_our_own_need_no_invitation(bool isGuest, SchoolPart? state, bool joins)
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var school = contest.AddSchool("Hill School", isGuest, state);
        var ada = site.Visit(Seed.Pupil("ada") with { SchoolId = school });
        var page = await ada.GetAsync(contest.Path);
        // Guests do not find a competition that is not their school's business.
        if (isGuest && state is not (SchoolPart.Invited or SchoolPart.Accepted))
        {
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
            Assert.Equal(HttpStatusCode.NotFound, (await ada.PostAsync($"{contest.Path}/enrol")).Status);
            Assert.Equal(0, site.Count("SELECT count(*) FROM enrolments"));
            return;
        }
        Assert.Equal(joins, page.Page.QuerySelector($"form[action='{contest.Path}/enrol']") is not null);
        var answer = await ada.PostAsync($"{contest.Path}/enrol");
        Assert.Equal(joins ? 1 : 0, site.Count("SELECT count(*) FROM enrolments"));
        Assert.Contains(joins ? "You take part in Junior for Hill School." : "Hill School does not take part yet, so you cannot join by "
            + "yourself. Ask the teacher who coordinates competitions at your school.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cannot_join_is_told_why()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var early = Contest.Add(site,
            one => one with { OpensAt = site.Now + 7200, ClosesAt = site.Now + 9000, EnrolFrom = site.Now + 3600 });
        var late = Contest.Add(site, one => one with { EnrolUntil = site.Now - 60 });
        var ada = site.Visit(Seed.Pupil("ada"));
        async Task RefusedAsync(Person who, Contest where, string why)
        {
            var answer = await who.PostAsync($"{where.Path}/enrol");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains(why, answer.Text, StringComparison.Ordinal);
        }

        await RefusedAsync(ada, early, "You can join from");
        await RefusedAsync(ada, late, "Joining is over");
        await RefusedAsync(site.Visit(Seed.Pupil("noyear") with { StartYear = null }), contest, "none of its divisions");
        await RefusedAsync(site.Visit(Seed.Person("tia", Role.Teacher)), contest, "Pupils take part");
        await RefusedAsync(site.Visit(Seed.Person("col", Role.Coordinator)), contest, "Pupils take part");
        var out1 = contest.Pupil("out");
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE enrolments SET state = 'disqualified', reason = 'Two accounts.'"));
        await RefusedAsync(out1, contest, "Two accounts.");
        Assert.Equal(1, site.Count("SELECT count(*) FROM enrolments"));
    }

    [Fact]
    public async Task What_is_allowed_is_agreed_to_once_before_the_first_answer_and_again_when_it_changes()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site, one => one with { Fairness = "Work *alone*." });
        var problem = contest.AddProblem();
        var ada = contest.Pupil("ada");
        var asked = await ada.GetAsync(problem.Path);
        Assert.Contains("agree to what is allowed", asked.Text, StringComparison.Ordinal);
        var refused = await ada.AnswerAsync(problem, 0, "20");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Nothing was spent", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));

        var page = await ada.GetAsync(contest.Path);
        var terms = page.Page.QuerySelector("#allowed input[name=terms]")!.GetAttribute("value")!;
        Assert.Contains("Tick the box", (await ada.PostAsync($"{contest.Path}/agree", ("terms", terms))).Text, StringComparison.Ordinal);
        Assert.Contains("was changed", (await ada.PostAsync($"{contest.Path}/agree", ("terms", "99"), ("agree", "1"))).Text,
            StringComparison.Ordinal);
        Assert.Null(contest.Value(ada, "agreed_version"));
        var agreed = await ada.PostAsync($"{contest.Path}/agree", ("terms", terms), ("agree", "1"));
        Assert.Contains("You have agreed", agreed.Text, StringComparison.Ordinal);
        Assert.Null(agreed.Page.QuerySelector($"form[action='{contest.Path}/agree']"));
        await ada.AnswerAsync(problem, 0, "20");
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));

        using (var db = site.OpenDatabase())
            db.Write(sql => Competitions.Update(sql, Competitions.Find(sql, contest.Id)! with { Fairness = "Work in silence." }, site.Now));
        await contest.Site.WakeAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.AnswerAsync(problem, 0, "21")).Status);
        Assert.NotNull((await ada.GetAsync(contest.Path)).Page.QuerySelector($"form[action='{contest.Path}/agree']"));

        // Who joins by themselves agrees in the same form.
        var ben = site.Visit(Seed.Pupil("ben"));
        var join = await ben.GetAsync(contest.Path);
        var now = join.Page.QuerySelector("input[name=terms]")!.GetAttribute("value")!;
        Assert.NotEqual(terms, now);
        await ben.PostAsync($"{contest.Path}/enrol", ("terms", now), ("agree", "1"));
        Assert.Equal(now, contest.Value(ben, "agreed_version"));
    }

    [Fact]
    public async Task Challenges_are_those_of_the_own_division_and_after_the_close_the_others_are_for_practice()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        contest.AddProblem("For juniors", "Junior");
        contest.AddProblem("For all");
        var senior = contest.AddProblem("For seniors", "Senior");
        var (ada, tia) = (contest.Pupil("ada"), site.Visit(Seed.Person("tia", Role.Teacher)));
        var page = await ada.GetAsync(contest.Path);
        Assert.Equal(["For juniors", "For all"], page.Page.QuerySelectorAll(".cards h3").Select(one => one.TextContent));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(senior.Path)).Status);
        Assert.Equal(3, (await tia.GetAsync(contest.Path)).Page.QuerySelectorAll(".cards h3").Length);
        Assert.Empty((await ada.GetAsync("/challenges")).Page.QuerySelectorAll(".cards h3"));

        site.KeepRunning(TimeSpan.FromHours(2));
        page = await ada.GetAsync(contest.Path);
        Assert.Equal(["Closed for you", "For practice They do not count."], page.Page.QuerySelectorAll("section:has(table) h2")
            .Select(one => string.Join(' ', one.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains("For seniors", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync(senior.Path)).Status);
        var refused = await ada.PostAsync($"{senior.Path}/answer",
            ("part", $"{senior.Parts[0]}"), ("answer", "21"), ("key", "k"), ("begun", $"{site.Now - 10}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(HttpStatusCode.NotFound, (await new Person(site).GetAsync(contest.Path)).Status);
    }
}
