// What the command line does with accounts: one-time links for passwords, owners, and the link that serve prints for the first.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class AccountTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Db OpenDatabase() => Db.Open(folder["mathsoc.db"], readers: 1);

    [Fact]
    public async Task A_printed_link_opens_the_running_site_for_its_member()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        using (var db = OpenDatabase()) db.Add(Seed.Pupil("ada@school.example"));
        var made = await Support.Cli.RunAsync(
            "reset-password", "Ada@School.example", "--data", folder.Path, "--port", $"{server.Address.Port}");
        Assert.Equal((0, ""), (made.Code, made.Errors));
        var lines = made.Output.Split('\n');
        Assert.StartsWith($"{server.Address}reset?token=", lines[0], StringComparison.Ordinal);
        Assert.Contains("once, until", lines[1], StringComparison.Ordinal);
        Assert.Contains("PUBLIC_URL is not set", lines[2], StringComparison.Ordinal);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var form = await client.GetStringAsync(lines[0], TestContext.Current.CancellationToken);
        Assert.Contains("value=\"ada@school.example\"", form, StringComparison.Ordinal);
        using var after = OpenDatabase();
        Assert.Equal("password.link|command line|1|a link for 24 hours",
            after.Read(sql => sql.ExecuteScalar<string>("""
                SELECT action || '|' || client || '|' || subject_id || '|' || detail FROM audit WHERE actor_id IS NULL
                """)));
        var code = lines[0].Split('=')[1].Replace("-", "", StringComparison.Ordinal);
        Assert.Equal(0, after.Read(sql => sql.ExecuteScalar<long>(
            "SELECT count(*) FROM password_links WHERE instr(token_hash, @code) > 0", new { code })));
    }

    [Theory]
    [InlineData("A\u202Eda Byron", "cannot be seen, after “A”")]
    [InlineData("Ada\u200B Byron", "cannot be seen, after “Ada”")]
    public async Task An_owner_has_a_name_that_can_be_seen(string name, string sentence)
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var made = await Support.Cli.RunAsync("create-admin", "--login", "ada", "--name", name, "--data", folder.Path);
        Assert.Equal(2, made.Code);
        Assert.Contains(sentence, made.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_built_on_the_sites_own_address()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var made = await Support.Cli.RunAsync(
            ["reset-password", "ada", "--data", folder.Path], "", [("PUBLIC_URL", "https://school.example/maths")]);
        Assert.StartsWith("https://school.example/maths/reset?token=", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PUBLIC_URL", made.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", 1, "nobody has the login nobody")]
    [InlineData("gone", 1, "gone is archived")]
    [InlineData("a b", 2, "letters, digits")]
    public async Task A_link_for_nobody_is_refused_with_a_sentence(string login, int code, string sentence)
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = OpenDatabase()) db.Add(Seed.Pupil("gone") with { State = MemberState.Archived });
        var result = await Support.Cli.RunAsync("reset-password", login, "--data", folder.Path);
        Assert.Equal((code, ""), (result.Code, result.Output));
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_is_made_once_however_often_it_is_asked_for_and_the_name_is_composed()
    {
        string[] command = ["create-admin", "--login", "ada", "--name", "Zoe\u0308 Noether", "--password-stdin", "--data", folder.Path];
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        for (var i = 0; i < 2; i++) Assert.Equal(0, (await Support.Cli.RunAsync(command, "correct horse battery\n", [])).Code);
        using var db = OpenDatabase();
        var member = db.Read(sql => Members.Find(sql, 1))!;
        Assert.Equal(("Zoë Noether", "ZN"), (member.Name, member.DisplayName));
        Assert.Equal("member.add", db.Read(sql => sql.ExecuteScalar<string>("SELECT group_concat(action) FROM audit")));
    }

    [Fact]
    public async Task A_member_without_a_password_who_becomes_owner_is_told_how_to_get_one()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = OpenDatabase()) db.Add(Seed.Pupil("ada") with { PasswordHash = "" });
        var made = await Support.Cli.RunAsync("create-admin", "--login", "ada", "--data", folder.Path);
        Assert.Equal($"ada is an owner and has no password yet: mathsoc reset-password ada --data {folder.Path}\n", made.Output);
    }

    [Theory]
    [InlineData("", "http://127.0.0.1:")]
    [InlineData("https://school.example/maths", "https://school.example/maths/setup?token=")]
    public async Task While_there_is_no_owner_serve_prints_a_link_that_is_in_no_log(string publicUrl, string beginning)
    {
        (string, string)[] settings = publicUrl.Length > 0
            ? [("ACCESS_LOG", "access.log"), ("PUBLIC_URL", publicUrl)]
            : [("ACCESS_LOG", "access.log"), ("LISTEN", "0.0.0.0")];
        await using var server = await ServerProcess.StartAsync(folder.Path, settings);
        string? Line() => server.Output.FirstOrDefault(line => line.Contains("/setup?token=", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Line() is not null);
        Assert.Contains("within 30 minutes: " + beginning, Line(), StringComparison.Ordinal);
        var token = Line()![(Line()!.LastIndexOf('=') + 1)..];
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var address = $"http://127.0.0.1:{server.Address.Port}{(publicUrl.Length > 0 ? "/maths" : "")}/setup?token={token}";
        var page = await client.GetStringAsync(address, TestContext.Current.CancellationToken);
        Assert.Contains("Become the owner", page, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => File.ReadAllText(folder["access.log"]).Contains("/setup?token=***", StringComparison.Ordinal));
        foreach (var log in new[] { "app.log", "access.log" })
            Assert.DoesNotContain(token, File.ReadAllText(folder[log]), StringComparison.Ordinal);

        await Support.Cli.RunAsync(
            ["create-admin", "--login", "ada", "--password-stdin", "--data", folder.Path], "correct horse battery\n", []);
        using var closed = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, closed.StatusCode);
    }

    [Fact]
    public async Task Where_standard_output_is_json_no_link_is_printed()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("LOG_TO_STDOUT", "true"), ("LOG_FORMAT", "json"));
        await Eventually.TrueAsync(() => server.Output.Any(line => line.Contains("create-admin", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Output, line => line.Contains("setup", StringComparison.Ordinal));
    }
}
