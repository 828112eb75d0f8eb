// How a file comes out: whole, one range of its bytes as viewers of PDFs ask for it, or nothing when the browser has it already.
using System.Net;
using System.Security.Cryptography;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class UploadRangeTests
{
    private const int Size = 300_009;

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=65536-131071", 206, 65_536, 65_536)]
    [InlineData("bytes=300000-", 206, 300_000, 9)]
    [InlineData("bytes=300000-999999999", 206, 300_000, 9)]
    [InlineData("bytes=-9", 206, 300_000, 9)]
    [InlineData("bytes=-999999", 206, 0, Size)]
    [InlineData("bytes=300009-", 416, 0, 0)]
    [InlineData("bytes=300009-300010", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    [InlineData("bytes=0-9,20-29", 200, 0, Size)]
    [InlineData("bytes=9-0", 200, 0, Size)]
    [InlineData("bytes=x", 200, 0, Size)]
    [InlineData("pages=1-2", 200, 0, Size)]
    public async Task One_range_is_sent_alone_and_what_cannot_be_told_apart_is_the_whole_file(
        string range, int status, int from, int length)
    {
        await using var site = await Site.StartAsync();
        var (pdf, address, cookie) = await SendPdfAsync(site);
        using var part = await site.GetAsync(address, cookie, ("Range", range));
        Assert.Equal((HttpStatusCode)status, part.StatusCode);
        Assert.Equal("bytes", part.Headers.AcceptRanges.Single());
        Assert.Equal(pdf[from..(from + length)], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(length, part.Content.Headers.ContentLength);
        Assert.Equal(status switch
        {
            206 => $"bytes {from}-{from + length - 1}/{Size}",
            416 => $"bytes */{Size}",
            _ => null,
        }, part.Content.Headers.ContentRange?.ToString());
        AssertHasItsHeaders(part);
    }

    [Fact]
    public async Task Part_of_another_file_is_never_put_to_what_the_browser_has()
    {
        await using var site = await Site.StartAsync();
        var (pdf, address, cookie) = await SendPdfAsync(site);
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(pdf))}\"";
        async Task<HttpStatusCode> Ask(string ifRange) =>
            (await site.GetAsync(address, cookie, ("Range", "bytes=0-9"), ("If-Range", ifRange))).StatusCode;
        Assert.Equal(HttpStatusCode.PartialContent, await Ask(etag));
        Assert.Equal(HttpStatusCode.OK, await Ask("\"another\""));
        Assert.Equal(HttpStatusCode.OK, await Ask($"W/{etag}"));
        Assert.Equal(HttpStatusCode.OK, await Ask("Thu, 01 Jan 2015 00:00:00 GMT"));
    }

    [Fact]
    public async Task What_the_browser_has_is_not_sent_again_and_HEAD_sends_no_bytes()
    {
        await using var site = await Site.StartAsync();
        var (pdf, address, cookie) = await SendPdfAsync(site);
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(pdf))}\"";
        foreach (var same in new[] { etag, $"\"another\", {etag}", $"W/{etag}", "*" })
        {
            using var unchanged = await site.GetAsync(address, cookie, ("If-None-Match", same));
            Assert.Equal((HttpStatusCode.NotModified, 0), (unchanged.StatusCode, (await unchanged.Content.ReadAsByteArrayAsync()).Length));
            Assert.Equal((etag, "private, no-cache"),
                (unchanged.Headers.ETag!.ToString(), unchanged.Headers.NonValidated["Cache-Control"].ToString()));
        }
        using var changed = await site.GetAsync(address, cookie, ("If-None-Match", "\"another\""));
        Assert.Equal(pdf, await changed.Content.ReadAsByteArrayAsync());
        foreach (var range in new[] { "bytes=0-9", "bytes=999999-" })
        {
            using var head = await site.SendAsync(HttpMethod.Head, address, cookie, ("Range", range));
            Assert.Equal((HttpStatusCode.OK, Size), (head.StatusCode, head.Content.Headers.ContentLength));
            Assert.Equal(etag, head.Headers.ETag!.ToString());
            AssertHasItsHeaders(head);
        }
        // Only their authors see files of a challenge that is not published, in part too.
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync(address, ("Range", "bytes=0-9"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync(address, ("If-None-Match", etag))).StatusCode);
    }

    private static void AssertHasItsHeaders(HttpResponseMessage answer)
    {
        Assert.Equal(("application/pdf", "inline"),
            (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal(("private, no-cache", "nosniff", "same-origin"), (One("Cache-Control"), One("X-Content-Type-Options"),
            One("Cross-Origin-Resource-Policy")));
        Assert.StartsWith("default-src 'self'", One("Content-Security-Policy"), StringComparison.Ordinal);
        string One(string name) => answer.Headers.NonValidated[name].ToString();
    }

    /// <summary>A sheet that an editor has sent with a draft, its address, and the editor's cookie.</summary>
    private static async Task<(byte[] Pdf, string Address, (string, string) Cookie)> SendPdfAsync(Site site)
    {
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Triangles");
        var pdf = Newsletters.Pdf(Size);
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.PostFileAsync($"{path}/uploads", "sheet.pdf", pdf)).Status);
        return (pdf, $"/uploads/{Convert.ToHexStringLower(SHA256.HashData(pdf))}.pdf", ("Cookie", $"mathsoc_session={editor.Token}"));
    }
}
