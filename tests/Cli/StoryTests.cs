// One walk through the program from its start to its end, as a society first meets it; tests/run drives the Pi's binary by it, under qemu.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class StoryTests
{
    [Fact]
    public async Task It_says_which_machine_it_is_made_for()
    {
        var result = await Support.Cli.RunAsync("version");
        Assert.Equal(0, result.Code);
        var machine = Environment.GetEnvironmentVariable("MATHSOC_TEST_RID") ?? "linux-";
        Assert.Contains($" {machine}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pupil_joins_signs_in_and_answers()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        using (var db = site.OpenDatabase())
        {
            var code = new JoinCode { Code = "7KQ2MPXD", Label = "9B", MaxUses = 9, ExpiresAt = 4_000_000_000 };
            db.Write(sql => JoinCodes.Add(sql, code, null, 1));
        }
        var problem = site.AddProblem();
        foreach (var path in new[] { "/healthz", "/readyz" })
            Assert.Equal(HttpStatusCode.OK, (await site.GetAsync(path)).StatusCode);

        var ada = new Person(site);
        var joined = await ada.PostAsync("/join", ("code", "7KQ2MPXD"), ("name", "Ada Lovelace"), ("display", ""), ("year", "9"),
            ("class", "9B"), ("login", "ada"), ("password", Seed.Password));
        Assert.Equal(HttpStatusCode.OK, joined.Status);
        await ada.PostAsync("/logout");
        Assert.Null(ada.Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.SignInAsync("ada", "not the pass phrase")).Status);
        await ada.SignInAsync("ada");
        Assert.NotNull(ada.Token);
        var wrong = await ada.AnswerAsync(problem, 0, "20");
        Assert.Contains("2 of 3 left", wrong.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        var right = await ada.AnswerAsync(problem, 0, "\\frac{42}{2}");
        Assert.Equal("20 is 0, \\frac{42}{2} is 1", site.Read(
            "SELECT group_concat(typed || ' is ' || is_right, ', ') FROM (SELECT typed, is_right FROM attempts ORDER BY id)"));
        Assert.Equal(HttpStatusCode.OK, right.Status);
    }

    [Fact]
    public async Task It_serves_until_it_is_asked_to_end_and_then_its_database_is_whole()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "access.log"), ("DRAIN_SECONDS", "0")))
        {
            var ready = await Support.Cli.RunAsync("healthcheck", "--ready", "--url", server.Address.ToString());
            Assert.Equal((0, $"{server.Address}readyz: 200 OK\n"), (ready.Code, ready.Output));
            server.Signal(15);
            Assert.Equal(0, await server.WaitForExitAsync());
        }
        Assert.Equal(0, new FileInfo(folder["mathsoc.db-wal"]).Length);
        var owner = await Support.Cli.RunAsync(
            ["create-admin", "--login", "ada", "--password-stdin", "--data", folder.Path], Seed.Password + "\n", []);
        Assert.Equal((0, "ada is an owner.\n"), (owner.Code, owner.Output));
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.True(check.Code == 0, check.Output + check.Errors);
    }

    [Fact]
    public async Task It_marks_the_exams_first_lines_as_the_managed_program_does_on_this_machine()
    {
        Assert.SkipUnless(Site.IsBinary, "It compares the published binary, which MATHSOC_TEST_BINARY names, with the managed program.");
        var exam = string.Join('\n',
            File.ReadLines(Path.Combine(Repository.Root, "tests/Unit/Marking/corpus.jsonl")).Take(500)) + "\n";
        var managed = ServerProcess.MakeStart(Path.Combine(AppContext.BaseDirectory, "mathsoc"), ["mark", "--jsonl"]);
        var expected = WithoutTimes((await Support.Cli.RunAsync(managed, exam)).Output);
        var actual = WithoutTimes((await Support.Cli.RunAsync(["mark", "--jsonl"], exam, [])).Output);
        Assert.Equal(500, actual.Count);
        Assert.Equal(expected, actual);
    }

    /// <summary>The lines up to the time that each took.</summary>
    private static List<string> WithoutTimes(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[..line.IndexOf("\"micros\"", StringComparison.Ordinal)])];
}
