// A picture of every page, for looking at: on a phone, a tablet and a desktop, in light and dark colours. Only when asked for.
using System.Diagnostics;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class PagePicturesTests(BrowserFixture browser)
{
    private const string AskFor = "MATHSOC_SCREENSHOTS";
    private static readonly int[] Widths = [360, 768, 1440];

    [Fact]
    public async Task Every_page_of_every_role_has_its_picture()
    {
        SkipUnlessAskedFor();
        await using var full = await FullSite.StartAsync();
        var (watch, made, taken) = (Stopwatch.StartNew(), 0, new HashSet<string>(StringComparer.Ordinal));
        var wide = new List<string>();
        // Each page is looked at by the first of these who may open it; home and the lists by all, who see different things there.
        foreach (var (role, who) in new[]
        {
            ("visitor", full.People["visitor"]), ("pupil", full.Ada), ("coordinator", full.People["coordinator"]),
            ("editor", full.People["editor"]), ("teacher", full.People["teacher"]), ("owner", full.Owner),
        })
        {
            var pages = new List<string>();
            foreach (var template in full.Site.Routes.Where(route => route.Verbs.StartsWith("GET", StringComparison.Ordinal))
                .Select(route => route.Template).Order(StringComparer.Ordinal))
                if (full.AddressOf(template) is var path && !path.Contains('{', StringComparison.Ordinal)
                    && (IsSharedBy(role, path) || !taken.Contains(path)) && await IsPageAsync(who, path))
                {
                    pages.Add(path);
                    taken.Add(path);
                }
            Task Take(IPage page) => TakeAsync(page, pages, FolderOf(role), Widths, wide);
            await (who.Token is null ? browser.VisitAsync(full.Site, "/", Take) : browser.VisitAsAsync(full.Site, who, "/", Take));
            made += pages.Count;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{made} pages in {watch.Elapsed.TotalSeconds:0} s: {FolderOf("")}");
        TestContext.Current.TestOutputHelper?.WriteLine($"Tables that a phone moves sideways: {string.Join(' ', wide)}");
        Assert.True(made >= 60, $"There are pictures of {made} pages only.");
    }

    internal static bool AreAskedFor => Environment.GetEnvironmentVariable(AskFor) is { Length: > 0 };

    internal static void SkipUnlessAskedFor()
    {
        Assert.SkipUnless(AreAskedFor,
            $"Pictures of all pages are made only when asked for, because they take more than a minute: set {AskFor}=1.");
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes or fill its demo; this test does both in process.");
    }

    internal static string FolderOf(string role) => Path.Combine(Repository.Root, "tests", "artifacts", "pages", role);

    private static bool IsSharedBy(string role, string path) =>
        path == "/" || (path is "/leaderboard" && role == "pupil") || (path == "/admin" && role is "teacher" or "owner");

    private static async Task<bool> IsPageAsync(Person who, string path)
    {
        var page = await who.GetAsync(path);
        return page.Status == HttpStatusCode.OK && page.Path.Split('?')[0] == path
            && page.Response.Content.Headers.ContentType?.MediaType == "text/html"
            && page.Response.Content.Headers.ContentDisposition is null;
    }

    /// <summary>The same on a phone and a desktop, in a window of this visitor's or member's own.</summary>
    internal static Task TakeAsync(BrowserFixture browser, Site site, Person who, string folder, IReadOnlyList<string> pages)
    {
        Task Take(IPage page) => TakeAsync(page, pages, FolderOf(folder), [360, 1440], []);
        return who.Token is null ? browser.VisitAsync(site, "/", Take) : browser.VisitAsAsync(site, who, "/", Take);
    }

    /// <summary>
    /// Takes each page in each width, in light and dark colours, and adds to <paramref name="wide"/> those with a table that the smallest
    /// screen moves sideways.
    /// </summary>
    internal static async Task TakeAsync(IPage page, IReadOnlyList<string> pages, string folder, int[] widths, List<string> wide)
    {
        foreach (var path in pages)
        {
            await page.GotoAsync(path);
            var name = path == "/" ? "home" : path.Trim('/').Replace('/', '.').Replace('?', '.');
            foreach (var width in widths)
            {
                await page.SetViewportSizeAsync(width, 800);
                if (width == widths[0] && await page.EvaluateAsync<bool>(
                    "[...document.querySelectorAll('.table')].some(it => it.scrollWidth > it.clientWidth)"))
                    wide.Add(path);
                foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = colours });
                    var file = Path.Combine(folder, $"{name}.{width}.{(colours == ColorScheme.Dark ? "dark" : "light")}.png");
                    await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
                }
            }
        }
    }
}
