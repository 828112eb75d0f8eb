// Addresses of the earlier site lead to what they led to, for everybody who may see it; a site that never had one does not know them.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class OldAddressTests : IAsyncLifetime
{
    private static readonly string[] All =
    [
        "/home", "/register", "/autumn_register", "/autumn_login", "/profile/", "/privacy_policy", "/article/3", "/newsletter/4",
        "/newsletters/newsletter_2025_12_a.pdf", "/autumn_about", "/autumn_leaderboard",
    ];

    private static readonly Func<Challenge> Draft = () => Challenge.Draft(ScoreRules.Default, null, "A. Teacher");

    private readonly TemporaryFolder folder = new();
    private Site site = null!;

    public async ValueTask InitializeAsync()
    {
        site = await Site.StartAsync();
        site.Owner();
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        folder.Dispose();
    }

    private void Move(ArticleChoice choice = ArticleChoice.Public)
    {
        Directory.CreateDirectory(folder["uploads/newsletters"]);
        File.WriteAllBytes(folder["uploads/newsletters/newsletter_2025_12_a.pdf"], Newsletters.Pdf(5000));
        using var own = new TemporaryFolder();
        using var place = new MovingPlace(own.Path) { Uploads = folder["uploads"] };
        place.Options = place.Options with { Now = site.Now };
        place.Choices = place.Choices with { Articles = choice };
        var day = SchoolTime.Local(site.Now - 9 * 86_400);
        var conversion = place.Convert(file =>
        {
            file.User(1, "head@x.example", "Helen Head", null, "", isAdmin: true);
            file.Challenge(7, "Squares", "<p>?</p>", day, day);
            file.Challenge(8, "Later", "<p>?</p>", day, day.AddDays(90));
            file.Article(3, "On primes", "<p>See <a href=\"/newsletter/4\">there</a>.</p>", EarlierSiteFile.Time(day));
            file.Article(4, "December", "", EarlierSiteFile.Time(day), type: "newsletter", file: "newsletter_2025_12_a.pdf");
        });
        using var db = site.OpenDatabase();
        db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, site.Now));
    }

    private long FindHead()
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.FindByLogin(sql, "head"))!.Id;
    }

    private async Task<string> Where(string path, Person? person = null, HttpMethod? method = null)
    {
        (string, string)[] headers = person?.Token is { } token ? [("Cookie", $"mathsoc_session={token}")] : [];
        using var answer = await site.SendAsync(method ?? HttpMethod.Get, path, headers);
        return answer.StatusCode == HttpStatusCode.NotFound ? "404" : $"{(int)answer.StatusCode} {answer.Headers.Location}";
    }

    [Fact]
    public async Task A_site_that_never_had_an_earlier_one_knows_none_of_them()
    {
        foreach (var path in All) Assert.Equal("404", await Where(path));
        Assert.Equal("404", await Where("/autumn_challenge/1", site.Visit(Seed.Pupil("ada"))));
    }

    [Fact]
    public async Task Each_leads_to_what_it_led_to_by_both_methods_and_nothing_keeps_it()
    {
        Move();
        var pdf = UploadFolder.HashOf(Newsletters.Pdf(5000));
        string[] now =
        [
            "/", "/join", "/join", "/login", "/account", "/privacy", "/articles/3", "/newsletters/4", $"/uploads/{pdf}.pdf",
            "/competitions", "/competitions",
        ];
        foreach (var (old, path) in All.Zip(now))
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
                Assert.Equal($"301 {path}", await Where(old, method: method));
        using var answer = await site.GetAsync("/home");
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        // Whichever of the two words the address had, the page is that of its kind.
        Assert.Equal("301 /newsletters/4", await Where("/article/4"));
        foreach (var nothing in new[] { "/article/99", "/article/x", "/newsletter/-1", "/newsletters/other.pdf", "/articles/a.pdf" })
            Assert.Equal("404", await Where(nothing));
        var page = await site.VisitAs(FindHead()).GetAsync("/articles/3");
        Assert.NotNull(page.Page.QuerySelector("a[href='/newsletter/4']"));
        Assert.Equal("301 /admin/members", await Where("/admin/manage_users", site.VisitAs(FindHead())));
    }

    [Fact]
    public async Task Below_a_path_of_a_proxy_they_lead_to_what_is_below_it()
    {
        await site.DisposeAsync();
        site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example/club"));
        Move();
        Assert.Equal("301 /club/", await Where("/club/home"));
        Assert.Equal("301 /club/articles/3", await Where("/club/article/3"));
        Assert.StartsWith("301 /club/uploads/", await Where("/club" + All[8]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArticleChoice.Members, "301")]
    [InlineData(ArticleChoice.Drafts, "404")]
    public async Task What_a_reader_may_not_see_is_not_there_under_an_old_address_either(ArticleChoice choice, string forMembers)
    {
        Move(choice);
        var ada = site.Visit(Seed.Pupil("ada"));
        foreach (var path in All[6..9])
        {
            Assert.Equal("404", await Where(path));
            Assert.StartsWith(forMembers, await Where(path, ada), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_archived_article_says_so_at_its_page_and_a_deleted_draft_is_nowhere()
    {
        Move();
        using var db = site.OpenDatabase();
        db.Write(sql => Assert.True(Articles.SetArchived(sql, 4, true, site.Now)));
        Assert.Equal("301 /newsletters/4", await Where("/newsletter/4"));
        Assert.Equal("301 /newsletters/4", await Where(All[8]));
        Assert.StartsWith("410", await Where("/newsletters/4"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_whose_number_is_another_here_leads_to_it_unless_that_number_is_taken()
    {
        using var db = site.OpenDatabase();
        for (var i = 0; i < 2; i++) db.Write(sql => Challenges.Add(sql, Draft(), site.Now));
        Move();
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(("301 /challenges/3", "404"), (await Where("/challenges/7", ada), await Where("/challenges/8", ada)));
        Assert.StartsWith("303 /login?next=", await Where("/challenges/7"), StringComparison.Ordinal);
        for (var i = 0; i < 3; i++) db.Write(sql => Challenges.Add(sql, Draft(), site.Now));
        Assert.Equal("404", await Where("/challenges/7", ada));
    }

    [Fact]
    public async Task The_competition_that_came_has_the_addresses_of_the_earlier_one_once_its_reader_may_see_it()
    {
        Move();
        using var db = site.OpenDatabase();
        var cup = db.AddCompetition(site.Now, static one => one with { IsPublic = true });
        long challenge = 0;
        db.Write(sql =>
        {
            challenge = Challenges.Add(sql, Draft() with { CompetitionId = cup.Id }, site.Now);
            var (source, _) = MovedRows.FindSource(sql, sql.ExecuteScalar<string>("SELECT fingerprint FROM imports")!.Split(' '));
            MovedRows.Note(sql, source, MovedRows.Competitions, new MovedRow(1, cup.Id, ""), 1);
            MovedRows.Note(sql, source, MovedRows.CompetitionChallenges, new MovedRow(5, challenge, ""), 1);
        });
        Assert.Equal($"301 /competitions/{cup.Id}", await Where("/autumn_about"));
        Assert.Equal($"301 /competitions/{cup.Id}/pupils", await Where("/autumn_leaderboard"));
        Assert.StartsWith("303 /login?next=", await Where("/autumn_challenge/5"), StringComparison.Ordinal);
        // A draft is nobody's but its authors'.
        Assert.Equal("404", await Where("/autumn_challenge/5", site.Visit(Seed.Pupil("ada"))));
        Assert.Equal($"301 /challenges/{challenge}", await Where("/autumn_challenge/5", site.VisitAs(FindHead())));
        db.Write(sql => Assert.True(Competitions.Update(sql, cup with { IsPublic = false }, site.Now)));
        Assert.Equal("301 /competitions", await Where("/autumn_about"));
    }
}
