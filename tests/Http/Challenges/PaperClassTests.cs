// Answers from paper by name, and for a whole class in one form: each counts as one entered by itself, and what is refused is kept.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PaperClassTests
{
    private const string Attempts = "SELECT count(*) FROM attempts";

    [Fact]
    public async Task A_pupil_is_found_by_name_and_several_of_one_name_are_offered_to_choose_from()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var hana = site.Visit(Seed.Pupil("hk1") with { Name = "Hana Kovář", Class = "9B" });
        var khan1 = site.Visit(Seed.Pupil("khan1") with { Name = "Aisha Khan" });
        var khan2 = site.Visit(Seed.Pupil("khan2") with { Name = "Aisha Khan" });
        var page = await tia.GetAsync($"/admin{problem.Path}/paper");
        Assert.Equal("Hana Kovář (9B)", page.Page.QuerySelector("#pupils option[value=hk1]")!.TextContent);
        Assert.Equal("pupils", page.Page.QuerySelector("#member")!.GetAttribute("list"));

        Assert.Contains("The answer of Hana Kovář (9B) was entered. It is right",
            (await EnterAsync(tia, problem, "hana kovar", "21")).Text, StringComparison.Ordinal);
        Assert.Equal(hana.MemberId, site.Count("SELECT member_id FROM attempts"));
        var asked = await EnterAsync(tia, problem, "Aisha Khan", "20");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.Status);
        Assert.Contains("2 pupils match", asked.ErrorOf("which"), StringComparison.Ordinal);
        Assert.Equal("20", asked.Page.QuerySelector("#answer")!.GetAttribute("value"));
        Assert.Equal([$"{khan1.MemberId}", $"{khan2.MemberId}"],
            asked.Page.QuerySelectorAll("input[name=which]").Select(one => one.GetAttribute("value")!).Order(StringComparer.Ordinal));
        // Only one of those who match can be chosen.
        Assert.NotNull((await EnterAsync(tia, problem, "Aisha Khan", "20", ("which", $"{hana.MemberId}"))).ErrorOf("which"));
        await EnterAsync(tia, problem, "Aisha Khan", "20", ("which", $"{khan2.MemberId}"));
        Assert.Equal(1, site.Count($"SELECT count(*) FROM attempts WHERE member_id = {khan2.MemberId}"));
        Assert.NotNull((await EnterAsync(tia, problem, "tia", "20")).ErrorOf("member"));
        Assert.Equal(2, site.Count(Attempts));
    }

    [Fact]
    public async Task The_audit_finds_people_by_name_too()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner) with { Name = "Ines Moor" });
        var ada = site.Visit(Seed.Pupil("ada1") with { Name = "Ada Twin" });
        site.Visit(Seed.Pupil("ada2") with { Name = "Ada Twin" });
        await head.PostAsync($"/admin/members/{ada.MemberId}/sign-out");
        var found = await head.GetAsync("/admin/audit?who=Ines+Moor");
        Assert.Contains("signed a member out", found.Text, StringComparison.OrdinalIgnoreCase);
        var several = await head.GetAsync("/admin/audit?about=Ada+Twin");
        Assert.Contains($"Ada Twin ({ada.MemberId})", several.ErrorOf("about"), StringComparison.Ordinal);
        var none = await head.GetAsync("/admin/audit?about=nobody");
        Assert.Contains("nobody has this name", none.ErrorOf("about"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_is_entered_in_one_form_that_says_what_counted_and_keeps_what_did_not()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Part.New("(a)", "21"), Part.New("(b)", "22"));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var (ada, bob, eve) = (Pupil(site, "ada"), Pupil(site, "bob"), Pupil(site, "eve"));
        var other = site.Visit(Seed.Pupil("other") with { Class = "9C" });
        var page = await tia.GetAsync($"/admin{problem.Path}/paper/class?class=9b");
        Assert.Equal(6, page.Page.QuerySelectorAll("td input").Length);
        Assert.DoesNotContain("Other Seeded", page.Text, StringComparison.Ordinal);
        var form = Fill(page, (Cell(ada, problem, 0), "21"), (Cell(ada, problem, 1), "22"), (Cell(bob, problem, 0), "20"),
            (Cell(bob, problem, 1), "(2"), (Cell(eve, problem, 0), "42/2"));
        var sent = await tia.PostAsync($"/admin{problem.Path}/paper/class", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.Status);
        Assert.Contains("4 answers counted: 3 right, 1 not right. 1 pupil completed the challenge. 1 answer could not be read",
            sent.Text, StringComparison.Ordinal);
        Assert.Equal("(2", sent.Page.QuerySelector($"#{Cell(bob, problem, 1)}")!.GetAttribute("value"));
        Assert.Contains("Bob Seeded, part (b):", sent.ErrorOf(Cell(bob, problem, 1)), StringComparison.Ordinal);
        Assert.Null(sent.Page.QuerySelector($"#{Cell(ada, problem, 0)}"));
        Assert.Equal("", sent.Page.QuerySelector($"#{Cell(bob, problem, 0)}")!.GetAttribute("value"));
        Assert.Equal(4, site.Count(Attempts));
        Assert.Equal(4, site.Count($"SELECT count(*) FROM audit WHERE action = 'attempt.paper' AND actor_id = {tia.MemberId}"));
        Assert.Equal(ada.MemberId, site.Count("SELECT member_id FROM firsts"));
        Assert.Equal(4, site.Count($"SELECT count(*) FROM attempts WHERE entered_by = {tia.MemberId}"));

        // The form of before, sent again: nothing counts a second time.
        var again = await tia.PostAsync($"/admin{problem.Path}/paper/class", form);
        Assert.Contains("0 answers counted", again.Text, StringComparison.Ordinal);
        Assert.Contains("4 answers had been entered with this form before", again.Text, StringComparison.Ordinal);
        Assert.Equal(4, site.Count(Attempts));

        // What was left is put right and sent with the form that came back.
        var rest = Fill(again, (Cell(bob, problem, 1), "22"));
        var done = await tia.PostAsync($"/admin{problem.Path}/paper/class", rest);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Contains("1 answer counted: 1 right, 0 not right.", done.Text, StringComparison.Ordinal);
        Assert.Equal(5, site.Count(Attempts));
        Assert.Equal(0, site.Count($"SELECT count(*) FROM attempts WHERE member_id = {other.MemberId}"));
    }

    [Fact]
    public async Task A_wrong_time_enters_nothing_and_loses_nothing_and_staff_and_unknown_cells_are_not_entered()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now - 7200, null, site.Now - 1800));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var (ada, bob) = (Pupil(site, "ada"), Pupil(site, "bob"));
        using (var db = site.OpenDatabase())
            db.Write(sql => ExtraTime.Set(sql, bob.MemberId, 60, Actor.CommandLine, site.Now));
        var page = await tia.GetAsync($"/admin{problem.Path}/paper/class?class=9B");
        var cells = new[] { (Cell(ada, problem, 0), "21"), (Cell(bob, problem, 0), "21") };
        foreach (var at in new[] { site.Now + 120, site.Now - 7400 })
        {
            var refused = await tia.PostAsync($"/admin{problem.Path}/paper/class", At(Fill(page, cells), at));
            Assert.NotNull(refused.ErrorOf("at"));
            Assert.Equal("21", refused.Page.QuerySelector($"#{Cell(ada, problem, 0)}")!.GetAttribute("value"));
        }
        Assert.Equal(0, site.Count(Attempts));
        // After the lock of all but the one with extra time.
        var late = await tia.PostAsync($"/admin{problem.Path}/paper/class", At(Fill(page, cells), site.Now - 600));
        Assert.Contains("after it closed", late.ErrorOf(Cell(ada, problem, 0)), StringComparison.Ordinal);
        Assert.Equal(bob.MemberId, site.Count("SELECT member_id FROM attempts"));
        var odd = await tia.PostAsync($"/admin{problem.Path}/paper/class", At(Fill(page, ($"a-{tia.MemberId}-{problem.Parts[0]}", "21"),
            ($"a-{ada.MemberId}-987654", "21"), ("a-x-y", "21"), ("a-987654-1", "21")), site.Now - 3600));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.Status);
        Assert.Contains("2 answers could not be entered", odd.Text, StringComparison.Ordinal);
        Assert.NotNull((await tia.PostAsync($"/admin{problem.Path}/paper/class", Fill(page))).Page.QuerySelector("#errors"));
        Assert.Equal(1, site.Count(Attempts));
    }

    [Fact]
    public async Task A_grid_has_forty_pupils_and_ten_parts_and_the_rest_on_further_pages()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, [.. Enumerable.Range(1, 12).Select(n => Part.New($"({n})", "21"))]);
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        using (var db = site.OpenDatabase())
            for (var i = 0; i < 41; i++) db.Add(Seed.Pupil($"p{i:00}") with { Class = "9B" });
        var grid = $"/admin{problem.Path}/paper/class?class=9B";
        var page = await tia.GetAsync(grid);
        Assert.Equal(400, page.Page.QuerySelectorAll("td input").Length);
        var others = page.Page.QuerySelectorAll("nav.pages[aria-label='More of this class'] a");
        Assert.Equal(["Pupils after these", "Parts after these"], others.Select(link => link.TextContent));
        Assert.Single((await tia.GetAsync($"{grid}&page=2")).Page.QuerySelectorAll("tbody tr"));
        Assert.Equal(80, (await tia.GetAsync($"{grid}&parts=2")).Page.QuerySelectorAll("td input").Length);
        var all = page.Page.QuerySelectorAll("td input").Select(input => (input.GetAttribute("name")!, "21")).ToArray();
        var done = await tia.PostAsync($"/admin{problem.Path}/paper/class", Fill(page, all));
        Assert.Contains("400 answers counted: 400 right, 0 not right.", done.Text, StringComparison.Ordinal);
        Assert.Equal(400, site.Count(Attempts));
    }

    private static Person Pupil(Site site, string login) => site.Visit(Seed.Pupil(login) with { Class = "9B" });

    private static string Cell(Person pupil, Problem problem, int part) => $"a-{pupil.MemberId}-{problem.Parts[part]}";

    private static (string, string)[] Fill(PageResponse page, params (string, string)[] cells)
    {
        var hidden = page.Page.QuerySelectorAll("form[method=post] input[type=hidden][name]")
            .Where(input => input.GetAttribute("name") is "key" or "class" or "page" or "parts")
            .Select(input => (input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
        return [.. hidden, ("at", page.Page.QuerySelector("#at")!.GetAttribute("value")!), .. cells];
    }

    private static (string, string)[] At((string Name, string Value)[] form, long at) =>
        [.. form.Select(field => field.Name == "at" ? ("at", SchoolTime.Local(at).ToString("yyyy-MM-dd'T'HH:mm")) : field)];

    private static async Task<PageResponse> EnterAsync(
        Person staff, Problem problem, string pupil, string text, params (string, string)[] more)
    {
        var page = await staff.GetAsync($"/admin{problem.Path}/paper");
        string Value(string field) => page.Page.QuerySelector($"input[name={field}]")!.GetAttribute("value")!;
        return await staff.PostAsync($"/admin{problem.Path}/paper", [
            ("key", Value("key")), ("member", pupil), ("part", $"{problem.Parts[0]}"), ("answer", text), ("at", Value("at")), .. more]);
    }
}
