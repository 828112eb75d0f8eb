// What a monitor sees: exact bodies and headers of the probes, who may see more, and that probing is cheap and quiet.
using System.Net;
using System.Text.Json;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class HealthTests
{
    private const string Token = "a-token-of-enough-characters";

    [Theory]
    [InlineData("/healthz", "{\"status\":\"ok\"}")]
    [InlineData("/readyz", "{\"status\":\"ready\"}")]
    public async Task A_probe_is_answered_exactly(string path, string body)
    {
        await using var site = await Site.StartAsync();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            var response = await site.SendAsync(method, path, ("Host", "whatever.example"), ("X-Forwarded-Proto", "http"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
            Assert.Equal(body.Length, response.Content.Headers.ContentLength);
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.Equal(method == HttpMethod.Head ? "" : body, await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    public async Task A_probe_takes_no_other_method(string path)
    {
        await using var site = await Site.StartAsync();
        var response = await site.SendAsync(HttpMethod.Post, path, ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("GET, HEAD", string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task Two_thousand_probes_in_a_row_are_all_200_and_none_is_logged_when_probes_are_left_out()
    {
        await using var site = await Site.StartAsync(("ACCESS_LOG_PROBES", "false"));
        for (var i = 0; i < 2000; i++) Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);
        await site.GetAsync("/");
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath)
            && File.ReadAllText(site.AccessLogPath).Contains("\"GET / HTTP/1.1\"", StringComparison.Ordinal));
        Assert.DoesNotContain("healthz", File.ReadAllText(site.AccessLogPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_readiness_tells_its_checks_to_this_machine()
    {
        await using var site = await Site.StartAsync();
        var response = await site.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("ready", json.RootElement.GetProperty("status").GetString());
        var checks = json.RootElement.GetProperty("checks");
        foreach (var name in new[] { "database", "schema", "writable", "disk", "uploads", "backup", "wal", "draining", "clock" })
        {
            var check = checks.GetProperty(name);
            Assert.Contains(check.GetProperty("status").GetString(), new[] { "ok", "warn", "fail" });
            Assert.True(check.TryGetProperty("observed", out _), name);
            Assert.True(check.TryGetProperty("detail", out _), name);
        }
        Assert.Equal("ok", checks.GetProperty("database").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Details_and_metrics_are_for_this_machine_or_for_the_token()
    {
        await using var site = await Site.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync("/metrics", ("X-Forwarded-For", "203.0.113.7"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync("/metrics", ("X-Forwarded-Host", "maths.example"))).StatusCode);
        Assert.Equal("{\"status\":\"ready\"}",
            await (await site.GetAsync("/readyz?verbose", ("X-Forwarded-For", "203.0.113.7"))).Content.ReadAsStringAsync());

        await using var guarded = await Site.StartAsync(("METRICS_TOKEN", Token));
        Assert.Equal(HttpStatusCode.NotFound, (await guarded.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guarded.GetAsync("/metrics", ("Authorization", "Bearer " + Token + "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await guarded.GetAsync("/metrics", ("Authorization", "Bearer " + Token), ("X-Forwarded-For", "203.0.113.7"))).StatusCode);
        Assert.Contains("checks",
            await (await guarded.GetAsync("/readyz?verbose", ("Authorization", "Bearer " + Token))).Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }
}
