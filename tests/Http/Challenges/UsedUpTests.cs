// A challenge that a pupil cannot complete any more, because every attempt at one part is used: its page and its card promise no points.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class UsedUpTests
{
    private const string NotAnyMore = "cannot be completed any more";

    [Fact]
    public async Task When_one_part_has_no_attempt_left_page_and_cards_say_so_and_promise_no_points()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Part.New("(a)", "21"), Part.New("(b)", "22"));
        var (ada, bob) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")));
        foreach (var wrong in new[] { "1", "2" }) await ada.AnswerAsync(problem, 1, wrong);
        Assert.DoesNotContain(NotAnyMore, (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        var last = await ada.AnswerAsync(problem, 1, "3");
        Assert.Contains("that was the last attempt. The challenge cannot be completed any more.",
            last.TextOf(problem.Parts[1]), StringComparison.Ordinal);
        var page = await ada.GetAsync(problem.Path);
        Assert.Contains("every attempt at part (b) is used. It gives you no points.", page.Text, StringComparison.Ordinal);
        Assert.True(page.Text.IndexOf(NotAnyMore, StringComparison.Ordinal) < page.Text.IndexOf("points", StringComparison.Ordinal));
        foreach (var path in new[] { problem.Path, "/challenges", "/" })
        {
            var text = (await ada.GetAsync(path)).Text;
            Assert.Contains(NotAnyMore, text, StringComparison.Ordinal);
            Assert.DoesNotContain("1 point", text, StringComparison.Ordinal);
            Assert.DoesNotContain("for the first", text, StringComparison.Ordinal);
            // Another pupil can still have them.
            Assert.DoesNotContain(NotAnyMore, (await bob.GetAsync(path)).Text, StringComparison.Ordinal);
        }
        // The other part is marked as before, and speaks of no way to the end.
        var right = (await ada.AnswerAsync(problem, 0, "21")).TextOf(problem.Parts[0]);
        Assert.Contains("Right.", right, StringComparison.Ordinal);
        Assert.DoesNotContain("to go", right, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_given_back_brings_the_points_back_and_a_part_that_was_taken_out_keeps_nobody_from_them()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Part.New("(a)", "21"), Part.New("(b)", "22"));
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        foreach (var wrong in new[] { "1", "2", "3" }) await ada.AnswerAsync(problem, 1, wrong);
        Assert.Contains(NotAnyMore, (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        var given = new[] { ("part", $"{problem.Parts[1]}"), ("given", "0"), ("reason", "The statement had a slip.") };
        await tia.PostAsync($"/admin/members/{ada.MemberId}/answers/give", given);
        foreach (var path in new[] { problem.Path, "/challenges" })
            Assert.DoesNotContain(NotAnyMore, (await ada.GetAsync(path)).Text, StringComparison.Ordinal);

        await ada.AnswerAsync(problem, 1, "4");
        Assert.Contains(NotAnyMore, (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        using (var db = site.OpenDatabase())
            db.Write(sql => Parts.Save(sql, problem.Id, [Parts.Find(sql, problem.Parts[0])!], site.Now));
        await site.WakeAsync();
        foreach (var path in new[] { problem.Path, "/challenges" })
            Assert.DoesNotContain(NotAnyMore, (await ada.GetAsync(path)).Text, StringComparison.Ordinal);
    }
}
