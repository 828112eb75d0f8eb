// Many members: boards are read by their index and not by summing, and the questions of a page stay quick. MATHSOC_SCALE=20000 fills as many members as the bench does.
using System.Diagnostics;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ScaleTests
{
    [Fact]
    public void A_large_society_holds_together_and_every_question_of_a_page_is_quick()
    {
        var members = int.TryParse(Environment.GetEnvironmentVariable("MATHSOC_SCALE"), out var scale) ? scale : 1000;
        using var club = new Club();
        club.Now = Club.Tuesday;
        var filled = Stopwatch.StartNew();
        club.Db.Fill(members, 500, 50 * members, club.Now);
        TestContext.Current.TestOutputHelper!.WriteLine($"{members} members filled in {filled.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(club.Count("SELECT count(*) FROM awards"), 49 * members, 52 * members);
        club.HoldsTogether();

        var (year, me) = (new Board(Period.Year(2026)), members / 2);
        Time("first page of a year", sql => Leaderboard.List(sql, year, 0, 50));
        Time("last page of a year", sql => Leaderboard.List(sql, year, members / 2, 50));
        Time("first page of all time, KS4", sql => Leaderboard.List(sql, new Board(Period.AllTime, "KS4"), 0, 50));
        Time("a class", sql => Leaderboard.List(sql, year with { Class = "S3" }, 0, 50));
        Time("a frozen board", sql => Leaderboard.List(sql, year with { FrozenAt = club.Now - Club.Day }, 0, 50), 400);
        Time("own place", sql => Leaderboard.FindOwn(sql, year, me)!);
        Time("length of a board", sql => Leaderboard.Count(sql, new Board(Period.AllTime)));
        Time("why this score", sql => Awards.List(sql, me, Period.AllTime, "", 0, 50));
        Time("recent activity", sql => Completions.ListRecent(sql, 20, null));
        var page = club.Db.Read(sql => Challenges.ListReleased(sql, club.Now, "", 0, 50));
        Time("a page of challenges", sql => Challenges.ListReleased(sql, club.Now, "", 0, 50));
        Time("progress with them", sql => Completions.FindProgress(sql, me, page.Select(line => line.Challenge.Id)));
        var open = club.Challenge("1");
        var part = club.PartsOf(open)[0];
        var ada = club.Pupil("ada");
        Time("a wrong answer", _ => 0, 400, () => club.Answer(ada, part, "9"));
        Time("the right one, first of all", _ => 0, 400, () => club.Answer(ada, part, "1"));
        club.HoldsTogether();

        void Time<T>(string what, Func<Sql, T> question, int most = 100, Action? deed = null)
        {
            if (deed is null) club.Db.Read(question);
            var watch = Stopwatch.StartNew();
            if (deed is null) club.Db.Read(question);
            else deed();
            watch.Stop();
            TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {watch.Elapsed.TotalMilliseconds:F1} ms");
            // Far above what it takes: a scan of the ledger takes longer still.
            Assert.True(watch.ElapsedMilliseconds < most, $"{what} took {watch.ElapsedMilliseconds} ms.");
        }
    }

    [Fact]
    public void Boards_are_stretches_of_an_index()
    {
        using var club = new Club();
        foreach (var (statement, index) in new[]
        {
            ("SELECT count(*) FROM (SELECT t.member_id, t.points FROM totals t WHERE t.period = 1 AND t.key_stage = '' AND t.is_listed = 1 AND t.points > 0) s WHERE s.points > 5", "totals_board"),
            ("SELECT t.member_id FROM totals t WHERE t.period = 1 AND t.key_stage = '' AND t.is_listed = 1 AND t.points > 0 ORDER BY t.points DESC, t.changed_at, t.member_id LIMIT 9", "totals_board"),
            ("SELECT w.id FROM awards w WHERE w.member_id = 1 ORDER BY w.at DESC, w.id DESC", "awards_member"),
        })
        {
            var plan = club.Db.Read(sql => string.Join('\n', sql.Query<PlanLine>($"EXPLAIN QUERY PLAN {statement}").Select(line => line.Detail)));
            Assert.Contains(index, plan);
            Assert.DoesNotContain("TEMP B-TREE", plan);
        }
    }

    internal sealed record PlanLine(string Detail);
}
