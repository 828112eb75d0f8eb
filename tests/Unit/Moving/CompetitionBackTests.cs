// An import with a competition that is undone after somebody has used it here: what stays, what goes, and what comes again.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class CompetitionBackTests : IDisposable
{
    private const long Now = MovingPlace.Now, Later = Now + 3600;
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public CompetitionBackTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    /// <summary>Three pupils of a school, of whom the first has the only answer; it goes on for two days.</summary>
    private static void Running(EarlierSiteFile file) => Write(file, SchoolTime.Local(Now - 3600));

    private static void Over(EarlierSiteFile file) => Write(file, SchoolTime.Local(Now - 30 * 86_400));

    private static void Write(EarlierSiteFile file, DateTime posted)
    {
        file.School(1, "Hill");
        for (var id = 1; id <= 3; id++)
            file.User(id, $"p{id}@x.example", $"Pupil {(char)('A' + id)}", 9, EarlierSiteFile.Hash("one"), school: 1, competes: true,
                keyStage: "KS4");
        file.Round(1, "Round", "<p>Add.</p>", posted, 48, "KS4");
        file.RoundBox(11, 1, "", "5", 0);
        file.RoundSubmission(1, 1, 1, 1, 11, "5", true, EarlierSiteFile.Time(posted.AddMinutes(5)));
        file.RoundEntry(1, 1, 1, 7, EarlierSiteFile.Time(posted.AddMinutes(5)));
    }

    private MoveBackPlan Look() => place.Db.Read(sql => MoveBack.Look(sql, PastImports.Find(sql, 1)!));

    private List<string> Enrolled() =>
        place.Rows("SELECT member_id || ' ' || points FROM enrolments WHERE state = 'enrolled' ORDER BY member_id");

    [Fact]
    public void One_in_which_somebody_answered_here_stays_with_whoever_did()
    {
        place.Move(Running);
        place.Db.Write(sql => Members.NoteSignIn(sql, 2, null, Now + 5));
        place.Db.Answer(2, 1, "5", Now + 9);
        var plan = Look();
        Assert.Equal((0, 2L), (plan.Competitions.Count, plan.Enrolments));
        Assert.Equal(
            ["Round: This challenge has been answered here since.",
                "Winter competition 2027: This competition has been answered here since."],
            plan.Staying.Select(one => $"{one.Title}: {one.Why}"));
        place.Undo();
        Assert.Equal(["2 1"], Enrolled());
        Assert.Equal(["0 1"], place.Rows("SELECT (archived_at IS NOT NULL) || ' ' || (SELECT count(*) FROM schools) FROM competitions"));
        Assert.Equal(0, place.Count("SELECT coalesce(sum(points), 0) FROM totals"));

        // The first and the third come as new members; the second is the same one, with the answer that was given here.
        place.Move(Running);
        place.HoldsTogether();
        Assert.Equal(["p1@x.example 7", "p2@x.example 1", "p3@x.example 0"], place.Rows("""
            SELECT m.login || ' ' || e.points FROM enrolments e JOIN members m ON m.id = e.member_id WHERE e.state = 'enrolled' ORDER BY 1
            """));
    }

    [Fact]
    public void One_that_a_pupil_joined_here_stays_and_the_pupil_in_it()
    {
        place.Move(Running);
        var eve = place.Db.Add(Seed.Pupil("eve"));
        Assert.True(place.Db.Write(sql => Enrolments.Add(sql, Competitions.Find(sql, 1)!, eve, null, Now + 5)));
        Assert.Equal("This competition has been changed here since.", Look().Staying.Single().Why);
        place.Undo();
        Assert.Equal([$"{eve} 0"], Enrolled());
        Assert.Equal(0, place.Count("SELECT count(*) FROM competitions WHERE archived_at IS NOT NULL"));
    }

    [Theory]
    [InlineData("competition.edit", true)]
    [InlineData("competition.publish", true)]
    [InlineData("competition.export", false)]
    public void One_that_staff_changed_stays_and_looking_at_it_changes_nothing(string action, bool stays)
    {
        place.Move(Over);
        var head = place.Db.Add(Seed.Person("head", Role.Owner));
        place.Db.Write(sql => Audit.Add(sql, new Actor(head, "127.0.0.1"), action, Now + 20, "competition", 1));
        Assert.Equal(stays ? 0 : 1, Look().Competitions.Count);
        place.Undo();
        Assert.Equal(stays ? 0 : 1, place.Count("SELECT count(*) FROM competitions WHERE archived_at IS NOT NULL"));
        Assert.Empty(Enrolled());
    }

    [Fact]
    public void Results_that_an_owners_import_published_do_not_count_as_changed()
    {
        var head = place.Db.Add(Seed.Person("head", Role.Owner));
        var conversion = place.Convert(Over);
        place.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, new Actor(head, "127.0.0.1"), Now));
        Assert.Equal(1, place.Count("SELECT count(*) FROM audit WHERE action = 'competition.results'"));
        Assert.Single(Look().Competitions);
        place.Undo();
        Assert.Equal(0, place.Count("SELECT count(*) FROM competition_results"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM schools"));
    }

    [Fact]
    public void Who_signed_in_is_enrolled_again_with_the_school_and_points_of_then()
    {
        place.Move(Over);
        place.Db.Write(sql => Members.NoteSignIn(sql, 1, null, Now + 5));
        place.Undo();
        Assert.Empty(Enrolled());
        Assert.Equal(["1 archived", "2 former", "3 former"], place.Rows("SELECT id || ' ' || state FROM members ORDER BY id"));
        var again = place.Move(Over);
        place.HoldsTogether();
        Assert.Equal(3, again.Count("enrolments", MoveFate.New));
        Assert.Equal("1 7", Enrolled()[0]);
        Assert.Equal(3, place.Count("SELECT count(*) FROM enrolments WHERE state = 'enrolled' AND school_id IS NOT NULL"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM competition_results WHERE member_id = 1 AND rank = 1"));
    }
}
