// A key that was answered by is corrected: who changes is shown first, staff apply it with a reason,
// and scores come out as if it had been right.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class RemarkTests
{
    [Fact]
    public async Task A_corrected_key_is_shown_then_applied_with_its_reason()
    {
        await using var site = await Site.StartAsync();
        var (teacher, ada, bob) =
            (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")));
        var problem = site.AddProblem();
        await ada.AnswerAsync(problem, 0, "28");
        await bob.AnswerAsync(problem, 0, "21");
        var path = $"/admin{problem.Path}";
        var shown = await teacher.WriteAsync(path, "save", ("p0-answer", "28"));
        Assert.Contains("Who changes", shown.Text, StringComparison.Ordinal);
        Assert.Contains("1 answer that was not", shown.Text, StringComparison.Ordinal);
        Assert.Contains("AS", shown.Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM parts WHERE answer = '21'"));
        Assert.Equal(bob.MemberId, site.Count("SELECT member_id FROM completions"));

        var fields = shown.FieldsOf("form[action$=remark]");
        var silent = await teacher.PostAsync($"{path}/remark", [.. fields]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.Status);
        Assert.NotNull(silent.ErrorOf("reason"));
        var done = await teacher.PostAsync($"{path}/remark", fields.With(("reason", "There were eight guests.")));
        Assert.Contains("marked anew", done.Text, StringComparison.Ordinal);
        Assert.Equal(ada.MemberId, site.Count("SELECT member_id FROM completions"));
        Assert.Equal(3, site.Count($"SELECT points FROM totals WHERE period = 0 AND key_stage = '' AND member_id = {ada.MemberId}"));
        Assert.Equal(0, site.Count($"SELECT coalesce(sum(points), 0) FROM awards WHERE member_id = {bob.MemberId}"));
        Assert.True(site.Count("SELECT count(*) FROM awards WHERE reason = 'There were eight guests.'") > 0);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'challenge.remark'"));
    }

    [Fact]
    public async Task An_editor_prepares_it_without_seeing_whom_it_concerns_and_a_teacher_brings_it_in()
    {
        await using var site = await Site.StartAsync();
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var ada = site.Visit(Seed.Pupil("ada") with { DisplayName = "Comet" });
        var problem = site.AddProblem();
        await ada.AnswerAsync(problem, 0, "28");
        var path = $"/admin{problem.Path}";
        var shown = await editor.WriteAsync(path, "save", ("p0-answer", "28"));
        Assert.Null(shown.Page.QuerySelector("main table"));
        foreach (var name in new[] { "Comet", "Ada Seeded" }) Assert.DoesNotContain(name, shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await editor.PostAsync($"{path}/remark", ("reason", "Mine."))).Status);

        var plan = await teacher.PostAsync("/admin/challenges/import", ("text", shown.Page.QuerySelector("#file-text")!.TextContent));
        Assert.Contains("It changes how answers are judged", plan.Text, StringComparison.Ordinal);
        var loaded = await teacher.PostAsync(path, plan.FieldsOf($"form[action='{path}']").With(("do", "load")));
        Assert.Equal("28", loaded.FieldsOf("form.author").Find(field => field.Name == "p0-answer").Value);
        Assert.Contains("Who changes",
            (await teacher.PostAsync(path, loaded.FieldsOf("form.author").With(("do", "save")))).Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM completions"));
    }

    [Fact]
    public async Task An_answer_that_comes_in_meanwhile_has_it_looked_at_again()
    {
        await using var site = await Site.StartAsync();
        var (teacher, ada, bob) =
            (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")));
        var problem = site.AddProblem();
        await ada.AnswerAsync(problem, 0, "28");
        var path = $"/admin{problem.Path}";
        var shown = await teacher.WriteAsync(path, "save", ("p0-answer", "28"));
        await bob.AnswerAsync(problem, 0, "28");
        var again = await teacher.PostAsync($"{path}/remark", shown.FieldsOf("form[action$=remark]").With(("reason", "Eight.")));
        Assert.Contains("An answer came in while you were looking", again.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM completions"));
        await teacher.PostAsync($"{path}/remark", again.FieldsOf("form[action$=remark]").With(("reason", "Eight.")));
        Assert.Equal(2, site.Count("SELECT count(*) FROM completions"));
        // Ada was there first, by the times of the answers.
        Assert.Equal(ada.MemberId, site.Count("SELECT member_id FROM firsts"));
    }

    [Fact]
    public async Task What_judges_nobody_otherwise_is_saved_at_once_and_a_part_that_goes_is_shown()
    {
        await using var site = await Site.StartAsync();
        var (teacher, ada) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Pupil("ada")));
        var problem = site.AddProblem(null, Part.New("(a)", "1"), Part.New("(b)", "2"));
        await ada.AnswerAsync(problem, 0, "1");
        var path = $"/admin{problem.Path}";
        Assert.Contains("It is saved.",
            (await teacher.WriteAsync(path, "save", ("p1-answer", "3"), ("p0-label", "(i)"))).Text, StringComparison.Ordinal);
        var shorter = await teacher.WriteAsync(path, "remove-1");
        var shown = await teacher.PostAsync(path, shorter.FieldsOf("form.author").With(("do", "save")));
        Assert.Contains("Who changes", shown.Text, StringComparison.Ordinal);
        await teacher.PostAsync($"{path}/remark", shown.FieldsOf("form[action$=remark]").With(("reason", "Part b could not be solved.")));
        Assert.Equal(ada.MemberId, site.Count("SELECT member_id FROM completions"));
    }
}
