// Checks the README against the program: its settings, its commands and the files that it links to.
using System.Text.RegularExpressions;
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed partial class ReadmeTests
{
    private static string Readme => Repository.Read("README.md");

    [Fact]
    public void Its_table_holds_every_setting_with_its_default_in_order()
    {
        var written = SettingRow().Matches(Readme).Select(row => (Name: row.Groups[1].Value, Default: row.Groups[2].Value)).ToList();
        var real = SettingsTable.Rows.Select(row => (row.Name, Default: row.Default.Length == 0 ? "" : $"`{row.Default}`")).ToList();
        Assert.Equal(real, written);
    }

    [Fact]
    public async Task It_tells_of_every_command_and_of_no_other()
    {
        var help = (await Support.Cli.RunAsync("--help")).Output;
        var commands = CommandLine().Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..])
            .Select(match => match.Groups[1].Value);
        var listed = CommandRow().Matches(Readme).Select(match => match.Groups[1].Value);
        Assert.Equal(commands.Order(StringComparer.Ordinal), listed.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/deployment.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/migrations.md")]
    [InlineData("docs/backups.md")]
    [InlineData("docs/monitoring.md")]
    public void Every_file_it_points_to_is_there(string document)
    {
        var folder = Path.GetDirectoryName(document)!;
        var links = Link().Matches(Repository.Read(document))
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link =>
            Assert.True(Path.Exists(Path.GetFullPath(Path.Combine(Repository.Root, folder, link.Split('#')[0]))), link));
    }

    // | `PORT` | `8000` | TCP port to listen on. |
    [GeneratedRegex(@"^\| `([A-Z_]+)` \| (`.*`|) ?\| ", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    // | `mathsoc serve` | ... |
    [GeneratedRegex(@"^\| `mathsoc ([a-z-]+)[^`]*` \| ", RegexOptions.Multiline)]
    private static partial Regex CommandRow();

    [GeneratedRegex(@"^  ([a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\]\(([^)#][^)]*)\)")]
    private static partial Regex Link();
}
