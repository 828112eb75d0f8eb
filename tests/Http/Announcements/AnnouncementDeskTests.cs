// The desk of announcements: who may write and publish what, what is refused with its text kept, and what two people at once get.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AnnouncementDeskTests
{
    private const string Desk = Newsroom.Desk;

    [Fact]
    public async Task It_is_written_tried_published_changed_and_removed_and_each_is_in_the_audit()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var visitor = new Person(site);
        var fresh = (await tea.GetAsync(Desk + "/new")).FieldsOf("#announcement");
        // Fourteen days, unless its author says otherwise.
        Assert.Contains(("until", "2026-11-24T09:00"), fresh);
        var preview = await tea.AnnounceAsync("Trip", "preview", ("body", "To *Bletchley*"));
        Assert.Equal("Bletchley", preview.Page.QuerySelector("#preview em")!.TextContent);
        Assert.Equal("Trip", preview.Page.QuerySelector("#title")!.GetAttribute("value"));
        Assert.Contains("There is none yet.", (await tea.GetAsync(Desk)).Text, StringComparison.Ordinal);
        var draft = await tea.AnnounceAsync("Trip", "save", ("body", "To *Bletchley*"));
        Assert.Contains("Nobody sees it before it is published.", draft.Text, StringComparison.Ordinal);
        var path = draft.Path.Split('?')[0];
        Assert.Equal("", await visitor.TitlesAsync("/"));
        Assert.Contains("It is published", (await tea.EditAsync(path, "publish")).Text, StringComparison.Ordinal);
        Assert.Equal("Trip", await visitor.TitlesAsync("/"));
        await tea.EditAsync(path, "save", ("title", "Trip on Friday"));
        Assert.Equal("Trip on Friday", await visitor.TitlesAsync("/"));
        Assert.Equal("Trip on Friday Shown Until Tuesday 24 Nov, 9:00 everybody no", string.Join(' ',
            (await tea.GetAsync(Desk)).Page.QuerySelector("tbody tr")!.TextContent.Split((char[]?)null,
                StringSplitOptions.RemoveEmptyEntries)).Replace("ShownUntil", "Shown Until", StringComparison.Ordinal));
        var ask = await tea.GetAsync(path + "/remove");
        await tea.PostAsync(path + "/remove", ask.FieldsOf("main form").ToArray());
        Assert.Equal("", await visitor.TitlesAsync("/"));
        Assert.Equal(HttpStatusCode.NotFound, (await tea.GetAsync(path)).Status);
        var audit = (await tea.GetAsync("/admin/audit")).Text;
        foreach (var words in new[]
        {
            "wrote an announcement, as a draft", "published an announcement", "changed an announcement", "removed an announcement",
        })
            Assert.Contains(words, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_is_far_too_long_is_kept_and_explained()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var text = new string('Ж', 50_000);
        var refused = await tea.AnnounceAsync("Trip", "publish", ("body", text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("at most 2,000 characters", refused.ErrorOf("body"), StringComparison.Ordinal);
        Assert.Equal(text.Length, refused.Page.QuerySelector("#body")!.TextContent.Trim().Length);
    }

    [Fact]
    public async Task An_editor_writes_drafts_that_a_teacher_publishes()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var (eve, visitor) = (site.Visit(Seed.Person("eve", Role.Editor)), new Person(site));
        var refused = await eve.AnnounceAsync("Puzzle club", "publish", ("body", "Every Monday."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("a teacher publishes it", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Every Monday.", refused.Page.QuerySelector("#body")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Page.QuerySelectorAll("button"), button => button.GetAttribute("value") == "publish");
        var path = (await eve.AnnounceAsync("Puzzle club", "save")).Path.Split('?')[0];
        Assert.Equal("", await visitor.TitlesAsync("/announcements"));
        // No button that the page has, and no other, publishes it.
        foreach (var button in new[] { "publish", "Publish", "save", "" })
            await eve.EditAsync(path, button, ("title", "Puzzle club!"));
        Assert.Equal("", await visitor.TitlesAsync("/announcements"));
        Assert.Contains("1 announcement by an editor waits to be published", (await tea.GetAsync("/")).Text, StringComparison.Ordinal);
        await tea.EditAsync(path, "publish");
        Assert.DoesNotContain("waits to be published", (await tea.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Equal("Puzzle club!", await visitor.TitlesAsync("/announcements"));
        // Now it is not the editor's any more; what was typed is shown again.
        var late = await eve.EditAsync(path, "save", ("title", "Another title"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Equal("Another title", late.Page.QuerySelector("#title")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.NotFound, (await eve.PostAsync(path + "/remove", ("version", "3"))).Status);
        Assert.Equal("Puzzle club!", await visitor.TitlesAsync("/announcements"));
    }

    [Fact]
    public async Task A_coordinator_writes_and_publishes_for_their_own_school_alone()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        long hill, vale;
        using (var db = site.OpenDatabase())
            (hill, vale) = db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Vale", null, 1)!.Value));
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = hill });
        var (ada, bob) = (site.Visit(Seed.Pupil("ada") with { SchoolId = hill }), site.Visit(Seed.Pupil("bob") with { SchoolId = vale }));
        Assert.Equal([$"school:{hill}"], (await cora.GetAsync(Desk + "/new")).Page.QuerySelectorAll("#audience option")
            .Select(option => option.GetAttribute("value")));
        foreach (var other in new[] { "everyone", "members", "stage:KS3", "class", $"school:{vale}", "school:", "", "x" })
        {
            var refused = await cora.AnnounceAsync("Not for you", "publish", ("audience", other), ("class", other == "class" ? "9B" : ""));
            Assert.Equal((other, HttpStatusCode.UnprocessableEntity), (other, refused.Status));
            Assert.NotNull(refused.ErrorOf("audience"));
        }
        var own = (await cora.AnnounceAsync("Minibus")).Path.Split('?')[0];
        Assert.Equal(("Minibus", ""), (await ada.TitlesAsync("/"), await bob.TitlesAsync("/")));
        // The rest of the desk is not there for a coordinator.
        var foreign = new List<string>();
        foreach (var audience in new[] { "everyone", $"school:{vale}" })
            foreach (var button in new[] { "save", "publish" })
                foreign.Add((await tea.AnnounceAsync("Of others", button, ("audience", audience))).Path.Split('?')[0]);
        Assert.DoesNotContain("Of others", (await cora.GetAsync(Desk)).Text, StringComparison.Ordinal);
        var form = (await cora.GetAsync(own)).FieldsOf("#announcement");
        foreach (var path in foreign)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(path + "/remove")).Status);
            var sent = await cora.PostAsync(path, form.With(("title", "Mine now"), ("version", "1"), ("do", "save")));
            Assert.Equal(HttpStatusCode.NotFound, sent.Status);
            Assert.DoesNotContain("Of others", sent.Text, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await cora.PostAsync(path + "/remove", ("version", "1"))).Status);
        }
        Assert.DoesNotContain("Mine now", (await tea.GetAsync(Desk)).Text, StringComparison.Ordinal);
        // Nobody to write for: a coordinator without a school.
        var lost = site.Visit(Seed.Person("lost", Role.Coordinator));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lost.PostAsync(Desk + "/new", ("title", "x"), ("do", "save"))).Status);
        // A school that is deleted takes its announcements with it.
        using var schools = site.OpenDatabase();
        schools.Write(sql => sql.Execute("UPDATE members SET school_id = NULL WHERE school_id = @vale", new { vale }));
        Assert.True(schools.Write(sql => Schools.Remove(sql, vale, site.Now)));
        Assert.Equal(3, schools.Read(sql => Announcements.CountAll(sql, null)));
    }

    [Theory]
    [InlineData("title", " ", "please fill this in")]
    [InlineData("title", "101", "at most 100 characters")]
    [InlineData("title", "Tri\u202Ep", "cannot be seen")]
    [InlineData("body", "2001", "at most 2,000 characters")]
    [InlineData("body", "60 lists", "too many lists")]
    [InlineData("audience", "stage:KS9", "choose one of the list")]
    [InlineData("audience", "school:1", "choose one of the list")]
    [InlineData("audience", "class", "please write which", "class")]
    [InlineData("class", "9B", "leave this empty")]
    [InlineData("from", "2026-02-30T10:00", "a day and a time")]
    [InlineData("from", "2026-11-30T25:00", "a day and a time")]
    [InlineData("from", "1990-11-30T10:00", "a year from 2000 to 2100")]
    [InlineData("from", "2199-11-30T10:00", "a year from 2000 to 2100")]
    [InlineData("from", "2027-03-28T01:30", "clocks go forward")]
    [InlineData("from", "2027-11-30T10:00", "within a year")]
    [InlineData("from", "2026-11-24T09:00", "after it begins", "until")]
    [InlineData("until", "", "please fill this in")]
    [InlineData("until", "2026-11-09T09:00", "after it begins")]
    [InlineData("until", "2027-11-30T10:00", "within a year")]
    public async Task What_cannot_be_is_refused_at_its_field_and_what_was_typed_is_kept(
        string field, string value, string sentence, string? at = null)
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var text = value switch
        {
            "101" or "2001" => new string('x', int.Parse(value)),
            "60 lists" => string.Concat(Enumerable.Range(0, 60).Select(_ => "- ")) + "x",
            _ => value,
        };
        var page = await tea.AnnounceAsync("Trip", "publish", ("body", "Kept text"), (field, text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(sentence, page.ErrorOf(at ?? field), StringComparison.OrdinalIgnoreCase);
        if (field != "body") Assert.Contains("Kept text", page.Page.QuerySelector("#body")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("", await new Person(site).TitlesAsync("/announcements"));
    }

    [Fact]
    public async Task Honest_titles_and_texts_are_taken_as_they_are()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        foreach (var title in new[] { "👩‍👩‍👧 evening", new string('x', 100), "<script>alert(1)</script>", "Olympiad ’26: “π & e”" })
            await tea.AnnounceAsync(title, "publish", ("body", new string('y', 2000)));
        Assert.Equal("Olympiad ’26: “π & e”; <script>alert(1)</script>; " + new string('x', 100) + "; 👩‍👩‍👧 evening",
            await new Person(site).TitlesAsync("/announcements"));
    }

    [Fact]
    public async Task The_hour_that_October_has_twice_stays_what_it_was_when_the_form_is_saved_again()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var path = (await tea.AnnounceAsync("Clocks", "publish", ("until", "2027-10-31T01:30"))).Path.Split('?')[0];
        using var db = site.OpenDatabase();
        var second = new DateTimeOffset(2027, 10, 31, 1, 30, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        long Until() => db.Read(sql => sql.ExecuteScalar<long>("SELECT shown_until FROM announcements"));
        Assert.Equal(second - 3600, Until());
        db.Write(sql => sql.Execute("UPDATE announcements SET shown_until = @second", new { second }));
        await tea.EditAsync(path, "save");
        Assert.Equal(second, Until());
    }

    [Fact]
    public async Task Of_two_people_the_second_is_shown_both_texts_and_may_then_decide()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var head = site.Visit(Seed.Person("hal", Role.Owner));
        var path = (await tea.AnnounceAsync("Trip", "publish", ("body", "At nine."))).Path.Split('?')[0];
        var old = (await head.GetAsync(path)).FieldsOf("#announcement");
        await tea.EditAsync(path, "save", ("body", "At ten."));
        var told = await head.PostAsync(path, old.With(("body", "At eleven."), ("do", "save")));
        Assert.Equal(HttpStatusCode.Conflict, told.Status);
        Assert.Contains("At ten.", told.Page.QuerySelector("[role=alert] pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("At eleven.", told.Page.QuerySelector("#body")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("At ten.", (await head.GetAsync("/announcements")).Text, StringComparison.Ordinal);
        // The page for removing is as old, and removes nothing that nobody looked at.
        var stale = await head.PostAsync(path + "/remove", ("version", "1"));
        Assert.Equal(path + "/remove", stale.Path);
        await head.PostAsync(path, told.FieldsOf("#announcement").With(("do", "save")));
        Assert.Contains("At eleven.", (await head.GetAsync("/announcements")).Text, StringComparison.Ordinal);
        // Removed in between: the text is still there, and makes a new one.
        var open = (await head.GetAsync(path)).FieldsOf("#announcement");
        await tea.PostAsync(path + "/remove", (await tea.GetAsync(path + "/remove")).FieldsOf("main form").ToArray());
        var gone = await head.PostAsync(path, open.With(("body", "At twelve."), ("do", "save")));
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.Contains("At twelve.", gone.Page.QuerySelector("#body")!.TextContent, StringComparison.Ordinal);
        await head.PostAsync(Desk + "/new", gone.FieldsOf("#announcement").With(("do", "publish")));
        Assert.Contains("At twelve.", (await head.GetAsync("/announcements")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_and_a_draft_is_published_once()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var form = (await tea.GetAsync(Desk + "/new")).FieldsOf("#announcement").With(("title", "Trip"), ("do", "publish"));
        var both = await Task.WhenAll(tea.PostAsync(Desk + "/new", form), tea.PostAsync(Desk + "/new", form));
        Assert.Equal(both[0].Path, both[1].Path);
        Assert.Equal("Trip", await new Person(site).TitlesAsync("/announcements"));
        using var db = site.OpenDatabase();
        Assert.Equal(1, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit WHERE action = 'announcement.publish'")));
    }

    [Fact]
    public async Task A_draft_that_was_planned_for_a_time_that_is_over_begins_when_it_is_published()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var ada = site.Visit(Seed.Pupil("ada"));
        var path = (await tea.AnnounceAsync("Trip", "save", ("from", "2026-11-10T09:30"))).Path.Split('?')[0];
        site.Clock.Advance(TimeSpan.FromHours(1));
        await tea.AnnounceAsync("Other");
        await ada.PostAsync("/announcements/read", ("seen", $"{site.Now}"));
        site.Clock.Advance(TimeSpan.FromHours(1));
        await tea.EditAsync(path, "publish");
        // Whoever has read what came before still finds it new.
        Assert.Contains("1 new", (await ada.GetAsync("/")).Text, StringComparison.Ordinal);
        // A draft whose end is over is not published.
        var late = (await tea.AnnounceAsync("Late", "save", ("until", "2026-11-10T12:00"))).Path.Split('?')[0];
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull((await tea.EditAsync(late, "publish")).ErrorOf("until"));
    }

    [Fact]
    public async Task More_than_a_hundred_are_not_current_at_one_time()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                for (var i = 0; i < Announcements.MaxCurrent; i++)
                    Announcements.Add(sql, new Announcement { Title = $"n{i}", ShownFrom = 1, ShownUntil = site.Now + 60 }, $"{i}", 1);
            });
        var page = await tea.AnnounceAsync("One more", "publish", ("body", "Kept"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("Let one of them end first.", page.Text, StringComparison.Ordinal);
        var draft = (await tea.AnnounceAsync("One more", "save")).Path.Split('?')[0];
        Assert.Contains("Let one of them end first.", (await tea.EditAsync(draft, "publish")).Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await tea.EditAsync(draft, "publish");
        Assert.StartsWith("One more; ", await tea.TitlesAsync("/announcements"), StringComparison.Ordinal);
        Assert.Contains("Page 1 of 3", (await tea.GetAsync(Desk)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372036854775808")]
    [InlineData("x")]
    public async Task A_number_that_is_no_announcements_is_not_found(string id)
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Equal(HttpStatusCode.NotFound, (await tea.GetAsync($"{Desk}/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await tea.PostAsync($"{Desk}/{id}", ("title", "x"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await tea.PostAsync($"{Desk}/{id}/remove")).Status);
    }
}
