// The search: who finds what, by which words, and that nothing that is typed is more than words.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SearchTests
{
    private static async Task<string[]> FindAsync(Person who, string typed)
    {
        var page = await who.GetAsync("/search?q=" + Uri.EscapeDataString(typed));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return [.. page.Page.QuerySelectorAll("main section li a").Select(link => link.TextContent)];
    }

    private static void AddArticle(Site site, string title, string body = "", Audience audience = Audience.Everyone)
    {
        using var db = site.OpenDatabase();
        db.Write(sql => Articles.Add(sql, new Article
        {
            Kind = ArticleKind.Article, Title = title, Body = body, Audience = audience, IsDraft = false, PublishedAt = site.Now - 60,
        }, site.Now));
    }

    [Theory]
    [InlineData("handshakes")]
    [InlineData("HAND")] // the beginning of a word
    [InlineData("guests many")] // of the statement, in any order
    [InlineData("han gue")]
    [InlineData("Möbius")]
    [InlineData("mobius")]
    [InlineData("Mo\u0308bius")] // in two characters
    [InlineData("“handshakes”, (möb…)!")]
    public async Task A_challenge_is_found_by_beginnings_of_its_words(string typed)
    {
        await using var site = await Site.StartAsync();
        site.AddProblem(one => one with { Body = "How many handshakes of Möbius among $7$ guests?" });
        site.AddProblem(one => one with { Title = "Cubes", Body = "Another." });
        Assert.Equal(["Handshakes"], await FindAsync(site.Visit(Seed.Pupil("ada")), typed));
    }

    [Fact]
    public async Task A_single_letter_is_a_whole_word_and_a_single_sign_of_other_scripts_begins_one()
    {
        await using var site = await Site.StartAsync();
        AddArticle(site, "Solving for x");
        AddArticle(site, "On xylophones");
        AddArticle(site, "数学");
        Assert.Equal(["Solving for x"], await FindAsync(new Person(site), "X"));
        Assert.Equal(["数学"], await FindAsync(new Person(site), "数"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\"")]
    [InlineData("*")]
    [InlineData("\"hand*")]
    [InlineData("title:handshakes OR cubes")]
    [InlineData("NEAR(")]
    [InlineData("hand AND NOT")]
    [InlineData("-handshakes ^ + {a b}: x")]
    [InlineData("'; DROP TABLE challenges; --")]
    [InlineData("\u0301")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("a b c d e f g h i j k l m n o p")]
    public async Task What_is_typed_is_words_and_nothing_else(string typed)
    {
        await using var site = await Site.StartAsync();
        site.AddProblem();
        Assert.Empty(await FindAsync(site.Visit(Seed.Pupil("ada")), typed == "\"hand*" ? "\"hand* xyz" : typed));
        Assert.Equal(["Handshakes"], await FindAsync(site.Visit(Seed.Pupil("bob")), "\"hand*"));
    }

    [Fact]
    public async Task A_very_long_search_is_cut()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem();
        Assert.Equal(["Handshakes"], await FindAsync(site.Visit(Seed.Pupil("ada")), "handshakes " + new string(' ', 1000) + "cubes"));
        Assert.Empty(await FindAsync(site.Visit(Seed.Pupil("bob")), new string('x', 5000)));
    }

    [Fact]
    public async Task Solutions_are_not_searched_and_changes_are_found_at_once()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var problem = site.AddProblem(one => one with { Solution = "Twentyone." });
        Assert.Empty(await FindAsync(ada, "twentyone"));
        using (var db = site.OpenDatabase())
            db.Write(sql => Challenges.Update(
                sql, Challenges.Find(sql, problem.Id)! with { Title = "Greetings", Body = "New." }, site.Now));
        Assert.Empty(await FindAsync(ada, "handshakes"));
        Assert.Empty(await FindAsync(ada, "guests"));
        Assert.Equal(["Greetings"], await FindAsync(ada, "greet"));
        using (var db = site.OpenDatabase())
        {
            db.Write(sql => Challenges.Remove(sql, problem.Id));
            Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>(
                "SELECT count(*) FROM challenge_texts WHERE challenge_texts MATCH 'greet*'")));
        }
    }

    [Fact]
    public async Task Visitors_find_articles_for_everybody_and_nothing_else()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem(one => one with { Title = "Tiles" });
        AddArticle(site, "On tiles", "Hexagons.");
        AddArticle(site, "Tiles for us", audience: Audience.Members);
        Assert.Equal(["On tiles"], await FindAsync(new Person(site), "tiles"));
        Assert.Equal(["On tiles"], await FindAsync(new Person(site), "hexa"));
        Assert.Equal(["On tiles", "Tiles", "Tiles for us"],
            (await FindAsync(site.Visit(Seed.Pupil("ada")), "tiles")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_open_takes_nobodys_place_among_the_first()
    {
        await using var site = await Site.StartAsync();
        for (var i = 0; i < 25; i++)
        {
            site.AddProblem(one => one with { Title = $"Handshakes handshakes {i}", IsDraft = true });
            site.AddProblem(one => (one with { Title = $"Handshakes handshakes {i}" }).ReleasedOn(site.Now + 60, null, null));
        }
        site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(["Handshakes"], await FindAsync(ada, "handshakes"));
        Assert.DoesNotContain("fit best", (await ada.GetAsync("/search?q=handshakes")).Text, StringComparison.Ordinal);
        for (var i = 0; i < 20; i++) site.AddProblem();
        Assert.Equal(20, (await FindAsync(ada, "handshakes")).Length);
        Assert.Contains("fit best", (await ada.GetAsync("/search?q=handshakes")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_challenges_has_the_field()
    {
        await using var site = await Site.StartAsync();
        var form = (await site.Visit(Seed.Pupil("ada")).GetAsync("/challenges")).Page.QuerySelector("form[role=search]")!;
        Assert.Equal(("get", "/search"), (form.GetAttribute("method"), form.GetAttribute("action")));
        Assert.NotNull(form.QuerySelector("label[for=q]"));
    }
}
