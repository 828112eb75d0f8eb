// The one rule: who may see, answer, read the solution of and practise a challenge in each of its states; and that lists agree with it.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ChallengeRulesTests
{
    private const long Release = 1000, Lock = 2000;

    private static readonly Challenge Plain = Challenge.Draft(ScoreRules.Default, null, "") with
    {
        Id = 1, IsDraft = false, ReleasedAt = Release, LockedAt = Lock,
    };

    private static readonly Viewer Pupil = new(1, Role.Member, 0), Coordinator = new(2, Role.Coordinator, 0), Waiting = new(3, null, 0);
    private static readonly Viewer[] Authors = [new(4, Role.Editor, 0), new(5, Role.Teacher, 0), new(6, Role.Owner, 0)];

    private static readonly Challenge Draft = Plain with { IsDraft = true }, Shown = Plain with { SolutionShownAt = 1500, LockedAt = 1500 };

    [Theory]
    [InlineData(999, ChallengeState.Scheduled)]
    [InlineData(1000, ChallengeState.Open)]
    [InlineData(1999, ChallengeState.Open)]
    [InlineData(2000, ChallengeState.Locked)]
    public void States_change_on_the_second(long now, ChallengeState state) => Assert.Equal(state, Plain.StateAt(now));

    [Fact]
    public void A_draft_stays_one_whatever_its_dates_and_an_archived_challenge_is_archived_whatever_else_it_is()
    {
        Assert.Equal(ChallengeState.Draft, Draft.StateAt(1500));
        Assert.Equal(ChallengeState.Archived, (Plain with { ArchivedAt = 1 }).StateAt(1500));
        Assert.Equal(ChallengeState.Open, (Plain with { LockedAt = null }).StateAt(long.MaxValue));
    }

    [Fact]
    public void Nobody_but_authors_sees_what_is_not_released()
    {
        (Challenge, long)[] unreleased =
            [(Draft, 1500), (Plain, 999), (Draft with { ArchivedAt = 1 }, 1500), (Plain with { ArchivedAt = 1 }, 999)];
        foreach (var (challenge, now) in unreleased)
        {
            foreach (var viewer in new[] { Viewer.Visitor, Waiting, Pupil, Coordinator })
                Assert.True(ChallengeRules.For(challenge, viewer, now) is
                    { MaySee: false, MayAnswer: false, MaySeeSolution: false, MayPractise: false });
            foreach (var viewer in Authors)
                Assert.True(ChallengeRules.For(challenge, viewer, now) is
                    { MaySee: true, MayAnswer: false, MaySeeSolution: true, MayPractise: true });
        }
    }

    [Fact]
    public void While_it_is_open_pupils_answer_and_everybody_sees()
    {
        foreach (var viewer in new[] { Viewer.Visitor, Waiting, Pupil, Coordinator })
        {
            var standing = ChallengeRules.For(Plain, viewer, 1500);
            Assert.Equal((true, viewer == Pupil, false, false),
                (standing.MaySee, standing.MayAnswer, standing.MaySeeSolution, standing.MayPractise));
        }
        foreach (var viewer in Authors) Assert.True(ChallengeRules.For(Plain, viewer, 1500) is { MayAnswer: false, MayPractise: true });
    }

    [Fact]
    public void Locked_it_waits_for_its_solution_and_shown_it_is_for_practice_and_never_for_points()
    {
        Assert.True(ChallengeRules.For(Plain, Pupil, 2500) is
            { MaySee: true, MayAnswer: false, MaySeeSolution: false, MayPractise: false });
        Assert.True(ChallengeRules.For(Shown, Pupil, 2500) is { MaySee: true, MayAnswer: false, MaySeeSolution: true, MayPractise: true });
        Assert.True(ChallengeRules.For(Shown, Viewer.Visitor, 2500) is { MaySeeSolution: true, MayPractise: false });
        // Neither a later lock nor extra time opens it again.
        Assert.Equal(ChallengeState.Locked, (Shown with { LockedAt = 9999 }).StateAt(2500));
        Assert.False(ChallengeRules.For(Shown with { LockedAt = null }, Pupil with { ExtraSeconds = 9999 }, 2500).MayAnswer);
        Assert.True(ChallengeRules.Counts(Shown with { LockedAt = 9999 }, Pupil, 1499, 1490, 30));
        Assert.False(ChallengeRules.Counts(Shown with { LockedAt = 9999 }, Pupil, 1510, 1490, 30));
    }

    [Fact]
    public void Extra_time_moves_the_lock()
    {
        var viewer = Pupil with { ExtraSeconds = 60 };
        Assert.True(ChallengeRules.For(Plain, viewer, 2059) is { State: ChallengeState.Open, MayAnswer: true, Closes: 2060 });
        Assert.True(ChallengeRules.For(Plain, viewer, 2060) is { State: ChallengeState.Locked, MayAnswer: false });
        Assert.True(ChallengeRules.Counts(Plain, viewer, 2080, 2059, 30));
    }

    [Fact]
    public void The_grace_neither_begins_before_the_release_nor_reaches_an_archived_challenge()
    {
        Assert.False(ChallengeRules.Counts(Plain, Pupil, 999, 900, 30));
        Assert.False(ChallengeRules.Counts(Plain with { ArchivedAt = 1 }, Pupil, 2010, 1990, 30));
        Assert.False(ChallengeRules.Counts(Plain, Pupil, 2010, 2010, 30));
        Assert.False(ChallengeRules.Counts(Plain, Pupil, 2010, 9999, 30));
        Assert.True(ChallengeRules.Counts(Plain, Pupil, 1500, 9999, 30));
    }

    [Fact]
    public void A_lock_so_many_hours_after_the_release_moves_with_it_by_the_worlds_clock()
    {
        var saturday = SchoolTime.Instant(new DateTime(2026, 10, 24, 9, 0, 0));
        var challenge = Plain.ReleasedOn(saturday, 48, null);
        Assert.Equal(48 * 3600, challenge.LockedAt - challenge.ReleasedAt);
        // The clocks went back in between.
        Assert.Equal(new DateTime(2026, 10, 26, 8, 0, 0), SchoolTime.Local(challenge.LockedAt!.Value));
        Assert.Equal(saturday + 3600 + 48 * 3600, challenge.ReleasedOn(saturday + 3600, challenge.LockHours, challenge.LockedAt).LockedAt);
        Assert.Equal(5000, challenge.ReleasedOn(saturday, null, 5000).LockedAt);
    }

    [Fact]
    public void Lists_and_counts_put_every_challenge_in_the_state_that_the_rule_gives_it()
    {
        using var club = new TestSociety();
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
            club.Db.Write(sql =>
            {
                var id = Challenges.Add(sql, Plain with
                {
                    IsDraft = random.Next(4) == 0,
                    ReleasedAt = random.Next(1, 12),
                    LockedAt = random.Next(3) == 0 ? null : random.Next(5, 20),
                    KeyStage = random.Next(2) == 0 ? "" : "KS4",
                }, 1);
                if (random.Next(5) == 0) Challenges.SetArchived(sql, id, true, 1);
                if (random.Next(5) == 0) Challenges.ShowSolution(sql, id, random.Next(1, 12));
            });
        var all = club.Db.Read(sql => Challenges.ListAll(sql, 0, 1000));
        Assert.Equal(200, all.Count);
        for (var now = 0; now < 22; now++)
        {
            var states = all.ToDictionary(line => line.Challenge.Id, line => line.Challenge.StateAt(now));
            foreach (var state in Enum.GetValues<ChallengeState>())
            {
                var expected = states.Where(one => one.Value == state).Select(one => one.Key).Order().ToList();
                var pages = Enumerable.Range(0, 4).SelectMany(page =>
                    club.Db.Read(sql => AuthorList.List(sql, state, "", now, page * AuthorList.PageSize)));
                Assert.Equal(expected, pages.Select(line => line.Challenge.Id).Order());
                Assert.Equal(expected.Count, club.Db.Read(sql => AuthorList.Count(sql, state, "", now)));
            }
            var shelf = club.Db.Read(ChallengeQueries.ListShelf).Select(line => line.Challenge.Id).Order();
            var onShelf = states
                .Where(one => one.Value is ChallengeState.Scheduled or ChallengeState.Open or ChallengeState.Locked)
                .Select(one => one.Key);
            Assert.Equal(onShelf.Order(), shelf);
        }
    }
}
