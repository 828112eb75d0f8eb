// Boards: ranks that equals share, who is on them, classes, key stages, a freeze, and one's own place; checked against counting by hand.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class LeaderboardTests : IDisposable
{
    private static readonly Board AllTime = new(Period.AllTime);

    private readonly TestSociety club = new();

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void Equals_share_a_rank_and_stand_in_the_order_in_which_they_reached_it()
    {
        Score("ada", 2, 10);
        Score("ben", 5, 20);
        Score("cat", 2, 5);
        Score("dan", 1, 1);
        Score("eve", 2, 30);
        Assert.Equal("1 ben 5; =2 cat 2; =2 ada 2; =2 eve 2; 5 dan 1", Say(AllTime));
        Assert.Equal("=2 ada 2; =2 eve 2", Say(AllTime, 2, 2));
        Assert.Equal("=2 cat 2", Say(AllTime, 1, 1));
        Assert.Equal("5 dan 1", Say(AllTime, 4, 3));
        Assert.Equal("", Say(AllTime, 5, 3));
        Assert.Equal(5, club.Db.Read(sql => Leaderboard.Count(sql, AllTime)));
        Assert.Equal(new MemberRank(2, 2, true, true), Own(AllTime, 1));
        Assert.Equal(new MemberRank(1, 5, false, true), Own(AllTime, 4));
    }

    [Fact]
    public void A_later_equal_does_not_knock_anybody_down()
    {
        Score("ada", 3, 10);
        Score("ben", 2, 5);
        Score(2, 1, 50);
        Assert.Equal("=1 ada 3; =1 ben 3", Say(AllTime));
    }

    [Fact]
    public void The_quiet_staff_and_those_who_leave_for_good_are_on_no_board_and_still_have_a_place_of_their_own()
    {
        foreach (var (name, points) in new[] { ("quiet", 9), ("leaving", 8), ("former", 7), ("editor", 6), ("archived", 5), ("ada", 4) })
            Score(name, points, 1);
        club.Db.Write(sql =>
        {
            Members.SetQuiet(sql, 1, true);
            Members.SetState(sql, 2, MemberState.Leaving, 1);
            Anonymisation.Apply(sql, 3, 1);
            Members.SetRole(sql, 4, Role.Editor);
            Members.SetState(sql, 5, MemberState.Archived, 1);
        });
        Assert.Equal("1 archived 5; 2 ada 4", Say(AllTime));
        Assert.Equal(new MemberRank(9, 1, false, false), Own(AllTime, 1));
        club.Db.Write(sql =>
        {
            Members.SetQuiet(sql, 1, false);
            Members.SetState(sql, 2, MemberState.Active, 2);
            Members.SetRole(sql, 4, Role.Member);
        });
        Assert.Equal("1 quiet 9; 2 leaving 8; 3 editor 6; 4 archived 5; 5 ada 4", Say(AllTime));
    }

    [Fact]
    public void What_the_quiet_earn_while_they_are_quiet_stays_off_the_board()
    {
        Score("ada", 1, 1);
        club.Db.Write(sql => Members.SetQuiet(sql, 1, true));
        Score(1, 1, TestSociety.Week);
        Assert.Equal("", Say(new Board(Period.Week(new DateOnly(2026, 11, 16)))));
    }

    [Fact]
    public void Nothing_and_less_than_nothing_is_on_no_board()
    {
        Score("ada", 2, 1);
        Score(1, -2, 2);
        Score("ben", -1, 1);
        Assert.Equal("", Say(AllTime));
        Assert.Equal(new MemberRank(-1, null, false, true), Own(AllTime, 2));
        Assert.Null(Own(new Board(Period.Year(1999)), 1));
    }

    [Fact]
    public void Periods_key_stages_and_classes_are_boards_of_their_own()
    {
        Score("ada", 1, 0);
        club.Pupil("old", 2021); // year 12
        Score(2, 5, 0);
        Score("ben", 3, TestSociety.Week);
        club.Db.Write(sql => { sql.Execute("UPDATE members SET class = '9B' WHERE id IN (1, 3)"); });
        Assert.Equal("1 old 5; 2 ben 3; 3 ada 1", Say(new Board(Period.Year(2026))));
        Assert.Equal("1 old 5; 2 ada 1", Say(new Board(Period.Week(new DateOnly(2026, 11, 9)))));
        Assert.Equal("1 ben 3; 2 ada 1", Say(new Board(Period.Term(2026, 1), "ks3")));
        Assert.Equal("1 old 5", Say(new Board(Period.Term(2026, 1), "KS5")));
        Assert.Equal("1 ben 3; 2 ada 1", Say(AllTime with { Class = "9B" }));
        Assert.Equal(new MemberRank(1, 2, false, true), Own(AllTime with { Class = "9B" }, 1));
        Assert.Equal("", Say(AllTime with { Class = "nobody's" }));
    }

    [Fact]
    public void A_frozen_board_shows_what_was_known_then_and_ones_own_score_goes_on()
    {
        Score("ada", 3, 100);
        Score("ben", 2, 200);
        var frozen = AllTime with { FrozenAt = club.Now + 500 };
        Score(2, 5, 600);
        Score("cat", 9, 600);
        Assert.Equal("1 cat 9; 2 ben 7; 3 ada 3", Say(AllTime));
        Assert.Equal("1 ada 3; 2 ben 2", Say(frozen));
        Assert.Equal(200, club.Db.Read(sql => Leaderboard.List(sql, frozen, 0, 9))[1].ReachedAt - club.Now);
        Assert.Equal(2, club.Db.Read(sql => Leaderboard.Count(sql, frozen)));
        Assert.Equal(new MemberRank(7, 2, false, true), Own(frozen, 2));
        Assert.Equal(new MemberRank(9, null, false, true), Own(frozen, 3));
        Assert.Equal("", Say(frozen with { Class = "9B" }));
    }

    [Fact]
    public void A_correction_after_the_freeze_waits_for_its_end_even_when_the_answer_was_before()
    {
        var challenge = club.Challenge("1");
        var ada = club.Pupil("ada");
        club.Answer(ada, club.PartsOf(challenge)[0], "one");
        var frozen = AllTime with { FrozenAt = club.Now + 10 };
        club.Now += 20;
        club.Db.Write(sql => { Remark.ByHand(sql, 1, true, "Right too.", club.Teacher, club.Rules, club.Now); });
        Assert.Equal("", Say(frozen));
        Assert.Equal("1 ada 3", Say(AllTime));
    }

    [Fact]
    public void Any_board_is_what_counting_by_hand_gives()
    {
        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            club.Pupil($"pupil{i}", 2020 + random.Next(7));
            if (i % 3 == 0) club.Db.Write(sql => { sql.Execute("UPDATE members SET class = '9B' WHERE id = @id", new { id = i + 1 }); });
        }
        for (var i = 0; i < 500; i++) Score(random.Next(1, 61), random.Next(-1, 4), random.Next(30) * (int)TestSociety.Day);
        club.Db.Write(sql => { for (var i = 1; i < 60; i += 7) Members.SetQuiet(sql, i, true); });
        var members = Enumerable.Range(1, 60).ToDictionary(id => (long)id, id => club.Db.Read(sql => Members.Find(sql, id))!);
        var ledger = members.Keys.SelectMany(club.Ledger).ToList();
        foreach (var period in new[] { Period.AllTime, Period.Year(2026), Period.Term(2026, 1), Period.Week(new DateOnly(2026, 11, 16)) })
            foreach (var stage in new[] { "", "KS3", "KS4" })
                foreach (var className in new[] { "", "9B" })
                    foreach (var freeze in new long?[] { null, club.Now + 12 * TestSociety.Day })
                    {
                        var board = new Board(period, stage, className, freeze);
                        var expected = ByHand(ledger, members, board);
                        Assert.Equal(expected, Lines(board, 0, 100));
                        for (var skip = 0; skip < expected.Count; skip += 7)
                            Assert.Equal(expected.Skip(skip).Take(7), Lines(board, skip, 7));
                        Assert.Equal(expected.Count, club.Db.Read(sql => Leaderboard.Count(sql, board)));
                        foreach (var (id, place, _) in expected)
                            Assert.Equal(place, Own(board, id) is { } own ? (own.IsShared ? "=" : "") + own.Rank : "");
                    }
    }

    private IEnumerable<(long, string, long)> Lines(Board board, int skip, int most) =>
        club.Db.Read(sql => Leaderboard.List(sql, board, skip, most)).Select(line => (line.MemberId, line.Place, line.Points));

    private static List<(long, string, long)> ByHand(List<Award> ledger, Dictionary<long, Member> members, Board board)
    {
        var key = board.Period.Key;
        var scores = ledger.Where(row => (key == 0 || row.Week == key || row.Term == key || row.SchoolYear == key)
                && (board.KeyStage == "" || row.KeyStage == board.KeyStage) && (board.FrozenAt is null || row.MadeAt <= board.FrozenAt))
            .GroupBy(row => row.MemberId).Select(rows => (Id: rows.Key, Points: rows.Sum(row => row.Points), At: rows.Max(row => row.At)))
            .Where(one => one.Points > 0 && !members[one.Id].IsQuiet && (board.Class == "" || members[one.Id].Class == board.Class))
            .OrderByDescending(one => one.Points).ThenBy(one => one.At).ThenBy(one => one.Id).ToList();
        return [.. scores.Select(one => (one.Id, Place(one.Points), one.Points))];

        string Place(long points) =>
            (scores.Count(other => other.Points == points) > 1 ? "=" : "") + (1 + scores.Count(other => other.Points > points));
    }

    private void Score(string login, int points, long after) => Score(club.Pupil(login), points, after);

    private void Score(long member, int points, long after)
    {
        if (points != 0)
            Assert.True(club.Db.Write(sql =>
                Awards.Adjust(sql, member, points, "For the test.", club.Teacher, club.Rules, club.Now + after)));
    }

    private MemberRank? Own(Board board, long member) => club.Db.Read(sql => Leaderboard.FindOwn(sql, board, member));

    private string Say(Board board, int skip = 0, int most = 100) => string.Join("; ",
        club.Db.Read(sql => Leaderboard.List(sql, board, skip, most)).Select(line => $"{line.Place} {line.DisplayName} {line.Points}"));
}
