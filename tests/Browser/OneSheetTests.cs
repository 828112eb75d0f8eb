// What nobody can scroll fits by measuring: a poster on its sheet of paper, the wall on its screen, each with formulas and a picture.
using System.Text;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class OneSheetTests(BrowserFixture browser)
{
    private static readonly Part[] Parts =
    [
        Part.New("(a) How many rows has it, and why are there not more of them than columns?", "4"),
        Part.New(@"(b) What is $\frac{1}{2}+\frac{1}{4}+\frac{1}{8}$?", "7/8"),
        Part.New("(c) How long is the diagonal of the square?", "4sqrt2"),
    ];

    [Theory]
    [InlineData(1, 600)]
    [InlineData(1, 60)]
    [InlineData(9, 1200)]
    [InlineData(18, 600)]
    [InlineData(14, 0)]
    public async Task A_poster_is_one_page_with_all_its_parts_and_strips(int paragraphs, int picture)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var problem = await AddAsync(site, teacher, paragraphs, picture);
        await browser.VisitAsAsync(site, teacher, problem.Path + "/poster", async page =>
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new PagePdfOptions { Format = "A4", PreferCSSPageSize = true }));
            Assert.Single(Regex.Matches(pdf, @"/Type\s*/Page\b(?!s)"));
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            Assert.Equal(3, await page.Locator(".poster-questions > *").CountAsync());
            if (picture > 0) Assert.True((await page.Locator(".poster img").BoundingBoxAsync())!.Height > 20);
        });
    }

    [Fact]
    public async Task One_slip_or_one_invitation_is_one_page_without_an_empty_one_behind_it()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        long pupil, school;
        using (var db = site.OpenDatabase())
            (pupil, school) = (db.Add(Seed.Pupil("ada")), db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value);
        foreach (var (path, button) in new[]
        {
            ($"/admin/members/{pupil}", "Make a login slip"), ($"/admin/members/{pupil}", "Make a one-time link"),
            ($"/admin/schools/{school}/coordinators", "Make an invitation"),
        })
            await browser.VisitAsAsync(site, teacher, path, async page =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
                await page.Locator(".slips").WaitForAsync();
                var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new PagePdfOptions { Format = "A4" }));
                Assert.Single(Regex.Matches(pdf, @"/Type\s*/Page\b(?!s)"));
            });
    }

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(1366, 768)]
    public async Task The_wall_with_names_fits_the_screen_and_shows_the_picture(int width, int height)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await AddAsync(site, teacher, 3, 600);
        site.AddProblem(one => one.ReleasedOn(site.Now + 86_400, null, null));
        using (var db = site.OpenDatabase())
            for (var i = 0; i < 5; i++)
                db.Give(db.Add(Seed.Pupil($"pupil{i}") with { DisplayName = $"Somebody with a long name {i}" }), 10 - i, site.Now);
        var address = (await teacher.PostAsync("/admin/wall")).Page.QuerySelector("pre")!.TextContent.Trim();
        var path = address[address.IndexOf("/wall", StringComparison.Ordinal)..];
        await browser.VisitAsync(site, path, async page =>
        {
            await page.SetViewportSizeAsync(width, height);
            await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Load });
            await page.Locator(".wall-text .katex").First.WaitForAsync();
            Assert.Equal(5, await page.Locator(".wall-top li").CountAsync());
            await Eventually.TrueAsync(async () => await page.EvaluateAsync<int>("document.scrollingElement.scrollHeight") <= height);
            var picture = page.Locator(".wall-text img");
            Assert.True(await picture.EvaluateAsync<bool>("it => it.complete && it.naturalWidth > 0"));
            var last = (await page.GetByText("The next problem opens").BoundingBoxAsync())!;
            Assert.True(last.Y + last.Height <= height, $"It ends at {last.Y + last.Height} of {height}");
            Assert.True(last.Height >= 14, $"A line of {last.Height} px cannot be read");
        });
    }

    /// <summary>An open challenge with formulas, a square picture of so many pixels (0: none) and three parts.</summary>
    private static async Task<Problem> AddAsync(Site site, Person teacher, int paragraphs, int picture)
    {
        const string Paragraph = @"A square of side 4 is cut into unit squares, and $\sum_{k=1}^{4} k^2$ are seen.";
        var body = string.Join("\n\n", Enumerable.Repeat(Paragraph, paragraphs));
        var problem = site.AddProblem(one => one with { Title = "Sixteen unit squares in one large square", Body = body }, Parts);
        if (picture == 0) return problem;
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Pictures.Png(picture)), "file", "square.png" },
            { new StringContent("A square of side 4 cut into 16 unit squares"), "alt" },
        };
        await teacher.PostFormAsync($"/admin{problem.Path}/uploads", form);
        var hash = site.Read("SELECT hash FROM uploads");
        var text = $"![A square of side 4 cut into 16 unit squares](upload:{hash}.png)\n\n{body}";
        var saved = await teacher.WriteAsync($"/admin{problem.Path}", "save", ("statement", text));
        Assert.Contains("saved", saved.Text, StringComparison.Ordinal);
        return problem;
    }
}
