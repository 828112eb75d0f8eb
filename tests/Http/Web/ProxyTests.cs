// Behind a real nginx: whose address is logged, which forms are accepted, and that operators' pages stay closed.
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ProxyTests
{
    private const string Forwarding =
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;";

    [Fact]
    public async Task The_access_log_has_the_clients_address_not_the_proxys()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartAsync(site, Forwarding);
        // The test stands on the proxy's own machine: what it forwards is the nearest hop that no trusted network holds.
        await Send(nginx, HttpMethod.Get, "/", ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"));
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath)
            && File.ReadAllText(site.AccessLogPath).Contains("203.0.113.9 - - [", StringComparison.Ordinal));
        Assert.DoesNotContain("198.51.100.1", File.ReadAllText(site.AccessLogPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nginx_default_host_a_browsers_form_posts_and_a_foreign_one_does_not()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "http://mathsoc.local"));
        await using var nginx = await Nginx.StartAsync(site, Forwarding);
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await Send(nginx, HttpMethod.Post, "/", ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://maths.example")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await Send(nginx, HttpMethod.Post, "/", ("Origin", "http://mathsoc.local")));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(nginx, HttpMethod.Post, "/", ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(nginx, HttpMethod.Post, "/"));
    }

    [Fact]
    public async Task A_forwarded_host_is_believed_from_the_proxy()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartAsync(site, Forwarding + " proxy_set_header X-Forwarded-Host $http_host;");
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await Send(nginx, HttpMethod.Post, "/", ("Host", "mathsoc.local"), ("Origin", "http://mathsoc.local")));
    }

    [Fact]
    public async Task Health_through_a_proxy_that_says_http_is_200_and_no_redirect()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example.sch.uk"));
        await using var nginx = await Nginx.StartAsync(site,
            "proxy_set_header X-Forwarded-Proto http; proxy_set_header X-Forwarded-For $remote_addr;");
        Assert.Equal(HttpStatusCode.OK, await Send(nginx, HttpMethod.Get, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await Send(nginx, HttpMethod.Get, "/readyz"));
    }

    [Fact]
    public async Task Metrics_are_not_published_through_a_proxy_that_sets_the_headers()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartAsync(site, Forwarding);
        Assert.Equal(HttpStatusCode.NotFound, await Send(nginx, HttpMethod.Get, "/metrics"));
    }

    private static async Task<HttpStatusCode> Send(
        Nginx nginx, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await nginx.Client.SendAsync(request);
        return response.StatusCode;
    }
}
