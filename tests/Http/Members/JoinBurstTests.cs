// Many sign-ups at once with one code: their pace, what staff see of them, and undoing them.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class JoinBurstTests
{
    private const string Code = "7KQ2MPXD";

    private static long AddCode(Site site, string code = Code)
    {
        using var db = site.OpenDatabase();
        var made = new JoinCode { Code = code, Label = $"9B {code[0]}", MaxUses = 100, ExpiresAt = 4_000_000_000 };
        return db.Write(sql => JoinCodes.Add(sql, made, null, 1));
    }

    private static Task<PageResponse> JoinAsync(Person person, string login, string code = Code) => person.PostAsync("/join",
        ("code", code), ("name", "Ada Lovelace"), ("year", "9"), ("login", login), ("password", Seed.Password));

    /// <summary>Members as if they had joined with the code, a number of seconds apart, without the cost of their passwords.</summary>
    private static void Joined(Site site, long codeId, int count, int secondsApart, string login = "pupil")
    {
        using var db = site.OpenDatabase();
        for (var number = 0; number < count; number++)
        {
            var at = site.Now - (count - 1 - number) * secondsApart;
            var id = db.Add(Seed.Pupil($"{login}{number}") with { JoinCodeId = codeId }, at);
            db.Write(sql =>
            {
                JoinCodes.Use(sql, codeId, at);
                Members.NoteSignIn(sql, id, null, at);
                Audit.Add(sql, new Actor(id, "203.0.113.9"), "member.join", at, "member", id, $"with code {codeId}");
            });
        }
    }

    private static JoinCode FindCode(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => JoinCodes.Find(sql, id))!;
    }

    private static long Count(Site site, string state, string login = "")
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => sql.ExecuteScalar<long>(
            "SELECT count(*) FROM members WHERE role = 'member' AND state = @state AND login LIKE @login || '%'", new { state, login }));
    }

    // About fifteen seconds of a processor: sixty passwords are hashed.
    [Fact]
    public async Task Sixty_a_minute_join_with_a_code_and_staff_see_who_they_are()
    {
        await using var site = await Site.StartWithClockAsync();
        var id = AddCode(site);
        var other = AddCode(site, "AAAAAAAA");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 60).Select(async number =>
            (await JoinAsync(new Person(site), $"pupil{number}")).Path));
        Assert.All(statuses, path => Assert.Equal("/?said=joined", path));
        var refused = await JoinAsync(new Person(site), "another");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("Wait 60 seconds, then try again. Your code stays good.", refused.Text, StringComparison.Ordinal);
        Assert.Equal("another", refused.Page.QuerySelector("#login")!.GetAttribute("value"));
        // Another code, another address and another minute have their own counts.
        Assert.Equal("/?said=joined", (await JoinAsync(new Person(site), "another", "AAAAAAAA")).Path);
        Assert.Equal("/?said=joined", (await JoinAsync(new Person(site) { Address = "198.51.100.7" }, "elsewhere")).Path);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("/?said=joined", (await JoinAsync(new Person(site), "later")).Path);

        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var need = (await teacher.GetAsync("/admin")).Page.QuerySelector($".needs a[href='/admin/codes/{id}/joined']")!;
        Assert.StartsWith("61 people joined very quickly", need.TextContent, StringComparison.Ordinal);
        Assert.Null((await teacher.GetAsync("/")).Page.QuerySelector($"a[href='/admin/codes/{other}/joined']"));
        var page = await teacher.GetAsync($"/admin/codes/{id}/joined");
        Assert.Equal(61, page.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("127.0.0.1", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_join_in_one_browser_and_the_third_waits_ten_minutes()
    {
        await using var site = await Site.StartWithClockAsync();
        AddCode(site);
        var computer = new Person(site);
        await computer.GetAsync("/join");
        Assert.Equal("/?said=joined", (await JoinAsync(computer, "ada")).Path);
        await computer.PostAsync("/logout");
        Assert.Equal("/?said=joined", (await JoinAsync(computer, "bob")).Path);
        await computer.PostAsync("/logout");
        var third = await JoinAsync(computer, "cy");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.Status);
        Assert.Contains("Two people have just joined in this browser.", third.Text, StringComparison.Ordinal);
        Assert.Equal("/?said=joined", (await JoinAsync(new Person(site), "cy")).Path);
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("/?said=joined", (await JoinAsync(computer, "dee")).Path);
    }

    [Fact]
    public async Task A_sign_up_that_could_not_be_saved_is_not_one_of_the_two_in_a_browser()
    {
        await using var site = await Site.StartAsync();
        AddCode(site);
        var computer = new Person(site);
        await computer.GetAsync("/join");
        using (var other = Connections.Open(site.DatabasePath, queryOnly: false))
        using (other.BeginTransaction(deferred: false))
        {
            var answers = await Task.WhenAll(JoinAsync(computer, "ada"), JoinAsync(computer, "ada"));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        }
        Assert.Equal("/?said=joined", (await JoinAsync(computer, "ada")).Path);
    }

    [Fact]
    public async Task Undoing_removes_who_joined_at_once_and_did_nothing_since_and_gives_the_uses_back()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var id = AddCode(site);
        Joined(site, id, 15, 2);
        Person untouched;
        using (var db = site.OpenDatabase())
        {
            untouched = site.VisitAs(db.Read(sql => Members.FindByLogin(sql, "pupil14"))!.Id);
            var busy = db.Read(sql => Members.FindByLogin(sql, "pupil3"))!.Id;
            db.Write(sql => Audit.Add(sql, new Actor(busy, ""), "member.quiet", site.Now, "member", busy, "on"));
        }
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var page = await teacher.GetAsync($"/admin/codes/{id}/joined");
        Assert.Equal(15, page.Page.QuerySelectorAll("tbody tr").Length);
        var ids = page.Page.QuerySelectorAll("input[name=member]").Select(field => ("member", field.GetAttribute("value")!)).ToArray();
        Assert.Equal(14, ids.Length);

        var done = await teacher.PostAsync($"/admin/codes/{id}/joined/undo", ids);
        Assert.Contains("14 sign-ups undone.", done.Text, StringComparison.Ordinal);
        Assert.Equal((1L, 14L, 1L), (Count(site, "active"), Count(site, "former"), FindCode(site, id).Uses));
        Assert.Contains("Sign in", (await untouched.GetAsync("/about")).Page.QuerySelector(".site-member")!.TextContent,
            StringComparison.Ordinal);
        using var after = site.OpenDatabase();
        var lines = after.Read(sql => Audit.List(sql, new AuditFilter(teacher.MemberId, "", null, null, null, null), 50));
        Assert.Equal(("14 sign-ups", 14), (lines.Single(line => line.Action == "code.undo").Detail,
            lines.Count(line => line.Action == "member.unjoin")));
        Assert.Null((await teacher.GetAsync("/admin")).Page.QuerySelector(".needs a[href$='/joined']"));
        // Sent again it finds nobody, and gives no use back twice.
        var again = await teacher.PostAsync($"/admin/codes/{id}/joined/undo", ids);
        Assert.Contains("Nobody was undone", again.Text, StringComparison.Ordinal);
        Assert.Equal(1, FindCode(site, id).Uses);
    }

    [Fact]
    public async Task Nobody_else_can_be_undone()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var (slow, fast) = (AddCode(site), AddCode(site, "AAAAAAAA"));
        Joined(site, slow, 12, 10, "slow");
        Joined(site, fast, 12, 1, "fast");
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var ids = Enumerable.Range(1, 40).Select(number => ("member", $"{number}")).ToArray();
        foreach (var code in new[] { slow, 999 }) await teacher.PostAsync($"/admin/codes/{code}/joined/undo", ids);
        Assert.Equal(0, Count(site, "former"));
        await teacher.PostAsync($"/admin/codes/{fast}/joined/undo", ids);
        Assert.Equal((12L, 12L, 12L), (Count(site, "former"), Count(site, "active"), FindCode(site, slow).Uses));
        Assert.Equal(12, Count(site, "active", "slow"));
    }

    [Fact]
    public async Task A_class_that_belongs_here_is_not_shown_again()
    {
        await using var site = await Site.StartWithClockAsync();
        var id = AddCode(site);
        Joined(site, id, 11, 5);
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var page = (await teacher.GetAsync($"/admin/codes/{id}/joined")).Page;
        var until = page.QuerySelector("input[name=until]")!.GetAttribute("value")!;
        var kept = await teacher.PostAsync($"/admin/codes/{id}/joined/keep", ("until", until));
        Assert.Contains("They belong here.", kept.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody is left to decide on.", kept.Text, StringComparison.Ordinal);
        Assert.Null((await teacher.GetAsync("/admin")).Page.QuerySelector(".needs a[href$='/joined']"));
        Assert.Equal(11, Count(site, "active"));
        // Those who join later are a matter of their own.
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        Joined(site, id, 11, 5, "later");
        Assert.Equal(11, (await teacher.GetAsync($"/admin/codes/{id}/joined")).Page.QuerySelectorAll("tbody tr").Length);
    }
}
