// The facts at their limits, the forecast of the disk, and the certificate of a server on this machine.
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class SiteFactsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 9, 0, 0, TimeSpan.Zero);
    private static readonly SiteLook Sound = new()
    {
        Database = new DatabaseLook(null, null, 3, TimeSpan.FromMilliseconds(0.4), 8192, 4096),
        Schema = 3,
        Storage = new StorageLook(60, 100, 10, new BackupState(null, null, HasAny: false), []),
        UploadsCapacity = 100,
    };

    [Theory]
    [InlineData(80, FactState.Ok)]
    [InlineData(81, FactState.Warn)]
    public void Uploads_are_compared_with_eighty_percent(long used, FactState expected)
    {
        var fact = Find(Sound with { Storage = Sound.Storage! with { UploadsBytes = used } }, "uploads");
        Assert.Equal((expected, (double)used), (fact.State, fact.Number));
        Assert.Equal(expected == FactState.Ok, fact.Advice is null);
    }

    [Theory]
    [InlineData(10, null, FactState.Ok, "10 bytes of 100 bytes free.")]
    [InlineData(9, null, FactState.Warn, "9 bytes of 100 bytes free.")]
    [InlineData(60, 14.0, FactState.Ok, "60 bytes of 100 bytes free. At the pace of the last days it is full in 14 days.")]
    [InlineData(60, 13.9, FactState.Warn, "60 bytes of 100 bytes free. At the pace of the last days it is full in 13 days.")]
    [InlineData(60, 1.5, FactState.Warn, "60 bytes of 100 bytes free. At the pace of the last days it is full tomorrow.")]
    public void A_disk_is_low_by_its_share_or_by_its_forecast(long free, double? days, FactState expected, string sentence)
    {
        var fact = Find(Sound with { Storage = Sound.Storage! with { DiskFree = free }, DaysUntilFull = days }, "disk");
        Assert.Equal((expected, sentence), (fact.State, fact.Sentence));
    }

    [Theory]
    [InlineData(86_401, false, null)]
    [InlineData(86_400, false, FactState.Warn)]
    [InlineData(86_400, true, FactState.Ok)]
    [InlineData(-3600, false, FactState.Warn)]
    [InlineData(-7200, false, null)]
    public void From_a_day_before_a_competition_until_its_close_the_clock_has_to_be_synchronised(
        int opensIn, bool isSynchronised, FactState? expected)
    {
        var opens = Now.ToUnixTimeSeconds() + opensIn;
        var look = Sound with
        {
            Database = Sound.Database! with
            {
                Competitions = [new("The Autumn Cup", opens, opens + 7200), new("Far", opens + 999_999, opens + 9_999_999)],
            },
            IsClockSynchronised = isSynchronised,
        };
        var fact = SiteFacts.List(look, Now).Find(one => one.Name == "opening");
        Assert.Equal(expected, fact?.State);
        if (expected != FactState.Warn) return;
        Assert.Contains("“The Autumn Cup”", fact!.Sentence, StringComparison.Ordinal);
        Assert.Contains("timedatectl", fact.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlaceState.Sound, FactState.Ok)]
    [InlineData(PlaceState.Missing, FactState.Warn)]
    [InlineData(PlaceState.Closed, FactState.Warn)]
    [InlineData(PlaceState.SameDisk, FactState.Warn)]
    public void The_second_place_for_backups_is_a_fact_of_its_own(PlaceState state, FactState expected)
    {
        var look = Sound with { BackupDir = "/media/stick", Storage = Sound.Storage! with { SecondPlace = state } };
        Assert.Equal(expected, Find(look, "copies").State);
        Assert.DoesNotContain(SiteFacts.List(Sound, Now), fact => fact.Name == "copies");
    }

    [Theory]
    [InlineData(15, FactState.Ok)]
    [InlineData(13, FactState.Warn)]
    [InlineData(-1, FactState.Fail)]
    public void A_certificate_is_due_in_its_last_fortnight(int days, FactState expected)
    {
        var look = new CertificateLook(Now.AddDays(days).AddHours(1), null);
        Assert.Equal(expected, Find(Sound with { Certificate = look }, "certificate").State);
    }

    [Fact]
    public void What_nobody_looked_at_is_left_out()
    {
        var names = SiteFacts.List(Sound with { HasDatabase = false, Database = null }, Now).Select(fact => fact.Name);
        Assert.Equal(["disk", "uploads", "backup"], names);
        Assert.All(SiteFacts.List(Sound with { Database = null, Storage = null }, Now), fact => Assert.NotEqual(FactState.Ok, fact.State));
    }

    [Fact]
    public void The_forecast_needs_a_day_and_then_draws_a_line()
    {
        var forecast = new DiskForecast();
        const long Hour = 3600, Lost = 1000;
        for (var hour = 0; hour < 24; hour++) forecast.Add(hour * Hour, 1_000_000 - hour * Lost);
        Assert.Null(forecast.DaysLeft);
        forecast.Add(24 * Hour, 1_000_000 - 24 * Lost);
        Assert.Equal((1_000_000 - 24 * Lost) / (24.0 * Lost), forecast.DaysLeft!.Value, 3);
        // The clock is set back: what was seen before is not comparable.
        forecast.Add(0, 1_000_000);
        Assert.Null(forecast.DaysLeft);
        for (var hour = 1; hour < 400; hour++) forecast.Add(hour * Hour, 1_000_000 + hour);
        Assert.Null(forecast.DaysLeft);
    }

    [Fact]
    public async Task A_certificate_tells_its_end_also_if_nobody_would_trust_it_and_an_address_that_hangs_takes_three_seconds()
    {
        Assert.SkipUnless(NetworkInterface.GetIsNetworkAvailable(), "This machine has no network but itself, so nothing is asked.");
        using var key = ECDsa.Create();
        var ends = new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(Now.AddYears(-5), ends);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(certificate);
        });
        var look = await Certificate.AskAsync(address, null);
        Assert.Equal((ends, (string?)null), (look!.Ends, look.Problem));
        await serving;
        // Nobody accepts any more, so the handshake gets no answer.
        var silent = await Certificate.AskAsync(address, null);
        Assert.Null(silent!.Ends);
        Assert.Contains("could not be asked from this machine", silent.Problem, StringComparison.Ordinal);
    }

    private static SiteFact Find(SiteLook look, string name) => Assert.Single(SiteFacts.List(look, Now), fact => fact.Name == name);
}
