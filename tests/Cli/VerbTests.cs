// Every verb as a person or a script calls it: what it prints, what it leaves behind, and its exit code.
using Dapper;
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
        Assert.Equal(
            UnixFileMode.None,
            File.GetUnixFileMode(folder["mathsoc.db"]) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    [Fact]
    public async Task An_owner_is_made_once_and_keeps_the_password()
    {
        var made = await CreateAdmin("Ada@School.uk", "correct horse battery");
        Assert.Equal((0, "ada@school.uk is an owner.\n"), (made.Code, made.Output));
        var again = await Support.Cli.RunAsync("create-admin", "--login", "ada@school.uk", "--data", folder.Path);
        Assert.Equal((0, "ada@school.uk is an owner and keeps the password.\n"), (again.Code, again.Output));
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.Contains("owner       there is one", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "short", 1, "at least 8")]
    [InlineData("ada", "password123", 1, "first that anybody would try")]
    [InlineData("ada.lovelace", "Ada.Lovelace", 1, "The login is part of this password")]
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
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var result = await Support.Cli.RunAsync("create-admin", "--login", "ada", "--data", folder.Path);
        Assert.Equal(2, result.Code);
        Assert.Contains("--password-stdin", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_prints_every_setting_and_masks_secrets()
    {
        var result = await Support.Cli.RunAsync(["config", "--port", "1234"], "",
            [("METRICS_TOKEN", "a-very-secret-token"), ("LISTEN", "0.0.0.0")]);
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
        var sound = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.Equal(0, sound.Code);
        foreach (var line in sound.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Assert.Matches("^(ok  |warn|fail)  ", line);
        // True of the library that a publish compiles and of the one that `dotnet run` uses.
        Assert.Matches(@"(?m)^ok    sqlite      3\.(5[3-9]|[6-9]\d)\.\d+, "
            + @"THREADSAFE=1 ENABLE_COLUMN_METADATA ENABLE_FTS5 ENABLE_MATH_FUNCTIONS$",
            sound.Output);
        File.WriteAllText(folder["mathsoc.db"], "garbage");
        var damaged = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.Equal(1, damaged.Code);
        Assert.Contains("fail  database", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_that_differ_from_their_ledger_fail_the_check_and_are_written_anew_when_asked()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = Data.Db.Open(folder["mathsoc.db"], readers: 1))
        {
            db.Fill(20, 8, 40, 1_794_301_200);
            db.Write(sql => { sql.Execute("UPDATE totals SET points = points + 1 WHERE period = 0"); });
        }
        var found = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.Equal(1, found.Code);
        Assert.Matches("(?m)^fail  points +a total is not the sum of its ledger: mathsoc check --repair ", found.Output);
        var repaired = await Support.Cli.RunAsync("check", "--repair", "--port", "0", "--data", folder.Path);
        Assert.Equal(0, repaired.Code);
        Assert.Matches("(?m)^warn  points +a total was not the sum of its ledger; all totals have been written anew", repaired.Output);
        var again = await Support.Cli.RunAsync("check", "--repair", "--port", "0", "--data", folder.Path);
        Assert.Matches("(?m)^ok    points +every total is the sum of its ledger$", again.Output);
        using var after = Data.Db.Open(folder["mathsoc.db"], readers: 1);
        Assert.Equal(1, after.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit WHERE action = 'points.repair'")));
    }

    [Fact]
    public async Task Check_warns_while_metrics_could_be_published_by_a_silent_proxy()
    {
        var result = await Support.Cli.RunAsync(
            ["check", "--port", "0", "--data", folder.Path], "", [("PUBLIC_URL", "https://maths.example.sch.uk")]);
        Assert.Contains("warn  metrics", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_verb_but_serve_makes_or_demands_the_log_files()
    {
        (string, string)[] settings = [("LOG_FILE", "/proc/nowhere/app.log"), ("ACCESS_LOG", "access.log")];
        string[][] verbs =
        [
            ["migrate"], ["create-admin", "--login", "ada", "--password-stdin"], ["config"], ["check", "--port", "0"],
        ];
        foreach (var verb in verbs)
        {
            var result = await Support.Cli.RunAsync([.. verb, "--data", folder.Path], "correct horse battery\n", settings);
            Assert.True(result.Code == 0, $"{verb[0]}: {result.Code} {result.Output}{result.Errors}");
        }
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Path), path => path.EndsWith(".log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Healthcheck_asks_the_running_site_itself_whatever_else_is_set()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        (string, string)[] settings =
        [
            ("PORT", $"{server.Address.Port}"), ("METRICS_TOKEN", "short"), ("LOG_FILE", "/proc/nowhere/app.log"),
            ("http_proxy", "http://127.0.0.1:9"),
        ];
        foreach (var verb in new string[][] { ["healthcheck"], ["healthcheck", "--ready"] })
        {
            var well = await Support.Cli.RunAsync(verb, "", settings);
            Assert.True(well.Code == 0, well.Output + well.Errors);
            Assert.Equal("", well.Errors);
            Assert.EndsWith(": 200 OK\n", well.Output, StringComparison.Ordinal);
            Assert.Single(well.Output.TrimEnd('\n').Split('\n'));
        }
    }

    [Fact]
    public async Task Healthcheck_of_nobody_is_1_and_of_an_address_it_cannot_know_is_78()
    {
        var nobody = $"{Nginx.FreePort()}";
        var none = await Support.Cli.RunAsync(["healthcheck", "--port", nobody], "", [("RATELIMIT_PAGES", "lots")]);
        Assert.Equal((1, "", $"http://127.0.0.1:{nobody}/healthz: no answer\n"), (none.Code, none.Errors, none.Output));
        var unknown = await Support.Cli.RunAsync(["healthcheck"], "", [("PORT", "abc"), ("RATELIMIT_PAGES", "lots")]);
        Assert.Equal(78, unknown.Code);
        Assert.StartsWith("mathsoc: PORT: ", unknown.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("RATELIMIT_PAGES", unknown.Errors, StringComparison.Ordinal);
        var given = await Support.Cli.RunAsync(["healthcheck", "--url", $"http://127.0.0.1:{nobody}"], "", [("PORT", "abc")]);
        Assert.Equal((1, ""), (given.Code, given.Errors));
        Assert.Equal(2, (await Support.Cli.RunAsync("healthcheck", "--url", "nonsense")).Code);
    }

    [Fact]
    public async Task Healthcheck_of_a_server_that_says_nothing_gives_up_within_three_seconds()
    {
        using var mute = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        mute.Start();
        var port = ((System.Net.IPEndPoint)mute.LocalEndpoint).Port;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = await Support.Cli.RunAsync("healthcheck", "--port", $"{port}");
        Assert.Equal(1, result.Code);
        Assert.EndsWith(": no answer\n", result.Output, StringComparison.Ordinal);
        // Three seconds, and the time a busy machine needs to start a process.
        Assert.InRange(watch.Elapsed.TotalSeconds, 2, 8);
    }

    private async Task<CliResult> CreateAdmin(string login, string password)
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        return await Support.Cli.RunAsync(
            ["create-admin", "--login", login, "--password-stdin", "--data", folder.Path], password + "\n", []);
    }
}
