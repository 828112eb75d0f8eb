// Every verb as a person or a script calls it: what it prints, what it leaves behind, and its exit code.
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class VerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Version_tells_the_program_its_runtime_and_its_sqlite()
    {
        var result = await Support.Cli.RunAsync("version");
        Assert.Equal(0, result.Code);
        Assert.Matches(@"^mathsoc \d+\.\d+\.\d+ \(\w+\), \.NET .+, SQLite 3\.\d+\.\d+, schema \d+\n$", result.Output);
    }

    [Fact]
    public async Task An_unknown_verb_or_flag_is_a_usage_error()
    {
        var result = await Support.Cli.RunAsync("serve", "--prot", "80");
        Assert.Equal(2, result.Code);
        Assert.Contains("--prot", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_dry_run_tells_and_makes_nothing()
    {
        var dry = await Support.Cli.RunAsync("migrate", "--dry-run", "--data", folder.Path);
        Assert.Equal(0, dry.Code);
        Assert.Contains("would apply 001", dry.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["mathsoc.db"]));
        Assert.Contains("applied 001", (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_is_readable_by_its_owner_and_group_only()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder["mathsoc.db"]) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    [Fact]
    public async Task An_owner_is_made_once_and_keeps_the_password()
    {
        var made = await CreateAdmin("Ada@School.uk", "correct horse battery");
        Assert.Equal((0, "ada@school.uk is an owner.\n"), (made.Code, made.Output));
        var again = await Support.Cli.RunAsync("create-admin", "--login", "ada@school.uk", "--data", folder.Path);
        Assert.Equal((0, "ada@school.uk is an owner and keeps the password.\n"), (again.Code, again.Output));
        var check = await Support.Cli.RunAsync("check", "--data", folder.Path);
        Assert.Contains("owner       there is one", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "short", 1, "at least 8")]
    [InlineData("ada", "password123", 1, "first that anybody would try")]
    [InlineData("ada.lovelace", "Ada.Lovelace", 1, "same as the login")]
    [InlineData("", "correct horse battery", 2, "Type a login")]
    [InlineData("a b", "correct horse battery", 2, "letters, digits")]
    [InlineData("ada\u0301", "correct horse battery", 2, "accents")]
    public async Task A_weak_password_or_a_bad_login_is_refused_with_a_sentence(string login, string password, int code, string sentence)
    {
        var result = await CreateAdmin(login, password);
        Assert.Equal(code, result.Code);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_a_missing_password_is_asked_for_by_its_flag()
    {
        var result = await Support.Cli.RunAsync("create-admin", "--login", "ada", "--data", folder.Path);
        Assert.Equal(2, result.Code);
        Assert.Contains("--password-stdin", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_prints_every_setting_and_masks_secrets()
    {
        var result = await Support.Cli.RunAsync(["config", "--port", "1234"], "", [("METRICS_TOKEN", "a-very-secret-token"), ("LISTEN", "0.0.0.0")]);
        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("a-very-secret-token", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^PORT +1234 +flag +default 8000$", result.Output);
        Assert.Matches(@"(?m)^LISTEN +0\.0\.0\.0 +environment +default 127\.0\.0\.1$", result.Output);
        Assert.Matches(@"(?m)^METRICS_TOKEN +\*\*\* +environment", result.Output);
        foreach (var row in Hosting.SettingsTable.Rows) Assert.Contains(row.Name, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_ok_of_a_sound_folder_and_fails_on_a_damaged_database()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var sound = await Support.Cli.RunAsync("check", "--data", folder.Path);
        Assert.Equal(0, sound.Code);
        foreach (var line in sound.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Assert.Matches("^(ok  |warn|fail)  ", line);
        File.WriteAllText(folder["mathsoc.db"], "garbage");
        var damaged = await Support.Cli.RunAsync("check", "--data", folder.Path);
        Assert.Equal(1, damaged.Code);
        Assert.Contains("fail  database", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_warns_while_metrics_could_be_published_by_a_silent_proxy()
    {
        var result = await Support.Cli.RunAsync(["check", "--data", folder.Path], "", [("PUBLIC_URL", "https://maths.example.sch.uk")]);
        Assert.Contains("warn  metrics", result.Output, StringComparison.Ordinal);
    }

    private Task<CliResult> CreateAdmin(string login, string password) =>
        Support.Cli.RunAsync(["create-admin", "--login", login, "--password-stdin", "--data", folder.Path], password + "\n", []);
}
