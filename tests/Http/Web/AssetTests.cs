// Static files as a browser, a cache and a download manager see them.
using System.Net;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AssetTests
{
    private const string Katex = "katex/katex.min.js";
    private const string Font = "katex/fonts/KaTeX_Main-Regular.woff2";

    [Fact]
    public async Task Every_file_is_served_whole_with_its_type_and_may_be_kept_for_a_year()
    {
        await using var site = await Site.StartAsync();
        foreach (var file in AssetPack.Current.Files)
        {
            using var response = await site.GetAsync(AssetPack.Current.Url(file.Path));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(file.ContentType, response.Content.Headers.ContentType!.ToString());
            Assert.Equal("public, max-age=31536000, immutable", Cache(response));
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.False(response.Headers.Contains("Content-Security-Policy"), "a browser heeds it with pages only");
            Assert.Equal(file.Identity.Bytes.ToArray(), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("GZIP", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.9", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br; q=0.8 ,gzip;q=0.8", "br")]
    [InlineData("identity, br;q=0.5", null)]
    [InlineData("*", "br")]
    [InlineData("*;q=0.5, br;q=0", "gzip")]
    [InlineData("deflate", null)]
    [InlineData("identity;q=0, deflate", null)]
    [InlineData("br;q=nonsense", null)]
    public async Task The_encoding_is_the_best_that_the_client_takes(string accepted, string? encoding)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.GetAsync(AssetPack.Current.Url(Katex), ("Accept-Encoding", accepted));
        var file = AssetPack.Current.Find(Katex)!;
        var form = encoding switch { "br" => file.Brotli!, "gzip" => file.Gzip!, _ => file.Identity };
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
        Assert.Equal(form.ETag, response.Headers.ETag!.Tag);
        Assert.Equal(form.Bytes.ToArray(), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HEAD_has_the_headers_of_GET_and_no_body()
    {
        await using var site = await Site.StartAsync();
        foreach (var path in new[] { Katex, Font })
        {
            using var get = await site.GetAsync(AssetPack.Current.Url(path), ("Accept-Encoding", "br"));
            using var head = await site.SendAsync(HttpMethod.Head, AssetPack.Current.Url(path), ("Accept-Encoding", "br"));
            Assert.Equal(get.StatusCode, head.StatusCode);
            Assert.Equal(Names(get), Names(head));
            Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task What_a_client_has_already_is_not_sent_again(string ifNoneMatch)
    {
        await using var site = await Site.StartAsync();
        var form = AssetPack.Current.Find(Katex)!.Gzip!;
        using var response = await site.GetAsync(AssetPack.Current.Url(Katex),
            ("Accept-Encoding", "gzip"),
            ("If-None-Match", string.Format(System.Globalization.CultureInfo.InvariantCulture, ifNoneMatch, form.ETag)));
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal(form.ETag, response.Headers.ETag!.Tag);
        Assert.Equal("public, max-age=31536000, immutable", Cache(response));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_encodings_tag_is_not_this_ones()
    {
        await using var site = await Site.StartAsync();
        var brotli = AssetPack.Current.Find(Katex)!.Brotli!;
        using var response = await site.GetAsync(AssetPack.Current.Url(Katex), ("Accept-Encoding", "gzip"), ("If-None-Match", brotli.ETag));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=100-", 206, 100, -100)]
    [InlineData("bytes=-5", 206, -5, 5)]
    [InlineData("bytes=0-99999999", 206, 0, 0)]
    [InlineData("bytes=-99999999", 206, 0, 0)]
    [InlineData("bytes=99999999-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    [InlineData("bytes=0-1,5-6", 200, 0, 0)]
    [InlineData("lines=0-1", 200, 0, 0)]
    [InlineData("bytes=9-0", 200, 0, 0)]
    [InlineData("nonsense", 200, 0, 0)]
    public async Task A_part_is_sent_when_one_is_asked_for(string range, int status, int from, int length)
    {
        await using var site = await Site.StartAsync();
        var whole = AssetPack.Current.Find(Font)!.Identity.Bytes.ToArray();
        if (from < 0) from += whole.Length;
        if (length <= 0) length += whole.Length;

        using var response = await site.GetAsync(AssetPack.Current.Url(Font), ("Range", range));

        Assert.Equal(status, (int)response.StatusCode);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var contentRange = response.Content.Headers.ContentRange?.ToString();
        if (status == 200) Assert.Equal(whole, body);
        if (status == 416) Assert.Equal($"bytes */{whole.Length}", contentRange);
        if (status != 206) return;
        Assert.Equal($"bytes {from}-{from + length - 1}/{whole.Length}", contentRange);
        Assert.Equal(whole.AsSpan(from, length).ToArray(), body);
    }

    [Fact]
    public async Task A_part_is_of_the_plain_form_and_only_of_the_same_content()
    {
        await using var site = await Site.StartAsync();
        var file = AssetPack.Current.Find(Katex)!;
        var url = AssetPack.Current.Url(Katex);
        using var same = await site.GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", file.Identity.ETag), ("Accept-Encoding", "br"));
        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        Assert.Empty(same.Content.Headers.ContentEncoding);
        using var other = await site.GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", "\"0123456789abcdef\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var dated = await site.GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", "Tue, 10 Nov 2026 09:00:00 GMT"));
        Assert.Equal(HttpStatusCode.OK, dated.StatusCode);
    }

    [Fact]
    public async Task A_page_loaded_before_an_update_still_gets_its_files_but_may_not_keep_them()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.GetAsync("/static/0123456789abcdef/css/all.css");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-cache", Cache(response));
        Assert.Equal(AssetPack.Current.Find("css/all.css")!.Identity.ETag, response.Headers.ETag!.Tag);
    }

    [Theory]
    [InlineData("GET", "/static/", 404)]
    [InlineData("GET", "/static/0123456789abcdef/", 404)]
    [InlineData("GET", "/static/0123456789abcdef/css/none.css", 404)]
    [InlineData("GET", "/static/0123456789ABCDEF/css/all.css", 404)]
    [InlineData("GET", "/static/short/css/all.css", 404)]
    [InlineData("GET", "/static/css/all.css", 404)]
    [InlineData("GET", "/static/0123456789abcdef/../../etc/passwd", 404)]
    [InlineData("GET", "/static/0123456789abcdef/..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("POST", "/static/0123456789abcdef/css/all.css", 405)]
    [InlineData("DELETE", "/static/", 405)]
    public async Task Anything_else_below_static_is_refused(string method, string path, int status)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.SendAsync(new HttpMethod(method), path);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 405) Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task The_theme_may_be_kept_under_its_version_only()
    {
        await using var site = await Site.StartAsync();
        var version = Theme.Default.Version;
        using var named = await site.GetAsync($"/theme.css?v={version}");
        Assert.Equal("public, max-age=31536000, immutable", Cache(named));
        Assert.Equal(Theme.Default.Css, await named.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var path in new[] { "/theme.css", "/theme.css?v=old" })
        {
            using var other = await site.GetAsync(path);
            Assert.Equal("no-cache", Cache(other));
            Assert.Equal($"\"{version}\"", other.Headers.ETag!.Tag);
        }
        using var again = await site.GetAsync("/theme.css", ("If-None-Match", $"\"{version}\""));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task The_societys_own_accent_is_in_the_theme_and_in_the_address_that_pages_name()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
        {
            db.Write(sql =>
            {
                MathsSoc.Data.Settings.Set(sql, "society.accent", "#800000", 1);
                return 0;
            });
        }
        var theme = Theme.TryMake("#800000", out _)!;
        Assert.Equal(theme.Css, await site.Client.GetStringAsync("/theme.css", TestContext.Current.CancellationToken));
        var page = await site.Client.GetStringAsync("/about", TestContext.Current.CancellationToken);
        Assert.Contains($"/theme.css?v={theme.Version}", page);
        // And in the bar that a phone's browser has above the page: the accent, or by night its tint.
        Assert.Contains("""<meta name="theme-color" content="#800000">""", page);
        Assert.Contains($"""<meta name="theme-color" content="{theme.Dark.Soft}" media="(prefers-color-scheme: dark)">""", page);
    }

    [Theory]
    [InlineData("/favicon.ico", "image/x-icon", "icon", "00000100")]
    [InlineData("/apple-touch-icon.png", "image/png", "apple-touch-icon", "89504E47")]
    public async Task Icons_are_where_pages_say_and_where_browsers_look_by_themselves(string path, string type, string rel, string begins)
    {
        await using var site = await Site.StartAsync();
        var page = await new Person(site).GetAsync("/");
        var named = page.Page.QuerySelectorAll($"link[rel='{rel}']").Select(link => link.GetAttribute("href")!).First();
        using var usual = await site.GetAsync(path);
        using var told = await site.GetAsync(named);
        foreach (var response in new[] { usual, told })
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        }
        Assert.Equal(("no-cache", "public, max-age=31536000, immutable"), (Cache(usual), Cache(told)));
        var bytes = await usual.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await told.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), bytes);
        Assert.StartsWith(begins, Convert.ToHexString(bytes), StringComparison.Ordinal);
    }

    private static string Cache(HttpResponseMessage response) => response.Headers.NonValidated["Cache-Control"].ToString();

    private static IEnumerable<string> Names(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
}
