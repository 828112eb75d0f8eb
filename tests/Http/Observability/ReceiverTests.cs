// Who is told by HTTP: a receiver that fails holds up nothing and is in no log, and the services that notice silence hear from the site.
using System.Globalization;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.AlertSteps;

namespace MathsSoc.Tests.Http;

[Collection(nameof(AlertWatchers))]
public sealed class ReceiverTests : IDisposable
{
    private readonly Receiver receiver = new();

    public void Dispose() => receiver.Dispose();

    [Theory]
    [InlineData(Reply.Error, "it answered 500")]
    [InlineData(Reply.Redirect, "a redirect, which is not followed")]
    [InlineData(Reply.Close, "broke off")]
    [InlineData(Reply.Hang, "did not answer within 5 seconds")]
    public async Task A_receiver_that_fails_is_tried_three_times_and_its_address_is_in_no_log(Reply reply, string reason)
    {
        receiver.Reply = reply;
        await using var site = await StartAsync(receiver, ("UPLOADS_CAPACITY", "1KB"));
        Directory.CreateDirectory(Path.Combine(site.Folder, "uploads"));
        File.WriteAllBytes(Path.Combine(site.Folder, "uploads", "file"), new byte[900]);
        // The look itself never waits for a receiver.
        await site.Alerts.LookAsync().WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        var sending = site.Alerts.SendAsync();
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);
        await site.Alerts.LookAsync().WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await sending;
        await LookAsync(site, 2);
        Assert.Equal(3, receiver.About("UploadsFull").Count);
        Assert.All(receiver.Requests, one => Assert.Equal($"POST {Secret} HTTP/1.1", one.Line));
        await Eventually.TrueAsync(() => File.ReadAllText(site.LogPath).Contains("given up after 3 tries", StringComparison.Ordinal));
        var log = File.ReadAllText(site.LogPath);
        Assert.Contains(reason, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[1..], log, StringComparison.Ordinal);
        Assert.DoesNotContain(new Uri(receiver.Address).Port.ToString(CultureInfo.InvariantCulture), log, StringComparison.Ordinal);
        // An hour of looks later it is tried again, and now it is received.
        receiver.Reply = Reply.Fine;
        await LookAsync(site, 120);
        Assert.Equal(4, receiver.About("UploadsFull").Count);
    }

    [Fact]
    public async Task The_heartbeat_comes_at_once_and_every_five_minutes_while_the_site_is_ready()
    {
        await using var site = await StartAsync(receiver, ("HEARTBEAT_URL", receiver.Address + "/beat?a=1"));
        int Beats() => receiver.Requests.Count(one => one.Line == "GET /beat?a=1 HTTP/1.1");
        await LookAsync(site, 10);
        Assert.Equal(1, Beats());
        await LookAsync(site);
        Assert.Equal(2, Beats());
        File.Move(site.DatabasePath, site.DatabasePath + ".away");
        await LookAsync(site, 20);
        Assert.Equal(2, Beats());
    }

    [Fact]
    public async Task The_nightly_backup_is_told_as_Healthchecks_wants_it()
    {
        await using var site = await StartAsync(receiver, ("BACKUP_PING_URL", receiver.Address + "/ping/abc"));
        using var ending = new CancellationTokenSource();
        var sending = site.Pings.RunAsync(ending.Token);
        site.Backups.Run(site.Now);
        Assert.Empty(receiver.Requests);
        // There is a pupil and no owner, so what is made cannot be proven.
        site.Visit(Seed.Pupil("ada"));
        Assert.Throws<JobFailedException>(() => site.Backups.Run(site.Now + 301));
        await Eventually.TrueAsync(() => receiver.Requests.Count == 2);
        site.Owner();
        site.Clock.Advance(TimeSpan.FromHours(24));
        site.Backups.Run(site.Now);
        await Eventually.TrueAsync(() => receiver.Requests.Count == 4);
        Assert.Equal(["/ping/abc/start", "/ping/abc/fail", "/ping/abc/start", "/ping/abc"],
            receiver.Requests.Select(one => one.Line.Split(' ')[1]));
        await ending.CancelAsync();
        await sending;
    }
}
