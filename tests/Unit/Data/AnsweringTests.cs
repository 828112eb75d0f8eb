// Answers: which are counted, which use up no attempt, which complete a challenge, and that none is ever counted twice.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class AnsweringTests : IDisposable
{
    private readonly TestSociety club = new();
    private readonly long ada;

    public AnsweringTests() => ada = club.Pupil("ada");

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void A_challenge_is_complete_when_its_last_part_is_right_and_the_first_has_the_bonus()
    {
        var challenge = club.Challenge("1", "2");
        var parts = club.PartsOf(challenge);
        Assert.Equal((AnswerResult.Counted, false, 2L), SummaryOf(club.Answer(ada, parts[0], "9")));
        Assert.Equal((AnswerResult.Counted, true, 1L), SummaryOf(club.Answer(ada, parts[0], "1")));
        Assert.Equal(0, club.Points(ada));
        club.Now += 60;
        var last = club.Answer(ada, parts[1], "2");
        Assert.True(last is { Completes: true, IsFirst: true, Points: 3, Left: 2 });
        Assert.Equal([AwardKind.First, AwardKind.Completion], club.Ledger(ada).Select(row => row.Kind));
        Assert.Equal(club.Now, club.Completion(ada, challenge)!.CompletedAt);

        var ben = club.Pupil("ben");
        Assert.True(club.Solve(ben, challenge) is { Completes: true, IsFirst: false, Points: 1 });
        foreach (var period in new[] { Period.AllTime, Period.Year(2026), Period.Term(2026, 1), Period.Week(new DateOnly(2026, 11, 9)) })
        {
            Assert.Equal(3, club.Points(ada, period));
            Assert.Equal(1, club.Points(ben, period, "KS3"));
            Assert.Equal(0, club.Points(ben, period, "KS4"));
        }
    }

    [Fact]
    public void Three_attempts_and_no_more()
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        for (var left = 2; left >= 0; left--)
            Assert.Equal((AnswerResult.Counted, false, (long)left), SummaryOf(club.Answer(ada, part, $"wrong {left}")));
        Assert.Equal(AnswerResult.NoneLeft, club.Answer(ada, part, "1").Result);
        Assert.Equal(3, club.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public void An_attempt_given_back_can_be_used_and_says_why()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        for (var i = 0; i < 3; i++) club.Answer(ada, part, $"wrong {i}");
        Assert.True(club.Db.Write(sql => Allowances.Give(sql, ada, part.Id, 1, "The question was unclear.", club.Teacher, club.Now)));
        Assert.True(club.Answer(ada, part, "1") is { Completes: true, Left: 0, Attempt.Number: 4 });
        Assert.Equal("The question was unclear.", Assert.Single(club.Db.Read(sql => Allowances.List(sql, ada, challenge))).Reason);
    }

    [Fact]
    public void The_same_form_sent_twice_counts_once_and_says_the_same_again()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        var wrong = club.Answer(ada, part, "9", "form one");
        Assert.Equal(wrong with { Result = AnswerResult.SentBefore }, club.Answer(ada, part, "9", "form one"));
        var right = club.Answer(ada, part, "1", "form two");
        club.Now += TestSociety.Hour;
        Assert.Equal(right with { Result = AnswerResult.SentBefore }, club.Answer(ada, part, "1", "form two"));
        Assert.Equal(2, club.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(3, club.Points(ada));
    }

    [Fact]
    public void A_retry_after_the_lock_still_hears_what_came_of_it()
    {
        var part = club.PartsOf(club.Challenge(one => one with { LockedAt = club.Now + 10 }, "1"))[0];
        Assert.True(club.Answer(ada, part, "1", "form").Completes);
        club.Now += TestSociety.Day;
        Assert.True(club.Answer(ada, part, "1", "form") is { Result: AnswerResult.SentBefore, Completes: true, Points: 3 });
    }

    [Fact]
    public void Another_answer_with_a_used_form_is_not_counted_and_told_apart()
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        club.Answer(ada, part, "9", "form");
        var other = club.Answer(ada, part, "1", "form");
        Assert.True(other is { Result: AnswerResult.SentOther, Attempt.Typed: "9", Left: 2 });
        Assert.Equal(1, club.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public void A_form_of_another_member_is_another_form()
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        club.Answer(ada, part, "9", "form");
        Assert.Equal(AnswerResult.Counted, club.Answer(club.Pupil("ben"), part, "9", "form").Result);
    }

    [Fact]
    public void An_equal_answer_costs_nothing_by_its_fold_or_by_the_markers_word()
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        club.Answer(ada, part, "Nine");
        Assert.True(club.Answer(ada, part, "NINE") is { Result: AnswerResult.Repeated, Attempt.Number: 1, Left: 2 });
        var judged = club.Db.Submit(new Answer(ada, part.Id, "3 × 3", "k", club.Now),
            (_, earlier) => new Judgement(false, "3*3", earlier[0].Number), club.Rules, club.Now);
        Assert.True(judged is { Result: AnswerResult.Repeated, Left: 2 });
    }

    [Fact]
    public void Answers_that_do_not_fold_are_not_taken_for_one_another()
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        for (var i = 0; i < 2; i++)
        {
            var outcome = club.Db.Submit(new Answer(ada, part.Id, $"x{i}", $"k{i}", club.Now),
                (_, _) => new Judgement(false, ""), club.Rules, club.Now);
            Assert.Equal(AnswerResult.Counted, outcome.Result);
        }
    }

    [Fact]
    public void A_right_part_sent_again_completes_nothing()
    {
        var challenge = club.Challenge("1", "2");
        var parts = club.PartsOf(challenge);
        club.Answer(ada, parts[0], "1");
        for (var i = 0; i < 3; i++) Assert.Equal(AnswerResult.RightAlready, club.Answer(ada, parts[0], "1").Result);
        Assert.Null(club.Completion(ada, challenge));
        Assert.Equal(0, club.Points(ada));
    }

    [Theory]
    [InlineData(Role.Owner), InlineData(Role.Teacher), InlineData(Role.Editor), InlineData(Role.Coordinator)]
    public void Staff_never_score(Role role)
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        Assert.Equal(AnswerResult.NotScoring, club.Answer(club.Staff("head", role), part, "1").Result);
        Assert.Equal(0, club.Count("SELECT count(*) FROM attempts"));
    }

    [Theory]
    [InlineData(MemberState.Waiting), InlineData(MemberState.Archived), InlineData(MemberState.Leaving), InlineData(MemberState.Former)]
    public void Only_active_members_score(MemberState state)
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        club.Db.Write(sql => { Members.SetState(sql, ada, state, 1); });
        Assert.Equal(AnswerResult.NotScoring, club.Answer(ada, part, "1").Result);
    }

    [Fact]
    public void A_challenge_that_is_changed_while_an_answer_is_marked_has_it_marked_again()
    {
        var challenge = club.Challenge("1");
        var part = club.PartsOf(challenge)[0];
        var looks = 0;
        var outcome = club.Db.Submit(new Answer(ada, part.Id, "2", "k", club.Now), (asked, _) =>
        {
            if (looks++ == 0) club.Db.Write(sql => { Parts.Save(sql, challenge, [part with { Answer = "2" }], club.Now); });
            return new Judgement(asked.Answer == "2", "2");
        }, club.Rules, club.Now);
        Assert.True(outcome.Completes);
        Assert.Equal(2, looks);
    }

    [Fact]
    public void A_part_that_was_taken_out_is_no_longer_answered()
    {
        var challenge = club.Challenge("1", "2");
        var parts = club.PartsOf(challenge);
        club.Answer(ada, parts[1], "9");
        club.Db.Write(sql => { Parts.Save(sql, challenge, [parts[0]], club.Now); });
        Assert.Equal(AnswerResult.Missing, club.Answer(ada, parts[1], "2").Result);
        Assert.True(club.Answer(ada, parts[0], "1").Completes);
    }

    [Fact]
    public void The_lock_falls_with_a_grace_for_an_answer_begun_before_it()
    {
        var bell = club.Now + 600;
        var parts = club.PartsOf(club.Challenge(one => one with { LockedAt = bell }, "1", "2", "3"));
        club.Now = bell + 29;
        Assert.Equal(AnswerResult.Counted, club.Answer(ada, parts[0], "1", begunAt: bell - 1).Result);
        Assert.Equal(AnswerResult.Closed, club.Answer(ada, parts[1], "2", begunAt: bell).Result);
        club.Now = bell + 30;
        Assert.Equal(AnswerResult.Closed, club.Answer(ada, parts[1], "2", begunAt: bell - 1).Result);
    }

    [Fact]
    public void Extra_time_moves_the_lock_for_one_member_alone_and_what_was_shown_ends_it()
    {
        var challenge = club.Challenge(one => one with { LockedAt = club.Now + 600 }, "1", "2");
        var parts = club.PartsOf(challenge);
        club.Db.Write(sql => ExtraTime.Set(sql, ada, 15, club.Teacher, club.Now));
        club.Now += 1000;
        Assert.Equal(AnswerResult.Counted, club.Answer(ada, parts[0], "1").Result);
        Assert.Equal(AnswerResult.Closed, club.Answer(club.Pupil("ben"), parts[0], "1").Result);
        Assert.True(club.Db.Write(sql => Challenges.ShowSolution(sql, challenge, club.Now)));
        Assert.Equal(AnswerResult.Closed, club.Answer(ada, parts[1], "2").Result);
    }

    [Fact]
    public void Staff_enter_from_paper_after_the_lock_until_the_solution_is_shown()
    {
        var head = club.Staff("head", Role.Teacher);
        var challenge = club.Challenge(one => one with { LockedAt = club.Now + 600 }, "1", "2");
        var parts = club.PartsOf(challenge);
        club.Now += TestSociety.Day;
        Assert.True(club.Answer(ada, parts[0], "1", enteredBy: head) is { Result: AnswerResult.Counted, Attempt.EnteredBy: { } by }
            && by == head);
        club.Db.Write(sql => { Challenges.ShowSolution(sql, challenge, club.Now); });
        Assert.Equal(AnswerResult.Closed, club.Answer(ada, parts[1], "2", enteredBy: head).Result);
    }

    [Fact]
    public void Everybody_who_solves_by_the_end_of_the_first_school_day_shares_its_bonus()
    {
        club.Rules = club.Rules with { Scoring = club.Rules.Scoring with { FirstDayBonus = 5 } };
        club.Now = TestSociety.Tuesday + 10 * TestSociety.Hour; // 19:00: the first school day is Wednesday.
        var challenge = club.Challenge("1");
        Assert.Equal(1 + 2 + 5, club.Solve(ada, challenge).Points);
        club.Now = TestSociety.Tuesday + 15 * TestSociety.Hour + TestSociety.Day - 1; // 23:59:59 on Wednesday
        Assert.Equal(1 + 5, club.Solve(club.Pupil("ben"), challenge).Points);
        club.Now++;
        Assert.Equal(1, club.Solve(club.Pupil("cat"), challenge).Points);
    }

    [Fact]
    public void The_key_stage_is_that_of_the_day_and_stays_with_the_points()
    {
        club.Now = SchoolTime.Instant(new DateTime(2027, 8, 31, 23, 59, 0));
        club.Solve(ada, club.Challenge("1"));
        club.Now += 60;
        club.Solve(ada, club.Challenge("1"));
        Assert.Equal((3, 3, 6), (club.Points(ada, Period.AllTime, "KS3"), club.Points(ada, Period.AllTime, "KS4"), club.Points(ada)));
        Assert.Equal((3, 3), (club.Points(ada, Period.Year(2026)), club.Points(ada, Period.Year(2027))));
        Assert.All(club.Ledger(ada), row => Assert.Null(row.Term));
    }

    [Fact]
    public void Wrong_answers_are_counted_by_how_many_gave_them()
    {
        var part = club.PartsOf(club.Challenge("1"))[0];
        foreach (var name in new[] { "ben", "cat", "dan" }) club.Answer(club.Pupil(name), part, name == "dan" ? "SEVEN" : "seven");
        club.Answer(ada, part, "eight");
        club.Answer(ada, part, "1");
        var wrong = club.Db.Read(sql => Attempts.ListWrong(sql, part.Id, 10));
        Assert.Equal([("SEVEN", 3L), ("eight", 1L)], wrong.Select(one => (one.Typed, one.Members)));
    }

    private static (AnswerResult, bool, long) SummaryOf(AnswerOutcome outcome) => (outcome.Result, outcome.Attempt!.IsRight, outcome.Left);
}
