// Back, after signing out on a shared computer, with the browser's back-forward cache at work: no page of the member is shown again.
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class BackTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_the_browser_kept_whole_is_shown_only_while_its_member_is_signed_in(bool isSignedOut)
    {
        await using var site = await Society.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        // Some browsers keep pages in spite of no-store. Chromium does so without the header, which a proxy takes away here.
        await using var nginx = await Nginx.StartAsync(site, "proxy_hide_header Cache-Control; proxy_set_header Host $http_host;");
        await browser.VisitWithBackForwardCacheAsync(async context =>
        {
            await context.AddCookiesAsync([new Cookie { Name = "mathsoc_session", Value = ada.Token!, Url = nginx.Address.ToString() }]);
            var page = await context.NewPageAsync();
            await page.GotoAsync($"{nginx.Address}account");
            // A mark that only this very document has.
            await page.EvaluateAsync("document.title = 'kept'; addEventListener('pageshow', e => document.title += e.persisted)");
            await page.GotoAsync($"{nginx.Address}about");
            if (isSignedOut) await ada.PostAsync("/logout");
            // Playwright waits for a load that such a page does not have.
            await page.EvaluateAsync("setTimeout(() => history.back(), 0)");
            var expected = isSignedOut ? "/login" : "/account";
            await Eventually.TrueAsync(async () =>
            {
                try
                {
                    var now = await page.EvaluateAsync<string>("location.pathname + ' ' + document.body.hidden + ' ' + document.title");
                    return now.StartsWith(expected + " false", StringComparison.Ordinal)
                        && (isSignedOut || now.EndsWith("kepttrue", StringComparison.Ordinal));
                }
                catch (PlaywrightException)
                {
                    // Between two pages.
                    return false;
                }
            });
        });
    }
}
