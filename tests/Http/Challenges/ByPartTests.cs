// A challenge that gives its points by part: its form, its file, its page and the score's reasons.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ByPartTests
{
    [Fact]
    public async Task An_author_chooses_it_and_it_stays_once_an_answer_has_counted()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (tia, ada) = (site.Visit(Seed.Person("tia", Role.Teacher)), site.Visit(Seed.Pupil("ada")));
        var path = $"/admin{problem.Path}";
        await tia.WriteAsync(path, "save", ("by_part", "1"));
        Assert.Equal(1, site.Count("SELECT is_by_part FROM challenges"));
        await ada.AnswerAsync(problem, 0, "20");
        var page = await tia.GetAsync(path);
        Assert.Null(page.Page.QuerySelector("input[type=checkbox][name=by_part]"));
        await tia.WriteAsync(path, "save", ("title", "Shaking hands"));
        Assert.Equal("Shaking hands", site.Read("SELECT title FROM challenges"));
        var refused = await tia.WriteAsync(path, "save", ("by_part", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("what its points are for stays", refused.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT is_by_part FROM challenges"));
    }

    [Fact]
    public async Task Page_card_and_score_tell_of_points_for_each_part()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(one => one with { IsByPart = true }, Part.New("(a)", "21"), Part.New("(b)", "22"));
        var ada = site.Visit(Seed.Pupil("ada"));
        foreach (var path in new[] { problem.Path, "/challenges", "/" })
            Assert.Contains("1 point for each part, and 2 more for the first to solve it",
                (await ada.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.Contains("Right. 1 point for you. 1 part to go.",
            (await ada.AnswerAsync(problem, 0, "21")).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("a part right in Handshakes", (await ada.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
        foreach (var wrong in new[] { "1", "2", "3" }) await ada.AnswerAsync(problem, 1, wrong);
        var page = await ada.GetAsync(problem.Path);
        Assert.Contains("cannot be completed any more", page.Text, StringComparison.Ordinal);
        Assert.Contains("Each part that you have right gives you its points all the same.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("more for the first", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count($"SELECT points FROM totals WHERE period = 0 AND key_stage = '' AND member_id = {ada.MemberId}"));
        Assert.Contains("\"part\": \"(a)\"", await (await ada.SendAsync(HttpMethod.Get, "/account/data.json"))
            .Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_says_it_and_brings_it_back_but_not_over_answers()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(one => one with { IsByPart = true });
        var (tia, ada) = (site.Visit(Seed.Person("tia", Role.Teacher)), site.Visit(Seed.Pupil("ada")));
        async Task<string> FileAsync() => await (await tia.SendAsync(HttpMethod.Get, $"/admin{problem.Path}/export.md"))
            .Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var file = await FileAsync();
        Assert.Contains("points-for: each-part\n", file, StringComparison.Ordinal);
        Assert.Contains("1 the same as here",
            (await tia.PostAsync("/admin/challenges/import", ("text", file))).Text, StringComparison.Ordinal);
        var other = file.Replace("points-for: each-part\n", "", StringComparison.Ordinal);
        var plan = await tia.PostAsync("/admin/challenges/import", ("text", other));
        Assert.Contains("What the points are for", plan.Text, StringComparison.Ordinal);
        await tia.PostAsync("/admin/challenges/import/confirm", [.. plan.FieldsOf("form[action$=confirm]")]);
        Assert.Equal(0, site.Count("SELECT is_by_part FROM challenges"));
        Assert.DoesNotContain("points-for", await FileAsync(), StringComparison.Ordinal);
        await ada.AnswerAsync(problem, 0, "20");
        var refused = await tia.PostAsync("/admin/challenges/import", ("text", file));
        Assert.Contains("what its points are for stays", refused.Text, StringComparison.Ordinal);
        var nonsense = file.Replace("each-part", "some", StringComparison.Ordinal);
        Assert.Contains("Write all-parts or each-part.",
            (await tia.PostAsync("/admin/challenges/import", ("text", nonsense))).Text, StringComparison.Ordinal);
    }
}
