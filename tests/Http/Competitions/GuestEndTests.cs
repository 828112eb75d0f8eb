// What is said before guests and coordinators go by themselves, how staff renew coordinators, and how long a coordinator may idle.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class GuestEndTests
{
    private const long Day = 86_400;

    /// <summary>A guest school, its competition over for so many days, a coordinator and one pupil who took part.</summary>
    private static (Cup Cup, Person Cora, Person Tia) Over(Site site, int days)
    {
        site.Owner();
        Cup cup;
        using (var db = site.OpenDatabase())
        {
            var closed = site.Now - days * Day;
            cup = db.AddCup(closed - 7 * Day);
        }
        return (cup, site.VisitAs(cup.Coordinator), site.Visit(Seed.Person("tia", Role.Teacher)));
    }

    [Fact]
    public async Task The_coordinator_and_staff_are_warned_a_month_before_and_staff_renew()
    {
        await using var site = await Site.StartAsync();
        var (cup, cora, tia) = Over(site, 75);
        var end = SchoolTime.Date(DateTimeOffset.FromUnixTimeSeconds(cup.Competition.ClosesAt).AddMonths(3).ToUnixTimeSeconds());
        foreach (var path in new[] { "/admin/own-competitions", $"{cup.DeskPath}/own-school" })
        {
            var page = await cora.GetAsync(path);
            Assert.Contains($"2 pupils of the school take part in nothing any more. What is known of them is removed from {end} on.",
                page.Text, StringComparison.Ordinal);
            Assert.Contains($"accounts are archived on {end}", page.Text, StringComparison.Ordinal);
        }
        var needs = (await tia.GetAsync("/admin")).Text;
        Assert.Contains("2 guests become anonymous within 30 days", needs, StringComparison.Ordinal);
        Assert.Contains($"are archived on {end}", needs, StringComparison.Ordinal);

        var coordinators = $"/admin/schools/{cup.GuestSchool}/coordinators";
        Assert.Null((await cora.GetAsync(coordinators)).Page.QuerySelector($"form[action='{coordinators}/renew']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await cora.PostAsync($"{coordinators}/renew")).Status);
        Assert.NotNull((await tia.GetAsync(coordinators)).Page.QuerySelector($"form[action='{coordinators}/renew']"));
        var renewed = await tia.PostAsync($"{coordinators}/renew");
        Assert.Contains("The coordinators were renewed", renewed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("are archived on", (await tia.GetAsync("/admin")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("accounts are archived", (await cora.GetAsync("/admin/own-competitions")).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'coordinator.renew' AND detail = '1 coordinator'"));
    }

    [Fact]
    public async Task While_there_is_time_or_another_competition_to_come_nobody_is_warned()
    {
        await using var site = await Site.StartAsync();
        var (cup, cora, tia) = Over(site, 40);
        Assert.DoesNotContain("take part in nothing", (await cora.GetAsync("/admin/own-competitions")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("anonymous within", (await tia.GetAsync("/admin")).Text, StringComparison.Ordinal);
        await using var late = await Site.StartAsync();
        (cup, cora, tia) = Over(late, 75);
        using (var db = late.OpenDatabase())
        {
            var next = db.AddCompetition(late.Now);
            db.AddTo(next, cup.GuestSchool, late.Now);
            db.Write(sql => Assert.True(Enrolments.Add(sql, next, cup.Cleo, null, late.Now)));
        }
        var page = (await cora.GetAsync("/admin/own-competitions")).Text;
        Assert.Contains("1 pupil of the school takes part in nothing any more", page, StringComparison.Ordinal);
        Assert.DoesNotContain("accounts are archived", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinators_session_ends_sooner_than_others_also_where_the_device_stays_signed_in()
    {
        await using var site = await Site.StartWithClockAsync();
        var (cup, cora, tia) = Over(site, 1);
        foreach (var person in new[] { cora, tia }) await person.GetAsync("/admin");
        site.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await cora.GetAsync("/admin/own-competitions")).Status);
        site.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Contains("Sign in", (await cora.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign in", (await tia.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(60 * 60, Rules.Default.IdleSeconds(Role.Coordinator, isLasting: true));
        Assert.Null(Rules.Default.IdleSeconds(Role.Teacher, isLasting: true));
        Assert.Equal(300, (Rules.Default with { IdleMinutes = 5 }).IdleSeconds(Role.Coordinator, isLasting: false));
    }

    [Fact]
    public async Task An_owner_lists_all_coordinators_with_their_schools_and_when_they_were_last_here()
    {
        await using var site = await Site.StartAsync();
        var (_, _, _) = Over(site, 1);
        var head = site.Visit(Seed.Person("headmaster", Role.Owner));
        var link = (await head.GetAsync("/admin/schools")).Page.QuerySelector("main a[href^='/admin/members?role=coordinator']");
        var list = await head.GetAsync(link!.GetAttribute("href")!);
        var row = Assert.Single(list.Page.QuerySelectorAll("tbody tr"));
        Assert.Contains("Birch", row.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(row.QuerySelector("[data-label='Last sign-in']"));
    }
}
