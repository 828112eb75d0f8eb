// Each alert by its real condition: what is sent, once and in which words, and what is shown to owners.
using System.Net.Security;
using System.Net.Sockets;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.AlertSteps;

namespace MathsSoc.Tests.Http;

/// <summary>
/// What some alerts watch is counted for the whole process, such as connections that wait in vain: beside other tests theirs would fire.
/// </summary>
[CollectionDefinition(nameof(AlertWatchers), DisableParallelization = true)]
public sealed class AlertWatchers;
[Collection(nameof(AlertWatchers))]
public sealed class AlertTests : IDisposable
{
    private readonly Receiver receiver = new();

    public void Dispose() => receiver.Dispose();

    [Fact]
    public async Task A_deleted_database_is_told_at_the_third_look_and_its_return_at_the_second()
    {
        await using var site = await StartAsync(receiver, ("PUBLIC_URL", "http://maths.example"));
        File.Move(site.DatabasePath, site.DatabasePath + ".away");
        await LookAsync(site, 2);
        Assert.Empty(receiver.About("NotReady"));
        await LookAsync(site, 3);
        var message = Assert.Single(receiver.About("NotReady"));
        Assert.Equal($"POST {Secret} HTTP/1.1", message.Line);
        Assert.Contains("Content-Type: application/json", message.Headers, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["alert", "state", "since", "value", "limit", "sentence", "site", "version"],
            message.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("firing", "2026-11-10T09:00:00Z", 0, 1), (message.Text("state"), message.Text("since"),
            message.Json.GetProperty("value").GetInt32(), message.Json.GetProperty("limit").GetInt32()));
        Assert.Matches("^The site is not ready\\. Pages cannot be served: .*missing", message.Text("sentence"));
        Assert.Equal("http://maths.example", message.Text("site").TrimEnd('/'));
        Assert.Matches(@"^\d+\.\d+\.\d+$", message.Text("version"));
        Assert.Contains("mathsoc_alert_firing{alert=\"NotReady\"} 1\n", await ScrapeAsync(site), StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromHours(24));
        await LookAsync(site);
        Assert.Equal(["firing", "still firing"], receiver.About("NotReady").Select(one => one.Text("state")));
        Assert.StartsWith("Still firing since 2026-11-10 09:00 UTC: ", receiver.About("NotReady")[1].Text("sentence"),
            StringComparison.Ordinal);

        File.Move(site.DatabasePath + ".away", site.DatabasePath);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        await LookAsync(site, 4);
        var states = receiver.About("NotReady");
        Assert.Equal(["firing", "still firing", "resolved"], states.Select(one => one.Text("state")));
        Assert.Equal("Over: the site is not ready. It lasted from 2026-11-10 09:00 UTC to 2026-11-11 09:00 UTC.",
            states[2].Text("sentence"));
        Assert.DoesNotContain(site.Board.Firing, alert => alert.Name == "NotReady");
    }

    [Fact]
    public async Task Errors_are_told_from_a_hundred_requests_on_and_probes_do_not_count()
    {
        await using var site = await StartAsync(receiver);
        site.Owner();
        File.WriteAllBytes(site.DatabasePath, new byte[8192]);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 150; i++) await site.GetAsync("/readyz");
        for (var i = 0; i < 99; i++) Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/")).StatusCode);
        await LookAsync(site);
        Assert.Empty(receiver.About("ServerErrors"));
        await site.GetAsync("/");
        await LookAsync(site);
        var message = Assert.Single(receiver.About("ServerErrors"));
        Assert.Equal((1.0, 0.01), (message.Json.GetProperty("value").GetDouble(), message.Json.GetProperty("limit").GetDouble()));
        Assert.Contains("100 of 100 requests", message.Text("sentence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_above_four_fifths_are_told()
    {
        await using var site = await StartAsync(receiver, ("UPLOADS_CAPACITY", "1KB"));
        Directory.CreateDirectory(Path.Combine(site.Folder, "uploads"));
        File.WriteAllBytes(Path.Combine(site.Folder, "uploads", "file"), new byte[830]);
        await LookAsync(site);
        var message = Assert.Single(receiver.About("UploadsFull"));
        Assert.Equal(0.8, message.Json.GetProperty("limit").GetDouble());
        Assert.InRange(message.Json.GetProperty("value").GetDouble(), 0.81, 0.82);
    }

    [Theory]
    [InlineData(26, null, "")]
    [InlineData(27, null, "BackupMissing")]
    [InlineData(2, "a page is damaged", "ProofFailed")]
    public async Task A_backup_that_is_old_or_could_not_be_proven_is_told(int hours, string? problem, string alert)
    {
        await using var site = await StartAsync(receiver);
        AddBackup(site, TimeSpan.FromHours(hours), problem);
        await LookAsync(site, 2);
        string[] expected = alert.Length == 0 ? [] : [alert];
        Assert.Equal(expected, receiver.Requests.Select(one => one.Text("alert")));
        if (problem is not null) Assert.Contains(problem, receiver.Requests.Single().Text("sentence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_announced_work_goes_on_an_alert_is_shown_and_its_message_waits()
    {
        await using var site = await StartAsync(receiver, ("UPLOADS_CAPACITY", "1KB"));
        Directory.CreateDirectory(Path.Combine(site.Folder, "uploads"));
        File.WriteAllBytes(Path.Combine(site.Folder, "uploads", "file"), new byte[900]);
        var now = site.Clock.GetUtcNow().ToUnixTimeSeconds();
        using (var db = site.OpenDatabase()) db.Write(sql => new PlannedWork("A new disk", now - 60, now + 3600).Announce(sql, now));
        site.Clock.Run(TimeSpan.FromSeconds(2));
        await site.GetAsync("/");
        await LookAsync(site, 2);
        Assert.Contains(site.Board.Firing, one => one.Name == "UploadsFull");
        Assert.Empty(receiver.About("UploadsFull"));
        site.Clock.Run(TimeSpan.FromHours(2));
        await site.GetAsync("/");
        await LookAsync(site, 2);
        Assert.Equal("firing", Assert.Single(receiver.About("UploadsFull")).Text("state"));
    }

    [Fact]
    public async Task A_site_that_never_had_a_backup_is_told_of_after_26_hours()
    {
        await using var site = await StartAsync(receiver);
        await LookAsync(site);
        site.Clock.Advance(TimeSpan.FromHours(26));
        await LookAsync(site);
        Assert.Empty(receiver.Requests);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(site);
        Assert.Contains("No backup yet.", Assert.Single(receiver.About("BackupMissing")).Text("sentence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_told_and_makes_no_backup_look_old()
    {
        await using var site = await StartAsync(receiver);
        AddBackup(site, TimeSpan.FromHours(2), null);
        await LookAsync(site);
        site.Clock.Advance(TimeSpan.FromDays(100));
        await LookAsync(site, 3);
        Assert.Equal("ClockWrong", Assert.Single(receiver.Requests).Text("alert"));
    }

    [Fact]
    public async Task A_job_that_fails_three_times_in_a_row_is_told_by_its_name()
    {
        await using var site = await StartAsync(receiver);
        File.Move(site.DatabasePath, site.DatabasePath + ".away");
        for (var i = 0; i < 2; i++) site.Jobs.RunOnce(site.Now + 600 * i);
        await LookAsync(site);
        Assert.Empty(receiver.About("JobFailing"));
        site.Jobs.RunOnce(site.Now + 1200);
        await LookAsync(site);
        Assert.Matches("The job [a-z]+ failed 3 times in a row", Assert.Single(receiver.About("JobFailing")).Text("sentence"));
    }

    [Fact]
    public async Task A_writer_that_does_not_let_go_exhausts_the_connections()
    {
        await using var site = await StartAsync(receiver);
        using var beside = site.OpenDatabase();
        beside.Add(Seed.Pupil("ada"));
        var started = new TaskCompletionSource();
        using var finish = new ManualResetEventSlim();
        var writer = Task.Run(() => beside.Write(_ => { started.SetResult(); finish.Wait(TimeSpan.FromSeconds(30)); return 0; }));
        await started.Task;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await new Person(site).SignInAsync("ada")).Status);
        await LookAsync(site);
        finish.Set();
        await writer;
        Assert.Single(receiver.About("DatabaseConnections"));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(30, false)]
    public async Task A_certificate_that_ends_within_14_days_is_told(int days, bool isTold)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = new ManualClock().GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddYears(-1), now.AddDays(days));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(made);
            await tls.ReadExactlyAsync(new byte[1]);
        });
        await using var site = await StartAsync(receiver, ("PUBLIC_URL", $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        await LookAsync(site, 2);
        await Assert.ThrowsAnyAsync<IOException>(() => serving); // The site only looked, and hung up.
        Assert.Equal(isTold ? 1 : 0, receiver.About("CertificateEnding").Count);
        if (isTold) Assert.Contains("15 November 2026", receiver.About("CertificateEnding")[0].Text("sentence"), StringComparison.Ordinal);
        Assert.Contains("\nmathsoc_certificate_end_timestamp_seconds ", await ScrapeAsync(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_asked_for_is_no_alarm()
    {
        await using var site = await StartAsync(receiver, ("PUBLIC_URL", "https://127.0.0.1:1"));
        await LookAsync(site, 3);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Owners_read_of_it_in_one_line_that_leads_to_the_status_page_and_others_do_not()
    {
        await using var site = await StartAsync(receiver, ("UPLOADS_CAPACITY", "1KB"));
        var (owner, teacher) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("tina", Role.Teacher)));
        Assert.DoesNotContain("an operator", (await owner.GetAsync("/admin")).Text, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(site.Folder, "uploads"));
        File.WriteAllBytes(Path.Combine(site.Folder, "uploads", "file"), new byte[900]);
        AddBackup(site, TimeSpan.FromHours(40), null);
        await LookAsync(site);
        foreach (var path in new[] { "/", "/admin" })
        {
            var page = await owner.GetAsync(path);
            var link = Assert.Single(page.Page.QuerySelectorAll("a[href='/admin/status']"),
                link => link.TextContent.Contains("operator", StringComparison.Ordinal));
            Assert.Equal("2 things need an operator: there is no proven backup of the last 26 hours; uploads are nearly full",
                link.TextContent);
            Assert.DoesNotContain("operator", (await teacher.GetAsync(path)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_only_owner_is_shown_after_30_days_and_no_message_is_sent()
    {
        await using var site = await StartAsync(receiver);
        site.Owner();
        await LookAsync(site);
        Assert.Empty(site.Board.Firing);
        site.KeepRunning(TimeSpan.FromDays(31));
        site.Jobs.RunOnce(site.Now);
        await LookAsync(site);
        var alert = Assert.Single(site.Board.Firing, one => one.Name == "SoleOwner");
        Assert.True(alert.IsPageOnly);
        Assert.Empty(receiver.About("SoleOwner"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Person("deputy", Role.Owner));
        await LookAsync(site, 2);
        Assert.DoesNotContain(site.Board.Firing, one => one.Name == "SoleOwner");
    }
}
