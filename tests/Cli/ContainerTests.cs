// The container: the program runs in the root folder that the Dockerfile gathers, as nobody, with nothing to write to but /data.
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed partial class ContainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static string Dockerfile => Repository.Read("deploy/Dockerfile");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_runs_as_nobody_on_a_root_that_cannot_be_written()
    {
        Assert.SkipUnless(Site.IsBinary, "It needs the native program, which MATHSOC_TEST_BINARY names; tests/run publishes one.");
        Assert.SkipUnless(Environment.UserName == "root", "Only root can change the root folder.");
        var environment = EnvLine().Matches(Dockerfile).Select(match => $"{match.Groups[1].Value}={match.Groups[2].Value}");
        var result = await Shell.RunAsync(
            "unshare --mount --pid --fork --kill-child bash \"$0\" \"$@\"",
            [Path.Combine(Repository.Root, "tests/Support/run-container"), folder.Path, ServerProcess.Binary, .. environment]);
        Assert.SkipWhen(result.Code == 77, $"No file system can be mounted here: {result.Errors}");
        Assert.True(result.Code == 0, result.Output + result.Errors);
    }

    [Fact]
    public void The_image_takes_the_gathered_folder_and_the_program_and_nothing_else()
    {
        var last = Dockerfile[Dockerfile.IndexOf("FROM scratch\n", StringComparison.Ordinal)..];
        Assert.Equal(
            ["COPY --from=system /gathered/ /", "COPY --chmod=755 dist/${RID}/mathsoc /usr/bin/mathsoc"],
            last.Split('\n').Where(line => line.StartsWith("COPY", StringComparison.Ordinal)));
        foreach (var line in new[]
        {
            "USER 65532:65532", "STOPSIGNAL SIGTERM", "ENTRYPOINT [\"/usr/bin/mathsoc\"]", "CMD [\"/usr/bin/mathsoc\", \"healthcheck\"]",
        })
        {
            Assert.Contains(line, last, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("deploy/Dockerfile", @"^(?:ENV|   ) ([A-Z_]+)=")]
    [InlineData("deploy/compose.yml", @"^      #?([A-Z_]+): ")]
    [InlineData("deploy/kubernetes.yml", @"^            - name: ([A-Z_]+)$")]
    public void Every_setting_that_a_container_file_names_is_one(string file, string pattern)
    {
        var named = Regex.Matches(Repository.Read(file), pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count >= 2, $"{file} names {named.Count} settings");
        var known = MathsSoc.Hosting.SettingsTable.Rows.SelectMany(row => row.Secret ? new[] { row.Name, row.Name + "_FILE" } : [row.Name]);
        Assert.Empty(named.Except(known.Append("PATH")));
    }

    [Fact]
    public void It_has_longer_to_drain_than_the_time_between_two_questions_and_longer_to_stop_than_to_drain()
    {
        var file = Repository.Read("deploy/kubernetes.yml");
        int Number(string pattern) => int.Parse(Regex.Match(file, pattern, RegexOptions.Singleline).Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        var drain = Number("DRAIN_SECONDS\n +value: \"(\\d+)\"");
        Assert.True(drain > Number(@"readinessProbe:.*?periodSeconds: (\d+)"));
        Assert.True(Number(@"terminationGracePeriodSeconds: (\d+)") >= drain + 15 + 5);
    }

    [GeneratedRegex(@"^(?:ENV|   ) ([A-Z_]+)=(\S+)", RegexOptions.Multiline)]
    private static partial Regex EnvLine();
}
