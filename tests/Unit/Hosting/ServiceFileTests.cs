// The systemd unit: what it must contain, that systemd reads it without a complaint, and how well it is sandboxed.
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed partial class ServiceFileTests : IDisposable
{
    private const double MaxExposure = 1.5;
    private readonly TemporaryFolder folder = new();

    private static string Unit => Repository.Read("mathsoc.service");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_closed_off_better_than_1_5()
    {
        var (_, output) = Analyze("security", "--offline=true", "--no-pager", WriteCopy("mathsoc.service", Unit));
        var score = ExposureLine().Match(output);
        Assert.True(score.Success, output);
        Assert.InRange(double.Parse(score.Groups[1].Value, CultureInfo.InvariantCulture), 0, MaxExposure);
    }

    [Fact]
    public void Systemd_finds_nothing_to_complain_about()
    {
        // systemd-analyze verify looks for the programs, so the copy names one that is built.
        var service = WriteCopy("mathsoc.service", Unit.Replace("/usr/bin/mathsoc", ServerProcess.Binary, StringComparison.Ordinal));
        var (code, output) = Analyze("verify", "--man=no", service);
        // It also reports on other units of the machine, by their own names.
        var complaints = output.Split('\n').Where(line => line.Contains("mathsoc", StringComparison.Ordinal));
        Assert.Empty(complaints);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void A_line_that_systemd_does_not_know_is_found()
    {
        var service = WriteCopy("mathsoc.service", Unit.Replace("NoNewPrivileges=yes", "NoNewPrivilege=yes", StringComparison.Ordinal)
            .Replace("/usr/bin/mathsoc", ServerProcess.Binary, StringComparison.Ordinal));
        var (_, output) = Analyze("verify", "--man=no", service);
        Assert.Contains("NoNewPrivilege", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("After", "time-sync.target")]
    [InlineData("Type", "notify")]
    [InlineData("FileDescriptorStoreMax", "1")]
    [InlineData("Restart", "always")]
    [InlineData("RestartPreventExitStatus", "2 69 78")]
    [InlineData("StateDirectory", "mathsoc")]
    [InlineData("Environment", "ACCESS_LOG_PROBES=false")]
    [InlineData("ExecReload", "/bin/kill -HUP $MAINPID")]
    [InlineData("MemoryDenyWriteExecute", "yes")]
    public void It_says(string name, string value) => Assert.Contains($"\n{name}={value}\n", Unit, StringComparison.Ordinal);

    [Fact]
    public void Its_settings_are_read_again_on_reload() => Assert.DoesNotContain("\nEnvironmentFile=", Unit, StringComparison.Ordinal);

    [Fact]
    public void It_waits_longer_than_a_drain_takes()
    {
        const int AcceptedRequests = 15;
        var stop = int.Parse(StopLine().Match(Unit).Groups[1].Value, CultureInfo.InvariantCulture);
        var drain = int.Parse(
            MathsSoc.Hosting.SettingsTable.Rows.Single(row => row.Name == "DRAIN_SECONDS").Default, CultureInfo.InvariantCulture);
        Assert.True(stop >= drain + AcceptedRequests + 5, $"TimeoutStopSec={stop}");
    }

    [Fact]
    public void Every_line_stands_under_a_comment()
    {
        var explained = false;
        foreach (var line in Unit.Split('\n'))
        {
            if (line.Length == 0 || line.StartsWith("# ----", StringComparison.Ordinal)) explained = false;
            else if (line[0] == '#') explained = true;
            else if (line[0] != '['
                && !line.StartsWith("Description=", StringComparison.Ordinal)
                && !line.StartsWith("WantedBy=", StringComparison.Ordinal))
                {
                    Assert.True(explained, $"nothing explains {line}");
                }
        }
    }

    private string WriteCopy(string name, string text)
    {
        File.WriteAllText(folder[name], text);
        return folder[name];
    }

    private static (int Code, string Output) Analyze(params string[] args)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed (package systemd).");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    [GeneratedRegex(@"Overall exposure level for mathsoc\.service: (\d+\.\d+)")]
    private static partial Regex ExposureLine();

    [GeneratedRegex(@"^TimeoutStopSec=(\d+)$", RegexOptions.Multiline)]
    private static partial Regex StopLine();
}
