// The outermost middleware: what it counts, writes and leaves out.
using System.Text;
using System.Text.Json;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static MathsSoc.Tests.Unit.Observability.Requests;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class AccessLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MemoryStream stdout = new();
    private readonly Metrics metrics = new(NullLogger.Instance);

    public void Dispose()
    {
        metrics.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_body_is_counted_however_it_is_written()
    {
        var line = await RunAsync(Make(), async context =>
        {
            await context.Response.WriteAsync("12345", Cancel);
            await context.Response.Body.WriteAsync("678"u8.ToArray(), Cancel);
            context.Response.Body.Write("90"u8);
            "ab"u8.CopyTo(context.Response.BodyWriter.GetSpan(2));
            context.Response.BodyWriter.Advance(2);
            await context.Response.BodyWriter.FlushAsync(Cancel);
        });
        Assert.Equal("GET / 200 12", line);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 304)]
    public async Task An_answer_that_has_no_body_has_no_bytes(string method, int status)
    {
        var line = await RunAsync(Make(method: method), context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("12345");
        });
        Assert.Equal($"{method} / {status} 0", line);
    }

    [Fact]
    public async Task An_exception_is_a_500_and_goes_on()
    {
        using var logs = Open();
        var wrapped = MakeLog(logs).Wrap(_ => throw new InvalidOperationException("boom"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => wrapped(Make()));
        Assert.True(logs.Flush(TimeSpan.FromSeconds(5)));
        Assert.Equal("GET / 500 0\n", Encoding.UTF8.GetString(stdout.ToArray()));
    }

    [Theory]
    [InlineData("/healthz", 200, false)]
    [InlineData("/readyz", 503, true)]
    [InlineData("/metrics", 200, false)]
    [InlineData("/metrics", 405, true)]
    [InlineData("/", 200, true)]
    public async Task Successful_probes_can_be_left_out_and_failing_ones_cannot(string route, int status, bool expected)
    {
        var line = await RunAsync(Make("/anything"), context =>
        {
            context.Response.StatusCode = status;
            context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse(route), 0, null, null));
            return Task.CompletedTask;
        }, options => options.AccessLogProbes = false);
        Assert.Equal(expected, line.Length > 0);
    }

    [Fact]
    public async Task A_json_line_parses_back_to_the_request()
    {
        var context = Make("/caf%C3%A9?token=secret&x=\"", "POST",
            ("User-Agent", "a\"\n\\b"), ("Referer", "https://maths.test/?code=hush"));
        context.SignIn("42");
        context.TraceIdentifier = "id-1";
        var line = await RunAsync(context, one =>
        {
            one.Response.StatusCode = 303;
            return one.Response.WriteAsync("abc");
        }, options => options.Format = LogFormat.Json);
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("POST", json.GetProperty("method").GetString());
        Assert.Equal("/caf%C3%A9", json.GetProperty("path").GetString());
        Assert.Equal(303, json.GetProperty("status").GetInt32());
        Assert.Equal(3, json.GetProperty("bytes").GetInt64());
        Assert.True(json.GetProperty("duration_us").GetInt64() >= 0);
        Assert.Equal("192.0.2.7", json.GetProperty("client_ip").GetString());
        Assert.Equal("a\"\n\\b", json.GetProperty("user_agent").GetString());
        Assert.Equal("https://maths.test/?code=***", json.GetProperty("referer").GetString());
        Assert.Equal(42, json.GetProperty("user_id").GetInt64());
        Assert.Equal("id-1", json.GetProperty("request_id").GetString());
        Assert.Equal(1794301200m, json.GetProperty("timestamp").GetDecimal());
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public async Task A_json_line_says_null_where_there_is_nothing()
    {
        var line = await RunAsync(Make(), _ => Task.CompletedTask, options => options.Format = LogFormat.Json);
        var json = JsonDocument.Parse(line).RootElement;
        foreach (var name in new[] { "user_agent", "referer", "user_id" })
            Assert.Equal(JsonValueKind.Null, json.GetProperty(name).ValueKind);
    }

    [Fact]
    public async Task Everything_that_is_logged_during_a_request_bears_its_id()
    {
        Task? later = null;
        using var gate = new SemaphoreSlim(0);
        var context = Make();
        context.TraceIdentifier = "id-7";
        using (var logs = Open(options =>
            {
                options.Format = LogFormat.Json;
                options.AccessLog = "off";
                options.File = folder["app.log"];
            }))
        {
            var log = logs.For("t");
            var wrapped = MakeLog(logs).Wrap(async _ =>
            {
                log.LogInformation("first");
                await Task.Yield();
                log.LogInformation("second");
                later = Task.Run(async () => { await gate.WaitAsync(); log.LogInformation("afterwards"); });
            });
            log.LogInformation("before");
            await wrapped(context);
            gate.Release();
            await later!;
        }
        var ids = File.ReadAllLines(folder["app.log"]).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(
                json => json.GetProperty("message").GetString()!,
                json => json.TryGetProperty("request_id", out var id) ? id.GetString() : null);
        Assert.Equal(
            new Dictionary<string, string?> { ["before"] = null, ["first"] = "id-7", ["second"] = "id-7", ["afterwards"] = null },
            ids);
    }

    [Fact]
    public async Task A_switched_off_access_log_still_counts()
    {
        Assert.Equal("", await RunAsync(Make(), _ => Task.CompletedTask, options => options.AccessLog = "off"));
        var text = "";
        metrics.Scrape(false, bytes => text = Encoding.UTF8.GetString(bytes.Span));
        Assert.Contains("http_requests_total{method=\"GET\",route=\"unmatched\",status=\"200\"} 1\n", text, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Logs Open(Action<LogOptions>? change = null)
    {
        var options = new LogOptions
        {
            File = folder["app.log"],
            AccessLog = "-",
            AccessLogFormat = "%(m)s %(U)s %(s)s %(B)s",
            Level = LogThreshold.Info,
        };
        change?.Invoke(options);
        return Logs.Open(options, new ManualClock(), stdout, new MemoryStream());
    }

    private async Task<string> RunAsync(HttpContext context, RequestDelegate answer, Action<LogOptions>? change = null)
    {
        using (var logs = Open(change)) await MakeLog(logs).Wrap(answer)(context);
        return Encoding.UTF8.GetString(stdout.ToArray()).TrimEnd('\n');
    }

    private AccessLog MakeLog(Logs logs) =>
        new(logs, metrics.Http, new RequestSpan([]), new RequestHistory(new ManualClock()), new ManualClock());
}
