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

    [Fact]
    public async Task Everything_or_nothing_is_there_and_the_next_import_is_clean()
    {
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", Data)).Code);
        using (var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1)) db.Add(Seed.Person("head", Role.Owner));
        using (var file = new EarlierSiteFile(folder["old.db"]))
            new EarlierSociety(4, submissions: 1500 - Rounds).WithContest(4, submissions: Rounds).Write(file);
        var whole = Stopwatch.StartNew();
        Assert.Equal(0, (await Support.Cli.RunAsync("import", folder["old.db"], "--dry-run", "--data", Data)).Code);
        // The deed comes after the plan, so the moments reach beyond the time that a plan takes.
        var step = 2 * whole.ElapsedMilliseconds / Kills;
        for (var i = 1; i <= Kills; i++)
        {
            using var process = new Process
            {
                StartInfo = ServerProcess.MakeStart(ServerProcess.Binary, ["import", folder["old.db"], "--yes", "--data", Data]),
            };
            process.Start();
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            if (!process.WaitForExit(TimeSpan.FromMilliseconds(i * step))) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Contains((Count("members"), Count("attempts")), new[] { (1L, 0L), (61L, 1500L) });
        }
        var last = await Support.Cli.RunAsync("import", folder["old.db"], "--yes", "--data", Data);
        Assert.True(last.Code == 0, last.Errors);
        Assert.Equal((61, 1500, 1), (Count("members"), Count("attempts"), Count("imports")));
        Assert.Empty(Directory.GetFileSystemEntries(Data, "import.tmp*"));
        var check = await Support.Cli.RunAsync("check", "--data", Data, "--port", "0");
        Assert.True(check.Code == 0, check.Output);
    }

    private long Count(string table)
    {
        using var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1);
        return db.Read(sql => sql.ExecuteScalar<long>($"SELECT count(*) FROM {table}"));
    }
}
