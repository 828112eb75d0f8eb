// Schools that are guests: whose points stand on the boards after each change, and that the society's challenges are closed to guests.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class GuestSchoolTests : IDisposable
{
    private readonly TestSociety club = new();

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    private List<string> Board(Period period, string keyStage = "")
    {
        var lines = club.Db.Read(sql => Leaderboard.List(sql, new Board(period, keyStage), 0, 50));
        return [.. lines.Select(line => $"{line.Rank} {line.DisplayName}")];
    }

    private long AddSchool(string name) => club.Db.Write(sql => Schools.Add(sql, name, null, 1))!.Value;

    private void Move(long member, long? school) =>
        club.Db.Write(sql => Assert.True(Members.Update(sql, Members.Find(sql, member)! with { SchoolId = school })));

    private void Give(long member, int points) =>
        club.Db.Write(sql => Assert.True(Awards.Adjust(sql, member, points, "For the test.", club.Teacher, club.Rules, club.Now)));

    [Fact]
    public void A_schools_pupils_leave_every_board_with_it_and_come_back_with_it_and_their_points_go_on_being_counted()
    {
        var (hill, vale) = (AddSchool("Hill"), AddSchool("Vale"));
        var (ada, bob, cat, dan) = (club.Pupil("ada"), club.Pupil("bob"), club.Pupil("cat"), club.Pupil("dan"));
        Move(ada, hill);
        Move(bob, vale);
        Move(dan, hill);
        club.Db.Write(sql => Members.SetQuiet(sql, dan, true));
        Give(ada, 5);
        Give(bob, 4);
        Give(cat, 3);
        Give(dan, 2);
        Period[] periods = [Period.AllTime, Period.Year(2026), Period.Term(2026, 1), Period.Week(new DateOnly(2026, 11, 10))];
        void Boards(params string[] expected)
        {
            foreach (var period in periods)
                foreach (var stage in new[] { "", "KS3" }) Assert.Equal(expected, Board(period, stage));
            Assert.Empty(club.Db.Read(sql => Totals.Check(sql)));
        }

        Boards("1 ada", "2 bob", "3 cat");
        Assert.Equal(1, club.Db.Read(sql => Schools.CountOnBoards(sql, hill)));
        Assert.True(club.Db.Write(sql => Schools.SetGuest(sql, hill, true)));
        Assert.False(club.Db.Write(sql => Schools.SetGuest(sql, hill, true)));
        Boards("1 bob", "2 cat");
        var own = club.Db.Read(sql => (Of(sql, ada), Of(sql, bob)));
        Assert.Equal((1, true, false), (own.Item2.Rank, own.Item2.IsListed, own.Item1.IsListed));
        Assert.Equal(1, club.Db.Read(sql => Schools.CountOnBoards(sql, hill)));

        Give(ada, 5);
        Assert.Equal(10, club.Points(ada));
        Boards("1 bob", "2 cat");
        club.Db.Write(Totals.Rebuild);
        Boards("1 bob", "2 cat");

        // A pupil who changes school.
        Move(ada, null);
        Boards("1 ada", "2 bob", "3 cat");
        Move(ada, vale);
        Boards("1 ada", "2 bob", "3 cat");
        Move(ada, hill);
        Move(cat, hill);
        Boards("1 bob");

        Assert.True(club.Db.Write(sql => Schools.SetGuest(sql, hill, false)));
        Boards("1 ada", "2 bob", "3 cat");

        static MemberRank Of(Sql sql, long member) => Leaderboard.FindOwn(sql, new Board(Period.AllTime), member)!;
    }

    [Fact]
    public void Check_finds_a_total_that_shows_a_guest_and_rebuilding_hides_it()
    {
        var (hill, ada) = (AddSchool("Hill"), club.Pupil("ada"));
        Move(ada, hill);
        Give(ada, 5);
        club.Db.Write(sql => Schools.SetGuest(sql, hill, true));
        club.Db.Write(sql => sql.Execute("UPDATE totals SET is_listed = 1"));
        Assert.Single(club.Db.Read(sql => Totals.Check(sql)));
        club.Db.Write(Totals.Rebuild);
        Assert.Empty(Board(Period.AllTime));
    }

    [Fact]
    public void A_guest_may_do_nothing_with_a_challenge_of_the_society_in_any_state()
    {
        var plain = Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with { IsDraft = false, ReleasedAt = 1000, LockedAt = 2000 };
        Challenge[] challenges =
        [
            plain, plain with { SolutionShownAt = 1500 }, plain with { ArchivedAt = 1600 }, plain with { LockedAt = null },
        ];
        foreach (var role in new[] { Role.Member, Role.Coordinator })
            foreach (var challenge in challenges)
                foreach (var now in new long[] { 0, 1000, 1999, 2000, 2010, 9999 })
                {
                    var guest = new Viewer(1, role, 0) { IsGuest = true };
                    Assert.True(ChallengeRules.For(challenge, guest, now) is
                        { MaySee: false, MayAnswer: false, MaySeeSolution: false, MayPractise: false });
                    Assert.False(ChallengeRules.Counts(challenge, guest, now, 1500, 30));
                    Assert.False(ChallengeRules.CountsFromPaper(challenge, guest, now));
                }
    }

    [Fact]
    public void An_answer_of_a_guest_does_not_count_neither_typed_nor_from_paper_until_guests_take_part()
    {
        var (hill, ada, challenge) = (AddSchool("Hill"), club.Pupil("ada"), club.Challenge("7"));
        Move(ada, hill);
        club.Db.Write(sql => Schools.SetGuest(sql, hill, true));
        var part = club.PartsOf(challenge)[0];
        var teacher = club.Staff("tea", Role.Teacher);
        Assert.Equal(AnswerResult.Closed, club.Answer(ada, part, "7").Result);
        Assert.Equal(AnswerResult.Closed, club.Answer(ada, part, "7", enteredBy: teacher, handedInAt: club.Now).Result);
        Assert.Equal(0, club.Count("SELECT count(*) FROM attempts"));
        club.Rules = club.Rules with { GuestsTakePart = true };
        Assert.Equal(AnswerResult.Counted, club.Answer(ada, part, "7").Result);
        Assert.True(club.Points(ada) > 0);
        Assert.Empty(Board(Period.AllTime));
        Assert.Empty(club.Db.Read(sql => Completions.ListRecent(sql, 10, null)));
        Assert.Null(Assert.Single(club.Db.Read(ChallengeQueries.ListShelf)).First!.Name);
        Assert.Equal(new SolveCount(challenge, 0, 0), Assert.Single(club.Db.Read(sql => SolveCounts.ListOpen(sql, club.Now))));
        Assert.Equal(0, club.Db.Read(sql => TermReport.Find(sql, 0, club.Now + 1)).All.Active);
    }

    [Fact]
    public void A_guest_sees_and_answers_what_is_in_a_competition_of_theirs_and_nothing_of_the_society()
    {
        var (cup, own) = (club.Db.AddCup(club.Now), club.Challenge("7"));
        Assert.True(club.Db.Read(sql => Members.Find(sql, cup.Dan)!.IsOfGuestSchool));
        var stranger = club.Pupil("stranger");
        Move(stranger, cup.GuestSchool);
        bool MaySee(long member, long challenge, long at) => club.Db.Read(sql =>
            ChallengeRules.For(Challenges.Find(sql, challenge)!, Viewers.Find(sql, member, club.Rules), at).MaySee);
        Assert.Equal((true, false, false), (MaySee(cup.Dan, cup.ForAll, club.Now), MaySee(cup.Dan, cup.ForJunior, club.Now),
            MaySee(cup.Dan, own, club.Now)));
        Assert.False(MaySee(stranger, cup.ForAll, club.Now));
        // Once it is over, those who took part practise with what was for other divisions.
        var after = cup.Competition.ClosesAt + 1;
        Assert.Equal((true, false), (MaySee(cup.Dan, cup.ForJunior, after), MaySee(stranger, cup.ForJunior, after)));
        club.Solve(cup.Dan, cup.ForAll);
        Assert.Equal(3, club.Points(cup.Dan));
        Assert.Empty(Board(Period.AllTime));
    }

    [Fact]
    public void A_guest_reads_what_is_for_everybody_for_members_or_for_the_school_and_nothing_for_a_class_or_a_key_stage()
    {
        var guest = new SignedIn
        {
            SessionId = 1, MemberId = 1, Role = Role.Member, State = MemberState.Active, Name = "Ada", DisplayName = "AL",
            StartYear = 2024, Class = "9B", SchoolId = 7, IsOfGuestSchool = true, IsQuiet = false, IsLasting = false,
            SeenAt = 1, ExpiresAt = 9,
        };
        AnnouncementHead[] all =
        [
            new() { Audience = AnnouncementAudience.Everyone }, new() { Audience = AnnouncementAudience.Members },
            new() { Audience = AnnouncementAudience.School, SchoolId = 7 }, new() { Audience = AnnouncementAudience.School, SchoolId = 8 },
            new() { Audience = AnnouncementAudience.Class, Class = "9B" },
            new() { Audience = AnnouncementAudience.Stage, KeyStage = "KS3" },
        ];
        string Read(SignedIn member) => string.Join(' ', all.Select(one => AnnouncementRules.IsMeantFor(
            one, AnnouncementReader.Of(member, Rules.Default, TestSociety.Tuesday)) ? "yes" : "no"));
        Assert.Equal("yes yes yes no no no", Read(guest));
        Assert.Equal("yes yes yes no yes yes", Read(guest with { IsOfGuestSchool = false }));
    }
}
