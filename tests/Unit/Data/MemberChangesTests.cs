// Changes to many members and September's decisions, statement by statement: what is put back and left alone, and that an owner remains.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class MemberChangesTests : IDisposable
{
    private static readonly Actor Somebody = new(null, "a test");

    private readonly TemporaryFolder folder = new();
    private readonly Db db;

    public MemberChangesTests()
    {
        Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1).Result);
        db = Db.Open(folder["mathsoc.db"], readers: 2);
    }

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_change_remembers_what_each_member_was_and_an_undo_puts_it_back()
    {
        var (school, other) = db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Dale", null, 1)!.Value));
        var ada = db.Add(Seed.Pupil("ada") with { SchoolId = school, Class = "9A" });
        var bob = db.Add(Seed.Pupil("bob"));
        var before = (Get(ada), Get(bob));

        var outcome = Apply("school", [ada, bob], member => member with
        {
            SchoolId = other,
            Class = "X",
            StartYear = 2020,
            Role = Role.Editor,
            State = MemberState.Archived,
        });
        Assert.Equal(2, outcome.Changed);
        Assert.All([ada, bob], id => Assert.Equal((other, "X", 2020L, Role.Editor, MemberState.Archived, 100L),
            (Get(id).SchoolId, Get(id).Class, Get(id).StartYear, Get(id).Role, Get(id).State, Get(id).StateAt)));

        Assert.Equal(new UndoOutcome(2, 0), Undo(outcome));
        Assert.Equal(before, (Get(ada), Get(bob)));
        var searchText = db.Read(sql => sql.ExecuteScalar<string>("SELECT search_text FROM members WHERE id = @id", new { id = ada }));
        Assert.Contains("9a", searchText, StringComparison.Ordinal);
    }

    [Fact]
    public void Undoing_twice_does_nothing()
    {
        var ada = db.Add(Seed.Pupil("ada"));
        var outcome = Apply("class", [ada], member => member with { Class = "9B" });
        Assert.NotNull(Undo(outcome));
        Assert.NotNull(Apply("class", [ada], member => member with { Class = "9B" }).ChangeId);
        Assert.Null(Undo(outcome));
        Assert.Equal("9B", Get(ada).Class);
    }

    [Fact]
    public void An_undo_leaves_a_later_edit_alone_and_puts_back_the_others()
    {
        var (ada, bob, cyd) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob")), db.Add(Seed.Pupil("cyd")));
        var outcome = Apply("archive", [ada, bob, cyd], member => member with { State = MemberState.Archived });
        // Bob is brought back and archived once more by hand: the last decision is not the change's. Cyd's class has nothing to do with it.
        db.Write(sql => Members.SetState(sql, bob, MemberState.Active, 200) && Members.SetState(sql, bob, MemberState.Archived, 300));
        db.Write(sql => Members.Update(sql, Members.Find(sql, cyd)! with { Class = "9C" }));

        Assert.Equal(new UndoOutcome(2, 1), Undo(outcome));
        Assert.Equal((MemberState.Active, MemberState.Archived, MemberState.Active), (Get(ada).State, Get(bob).State, Get(cyd).State));
        Assert.Equal("9C", Get(cyd).Class);
    }

    [Fact]
    public void When_the_last_owner_would_go_nothing_is_changed_and_the_transaction_goes_on()
    {
        var (ada, head) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Person("head", Role.Owner)));
        foreach (var what in new Func<Member, Member>[]
        {
            member => member with { Role = Role.Teacher },
            member => member with { State = MemberState.Archived },
            member => member with { State = MemberState.Leaving },
        })
        {
            var outcome = db.Write(sql =>
            {
                var refused = MemberChanges.Apply(sql, Somebody, "x", [ada, head], what, 100);
                Settings.Set(sql, "after", "written", 100);
                return refused;
            });
            Assert.Equal(new ChangeOutcome(null, 0, true), outcome);
        }
        Assert.Equal((Role.Member, MemberState.Active), (Get(ada).Role, Get(ada).State));
        Assert.Equal((Role.Owner, MemberState.Active), (Get(head).Role, Get(head).State));
        Assert.Empty(db.Read(sql => Changes.List(sql, null, 10)));
        Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit")));
        Assert.Equal("written", db.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'after'")));
    }

    [Fact]
    public void An_undo_that_would_take_the_last_owner_skips_them()
    {
        var (head, deputy) = (db.Add(Seed.Person("head", Role.Owner)), db.Add(Seed.Person("deputy", Role.Teacher)));
        var promoted = Apply("role", [deputy], member => member with { Role = Role.Owner });
        Assert.True(db.Write(sql => Members.SetRole(sql, head, Role.Teacher)));
        Assert.Equal(new UndoOutcome(0, 1), Undo(promoted));
        Assert.Equal(Role.Owner, Get(deputy).Role);
    }

    [Fact]
    public void An_undo_brings_owners_back_before_it_takes_others_away()
    {
        var (head, zoe) = (db.Add(Seed.Person("head", Role.Owner)), db.Add(Seed.Person("aaron", Role.Teacher)));
        var handedOver = db.Write(sql =>
        {
            MemberChanges.Apply(sql, Somebody, "role", [zoe], member => member with { Role = Role.Owner }, 90);
            return MemberChanges.Apply(sql, Somebody, "role", [head, zoe],
                member => member.Id == head ? member with { Role = Role.Member } : member with { Class = "staff" }, 100);
        });
        Assert.Equal(new UndoOutcome(2, 0), Undo(handedOver));
        Assert.Equal(Role.Owner, Get(head).Role);
    }

    [Fact]
    public void Whoever_is_gone_is_never_changed_and_nothing_of_them_is_kept_by_what_was_done_before()
    {
        var ada = db.Add(Seed.Pupil("ada") with { Class = "9A" });
        var outcome = Apply("class", [ada], member => member with { Class = "9B" });
        Assert.True(db.Write(sql => Anonymisation.Apply(sql, ada, 200)));
        Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM change_members")));
        Assert.Null(Apply("class", [ada], member => member with { Class = "9C" }).ChangeId);
        Assert.Equal(new UndoOutcome(0, 0), Undo(outcome));
        Assert.Equal((MemberState.Former, ""), (Get(ada).State, Get(ada).Class));
    }

    [Fact]
    public void Undoing_an_import_removes_those_who_never_came_and_archives_those_who_did()
    {
        var (came, never, edited) = (db.Add(Seed.Pupil("came")), db.Add(Seed.Pupil("never")), db.Add(Seed.Pupil("edited")));
        var import = db.Write(sql =>
        {
            var id = Imports.Begin(sql, null, 3, 100);
            foreach (var member in new[] { came, never, edited }) Imports.Note(sql, id, member);
            return new ChangeOutcome(id, 3, false);
        });
        db.Write(sql => Members.NoteSignIn(sql, came, null, 150));
        db.SignIn(came, 150);
        db.Write(sql => Members.SetRole(sql, edited, Role.Editor));

        Assert.Equal(new UndoOutcome(2, 1), Undo(import));
        Assert.Equal(
            (MemberState.Archived, MemberState.Former, MemberState.Active),
            (Get(came).State, Get(never).State, Get(edited).State));
        Assert.Equal(0, db.Read(sql => Sessions.Count(sql, 151)));
    }

    [Fact]
    public void Archiving_and_deleting_end_sessions_and_a_new_class_does_not()
    {
        var (ada, bob, cyd) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob")), db.Add(Seed.Pupil("cyd")));
        foreach (var id in new[] { ada, bob, cyd }) db.SignIn(id, 50);
        Apply("archive", [ada], member => member with { State = MemberState.Archived });
        Apply("delete", [bob], member => member with { State = MemberState.Leaving });
        Apply("class", [cyd], member => member with { Class = "9B" });
        Assert.Equal((0, 0, 1), (Open(ada), Open(bob), Open(cyd)));

        int Open(long id) => db.Read(sql => Sessions.List(sql, id, 60)).Count;
    }

    [Fact]
    public void What_an_actor_may_not_do_an_undo_does_not_do_for_them()
    {
        var (ada, bob) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob")));
        var outcome = Apply("class", [ada, bob], member => member with { Class = "9B" });
        Assert.Equal(
            new UndoOutcome(1, 1),
            db.Write(sql => MemberChanges.Undo(sql, Somebody, outcome.ChangeId!.Value, 200, (now, _) => now.Id == ada)));
        Assert.Equal(("", "9B"), (Get(ada).Class, Get(bob).Class));
    }

    [Fact]
    public void A_school_that_is_gone_is_put_back_as_none()
    {
        var school = db.Write(sql => Schools.Add(sql, "Hill", null, 1))!.Value;
        var ada = db.Add(Seed.Pupil("ada") with { SchoolId = school });
        var outcome = Apply("school", [ada], member => member with { SchoolId = null });
        db.Write(sql => sql.Execute("DELETE FROM schools"));
        Assert.Equal(new UndoOutcome(1, 0), Undo(outcome));
        Assert.Null(Get(ada).SchoolId);
    }

    [Fact]
    public void Each_change_is_audited_once_and_once_a_member_without_names()
    {
        var ada = db.Add(Seed.Pupil("ada"));
        Undo(Apply("class", [ada], member => member with { Class = "9B" }));
        var lines = db.Read(sql => sql.Query<Line>("SELECT action, subject, subject_id, detail FROM audit ORDER BY id"));
        Assert.Equal(
            [
                new Line("member.class", "member", ada, "change 1; class none -> 9B"), new Line("change.class", "change", 1, "1 member"),
                new Line("member.undo", "member", ada, "change 1; class 9B -> none"),
                new Line("change.undo", "change", 1, "class: 1 put back, 0 left alone"),
            ], lines);
    }

    [Fact]
    public void Repeating_a_year_twice_adds_one_year()
    {
        var (ada, bob) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob") with { StartYear = 2019 }));
        Assert.Equal(2, Roll(2026, [ada], [bob]).Changed);
        Assert.Null(Roll(2026, [ada], [bob]).ChangeId);
        Assert.Null(Roll(2026, [], [ada]).ChangeId);
        Assert.Equal((2025L, MemberState.Archived), (Get(ada).StartYear, Get(bob).State));
        // Another September is another decision.
        Assert.Equal(1, Roll(2027, [ada], []).Changed);
        Assert.Equal(2026L, Get(ada).StartYear);
    }

    [Fact]
    public void Undoing_a_rollover_takes_back_the_fates_so_that_they_can_be_decided_again()
    {
        var ada = db.Add(Seed.Pupil("ada"));
        Assert.Equal(new UndoOutcome(1, 0), Undo(Roll(2026, [ada], [])));
        Assert.Equal(2024L, Get(ada).StartYear);
        Assert.Equal(1, Roll(2026, [], [ada]).Changed);
        Assert.Equal(MemberState.Archived, Get(ada).State);
    }

    [Fact]
    public void What_is_decided_before_september_waits_for_it()
    {
        var (ada, bob, cyd, dan) = (
            db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob")), db.Add(Seed.Pupil("cyd")), db.Add(Seed.Pupil("dan")));
        var outcome = Roll(2027, [ada, cyd], [bob, dan], isDue: false);
        Assert.Equal(4, outcome.Changed);
        Assert.All([ada, bob, cyd, dan], id => Assert.Equal((2024L, MemberState.Active), (Get(id).StartYear, Get(id).State)));
        Assert.Equal(0, db.Write(sql => Rollovers.CarryOut(sql, 2026, 150)));
        // Meanwhile one is corrected by hand, and another has already left.
        db.Write(sql => Members.Update(sql, Members.Find(sql, cyd)! with { StartYear = 2025 }));
        db.Write(sql => Members.SetState(sql, dan, MemberState.Archived, 160));

        Assert.Equal(2, db.Write(sql => Rollovers.CarryOut(sql, 2027, 200)));
        Assert.Equal(0, db.Write(sql => Rollovers.CarryOut(sql, 2027, 201)));
        Assert.Equal((2025L, 2025L), (Get(ada).StartYear, Get(cyd).StartYear));
        Assert.Equal((MemberState.Archived, 200L), (Get(bob).State, Get(bob).StateAt));

        Undo(outcome, 300);
        Assert.Equal(
            (2024L, MemberState.Active, 2025L, MemberState.Archived),
            (Get(ada).StartYear, Get(bob).State, Get(cyd).StartYear, Get(dan).State));
    }

    [Fact]
    public void An_undo_before_september_means_that_it_never_comes()
    {
        var ada = db.Add(Seed.Pupil("ada"));
        Assert.Equal(new UndoOutcome(1, 0), Undo(Roll(2027, [ada], [], isDue: false)));
        Assert.Equal(0, db.Write(sql => Rollovers.CarryOut(sql, 2027, 300)));
        Assert.Equal(2024L, Get(ada).StartYear);
    }

    [Fact]
    public void The_last_owner_does_not_leave_school()
    {
        var head = db.Add(Seed.Person("head", Role.Owner) with { StartYear = 2019 });
        Assert.True(Roll(2026, [], [head]).NeedsOwner);
        Assert.NotNull(Roll(2027, [], [head], isDue: false).ChangeId);
        Assert.Equal(0, db.Write(sql => Rollovers.CarryOut(sql, 2027, 200)));
        Assert.Equal(MemberState.Active, Get(head).State);
    }

    [Fact]
    public void Counts_say_who_moves_who_repeats_and_who_left()
    {
        for (var i = 0; i < 3; i++) db.Add(Seed.Pupil($"nine{i}"));
        var (again, old) = (db.Add(Seed.Pupil("again")), db.Add(Seed.Pupil("old") with { StartYear = 2019 }));
        db.Add(Seed.Person("head", Role.Owner));
        Roll(2026, [again], [old]);
        var words = new ChangeWords([], Rules.Default, 2026);
        Assert.Equal([("Year 8 (KS3)", "Year 9 (KS3)", 3), ("Year 8 (KS3)", "Year 8 (KS3) again", 1), ("Year 13 (KS5)", "leaves", 1)],
            RolloverMoves.Make(db.Read(sql => Rollovers.Count(sql, 2026)), words, 2026)
                .Select(move => (move.From, move.To, (int)move.Members)));
    }

    private ChangeOutcome Apply(string action, long[] ids, Func<Member, Member> what) =>
        db.Write(sql => MemberChanges.Apply(sql, Somebody, action, ids, what, 100));

    private ChangeOutcome Roll(int year, long[] repeats, long[] leaves, bool isDue = true) =>
        db.Write(sql => Rollovers.Apply(sql, Somebody, year, repeats, leaves, isDue, 100));

    private UndoOutcome? Undo(ChangeOutcome outcome, long now = 200) =>
        db.Write(sql => MemberChanges.Undo(sql, Somebody, outcome.ChangeId!.Value, now));

    private Member Get(long id) => db.Read(sql => Members.Find(sql, id))!;

    internal sealed record Line(string Action, string Subject, long SubjectId, string Detail);
}
