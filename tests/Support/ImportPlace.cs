// A site that has an owner and nothing else, and beside it the files that `mathsoc import` is given.
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public sealed class ImportPlace : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Data => folder["data"];

    /// <summary>The path of a file beside the site.</summary>
    public string this[string file] => folder[file];

    public void Dispose() => folder.Dispose();

    public async Task MakeSite()
    {
        Assert.Equal(0, (await Cli.RunAsync("migrate", "--data", Data)).Code);
        using var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1);
        db.Add(Seed.Person("head", Role.Owner));
    }

    public Task<CliResult> Import(params string[] args) => Cli.RunAsync(["import", .. args, "--data", Data]);

    public string WriteSociety(string name = "old.db", Action<EarlierSiteFile>? more = null)
    {
        using var file = new EarlierSiteFile(folder[name]);
        new EarlierSociety(3).Write(file);
        more?.Invoke(file);
        return folder[name];
    }

    public long Count(string query)
    {
        using var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1);
        return db.Read(sql => sql.ExecuteScalar<long>(query));
    }
}
