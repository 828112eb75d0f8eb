// The society's own words: what visitors read of them, who edits them, how two who edit at once meet, and what the owner is asked for.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PagesTests
{
    private const string Form = "/admin/pages/contact";

    private static Task<PageResponse> SaveAsync(Person who, string body, long version = 0, string wish = "save") =>
        who.PostAsync(Form, ("version", $"{version}"), ("body", body), ("do", wish));

    private static string Typed(PageResponse page) => page.Page.QuerySelector("#body")!.TextContent.Trim();

    /// <summary>Makes the database unreadable; a page that is read from it each time, which then says that it cannot be shown.</summary>
    private static async Task<PageResponse> BreakAsync(Site site)
    {
        // What is still in the log beside the file could be read from there.
        using (var db = site.OpenDatabase()) Assert.True(db.Checkpoint());
        File.WriteAllBytes(site.DatabasePath, new byte[8192]);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, 9);
        var search = await new Person(site).GetAsync("/search?q=primes");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, search.Status);
        return search;
    }

    [Theory]
    [InlineData("/about", "A place for problems that take longer than a lesson", "The sign")]
    [InlineData("/contact", "speak to them at school", "You cannot sign in")]
    [InlineData("/taking-part", "You need curiosity", "Fair play")]
    [InlineData("/competition-rules", "in every competition between schools", "What is allowed")]
    public async Task Until_it_is_edited_a_page_has_the_original_text(string path, string lead, string section)
    {
        await using var site = await Site.StartAsync();
        var page = (await new Person(site).GetAsync(path)).Page;
        Assert.Contains(lead, page.QuerySelector(".opening .lead")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(section, page.QuerySelectorAll("section.entry > h2").Select(heading => heading.TextContent));
        // Whose work the site uses is said whatever the society writes.
        Assert.Equal(path == "/about", page.QuerySelector("a[href$='katex/licence.txt']") is not null);
        Assert.Null(page.QuerySelector("main a[href^='/admin']"));
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Teacher)]
    public async Task Owner_and_teacher_write_a_page_and_put_the_original_back(Role role)
    {
        await using var site = await Site.StartAsync();
        var (head, visitor) = (site.Visit(Seed.Person("head", role)), new Person(site));
        Assert.Equal(OwnPageKind.All.Select(kind => kind.AdminPath),
            (await head.GetAsync("/admin/pages")).Page.QuerySelectorAll(".tiles h2 a").Select(link => link.GetAttribute("href")));
        var form = await head.GetAsync(Form);
        Assert.Contains("Names of pupils on a public page need their agreement", form.Text, StringComparison.Ordinal);
        Assert.StartsWith("The society is run by a teacher.", Typed(form), StringComparison.Ordinal);
        var saved = await SaveAsync(head, "Ask **Dr Noether**.\n\n# Where\nRoom $x^2$, [the map](/about).\n\n# When\nOn Mondays.");
        Assert.Contains("visitors read it now", saved.Text, StringComparison.Ordinal);
        var page = (await visitor.GetAsync("/contact")).Page;
        Assert.Equal("Ask Dr Noether.", page.QuerySelector(".opening > p.lead")!.TextContent);
        Assert.Equal(["Where", "When"], page.QuerySelectorAll("section.entry > h2").Select(heading => heading.TextContent));
        Assert.Equal("/about", page.QuerySelector("section.entry a")!.GetAttribute("href"));
        Assert.NotNull(page.QuerySelector("script[src$='katex.min.js']"));
        Assert.Equal(Form, (await head.GetAsync("/contact")).Page.QuerySelector("main a[href^='/admin']")!.GetAttribute("href"));
        var back = await head.PostAsync($"{Form}/original", ("version", "1"));
        Assert.Contains("The original text is back", back.Text, StringComparison.Ordinal);
        Assert.Contains("speak to them at school", (await visitor.GetAsync("/contact")).Text, StringComparison.Ordinal);
        // What was written is not lost by that.
        Assert.StartsWith("Ask **Dr Noether**.", Typed(await head.GetAsync($"{Form}?version=1")), StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'page.edit' AND detail LIKE 'Contact and help, version 1%'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'page.original'"));
        var audit = await head.GetAsync("/admin/audit?action=page.");
        Assert.Contains("changed the text of a page", audit.Text, StringComparison.Ordinal);
        Assert.Contains("put the original text of a page back", audit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_same_is_not_saved_and_of_many_versions_the_last_are_kept()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var original = Typed(await teacher.GetAsync(Form));
        Assert.Contains("nothing was saved", (await SaveAsync(teacher, original)).Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM own_pages"));
        using (var db = site.OpenDatabase())
            for (var i = 0; i < OwnPages.Kept + 5; i++)
                Assert.True(db.Write(sql => OwnPages.Save(sql, "contact", $"Text {i}", i, teacher.MemberId, 1)));
        Assert.Equal(OwnPages.Kept, site.Count("SELECT count(*) FROM own_pages"));
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync($"{Form}?version=5")).Status);
        Assert.Equal("Text 5", Typed(await teacher.GetAsync($"{Form}?version=6")));
    }

    [Fact]
    public async Task Two_who_edit_at_once_lose_neither_text()
    {
        await using var site = await Site.StartAsync();
        var (ann, ben) = (site.Visit(Seed.Person("ann", Role.Teacher)), site.Visit(Seed.Person("ben", Role.Owner)));
        await SaveAsync(ann, "Ann’s text.");
        var late = await SaveAsync(ben, "Ben’s text.");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal("AS saved this page in the meantime", late.Page.QuerySelector("[role=alert] h2")!.TextContent);
        Assert.Equal("Ann’s text.", late.Page.QuerySelector("[role=alert] pre")!.TextContent);
        Assert.Equal("Ben’s text.", Typed(late));
        Assert.Contains("Ann’s text.", (await new Person(site).GetAsync("/contact")).Text, StringComparison.Ordinal);
        // The form knows what it has shown, so sending it again saves.
        var version = late.Page.QuerySelector("input[name=version]")!.GetAttribute("value")!;
        Assert.Equal("1", version);
        Assert.Contains("It is saved", (await SaveAsync(ben, "Ben’s text.", 1)).Text, StringComparison.Ordinal);
        Assert.Contains("left as it is", (await ann.PostAsync($"{Form}/original", ("version", "1"))).Text, StringComparison.Ordinal);
        Assert.Contains("Ben’s text.", (await new Person(site).GetAsync("/contact")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_saves_nothing_and_a_refused_text_stays_in_the_form()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        const string Hostile = "Hello.\n\n## Where\n<script>alert(1)</script> [x](javascript:alert) ![a plan](plan.png)";
        var preview = await SaveAsync(teacher, Hostile, 0, "preview");
        Assert.Equal(HttpStatusCode.OK, preview.Status);
        var shown = preview.Page.QuerySelector("#preview")!;
        Assert.Equal("Hello.", shown.QuerySelector("p.lead")!.TextContent);
        Assert.Null(shown.QuerySelector("script, a, img"));
        Assert.Equal(2, shown.QuerySelectorAll(".notice li").Length);
        Assert.Equal("1", preview.Page.QuerySelector("form.author")!.GetAttribute("data-unsaved"));
        foreach (var (text, problem) in new[]
        {
            ("", "fill"), ("   ", "fill"), (new string('a', OwnPageKind.MaxText + 1), "at most 20,000"), ("left‮right", "seen"),
            (string.Concat(Enumerable.Repeat("> ", 60)) + "deep", "inside one another"),
        })
        {
            var refused = await SaveAsync(teacher, text);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(problem, refused.ErrorOf("body")!, StringComparison.Ordinal);
            Assert.Equal(text.Trim(), Typed(refused));
        }
        Assert.Equal(0, site.Count("SELECT count(*) FROM own_pages"));
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.PostAsync("/admin/pages/privacy", ("body", "Mine."))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync("/admin/pages/nothing")).Status);
    }

    [Fact]
    public async Task A_session_that_ended_costs_no_text()
    {
        await using var site = await Site.StartAsync();
        site.Visit(Seed.Person("tea", Role.Teacher));
        var asked = await SaveAsync(new Person(site), "Typed for an hour.");
        Assert.Contains("Typed for an hour.", asked.Page.DocumentElement.InnerHtml, StringComparison.Ordinal);
        var again = new Person(site);
        var kept = asked.Page.QuerySelectorAll("main form input, main form textarea")
            .Select(field => (field.GetAttribute("name")!, field.GetAttribute("value") ?? field.TextContent))
            .Where(field => field.Item1 is not ("login" or "password"));
        var filled = await again.PostAsync(Form, [.. kept, ("login", "tea"), ("password", Seed.Password)]);
        Assert.Equal("Typed for an hour.", Typed(filled));
        Assert.Equal(0, site.Count("SELECT count(*) FROM own_pages"));
    }

    [Fact]
    public async Task Whoever_is_erased_is_no_author_any_more()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await SaveAsync(teacher, "Ask the teacher.");
        using (var db = site.OpenDatabase())
            Assert.True(db.Write(sql => Anonymisation.Apply(sql, teacher.MemberId, 2)));
        Assert.Equal(1, site.Count("SELECT count(*) FROM own_pages WHERE updated_by IS NULL"));
        Assert.Contains("Ask the teacher.", (await new Person(site).GetAsync("/contact")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contact_is_in_the_foot_of_every_page_in_the_same_place()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var problem = site.AddProblem();
        var (pupil, head) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("head", Role.Owner)));
        (Person, string)[] visits =
        [
            .. new[] { "/", "/about", "/contact", "/privacy", "/login", "/join", "/nothing-here", "/reset", "/wall" }
                .Select(path => (new Person(site), path)),
            .. new[] { "/", "/challenges", problem.Path, "/leaderboard", "/account", "/admin" }.Select(path => (pupil, path)),
            .. AdminAreas.All.Select(area => (head, area.Path)),
        ];
        foreach (var (who, path) in visits)
        {
            var links = (await who.GetAsync(path)).Page.QuerySelectorAll("footer nav a").Select(link => link.GetAttribute("href"));
            Assert.Equal(["/contact", "/taking-part", "/about", "/privacy", "/accessibility", "/feed.xml"], links);
        }
        var without = await BreakAsync(site);
        Assert.Equal("/contact", without.Page.QuerySelector("footer nav a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task What_the_society_wrote_is_read_while_the_database_cannot_be()
    {
        await using var site = await Site.StartAsync();
        await SaveAsync(site.Visit(Seed.Person("tea", Role.Teacher)), "Ask Dr Noether.");
        Assert.Contains("Dr Noether", (await new Person(site).GetAsync("/contact")).Text, StringComparison.Ordinal);
        await BreakAsync(site);
        Assert.Contains("Dr Noether", (await new Person(site).GetAsync("/contact")).Text, StringComparison.Ordinal);
        Assert.Contains("You need curiosity", (await new Person(site).GetAsync("/taking-part")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/robots.txt")).StatusCode);
        // Robots would forget the articles that are not in it.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/sitemap.xml")).StatusCode);
    }

    [Fact]
    public async Task A_public_site_asks_its_owner_for_contact_and_privacy_until_both_are_there()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "http://maths.example"));
        var (head, teacher) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("tea", Role.Teacher)));
        async Task<string[]> Needs(Person who) =>
            [.. (await who.GetAsync("/admin")).Page.QuerySelectorAll(".needs a").Select(link => link.GetAttribute("href")!)];

        Assert.Equal([Form, "/admin/settings#controller"], await Needs(head));
        Assert.Empty(await Needs(teacher));
        await SaveAsync(teacher, "Ask Dr Noether, noether@school.example.");
        Assert.Equal(["/admin/settings#controller"], await Needs(head));
        using (var db = site.OpenDatabase())
            foreach (var name in new[] { "controller", "contact", "officer", "basis" }) db.Set($"privacy.{name}", $"The {name}", 1);
        await Eventually.TrueAsync(async () => (await Needs(head)).Length == 0, 3);
    }

    [Fact]
    public async Task Visitors_see_of_the_privacy_settings_what_is_filled_in_and_no_empty_heading()
    {
        await using var site = await Site.StartAsync();
        var (head, teacher, visitor) =
            (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("tea", Role.Teacher)), new Person(site));
        var before = await visitor.GetAsync("/privacy");
        Assert.Null(before.Page.QuerySelector("dl"));
        Assert.Contains("The school or society that runs this site decides", before.Text, StringComparison.Ordinal);
        Assert.Contains("on which legal ground", before.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not filled in yet", before.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not filled in yet", (await teacher.GetAsync("/privacy")).Text, StringComparison.Ordinal);
        Assert.Contains("the controller, how to reach it, the data protection officer and the lawful basis",
            (await head.GetAsync("/privacy")).Text, StringComparison.Ordinal);
        using (var db = site.OpenDatabase())
        {
            db.Set("privacy.controller", "Hill School <Trust>", 1);
            db.Set("privacy.basis", "A task in the public interest", 1);
        }
        await Eventually.TrueAsync(
            async () => (await visitor.GetAsync("/privacy")).Text.Contains("Hill School <Trust> decides", StringComparison.Ordinal), 3);
        var after = await visitor.GetAsync("/privacy");
        Assert.Equal(["Controller", "Lawful basis"], after.Page.QuerySelectorAll("dt").Select(term => term.TextContent));
        Assert.DoesNotContain("on which legal ground", after.Text, StringComparison.Ordinal);
        Assert.Contains("Not filled in yet: how to reach it and the data protection officer.",
            (await head.GetAsync("/privacy")).Text, StringComparison.Ordinal);
    }
}
