// Members and an import that is undone: whoever signed in stays, and whoever was erased never comes back.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class UndoneMemberTests : IDisposable
{
    private const long Now = MovingPlace.Now, Later = Now + 3600;
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public UndoneMemberTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private void Two(EarlierSiteFile file)
    {
        file.User(1, "ada@x.example", "Ada Byron", 9, EarlierSiteFile.Hash("one"));
        file.User(2, "ben@x.example", "Ben Cole", 10, EarlierSiteFile.Hash("two"));
        for (var id = 1; id < 4; id++)
        {
            file.Challenge(id, $"Sums {id}", "x", EarlierSociety.Begins, EarlierSociety.Begins);
            file.Box(10 * id, id, "", "5", 0);
            for (var user = 1; user < 3; user++)
                file.Submission(10 * id + user, user, id, 10 * id, "5", true, $"2026-10-0{user} 10:00:00");
        }
    }

    [Fact]
    public void Who_signed_in_is_archived_and_what_was_answered_or_changed_here_stays_and_the_plan_says_so_before()
    {
        place.Move(Two);
        var eve = place.Db.Add(Seed.Pupil("eve"));
        place.Db.Write(sql => Members.NoteSignIn(sql, 1, null, Now + 5));
        place.Db.Answer(eve, 1, "5", Now + 9);
        var head = place.Db.Add(Seed.Person("head", Role.Owner));
        place.Db.Write(sql => Audit.Add(sql, new Actor(head, "127.0.0.1"), "challenge.edit", Now + 20, "challenge", 2));

        var plan = place.Db.Read(sql => MoveBack.Look(sql, PastImports.Find(sql, 1)!));
        Assert.Equal((1, 1, 0), (plan.NeverSignedIn, plan.SignedIn, plan.ChangedSince));
        Assert.Equal([3L], plan.Challenges);
        Assert.Equal(["Sums 1: This challenge has been answered here since.", "Sums 2: This challenge has been changed here since."],
            plan.Staying.Select(one => $"{one.Title}: {one.Why}"));

        place.Undo();
        Assert.Equal(["archived", "former", "active", "active"], place.Rows("SELECT state FROM members ORDER BY id"));
        Assert.Equal(["3"], place.Rows("SELECT id FROM challenges WHERE archived_at IS NOT NULL"));
        Assert.Equal([$"{eve} 1"],
            place.Rows("SELECT member_id || ' ' || points FROM totals WHERE period = 0 AND key_stage = '' AND points <> 0"));

        // Ada is the same member again, Ben a new one.
        place.Move(Two);
        place.HoldsTogether();
        Assert.Equal(["ada@x.example active", "former 2 former", "eve active", "head active", "ben@x.example active"],
            place.Rows("SELECT login || ' ' || state FROM members ORDER BY id"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM members WHERE login = 'ada@x.example' AND last_sign_in_at IS NOT NULL"));
    }

    [Fact]
    public void Whoever_was_erased_here_does_not_come_back_however_often_it_is_undone_and_done_again()
    {
        place.Choices = place.Choices with { Merge = MoveMerge.SameLogin };
        var own = place.Db.Add(Seed.Pupil("ben@x.example"));
        place.Move(Two);
        var ada = place.Count("SELECT id FROM members WHERE login = 'ada@x.example'");
        place.Db.Write(sql => Anonymisation.Apply(sql, ada, Now + 10));
        Assert.True(place.Move(Two).IsNothing);
        place.Undo(2);
        place.Undo(1);
        // Who was here before the import, and asks for it after the undo.
        place.Db.Write(sql => Anonymisation.Apply(sql, own, Later + 10));
        for (var round = 0; round < 2; round++)
        {
            var again = place.Move(Two);
            Assert.Equal((0, 2), (again.Count("members", MoveFate.New), again.Count("members", MoveFate.Skipped)));
            Assert.Equal(0, place.Count("SELECT count(*) FROM members WHERE state <> 'former'"));
            Assert.Equal(2, place.Count("SELECT count(*) FROM import_rows WHERE source_table = 'users'"));
            place.Undo(place.Count("SELECT max(id) FROM imports"), Later + 20 + round);
        }
    }

    [Fact]
    public void Whose_account_was_joined_is_asked_again_after_an_undo()
    {
        var own = place.Db.Add(Seed.Pupil("ben@x.example"));
        place.Choices = place.Choices with { Merge = MoveMerge.SameLogin };
        place.Move(Two);
        Assert.Equal(3, place.Count("SELECT count(*) FROM attempts WHERE member_id = @own", new { own }));
        place.Undo();
        Assert.Equal(0, place.Count("SELECT count(*) FROM totals WHERE member_id = @own AND points <> 0", new { own }));
        place.Choices = place.Choices with { Merge = MoveMerge.Nobody };
        var again = place.Move(Two);
        Assert.Equal((0, 1, 2), (again.SameNames, again.OtherNames, again.Count("members", MoveFate.New)));
        Assert.Equal(1, place.Count("SELECT count(*) FROM members WHERE login = 'ben.cole'"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM totals WHERE member_id = @own AND points <> 0", new { own }));
    }

    [Fact]
    public void After_a_fortnight_there_is_no_undo()
    {
        place.Move(Two);
        var end = Now + PastImport.UndoDays * 86_400;
        Assert.Null(place.Db.Write(sql => MoveBack.Run(sql, 1, Actor.CommandLine, end)).Outcome);
        place.Undo(1, end - 1);
    }
}
