// Traces and metrics over OTLP: what a collector is sent, what it is never sent, and that a dead one costs nothing.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class TelemetryTests : IDisposable
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private readonly TemporaryFolder folder = new();
    private readonly Collector collector = new();

    public void Dispose()
    {
        collector.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task An_answer_is_a_span_with_its_route_its_statements_and_its_marking_and_with_nothing_that_a_pupil_typed()
    {
        var society = await AnsweringSociety.MakeAsync(folder.Path, pupils: 1, challenges: 1);
        await using (var server = await StartAsync())
        {
            using var client = AnsweringSociety.MakeClient(server);
            Assert.True(await society.Answer(0, 0, "7919").TrySendAsync(client));
            await client.GetAsync("/reset?token=a-secret-in-a-query");
            using var odd = new HttpRequestMessage(new HttpMethod("MADEUP"), "/healthy/private-path");
            await client.SendAsync(odd);
            await client.GetAsync("/healthz");
            await StopAsync(server);
        }
        var spans = collector.Spans;
        var answer = Assert.Single(spans, span => span.Name == "POST /challenges/{id}/answer");
        Assert.Equal("303", answer.Tags["http.response.status_code"]);
        Assert.Equal("/challenges/{id}/answer", answer.Tags["http.route"]);
        var below = spans.Where(span => span.Trace == answer.Trace && span.Parent == answer.Id).ToList();
        var insert = Assert.Single(below, span =>
            span.Name == "INSERT" && span.Tags["db.query.text"].Contains("attempts", StringComparison.Ordinal));
        Assert.Contains('@', insert.Tags["db.query.text"]);
        Assert.Contains(below, span => span.Name == "SELECT" && span.Tags["db.system.name"] == "sqlite");
        Assert.Equal("Wrong", Assert.Single(below, span => span.Name == "marking").Tags["mathsoc.verdict"]);
        Assert.Contains(spans, span => span.Name == "other");
        Assert.DoesNotContain(spans, span => span.Name.Contains("healthz", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "mathsoc_answers_total", "http.server.request.duration", "mathsoc_ready" },
            collector.Metrics.ToHashSet());
        Assert.All(["7919", "a-secret-in-a-query", "private-path", "MADEUP", "pupil0", society.Pupils[0].Token], secret =>
            Assert.DoesNotContain(secret, collector.Everything, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    public async Task Only_a_trusted_proxy_says_which_trace_a_request_belongs_to(string proxies, bool isBelieved)
    {
        await using (var server = await StartAsync(("TRUSTED_PROXIES", proxies), ("LOG_FORMAT", "json"), ("LOG_TO_STDOUT", "true")))
        {
            using var client = AnsweringSociety.MakeClient(server);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
            request.Headers.Add("traceparent", Caller);
            Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
            await StopAsync(server);
            var trace = Assert.Single(collector.Spans, span => span.Name == "GET /login").Trace;
            Assert.Equal(isBelieved, trace == "0af7651916cd43dd8448eb211c80319c");
            Assert.Contains(server.Output, line => line.Contains("GET /login", StringComparison.Ordinal) && RequestIdOf(line) == trace);
        }
    }

    [Fact]
    public async Task A_collector_that_is_gone_or_never_answers_costs_requests_nothing_and_the_stop_little()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string[] addresses = [$"http://127.0.0.1:{Collector.FreePort()}", $"http://{silent.LocalEndpoint}"];
        foreach (var address in addresses)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, ("OTEL_EXPORTER_OTLP_ENDPOINT", address),
                ("OTEL_METRIC_EXPORT_INTERVAL", "1000"), ("RATELIMIT_ENABLED", "false"), ("ACCESS_LOG", "off"));
            using var client = AnsweringSociety.MakeClient(server);
            // More spans than the exporter's queue of 2,048 holds.
            for (var i = 0; i < 3_000; i++) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/login")).StatusCode);
            var watch = Stopwatch.StartNew();
            await StopAsync(server);
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        }
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "is not a web address")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "is none of http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret-key", "is not a list such as")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.5", "is not a share")]
    public async Task A_slip_in_a_setting_is_named_at_the_start(string name, string value, string sentence)
    {
        var result = await Support.Cli.RunAsync(["config", "--data", folder.Path], "", [(name, value)]);
        Assert.Contains($"{name}: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", result.Errors + result.Output, StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartAsync(params (string, string)[] settings) =>
        ServerProcess.StartAsync(folder.Path, [.. settings, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("DRAIN_SECONDS", "0")]);

    private static async Task StopAsync(ServerProcess server)
    {
        server.Signal(15);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private static string? RequestIdOf(string line)
    {
        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.TryGetProperty("request_id", out var id) ? id.GetString() : null;
    }
}
