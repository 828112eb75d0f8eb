// The society's crest: taken in by its content and size, shown on every page, served to everybody for ever, and removed again.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CrestTests
{
    private const string Page = "/admin/settings/crest";

    private static async Task<PageResponse> SendAsync(Person who, byte[] bytes, string name = "crest.png")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "crest", name } };
        return await who.PostFormAsync(Page, form);
    }

    [Fact]
    public async Task An_owner_sends_it_everybody_sees_it_and_it_can_be_removed()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var visitor = new Person(site);
        Assert.Null((await visitor.GetAsync("/about")).Page.QuerySelector(".site-name img"));
        var picture = Pictures.Png(64);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(head, picture)).Status);
        Assert.Contains("in its place", (await head.GetAsync($"{Page}?said=saved")).Text, StringComparison.Ordinal);
        var about = await visitor.GetAsync("/about");
        var address = about.Page.QuerySelector(".site-name img")!.GetAttribute("src")!;
        Assert.Equal(address, about.Page.QuerySelector("link[rel=icon]")!.GetAttribute("href"));
        Assert.Equal(address, (await visitor.GetAsync("/wall")).Page.QuerySelector(".wall-name img")!.GetAttribute("src"));
        using (var response = await site.GetAsync(address))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("image/png", response.Content.Headers.ContentType!.ToString());
            Assert.Equal("public, max-age=31536000, immutable", response.Headers.NonValidated["Cache-Control"].ToString());
            Assert.Equal(picture, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
        Assert.Equal(1, site.Count("SELECT count(*) FROM settings WHERE name = 'society.crest'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE detail LIKE 'society.crest: image/png%'"));
        // The settings stay as they are, and say nothing of it.
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync("/admin/settings")).Status);
        await head.PostAsync($"{Page}/remove");
        Assert.Null((await visitor.GetAsync("/about")).Page.QuerySelector(".site-name img"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM settings WHERE name = 'society.crest'"));
    }

    [Fact]
    public async Task What_is_no_such_picture_or_too_large_is_refused_with_what_to_do()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        byte[][] wrong =
        [
            [], "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "%PDF-1.7\n"u8.ToArray(),
            [.. "GIF89a"u8, 3, 0, 4, 0, 0, 0, 0, 0, 0], [.. Pictures.Png(8), .. new byte[200_000]],
        ];
        foreach (var bytes in wrong)
        {
            var refused = await SendAsync(head, bytes);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("please", refused.ErrorOf("crest"), StringComparison.Ordinal);
        }
        Assert.StartsWith("Crest: this picture is 1,025 by 1,025 pixels, and at most 1,024 a side are taken.",
            (await SendAsync(head, Pictures.Png(1025))).ErrorOf("crest"), StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM settings WHERE name = 'society.crest'"));
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(head, Pictures.Png(1024), "named.gif")).Status);
    }

    [Fact]
    public async Task It_is_on_certificates_and_posters_and_an_older_address_has_nothing()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await SendAsync(head, Pictures.Png(8));
        var older = (await head.GetAsync("/about")).Page.QuerySelector(".site-name img")!.GetAttribute("src")!;
        await SendAsync(head, Pictures.Png(9));
        var problem = site.AddProblem();
        using (var db = site.OpenDatabase()) db.Give(db.Add(Seed.Pupil("ada")), 3, site.Now);
        var poster = await head.GetAsync($"{problem.Path}/poster");
        var address = poster.Page.QuerySelector(".poster-crest")!.GetAttribute("src")!;
        Assert.NotEqual(older, address);
        var sheet = (await head.GetAsync("/admin/certificates")).Page.QuerySelector(".certificate")!;
        Assert.Equal(address, sheet.QuerySelector("img")!.GetAttribute("src"));
        Assert.True(sheet.ClassList.Contains("gold") && sheet.QuerySelector(".medal") is not null);
        Assert.Equal(2, sheet.QuerySelectorAll(".certificate-foot span").Length);
        Assert.Equal(HttpStatusCode.NotFound, (await new Person(site).GetAsync(older)).Status);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync(address)).StatusCode);
    }
}
