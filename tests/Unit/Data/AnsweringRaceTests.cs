// Many members answering at the same time: the database's constraints and the one write transaction decide, whatever the number of threads.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class AnsweringRaceTests : IDisposable
{
    private readonly TestSociety club = new();

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void Fifty_who_finish_at_once_make_one_first()
    {
        var challenge = club.Challenge("1", "2");
        var pupils = Enumerable.Range(0, 50).Select(i => club.Pupil($"pupil{i}")).ToList();
        var parts = club.PartsOf(challenge);
        foreach (var pupil in pupils) club.Answer(pupil, parts[0], "1");
        var outcomes = AtOnce(50, i => club.Answer(pupils[i], parts[1], "2"));
        Assert.All(outcomes, outcome => Assert.True(outcome.Completes));
        var first = Assert.Single(outcomes, outcome => outcome.IsFirst);
        Assert.Equal(first.Attempt!.MemberId, club.Count("SELECT member_id FROM firsts"));
        Assert.Equal(50 + 2, club.Count("SELECT sum(points) FROM awards"));
    }

    [Fact]
    public void Two_hundred_different_wrong_answers_in_parallel_store_three()
    {
        var ada = club.Pupil("ada");
        var part = club.PartsOf(club.Challenge("1"))[0];
        var outcomes = AtOnce(200, i => club.Answer(ada, part, $"wrong {i}"));
        Assert.Equal(3, outcomes.Count(outcome => outcome.Result == AnswerResult.Counted));
        Assert.Equal(197, outcomes.Count(outcome => outcome.Result == AnswerResult.NoneLeft));
        Assert.Equal(3, club.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public void Two_hundred_equal_answers_in_parallel_store_one()
    {
        var ada = club.Pupil("ada");
        var part = club.PartsOf(club.Challenge("1"))[0];
        var outcomes = AtOnce(200, _ => club.Answer(ada, part, "wrong"));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Result == AnswerResult.Counted));
        Assert.Equal(199, outcomes.Count(outcome => outcome.Result == AnswerResult.Repeated));
        Assert.Equal(1, club.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public void Answers_that_only_the_marker_knows_to_be_equal_store_one_however_they_arrive()
    {
        var ada = club.Pupil("ada");
        var part = club.PartsOf(club.Challenge("1"))[0];
        var outcomes = AtOnce(60, i => club.Db.Submit(new Answer(ada, part.Id, $"{i}/{i}0", $"key {i}", club.Now),
            (_, earlier) => new Judgement(false, $"{i}/{i}0", earlier.Count > 0 ? earlier[0].Number : null), club.Rules, club.Now));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Result == AnswerResult.Counted));
        Assert.Equal(59, outcomes.Count(outcome => outcome.Result == AnswerResult.Repeated));
    }

    [Fact]
    public void One_form_sent_a_hundred_times_in_parallel_counts_once_and_all_hear_the_same()
    {
        var ada = club.Pupil("ada");
        var part = club.PartsOf(club.Challenge("1"))[0];
        var outcomes = AtOnce(100, _ => club.Answer(ada, part, "1", "the form"));
        Assert.All(outcomes, outcome => Assert.True(outcome is { Completes: true, IsFirst: true, Points: 3, Attempt.Number: 1 }));
        Assert.Equal(3, club.Points(ada));
    }

    [Fact]
    public void Both_parts_in_parallel_complete_once()
    {
        var challenge = club.Challenge("1", "2");
        var parts = club.PartsOf(challenge);
        for (var round = 0; round < 20; round++)
        {
            var pupil = club.Pupil($"pupil{round}");
            var outcomes = AtOnce(2, i => club.Answer(pupil, parts[i], parts[i].Answer));
            Assert.Single(outcomes, outcome => outcome.Completes);
        }
        Assert.Equal(20 + 2, club.Count("SELECT sum(points) FROM awards"));
    }

    /// <summary>Runs the same work on this many threads, which begin together.</summary>
    private static AnswerOutcome[] AtOnce(int threads, Func<int, AnswerOutcome> work)
    {
        var outcomes = new AnswerOutcome[threads];
        using var start = new Barrier(threads);
        var all = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            outcomes[i] = work(i);
        }, 256 * 1024)).ToList();
        foreach (var thread in all) thread.Start();
        foreach (var thread in all) thread.Join();
        return outcomes;
    }
}
