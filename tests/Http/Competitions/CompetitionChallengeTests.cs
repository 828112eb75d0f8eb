// Challenges of a competition: begun for it, moved in and out, held to its divisions and times, and published together with it.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionChallengeTests
{
    [Fact]
    public async Task A_new_one_is_a_draft_with_its_division_and_its_times()
    {
        await using var site = await Site.StartAsync();
        var (ed, cup) = (site.Visit(Seed.Person("ed", Role.Editor)), site.AddCup());
        var form = await ed.PostAsync(cup.DeskPath + "/challenges", ("title", "Tilings"), ("stage", "Senior"));
        var id = long.Parse(form.Path.Split('/')[^1]);
        Assert.Contains("It belongs to the competition The Autumn Cup", form.Text, StringComparison.Ordinal);
        Assert.Equal([("", "All divisions"), ("Junior", "Junior"), ("Senior", "Senior")],
            form.Page.QuerySelectorAll("#stage option").Select(option => (option.GetAttribute("value")!, option.TextContent)));
        using var db = site.OpenDatabase();
        var draft = db.Read(sql => Challenges.Find(sql, id))!;
        Assert.Equal((true, "Senior", cup.Competition.OpensAt, cup.Competition.ClosesAt),
            (draft.IsDraft, draft.KeyStage, draft.ReleasedAt, draft.LockedAt));
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await ed.PostAsync(cup.DeskPath + "/challenges", ("title", "Tilings"), ("stage", "KS3"))).Status);
        // The list of all challenges says whose it is, and can be narrowed to it.
        var list = await ed.GetAsync($"/admin/challenges?competition={cup.Id}");
        Assert.Equal(4, list.RowsOf("table").Length);
        Assert.All(list.RowsOf("table"), row => Assert.Contains("The Autumn Cup", row, StringComparison.Ordinal));
        Assert.Contains("None matches", (await ed.GetAsync("/admin/challenges?competition=0")).Text, StringComparison.Ordinal);
        Assert.Equal(["All divisions", "Junior", "Senior"],
            (await ed.GetAsync(cup.DeskPath + "/challenges")).Page.QuerySelectorAll("section h2").Select(head => head.TextContent).Take(3));
    }

    [Fact]
    public async Task Its_times_stay_within_the_competitions_and_without_any_it_has_those()
    {
        await using var site = await Site.StartAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.AddCup());
        var path = (await tea.PostAsync(cup.DeskPath + "/challenges", ("title", "Tilings"), ("stage", ""))).Path;
        (string, string)[] whole = [("statement", "How many?"), ("p0-answer", "42"), ("publish", "at")];
        var early = await tea.WriteAsync(path, "publish", [.. whole, ("release", FormReader.InstantText(cup.Competition.OpensAt - 3600))]);
        Assert.Contains("Opens: please choose a time while the competition is open", early.ErrorOf("release")!, StringComparison.Ordinal);
        var late = await tea.WriteAsync(path, "publish",
            [.. whole, ("lock", "at"), ("lock_at", FormReader.InstantText(cup.Competition.ClosesAt + 3600))]);
        Assert.Contains("Closes at: please choose a time while the competition is open", late.ErrorOf("lock_at")!,
            StringComparison.Ordinal);
        var done = await tea.WriteAsync(path, "publish", [.. whole, ("release", ""), ("publish", "now"), ("lock", "none")]);
        Assert.Contains("It is saved and published", done.Text, StringComparison.Ordinal);
        using var db = site.OpenDatabase();
        var one = db.Read(sql => Challenges.Find(sql, long.Parse(path.Split('/')[^1])))!;
        Assert.Equal((false, cup.Competition.OpensAt, cup.Competition.ClosesAt), (one.IsDraft, one.ReleasedAt, one.LockedAt));
    }

    [Fact]
    public async Task A_draft_moves_in_and_out_and_what_was_answered_or_seen_stays()
    {
        await using var site = await Site.StartAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.AddCup());
        long draft, later, seen, answered, other;
        using (var db = site.OpenDatabase())
        {
            (later, seen, answered) = (db.AddChallenge("Later", site.Now + 3600, stage: "KS3"), db.AddChallenge("Seen", site.Now - 60),
                db.AddChallenge("Answered", site.Now - 60));
            draft = db.Write(sql => Challenges.Add(sql,
                Challenge.Draft(ScoreRules.Default, null, "T") with { Title = "A draft", KeyStage = "Senior" }, site.Now));
            db.Answer(cup.Ada, answered, "42", site.Now);
            db.Answer(cup.Ada, cup.ForAll, "42", site.Now);
            other = db.AddCompetition(site.Now, competition => competition with { Title = "Another" }).Id;
        }
        var page = await tea.GetAsync(cup.DeskPath + "/challenges");
        Assert.Equal(["Choose one", "A draft", "Later"],
            page.Page.QuerySelectorAll("#challenge option").Select(option => option.TextContent));
        Task<PageResponse> Move(long challenge, string way, long competition = 0) =>
            tea.PostAsync($"/admin/competitions/{(competition > 0 ? competition : cup.Id)}/challenges/move",
                ("challenge", $"{challenge}"), ("do", way));
        Assert.Contains("is in the competition now", (await Move(draft, "in")).Text, StringComparison.Ordinal);
        Assert.Contains("is in the competition now", (await Move(later, "in")).Text, StringComparison.Ordinal);
        Assert.Equal($"{cup.Id} Senior 1 {cup.Competition.OpensAt}", site.Read(
            $"SELECT competition_id || ' ' || key_stage || ' ' || is_draft || ' ' || released_at FROM challenges WHERE id = {draft}"));
        // A key stage that is no division becomes all divisions.
        Assert.Equal("1", site.Read($"SELECT key_stage || is_draft FROM challenges WHERE id = {later}"));
        Assert.Contains("belongs to another competition", (await Move(draft, "in", other)).Text, StringComparison.Ordinal);
        Assert.Contains("Pupils have seen this challenge", (await Move(seen, "in")).Text, StringComparison.Ordinal);
        var refused = await Move(answered, "in");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Somebody has answered this challenge, so it stays where it is. Copy it, and move the copy.", refused.Text,
            StringComparison.Ordinal);
        Assert.Contains("Somebody has answered this challenge", (await Move(cup.ForAll, "out")).Text, StringComparison.Ordinal);
        Assert.Contains("There is no such challenge", (await Move(999, "in")).Text, StringComparison.Ordinal);
        Assert.Contains("the society’s own now", (await Move(draft, "out")).Text, StringComparison.Ordinal);
        Assert.Equal("1 none", site.Read(
            $"SELECT is_draft || key_stage || ' ' || coalesce(competition_id, released_at, 'none') FROM challenges WHERE id = {draft}"));
    }

    [Fact]
    public async Task Publishing_lists_what_is_missing_then_publishes_its_drafts_and_can_be_taken_back_until_an_answer()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Competition one;
        using (var db = site.OpenDatabase()) one = db.AddCompetition(site.Now, competition => competition with { IsDraft = true });
        var path = $"/admin/competitions/{one.Id}";
        Assert.Contains("It has no challenges.", (await tea.GetAsync(path + "/publish")).Text, StringComparison.Ordinal);
        long whole, bare;
        using (var db = site.OpenDatabase())
        {
            whole = db.AddChallenge(one, site.Now, "Whole", "Junior");
            bare = db.Write(sql => Challenges.Add(sql, Challenge.Draft(ScoreRules.Default, null, "T") with
            {
                Title = "Bare", CompetitionId = one.Id, KeyStage = "Junior",
            }, site.Now));
        }
        var refused = await tea.PostAsync(path + "/publish");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        foreach (var sentence in new[]
        {
            "The division Senior has no challenge.", "“Bare”: Statement: please fill this in.",
            "“Bare”: Add a part: pupils need at least one answer box.",
        })
            Assert.Contains(sentence, refused.Text, StringComparison.Ordinal);
        Assert.Equal(2, site.Count("SELECT count(*) FROM challenges WHERE is_draft = 1"));
        // A challenge cannot go ahead of its competition.
        var ahead = await tea.WriteAsync($"/admin/challenges/{whole}", "publish");
        Assert.Contains("it is published together with the competition", ahead.Text, StringComparison.Ordinal);
        await tea.PostAsync(path + "/challenges/move", ("challenge", $"{bare}"), ("do", "out"));
        await tea.WriteAsync($"/admin/challenges/{whole}", "save", ("stage", ""));
        var ask = await tea.GetAsync(path + "/publish");
        Assert.Contains("1 challenge is published with it.", ask.Text, StringComparison.Ordinal);
        Assert.Contains("It is published", (await tea.PostAsync(path + "/publish")).Text, StringComparison.Ordinal);
        Assert.Equal("0 0", site.Read($"SELECT is_draft || ' ' || (SELECT is_draft FROM competitions) FROM challenges WHERE id = {whole}"));
        Assert.Contains("It is a draft again", (await tea.PostAsync(path + "/draft")).Text, StringComparison.Ordinal);
        Assert.Equal("1 1", site.Read($"SELECT is_draft || ' ' || (SELECT is_draft FROM competitions) FROM challenges WHERE id = {whole}"));
        await tea.PostAsync(path + "/publish");
        using (var db = site.OpenDatabase())
        {
            var published = db.Read(sql => Data.Competitions.Find(sql, one.Id))!;
            db.Answer(db.AddEntrant(published, "ada", null, 8, site.Now), whole, "42", site.Now);
        }
        Assert.Contains("Somebody has answered already, so it cannot be a draft again.", (await tea.PostAsync(path + "/draft")).Text,
            StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT is_draft FROM competitions"));
    }

    [Fact]
    public async Task Its_challenges_are_one_download_without_those_of_others()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        using (var db = site.OpenDatabase()) db.AddChallenge(db.AddCompetition(site.Now), site.Now, "Of another");
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var link = (await tea.GetAsync(cup.DeskPath + "/challenges")).Page.QuerySelector("main a[download]")!.GetAttribute("href")!;
        var answer = await tea.SendAsync(HttpMethod.Get, link);
        using var zip = new System.IO.Compression.ZipArchive(await answer.Response.Content.ReadAsStreamAsync());
        var titles = new List<string>();
        foreach (var entry in zip.Entries)
        {
            using var text = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            var lines = (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
            titles.Add(lines.First(line => line.StartsWith("title:", StringComparison.Ordinal)));
        }
        Assert.Equal(["title: For all", "title: For juniors", "title: For seniors"], titles);
    }
}
