// Pupils of a school that an owner makes a guest: they leave every place where the society lists or counts its pupils, and come back.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class GuestBoardTests
{
    /// <summary>Every page that names or counts the society's pupils, for whoever may see it.</summary>
    private static readonly string[] StaffPages =
    [
        "/leaderboard", "/leaderboard?period=week", "/leaderboard?period=term", "/leaderboard?period=all", "/leaderboard?stage=KS3",
        "/leaderboard?class=9B", "/leaderboard?period=all&view=live", "/admin/certificates?whom=all&name=display",
        "/admin/certificates?whom=all&name=display&period=week",
    ];

    /// <summary>
    /// Ada and Ben of Hill, Cat of Vale, Dan of no school: all in 9B, and Ada solved the problem first. Five more of Vale have a point.
    /// </summary>
    private sealed record Ground(Site Site, Person Owner, Person Ada, Person Cat, Person Dan, Problem Problem, long Hill, string Wall)
    {
        public Task<PageResponse> MarkAsync(bool isGuest) => Owner.PostAsync(
            $"/admin/schools/{Hill}", [("name", "Hill School"), .. isGuest ? new[] { ("guest", "1") } : []]);
    }

    private static async Task<Ground> FillAsync(Site site)
    {
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var problem = site.AddProblem();
        long hill, vale;
        using (var db = site.OpenDatabase())
        {
            (hill, vale) = db.Write(sql =>
                (Schools.Add(sql, "Hill School", null, 1)!.Value, Schools.Add(sql, "Vale School", null, 1)!.Value));
            for (var i = 0; i < 5; i++)
                db.Give(db.Add(Seed.Pupil($"five{i}") with { DisplayName = $"Star {i}", SchoolId = vale, Class = "9B" }), 1, site.Now - 60);
        }
        Person Pupil(string login, string shown, long? school) =>
            site.Visit(Seed.Pupil(login) with { DisplayName = shown, SchoolId = school, Class = "9B" });
        var (ada, ben, cat, dan) =
            (Pupil("ada", "Comet", hill), Pupil("ben", "Meteor", hill), Pupil("cat", "Nova", vale), Pupil("dan", "Quasar", null));
        foreach (var who in new[] { ada, ben, cat, dan }) await who.AnswerAsync(problem, 0, "21");
        using (var db = site.OpenDatabase())
        {
            db.Give(ada.MemberId, 20, site.Now - 50);
            db.Give(ben.MemberId, 10, site.Now - 50);
            db.Give(cat.MemberId, 8, site.Now - 50);
        }
        var made = (await owner.PostAsync("/admin/wall")).Page.QuerySelector("pre")!.TextContent.Trim();
        return new Ground(site, owner, ada, cat, dan, problem, hill, made[made.IndexOf("/wall", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Pupils_of_a_guest_school_leave_every_board_page_and_count_and_come_back_when_it_is_one_of_ours_again()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var all = await FillAsync(site);
        await ExpectAsync(all, isGuest: false);
        await all.MarkAsync(isGuest: true);
        await ExpectAsync(all, isGuest: true);
        await all.MarkAsync(isGuest: false);
        await ExpectAsync(all, isGuest: false);
    }

    private static async Task ExpectAsync(Ground all, bool isGuest)
    {
        var pages = new List<(string Path, PageResponse Page)>();
        foreach (var path in StaffPages) pages.Add((path, await all.Owner.GetAsync(path)));
        foreach (var path in new[] { "/leaderboard", "/leaderboard?period=week" }) pages.Add((path, await all.Cat.GetAsync(path)));
        pages.Add((all.Wall, await new Person(all.Site).GetAsync(all.Wall)));
        foreach (var (path, page) in pages)
        {
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.True(page.Text.Contains("Nova", StringComparison.Ordinal), $"{path}: {page.Text}");
            foreach (var name in new[] { "Comet", "Meteor" })
                Assert.True(page.Text.Contains(name, StringComparison.Ordinal) != isGuest, $"{path}, guest {isGuest}: {page.Text}");
        }

        var (first, place) = isGuest ? (1, "1st") : (3, "3rd");
        var board = await all.Cat.GetAsync("/leaderboard");
        Assert.StartsWith($"{first} | Nova (you)", board.RowsOf(".ranks")[first - 1], StringComparison.Ordinal);
        Assert.Contains($"You are {place}", board.Text, StringComparison.Ordinal);
        var lately = board.Page.QuerySelector(".plain-list")!.TextContent;
        Assert.Equal(isGuest ? 2 : 4, lately.Split("completed").Length - 1);
        Assert.Contains(place, (await all.Cat.GetAsync("/")).Text, StringComparison.Ordinal);

        // Who was first is not named, and the bar on the card counts the society's own.
        var sheet = (await all.Dan.GetAsync(all.Problem.Path)).Text;
        Assert.True(sheet.Contains("first solved by Comet", StringComparison.Ordinal) != isGuest, sheet);
        var file = await all.Owner.SendAsync(HttpMethod.Post, "/leaderboard/export.csv");
        var lines = await file.Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(lines.Contains("Hill School", StringComparison.Ordinal) != isGuest, lines);
        Assert.Contains("Vale School", lines, StringComparison.Ordinal);

        var term = (await all.Owner.GetAsync("/admin/term")).Text;
        Assert.True(term.Contains(isGuest ? "2 of 7" : "4 of 9", StringComparison.Ordinal), term);

        // Others open Ada's points from the boards only; her own page shows them in any case.
        Assert.Equal(isGuest ? HttpStatusCode.NotFound : HttpStatusCode.OK,
            (await all.Cat.GetAsync($"/scores/{all.Ada.MemberId}")).Status);
        var own = await all.Ada.GetAsync($"/scores/{all.Ada.MemberId}");
        Assert.Contains("All time: 23 points", own.Text, StringComparison.Ordinal);
        Assert.Equal(isGuest, own.Page.QuerySelector($"main a[href='{all.Problem.Path}']") is null);
    }

    [Fact]
    public async Task A_class_board_is_that_of_the_own_school_and_a_guests_class_has_none()
    {
        await using var site = await Site.StartAsync();
        var all = await FillAsync(site);
        Assert.Equal(7, (await all.Owner.GetAsync("/leaderboard?class=9B&period=all")).RowsOf(".ranks").Length - 2);
        Assert.Equal(6, (await all.Cat.GetAsync("/leaderboard?class=9B")).RowsOf(".ranks").Length);
        using (var db = site.OpenDatabase())
            for (var i = 0; i < 5; i++)
                db.Give(db.Add(Seed.Pupil($"nine{i}") with { SchoolId = all.Hill, Class = "9X" }), 1, site.Now - 60);
        await all.MarkAsync(isGuest: true);
        var classes = (await all.Owner.GetAsync("/leaderboard")).Page.QuerySelector("#class")!.TextContent;
        Assert.Contains("9B", classes, StringComparison.Ordinal);
        Assert.DoesNotContain("9X", classes, StringComparison.Ordinal);
        Assert.DoesNotContain("My class", (await all.Ada.GetAsync("/leaderboard")).Text, StringComparison.Ordinal);
        Assert.Equal(6, (await all.Cat.GetAsync("/leaderboard?class=9B")).RowsOf(".ranks").Length);
    }

    [Fact]
    public async Task The_form_says_how_many_pupils_leave_the_boards_and_the_audit_who_made_the_school_a_guest()
    {
        await using var site = await Site.StartAsync();
        var all = await FillAsync(site);
        var path = $"/admin/schools/{all.Hill}";
        var form = await all.Owner.GetAsync(path);
        static string Hint(PageResponse page) => page.Page.QuerySelector("#guest-hint")!.TextContent;
        Assert.Contains("2 of its pupils are on our boards", Hint(form), StringComparison.Ordinal);
        Assert.False(form.Page.QuerySelector("#guest")!.HasAttribute("checked"));
        Assert.Contains("The school was changed.", (await all.MarkAsync(isGuest: true)).Text, StringComparison.Ordinal);
        form = await all.Owner.GetAsync(path);
        Assert.True(form.Page.QuerySelector("#guest")!.HasAttribute("checked"));
        Assert.Contains("2 of its pupils come back", Hint(form), StringComparison.Ordinal);
        await all.Owner.PostAsync(path, ("name", "Hill School"), ("town", "Dorking"), ("guest", "1"));
        var list = (await all.Owner.GetAsync("/admin/schools")).Text;
        Assert.Contains("Hill School, Dorking", list, StringComparison.Ordinal);
        Assert.Contains("guest", list, StringComparison.Ordinal);
        Assert.Contains("Hill School, Dorking", (await all.Owner.GetAsync("/admin/members")).Text, StringComparison.Ordinal);
        await all.MarkAsync(isGuest: false);
        using var db = site.OpenDatabase();
        var lines = db.Read(sql => Audit.List(sql, new AuditFilter(null, "school.", null, null, null, null), 10));
        Assert.Equal(["school.own", "school.edit", "school.edit", "school.guest", "school.edit"], lines.Select(line => line.Action));
        Assert.Equal(("2 pupils came back to the boards", "2 pupils left the boards"), (lines[0].Detail, lines[3].Detail));

        await all.Owner.PostAsync("/admin/schools", ("name", "Dale School"), ("town", "Bath"), ("guest", "1"));
        var dale = db.Read(Schools.List).Find(school => school.Name == "Dale School")!;
        Assert.Equal(("Bath", true), (dale.Town, dale.IsGuest));
    }

    [Fact]
    public async Task Nobody_but_an_owner_makes_a_school_a_guest_or_one_of_ours()
    {
        await using var site = await Site.StartAsync();
        var all = await FillAsync(site);
        var others = new List<Person> { all.Ada, new(site) };
        foreach (var role in new[] { Role.Coordinator, Role.Editor, Role.Teacher })
            others.Add(site.Visit(Seed.Person($"x{role}", role) with { SchoolId = all.Hill }));
        foreach (var who in others)
            foreach (var path in new[] { $"/admin/schools/{all.Hill}", "/admin/schools" })
            {
                var sent = await who.SendAsync(HttpMethod.Post, path, ("name", "Hill School"), ("guest", "1"));
                Assert.True(sent.Status is HttpStatusCode.Forbidden
                    || sent.Response.Headers.Location?.ToString().StartsWith("/login", StringComparison.Ordinal) == true, $"{sent.Status}");
            }
        Assert.Equal(0, site.Count("SELECT sum(is_guest) FROM schools"));
        Assert.Equal(2, site.Count("SELECT count(*) FROM schools"));
        await all.MarkAsync(isGuest: true);
        foreach (var who in others) await who.SendAsync(HttpMethod.Post, $"/admin/schools/{all.Hill}", ("name", "Hill School"));
        Assert.Equal(1, site.Count("SELECT sum(is_guest) FROM schools"));
    }
}
