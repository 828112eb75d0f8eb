// A slow card, and another program that holds the database: a class's answers are saved together, and the site goes on answering.
using System.Diagnostics;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class SlowDiskTests : IDisposable
{
    private const int Pupils = 30;

    // On a quiet machine it is a few milliseconds and on a busy one up to a second; while requests waited on the threads themselves it was
    // seconds.
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1.5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(100)]
    [InlineData(250)]
    public async Task Thirty_answers_at_one_moment_share_the_syncs_of_a_slow_disk(int milliseconds)
    {
        var society = await AnsweringSociety.MakeAsync(folder.Path, Pupils, challenges: 2);
        (string, string)[] settings = [.. await SlowDisk.SettingsAsync(folder, milliseconds), ("ACCESS_LOG", "off")];
        await using var server = await ServerProcess.StartAsync(folder.Path, settings);
        using var client = AnsweringSociety.MakeClient(server);
        // The first answers warm the program up: a debug build compiles itself then.
        await SendAll(client, society, challenge: 0);

        using var pulse = new Pulse(server.Address);
        var times = await SendAll(client, society, challenge: 1);
        var slowest = await pulse.StopAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{milliseconds} ms a sync: slowest answer {times.Max().TotalMilliseconds:0} ms, /healthz {slowest.TotalMilliseconds:0} ms");
        Assert.InRange(times.Max().TotalSeconds, 0, 3);
        Assert.InRange(slowest, TimeSpan.Zero, Unnoticed);
    }

    [Fact]
    public async Task While_the_disk_hangs_whoever_asks_is_told_so_and_does_not_wait()
    {
        var flag = folder["hang"];
        (string, string)[] settings = [.. await SlowDisk.HangingAsync(folder, flag), ("ACCESS_LOG", "off"), ("RATELIMIT_ENABLED", "false")];
        var pupil = (await AnsweringSociety.MakeAsync(folder.Path, pupils: 1, challenges: 1)).Pupils[0].Token;
        await using var server = await ServerProcess.StartAsync(folder.Path, settings);
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/about")).StatusCode);
        File.WriteAllText(flag, "");
        // By then nothing that was read before is used any more.
        await Eventually.TrueAsync(async () => (await Ask(client, "/readyz")).Status == HttpStatusCode.ServiceUnavailable);
        var held = Enumerable.Range(0, 20).Select(_ => Ask(client, "/about")).ToList();
        // Eight may read at a time, and are held up by the disk itself. The others get a refusal, or what is still in memory.
        await Eventually.TrueAsync(() => held.Count(one => one.IsCompleted) >= 12, 20);
        await Eventually.TrueAsync(async () => (await Ask(client, "/login")).Status == HttpStatusCode.ServiceUnavailable);

        var watch = Stopwatch.StartNew();
        foreach (var path in new[] { "/", "/about", "/login", "/challenges", "/join", "/about" })
        {
            var (status, page) = await Ask(client, path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("mathsoc check", page, StringComparison.Ordinal);
            // Whoever has a session is not told that they have none.
            Assert.Contains(">Sign in</a>", page, StringComparison.Ordinal);
            Assert.DoesNotContain(">Sign in</a>", (await Ask(client, path, pupil)).Page, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);

        File.Delete(flag);
        await Eventually.TrueAsync(async () => (await Ask(client, "/about")).Status == HttpStatusCode.OK);
        // Who was held up by the disk itself gets the page at last.
        Assert.All(await Task.WhenAll(held),
            one => Assert.True(one.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
    }

    private static async Task<(HttpStatusCode Status, string Page)> Ask(HttpClient client, string path, string? session = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (session is not null) request.Headers.Add("Cookie", $"mathsoc_session={session}");
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Another_program_that_holds_the_lock_stops_only_what_must_be_saved_and_is_named()
    {
        var society = await AnsweringSociety.MakeAsync(folder.Path, Pupils, challenges: 1);
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        using var client = AnsweringSociety.MakeClient(server);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);

        using var other = Connections.Open(folder["mathsoc.db"], queryOnly: false);
        using (other.BeginTransaction(deferred: false))
        {
            using var pulse = new Pulse(server.Address);
            var watch = Stopwatch.StartNew();
            var sends = Enumerable.Range(0, Pupils).Select(async pupil =>
            {
                using var request = society.Answer(pupil, 0, "21").Request(server.Address);
                using var response = await client.SendAsync(request);
                return (response.StatusCode, Page: await response.Content.ReadAsStringAsync(), Time: watch.Elapsed);
            }).ToList();
            using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!sends.TrueForAll(send => send.IsCompleted) && await often.WaitForNextTickAsync())
            {
                var read = Stopwatch.StartNew();
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
                Assert.InRange(read.Elapsed.TotalSeconds, 0, 2);
            }
            foreach (var send in sends)
            {
                var (status, page, time) = await send;
                Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                Assert.Contains("Another program on the server is using", page, StringComparison.Ordinal);
                Assert.InRange(time.TotalSeconds, 0, 7);
            }
            Assert.InRange(await pulse.StopAsync(), TimeSpan.Zero, Unnoticed);
        }
        Assert.True(await society.Answer(0, 0, "21").TrySendAsync(client));
    }

    /// <summary>Every pupil's answer at one moment; returns how long each took until it was saved.</summary>
    private static async Task<TimeSpan[]> SendAll(HttpClient client, AnsweringSociety society, int challenge) =>
        await Task.WhenAll(Enumerable.Range(0, society.Pupils.Count).Select(async pupil =>
        {
            var watch = Stopwatch.StartNew();
            Assert.True(await society.Answer(pupil, challenge, "21").TrySendAsync(client));
            return watch.Elapsed;
        }));

    /// <summary>Asks for /healthz all the time and remembers the slowest answer.</summary>
    private sealed class Pulse : IDisposable
    {
        private readonly CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
        private readonly Task<TimeSpan> slowest;

        public Pulse(Uri site) => slowest = Task.Run(async () =>
        {
            using var client = new HttpClient { BaseAddress = site };
            await client.GetAsync("/healthz");
            var most = TimeSpan.Zero;
            using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            while (!stop.IsCancellationRequested && await often.WaitForNextTickAsync())
            {
                var watch = Stopwatch.StartNew();
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
                if (watch.Elapsed > most) most = watch.Elapsed;
            }
            return most;
        });

        public async Task<TimeSpan> StopAsync()
        {
            await stop.CancelAsync();
            return await slowest;
        }

        public void Dispose() => stop.Dispose();
    }
}
