// Answers from paper that a coordinator enters: for the own pupils of a competition, while its challenges are open for the school.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CoordinatorPaperTests
{
    private const string Attempts = "SELECT count(*) FROM attempts";

    private static Task<PageResponse> EnterAsync(Site site, Person person, long challenge, string pupil, string key = "k") =>
        person.PostAsync($"/admin/challenges/{challenge}/paper", ("member", pupil), ("part", $"{challenge}"), ("answer", "42"),
            ("at", SchoolTime.Local(site.Now - 60).ToString("yyyy-MM-dd'T'HH:mm", null)), ("key", key));

    [Fact]
    public async Task For_own_pupils_in_own_competitions_and_for_nobody_and_nothing_else()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddCup();
        var weekly = site.AddProblem();
        var cora = site.VisitAs(cup.Coordinator);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("outside") with { SchoolId = cup.GuestSchool });
        var page = await cora.GetAsync($"/admin/competitions/{cup.Id}/own-school");
        Assert.NotNull(page.Page.QuerySelector($"main a[href='/admin/challenges/{cup.ForAll}/paper']"));
        var form = await cora.GetAsync($"/admin/challenges/{cup.ForAll}/paper");
        Assert.Contains("cleo", form.Page.QuerySelector("#pupils")!.InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", form.Page.QuerySelector("#pupils")!.InnerHtml, StringComparison.Ordinal);
        var entered = (await EnterAsync(site, cora, cup.ForAll, "cleo")).Text;
        Assert.Contains("The answer of Cleo Seeded was entered", entered, StringComparison.Ordinal);
        Assert.Contains("right", entered, StringComparison.Ordinal);
        Assert.Equal(1, site.Count(Attempts));
        // A pupil of another school, one of the own school who does not take part, and a challenge of the society's own.
        foreach (var pupil in new[] { "ada", "outside" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await EnterAsync(site, cora, cup.ForAll, pupil, "k2")).Status);
        var at = SchoolTime.Local(site.Now - 60).ToString("yyyy-MM-dd'T'HH:mm", null);
        await cora.PostAsync($"/admin/challenges/{cup.ForAll}/paper/class", ("class", ""), ("page", "1"), ("parts", "1"), ("at", at),
            ("key", "k3"), ($"a-{cup.Ada}-{cup.ForAll}", "42"));
        foreach (var path in new[] { "paper", "paper/class" })
            Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync($"/admin/challenges/{weekly.Id}/{path}")).Status);
        Assert.Equal(1, site.Count(Attempts));
    }

    [Fact]
    public async Task Not_before_the_school_sees_the_challenge_and_not_after_its_own_lock()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddCup(one => one with { TimeKind = TimeKind.School });
        var (from, until) = (site.Now + 3600, site.Now + 7200);
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute(
                "UPDATE competition_schools SET slot_from = @from, slot_until = @until WHERE school_id = @GuestSchool",
                new { from, until, cup.GuestSchool }));
        Task<PageResponse> Look() => site.VisitAs(cup.Coordinator).GetAsync($"/admin/challenges/{cup.ForAll}/paper");
        Assert.Equal(HttpStatusCode.NotFound, (await Look()).Status);
        site.KeepRunning(TimeSpan.FromSeconds(3660));
        Assert.Equal(HttpStatusCode.OK, (await Look()).Status);
        Assert.NotNull((await EnterAsync(site, site.VisitAs(cup.Coordinator), cup.ForAll, "cleo")).Page.QuerySelector("main .notice"));
        Assert.Equal(1, site.Count(Attempts));
        site.KeepRunning(TimeSpan.FromSeconds(3600));
        var late = await Look();
        Assert.Equal(HttpStatusCode.Forbidden, late.Status);
        Assert.Contains("could be entered for your school until", late.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await EnterAsync(site, site.VisitAs(cup.Coordinator), cup.ForAll, "dan", "k2")).Status);
        Assert.Equal(1, site.Count(Attempts));
        // Those who run the society still may.
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        Assert.Equal(HttpStatusCode.OK, (await tia.GetAsync($"/admin/challenges/{cup.ForAll}/paper")).Status);
    }

    [Fact]
    public async Task Where_verdicts_are_held_back_the_coordinator_waits_for_them_as_the_pupils_do()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddCup(one => one with { HoldsVerdicts = true, CountsForSociety = false });
        var cora = site.VisitAs(cup.Coordinator);
        var done = await EnterAsync(site, cora, cup.ForAll, "cleo");
        Assert.Contains("was entered. Whether it is right is shown when the competition has closed.", done.Text, StringComparison.Ordinal);
        var at = SchoolTime.Local(site.Now - 60).ToString("yyyy-MM-dd'T'HH:mm", null);
        var many = await cora.PostAsync($"/admin/challenges/{cup.ForAll}/paper/class",
            ("class", ""), ("page", "1"), ("parts", "1"), ("at", at), ("key", "k3"), ($"a-{cup.Dan}-{cup.ForAll}", "42"));
        Assert.Contains("1 answer counted. Which of them are right is shown", many.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("right", string.Concat(many.Page.QuerySelectorAll("tbody").Select(body => body.TextContent)),
            StringComparison.Ordinal);
        Assert.Equal(2, site.Count(Attempts));
    }
}
