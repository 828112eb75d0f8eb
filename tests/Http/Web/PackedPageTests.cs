// Pages that come compressed: a visitor's, whole and as they are now, and never a member's.
using System.IO.Compression;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PackedPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/about")]
    [InlineData("/login")]
    public async Task A_visitors_page_is_the_same_page_in_fewer_bytes(string path)
    {
        await using var site = await Site.StartAsync();
        site.Visit(Seed.Person("head", Role.Owner));
        using var again = await site.GetAsync(path);
        var plain = await again.Content.ReadAsStringAsync(Stop);
        using var packed = await site.GetAsync(path, ("Accept-Encoding", "gzip, deflate"));
        var bytes = await packed.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        Assert.Equal("Accept-Encoding", packed.Headers.Vary.Single());
        Assert.Equal(bytes.Length, packed.Content.Headers.ContentLength);
        Assert.InRange(bytes.Length, 500, plain.Length / 2);
        Assert.Equal(plain, Unpack(bytes));
        // A cache between here and the visitor learns from the plain form too that there is another.
        Assert.Equal("Accept-Encoding", again.Headers.Vary.Single());
        Assert.Empty(again.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("gzip;q=0")]
    [InlineData("br")]
    [InlineData("identity, gzip;q=0.5")]
    public async Task Who_does_not_take_gzip_gets_the_page_as_it_is(string accepted)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.GetAsync("/about", ("Accept-Encoding", accepted));
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.StartsWith("<!doctype html>", await response.Content.ReadAsStringAsync(Stop), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_page_that_has_changed_is_compressed_anew()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await RenameAsync("Northgate");
        Assert.Contains("Northgate", await FetchAsync(site, "/about"), StringComparison.Ordinal);
        Assert.Contains("Northgate", await FetchAsync(site, "/about"), StringComparison.Ordinal);
        await RenameAsync("Southgate");
        Assert.Contains("Southgate", await FetchAsync(site, "/about"), StringComparison.Ordinal);

        async Task RenameAsync(string name) => await head.PostAsync("/admin/settings",
            (await head.GetAsync("/admin/settings")).FieldsOf("main form[action$='/admin/settings']").With(("name", name)));
    }

    [Fact]
    public async Task Members_pages_searches_and_refusals_come_as_they_are()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        foreach (var path in new[] { "/", "/about", "/account" })
        {
            using var own = await site.GetAsync(path, ("Accept-Encoding", "gzip"), ("Cookie", $"mathsoc_session={head.Token}"));
            Assert.Empty(own.Content.Headers.ContentEncoding);
            Assert.Equal("no-store", own.Headers.CacheControl!.ToString());
        }
        foreach (var path in new[] { "/search?q=northgate", "/nothing-here" })
        {
            using var other = await site.GetAsync(path, ("Accept-Encoding", "gzip"));
            Assert.Empty(other.Content.Headers.ContentEncoding);
        }
    }

    private static async Task<string> FetchAsync(Site site, string path)
    {
        using var response = await site.GetAsync(path, ("Accept-Encoding", "gzip"));
        return Unpack(await response.Content.ReadAsByteArrayAsync(Stop));
    }

    private static string Unpack(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
