// Writing a challenge by its form: drafts, checks, preview, parts that move, publishing, and nothing of it for pupils before its time.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AuthoringTests
{
    private static readonly (string, string)[] Handshakes =
        [
            ("statement", "Seven guests shake hands: how many handshakes?"), ("p0-answer", "21"), ("p0-kind", "number"),
            ("release", "2026-11-10T08:00"),
        ];

    [Fact]
    public async Task A_challenge_is_written_published_and_only_then_seen()
    {
        await using var site = await Site.StartWithClockAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var path = await editor.BeginAsync("Handshakes");
        Assert.Equal(HttpStatusCode.OK,
            (await editor.WriteAsync(path, "save",
                [.. Handshakes, ("release", "2026-11-13T12:30"), ("lock", "after"), ("lock_hours", "72")])).Status);

        var saved = await editor.GetAsync(path);
        Assert.Equal("2026-11-13T12:30", saved.FieldsOf("form.author").Find(field => field.Name == "release").Value);
        var open = path["/admin".Length..];
        Assert.Equal(HttpStatusCode.NotFound, (await pupil.GetAsync(open)).Status);
        Assert.Contains("published", (await editor.WriteAsync(path, "publish")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await pupil.GetAsync(open)).Status);
        Assert.DoesNotContain("Handshakes", (await pupil.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        Assert.Contains("Opens in 3 days 3 hours: Friday 13 Nov, 12:30",
            (await editor.GetAsync("/admin/challenges?state=scheduled")).Text, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromHours(76));
        (editor, pupil) = (site.VisitAs(editor.MemberId), site.VisitAs(pupil.MemberId)); // a session has long ended by then
        Assert.Contains("Seven guests", (await pupil.GetAsync(open)).Text, StringComparison.Ordinal);
        Assert.Contains("Closes Monday 16 Nov, 12:30",
            (await editor.GetAsync("/admin/challenges?state=open&q=HAND")).Text, StringComparison.Ordinal);
        Assert.Contains("None matches", (await editor.GetAsync("/admin/challenges?q=nothing")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_marked_is_not_saved_and_what_pupils_would_stumble_over_is_not_published()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Handshakes");
        var broken = await editor.WriteAsync(path, "save", ("p0-answer", "2 +"), ("statement", "typed with care"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.Status);
        Assert.StartsWith("Model answer: The model answer cannot be read", broken.ErrorOf("p0-answer"), StringComparison.Ordinal);
        Assert.NotNull(broken.Page.QuerySelector("#p0-answer-error + .hint a[href='/admin/help/marking'][target=_blank]"));
        Assert.Contains("typed with care", broken.FieldsOf("form.author").Select(field => field.Value));

        // A draft may hold an example that the engine disagrees with, and is told; it is not published so.
        (string, string)[] unsure = [.. Handshakes, ("p0-accepted", "20\n21.0"), ("statement", "It is $21$. ![](upload:x.png)")];
        var draft = await editor.WriteAsync(path, "save", unsure);
        Assert.Contains("“20” should be accepted but is marked wrong", draft.Text, StringComparison.Ordinal);
        Assert.Contains("“21”", draft.Text, StringComparison.Ordinal);
        var refused = await editor.WriteAsync(path, "publish");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("“20” is not marked right", refused.ErrorOf("p0-accepted"), StringComparison.Ordinal);
        var times = await editor.WriteAsync(path, "save", ("lock", "at"), ("lock_at", "2026-11-10T07:59"), ("points", "101"));
        Assert.Equal("Closes at: this is before it opens.", times.ErrorOf("lock_at"));
        Assert.NotNull(times.ErrorOf("points"));
    }

    [Fact]
    public async Task Times_are_those_of_the_wall_on_both_days_on_which_the_clocks_change()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Clocks");
        Assert.Equal("Opens: there is no such time, because the clocks go forward past it. Choose another.",
            (await editor.WriteAsync(path, "save", [.. Handshakes, ("release", "2027-03-28T01:30")])).ErrorOf("release"));
        // 48 hours from noon before the change are 13 o'clock by the wall.
        Assert.Contains("saved",
            (await editor.WriteAsync(path, "save",
                [.. Handshakes, ("release", "2027-03-27T12:00"), ("lock", "after"), ("lock_hours", "48")])).Text,
            StringComparison.Ordinal);
        Assert.Equal(1_806_321_600 - 1_806_148_800, site.Count("SELECT locked_at - released_at FROM challenges"));
        await editor.WriteAsync(path, "save", ("release", "2026-10-25T01:30"));
        Assert.Equal(1_792_888_200, site.Count("SELECT released_at FROM challenges"));
        // In the hour that comes twice, what was meant is kept when the form is saved again.
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE challenges SET released_at = released_at + 3600, locked_at = locked_at + 3600"));
        await editor.WriteAsync(path, "save", ("source", "somebody"));
        Assert.Equal(1_792_888_200 + 3600, site.Count("SELECT released_at FROM challenges"));
    }

    [Fact]
    public async Task The_preview_shows_what_pupils_will_see_and_answers_are_tried_without_a_trace()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Sines");
        var preview = await editor.WriteAsync(path, "preview",
            [.. Handshakes, ("statement", "Find **sin 30** by heart. <script>"), ("p0-answer", "1/2"), ("p0-kind", "expression"),
                ("p0-mistakes", "2 -> Less than one."), ("p0-try", "sin 30")]);
        var section = preview.Page.QuerySelector("#preview")!;
        Assert.Equal("sin 30", section.QuerySelector("strong")!.TextContent);
        Assert.Null(section.QuerySelector("script"));
        // In degrees, as usual below the sixth form: nobody chose anything.
        Assert.Contains("Right.", section.TextContent, StringComparison.Ordinal);
        var wrong = await editor.PostAsync(path, preview.FieldsOf("form.author").With(("p0-try", "2"), ("do", "preview")));
        Assert.Contains("Not right. Less than one.", wrong.Text, StringComparison.Ordinal);
        var unread = await editor.PostAsync(path, preview.FieldsOf("form.author").With(("p0-try", "1/"), ("do", "preview")));
        Assert.Contains("Not readable", unread.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM parts) + " +
            "(SELECT count(*) FROM challenges WHERE body <> '')"));
    }

    [Fact]
    public async Task Parts_are_added_moved_taken_out_and_put_back_and_keep_their_ids()
    {
        await using var site = await Site.StartAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var problem = site.AddProblem(null, Part.New("(a)", "1"), Part.New("(b)", "2"));
        await pupil.AnswerAsync(problem, 1, "3");
        var path = $"/admin{problem.Path}";
        var moved = await editor.WriteAsync(path, "up-1");
        Assert.Contains("Not saved yet", moved.Text, StringComparison.Ordinal);
        Assert.Equal($"{problem.Parts[1]}", moved.FieldsOf("form.author").Find(field => field.Name == "p0-id").Value);
        var longer = await editor.PostAsync(path, moved.FieldsOf("form.author").With(("do", "add")));
        await editor.PostAsync(path, longer.FieldsOf("form.author").With(("p2-answer", "5"), ("p2-label", "(c)"), ("do", "save")));
        Assert.Equal("2,1,5", Answers(site));
        Assert.Equal(problem.Parts[1], site.Count("SELECT id FROM parts WHERE position = 1"));

        // (c) goes: nobody has answered it, nobody becomes complete without it, and so nobody needs to be asked.
        var shorter = await editor.WriteAsync(path, "remove-2");
        await editor.PostAsync(path, shorter.FieldsOf("form.author").With(("do", "save")));
        Assert.Equal("2,1", Answers(site));
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Of_two_who_save_at_once_the_second_is_told_and_loses_nothing()
    {
        await using var site = await Site.StartAsync();
        var (one, other) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = await one.BeginAsync("Handshakes");
        var page = await one.GetAsync(path);
        await other.WriteAsync(path, "save", [.. Handshakes, ("title", "Hands")]);
        var stale = await one.PostAsync(path,
            page.FieldsOf("form.author").With([.. Handshakes, ("statement", "My own words"), ("do", "save")]));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("The title “Hands” becomes “Handshakes”.", stale.Text, StringComparison.Ordinal);
        Assert.Equal("My own words", stale.FieldsOf("form.author").Find(field => field.Name == "statement").Value);
        Assert.Equal(0, site.Count("SELECT count(*) FROM challenges WHERE body = 'My own words'"));
        await one.PostAsync(path, stale.FieldsOf("form.author").With(("do", "save")));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE body = 'My own words'"));
    }

    [Fact]
    public async Task What_was_answered_stays_published_and_a_draft_is_copied_put_away_and_deleted()
    {
        await using var site = await Site.StartAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var problem = site.AddProblem();
        await pupil.AnswerAsync(problem, 0, "20");
        var path = $"/admin{problem.Path}";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await editor.WriteAsync(path, "draft")).Status);
        Assert.NotNull((await editor.WriteAsync(path, "save", ("release", "2030-01-01T09:00"))).ErrorOf("release"));
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync($"{path}/delete")).Status);

        var copy = (await editor.PostAsync($"{path}/copy")).Path.Split('?')[0];
        Assert.Contains("Handshakes (copy)", (await editor.GetAsync(copy)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await pupil.GetAsync(copy["/admin".Length..])).Status);
        Assert.Contains("Delete this draft?", (await editor.GetAsync($"{copy}/delete")).Text, StringComparison.Ordinal);
        await editor.PostAsync($"{copy}/delete");
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync(copy)).Status);
        await editor.PostAsync($"{path}/archive", ("archived", "1"));
        Assert.Contains("Archived", (await editor.GetAsync("/admin/challenges?state=archived")).Text, StringComparison.Ordinal);
        await editor.PostAsync($"{path}/archive", ("archived", "0"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM challenges WHERE archived_at IS NOT NULL"));
    }

    [Fact]
    public async Task The_solution_is_shown_after_asking_once_and_never_hidden_again()
    {
        await using var site = await Site.StartAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var problem = site.AddProblem(challenge => challenge with { Solution = "Each of seven shakes six." });
        Assert.DoesNotContain("Each of seven", (await pupil.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        Assert.Contains("cannot be taken back", (await editor.GetAsync($"/admin{problem.Path}/solution")).Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM challenges WHERE solution_shown_at IS NOT NULL"));
        await editor.PostAsync($"/admin{problem.Path}/solution");
        Assert.Contains("Each of seven", (await pupil.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync($"/admin{problem.Path}/solution")).Status);
    }

    private static string Answers(Site site)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => sql.ExecuteScalar<string>(
            "SELECT group_concat(answer) FROM (SELECT answer FROM parts WHERE removed_at IS NULL ORDER BY position)")) ?? "";
    }
}
