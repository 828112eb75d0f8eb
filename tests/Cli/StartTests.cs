// Starting to serve: what is refused, with which exit code, and that a refusal changes nothing.
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_bad_setting_is_told_in_one_go_with_exit_78()
    {
        var result = await Support.Cli.RunAsync(["serve", "--data", "/proc/nowhere"], "",
            [
                ("PORT", "abc"), ("ACCESS_LOG_FORMAT", "%(nonsense)s"), ("RATELIMIT_DEFAULT", "lots"),
                ("ACCESS_LOG", "/proc/elsewhere/access.log"),
            ]);
        Assert.Equal(78, result.Code);
        foreach (var name in new[] { "PORT", "ACCESS_LOG_FORMAT", "RATELIMIT_DEFAULT", "DATA_DIR", "ACCESS_LOG" })
            Assert.Contains($"mathsoc: {name}: ", result.Errors, StringComparison.Ordinal);
        // app.log would be in the data folder, whose own problem is reported instead.
        Assert.DoesNotContain("LOG_FILE: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_together_with_the_other_mistakes()
    {
        var result = await Support.Cli.RunAsync(["serve", "--data", folder.Path], "",
            [("PORT", "abc"), ("LOG_FILE", "/proc/nowhere/app.log"), ("ACCESS_LOG", "missing/access.log")]);
        Assert.Equal(78, result.Code);
        foreach (var name in new[] { "PORT", "LOG_FILE", "ACCESS_LOG" })
            Assert.Contains($"mathsoc: {name}: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_standard_output_is_json_every_line_is_an_object()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("LOG_TO_STDOUT", "true"), ("LOG_FORMAT", "json"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await client.GetAsync("/healthz");
        await Eventually.TrueAsync(() => server.Output.Any(line => line.Contains("/healthz", StringComparison.Ordinal)));
        Assert.Contains(server.Output, line => line.Contains("mathsoc create-admin --login", StringComparison.Ordinal));
        foreach (var line in server.Output) System.Text.Json.JsonDocument.Parse(line).Dispose();
    }

    [Fact]
    public async Task A_json_access_log_on_standard_output_stands_there_alone()
    {
        var port = Nginx.FreePort();
        var start = ServerProcess.MakeStart(ServerProcess.Binary, ["serve", "--data", folder.Path, "--port", $"{port}"],
            ("LOG_FORMAT", "json"));
        await using var server = await ServerProcess.StartAsync(start, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await Eventually.TrueAsync(async () =>
        {
            try { return (await client.GetAsync("/healthz")).IsSuccessStatusCode; }
            catch (HttpRequestException) { return false; }
        }, 20);
        await Eventually.TrueAsync(() => !server.Output.IsEmpty
            && File.ReadAllText(folder["app.log"]).Contains("mathsoc create-admin --login", StringComparison.Ordinal));
        foreach (var line in server.Output) System.Text.Json.JsonDocument.Parse(line).Dispose();
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_with_exit_69()
    {
        await using var first = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        var second = await Support.Cli.RunAsync("serve", "--data", folder.Path, "--port", "0");
        Assert.Equal(69, second.Code);
        Assert.Contains("already served", second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_refused_with_exit_69()
    {
        await using var first = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        using var other = new TemporaryFolder();
        var second = await Support.Cli.RunAsync("serve", "--data", other.Path, "--port", $"{first.Address.Port}");
        Assert.Equal(69, second.Code);
        Assert.Contains("is taken", second.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage that is no database at all")]
    [InlineData("SQLite format 3")]
    public async Task A_file_that_is_not_a_database_is_refused_with_exit_69_and_left_alone(string content)
    {
        File.WriteAllText(folder["mathsoc.db"], content);
        var result = await Support.Cli.RunAsync("serve", "--data", folder.Path, "--port", "0");
        Assert.Equal(69, result.Code);
        Assert.Contains("mathsoc.db", result.Errors, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(folder["mathsoc.db"]));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_exit_78()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Change("INSERT INTO migrations VALUES (999, 'from the future', 'x', 1)");
        var result = await Support.Cli.RunAsync("serve", "--data", folder.Path, "--port", "0");
        Assert.Equal(78, result.Code);
        Assert.Contains("newer program", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_migration_is_refused_with_exit_78()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Change("UPDATE migrations SET hash = 'edited' WHERE number = 1");
        var result = await Support.Cli.RunAsync("serve", "--data", folder.Path, "--port", "0");
        Assert.Equal(78, result.Code);
        Assert.Contains("never edited", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_owner_the_greeting_tells_how_to_make_one()
    {
        await using (var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off")))
            await Eventually.TrueAsync(() =>
                server.Output.Any(line => line.Contains("mathsoc create-admin --login", StringComparison.Ordinal)));
        await Support.Cli.RunAsync(
            ["create-admin", "--login", "ada", "--password-stdin", "--data", folder.Path], "correct horse battery\n", []);
        await using var again = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        Assert.DoesNotContain(again.Output, line => line.Contains("create-admin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_owner_can_be_made_while_the_site_is_served()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        var made = await Support.Cli.RunAsync(
            ["create-admin", "--login", "ada", "--password-stdin", "--data", folder.Path], "correct horse battery\n", []);
        Assert.Equal(0, made.Code);
    }

    private void Change(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder["mathsoc.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
