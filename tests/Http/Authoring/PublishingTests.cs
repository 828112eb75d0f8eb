// Publishing: now, at a time or in the next free week; and solutions that show themselves.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PublishingTests
{
    private const int Hour = 3600, Day = 24 * Hour, Week = 7 * Day;

    private static readonly (string, string)[] Ready = [("statement", "How many?"), ("p0-answer", "2"), ("p0-kind", "number")];

    [Fact]
    public async Task A_draft_is_published_now_without_a_date()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Now");
        var form = await teacher.GetAsync(path);
        Assert.True(form.Page.QuerySelector("input[name=publish][value=now]")!.HasAttribute("checked"));
        var done = await teacher.WriteAsync(path, "publish", [.. Ready, ("lock", "after"), ("lock_hours", "24")]);
        Assert.Contains("pupils see it now", done.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count($"SELECT count(*) FROM challenges WHERE released_at = {site.Now} AND locked_at = {site.Now + Day}"));
        Assert.Contains("Now", (await site.Visit(Seed.Pupil("ada")).GetAsync("/challenges")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_button_for_now_publishes_now_whatever_time_is_in_the_form()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Now");
        var done = await teacher.WriteAsync(path, "publish-now",
            [.. Ready, ("publish", "at"), ("release", "2027-01-11T08:00"), ("lock", "after"), ("lock_hours", "24")]);
        Assert.Contains("pupils see it now", done.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count($"SELECT count(*) FROM challenges WHERE released_at = {site.Now} AND locked_at = {site.Now + Day}"));
    }

    [Theory]
    [InlineData("now", "", "2026-11-16T08:00")]
    [InlineData("week", "", "2026-11-16T08:00")]
    [InlineData("now", "2027-01-11T08:00", "2027-01-11T08:00")]
    [InlineData("at", "2027-01-11T08:00", "2027-01-11T08:00")]
    public async Task The_button_for_scheduling_takes_the_chosen_time_or_the_next_free_week(string publish, string typed, string opens)
    {
        // Tuesday 10 November 2026, 09:00.
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Later");
        var done = await teacher.WriteAsync(path, "schedule", [.. Ready, ("publish", publish), ("release", typed)]);
        Assert.Contains("saved and published. It shows itself", done.Text, StringComparison.Ordinal);
        Assert.Equal(opens, (await teacher.GetAsync(path)).Page.QuerySelector("#release")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Scheduling_at_a_time_needs_the_time()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Later");
        var refused = await teacher.WriteAsync(path, "schedule", [.. Ready, ("publish", "at"), ("release", "")]);
        Assert.Contains("please say when", refused.ErrorOf("release"), StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE is_draft = 1"));
    }

    [Fact]
    public async Task A_part_folds_its_further_fields_away_names_those_that_are_filled_and_opens_them_for_a_mistake()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Folded");
        var saved = await teacher.WriteAsync(path, "save", [.. Ready, ("p0-tolerance", "0.5"), ("p0-rejected", "3")]);
        var more = saved.Page.QuerySelector("#p0-part details")!;
        Assert.False(more.HasAttribute("open"));
        Assert.Equal("More: tolerance, must not be right", more.QuerySelector("summary")!.TextContent.Trim());
        Assert.Equal(["p0-label", "p0-answer", "p0-kind"], saved.Page.QuerySelectorAll("#p0-part [name]:not([type=hidden], button)")
            .Where(field => field.Closest("details") is null).Select(field => field.GetAttribute("name")!));
        var refused = await teacher.WriteAsync(path, "save", ("p0-tolerance", "much"));
        Assert.True(refused.Page.QuerySelector("#p0-part details")!.HasAttribute("open"));
    }

    [Fact]
    public async Task At_a_time_needs_the_time_and_a_time_that_is_typed_is_meant()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Later");
        var refused = await teacher.WriteAsync(path, "publish", [.. Ready, ("publish", "at")]);
        Assert.Contains("please say when", refused.ErrorOf("release"), StringComparison.Ordinal);
        Assert.StartsWith("Error: ", refused.Page.Title, StringComparison.Ordinal);
        var done = await teacher.WriteAsync(path, "publish", [.. Ready, ("release", "2026-11-16T08:00")]);
        Assert.Contains("saved and published. It shows itself", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planned_time_gives_way_when_now_is_chosen()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Planned");
        await teacher.WriteAsync(path, "save", [.. Ready, ("publish", "at"), ("release", "2026-11-16T08:00")]);
        Assert.True((await teacher.GetAsync(path)).Page.QuerySelector("input[name=publish][value=at]")!.HasAttribute("checked"));
        await teacher.WriteAsync(path, "publish", ("publish", "now"));
        Assert.Equal(1, site.Count($"SELECT count(*) FROM challenges WHERE released_at = {site.Now}"));
    }

    [Fact]
    public async Task The_next_free_week_begins_at_the_usual_weekday_and_hour()
    {
        // Tuesday 10 November 2026, 09:00.
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Empty site");
        Assert.Contains("Monday 16 Nov, 8:00", (await teacher.GetAsync(path)).Text, StringComparison.Ordinal);
        // Wednesdays at half past twelve are usual, and the next of them is taken.
        var wednesday = site.Now + Day + 3 * Hour + Hour / 2;
        foreach (var release in new[] { wednesday - 3 * Week, wednesday - 2 * Week, wednesday - Week - Day, wednesday })
            site.AddProblem(one => one.ReleasedOn(release, 1, null));
        await teacher.WriteAsync(path, "publish", [.. Ready, ("publish", "week")]);
        Assert.Equal($"{wednesday + Week} {wednesday + 2 * Week}",
            site.Read("SELECT released_at || ' ' || locked_at FROM challenges WHERE title = 'Empty site'"));
        var next = await teacher.GetAsync(await teacher.BeginAsync("The one after"));
        Assert.Contains("Wednesday 25 Nov, 12:30", next.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_solution_shows_itself_after_its_hours_and_after_extra_time()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now - Day, null, site.Now - Hour) with { SolutionHours = 2 });
        var (ada, locked) = (site.Visit(Seed.Pupil("ada")).MemberId, site.Now - Hour);
        using var db = site.OpenDatabase();
        Assert.Empty(db.Write(sql => Challenges.ShowDue(sql, locked + 2 * Hour - 1)));
        db.Write(sql =>
        {
            ExtraTime.Set(sql, ada, 180, Actor.CommandLine, site.Now);
            return 0;
        });
        Assert.Empty(db.Write(sql => Challenges.ShowDue(sql, locked + 2 * Hour)));
        Assert.Equal([problem.Id], db.Write(sql => Challenges.ShowDue(sql, locked + 3 * Hour)));
        Assert.Empty(db.Write(sql => Challenges.ShowDue(sql, locked + 3 * Hour)));
    }

    [Fact]
    public async Task What_needs_you_names_a_locked_challenge_whose_solution_nobody_sees()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        site.AddProblem(one => (one with { Title = "Forgotten" }).ReleasedOn(site.Now - Day, null, site.Now - Hour));
        site.AddProblem(one => (one with { Title = "Overlooked" }).ReleasedOn(site.Now - Day, null, site.Now - Hour));
        site.AddProblem(one =>
            (one with { Title = "By itself" }).ReleasedOn(site.Now - Day, null, site.Now - Hour) with { SolutionHours = 2 });
        foreach (var path in new[] { "/", "/admin" })
        {
            var page = await teacher.GetAsync(path);
            Assert.Contains("“Forgotten” is closed, and its solution is not shown", page.Text, StringComparison.Ordinal);
            Assert.Contains("“Overlooked” is closed, and its solution is not shown", page.Text, StringComparison.Ordinal);
            // What is advised for both stands once.
            Assert.Single(page.Page.QuerySelectorAll(".needs .aside"),
                one => one.TextContent.StartsWith("Show it when everybody has finished.", StringComparison.Ordinal));
            Assert.DoesNotContain("“By itself”", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_for_authors_is_inside_the_site_and_its_links_are_beside_the_fields()
    {
        await using var site = await Site.StartWithClockAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var help = await editor.GetAsync("/admin/help");
        Assert.Equal("Writing challenges", help.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("From the first line to the solution", help.Text, StringComparison.Ordinal);
        Assert.Contains("Articles and newsletters", help.Page.QuerySelector("#publishing h2")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(10, help.Page.QuerySelectorAll("#publishing ol li").Length);
        Assert.NotNull((await editor.GetAsync("/admin/articles")).Page.QuerySelector("a[href='/admin/help#publishing']"));
        var form = await editor.GetAsync(await editor.BeginAsync("One"));
        Assert.NotNull(form.Page.QuerySelector("a[href='/admin/help']"));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await site.Visit(Seed.Pupil("ada")).GetAsync("/admin/help")).Status);
    }
}
