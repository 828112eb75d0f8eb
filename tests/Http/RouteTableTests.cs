// The whole URL map as one table: every route, every method, its status and the headers that every answer must carry.
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class RouteTableTests
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>Every route there is, with what a visitor gets from it. A route that is mapped and missing here fails a test below.</summary>
    private static readonly Row[] Table =
    [
        new("/", Html, "no-cache"),
        new("/about", Html, "no-cache"),
        new("/privacy", Html, "no-cache"),
        new("/accessibility", Html, "no-cache"),
        new("/theme.css", "text/css; charset=utf-8", "no-cache"),
        new("/healthz", "application/json", "no-store"),
        new("/readyz", "application/json", "no-store"),
        new("/metrics", "text/plain; version=0.0.4; charset=utf-8", "no-store"),
    ];

    private static readonly string[] Unsafe = ["POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task Every_route_answers_its_methods_and_only_those()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        foreach (var row in Table)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
            {
                var response = await site.SendAsync(method, row.Path);
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {row.Path} is {(int)response.StatusCode}");
                Assert.Equal(row.Type, response.Content.Headers.ContentType?.ToString());
                Assert.Equal(row.Caching, response.Headers.CacheControl?.ToString());
                Assert.True(response.Content.Headers.ContentLength > 0, $"{method} {row.Path} has no length");
                AssertSafe(response, $"{method} {row.Path}");
            }
            foreach (var method in Unsafe)
            {
                var own = await site.SendAsync(new HttpMethod(method), row.Path, ("Sec-Fetch-Site", "same-origin"));
                Assert.True(own.StatusCode == HttpStatusCode.MethodNotAllowed, $"{method} {row.Path} is {(int)own.StatusCode}");
                Assert.Equal("GET, HEAD", string.Join(", ", own.Content.Headers.Allow));
                AssertSafe(own, $"{method} {row.Path}");
            }
        }
    }

    [Fact]
    public async Task An_address_that_is_not_in_the_map_is_404_for_a_visitor_and_403_for_another_sites_form()
    {
        await using var site = await Site.StartAsync();
        foreach (var path in new[] { "/nowhere", "/setup", "/admin", "/About/", "/healthz/", "/static/none", "/..%2f..%2fetc%2fpasswd" })
        {
            var response = await site.GetAsync(path);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound || (path == "/About/" && response.StatusCode == HttpStatusCode.OK), $"{path} is {(int)response.StatusCode}");
            AssertSafe(response, path);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await site.SendAsync(HttpMethod.Post, "/nowhere", ("Origin", "http://evil.example"))).StatusCode);
    }

    [Fact]
    public async Task The_table_knows_every_mapped_route()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; this test reads them in process.");
        await using var site = await Site.StartAsync();
        Assert.Empty(site.RouteTemplates.Except(Table.Select(row => row.Path)));
    }

    private static void AssertSafe(HttpResponseMessage response, string what)
    {
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        })
            Assert.True(response.Headers.TryGetValues(name, out var values) && values.Single() == value, $"{what} lacks {name}");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"), what);
        Assert.False(response.Headers.Contains("Set-Cookie"), what);
    }

    private sealed record Row(string Path, string Type, string Caching);
}
