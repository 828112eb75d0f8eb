// A server that is killed while the page's import goes on: everything or nothing is there, the next one says so, and nothing else is left.
using System.Diagnostics;
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class KilledImportPageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(600)]
    public async Task The_site_is_as_before_or_whole_and_the_page_says_which(int milliseconds)
    {
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Code);
        string token;
        using (var db = Open())
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            token = db.SignIn(db.Add(Seed.Person("head", Role.Owner)), now);
        }
        Directory.CreateDirectory(folder["import"]);
        using (var file = new EarlierSiteFile(folder["import/app.db"])) new EarlierSociety(4, submissions: 1500).Write(file);
        await using (var server = await ServerProcess.StartAsync(folder.Path, ("RATELIMIT_ENABLED", "false")))
        {
            var hash = await PlanAsync(server, token);
            await SendAsync(server, token, "run", ("plan", hash), ("password", Seed.Password), ("keep", "1"));
            // Whatever has happened by then: it is killed at different moments of the work, while somebody looks at the page.
            var watch = Stopwatch.StartNew();
            while (watch.ElapsedMilliseconds < milliseconds) await ReadAsync(server, token);
            server.Signal(9);
            await server.WaitForExitAsync();
        }
        var members = Count("members");
        Assert.Contains(members, new[] { 1L, 61L });
        await using (var server = await ServerProcess.StartAsync(folder.Path, ("RATELIMIT_ENABLED", "false")))
        {
            Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "import.tmp*"));
            var page = await ReadAsync(server, token);
            if (File.Exists(folder["import/.begun"]))
                Assert.Contains(members == 1 ? "Nothing was changed: the site is as it was before." : "everything is in its place", page,
                    StringComparison.Ordinal);
            var hash = await PlanAsync(server, token);
            if (members == 61) Assert.Empty(hash);
            else
            {
                await SendAsync(server, token, "run", ("plan", hash), ("password", Seed.Password));
                await Eventually.TrueAsync(async () =>
                    (await ReadAsync(server, token)).Contains("Everything is here.", StringComparison.Ordinal), 60);
            }
        }
        Assert.Equal((61, 1500), (Count("members"), Count("attempts")));
    }

    private Db Open() => Db.Open(folder["mathsoc.db"], readers: 1);

    private long Count(string table)
    {
        using var db = Open();
        return db.Read(sql => sql.ExecuteScalar<long>($"SELECT count(*) FROM {table}"));
    }

    /// <summary>Plans, and returns the plan's name; empty if there is nothing to do.</summary>
    private static async Task<string> PlanAsync(ServerProcess server, string token)
    {
        await SendAsync(server, token, "plan", ("name", "app.db"));
        var page = "";
        await Eventually.TrueAsync(async () =>
            (page = await ReadAsync(server, token)).Contains("The plan is made", StringComparison.Ordinal), 60);
        var at = page.IndexOf("name=\"plan\" value=\"", StringComparison.Ordinal);
        return at < 0 ? "" : page.Substring(at + 19, 64);
    }

    private static async Task<string> ReadAsync(ServerProcess server, string token)
    {
        using var client = NewClient(server, token);
        return await client.GetStringAsync("/admin/import");
    }

    private static async Task SendAsync(ServerProcess server, string token, string step, params (string Name, string Value)[] fields)
    {
        using var client = NewClient(server, token);
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await client.PostAsync($"/admin/import/{step}", form);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static HttpClient NewClient(ServerProcess server, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
        client.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        client.DefaultRequestHeaders.Add("Cookie", $"mathsoc_session={token}");
        return client;
    }
}
