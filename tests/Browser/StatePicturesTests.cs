// A picture of what PagePicturesTests does not come past, for looking at: articles, empty lists, refusals and errors. Only when asked for.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class StatePicturesTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_empty_society_has_its_pictures()
    {
        PagePicturesTests.SkipUnlessAskedFor();
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        await TakeAsync(site, new Person(site), "without-owner", ["/", "/about", "/login"]);
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        string[] lists = ["/", "/articles", "/newsletters", "/announcements", "/competitions", "/wall"];
        await TakeAsync(site, new Person(site), "empty-visitor", lists);
        await TakeAsync(site, site.Visit(Seed.Pupil("ada")), "empty-pupil", [.. lists, "/challenges", "/leaderboard", "/account"]);
        await TakeAsync(site, owner, "empty-owner", [.. lists, "/challenges", "/leaderboard", "/admin", "/admin/members",
            "/admin/approvals", "/admin/codes", "/admin/rollover", "/admin/schools", "/admin/challenges", "/admin/competitions",
            "/admin/articles", "/admin/announcements", "/admin/pages", "/admin/certificates", "/admin/audit", "/admin/term",
            "/admin/changes", "/admin/import", "/admin/status"]);
    }

    [Fact]
    public async Task A_societys_texts_problems_and_errors_have_their_pictures()
    {
        PagePicturesTests.SkipUnlessAskedFor();
        var (site, owner, pupil) = await Society.StartDemoAsync();
        await using var _ = site;
        var best = site.Count("SELECT member_id FROM attempts GROUP BY member_id ORDER BY count(*) DESC LIMIT 1");
        var open = site.Count($"SELECT max(id) FROM challenges WHERE competition_id IS NULL AND released_at < {site.Now}");
        var closed = site.Count("SELECT min(id) FROM challenges WHERE competition_id IS NULL AND solution_shown_at IS NOT NULL");
        await TakeAsync(site, new Person(site), "texts-visitor",
            ["/", "/articles", "/articles/1", "/newsletters", "/newsletters/4", "/announcements", "/search?q=root", "/search?q=zzz",
            "/leaderboard", "/wall", "/nothing-here", "/login", "/join", "/reset"]);
        await TakeAsync(site, pupil, "texts-pupil", ["/", "/challenges", $"/challenges/{open}", $"/challenges/{closed}", "/articles",
            "/announcements", $"/scores/{pupil.MemberId}", $"/scores/{best}", "/account/data", "/admin/settings", "/nothing-here"]);
        await TakeAsync(site, owner, "texts-owner", ["/", "/admin", "/admin/articles", "/admin/articles/1", "/admin/articles/1/history",
            "/admin/articles/4/pdf", "/admin/announcements/1", $"/admin/challenges/{open}", $"/admin/challenges/{open}/mistakes",
            $"/admin/challenges/{open}/paper/class", $"/challenges/{open}/poster", $"/admin/members/{best}/answers", "/admin/term",
            "/admin/certificates", "/admin/help", "/admin/help/marking"]);
        foreach (var (name, answer) in new[] { ("refused", "20((11"), ("wrong", "60"), ("right", "20sqrt11") })
            await browser.VisitAsAsync(site, pupil, "/challenges/17", async page =>
            {
                await page.Locator("form.answer input[type=text]").First.FillAsync(answer);
                await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).First.ClickAsync();
                await page.WaitForLoadStateAsync(LoadState.Load);
                await page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(PagePicturesTests.FolderOf("texts-pupil"), $"answer.{name}.360.light.png"), FullPage = true,
                });
            }, new Visitor { Width = 360 });
    }

    private Task TakeAsync(Site site, Person who, string folder, string[] pages) =>
        PagePicturesTests.TakeAsync(browser, site, who, folder, pages);
}
