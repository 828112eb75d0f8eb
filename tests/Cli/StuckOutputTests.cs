// Standard output that no one reads (a log shipper that hangs, a terminal that is paused) may cost lines but never a request.
using System.Diagnostics;
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class StuckOutputTests : IDisposable
{
    private const int Abort = 6;
    private const int Term = 15;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Term, 0, "")]
    [InlineData(Abort, 128 + Abort, "worker received SIGABRT signal")]
    public async Task A_pipe_that_nobody_reads_stops_neither_requests_nor_standard_error_nor_the_end(int signal, int code, string lastWords)
    {
        var port = Nginx.FreePort();
        var start = ServerProcess.MakeStart(ServerProcess.Binary, ["serve", "--data", folder.Path, "--port", $"{port}"],
            ("LOG_TO_STDOUT", "true"), ("LOG_SQL", "true"), ("RATELIMIT_ENABLED", "false"), ("DRAIN_SECONDS", "0"));
        using var process = Process.Start(start)!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
            await Eventually.TrueAsync(async () =>
            {
                try { return (await client.GetAsync("/healthz")).IsSuccessStatusCode; }
                catch (HttpRequestException) { return false; }
            }, 20);
            // Access lines for twice what the pipe and the queue in front of it hold; then pages, whose statements are logged one by one.
            client.DefaultRequestHeaders.Add("User-Agent", new string('x', 8000));
            for (var i = 0; i < 280; i++) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
            for (var i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
            ServerProcess.Signal(process.Id, signal);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(code, process.ExitCode);
            Assert.Contains(lastWords, await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
