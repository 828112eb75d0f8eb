// An address that the machine gets only after the program has started, as at boot.
using MathsSoc.Hosting;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Cli;

public sealed class LateAddressTests : IDisposable
{
    // TEST-NET-1 of RFC 5737: no machine has it.
    private const string NowhereAddress = "192.0.2.1";
    private readonly TemporaryFolder folder = new();

    private static bool HasIp => File.Exists("/usr/bin/nsenter") && (File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_tried_again_until_it_is_there()
    {
        var trial = await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/unshare", ["-n", "true"]), "");
        Assert.SkipUnless(
            trial.Code == 0 && HasIp, "A network of one's own is not allowed here (it needs root).");
        var start = ServerProcess.MakeStart("/usr/bin/unshare", ["-n", "sh", "-c",
            $"ip link set lo up; exec '{ServerProcess.Binary}' serve --data '{folder.Path}' --listen {NowhereAddress} --port 8000"],
            ("ACCESS_LOG", "off"));
        await using var server = await ServerProcess.StartAsync(start, new Uri($"http://{NowhereAddress}:8000"));
        await Eventually.TrueAsync(() => server.Errors.Any(line => line.Contains("trying again for 60 s", StringComparison.Ordinal)), 20);
        await Eventually.TrueAsync(
            () => File.ReadAllText(folder["app.log"]).Contains($"{NowhereAddress} yet (LISTEN)", StringComparison.Ordinal));
        Assert.Empty(server.Output);
        Assert.Equal(0, (await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/nsenter",
            ["-t", $"{server.Id}", "-n", "ip", "address", "add", NowhereAddress, "dev", "lo"]), "")).Code);
        await Eventually.TrueAsync(
            () => server.Output.Any(line => line.Contains($"MathsSoc is at http://{NowhereAddress}:8000", StringComparison.Ordinal)), 20);
    }

    [Fact]
    public async Task After_a_minute_there_is_a_sentence()
    {
        var clock = new ManualClock();
        using var systemd = Systemd.FromEnvironment(clock, NullLogger.Instance, _ => null);
        var options = AppOptions.Load(new SettingSources(new Dictionary<string, string>
        {
            ["DATA_DIR"] = folder.Path, ["LISTEN"] = NowhereAddress, ["PORT"] = "8000", ["LOG_TO_STDOUT"] = "true",
        }, new Dictionary<string, string>(), null)).Options;
        var opening = ListeningSocket.OpenAsync(options, systemd, clock, NullLogger.Instance, _ => null);
        Assert.False(opening.IsCompleted);
        clock.Run(TimeSpan.FromSeconds(61));
        var (listening, problem) = await opening.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(listening);
        Assert.Matches($"^{NowhereAddress}:8000 cannot be listened on: .* Correct LISTEN or PORT.$", problem);
    }
}
