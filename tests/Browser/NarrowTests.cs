// Every page of every role on the narrowest screen and on a tablet: no page is wider, and no table has to be moved sideways.
using System.Net;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class NarrowTests(BrowserFixture browser)
{
    private const int Narrowest = 320, Phone = 360, Tablet = 768;

    [Fact]
    public async Task No_page_of_anybody_is_wider_than_the_narrowest_screen_and_no_table_than_a_phone_or_a_tablet()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; this test reads them in process.");
        await using var full = await FullSite.StartAsync();
        var (looked, faults) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var (name, who) in new[] { ("pupil", full.Ada), ("coordinator", full.People["coordinator"]), ("owner", full.Owner) })
            await browser.VisitAsAsync(full.Site, who, "/", async page =>
            {
                foreach (var template in full.Site.Routes.Where(route => route.Verbs.StartsWith("GET", StringComparison.Ordinal))
                    .Select(route => route.Template))
                {
                    var path = full.AddressOf(template);
                    if (path.Contains('{', StringComparison.Ordinal) || looked.Contains(path) || !await IsPageAsync(who, path)) continue;
                    looked.Add(path);
                    await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
                    foreach (var width in new[] { Tablet, Phone, Narrowest })
                    {
                        await page.SetViewportSizeAsync(width, 740);
                        var wide = await page.EvaluateAsync<string[]>("""
                            all => all.filter(which => [...document.querySelectorAll(which)]
                              .some(it => it.scrollWidth > it.clientWidth + 1))
                            """, width == Narrowest ? ["html", ".table.stack"] : new[] { "html", ".table" });
                        faults.AddRange(wide.Select(which => $"{name} {path} at {width}: {which}"));
                    }
                    // The pages whose lists have most to say.
                    if (template is "/admin/help" or "/admin/help/marking" or "/admin/members/{id}/answers" or "/account/data")
                        await Axe.FindsNothingAsync(page);
                }
            }, new Visitor { Width = Narrowest });
        Assert.True(looked.Count > 80, $"{looked.Count} pages only");
        Assert.Empty(faults);
    }

    private static async Task<bool> IsPageAsync(Person who, string path)
    {
        var page = await who.GetAsync(path);
        return page.Status == HttpStatusCode.OK && page.Path.Split('?')[0] == path
            && page.Response.Content.Headers.ContentType?.MediaType == "text/html";
    }
}
