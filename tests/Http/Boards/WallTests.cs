// The screen in the corridor: one open problem and when it locks, nothing unreleased, and names only with a key that staff make and end.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class WallTests
{
    private const long Hour = 3600, Day = 24 * Hour;

    [Fact]
    public async Task The_newest_open_problem_stands_there_with_its_beginning_its_lock_and_a_code_for_the_camera()
    {
        await using var site = await Site.StartWithClockAsync(("PUBLIC_URL", "http://maths.example"));
        using (var db = site.OpenDatabase())
        {
            db.AddChallenge("Older", site.Now - 3 * Day);
            db.AddChallenge("Newest", site.Now - Day, site.Now + 3 * Day, "What is $1+1$?\n\n" + new string('x', 500));
            db.AddChallenge("Locked since", site.Now - Hour, site.Now - 1);
            db.AddChallenge("Not yet", site.Now + Day, body: "A secret.");
        }
        var wall = await new Person(site).GetAsync("/wall");
        Assert.Equal("Newest", wall.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("What is $1+1$?", wall.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", wall.Text, StringComparison.Ordinal);
        Assert.Contains("Closes Friday 13 Nov, 9:00", wall.Text, StringComparison.Ordinal);
        Assert.Equal($"{3 * Day}", wall.Page.QuerySelector("[data-left]")!.GetAttribute("data-left"));
        Assert.NotNull(wall.Page.QuerySelector("figure svg[role=img]"));
        Assert.Contains("maths.example/challenges/2", wall.Text, StringComparison.Ordinal);
        Assert.Contains("The next problem opens Wednesday 11 Nov, 9:00", wall.Text, StringComparison.Ordinal);
        foreach (var hidden in new[] { "Older", "Locked since", "Not yet", "A secret" })
            Assert.DoesNotContain(hidden, wall.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal("300", wall.Response.Headers.GetValues("Refresh").Single());
        Assert.Equal("noindex", wall.Response.Headers.GetValues("X-Robots-Tag").Single());
    }

    [Fact]
    public async Task With_nothing_open_it_says_so()
    {
        await using var site = await Site.StartAsync();
        Assert.Contains("No problem is open", (await new Person(site).GetAsync("/wall")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_there_with_the_key_and_gone_when_it_is_ended()
    {
        await using var site = await Site.StartAsync();
        var (teacher, visitor) = (site.Visit(Seed.Person("tess", Role.Teacher)), new Person(site));
        using (var db = site.OpenDatabase())
        {
            for (var i = 0; i < 7; i++) db.Give(db.Add(Seed.Pupil($"pupil{i}") with { DisplayName = $"Comet {i}" }), 10 - i, site.Now);
        }
        var made = await teacher.PostAsync("/admin/wall");
        var address = made.Page.QuerySelector("pre")!.TextContent.Trim();
        var path = address[address.IndexOf("/wall", StringComparison.Ordinal)..];
        Assert.StartsWith("/wall?key=", path, StringComparison.Ordinal);
        Assert.DoesNotContain("Comet", (await visitor.GetAsync("/wall")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Comet", (await teacher.GetAsync("/wall")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Comet", (await visitor.GetAsync("/wall?key=ABCD-EFGH-JKMN-PQRS")).Text, StringComparison.Ordinal);
        var wall = await visitor.GetAsync(path);
        Assert.Contains("Comet 0", wall.Text, StringComparison.Ordinal);
        Assert.Equal(5, wall.Page.QuerySelectorAll(".wall-top li").Length);
        Assert.DoesNotContain("Seeded", wall.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        var key = path["/wall?key=".Length..];
        Assert.DoesNotContain(key, Dump.Of(site), StringComparison.Ordinal);
        Assert.DoesNotContain(key.Replace("-", "", StringComparison.Ordinal), Dump.Of(site), StringComparison.Ordinal);
        Assert.DoesNotContain(key, (await teacher.GetAsync("/admin/wall")).Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await teacher.PostAsync("/admin/wall/end");
        var after = await visitor.GetAsync(path);
        Assert.DoesNotContain("Comet", after.Text, StringComparison.Ordinal);
        Assert.Contains("not good any more", after.Text, StringComparison.Ordinal);
        using var db2 = site.OpenDatabase();
        Assert.Equal(["wall.end", "wall.key"],
            db2.Read(sql => Audit.List(sql, new AuditFilter(null, "wall.", null, null, null, null), 9)).Select(line => line.Action));
    }

    [Fact]
    public async Task The_key_is_in_no_log()
    {
        await using var site = await Site.StartAsync();
        await new Person(site).GetAsync("/wall?key=ABCD-EFGH-JKMN-PQRS");
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath)
            && ReadShared(site.AccessLogPath).Contains("/wall", StringComparison.Ordinal));
        Assert.DoesNotContain("EFGH", ReadShared(site.AccessLogPath), StringComparison.Ordinal);
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    [Theory]
    [InlineData("One.\n\nTwo.", "One.\n\nTwo.")]
    [InlineData("", "")]
    public void A_short_text_begins_with_all_of_itself(string body, string expected) => Assert.Equal(expected, NewestProblem.Begin(body));

    [Fact]
    public void A_long_text_begins_with_whole_paragraphs_or_is_cut_between_words()
    {
        var long400 = string.Concat(Enumerable.Repeat("word ", 80)).Trim();
        Assert.Equal("Short.", NewestProblem.Begin("Short.\n\n" + string.Concat(Enumerable.Repeat("word ", 100))));
        Assert.Equal(long400, NewestProblem.Begin(long400 + "\n\nMore."+ new string('x', 30)));
        Assert.InRange(NewestProblem.Begin(string.Concat(Enumerable.Repeat("word ", 900))).Length, 300, 430);
    }
}
