// The bonus for the first solver: offered until somebody has it, then said whose it is, unless others are not shown that pupil.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class FirstSolverTests
{
    [Fact]
    public async Task The_bonus_is_offered_until_it_is_taken_and_then_it_says_by_whom()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (ada, bob) = (site.Visit(Seed.Pupil("ada") with { DisplayName = "Comet" }), site.Visit(Seed.Pupil("bob")));
        foreach (var path in new[] { problem.Path, "/challenges", "/" })
            Assert.Contains("2 more for the first to solve it", (await bob.GetAsync(path)).Text, StringComparison.Ordinal);
        await ada.AnswerAsync(problem, 0, "21");
        foreach (var path in new[] { problem.Path, "/challenges", "/" })
        {
            var page = await bob.GetAsync(path);
            Assert.Contains("1 point, first solved by Comet", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("more for the first", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_quiet_pupil_and_one_behind_frozen_boards_are_not_named()
    {
        await using var site = await Site.StartAsync();
        var (quiet, frozen) = (site.AddProblem(), site.AddProblem());
        var (ada, bob, eve) =
            (site.Visit(Seed.Pupil("ada") with { DisplayName = "Comet" }), site.Visit(Seed.Pupil("bob")),
                site.Visit(Seed.Pupil("eve") with { DisplayName = "Meteor" }));
        await ada.PostAsync("/account/quiet", ("quiet", "1"));
        await ada.AnswerAsync(quiet, 0, "21");
        using (var db = site.OpenDatabase()) db.Set("boards.frozen_at", $"{site.Now - 60}", site.Now);
        await eve.AnswerAsync(frozen, 0, "21");
        foreach (var problem in new[] { quiet, frozen })
        {
            var page = await bob.GetAsync(problem.Path);
            Assert.DoesNotContain("first", page.Page.QuerySelector(".opening")!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("Comet", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Meteor", page.Text, StringComparison.Ordinal);
        }
    }
}
