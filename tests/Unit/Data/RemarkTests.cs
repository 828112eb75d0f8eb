// Re-marks: who gains and who loses points, who is first afterwards, each by the times of the answers, and the rows of the ledger.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class RemarkTests : IDisposable
{
    private const string Why = "The answer to the question was corrected.";

    private readonly TestSociety club = new();
    private readonly long ada, ben, cat;

    public RemarkTests() => (ada, ben, cat) = (club.Pupil("ada"), club.Pupil("ben"), club.Pupil("cat"));

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void A_corrected_key_moves_the_completion_the_first_and_the_points_to_the_week_of_the_answer()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        club.Answer(ada, part, "2"); // right all along
        club.Now += TestSociety.Hour;
        club.Answer(ben, part, "1"); // right by the wrong key
        club.Now += 2 * TestSociety.Week;
        var verdicts = Verdicts(challenge, "2");

        var preview = club.Db.Read(sql => Remark.Preview(sql, challenge, verdicts, club.Rules))!;
        Assert.Equal([
            new RemarkChange
            {
                MemberId = ada, DisplayName = "ada", CompletedAfter = TestSociety.Tuesday, IsFirst = true, PointsAfter = 3, Answers = 1,
            },
            new RemarkChange
            {
                MemberId = ben, DisplayName = "ben", CompletedBefore = TestSociety.Tuesday + TestSociety.Hour,
                WasFirst = true, PointsBefore = 3,
                Answers = 1,
            }], preview.Changes);
        Assert.Equal((0, 3), (club.Points(ada), club.Points(ben))); // a preview writes nothing

        Assert.NotNull(Apply(challenge, verdicts));
        Assert.Equal((3, 0), (club.Points(ada), club.Points(ben)));
        var week = Period.Week(new DateOnly(2026, 11, 9));
        Assert.Equal((3, 0), (club.Points(ada, week), club.Points(ben, week)));
        Assert.Equal(0, club.Points(ben, Period.Week(new DateOnly(2026, 11, 23))));
        Assert.True(club.Completion(ada, challenge) is { CompletedAt: TestSociety.Tuesday, IsFirst: true });
        Assert.Null(club.Completion(ben, challenge));
        Assert.All(club.Ledger(ada), row =>
            Assert.Equal((AwardKind.Compensation, Why, TestSociety.Tuesday, club.Now), (row.Kind, row.Reason, row.At, row.MadeAt)));
        Assert.Equal([-2, -1, 2, 1], club.Ledger(ben).Select(row => row.Points));
        Assert.Equal(1, club.Count("SELECT count(*) FROM audit WHERE action = 'challenge.remark' AND detail = '2 answers, 2 members'"));
    }

    [Fact]
    public void Applied_twice_it_changes_nothing_more()
    {
        var challenge = club.Challenge("1");
        club.Answer(ada, club.PartsOf(challenge)[0], "2");
        club.Answer(ben, club.PartsOf(challenge)[0], "1");
        var verdicts = Verdicts(challenge, "2");
        Apply(challenge, verdicts);
        Assert.Empty(Apply(challenge, verdicts)!.Changes);
        Assert.Equal((3, 0), (club.Points(ada), club.Points(ben)));
        // And back again: the ledger keeps all of it, the sums are as before.
        Apply(challenge, Verdicts(challenge, "1"));
        Assert.Equal((0, 3), (club.Points(ada), club.Points(ben)));
        Assert.Equal(6, club.Ledger(ben).Count);
    }

    [Fact]
    public void Who_loses_a_completion_may_earn_it_again()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        club.Answer(ada, part, "1");
        club.Db.Write(sql =>
        {
            Parts.Save(sql, challenge, [part with { Answer = "2" }], club.Now);
            Remark.Apply(sql, challenge, [new NewVerdict(1, false)], 1, Why, club.Teacher, club.Rules, club.Now);
        });
        Assert.Equal(0, club.Points(ada));
        club.Now += 60;
        Assert.True(club.Answer(ada, part, "2") is { Completes: true, IsFirst: true, Left: 1 });
        Assert.Equal(3, club.Points(ada));
    }

    [Fact]
    public void Marked_right_by_hand_an_answer_keeps_its_time_and_may_have_been_first()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        var almost = club.Answer(ada, part, "one").Attempt!;
        club.Now += 60;
        club.Solve(ben, challenge);
        club.Now += 60;
        Assert.NotNull(club.Db.Write(sql =>
            Remark.ByHand(sql, almost.Id, true, "The word is right too.", club.Teacher, club.Rules, club.Now)));
        Assert.True(club.Completion(ada, challenge) is { CompletedAt: TestSociety.Tuesday, IsFirst: true });
        Assert.Equal((3, 1), (club.Points(ada), club.Points(ben)));
        Assert.Equal(AwardKind.First, Assert.Single(club.Ledger(ben), row => row.Kind == AwardKind.Compensation).Corrects);
        // What a person decided, the engine does not overrule; a person may.
        Assert.Empty(Apply(challenge, [new NewVerdict(almost.Id, false)])!.Changes);
        club.Db.Write(sql => { Remark.ByHand(sql, almost.Id, false, "It is not, after all.", club.Teacher, club.Rules, club.Now); });
        Assert.Equal((0, 3), (club.Points(ada), club.Points(ben)));
    }

    [Fact]
    public void Marking_somebody_elses_answer_moves_no_first_that_was_there()
    {
        var challenge = club.Challenge("1");
        club.Now += 60;
        club.Solve(ben, challenge);
        // Counted later though sent earlier, as when two requests overtake each other.
        club.Now -= 30;
        club.Solve(ada, challenge);
        club.Now += 120;
        var other = club.Answer(club.Pupil("dot"), club.PartsOf(challenge)[0], "one").Attempt!;
        var preview = club.Db.Read(sql => Remark.PreviewByHand(sql, other.Id, true, club.Rules))!;
        Assert.DoesNotContain(preview.Changes, change => change.MemberId == ben);
        Assert.True(club.Completion(ben, challenge)!.IsFirst);
    }

    [Fact]
    public void Equals_in_time_leave_the_first_where_it_is()
    {
        var challenge = club.Challenge("1");
        var wrong = club.Answer(ada, club.PartsOf(challenge)[0], "one").Attempt!;
        club.Solve(ben, challenge);
        club.Db.Write(sql => { Remark.ByHand(sql, wrong.Id, true, Why, club.Teacher, club.Rules, club.Now); });
        Assert.True(club.Completion(ben, challenge)!.IsFirst);
        Assert.Equal(1, club.Points(ada));
    }

    [Fact]
    public void A_completion_that_was_earlier_than_thought_moves_to_its_own_week()
    {
        var challenge = club.Challenge("2");
        var part = club.PartsOf(challenge)[0];
        club.Answer(ada, part, "1");
        club.Now += TestSociety.Week;
        club.Answer(ada, part, "2");
        Apply(challenge, Verdicts(challenge, "1"));
        var (first, second) = (Period.Week(new DateOnly(2026, 11, 9)), Period.Week(new DateOnly(2026, 11, 16)));
        Assert.Equal((3, 3, 0), (club.Points(ada), club.Points(ada, first), club.Points(ada, second)));
        Assert.Equal(TestSociety.Tuesday, club.Completion(ada, challenge)!.CompletedAt);
    }

    [Fact]
    public void A_part_that_is_taken_out_completes_the_challenge_for_who_has_the_rest()
    {
        var challenge = club.Challenge("1", "2");
        var parts = club.PartsOf(challenge);
        club.Answer(ada, parts[0], "1");
        club.Answer(ada, parts[1], "9");
        club.Answer(ben, parts[1], "2");
        club.Now += TestSociety.Day;
        club.Db.Write(sql => { Parts.Save(sql, challenge, [parts[0]], club.Now); });
        Assert.Equal([ada], Apply(challenge, [])!.Changes.Select(change => change.MemberId));
        Assert.True(club.Completion(ada, challenge) is { CompletedAt: TestSociety.Tuesday, IsFirst: true });
    }

    [Fact]
    public void A_part_that_is_added_takes_nothing_from_who_was_done()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        club.Solve(ada, challenge);
        club.Answer(ben, part, "2");
        club.Db.Write(sql => { Parts.Save(sql, challenge, [part, Part.New("(b)", "5")], club.Now); });
        Assert.Empty(Apply(challenge, [])!.Changes);
        // Ben's first part becomes right, which is not all of it.
        Assert.Equal([new RemarkChange { MemberId = ben, DisplayName = "ben", Answers = 1 }],
            Apply(challenge, [new NewVerdict(2, true)])!.Changes);
        Assert.Equal((3, 0), (club.Points(ada), club.Points(ben)));
    }

    [Fact]
    public void The_first_goes_to_the_next_when_it_is_lost()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        foreach (var pupil in new[] { ada, ben, cat })
        {
            club.Answer(pupil, part, "1");
            club.Now += 60;
        }
        club.Db.Write(sql => { Remark.ByHand(sql, 1, false, "Copied.", club.Teacher, club.Rules, club.Now); });
        Assert.Equal((0, 3, 1), (club.Points(ada), club.Points(ben), club.Points(cat)));
        Assert.Equal(ben, club.Count("SELECT member_id FROM firsts"));
    }

    [Fact]
    public void Points_that_were_given_stay_as_they_were_given_when_the_challenge_is_worth_more_since()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        club.Answer(ada, part, "one");
        club.Now += 60;
        club.Answer(ben, part, "1");
        var read = club.Db.Read(sql => Challenges.Find(sql, challenge))!;
        club.Db.Write(sql => { Challenges.Update(sql, read with { Points = 10, FirstBonus = 20 }, club.Now); });
        club.Db.Write(sql => { Remark.ByHand(sql, 1, true, Why, club.Teacher, club.Rules, club.Now); });
        Assert.Equal((30, 1), (club.Points(ada), club.Points(ben)));
    }

    [Fact]
    public void The_bonus_of_the_first_school_day_follows_the_time_of_the_answer()
    {
        club.Rules = club.Rules with { Scoring = club.Rules.Scoring with { FirstDayBonus = 5 } };
        var challenge = club.Challenge("1");
        club.Answer(ada, club.PartsOf(challenge)[0], "2");
        club.Now += TestSociety.Week;
        club.Answer(ada, club.PartsOf(challenge)[0], "1");
        Assert.Equal(3, club.Points(ada));
        Apply(challenge, Verdicts(challenge, "2"));
        Assert.Equal(8, club.Points(ada));
    }

    [Fact]
    public void An_answer_that_came_in_since_the_preview_asks_for_another()
    {
        var challenge = club.Challenge("1");
        club.Answer(ada, club.PartsOf(challenge)[0], "2");
        var preview = club.Db.Read(sql => Remark.Preview(sql, challenge, Verdicts(challenge, "2"), club.Rules))!;
        club.Answer(ben, club.PartsOf(challenge)[0], "1");
        Assert.Null(club.Db.Write(sql =>
            Remark.Apply(sql, challenge, preview.Verdicts, preview.LastAttemptId, Why, club.Teacher, club.Rules, club.Now)));
        Assert.Equal(0, club.Points(ada));
        Assert.Null(club.Db.Read(sql => Remark.Preview(sql, 999, [], club.Rules)));
    }

    [Fact]
    public void Who_is_gone_keeps_what_was_achieved_and_is_not_marked_anew()
    {
        var challenge = club.Challenge("1");
        club.Solve(ada, challenge);
        club.Db.Write(sql => { Anonymisation.Apply(sql, ada, club.Now); });
        Assert.Empty(Apply(challenge, [new NewVerdict(1, false)])!.Changes);
        Assert.Equal(3, club.Points(ada));
        Assert.Equal(0, club.Count("SELECT count(*) FROM attempts WHERE typed <> '' OR folded <> ''"));
    }

    private List<NewVerdict> Verdicts(long challenge, string model) => club.Db.Read(sql =>
        Attempts.ListOfEverybody(sql, challenge).Select(attempt => new NewVerdict(attempt.Id, attempt.Typed == model)).ToList());

    private RemarkPlan? Apply(long challenge, List<NewVerdict> verdicts) => club.Db.Write(sql =>
    {
        var newest = sql.ExecuteScalar<long>("SELECT max(id) FROM attempts");
        return Remark.Apply(sql, challenge, verdicts, newest, Why, club.Teacher, club.Rules, club.Now);
    });
}
