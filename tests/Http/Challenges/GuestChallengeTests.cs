// What members of a guest school reach of the society's own challenges: nothing on any address, until guests take part.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class GuestChallengeTests
{
    private const string Sentence = "the competitions between schools are for you";

    /// <summary>The title of FullSite's open challenge, and words of its text.</summary>
    private static readonly string[] Words = ["Handshakes", "How many are there among"];

    private static async Task MarkAsync(FullSite full) => Assert.Equal(HttpStatusCode.OK,
        (await full.Owner.PostAsync($"/admin/schools/{full.SchoolId}", ("name", "Hill School"), ("guest", "1"))).Status);

    [Fact]
    public async Task No_address_shows_a_guest_a_challenge_of_the_society_that_it_does_not_show_to_visitors()
    {
        await using var full = await FullSite.StartAsync();
        await MarkAsync(full);
        var guests = new[] { full.Ada, full.People["coordinator"] };
        var looked = 0;
        // Ada's own data is hers, and so is her copy of her own answer.
        var paths = RouteTable.Rows.Where(row => row.Verb == "GET" && !row.Template.StartsWith("/account", StringComparison.Ordinal))
            .Select(row => full.AddressOf(row.Template)).Concat(["/search?q=handshakes", "/search?q=among", "/challenges?stage=KS3"]);
        foreach (var path in paths)
        {
            var open = await full.Site.SendAsync(HttpMethod.Get, path);
            var seen = await open.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            foreach (var guest in guests)
            {
                var answer = await guest.SendAsync(HttpMethod.Get, path);
                var body = await answer.Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                foreach (var word in Words)
                    Assert.True(!body.Contains(word, StringComparison.Ordinal) || seen.Contains(word, StringComparison.Ordinal),
                        $"{path} shows {guest.MemberId} “{word}”.");
                looked++;
            }
        }
        Assert.True(looked > 100);
        // The test looks where there is something to see.
        foreach (var path in new[] { "/", "/challenges", full.Open.Path, "/search?q=handshakes" })
            Assert.Contains("Handshakes", (await full.Bob.GetAsync(path)).Page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_address_of_a_challenge_is_not_found_for_a_guest_and_no_answer_is_kept()
    {
        await using var full = await FullSite.StartAsync();
        (string, string)[] fields = [("part", $"{full.Open.Parts[0]}"), ("answer", "21"), ("key", "k1"), ("begun", "0")];
        await MarkAsync(full);
        var before = full.Site.Count("SELECT count(*) FROM attempts");
        foreach (var row in RouteTable.Rows.Where(row => row.Template.StartsWith("/challenges/{id}", StringComparison.Ordinal)))
            foreach (var guest in new[] { full.Ada, full.People["coordinator"] })
            {
                var sent = row.Verb == "POST" ? fields : [];
                var answer = await guest.SendAsync(new HttpMethod(row.Verb), full.AddressOf(row.Template), sent);
                Assert.True(answer.Status == HttpStatusCode.NotFound || (row.Template.EndsWith("/poster", StringComparison.Ordinal)
                    && answer.Status == HttpStatusCode.Forbidden), $"{row.Verb} {row.Template}: {answer.Status}");
            }
        Assert.Equal(before, full.Site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(HttpStatusCode.OK, (await full.Bob.GetAsync(full.Open.Path)).Status);

        // From paper it is refused with the reason.
        var paper = await full.Owner.GetAsync($"/admin{full.Open.Path}/paper");
        var at = paper.Page.QuerySelector("#at")!.GetAttribute("value")!;
        var entered = await full.Owner.PostAsync($"/admin{full.Open.Path}/paper", ("member", "ada"), ("part", $"{full.Open.Parts[0]}"),
            ("answer", "21"), ("at", at), ("key", "paper 1"));
        Assert.Contains("school is a guest", entered.ErrorOf("member"), StringComparison.Ordinal);
        Assert.Equal(before, full.Site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task A_sheet_of_a_challenge_is_not_found_by_a_guest()
    {
        await using var site = await Site.StartAsync();
        var (guest, bob, problem) = (AddGuest(site), site.Visit(Seed.Pupil("bob")), site.AddProblem());
        var sheet = "%PDF-1.7\n"u8.ToArray();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostFileAsync($"/admin{problem.Path}/uploads", "sheet.pdf", sheet)).Status);
        var name = Endpoints.UploadFolder.HashOf(sheet) + ".pdf";
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE challenges SET body = 'See [the sheet](upload:' || @name || ').'", new { name }));
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync($"/uploads/{name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/uploads/{name}")).Status);
    }

    [Fact]
    public async Task The_home_page_and_the_list_say_what_is_there_for_a_guest_in_one_sentence()
    {
        await using var site = await Site.StartAsync();
        var guest = AddGuest(site);
        site.AddProblem();
        using (var db = site.OpenDatabase()) db.AddChallenge("Later", site.Now + 3600);
        foreach (var path in new[] { "/", "/challenges" })
        {
            var page = await guest.GetAsync(path);
            Assert.Contains(Sentence, page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("opens", page.Text, StringComparison.Ordinal);
        }
        Assert.NotNull((await guest.GetAsync("/")).Page.QuerySelector($"main a[href='/scores/{guest.MemberId}']"));
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = 1 });
        var home = await cora.GetAsync("/");
        Assert.Contains(Sentence, home.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("is open", home.Text, StringComparison.Ordinal);
        // A teacher of a guest school who runs the society is no guest.
        var tea = site.Visit(Seed.Person("tea", Role.Teacher) with { SchoolId = 1 });
        Assert.Contains("Handshakes", (await tea.GetAsync("/challenges")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_guests_take_part_they_answer_and_have_points_and_are_on_no_board()
    {
        await using var site = await Site.StartAsync();
        var guest = AddGuest(site);
        var (bob, problem) = (site.Visit(Seed.Pupil("bob") with { DisplayName = "Quasar" }), site.AddProblem());
        using (var db = site.OpenDatabase()) db.Set("guests.take_part", "1", site.Now);
        await site.Visit(Seed.Pupil("passer")).PostAsync("/logout");
        await guest.AnswerAsync(problem, 0, "21");
        await bob.AnswerAsync(problem, 0, "21");
        Assert.Contains("Solved by 1 of 1 who tried", (await bob.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        var board = await bob.GetAsync("/leaderboard");
        Assert.DoesNotContain("Comet", board.Text, StringComparison.Ordinal);
        Assert.Contains("You are 1st", board.Text, StringComparison.Ordinal);
        var own = await guest.GetAsync("/leaderboard");
        Assert.Contains("You have 3 points. Your school is a guest", own.Text, StringComparison.Ordinal);
        var home = (await guest.GetAsync("/")).Text;
        Assert.Contains("Handshakes", home, StringComparison.Ordinal);
        Assert.Contains("Your school is a guest", home, StringComparison.Ordinal);
        Assert.Contains("3 points", (await guest.GetAsync($"/scores/{guest.MemberId}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_opens_nobody_elses_points_and_the_board_has_no_titles_for_them()
    {
        await using var site = await Site.StartAsync();
        var guest = AddGuest(site);
        var (bob, problem) = (site.Visit(Seed.Pupil("bob") with { DisplayName = "Quasar" }), site.AddProblem());
        await bob.AnswerAsync(problem, 0, "21");
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/scores/{bob.MemberId}")).Status);
        var board = await guest.GetAsync("/leaderboard");
        Assert.DoesNotContain("Handshakes", board.Text, StringComparison.Ordinal);
        Assert.Null(board.Page.QuerySelector(".ranks a"));
    }

    /// <summary>A pupil of the site's first school, which is a guest.</summary>
    private static Person AddGuest(Site site)
    {
        using (var db = site.OpenDatabase())
            db.Write(sql => Schools.SetGuest(sql, Schools.Add(sql, "Hill School", null, 1)!.Value, true));
        return site.Visit(Seed.Pupil("ada") with { DisplayName = "Comet", SchoolId = 1 });
    }
}
