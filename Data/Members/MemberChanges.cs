// Changes many members at once, as a whole or not at all, records what each of them was before, and undoes it.
using System.Globalization;
using System.Text;
using Dapper;

namespace MathsSoc.Data;

/// <summary>One member's part of a change.</summary>
public sealed record MemberChange(Member Before, Member After)
{
    /// <summary>Whether there is anything to do.</summary>
    public bool IsChange => MemberValues.Of(Before) != MemberValues.Of(After);
}

/// <summary>The result of a change.</summary>
/// <param name="ChangeId">Null: nothing was changed.</param>
/// <param name="NeedsOwner">It was refused as a whole, because no owner would have remained.</param>
public sealed record ChangeOutcome(long? ChangeId, int Changed, bool NeedsOwner);

/// <summary>
/// The result of an undo: how many members were put back, and how many were left alone because they were changed since, are gone, or the
/// actor may not change them.
/// </summary>
public sealed record UndoOutcome(int PutBack, int Skipped);

/// <summary>Makes and undoes changes. Everything is written in the caller's transaction, with the audit of it.</summary>
public static class MemberChanges
{
    /// <summary>
    /// Applies <paramref name="what"/> to every member of <paramref name="ids"/> except former ones. If no owner would remain, nothing at
    /// all is changed, and the caller's transaction goes on as if it had not been tried.
    /// </summary>
    public static ChangeOutcome Apply(Sql sql, Actor actor, string action, IEnumerable<long> ids, Func<Member, Member> what, long now)
    {
        var changes = new List<MemberChange>();
        foreach (var member in MemberList.ListByIds(sql, ids))
        {
            if (member.State == MemberState.Former) continue;
            var change = new MemberChange(member, Since(member, what(member), now));
            if (change.IsChange) changes.Add(change);
        }
        return Make(sql, actor, action, changes, now);
    }

    /// <summary>
    /// Puts each member back who is still as the change left them; a member whom an import made is archived if they have signed in since,
    /// and anonymised otherwise. Null if there is no such change, or it was undone before.
    /// </summary>
    /// <param name="may">Whether the actor may turn the first of the two into the second; null: no limit.</param>
    public static UndoOutcome? Undo(Sql sql, Actor actor, long changeId, long now, Func<Member, Member, bool>? may = null)
    {
        if (Changes.Find(sql, changeId) is not { UndoneAt: null, CompetitionId: null } change) return null;
        var (putBack, skipped) = (0, 0);
        foreach (var member in Changes.MembersOf(sql, changeId))
        {
            if (member.StandingTo(change) == ChangeStanding.AsChanged && TryPutBack(sql, actor, changeId, member, now, may)) putBack++;
            else skipped++;
        }
        Rollovers.RemoveFates(sql, changeId);
        sql.Execute("UPDATE changes SET undone_at = @now WHERE id = @changeId", new { now, changeId });
        var counts = $"{change.Action}: {Number(putBack)} put back, {Number(skipped)} left alone";
        Audit.Add(sql, actor, "change.undo", now, "change", changeId, counts);
        return new UndoOutcome(putBack, skipped);
    }

    /// <summary>Makes a change of all these parts, including those that change nothing yet.</summary>
    internal static ChangeOutcome Make(Sql sql, Actor actor, string action, List<MemberChange> changes, long now)
    {
        if (changes.Count == 0) return new ChangeOutcome(null, 0, false);
        sql.Execute("SAVEPOINT many");
        var id = sql.ExecuteScalar<long>($"""
            INSERT INTO changes (id, action, actor_id, made_at, members)
            VALUES ({GivenIds.NextChange}, @action, @actor, @now, @members) RETURNING id
            """,
            new { action, actor = actor.MemberId, now, members = changes.Count });
        foreach (var change in changes)
        {
            Note(sql, id, change.Before, change.After);
            if (change.IsChange && !TryPut(sql, change))
            {
                sql.Execute("ROLLBACK TO many");
                sql.Execute("RELEASE many");
                return new ChangeOutcome(null, 0, true);
            }
            if (change.After.Role != change.Before.Role || change.After.SchoolId != change.Before.SchoolId)
                GuestRetention.Begin(sql, change.After.Id, change.After.Role, now);
            Audit.Add(sql, actor, $"member.{action}", now, "member", change.Before.Id, Describe(id, change));
        }
        Audit.Add(sql, actor, $"change.{action}", now, "change", id, Audit.Count(changes.Count, "member"));
        sql.Execute("RELEASE many");
        return new ChangeOutcome(id, changes.Count, false);
    }

    /// <summary>
    /// Writes a member's new values; false if no owner would remain. A member who may not sign in any more, or is about to be deleted, is
    /// signed out.
    /// </summary>
    internal static bool TryPut(Sql sql, MemberChange change)
    {
        var after = change.After;
        var done = Members.UnlessLastOwner(() => sql.Execute("""
            UPDATE members SET role = @role, class = @className, school_id = (SELECT id FROM schools WHERE id = @school),
                start_year = @start, state = @state, state_at = @stateAt, search_text = @search
            WHERE id = @id AND state <> 'former'
            """,
            new
            {
                role = after.Role,
                className = after.Class,
                school = after.SchoolId,
                start = after.StartYear,
                state = after.State,
                stateAt = after.StateAt,
                search = Members.SearchText(after.Name, after.Login, after.Class, after.DisplayName),
                id = after.Id,
            }));
        if (done && after.State != change.Before.State && after.State != MemberState.Active) Sessions.EndAll(sql, after.Id);
        if (done && change.Before.State == MemberState.Waiting && after.State == MemberState.Active)
            SchoolEnrolments.AddByCode(sql, after.Id, after.StateAt);
        return done;
    }

    /// <summary>What was changed, for the audit: no names, no logins.</summary>
    internal static string Describe(long changeId, MemberChange change)
    {
        var (was, now) = (MemberValues.Of(change.Before), MemberValues.Of(change.After));
        var words = new StringBuilder($"change {Number(changeId)}");
        void Add(string what, string before, string after)
        {
            if (before == after) return;
            words.Append($"; {what} {(before.Length == 0 ? "none" : before)} -> {(after.Length == 0 ? "none" : after)}");
        }

        Add("role", EnumText.Of(was.Role), EnumText.Of(now.Role));
        Add("class", was.Class, now.Class);
        Add("school", Number(was.SchoolId), Number(now.SchoolId));
        Add("start year", Number(was.StartYear), Number(now.StartYear));
        Add("state", EnumText.Of(was.State), EnumText.Of(now.State));
        return words.ToString();
    }

    private static bool TryPutBack(Sql sql, Actor actor, long changeId, ChangedMember member, long now, Func<Member, Member, bool>? may)
    {
        MemberChange change;
        if (member.Before is not null)
        {
            var back = member.PutBack();
            // The retention time of an archived or waiting member begins again: it may have run out meanwhile.
            if (back.State != member.Now.State && back.State is MemberState.Archived or MemberState.Waiting)
                back = back with { StateAt = now };
            change = new MemberChange(member.Now, back);
        }
        else
        {
            var state = member.Now.LastSignInAt is null ? MemberState.Former : MemberState.Archived;
            change = new MemberChange(member.Now, Since(member.Now, member.Now with { State = state }, now));
        }
        if (may is not null && !may(change.Before, change.After)) return false;
        var isRemoved = change.After.State == MemberState.Former;
        var done = isRemoved ? Anonymisation.Apply(sql, member.Now.Id, now) : TryPut(sql, change);
        if (done && isRemoved) SchoolEnrolments.Unmake(sql, member.Now.Id, now);
        var detail = isRemoved ? $"change {Number(changeId)}" : Describe(changeId, change);
        if (done) Audit.Add(sql, actor, "member.undo", now, "member", member.Now.Id, detail);
        return done;
    }

    /// <summary>The new values, with the time of the change if the state is a new one.</summary>
    internal static Member Since(Member before, Member after, long now) =>
        after.State == before.State ? after : after with { StateAt = now };

    private static void Note(Sql sql, long changeId, Member before, Member after) =>
        sql.Execute("""
            INSERT INTO change_members (change_id, member_id, role_before, role_after, class_before, class_after, school_before,
                school_after, start_year_before, start_year_after, state_before, state_after, state_at_before)
            VALUES (@changeId, @member, @roleBefore, @roleAfter, @classBefore, @classAfter, @schoolBefore, @schoolAfter,
                @startBefore, @startAfter, @stateBefore, @stateAfter, @stateAtBefore)
            """,
            new
            {
                changeId,
                member = after.Id,
                roleBefore = before.Role,
                roleAfter = after.Role,
                classBefore = before.Class,
                classAfter = after.Class,
                schoolBefore = before.SchoolId,
                schoolAfter = after.SchoolId,
                startBefore = before.StartYear,
                startAfter = after.StartYear,
                stateBefore = before.State,
                stateAfter = after.State,
                stateAtBefore = before.StateAt,
            });

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
