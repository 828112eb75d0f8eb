// The settings: read and written by one form, each within its bounds, in force with the next request.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SettingsTests
{
    /// <summary>The form as the page fills it in, with other values in some fields; null leaves a field out, as a browser does with an
    /// empty box.</summary>
    private static async Task<PageResponse> SaveAsync(Person person, params (string Name, string? Value)[] changes)
    {
        var page = (await person.GetAsync("/admin/settings")).Page;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in page.QuerySelectorAll("main form input"))
        {
            if (input.GetAttribute("type") is "checkbox" or "radio" && !input.HasAttribute("checked")) continue;
            fields[input.GetAttribute("name")!] = input.GetAttribute("value") ?? "";
        }
        foreach (var (name, value) in changes)
        {
            if (value is null) fields.Remove(name);
            else fields[name] = value;
        }
        return await person.PostAsync("/admin/settings", [.. fields.Select(pair => (pair.Key, pair.Value))]);
    }

    private static List<AuditLine> Lines(Site site)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Audit.List(sql, new AuditFilter(null, "settings.", null, null, null, null), 10));
    }

    private static SettingValues ValuesOf(Site site)
    {
        using var db = site.OpenDatabase();
        return db.Read(Settings.Find);
    }

    private static Rules RulesOf(Site site) => ValuesOf(site).Rules;

    /// <summary>The names of the settings that were set; the program's own record of the clock is none.</summary>
    private static IEnumerable<string> Stored(Site site)
    {
        using var db = site.OpenDatabase();
        return db.Read(Settings.List).Select(row => row.Name).Where(name => !name.StartsWith("clock.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Saved_as_it_stands_the_form_changes_nothing()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Contains("nothing was changed", (await SaveAsync(head)).Text, StringComparison.Ordinal);
        Assert.Empty(Lines(site));
        Assert.Empty(Stored(site));
    }

    [Fact]
    public async Task Everything_can_be_changed_at_once_and_the_audit_says_what()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var saved = await SaveAsync(head,
            ("name", "Hill School Maths"), ("motto", "Why not?"), ("accent", "#7A1F5C"), ("open", "1"), ("approval", "everybody"),
            ("domain", "@Hill.Example"), ("names", null), ("idle", "30"), ("hours", "8"), ("lasting", "7"),
            ("stages", "Lower 7-9, Upper 10-13"), ("leavers", "3"), ("audit", "365"));
        Assert.Contains("The settings are saved", saved.Text, StringComparison.Ordinal);
        Assert.Equal("Hill School Maths", saved.Page.QuerySelector(".site-name")!.TextContent);
        var rules = RulesOf(site);
        Assert.Equal((true, Approval.Everybody, "hill.example", false, 30, 8, 7, 3, 365),
            (rules.IsOpen, rules.Approval, rules.EmailDomain, rules.ModeratesNames,
                rules.IdleMinutes, rules.SessionHours, rules.LastingDays, rules.LeaverMonths, rules.AuditDays));
        Assert.Equal([new KeyStage("Lower", 7, 9), new KeyStage("Upper", 10, 13)], rules.KeyStages);

        var line = Assert.Single(Lines(site));
        Assert.Equal(head.MemberId, line.ActorId);
        Assert.Contains("society.name: Maths Society, now Hill School Maths", line.Detail, StringComparison.Ordinal);
        Assert.Contains("session.idle_minutes: 120, now 30", line.Detail, StringComparison.Ordinal);
        Assert.Contains("join.domain: nothing, now hill.example", line.Detail, StringComparison.Ordinal);
        Assert.Equal(13, line.Detail.Split(';').Length);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\u00e9")]
    public async Task At_its_limit_the_form_still_saves(string letter)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var changes = new List<(string, string?)>();
        foreach (var row in SocietySettings.Rows)
            if (row.Kind == SettingKind.Number) changes.Add((row.Field, $"{row.Bounds!.Most}"));
            else if (row is { Kind: SettingKind.Line or SettingKind.Lines, Check: null })
                changes.Add((row.Field, string.Concat(Enumerable.Repeat(letter, row.Most))));
        Assert.True(changes.Count > 12, $"{changes.Count} fields have a limit");
        Assert.Contains("The settings are saved", (await SaveAsync(head, [.. changes])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_differs_is_written()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await SaveAsync(head, ("hours", "10"));
        Assert.Equal(["session.hours"], Stored(site));
        Assert.Equal("session.hours: 12, now 10", Lines(site).Single().Detail);
    }

    [Fact]
    public async Task A_new_colour_is_in_the_style_sheet_of_the_next_page()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var page = await SaveAsync(head, ("accent", "#7a1f5c"));
        var sheet = page.Page.QuerySelectorAll("link[rel=stylesheet]").Select(link => link.GetAttribute("href")!)
            .Single(href => href.StartsWith("/theme.css", StringComparison.Ordinal));
        Assert.Contains("--accent: #7a1f5c", await site.Client.GetStringAsync(sheet), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_colour_is_picked_and_the_sites_own_is_one_of_those_that_are_offered()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        static string?[] Offered(PageResponse page) =>
            [.. page.Page.QuerySelectorAll("#accent-colours option").Select(one => one.GetAttribute("value"))];

        var field = (await head.GetAsync("/admin/settings")).Page.QuerySelector("input[type=color]#accent[list=accent-colours]")!;
        Assert.Equal(Society.DefaultAccent, field.GetAttribute("value"));
        var pale = await SaveAsync(head, ("accent", "#ffe680"));
        var near = Theme.Nearest("#ffe680")!;
        Assert.Contains($"the nearest that can be read is {near}.", pale.ErrorOf("accent"), StringComparison.Ordinal);
        Assert.Equal([near, Society.DefaultAccent], Offered(pale));
        Assert.Contains("The settings are saved", (await SaveAsync(head, ("accent", near))).Text, StringComparison.Ordinal);
        Assert.Equal(near, ValuesOf(site).Society.Accent);
        await SaveAsync(head, ("accent", Society.DefaultAccent));
        Assert.Equal("", ValuesOf(site).Society.Accent);
    }

    [Fact]
    public async Task A_shorter_idle_time_ends_sessions_that_are_under_way()
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var ada = site.Visit(Seed.Pupil("ada"));
        await ada.GetAsync("/");
        await SaveAsync(head, ("idle", "5"));
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Contains("Sign in", (await ada.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("name", "A name that is a good deal longer than any header of a page could hold")]
    [InlineData("accent", "blue")]
    [InlineData("approval", "everyone")]
    [InlineData("domain", "school")]
    [InlineData("stages", "")]
    [InlineData("stages", "KS3 7-9, KS4 9-11")]
    [InlineData("stages", "KS3 7-15")]
    [InlineData("hours", "half a day")]
    public async Task A_mistake_is_said_at_its_field_and_nothing_is_saved(string field, string value)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var again = await SaveAsync(head, ("motto", "Typed with care"), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.NotNull(again.ErrorOf(field));
        Assert.Single(again.Page.QuerySelectorAll(".field-error"));
        Assert.Equal("Typed with care", again.Page.QuerySelector("#motto")!.GetAttribute("value"));
        Assert.Empty(Stored(site));
        Assert.Empty(Lines(site));
    }

    [Fact]
    public async Task A_colour_too_pale_to_read_is_refused_with_the_nearest_that_can_be()
    {
        await using var site = await Site.StartAsync();
        var again = await SaveAsync(site.Visit(Seed.Person("head", Role.Owner)), ("accent", "#ffe680"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains("too pale to be read on a light page", again.ErrorOf("accent"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/settings")]
    [InlineData("/join")]
    public async Task The_list_of_mistakes_has_the_order_and_the_labels_of_the_fields(string path)
    {
        await using var site = await Site.StartAsync();
        var person = site.Visit(Seed.Person("head", Role.Owner));
        if (path == "/join") person = new Person(site);
        // Longer than any of its fields may be; a form that anybody may send is read up to 16 kB, an owner's up to 256 kB.
        var excess = new string('x', path == "/join" ? 700 : 4000);
        // Nothing a field of ours takes: too long, no number, no address, and the name itself where only others' names are fine.
        var fields = (await person.GetAsync(path)).Page.QuerySelectorAll("main form :is(input, textarea, select)[id]")
            .Select(field => field.GetAttribute("name")!).Distinct().ToArray();
        var again = await person.PostAsync(path, [.. fields.Select(name => (name,
            name is "name" or "display" && path == "/join" ? "Ada Lovelace" : name == "code" ? "?" : "no such value ! " + excess))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        var listed = again.Page.QuerySelectorAll("#errors a").ToList();
        var names = listed.Select(link => link.GetAttribute("href")![1..]).ToList();
        Assert.InRange(names.Count, 5, fields.Length);
        Assert.Equal(fields.Where(names.Contains), names);
        foreach (var link in listed)
        {
            var field = again.Page.QuerySelector(link.GetAttribute("href")!)!;
            var label = (again.Page.QuerySelector($"label[for='{field.Id}']") is { } own && field.GetAttribute("type") != "radio"
                ? own
                : field.Closest("fieldset")!.QuerySelector("legend")!).TextContent;
            Assert.StartsWith(label.Replace(" (optional)", "", StringComparison.Ordinal) + ": ",
                link.TextContent, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> Numbers => new(SocietySettings.Rows.Where(row => row.Bounds is not null).Select(row => row.Name));

    [Theory, MemberData(nameof(Numbers))]
    public async Task A_number_is_taken_up_to_its_bounds_and_not_beyond(string name)
    {
        var row = SocietySettings.Find(name)!;
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        foreach (var number in new[] { row.Bounds!.Most, row.Bounds.Least })
        {
            Assert.Equal(HttpStatusCode.OK, (await SaveAsync(head, (row.Field, $"{number}"))).Status);
            Assert.Equal($"{number}", row.Get(ValuesOf(site)));
        }
        foreach (var number in new[] { row.Bounds.Most + 1, row.Bounds.Least - 1 })
            Assert.NotNull((await SaveAsync(head, (row.Field, $"{number}"))).ErrorOf(row.Field));
        Assert.Equal($"{row.Bounds.Least}", row.Get(ValuesOf(site)));
    }

    [Fact]
    public async Task Points_terms_and_the_freeze_are_saved_and_shown_again()
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var saved = await SaveAsync(head,
            ("attempts", "5"), ("points", "3"), ("first", "1"), ("day", "2"),
            ("grace", "60"), ("frozen", "2026-12-10T15:30"), ("public", "1"),
            ("terms", "Autumn 2026-09-03..2026-10-23\r\nAutumn 2026-11-02..2026-12-18"));
        Assert.Contains("The settings are saved", saved.Text, StringComparison.Ordinal);
        var scoring = RulesOf(site).Scoring;
        Assert.Equal((5, 3, 1, 2, 60, true, 2),
            (scoring.Attempts, scoring.Points, scoring.FirstBonus, scoring.FirstDayBonus, scoring.GraceSeconds,
                scoring.BoardsArePublic, scoring.TermDates.Count));
        Assert.Equal("10 December 2026, 15:30 GMT", SchoolTime.Time(scoring.FrozenAt!.Value));
        var again = (await head.GetAsync("/admin/settings")).Page;
        Assert.Equal("2026-12-10T15:30", again.QuerySelector("#frozen")!.GetAttribute("value"));
        Assert.Equal("Autumn 2026-09-03..2026-10-23\nAutumn 2026-11-02..2026-12-18", again.QuerySelector("#terms")!.TextContent.Trim());
        await SaveAsync(head, ("frozen", ""), ("terms", "Autumn 2026-09-03..2026-10-23\nAutumn 2026-11-02..2026-12-18"));
        Assert.Null(RulesOf(site).Scoring.FrozenAt);
        Assert.Equal(2, RulesOf(site).Scoring.TermDates.Count);
    }

    [Theory]
    [InlineData("attempts", "0")]
    [InlineData("grace", "601")]
    [InlineData("frozen", "tomorrow")]
    [InlineData("terms", "Autumn 2026-12-18..2026-09-03")]
    public async Task A_mistake_about_points_is_said_at_its_field(string field, string value)
    {
        await using var site = await Site.StartAsync();
        var again = await SaveAsync(site.Visit(Seed.Person("head", Role.Owner)), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.NotNull(again.ErrorOf(field));
    }
}
