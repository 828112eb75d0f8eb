// A newsletter's PDF in a real browser: sent from its page, without scripts too, and read in the browser's own viewer.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class NewsletterPdfTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_PDF_of_15_MB_is_sent_from_its_page_and_read_in_the_browsers_own_viewer()
    {
        await using var site = await Site.StartAsync();
        var path = site.AddNewsletter(Newsletters.Draft with { IsDraft = false, PublishedAt = site.Now - 10 });
        var file = Path.Combine(site.Folder, "for-paper.pdf");
        await File.WriteAllBytesAsync(file, RealPdf.Make(pages: 3, padding: 15 << 20));
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await browser.VisitAsAsync(site, teacher, path, async page =>
        {
            await page.GetByLabel("File").SetInputFilesAsync(file);
            await page.GetByRole(AriaRole.Button, new() { Name = "Send the PDF" }).ClickAsync();
            Assert.Equal("The PDF is in its place.", await page.Locator(".notice").InnerTextAsync());
            await Axe.FindsNothingAsync(page);
            var address = await page.GetByRole(AriaRole.Link, new() { Name = "(PDF, 15.0 MB)" }).GetAttributeAsync("href");
            var part = await page.EvaluateAsync<string>("""
                async address => {
                    const answer = await fetch(address, { headers: { Range: "bytes=0-4" } });
                    return `${answer.status} ${answer.headers.get("Content-Range").split("/")[0]} ${await answer.text()}`;
                }
                """, address);
            Assert.Equal("206 bytes 0-4 %PDF-", part);

            // The viewer is an extension of the browser, in a frame of its own. It counts the pages when it has read the file.
            var reader = await page.Context.NewPageAsync();
            await reader.GotoAsync(address!);
            await Eventually.TrueAsync(async () =>
            {
                foreach (var frame in reader.Frames)
                    if (frame.Url.StartsWith("chrome-extension:", StringComparison.Ordinal)
                        && await frame.Locator("#pagelength").CountAsync() == 1)
                        return await frame.Locator("#pagelength").InnerTextAsync() == "3";
                return false;
            }, 20);
        });
    }

    [Theory]
    [InlineData(false, ColorScheme.Light)]
    [InlineData(true, ColorScheme.Dark)]
    public async Task What_is_no_PDF_is_told_beside_the_field_on_the_smallest_screen(bool hasScripts, ColorScheme colours)
    {
        await using var site = await Site.StartAsync();
        var path = site.AddNewsletter();
        var visitor = new Visitor { Width = 320, HasScripts = hasScripts, Colours = colours };
        await browser.VisitAsAsync(site, site.Visit(Seed.Person("ed", Role.Editor)), path, async page =>
        {
            await page.GetByLabel("File").SetInputFilesAsync(
                new FilePayload { Name = "a.pdf", MimeType = "application/pdf", Buffer = "<!doctype html>"u8.ToArray() });
            await page.GetByRole(AriaRole.Button, new() { Name = "Send the PDF" }).ClickAsync();
            Assert.Contains("no PDF", await page.Locator("#pdf-error").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Contains("at most 20 MB", await page.Locator("#pdf-hint").InnerTextAsync(), StringComparison.Ordinal);
            if (!hasScripts) return;
            Assert.Equal(320, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
            await Axe.FindsNothingAsync(page);
        }, visitor);
    }
}
