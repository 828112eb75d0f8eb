// `mathsoc demo` fills a folder through the real code and serves it, both logins work, and a folder that has a database is left alone.
using System.Net;
using AngleSharp.Html.Parser;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_fills_a_folder_and_serves_it_and_both_logins_work()
    {
        var start = ServerProcess.MakeStart(ServerProcess.Binary, ["demo", "--data", folder.Path, "--port", "0"]);
        await using (var server = await ServerProcess.StartAsync(start))
        {
            var printed = Assert.Single(
                server.Output, line => line.StartsWith("Sign in as teacher (owner) or as pupil", StringComparison.Ordinal));
            var password = printed.Split(' ')[^1];
            Assert.DoesNotContain(server.Output, line => line.Contains("mathsoc.clock", StringComparison.Ordinal));
            using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
            {
                BaseAddress = server.Address,
            };
            var teacher = await SignInAsync(client, "teacher", password);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/admin", teacher)).Status);
            var pupil = await SignInAsync(client, "pupil", password);
            Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(client, "/admin", pupil)).Status);

            var home = new HtmlParser().ParseDocument((await GetAsync(client, "/", pupil)).Text);
            Assert.Equal("Puzzle lunch on Thursday, in the library", Assert.Single(home.QuerySelectorAll(".announcement h3")).TextContent);
            Assert.NotNull(home.QuerySelector("section.pinned"));

            var board = new HtmlParser().ParseDocument((await GetAsync(client, "/leaderboard", pupil)).Text);
            Assert.InRange(board.QuerySelectorAll("main tbody tr").Length, 30, 50);
            Assert.Contains("Maya L", board.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            var ownClass = board.QuerySelectorAll("main a").Single(link => link.TextContent == "My class, 9B").GetAttribute("href")!;
            var classBoard = new HtmlParser().ParseDocument((await GetAsync(client, ownClass, pupil)).Text);
            Assert.InRange(classBoard.QuerySelectorAll("main tbody tr").Length, 3, 5);
            // Only authors see scheduled challenges.
            var shelf = (await GetAsync(client, "/challenges", pupil)).Text;
            Assert.Contains("Four in a Row", shelf, StringComparison.Ordinal);
            Assert.DoesNotContain("Three Cosines", shelf, StringComparison.Ordinal);
            var pictures = new HtmlParser().ParseDocument(shelf).QuerySelectorAll("main img");
            Assert.NotEmpty(pictures);
            Assert.All(pictures, picture => Assert.NotNull(picture.GetAttribute("alt")));
            var picture = await GetAsync(client, pictures[0].GetAttribute("src")!, pupil);
            Assert.StartsWith("\uFFFDPNG", picture.Text, StringComparison.Ordinal);

            // A competition that is over, with its results, and one that is running, each between four schools.
            foreach (var (id, words) in new[] { (1, "The results were published on"), (2, "Division") })
            {
                var table = new HtmlParser().ParseDocument((await GetAsync(client, $"/competitions/{id}/schools", pupil)).Text);
                Assert.Equal(4, table.QuerySelectorAll("table.ranks tbody tr").Length);
                Assert.Contains(words, table.QuerySelector("main")!.OuterHtml, StringComparison.Ordinal);
                Assert.Contains("÷ 5 =", table.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            }

            // Three articles, of which one is for members, and a newsletter with its file.
            int Lines(string html) => new HtmlParser().ParseDocument(html).QuerySelectorAll(".article-list li").Length;
            Assert.Equal(2, Lines(await client.GetStringAsync("/articles")));
            Assert.Equal(3, Lines((await GetAsync(client, "/articles", pupil)).Text));
            var newsletters = new HtmlParser().ParseDocument(await client.GetStringAsync("/newsletters"));
            var line = Assert.Single(newsletters.QuerySelectorAll(".article-list li"));
            Assert.Contains("PDF, ", line.TextContent, StringComparison.Ordinal);
            var page = new HtmlParser().ParseDocument(await client.GetStringAsync(line.QuerySelector("a")!.GetAttribute("href")));
            var file = page.QuerySelector(".article-file a")!.GetAttribute("href")!;
            Assert.StartsWith("%PDF-", (await GetAsync(client, file, teacher)).Text, StringComparison.Ordinal);
        }

        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            Assert.Empty(db.Read(sql => Totals.Check(sql)));
            long Count(string query) => db.Read(sql => sql.ExecuteScalar<long>(query));
            Assert.Empty(db.Read(sql => EnrolmentCheck.Check(sql)));
            Assert.Equal(20, Count("SELECT count(*) FROM challenges WHERE competition_id IS NULL"));
            Assert.Equal(63, Count("""
                SELECT count(*) FROM members m LEFT JOIN schools s ON s.id = m.school_id WHERE coalesce(s.is_guest, 0) = 0
                """));
            Assert.Equal(1, Count("SELECT count(*) FROM competitions WHERE closes_at < unixepoch() AND results_at IS NOT NULL"));
            Assert.Equal(1, Count("""
                SELECT count(*) FROM competitions WHERE unixepoch() BETWEEN opens_at AND closes_at AND results_at IS NULL
                """));
            Assert.Equal(3, Count("SELECT count(*) FROM schools WHERE is_guest = 1"));
            Assert.InRange(Count("SELECT count(*) FROM attempts WHERE is_right = 0"), 100, 5000);
            Assert.InRange(Count("SELECT count(*) FROM completions"), 100, 1200);
            Assert.Equal(2, Count("SELECT count(*) FROM parts WHERE choices <> ''"));
            Assert.InRange(Count("SELECT count(*) FROM challenges WHERE solution_shown_at IS NOT NULL"), 12, 16);
            // The history is consistent: no answer before a challenge opened or after it locked, and each first is the earliest completion.
            Assert.Equal(0, Count("""
                SELECT count(*) FROM attempts a JOIN parts p ON p.id = a.part_id JOIN challenges h ON h.id = p.challenge_id
                WHERE a.submitted_at NOT BETWEEN h.released_at AND h.locked_at
                """));
            Assert.Equal(0, Count("SELECT count(*) FROM attempts WHERE submitted_at > unixepoch()"));
            Assert.Equal(0, Count("""
                SELECT count(*) FROM firsts f JOIN completions c USING (challenge_id, member_id)
                WHERE EXISTS (SELECT 1 FROM completions o WHERE o.challenge_id = f.challenge_id AND o.completed_at < c.completed_at)
                """));
        }

        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.True(check.Code == 0, check.Output + check.Errors);
        var before = File.ReadAllBytes(folder["mathsoc.db"]);
        var again = await Support.Cli.RunAsync("demo", "--data", folder.Path, "--port", "0");
        Assert.Equal(1, again.Code);
        Assert.Contains("already holds a database", again.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder["mathsoc.db"]));
    }

    private static async Task<string> SignInAsync(HttpClient client, string login, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("login", login), KeyValuePair.Create("password", password)]),
        };
        request.Headers.Add("Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var cookie = Assert.Single(
            response.Headers.GetValues("Set-Cookie"), one => one.StartsWith("mathsoc_session=", StringComparison.Ordinal));
        return cookie.Split(';')[0];
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient client, string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
