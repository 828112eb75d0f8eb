// What authors and pupils have is neither mixed up nor lost: an id that is gone comes to nobody else, what happens at one moment is seen, a
// long text arrives.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class KeepingTests
{
    [Fact]
    public async Task The_address_of_a_deleted_draft_is_never_another_challenges()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("First");
        await editor.WriteAsync(path, "save", ("statement", "Old words."), ("p0-answer", "1"));
        Assert.Contains("Old words.", (await editor.GetAsync(path["/admin".Length..])).Text, StringComparison.Ordinal);
        await editor.PostAsync($"{path}/delete");
        var next = await editor.BeginAsync("Next");
        Assert.NotEqual(path, next);
        await editor.WriteAsync(next, "save", ("statement", "New words."), ("p0-answer", "1"));
        Assert.Contains("New words.", (await editor.GetAsync(next["/admin".Length..])).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync(path)).Status);
    }

    [Fact]
    public async Task An_answer_to_a_part_that_is_gone_is_not_counted_for_the_next_one()
    {
        await using var site = await Site.StartAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var problem = site.AddProblem(null, Part.New("(a)", "1"), Part.New("(b)", "2"));
        var form = (await pupil.GetAsync(problem.Path)).FormOf(problem.Parts[1], "2");
        var path = $"/admin{problem.Path}";
        var shorter = await editor.WriteAsync(path, "remove-1");
        await editor.PostAsync(path, shorter.FieldsOf("form.author").With(("do", "save")));
        var longer = await editor.WriteAsync(path, "add");
        await editor.PostAsync(path, longer.FieldsOf("form.author").With(("p1-label", "(c)"), ("p1-answer", "3"), ("do", "save")));
        Assert.Equal(2, site.Count("SELECT count(*) FROM parts WHERE label IN ('(a)', '(c)')"));
        await pupil.PostAsync($"{problem.Path}/answer", form);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task A_session_that_ended_leaves_its_number_to_no_other()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        db.SignIn(ada, site.Now);
        var before = site.Count("SELECT max(id) FROM sessions");
        db.Write(sql => Sessions.EndAll(sql, ada));
        db.SignIn(ada, site.Now);
        Assert.NotEqual(before, site.Count("SELECT max(id) FROM sessions"));
    }

    [Theory]
    [InlineData("draft", "2026-11-01T08:00")]
    [InlineData("save", "2030-01-01T09:00")]
    public async Task A_challenge_that_is_answered_while_it_is_being_hidden_stays(string button, string release)
    {
        await using var site = await Site.StartAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        var problem = site.AddProblem();
        var path = $"/admin{problem.Path}";
        var fields = (await editor.GetAsync(path)).FieldsOf("form.author").With(("release", release), ("do", button));
        using var db = site.OpenDatabase();
        // The editor's request has looked, found no answer, and waits for the first answer to be written.
        var saving = db.Write(sql =>
        {
            var sent = editor.PostAsync(path, fields);
            ((IAsyncResult)sent).AsyncWaitHandle.WaitOne(1500);
            sql.Execute(
                "INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key) "
                    + "VALUES (@member, @part, 1, '20', '20', 0, @now, 'x')",
                new { member = pupil.MemberId, part = problem.Parts[0], now = site.Now });
            return sent;
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await saving).Status);
        Assert.Equal(1, site.Count($"SELECT count(*) FROM challenges WHERE is_draft = 0 AND released_at <= {site.Now}"));
    }

    [Fact]
    public async Task Texts_of_the_greatest_length_arrive_in_every_script_and_longer_ones_are_told_and_kept()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Long");
        var (most, more) = (new string('€', 100_000), new string('€', 100_001));
        var saved = await teacher.WriteAsync(path, "save", ("statement", most), ("solution", most), ("p0-answer", "1"));
        Assert.Equal(HttpStatusCode.OK, saved.Status);
        Assert.Equal(200_000, site.Count("SELECT length(body) + length(solution) FROM challenges"));
        var refused = await teacher.WriteAsync(path, "save", ("statement", more));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(more, refused.FieldsOf("form.author").Find(field => field.Name == "statement").Value);
        // Twenty parts have more fields than a form with a file.
        var parts = Enumerable.Range(0, 20).SelectMany(i =>
            new[] { "label", "answer", "tolerance", "places", "figures", "letters" }.Select(field => ($"p{i}-{field}", "1")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await teacher.PostAsync($"{path}/remark", [.. refused.FieldsOf("form.author").With(("parts", "20")), .. parts])).Status);
    }
}
