// The Debian package: its files and their modes, that it is made the same twice, and what installing and removing it does to a system.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class PackageTests(PackageFixture fixture) : IClassFixture<PackageFixture>
{
    private static string Version => Regex.Match(Repository.Read("MathsSoc.csproj"), "<Version>(.+)</Version>").Groups[1].Value;

    [Fact]
    public async Task Each_file_has_its_place_and_mode_and_belongs_to_root()
    {
        var listing = (await Shell.RunAsync("dpkg-deb -c \"$0\"", fixture.Package)).Output;
        var files = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Regex.Split(line, @"\s+"))
            .Where(parts => parts[0][0] != 'd').ToDictionary(parts => parts[5][1..], parts => $"{parts[0]} {parts[1]}");
        Assert.All(files.Values, file => Assert.EndsWith(" root/root", file, StringComparison.Ordinal));
        Assert.Equal("-rwxr-xr-x root/root", files["/usr/bin/mathsoc"]);
        Assert.Equal("-rw-r----- root/root", files["/etc/mathsoc/env"]);
        foreach (var name in new[]
        {
            "systemd/system/mathsoc.service", "doc/mathsoc/changelog.gz", "doc/mathsoc/copyright", "man/man1/mathsoc.1.gz",
            "bash-completion/completions/mathsoc", "doc/mathsoc/examples/nginx.conf",
        })
        {
            var place = (name.StartsWith("systemd", StringComparison.Ordinal) ? "/usr/lib/" : "/usr/share/") + name;
            Assert.Equal("-rw-r--r-- root/root", files[place]);
        }
        Assert.DoesNotContain(files.Keys, path => path.StartsWith("/usr/local", StringComparison.Ordinal)
            || path.StartsWith("/var", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_says_its_version_what_it_needs_and_which_file_is_the_administrators()
    {
        Assert.EndsWith($"/mathsoc_{Version}_{PackageFixture.Architecture}.deb", fixture.Package, StringComparison.Ordinal);
        var fields = (await Shell.RunAsync("dpkg-deb -f \"$0\"; dpkg-deb -I \"$0\" conffiles", fixture.Package)).Output;
        Assert.Contains($"\nVersion: {Version}\n", fields, StringComparison.Ordinal);
        Assert.Contains($"\nArchitecture: {PackageFixture.Architecture}\n", fields, StringComparison.Ordinal);
        Assert.Contains("\nDepends: libc6 (>= 2.34), libssl3 | libssl3t64, passwd, procps\n", fields, StringComparison.Ordinal);
        Assert.EndsWith("\n/etc/mathsoc/env\n", fields, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_newest_changelog_entry_is_of_the_version_and_the_day_of_the_source()
    {
        var day = DateOnly.Parse(Regex.Match(Repository.Read("MathsSoc.csproj"), "<SourceDate>(.+)</SourceDate>").Groups[1].Value,
            CultureInfo.InvariantCulture);
        var changelog = Repository.Read("deploy/debian/changelog");
        Assert.StartsWith($"mathsoc ({Version}) ", changelog, StringComparison.Ordinal);
        var trailer = changelog.Split('\n').First(line => line.StartsWith(" -- ", StringComparison.Ordinal));
        Assert.EndsWith(day.ToString("ddd, dd MMM yyyy", CultureInfo.InvariantCulture) + " 00:00:00 +0000", trailer,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_files_make_the_same_package()
    {
        var again = await fixture.BuildAsync("again");
        Assert.Equal(File.ReadAllBytes(fixture.Package), File.ReadAllBytes(again));
    }

    [Fact]
    public async Task Lintian_finds_nothing_to_complain_about()
    {
        Assert.SkipUnless(Site.IsBinary, "lintian looks at native code, which MATHSOC_TEST_BINARY names; tests/run publishes it.");
        Assert.SkipUnless(File.Exists("/usr/bin/lintian"), "lintian is not installed.");
        var result = await Shell.RunAsync("lintian --allow-root --fail-on error,warning \"$0\"", fixture.Package);
        Assert.True(result.Code == 0, result.Output + result.Errors);
    }

    [Fact]
    public async Task The_manual_page_has_every_command_and_setting_and_reads_without_a_complaint()
    {
        var page = fixture.Page;
        var help = (await Support.Cli.RunAsync("--help")).Output;
        var verbs = Regex.Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..], @"^  ([a-z-]+) ", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("create-admin", verbs);
        Assert.DoesNotContain("man-page", verbs);
        Assert.All(verbs, verb =>
            Assert.Contains($"\n.SS {verb.Replace("-", "\\-", StringComparison.Ordinal)}", page, StringComparison.Ordinal));
        Assert.All(MathsSoc.Hosting.SettingsTable.Rows, row => Assert.Contains($"\n.B {row.Name}\n", page, StringComparison.Ordinal));
        Assert.SkipUnless(File.Exists("/usr/bin/man"), "man is not installed (package man-db).");
        var result = await Shell.RunAsync("man --warnings -E UTF-8 -l -Tutf8 -Z \"$0\" > /dev/null", fixture.PageFile);
        Assert.Equal((0, ""), (result.Code, result.Errors));
    }

    [Theory]
    [InlineData("mathsoc cre", "create-admin")]
    [InlineData("mathsoc create-admin --logi", "--login")]
    [InlineData("mathsoc check --rep", "--repair")]
    [InlineData("mathsoc serve --max-requests-", "--max-requests-jitter")]
    [InlineData("mathsoc man", "")]
    public async Task Bash_completes(string typed, string expected)
    {
        const string Script = """
            . "$0"
            read -r -a COMP_WORDS <<<"$1"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _mathsoc
            echo "${COMPREPLY[0]}"
            """;
        var result = await Shell.RunAsync(Script, fixture.Completion, typed);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        Assert.StartsWith(expected, result.Output.Trim(), StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0, result.Output.Trim().Length == 0);
    }

    [Fact]
    public async Task Its_scripts_are_the_shells()
    {
        foreach (var script in new[] { "build", "preinst", "postinst", "prerm", "postrm" })
        {
            var result = await Shell.RunAsync("sh -n \"$0\"", Path.Combine(Repository.Root, "deploy/debian", script));
            Assert.Equal((0, "", ""), (result.Code, result.Output, result.Errors));
        }
    }

    [Fact]
    public async Task Installing_upgrading_and_removing_it_keeps_what_is_the_societys()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can install a package.");
        var result = await Shell.RunAsync("unshare --mount bash \"$0\" \"$1\" \"$2\"",
            Path.Combine(Repository.Root, "tests/Support/install-package"), fixture.Package, fixture.Folder);
        Assert.SkipWhen(result.Code == 77, $"A copy of this system cannot be laid over it: {result.Errors}");
        Assert.True(result.Code == 0, result.Output + result.Errors);
    }
}

/// <summary>One package for all these tests, of the program under test.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>This machine's, by Debian's name.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64
        ? "arm64" : "amd64";

    public string Folder => folder.Path;
    public string Package { get; private set; } = "";
    public string PageFile => folder["mathsoc.1"];
    public string Page => File.ReadAllText(PageFile);
    public string Completion => folder["mathsoc.bash"];

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(PageFile, (await Support.Cli.RunAsync("man-page")).Output);
        File.WriteAllText(Completion, (await Support.Cli.RunAsync("bash-completion")).Output);
        Package = await BuildAsync("package");
    }

    /// <summary>Builds it into a folder of that name and returns its path.</summary>
    public async Task<string> BuildAsync(string name)
    {
        Directory.CreateDirectory(folder[name]);
        var result = await Shell.RunAsync("\"$0\" \"$1\" \"$2\" \"$3\" \"$4\"",
            Path.Combine(Repository.Root, "deploy/debian/build"), ServerProcess.Binary, Architecture, folder.Path, folder[name]);
        Assert.True(result.Code == 0, result.Output + result.Errors);
        return Directory.EnumerateFiles(folder[name]).Single();
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
