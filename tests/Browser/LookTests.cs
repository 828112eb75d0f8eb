// What can be measured of how pages look: where a phone's page begins, a part in one column, verdicts that differ, pictures with words.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class LookTests(BrowserFixture browser)
{
    private const int Phone = 360;

    [Fact]
    public async Task The_head_leaves_room_for_the_page_on_a_phone()
    {
        await using var site = await Society.StartAsync();
        var problem = site.AddProblem();
        var (pupil, teacher) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tea", Role.Teacher)));
        await teacher.AnnounceAsync("Puzzle lunch on Thursday, in the library", changes: ("pinned", "1"));
        foreach (var (who, path, most) in new[]
        {
            (pupil, "/", 200), (pupil, "/challenges", 200), (pupil, problem.Path, 200), (pupil, "/leaderboard", 200),
            (pupil, "/account", 200),
            (teacher, "/", 200), (teacher, "/admin", 240), (teacher, "/admin/members", 240), (teacher, "/admin/challenges", 240),
            (pupil, "/announcements", 200), (pupil, "/articles", 200), (pupil, "/search", 200),
            (teacher, "/admin/articles", 240), (teacher, "/admin/announcements", 240), (teacher, "/admin/announcements/new", 240),
            (teacher, "/admin/pages", 240), (teacher, "/admin/pages/about", 240),
            (teacher, "/admin/audit", 240), (teacher, "/admin/term", 240), (teacher, "/admin/certificates", 240),
        })
            await SignedInAsync(site, who, path, async page =>
            {
                var top = await page.EvaluateAsync<double>("document.querySelector('h1').getBoundingClientRect().top + scrollY");
                Assert.True(top <= most, $"{path}: the heading begins at {top} px");
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is too wide");
            }, Phone);
    }

    [Fact]
    public async Task Only_a_challenge_that_closes_counts_down()
    {
        await using var site = await Society.StartAsync();
        var pupil = site.Visit(Seed.Pupil("ada"));
        var never = site.AddProblem();
        var soon = site.AddProblem(one => one.ReleasedOn(site.Now - 3600, null, site.Now + 1800));
        var over = site.AddProblem(one => one.ReleasedOn(site.Now - 7200, 1, null) with { SolutionShownAt = site.Now - 60 });
        foreach (var (problem, words) in new[] { (never, "Open, with no time limit"), (soon, "Closes in"), (over, "Closed since") })
            await SignedInAsync(site, pupil, problem.Path, async page =>
            {
                // The script that counts is ready once the keys, which another one makes, are there.
                await Assertions.Expect(page.Locator(".keys").First).ToBeVisibleAsync();
                var closes = await page.Locator(".closes").InnerTextAsync();
                Assert.StartsWith(words, closes.Trim(), StringComparison.Ordinal);
                Assert.Equal(problem == soon ? 1 : 0, await page.Locator(".closes + .visually-hidden").CountAsync());
            }, Phone);
    }

    [Fact]
    public async Task What_is_printed_of_a_challenge_for_pupils_has_no_answers()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var problem = site.AddProblem(one => one with { Solution = "Each shakes six hands." });
        await SignedInAsync(site, teacher, problem.Path, async page =>
        {
            var answers = page.Locator(".model-answer, .solution, .notice");
            Assert.Equal(3, await answers.CountAsync());
            foreach (var one in await answers.AllAsync()) await Assertions.Expect(one).ToBeVisibleAsync();
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            foreach (var one in await answers.AllAsync()) await Assertions.Expect(one).ToBeHiddenAsync();
        }, 1280);
    }

    [Fact]
    public async Task A_long_forms_button_is_at_hand_and_numbers_and_answers_stand_side_by_side()
    {
        await using var site = await Society.StartAsync();
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        var contest = Contest.Add(site, one => one with { Title = "The Winter Relay" });
        await SignedInAsync(site, owner, "/admin/settings", async page =>
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save the settings" })).ToBeInViewportAsync();
            await page.GotoAsync($"/admin{contest.Path}");
            var tops = await page.Locator(".numbers > div").EvaluateAllAsync<double[]>("all => all.map(it => it.offsetTop)");
            Assert.Equal(6, tops.Length);
            Assert.Single(tops.Distinct());
            // Without a frame "4" and "4 = x" read as "4 4 = x".
            await page.GotoAsync("/admin/help");
            var frame = await page.Locator(".help td code").First.EvaluateAsync<string>("it => getComputedStyle(it).borderLeftWidth");
            Assert.NotEqual("0px", frame);
        }, 1440);
    }

    [Fact]
    public async Task Tables_have_the_whole_width_where_they_need_it()
    {
        await using var site = await Society.StartAsync();
        var pupil = site.Visit(Seed.Pupil("ada"));
        var problem = site.AddProblem(null, Part.New("(a) A long question about which there is a good deal to say, and more", "21"));
        foreach (var answer in new[] { "(x-1/2)^2+y^2=1/4", "20", "21" }) await pupil.AnswerAsync(problem, 0, answer);
        await SignedInAsync(site, pupil, "/account/data", async page =>
        {
            Assert.True(await page.Locator(".table").CountAsync() >= 2);
            Assert.Equal(0, await page.Locator(".table").EvaluateAllAsync<int>(
                "all => all.filter(it => it.scrollWidth > it.clientWidth).length"));
        }, 1440);
    }

    [Theory]
    [InlineData(768)]
    [InlineData(1024)]
    [InlineData(1440)]
    public async Task All_links_of_the_head_are_on_one_line_below_the_account(int width)
    {
        await using var site = await Society.StartAsync();
        site.AddArticle(ArticleSeed.Published("Twenty-four is wrong", site.Now));
        var owner = site.Visit(Seed.Person("The Right Honourable Ada", Role.Owner));
        Contest.Add(site, one => one with { Title = "The Winter Relay" });
        await owner.AnnounceAsync("Puzzle lunch");
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        foreach (var (who, links) in new[] { (site.Visit(Seed.Pupil("ada")), 6), (owner, 7), (teacher, 7) })
            await SignedInAsync(site, who, "/", async page =>
            {
                await Assertions.Expect(page.Locator(".site-nav a")).ToHaveCountAsync(links);
                Assert.Equal(1, await page.Locator(".site-nav .new").CountAsync());
                var tops = await page.Locator(".site-nav a")
                    .EvaluateAllAsync<double[]>("all => all.map(it => it.getBoundingClientRect().top)");
                Assert.All(tops, top => Assert.Equal(tops[0], top, 1.0));
                var account = (await page.Locator(".site-member").BoundingBoxAsync())!;
                Assert.True(account.Y + account.Height <= tops[0] + 1, $"the account ends at {account.Y + account.Height}");
                Assert.InRange((await page.Locator(".site-header").BoundingBoxAsync())!.Height, 60, 125);
            }, width);
    }

    [Theory]
    [InlineData(Phone)]
    [InlineData(1440)]
    public async Task What_is_worth_a_look_is_said_once(int width)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Handshakes");
        await teacher.WriteAsync(path, "save", ("p0-answer", "21"), ("statement", "It is $21$."));
        await SignedInAsync(site, teacher, path, async page =>
        {
            if (width == 1440) await Assertions.Expect(page.Locator("#preview > .notice")).ToBeVisibleAsync();
            var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Worth a look" });
            await Assertions.Expect(heading).ToHaveCountAsync(1);
        }, width);
    }

    [Theory]
    [InlineData(Phone)]
    [InlineData(1440)]
    public async Task A_part_is_one_column_in_the_size_of_its_statement(int width)
    {
        await using var site = await Society.StartAsync();
        var problem = site.AddProblem(one => one, Part.New("(a) How many handshakes are there?", "42"));
        await SignedInAsync(site, site.Visit(Seed.Pupil("ada")), problem.Path, async page =>
        {
            var boxes = await page.EvaluateAsync<double[]>("""
                ["section.part > h2", "section.part input[type=text]"].flatMap(which => {
                  const box = document.querySelector(which).getBoundingClientRect();
                  return [box.left, box.top, box.bottom];
                })
                """);
            Assert.Equal(boxes[0], boxes[3], 1.0);
            Assert.True(boxes[4] > boxes[2], "The field is below its question");
            var sizes = await page.EvaluateAsync<string[]>("""
                [".statement p", "section.part > h2"].flatMap(which => {
                  const style = getComputedStyle(document.querySelector(which));
                  return [style.fontSize, style.fontFamily];
                })
                """);
            Assert.Equal(["18px", sizes[1], "18px", sizes[1]], sizes);
        }, width);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Right_and_not_right_differ_and_completion_leads_on(ColorScheme colours)
    {
        await using var site = await Society.StartAsync();
        var first = site.AddProblem(one => one with { Title = "Handshakes" }, Part.New("(a) How many?", "42"));
        site.AddProblem(one => one with { Title = "Goat and Shed" });
        await SignedInAsync(site, site.Visit(Seed.Pupil("ada")), first.Path, async page =>
        {
            await SendAsync(page, "7");
            var wrong = await LookAsync(page);
            await SendAsync(page, "42");
            var right = await LookAsync(page);
            Assert.Equal(["24px", "24px"], [wrong[0], right[0]]);
            Assert.NotEqual(wrong[1], right[1]);
            Assert.Contains("✗", wrong[2], StringComparison.Ordinal);
            Assert.Contains("✓", right[2], StringComparison.Ordinal);
            // The construction is closed at once where motion is not wanted.
            Assert.Equal("none", await page.Locator(".said .found").EvaluateAsync<string>("it => getComputedStyle(it).animationName"));
            Assert.Contains("You are 1st this year, with", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
            await Axe.FindsNothingAsync(page);
            await page.GetByRole(AriaRole.Link, new() { Name = "Next: Goat and Shed" }).ClickAsync();
            Assert.StartsWith("Goat and Shed", await page.TitleAsync(), StringComparison.Ordinal);
        }, Phone, colours);
    }

    [Fact]
    public async Task The_own_line_of_a_board_stays_on_the_screen()
    {
        await using var site = await Society.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase())
        {
            for (var i = 0; i < 30; i++) db.Give(db.Add(Seed.Pupil($"mate{i}")), 50 - i, site.Now - 60);
            db.Give(ada.MemberId, 2, site.Now - 60);
        }
        await SignedInAsync(site, ada, "/leaderboard", async page =>
        {
            var you = await page.EvaluateAsync<double[]>("""
                (() => {
                  const box = document.querySelector(".ranks .you th").getBoundingClientRect();
                  return [box.top, box.bottom, innerHeight];
                })()
                """);
            Assert.True(you[0] >= 0 && you[1] <= you[2], $"The own line is from {you[0]} to {you[1]} of {you[2]} px");
            var size = await page.Locator(".ranks tbody tr:nth-child(5) th").EvaluateAsync<string>("it => getComputedStyle(it).fontSize");
            Assert.Equal("18px", size);
            Assert.Equal(3, await page.Locator(".ranks .top").CountAsync());
            await Axe.FindsNothingAsync(page);
        }, Phone);
    }

    [Fact]
    public async Task Progress_and_the_term_are_pictures_with_words()
    {
        await using var site = await Society.StartAsync();
        var (done, half) = (site.AddProblem(one => one with { Title = "Done" }), site.AddProblem(one => one with { Title = "Half" },
            Part.New("(a) One?", "1"), Part.New("(b) Two?", "2")));
        site.AddProblem(one => one with { Title = "Untouched" });
        var (ada, teacher) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tea", Role.Teacher)));
        await ada.AnswerAsync(done, 0, "21");
        await ada.AnswerAsync(half, 0, "1");
        foreach (var (who, path) in new[] { (ada, "/"), (ada, $"/scores/{ada.MemberId}"), (teacher, $"/scores/{ada.MemberId}") })
            await SignedInAsync(site, who, path, async page =>
            {
                foreach (var words in new[] { "Done: complete", "Half: 1 of 2 parts right", "Untouched: not tried" })
                    await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = words, Exact = true })).ToHaveCountAsync(1);
                await Axe.FindsNothingAsync(page);
            }, Phone);
        await SignedInAsync(site, site.Visit(Seed.Pupil("ben")), $"/scores/{ada.MemberId}", async page =>
            Assert.Equal(0, await page.Locator(".progress-picture").CountAsync()), Phone);
        await SignedInAsync(site, teacher, "/admin/term", async page =>
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "50 per cent" })).ToHaveCountAsync(1);
            await Axe.FindsNothingAsync(page);
        }, Phone);
    }

    /// <summary>The verdict's size, its box's colour, and the mark before it.</summary>
    private static Task<string[]> LookAsync(IPage page) => page.EvaluateAsync<string[]>("""
        (() => {
          const said = document.querySelector(".said"), strong = said.querySelector("strong");
          return [getComputedStyle(strong).fontSize, getComputedStyle(said).backgroundColor, getComputedStyle(strong, "::before").content];
        })()
        """);

    private static async Task SendAsync(IPage page, string answer)
    {
        await page.Locator("form.answer input[type=text]").First.FillAsync(answer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).First.ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);
    }

    private Task SignedInAsync(
        Site site, Person who, string path, Func<IPage, Task> test, int width, ColorScheme colours = ColorScheme.Light) =>
        browser.VisitAsAsync(site, who, path, test, new Visitor { Width = width, Colours = colours });
}
