// What members see of a society that came from an earlier site: their password, its challenges, formulas, money and points.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;
using MathsSoc.Tests.Unit.Moving;

namespace MathsSoc.Tests.Http;

public sealed class MovedSocietyTests
{
    [Fact]
    public async Task A_pupil_signs_in_with_the_old_password_and_finds_challenges_answers_and_points()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync();
        site.Owner();
        Move(site, folder.Path);

        var ada = new Person(site);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.SignInAsync("ada@x.example", "correct horse 8")).Status);
        var welcome = await ada.SignInAsync("Ada@X.example", "correct horse 7");
        Assert.Equal((HttpStatusCode.OK, "/welcome"), (welcome.Status, welcome.Path.Split('?')[0]));
        using (var db = site.OpenDatabase())
        {
            var hash = db.Read(sql => Members.FindCredentials(sql, "ada@x.example"))!.PasswordHash;
            Assert.StartsWith("AQAAAAIA", hash, StringComparison.Ordinal);
        }

        var page = await ada.GetAsync("/challenges/7");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("It costs $5 and $7", page.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("$x^2$", page.Page.QuerySelector(".tex")!.TextContent);
        Assert.Contains("4x", page.Page.Body.TextContent, StringComparison.Ordinal);
        // A part without a model answer is one that nobody has right, and no fault of the page.
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/challenges/8")).Status);
        var points = await ada.GetAsync($"/scores/{Find(site, "ada@x.example")}?period=all");
        Assert.Contains("Brought forward from the earlier site", points.Text, StringComparison.Ordinal);
        var head = site.VisitAs(Find(site, "head"));
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync("/admin/challenges/8")).Status);
        // From here the slips of those without a password are printed, and the members are taken back.
        Assert.Contains("Ben Cole", (await head.GetAsync("/admin/members/import/1")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync("/admin/changes/1")).Status);
        Assert.Contains("brought an earlier site’s members", (await head.GetAsync("/admin/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_sign_in_says_what_others_see_now_and_what_is_kept_and_the_second_does_not()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync();
        site.Owner();
        Move(site, folder.Path);
        var ada = new Person(site);
        var welcome = await ada.SendAsync(HttpMethod.Post, "/login", ("login", "ada@x.example"), ("password", "correct horse 7"),
            ("next", "/challenges/7"));
        Assert.Equal(HttpStatusCode.SeeOther, welcome.Status);
        Assert.Equal("/welcome?next=%2Fchallenges%2F7", welcome.Response.Headers.Location!.ToString());
        var page = await ada.GetAsync("/welcome?next=%2Fchallenges%2F7");
        Assert.Contains("On the earlier site everybody saw your full name, Ada Byron. Here other members see AB,", page.Text,
            StringComparison.Ordinal);
        Assert.Contains("What this site keeps about you", page.Text, StringComparison.Ordinal);
        // Looking is not reading: whoever closed the page is shown it again.
        Assert.Equal(HttpStatusCode.OK, (await ada.SendAsync(HttpMethod.Get, "/welcome")).Status);
        var read = await ada.SendAsync(HttpMethod.Post, "/welcome", ("next", "/challenges/7"));
        Assert.Equal("/challenges/7", read.Response.Headers.Location!.ToString());
        using (var db = site.OpenDatabase())
            Assert.Equal(PrivacyNotice.Version, db.Read(sql => Members.FindByLogin(sql, "ada@x.example"))!.NoticeVersion);
        Assert.Equal("/", (await ada.SendAsync(HttpMethod.Get, "/welcome")).Response.Headers.Location!.ToString());
        Assert.Equal("/challenges/7", (await new Person(site).SendAsync(HttpMethod.Post, "/login", ("login", "ada@x.example"),
            ("password", "correct horse 7"), ("next", "/challenges/7"))).Response.Headers.Location!.ToString());
        // Somebody who did not come from there is sent on, and nothing is written down for them.
        var head = site.VisitAs(Find(site, "head"));
        Assert.Equal(HttpStatusCode.SeeOther, (await head.SendAsync(HttpMethod.Post, "/welcome", ("next", "https://evil.example"))).Status);
        using (var db = site.OpenDatabase())
            Assert.Null(db.Read(sql => Members.FindByLogin(sql, "head"))!.NoticeVersion);
    }

    [Fact]
    public async Task Pictures_that_nobody_described_are_worth_a_look_where_their_words_are_written()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync();
        site.Owner();
        Move(site, folder.Path);
        var head = site.VisitAs(Find(site, "head"));
        foreach (var (path, words) in new[]
            { ("/admin/challenges/8", "Picture of the challenge “Unfinished”"), ("/admin/articles/3", "A picture") })
        {
            var page = await head.GetAsync(path);
            Assert.Contains($"Say what the picture “{words}” shows: these words tell nothing", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Real_hashes_of_every_form_sign_in_or_are_on_the_list_of_slips()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        site.Owner();
        Move(site, folder.Path);
        foreach (var (login, password, _) in Hashes)
        {
            var answer = await new Person(site).SendAsync(HttpMethod.Post, "/login", ("login", login), ("password", password));
            var isKept = login.StartsWith("kept", StringComparison.Ordinal);
            Assert.True(answer.Status == (isKept ? HttpStatusCode.SeeOther : HttpStatusCode.UnprocessableEntity),
                $"{login}: {answer.Status}");
            using var db = site.OpenDatabase();
            var stored = db.Read(sql => Members.FindCredentials(sql, login))!.PasswordHash;
            Assert.True(isKept ? stored.StartsWith("AQAAAAIA", StringComparison.Ordinal) : stored.Length == 0, $"{login}: {stored}");
        }
        var slips = await site.VisitAs(Find(site, "head")).GetAsync("/admin/members/import/1");
        Assert.Contains("Slip One", slips.Text, StringComparison.Ordinal);
        Assert.Contains("Slip Two", slips.Text, StringComparison.Ordinal);
    }

    private static readonly (string Login, string Password, string Line)[] Hashes =
    [
        ("kept1@x.example", "Übung macht 3 Meister", WerkzeugHashTests.KnownInGerman),
        ("kept2@x.example", "a million rounds", WerkzeugHashTests.KnownOfMillion),
        ("slip1@x.example", "correct horse 7", WerkzeugHashTests.OfShortSalt),
        ("slip2@x.example", "correct horse 7", WerkzeugHashTests.OfScrypt),
    ];

    private static long Find(Site site, string login)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.FindByLogin(sql, login))!.Id;
    }

    private static void Move(Site site, string folder)
    {
        var day = SchoolTime.Local(site.Now - 3 * 86_400);
        var uploads = Directory.CreateDirectory(Path.Combine(folder, "old", "uploads")).FullName;
        Directory.CreateDirectory(Path.Combine(uploads, $"challenge_{day:yyyy-MM-dd}"));
        File.WriteAllBytes(Path.Combine(uploads, $"challenge_{day:yyyy-MM-dd}", "a.png"), Pictures.Png(9));
        File.WriteAllBytes(Path.Combine(uploads, "b.png"), Pictures.Png(8));
        using var place = new MovingPlace(folder) { Uploads = uploads };
        place.Options = place.Options with { Now = site.Now };
        var conversion = place.Convert(file =>
        {
            file.User(1, "ADA@x.example", "Ada Byron", 9, WerkzeugHashTests.Known);
            file.User(2, "ben@x.example", "Ben Cole", 10, "scrypt:32768:8:1$a$b");
            for (var i = 0; i < Hashes.Length; i++)
                file.User(10 + i, Hashes[i].Login, i < 2 ? $"Kept {i}" : i == 2 ? "Slip One" : "Slip Two", 9, Hashes[i].Line);
            file.Challenge(7, "Squares", "<p>It costs $5 and $7. Find \\(x^2\\).</p>", day, day);
            file.Box(70, 7, "(a)", "4x", 0);
            file.Box(71, 7, "(b)", "5", 1);
            file.Challenge(8, "Unfinished", "<p>?</p>", day, day, file: "a.png");
            file.Article(3, "On primes", "<p><img src='/static/uploads/b.png'></p>", EarlierSiteFile.Time(day));
            file.Box(80, 8, "(a)", "", 0);
            file.Submission(1, 1, 7, 70, "4x", true, EarlierSiteFile.Time(day.AddHours(2)));
            file.Entry(1, 1, 6, EarlierSiteFile.Time(day.AddHours(3)));
        });
        using var db = site.OpenDatabase();
        db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, site.Now));
    }
}
