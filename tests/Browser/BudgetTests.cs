// What a first visit costs, in bytes over the wire.
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class BudgetTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("/about", 60)]
    [InlineData("/contact", 60)]
    [InlineData("/taking-part", 60)]
    [InlineData("/competition-rules", 60)]
    [InlineData("/privacy", 60)]
    [InlineData("/accessibility", 60)]
    [InlineData("/nothing-here", 60)]
    [InlineData("/", 130)]
    public async Task A_first_visit_stays_within_its_budget(string path, int kilobytes)
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, path, page => Wire.FirstVisitAsync(page, path, kilobytes));
    }

    [Fact]
    public async Task So_does_the_front_page_of_a_society_that_has_pictures_and_news()
    {
        var (site, _, _) = await Society.StartDemoAsync();
        await using (site) await browser.VisitAsync(site, "/", page => Wire.FirstVisitAsync(page, "/", 130));
    }
}

/// <summary>Counts what comes over the wire.</summary>
internal static class Wire
{
    /// <summary>Fails if a first visit to the page that is open costs more.</summary>
    public static async Task FirstVisitAsync(IPage page, string path, int kilobytes)
    {
        // The visit began with an empty cache; loading the page again without it, through the protocol that counts bytes, is a first
        // visit too.
        var wire = await page.Context.NewCDPSessionAsync(page);
        double bytes = 0;
        var requests = 0;
        wire.Event("Network.loadingFinished").OnEvent += (_, finished) =>
        {
            bytes += finished!.Value.GetProperty("encodedDataLength").GetDouble();
            requests++;
        };
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });
        TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {bytes / 1000:0.0} kB in {requests} requests");
        Assert.InRange(requests, 6, 20);
        Assert.InRange(bytes, 30_000, kilobytes * 1000);
    }
}
