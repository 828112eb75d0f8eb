// One Chromium for all browser tests, started by the first of them; what a failing test saw is kept in tests/artifacts.
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(MathsSoc.Tests.Browser.BrowserFixture))]

namespace MathsSoc.Tests.Browser;

/// <summary>A visitor's setup: the size and colours of the screen, and the features that are switched off.</summary>
public sealed record Visitor
{
    public int Width { get; init; } = 1280;
    public ColorScheme Colours { get; init; } = ColorScheme.Light;
    public bool HasScripts { get; init; } = true;
    public bool WantsStillness { get; init; } = true;
    public bool HasForcedColours { get; init; }

    public override string ToString() =>
        $"{Width} px, {Colours}{(HasForcedColours ? ", forced colours" : "")}{(HasScripts ? "" : ", no scripts")}";
}

/// <summary>
/// Starts visits. Whatever a test looks at, every visit also fails if a request leaves the site, if the content security policy stops
/// something, or if a script throws.
/// </summary>
public sealed partial class BrowserFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const float TimeoutMilliseconds = 15_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // Chromium uses the last such list, so this one repeats those of Playwright's own that matter here. The others would start a
        // process beside each window, for buttons that no one sees.
        "--disable-features=HttpsUpgrades,PaintHolding,Translate,OptimizationHints,MediaRouter,DestroyProfileOnBrowserClose,"
            + "InitialWebUI,WebUIReloadButton,WebUIToolbar,PreloadTopChromeWebUI",
    ];

    private readonly SemaphoreSlim starting = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens a page of the site as a new visitor with an empty cache, and runs the test in it.</summary>
    public async Task VisitAsync(Site site, string path, Func<IPage, Task> test, Visitor? visitor = null)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: install Debian's chromium to run the browser tests.");
        visitor ??= new Visitor();
        var chromium = await StartAsync();
        await using var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.Address.ToString(),
            ViewportSize = new ViewportSize { Width = visitor.Width, Height = 800 },
            ColorScheme = visitor.Colours,
            JavaScriptEnabled = visitor.HasScripts,
            ReducedMotion = visitor.WantsStillness ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
            ForcedColors = visitor.HasForcedColours ? ForcedColors.Active : ForcedColors.None,
        });
        context.SetDefaultTimeout(TimeoutMilliseconds);
        var page = await context.NewPageAsync();
        var complaints = Watch(page, site);
        try
        {
            await page.GotoAsync(path);
            if (visitor.HasScripts) await page.EvaluateAsync("document.fonts.ready.then(() => true)");
            await test(page);
            Assert.Empty(complaints);
        }
        catch
        {
            await KeepAsync(page);
            throw;
        }
    }

    /// <summary>Visits as a person who has signed in before.</summary>
    public Task VisitAsAsync(Site site, Person who, string path, Func<IPage, Task> test, Visitor? visitor = null) =>
        VisitAsync(site, "/login", async page =>
        {
            await page.Context.AddCookiesAsync(
                [new Cookie { Name = "mathsoc_session", Value = who.Token!, Url = site.Address.ToString() }]);
            await page.GotoAsync(path);
            await test(page);
        }, visitor);

    /// <summary>
    /// Runs a test in a Chromium of its own that keeps pages whole for Back, as everybody's does; Playwright turns that off.
    /// </summary>
    public async Task VisitWithBackForwardCacheAsync(Func<IBrowserContext, Task> test)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: install Debian's chromium to run the browser tests.");
        await StartAsync();
        await using var own = await playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium, Args = Arguments, IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        });
        await using var context = await own.NewContextAsync();
        context.SetDefaultTimeout(TimeoutMilliseconds);
        await test(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.CloseAsync();
        playwright?.Dispose();
        starting.Dispose();
    }

    private static ConcurrentQueue<string> Watch(IPage page, Site site)
    {
        var complaints = new ConcurrentQueue<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.Address.ToString(), StringComparison.Ordinal))
                complaints.Enqueue($"left the site: {request.Url}");
        };
        page.PageError += (_, error) => complaints.Enqueue($"script: {error}");
        page.Console += (_, message) =>
        {
            // The console also reports the failed load of an error page that a test requests on purpose.
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                complaints.Enqueue($"console: {message.Text}");
        };
        page.RequestFailed += (_, request) =>
        {
            // Chromium aborts a page that is still loading when the visitor requests the next one, as a second click may, and a preview
            // that is under way when the form is sent.
            var isLeftBehind = request.Failure == "net::ERR_ABORTED" && (request.IsNavigationRequest || request.ResourceType == "fetch");
            if (!isLeftBehind) complaints.Enqueue($"failed: {request.Url}: {request.Failure}");
        };
        return complaints;
    }

    private async Task<IBrowser> StartAsync()
    {
        await starting.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Arguments });
        }
        finally
        {
            starting.Release();
        }
    }

    private static async Task KeepAsync(IPage page)
    {
        var name = NotInNames().Replace(TestContext.Current.Test?.TestDisplayName ?? "unnamed", "_");
        var folder = Path.Combine(FindTests(), "artifacts");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name.Length > 120 ? name[^120..] : name);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path + ".png", FullPage = true });
        await File.WriteAllTextAsync(path + ".html", $"<!-- {page.Url} -->\n{await page.ContentAsync()}");
        TestContext.Current.TestOutputHelper?.WriteLine($"What was seen: {path}.png and .html");
    }

    private static string FindTests()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MathsSoc.Tests.csproj")))
                return folder.FullName;
        return AppContext.BaseDirectory;
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotInNames();
}
