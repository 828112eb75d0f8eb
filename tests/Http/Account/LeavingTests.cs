// Leaving the society: asked with the password, undone within fourteen days, and after them nothing personal is left anywhere.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class LeavingTests
{
    [Fact]
    public async Task Somebody_who_asks_is_signed_out_everywhere_told_until_when_and_may_come_back()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada") with { Class = "9BABBAGE" });
        var phone = site.VisitAs(ada.MemberId);
        var wrong = await ada.PostAsync("/account/delete", ("password", "not hers"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.NotNull(wrong.ErrorOf("password"));
        Assert.Equal(MemberState.Active, Find(site, ada).State);

        var gone = await ada.PostAsync("/account/delete", ("password", Seed.Password));
        Assert.Contains("sign in before", gone.Text, StringComparison.Ordinal);
        if (!Site.IsBinary) Assert.Contains("Tuesday 24 Nov, 9:00", gone.Text, StringComparison.Ordinal);
        Assert.Null(ada.Token);
        Assert.Equal(MemberState.Leaving, Find(site, ada).State);
        Assert.DoesNotContain("sessions|", Dump.Of(site), StringComparison.Ordinal);
        Assert.StartsWith("/login", (await phone.GetAsync("/account")).Path, StringComparison.Ordinal);

        // Whatever page they wanted, they are told; whatever form they send, nothing happens.
        var back = await ada.PostAsync("/login", ("login", "ada"), ("password", Seed.Password), ("next", "/about"));
        Assert.Equal("/account/leaving", back.Path);
        if (!Site.IsBinary) Assert.Contains("Tuesday 24 Nov, 9:00", back.Text, StringComparison.Ordinal);
        Assert.Equal("/account/leaving", (await ada.GetAsync("/account/name")).Path);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.PostAsync("/account/name", ("name", "Fox"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account/data")).Status);

        var kept = await ada.PostAsync("/account/leaving");
        Assert.Equal("/account?said=kept", kept.Path);
        Assert.Contains("9BABBAGE", kept.Text, StringComparison.Ordinal);
        Assert.Equal(MemberState.Active, Find(site, ada).State);
        Assert.Equal("/account", (await ada.GetAsync("/account/leaving")).Path);
        var record = Dump.Of(site);
        Assert.Contains("|member.leave|", record, StringComparison.Ordinal);
        Assert.Contains("|member.keep|", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_owner_stays_until_there_is_another()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var page = await head.GetAsync("/account/delete");
        Assert.Contains("only owner", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("#password"));
        page = await head.PostAsync("/account/delete", ("password", Seed.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("Make somebody else an owner first", page.Text, StringComparison.Ordinal);
        Assert.Equal(MemberState.Active, Find(site, head).State);
        Assert.NotNull(head.Token);

        using (var db = site.OpenDatabase()) db.Add(Seed.Person("deputy", Role.Owner));
        Assert.NotNull((await head.GetAsync("/account/delete")).Page.QuerySelector("#password"));
        await head.PostAsync("/account/delete", ("password", Seed.Password));
        Assert.Equal(MemberState.Leaving, Find(site, head).State);
    }

    [Fact]
    public async Task After_fourteen_days_nothing_personal_is_left_in_any_table_and_the_number_stays()
    {
        await using var site = await Site.StartWithClockAsync();
        var ada = site.Visit(Seed.Pupil("adalovelace") with
        {
            Name = "Ada Byron King", DisplayName = "Countess", WantedName = "Enchantress", Class = "9Babbage"
        });
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                Audit.Add(sql, new Actor(head.MemberId, "127.0.0.1"), "member.class", 2, "member", ada.MemberId, "to 9Babbage");
                Audit.Add(sql, new Actor(ada.MemberId, "192.0.2.99"), "member.alias", 3, "member", ada.MemberId);
                PasswordLinks.Add(sql, ada.MemberId, "ABCDEFGHJKMNPQRS", false, head.MemberId, 4_102_444_800, 4);
                sql.Execute("INSERT INTO changes (id, action, actor_id, made_at) VALUES (1, 'class', @head, 5)",
                    new { head = head.MemberId });
                sql.Execute(
                    "INSERT INTO change_members (change_id, member_id, role_before, role_after, class_before, class_after, "
                        + "state_before, state_after, state_at_before)\n"
                        + "VALUES (1, @ada, 'member', 'member', '9Babbage', '9Babbage', 'active', 'active', 1)",
                    new { ada = ada.MemberId });
                sql.Execute("INSERT INTO rollover_fates (school_year, member_id, fate, change_id) VALUES (2027, @ada, 'leaves', 1)",
                    new { ada = ada.MemberId });
            });
        await ada.PostAsync("/account/delete", ("password", Seed.Password));
        await ada.SignInAsync("adalovelace");

        site.KeepRunning(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        await RunJobsAsync(site);
        Assert.Contains("Ada Byron King", Dump.Of(site), StringComparison.Ordinal);

        site.KeepRunning(TimeSpan.FromHours(1));
        await RunJobsAsync(site);
        var left = Dump.Of(site);
        foreach (var trace in new[] { "Byron", "adalovelace", "Countess", "Enchantress", "9Babbage", "192.0.2.99" })
            Assert.DoesNotContain(trace, left, StringComparison.OrdinalIgnoreCase);
        // Both were seeded with one password: only the owner's row still has its hash.
        Assert.Single(left.Split('\n'), line => line.Contains(HashOf(site, head), StringComparison.Ordinal));
        var former = Find(site, ada);
        Assert.Equal((MemberState.Former, Members.FormerName, Role.Member), (former.State, former.DisplayName, former.Role));
        Assert.Contains($"|member.anonymise|member|{ada.MemberId}|asked to be deleted|the program", left, StringComparison.Ordinal);
        Assert.DoesNotContain(left.Split('\n'), line =>
            line.StartsWith("change_members|", StringComparison.Ordinal) || line.StartsWith("rollover_fates|", StringComparison.Ordinal));

        // The session that she had is over, and so is the way back; the login is free for somebody new.
        Assert.Equal("/login?next=%2Faccount%2Fleaving", (await ada.GetAsync("/account/leaving")).Path);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.PostAsync("/account/leaving")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await new Person(site).SignInAsync("adalovelace")).Status);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("adalovelace"));
    }

    [Fact]
    public async Task A_made_up_day_in_the_address_is_not_believed()
    {
        await using var site = await Site.StartAsync();
        foreach (var until in new[] { "1", "99999999999", "soon", "" })
            Assert.Contains("within 14 days",
                (await new Person(site).GetAsync($"/login?said=leaving&until={until}")).Text, StringComparison.Ordinal);
    }

    /// <summary>Runs the jobs that are due; the binary does so itself every ten seconds, and the scrape says when it has.</summary>
    private static async Task RunJobsAsync(Site site)
    {
        if (!Site.IsBinary) site.Jobs.RunOnce(site.Now);
        var done = $"\nmathsoc_job_last_success_timestamp_seconds{{task=\"retention\"}} {site.Now}\n";
        await Eventually.TrueAsync(async () =>
        {
            var answer = await site.GetAsync("/metrics");
            return (await answer.Content.ReadAsStringAsync()).Contains(done, StringComparison.Ordinal);
        }, 30);
    }

    private static Member Find(Site site, Person person)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, person.MemberId))!;
    }

    private static string HashOf(Site site, Person person)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.FindCredentials(sql, person.MemberId))!.PasswordHash;
    }
}
