// The log lines an operator's tools read: their exact shape, that nothing can be forged into them, and that no secret ever stands in one.
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed partial class LogTests
{
    [Fact]
    public async Task An_access_line_reads_as_gunicorn_wrote_it()
    {
        await using var site = await Site.StartAsync();
        await site.GetAsync("/healthz", ("User-Agent", "curl/7.68.0"), ("X-Forwarded-For", "192.168.1.1"));
        var line = Assert.Single(await AccessLines(site, 1));
        Assert.Matches(
            @"^192\.168\.1\.1 - - \[\d\d/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/\d{4}:\d\d:\d\d:\d\d \+0000\] "
                + @"""GET /healthz HTTP/1\.1"" 200 15 ""-"" ""curl/7\.68\.0"" \d+$",
            line);
    }

    [Fact]
    public async Task A_header_cannot_forge_a_line()
    {
        await using var site = await Site.StartAsync();
        var answer = await SendRawAsync(site,
            "GET /healthz?a=\" HTTP/1.1\r\nHost: x\r\nUser-Agent: evil\" 200 1 \"-\" \"\\ \t\u0001fin\r\n"
            + "Referer: \"forged\"\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1", answer, StringComparison.Ordinal);
        await site.GetAsync("/healthz", ("User-Agent", "honest"));
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath)
            && File.ReadAllText(site.AccessLogPath).Contains("honest", StringComparison.Ordinal));
        foreach (var line in File.ReadAllLines(site.AccessLogPath)) Assert.Matches(AccessLine(), line);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task No_secret_stands_in_any_line(string format)
    {
        const string Everything = "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(m)s %(U)s %(q)s %(H)s %(s)s %(B)s %(b)s \"%(f)s\" \"%(a)s\" "
            + "%(T)s %(M)s %(D)s %(L)s %(p)s %({X-Other}i)s %({content-type}o)s %({PATH}e)s";
        await using var site = await Site.StartAsync(
            ("LOG_FORMAT", format), ("ACCESS_LOG_FORMAT", Everything), ("LOG_LEVEL", "debug"), ("LOG_SQL", "true"));
        (string, string)[] headers =
        [
            ("Cookie", "session=hidden-cookie"), ("Authorization", "Bearer hidden-bearer"),
            ("Referer", "http://x/setup?token=hidden-referer&x=1")
        ];
        await site.GetAsync("/setup?token=hidden-token&next=1", headers);
        await site.GetAsync("/join?x=1&code=hidden-code", headers);
        await site.GetAsync("/?TOKEN=hidden-upper&%74oken=hidden-escaped&code=hidden-first&code=hidden-second", headers);
        await site.GetAsync("/readyz?token=hidden-probe", headers);
        await AccessLines(site, 4);
        var everything = File.ReadAllText(site.AccessLogPath) + (File.Exists(site.LogPath) ? File.ReadAllText(site.LogPath) : "");
        Assert.Contains("token=***", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_every_line_is_one_object_with_its_fields()
    {
        await using var site = await Site.StartAsync(("LOG_FORMAT", "json"), ("RATELIMIT_PAGES", "1 per day"));
        await site.GetAsync("/", ("User-Agent", "a \"quoted\" agent\\"), ("Referer", "http://x/"));
        await site.GetAsync("/");
        foreach (var line in await AccessLines(site, 2))
        {
            using var json = JsonDocument.Parse(line);
            foreach (var name in new[]
                { "method", "path", "status", "bytes", "duration_us", "client_ip", "user_agent", "referer", "user_id", "request_id" })
                Assert.True(json.RootElement.TryGetProperty(name, out _), $"{name} in {line}");
            Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("duration_us").ValueKind);
        }
        await Eventually.TrueAsync(() => File.Exists(site.LogPath)
            && File.ReadAllText(site.LogPath).Contains("ratelimit", StringComparison.Ordinal));
        foreach (var line in File.ReadAllLines(site.LogPath))
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("timestamp").ValueKind);
            Assert.Contains(json.RootElement.GetProperty("level").GetString(), new[] { "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL" });
            foreach (var name in new[] { "message", "module" })
                Assert.True(json.RootElement.TryGetProperty(name, out _), $"{name} in {line}");
        }
    }

    [Fact]
    public async Task An_application_line_has_its_exact_shape()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "1 per day"));
        await site.GetAsync("/");
        await site.GetAsync("/");
        await Eventually.TrueAsync(() => File.Exists(site.LogPath)
            && File.ReadAllText(site.LogPath).Contains("ratelimit", StringComparison.Ordinal));
        foreach (var line in File.ReadAllLines(site.LogPath))
            Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - [\w.]+ - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - .+$", line);
    }

    [Fact]
    public async Task Statements_are_logged_when_asked_for_and_their_parameters_never()
    {
        await using var site = await Site.StartAsync(("LOG_SQL", "true"));
        await site.GetAsync("/");
        await Eventually.TrueAsync(() => File.Exists(site.LogPath)
            && File.ReadAllText(site.LogPath).Contains("SELECT", StringComparison.Ordinal));
    }

    private static async Task<string[]> AccessLines(Site site, int count)
    {
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath) && File.ReadAllLines(site.AccessLogPath).Length >= count);
        return File.ReadAllLines(site.AccessLogPath);
    }

    private static async Task<string> SendRawAsync(Site site, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, site.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"^[\da-f.:]+ - - \[[^\]]+\] ""(?:[^""\\]|\\.)*"" \d{3} (?:\d+|-) ""(?:[^""\\]|\\.)*"" ""(?:[^""\\]|\\.)*"" \d+$")]
    private static partial Regex AccessLine();
}
