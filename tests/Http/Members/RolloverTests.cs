// September as the teacher meets it: what happens to the year groups, who repeats, who leaves, and the way back.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class RolloverTests
{
    private const string Page = "/admin/rollover";

    [Fact]
    public async Task The_page_counts_who_moves_and_ticks_those_past_the_last_year_as_leavers()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        long old;
        using (var db = site.OpenDatabase())
        {
            for (var i = 0; i < 31; i++) db.Add(Seed.Pupil($"p{i}"));
            old = db.Add(Seed.Pupil("old") with { StartYear = 2019 });
        }
        var sight = await owner.GetAsync(Page);
        var moves = Rows(sight, 0);
        Assert.Contains("Year 8 (KS3) Year 9 (KS3) 31", moves);
        Assert.Contains("Year 13 (KS5) past Year 13: proposed as leavers below 1", moves);
        Assert.Contains("Classes keep their names", sight.Text, StringComparison.Ordinal);
        Assert.Contains("Should have left", sight.Text, StringComparison.Ordinal);
        Assert.Contains("Old Seeded, Year 14", sight.Text, StringComparison.Ordinal);
        Assert.Equal([old.ToString()], sight.Page.QuerySelectorAll("input[name=leaves][checked]").Select(box => box.GetAttribute("value")));
        // 6 months after today, by the rules; on the real clock another day, so only the sentence is looked for.
        Assert.Contains("6 months later, on", sight.Text, StringComparison.Ordinal);
        if (!Site.IsBinary) Assert.Contains("on 10 May 2027", sight.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeating_and_leaving_are_previewed_applied_once_and_undone()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        long ada, old;
        using (var db = site.OpenDatabase()) (ada, old) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("old") with { StartYear = 2019 }));
        (string, string)[] ticks = [("year", "2026"), ("repeats", $"{ada}"), ("leaves", $"{old}")];

        var preview = await teacher.PostAsync(Page, [.. ticks, ("step", "preview")]);
        Assert.Equal(HttpStatusCode.OK, preview.Status);
        Assert.Equal(["Old Seeded No class past Year 13 Leaves", "Ada Seeded No class Year 9 (KS3) Year 8 (KS3) again"], Rows(preview, 0));
        Assert.Equal((2024L, MemberState.Active), (Find(site, ada).StartYear, Find(site, old).State));

        var made = await teacher.PostAsync(Page, [.. ticks, ("step", "apply")]);
        Assert.Contains("Done: 2 members.", made.Text, StringComparison.Ordinal);
        Assert.Equal((2025L, MemberState.Archived), (Find(site, ada).StartYear, Find(site, old).State));

        var again = await teacher.PostAsync(Page, [.. ticks, ("step", "apply")]);
        Assert.Contains("Nothing new", again.Text, StringComparison.Ordinal);
        Assert.Equal(2025L, Find(site, ada).StartYear);
        Assert.Contains("Year 8 (KS3) Year 8 (KS3) again 1", Rows(again, 0));
        Assert.Contains("Recorded: repeats the year", again.Text, StringComparison.Ordinal);
        Assert.Contains("Recorded: has left", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Should have left", again.Text, StringComparison.Ordinal);

        var undone = await teacher.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Contains("Undone: 2 members are as before.", undone.Text, StringComparison.Ordinal);
        Assert.Equal((2024L, MemberState.Active), (Find(site, ada).StartYear, Find(site, old).State));
        Assert.DoesNotContain("Recorded", (await teacher.GetAsync(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticks_stay_while_the_list_is_searched_and_leafed_through()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var ids = new List<long>();
        using (var db = site.OpenDatabase())
            for (var i = 0; i < 60; i++) ids.Add(db.Add(Seed.Pupil($"p{i:00}")));
        (string, string)[] ticks = [("year", "2026"), ("repeats", $"{ids[0]}"), ("leaves", $"{ids[59]}")];
        var second = await owner.PostAsync(Page, [.. ticks, ("page", "2")]);
        Assert.Equal(10, Rows(second, 1).Count);
        Assert.Contains("2 ticked", second.Text, StringComparison.Ordinal);
        Assert.Equal($"{ids[0]}", second.Page.QuerySelector("input[type=hidden][name=repeats]")!.GetAttribute("value"));
        Assert.True(second.Page.QuerySelector($"#l{ids[59]}")!.HasAttribute("checked"));

        var found = await owner.PostAsync(Page, [.. ticks, ("q", "P07 seeded"), ("show", "8")]);
        Assert.Single(Rows(found, 1));
        Assert.Equal("P07 seeded", found.Page.QuerySelector("#q")!.GetAttribute("value"));
        Assert.Contains("2 ticked", found.Text, StringComparison.Ordinal);
        Assert.Contains("0 members found", (await owner.PostAsync(Page, [.. ticks, ("show", "past")])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_both_repeats_and_leaves_and_nobody_at_all_is_a_mistake_too()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        long ada;
        using (var db = site.OpenDatabase()) ada = db.Add(Seed.Pupil("ada"));
        var both = await owner.PostAsync(Page, ("year", "2026"), ("repeats", $"{ada}"), ("leaves", $"{ada}"), ("step", "apply"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, both.Status);
        Assert.Contains("Ada Seeded is ticked twice", both.ErrorOf("pupils"), StringComparison.Ordinal);
        Assert.True(both.Page.QuerySelector($"#r{ada}")!.HasAttribute("checked"));
        var nobody = await owner.PostAsync(Page, ("year", "2026"), ("step", "preview"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.Status);
        var many = await owner.PostAsync(Page, [.. Enumerable.Range(1, 1001).Select(id => ("leaves", $"{id}")), ("step", "apply")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many.Status);
        Assert.Equal((2024L, MemberState.Active), (Find(site, ada).StartYear, Find(site, ada).State));
    }

    [Fact]
    public async Task A_teacher_decides_nothing_about_an_owner_and_the_last_owner_stays()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner) with { StartYear = 2019 });
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        (string, string)[] ticks = [("year", "2026"), ("leaves", $"{owner.MemberId}"), ("step", "apply")];
        await teacher.PostAsync(Page, ticks);
        Assert.Equal(MemberState.Active, Find(site, owner.MemberId).State);
        var refused = await owner.PostAsync(Page, ticks);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("nobody would be left to run the society", refused.Text, StringComparison.Ordinal);
        Assert.Equal(MemberState.Active, Find(site, owner.MemberId).State);
    }

    [Fact]
    public async Task From_april_on_the_coming_september_is_shown_and_what_is_applied_waits_for_it()
    {
        await using var site = await Site.StartWithClockAsync();
        long ada;
        using (var db = site.OpenDatabase()) ada = db.Add(Seed.Pupil("ada"));
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Contains("1 September 2026", (await owner.GetAsync(Page)).Text, StringComparison.Ordinal);
        Assert.Contains("1 September 2027", (await owner.GetAsync(Page + "?year=2027")).Text, StringComparison.Ordinal);

        Move(site, new DateTimeOffset(2027, 3, 31, 22, 59, 59, TimeSpan.Zero)); // a second before April, by the school's clock
        owner = site.VisitAs(owner.MemberId);
        Assert.Contains("1 September 2026", (await owner.GetAsync(Page)).Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Move(site, new DateTimeOffset(2027, 3, 31, 23, 0, 0, TimeSpan.Zero));
        var april = await owner.GetAsync(Page);
        Assert.Contains("1 September 2027", april.Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Year 9 (KS3) Year 10 (KS4) 1", Rows(april, 0));

        var made = await owner.PostAsync(Page, ("year", "2027"), ("repeats", $"{ada}"), ("step", "apply"));
        Assert.Contains("Repeats the year, from 1 September 2027 on", made.Text, StringComparison.Ordinal);
        Assert.Equal(2024L, Find(site, ada).StartYear);
        Assert.Contains("Recorded: will repeat the year", (await owner.GetAsync(Page)).Text, StringComparison.Ordinal);

        // It waits for months, and so does its undo.
        Move(site, new DateTimeOffset(2027, 8, 31, 22, 59, 59, TimeSpan.Zero));
        owner = site.VisitAs(owner.MemberId);
        Assert.Contains("Year 9 (KS3) Year 9 (KS3) again 1", Rows(await owner.GetAsync(Page), 0));
        var undone = await owner.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Contains("Undone: 1 member is as before.", undone.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Recorded", (await owner.GetAsync(Page)).Text, StringComparison.Ordinal);
    }

    private static List<string> Rows(PageResponse sight, int table) =>
        [.. sight.Page.QuerySelectorAll("table")[table].QuerySelectorAll("tbody tr")
        .Select(row => string.Join(' ',
            row.Children.SelectMany(cell => cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))))];

    private static void Move(Site site, DateTimeOffset to) => site.Clock.Advance(to - site.Clock.GetUtcNow());

    private static Member Find(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, id))!;
    }
}
