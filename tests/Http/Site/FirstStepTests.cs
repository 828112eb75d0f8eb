// An owner of a new society finds a list of first steps that empties itself, and can begin with the program's own twenty problems.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class FirstStepTests
{
    private const string Ready = "/admin/challenges/ready";

    private static readonly string[] Whole =
        ["/admin/settings", "/admin/import", "/admin/challenges", "/admin/codes", "/admin/members/new"];

    private static async Task<List<string>> StepsAsync(Person who, string path) =>
        [.. (await who.GetAsync(path)).Page.QuerySelectorAll(".first-steps a").Select(link => link.GetAttribute("href")!)];

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    public async Task The_list_empties_itself_step_by_step_and_then_goes(string path)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Equal(Whole, await StepsAsync(head, path));
        using var db = site.OpenDatabase();
        db.Write(sql => { Settings.Set(sql, "society.name", "Hill Maths", 1); return 0; });
        Assert.Equal(Whole[1..], await StepsAsync(head, path));
        var twelve = await head.BeginAsync("Twelve");
        // With a challenge of its own the society has not come from another site.
        Assert.Equal(["/admin/challenges?state=draft", .. Whole[3..]], await StepsAsync(head, path));
        await head.WriteAsync(twelve, "publish", ("statement", "How many?"), ("p0-answer", "12"), ("publish", "now"));
        Assert.Equal(Whole[3..], await StepsAsync(head, path));
        // Until the list goes, the missing owner is named once.
        Assert.Empty((await head.GetAsync(path)).Page.QuerySelectorAll(".needs a"));
        await head.PostAsync("/admin/codes", ("label", "9B"), ("year", ""), ("class", ""), ("uses", "40"), ("days", "14"));
        var page = await head.GetAsync(path);
        Assert.Null(page.Page.QuerySelector(".first-steps"));
        Assert.Equal(["You are the only owner"], page.Page.QuerySelectorAll(".needs a").Select(link => link.TextContent));
    }

    [Fact]
    public async Task A_second_owner_and_a_list_of_pupils_are_steps_too_and_teachers_have_no_list()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
        {
            db.Add(Seed.Person("second", Role.Owner));
            db.Add(Seed.Pupil("ada"));
        }
        Assert.Equal([Whole[0], Whole[2]], await StepsAsync(head, "/admin"));
        Assert.Empty(await StepsAsync(site.Visit(Seed.Person("tea", Role.Teacher)), "/admin"));
    }

    [Fact]
    public async Task An_empty_site_takes_in_the_twenty_problems_once_as_drafts_that_could_be_published()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var empty = await teacher.GetAsync("/admin/challenges");
        Assert.NotNull(empty.Page.QuerySelector($".empty svg, form[action='{Ready}'] button"));
        var list = await teacher.PostAsync(Ready);
        Assert.Contains("as drafts", list.Text, StringComparison.Ordinal);
        Assert.Equal(20, site.Count("SELECT count(*) FROM challenges WHERE is_draft = 1"));
        Assert.Equal(20, site.Count("SELECT count(*) FROM audit WHERE action = 'challenge.import'"));
        Assert.Equal(20, site.Count("SELECT count(DISTINCT challenge_id) FROM parts"));
        Assert.Equal(10, site.Count("SELECT count(*) FROM upload_uses WHERE owner_kind = 'challenge' AND length(alt) > 40"));
        Assert.Empty(list.Page.QuerySelectorAll($"form[action='{Ready}']"));
        Assert.Contains("nothing was brought in", (await teacher.PostAsync(Ready)).Text, StringComparison.Ordinal);
        Assert.Equal(20, site.Count("SELECT count(*) FROM challenges"));
        var id = site.Count("SELECT min(id) FROM challenges");
        var published = await teacher.WriteAsync($"/admin/challenges/{id}", "publish", ("publish", "now"));
        Assert.Contains("pupils see it now", published.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_society_with_other_key_stages_has_them_for_everybody()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
            db.Write(sql => { Settings.Set(sql, "school.key_stages", "Lower 7-9, Upper 10-13", 1); return 0; });
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await teacher.PostAsync(Ready);
        Assert.Equal(20, site.Count("SELECT count(*) FROM challenges WHERE key_stage = ''"));
    }

    [Fact]
    public async Task Where_there_is_a_challenge_already_nothing_is_brought_in()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Empty((await teacher.GetAsync("/admin/challenges")).Page.QuerySelectorAll($"form[action='{Ready}']"));
        Assert.Contains("nothing was brought in", (await teacher.PostAsync(Ready)).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges"));
    }
}
