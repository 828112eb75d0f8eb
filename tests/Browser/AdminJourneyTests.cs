// What a teacher does in September, in a real browser with the keyboard alone, and a pupil who gets one of the slips.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class AdminJourneyTests(BrowserFixture browser)
{
    /// <summary>Every page of the members' administration.</summary>
    private static readonly string[] Pages =
    [
        "/admin", "/admin/members", "/admin/members?q=ada&stage=KS3", "/admin/members/new", "/admin/members/2",
        "/admin/members/import", "/admin/approvals", "/admin/codes",
        "/admin/rollover", "/admin/changes", "/admin/schools", "/admin/audit", "/admin/status", "/admin/settings",
    ];

    public static readonly TheoryData<Visitor> Visitors = [new Visitor(), new Visitor { HasScripts = false }, new Visitor { Width = 360 }];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task Thirty_pupils_from_a_list_get_slips_and_one_of_them_signs_in_with_hers(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var (code, login) = ("", "");
        await browser.VisitAsync(site, "/login?next=/admin/members/import", async page =>
        {
            var hands = new Keyboard(page, visitor);
            await hands.TypeAsync("Login", "head");
            await hands.TypeAsync("Password", Seed.Password);
            await hands.PressAsync("Sign in");
            // Pasted, not typed: thirty rows.
            await page.Locator("#text").FillAsync(
                "name,year,class\n" + string.Join('\n', Enumerable.Range(1, 30).Select(i => $"Pupil Number{i},9,9B")));
            await hands.PressAsync("Show what would happen");
            Assert.Contains("30 will be added", await hands.ReadAsync(), StringComparison.Ordinal);
            await hands.PressAsync("Add these 30 members");
            Assert.Contains("30 members added", await hands.ReadAsync(), StringComparison.Ordinal);
            await hands.PressAsync("Make login slips");
            Assert.Equal(30, await page.Locator(".slips li").CountAsync());
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
            Assert.False(await page.Locator(".site-header").IsVisibleAsync());
            Assert.True(await page.Locator(".slips li").Last.IsVisibleAsync());
            code = await page.Locator(".slips .code").First.InnerTextAsync();
            login = await page.Locator(".slips li").First.Locator("strong").Nth(1).InnerTextAsync();
        }, visitor);

        await browser.VisitAsync(site, "/login", async page =>
        {
            var hands = new Keyboard(page, visitor);
            await hands.PressAsync("Set your password");
            await hands.TypeAsync("Code", code.ToLowerInvariant());
            await hands.PressAsync("Continue");
            Assert.Equal(login, await page.Locator("#login").InputValueAsync());
            await hands.TypeAsync("New password", "three unlike words");
            await hands.PressAsync("Set the password");
            await hands.PressAsync("Sign out");
            await hands.TypeAsync("Login", login);
            await hands.TypeAsync("Password", "three unlike words");
            await hands.PressAsync("Sign in");
            Assert.Equal("/", new Uri(page.Url).AbsolutePath);
            Assert.Equal(1, await page.Locator(".site-member form").CountAsync());
        }, visitor);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task Axe_finds_nothing_on_the_admin_pages_and_none_is_read_sideways(int width, ColorScheme colours)
    {
        await using var site = await Society.StartAsync();
        using (var db = site.OpenDatabase())
        {
            db.Add(Seed.Pupil("ada") with { Class = "9B" }, site.Now);
            db.Add(Seed.Pupil("bob") with { State = MemberState.Waiting, WantedName = "Bobby" }, site.Now);
            db.Write(sql => Schools.Add(sql, "Hill School", "hill.example", site.Now));
        }
        var visitor = new Visitor { Width = width, Colours = colours };
        await browser.VisitAsync(site, "/login?next=/admin", async page =>
        {
            await page.GetByLabel("Login").FillAsync("head");
            await page.GetByLabel("Password").FillAsync(Seed.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            foreach (var path in Pages)
            {
                var answer = await page.GotoAsync(path);
                Assert.Equal((path, 200), (path, answer!.Status));
                await new Keyboard(page, visitor).LookAsync();
            }
        }, visitor);
    }
}
