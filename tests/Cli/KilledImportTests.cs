// An import that is killed at any moment: everything or nothing is there, and the next one ends as if there had been none before.
using System.Diagnostics;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class KilledImportTests : IDisposable
{
    private const int Rounds = 40, Kills = 20;
    private readonly TemporaryFolder folder = new();

    private string Data => folder["data"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("the earlier site")]
    [InlineData("CTFd")]
    [InlineData("another MathsSoc")]
    public async Task Everything_or_nothing_is_there_and_the_next_import_is_clean(string kind)
    {
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", Data)).Code);
        using (var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1)) db.Add(Seed.Person("head", Role.Owner));
        var source = Write(kind);
        var whole = Stopwatch.StartNew();
        Assert.Equal(0, (await Support.Cli.RunAsync("import", source, "--dry-run", "--data", Data)).Code);
        // The deed comes after the plan, so the moments reach beyond the time that a plan takes.
        var step = 2 * whole.ElapsedMilliseconds / Kills;
        var seen = new HashSet<(long, long, long)>();
        for (var i = 1; i <= Kills; i++)
        {
            using var process = new Process
            {
                StartInfo = ServerProcess.MakeStart(ServerProcess.Binary, ["import", source, "--yes", "--data", Data]),
            };
            process.Start();
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            if (!process.WaitForExit(TimeSpan.FromMilliseconds(i * step))) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            seen.Add((Count("members"), Count("attempts"), Count("awards")));
        }
        var last = await Support.Cli.RunAsync("import", source, "--yes", "--data", Data);
        Assert.True(last.Code == 0, last.Errors);
        var all = (Count("members"), Count("attempts"), Count("awards"));
        Assert.True(all.Item1 > 1 && all.Item2 > 100 && all.Item3 > 10, $"{all}");
        Assert.Subset(new HashSet<(long, long, long)> { (1, 0, 0), all }, seen);
        Assert.Equal(1, Count("imports"));
        Assert.Empty(Directory.GetFileSystemEntries(Data, "import.tmp*"));
        var check = await Support.Cli.RunAsync("check", "--data", Data, "--port", "0");
        Assert.True(check.Code == 0, check.Output);
    }

    private string Write(string kind)
    {
        switch (kind)
        {
            case "CTFd":
                var export = new CtfdArchive();
                for (var user = 1; user <= 60; user++) export.User(user, $"Pupil {user}", $"pupil{user}@x.example");
                for (var one = 1; one <= 20; one++)
                {
                    export.Challenge(one, $"Problem {one}", $"What is ${one} + 1$?");
                    export.Flag(one, one, $"{one + 1}");
                    for (var user = 1; user <= 60; user++)
                        export.Submission(one * 100 + user, user, one, $"{one + 1}", "correct", $"2026-09-{one:00}T10:{user % 60:00}:00");
                }
                File.WriteAllBytes(folder["ctfd.zip"], export.Pack());
                return folder["ctfd.zip"];
            case "another MathsSoc":
                using (new RandomSociety(folder["there"], 6, people: 40, texts: 12, answers: 1500)) { }
                return folder["there"];
            default:
                using (var file = new EarlierSiteFile(folder["old.db"]))
                    new EarlierSociety(4, submissions: 1500 - Rounds).WithContest(4, submissions: Rounds).Write(file);
                return folder["old.db"];
        }
    }

    private long Count(string table)
    {
        using var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1);
        return db.Read(sql => sql.ExecuteScalar<long>($"SELECT count(*) FROM {table}"));
    }
}
