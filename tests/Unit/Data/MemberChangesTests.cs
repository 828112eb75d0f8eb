// Changes to many members, statement by statement: what is put back and left alone, and that an owner remains.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class MemberChangesTests : IDisposable
{
    private readonly TestDatabase place = new();

    private Db Db => place.Db;

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_change_remembers_what_each_member_was_and_an_undo_puts_it_back()
    {
        var (school, other) = Db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Dale", null, 1)!.Value));
        var ada = Db.Add(Seed.Pupil("ada") with { SchoolId = school, Class = "9A" });
        var bob = Db.Add(Seed.Pupil("bob"));
        var before = (Db.Get(ada), Db.Get(bob));

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
            (Db.Get(id).SchoolId, Db.Get(id).Class, Db.Get(id).StartYear, Db.Get(id).Role, Db.Get(id).State, Db.Get(id).StateAt)));

        Assert.Equal(new UndoOutcome(2, 0), Db.Undo(outcome));
        Assert.Equal(before, (Db.Get(ada), Db.Get(bob)));
        var searchText = Db.Read(sql => sql.ExecuteScalar<string>("SELECT search_text FROM members WHERE id = @id", new { id = ada }));
        Assert.Contains("9a", searchText, StringComparison.Ordinal);
    }

    [Fact]
    public void Undoing_twice_does_nothing()
    {
        var ada = Db.Add(Seed.Pupil("ada"));
        var outcome = Apply("class", [ada], member => member with { Class = "9B" });
        Assert.NotNull(Db.Undo(outcome));
        Assert.NotNull(Apply("class", [ada], member => member with { Class = "9B" }).ChangeId);
        Assert.Null(Db.Undo(outcome));
        Assert.Equal("9B", Db.Get(ada).Class);
    }

    [Fact]
    public void An_undo_leaves_a_later_edit_alone_and_puts_back_the_others()
    {
        var (ada, bob, cyd) = (Db.Add(Seed.Pupil("ada")), Db.Add(Seed.Pupil("bob")), Db.Add(Seed.Pupil("cyd")));
        var outcome = Apply("archive", [ada, bob, cyd], member => member with { State = MemberState.Archived });
        // Bob is brought back and archived once more by hand: the last decision is not the change's. Cyd's class has nothing to do with it.
        Db.Write(sql => Members.SetState(sql, bob, MemberState.Active, 200) && Members.SetState(sql, bob, MemberState.Archived, 300));
        Db.Write(sql => Members.Update(sql, Members.Find(sql, cyd)! with { Class = "9C" }));

        Assert.Equal(new UndoOutcome(2, 1), Db.Undo(outcome));
        Assert.Equal((MemberState.Active, MemberState.Archived, MemberState.Active),
            (Db.Get(ada).State, Db.Get(bob).State, Db.Get(cyd).State));
        Assert.Equal("9C", Db.Get(cyd).Class);
    }

    [Fact]
    public void When_the_last_owner_would_go_nothing_is_changed_and_the_transaction_goes_on()
    {
        var (ada, head) = (Db.Add(Seed.Pupil("ada")), Db.Add(Seed.Person("head", Role.Owner)));
        foreach (var what in new Func<Member, Member>[]
        {
            member => member with { Role = Role.Teacher },
            member => member with { State = MemberState.Archived },
            member => member with { State = MemberState.Leaving },
        })
        {
            var outcome = Db.Write(sql =>
            {
                var refused = MemberChanges.Apply(sql, ChangedMembers.Somebody, "x", [ada, head], what, 100);
                Settings.Set(sql, "after", "written", 100);
                return refused;
            });
            Assert.Equal(new ChangeOutcome(null, 0, true), outcome);
        }
        Assert.Equal((Role.Member, MemberState.Active), (Db.Get(ada).Role, Db.Get(ada).State));
        Assert.Equal((Role.Owner, MemberState.Active), (Db.Get(head).Role, Db.Get(head).State));
        Assert.Empty(Db.Read(sql => Changes.List(sql, null, 10)));
        Assert.Equal(0, Db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit")));
        Assert.Equal("written", Db.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'after'")));
    }

    [Fact]
    public void An_undo_that_would_take_the_last_owner_skips_them()
    {
        var (head, deputy) = (Db.Add(Seed.Person("head", Role.Owner)), Db.Add(Seed.Person("deputy", Role.Teacher)));
        var promoted = Apply("role", [deputy], member => member with { Role = Role.Owner });
        Assert.True(Db.Write(sql => Members.SetRole(sql, head, Role.Teacher)));
        Assert.Equal(new UndoOutcome(0, 1), Db.Undo(promoted));
        Assert.Equal(Role.Owner, Db.Get(deputy).Role);
    }

    [Fact]
    public void An_undo_brings_owners_back_before_it_takes_others_away()
    {
        var (head, zoe) = (Db.Add(Seed.Person("head", Role.Owner)), Db.Add(Seed.Person("aaron", Role.Teacher)));
        var handedOver = Db.Write(sql =>
        {
            MemberChanges.Apply(sql, ChangedMembers.Somebody, "role", [zoe], member => member with { Role = Role.Owner }, 90);
            return MemberChanges.Apply(sql, ChangedMembers.Somebody, "role", [head, zoe],
                member => member.Id == head ? member with { Role = Role.Member } : member with { Class = "staff" }, 100);
        });
        Assert.Equal(new UndoOutcome(2, 0), Db.Undo(handedOver));
        Assert.Equal(Role.Owner, Db.Get(head).Role);
    }

    [Fact]
    public void Whoever_is_gone_is_never_changed_and_nothing_of_them_is_kept_by_what_was_done_before()
    {
        var ada = Db.Add(Seed.Pupil("ada") with { Class = "9A" });
        var outcome = Apply("class", [ada], member => member with { Class = "9B" });
        Assert.True(Db.Write(sql => Anonymisation.Apply(sql, ada, 200)));
        Assert.Equal(0, Db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM change_members")));
        Assert.Null(Apply("class", [ada], member => member with { Class = "9C" }).ChangeId);
        Assert.Equal(new UndoOutcome(0, 0), Db.Undo(outcome));
        Assert.Equal((MemberState.Former, ""), (Db.Get(ada).State, Db.Get(ada).Class));
    }

    [Fact]
    public void Undoing_an_import_removes_those_who_never_came_and_archives_those_who_did()
    {
        var (came, never, edited) = (Db.Add(Seed.Pupil("came")), Db.Add(Seed.Pupil("never")), Db.Add(Seed.Pupil("edited")));
        var import = Db.Write(sql =>
        {
            var id = Imports.Begin(sql, null, 3, 100);
            foreach (var member in new[] { came, never, edited }) Imports.Note(sql, id, member);
            return new ChangeOutcome(id, 3, false);
        });
        Db.Write(sql => Members.NoteSignIn(sql, came, null, 150));
        Db.SignIn(came, 150);
        Db.Write(sql => Members.SetRole(sql, edited, Role.Editor));

        Assert.Equal(new UndoOutcome(2, 1), Db.Undo(import));
        Assert.Equal(
            (MemberState.Archived, MemberState.Former, MemberState.Active),
            (Db.Get(came).State, Db.Get(never).State, Db.Get(edited).State));
        Assert.Equal(0, Db.Read(sql => Sessions.Count(sql, 151)));
    }

    [Fact]
    public void Archiving_and_deleting_end_sessions_and_a_new_class_does_not()
    {
        var (ada, bob, cyd) = (Db.Add(Seed.Pupil("ada")), Db.Add(Seed.Pupil("bob")), Db.Add(Seed.Pupil("cyd")));
        foreach (var id in new[] { ada, bob, cyd }) Db.SignIn(id, 50);
        Apply("archive", [ada], member => member with { State = MemberState.Archived });
        Apply("delete", [bob], member => member with { State = MemberState.Leaving });
        Apply("class", [cyd], member => member with { Class = "9B" });
        Assert.Equal((0, 0, 1), (Open(ada), Open(bob), Open(cyd)));

        int Open(long id) => Db.Read(sql => Sessions.List(sql, id, 60)).Count;
    }

    [Fact]
    public void What_an_actor_may_not_do_an_undo_does_not_do_for_them()
    {
        var (ada, bob) = (Db.Add(Seed.Pupil("ada")), Db.Add(Seed.Pupil("bob")));
        var outcome = Apply("class", [ada, bob], member => member with { Class = "9B" });
        Assert.Equal(
            new UndoOutcome(1, 1),
            Db.Write(sql => MemberChanges.Undo(sql, ChangedMembers.Somebody, outcome.ChangeId!.Value, 200, (now, _) => now.Id == ada)));
        Assert.Equal(("", "9B"), (Db.Get(ada).Class, Db.Get(bob).Class));
    }

    [Fact]
    public void A_school_that_is_gone_is_put_back_as_none()
    {
        var school = Db.Write(sql => Schools.Add(sql, "Hill", null, 1))!.Value;
        var ada = Db.Add(Seed.Pupil("ada") with { SchoolId = school });
        var outcome = Apply("school", [ada], member => member with { SchoolId = null });
        Db.Write(sql => sql.Execute("DELETE FROM schools"));
        Assert.Equal(new UndoOutcome(1, 0), Db.Undo(outcome));
        Assert.Null(Db.Get(ada).SchoolId);
    }

    [Fact]
    public void Each_change_is_audited_once_and_once_a_member_without_names()
    {
        var ada = Db.Add(Seed.Pupil("ada"));
        Db.Undo(Apply("class", [ada], member => member with { Class = "9B" }));
        var lines = Db.Read(sql => sql.Query<Line>("SELECT action, subject, subject_id, detail FROM audit ORDER BY id"));
        Assert.Equal(
            [
                new Line("member.class", "member", ada, "change 1; class none -> 9B"), new Line("change.class", "change", 1, "1 member"),
                new Line("member.undo", "member", ada, "change 1; class 9B -> none"),
                new Line("change.undo", "change", 1, "class: 1 put back, 0 left alone"),
            ], lines);
    }

    private ChangeOutcome Apply(string action, long[] ids, Func<Member, Member> what) =>
        Db.Write(sql => MemberChanges.Apply(sql, ChangedMembers.Somebody, action, ids, what, 100));

    internal sealed record Line(string Action, string Subject, long SubjectId, string Detail);
}
