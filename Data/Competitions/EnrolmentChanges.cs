// Changes the enrolments of many pupils at once: what would happen to each, and doing it with a record that an undo can follow.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>A change to many enrolments. <c>Action</c> is Enrol, Withdraw or Move of <see cref="ChangeAction"/>.</summary>
/// <param name="SchoolId">The school to move to; null: each keeps their own.</param>
/// <param name="Division">The division to move to; null: each keeps their own.</param>
/// <param name="Reason">Of a move, for the pupils to read; otherwise empty.</param>
public sealed record EnrolmentOrder(string Action, long? SchoolId, string? Division, string Reason);

/// <summary>The values of an enrolment that a change may change.</summary>
public sealed record EnrolmentValues(EnrolmentState State, long? SchoolId, string Division)
{
    /// <summary>The present values; null if there is no enrolment.</summary>
    public static EnrolmentValues? Of(Enrolment? enrolment) =>
        enrolment is null ? null : new(enrolment.State, enrolment.SchoolId, enrolment.Division);
}

/// <summary>What a change would do to one member.</summary>
/// <param name="Before">Null: the member was never enrolled.</param>
/// <param name="After">Null: nothing would be done, and <paramref name="WhyNot"/> is the reason in a sentence.</param>
public sealed record PlannedEnrolment(Member Member, Enrolment? Before, EnrolmentValues? After, string WhyNot);

/// <summary>Plans and makes changes to many enrolments. <see cref="EnrolmentUndo"/> takes them back.</summary>
public static class EnrolmentChanges
{
    /// <summary>Why no change to enrolments is made or undone any more, as a sentence; null if it may be.</summary>
    public static string? FindObstacle(Competition competition) =>
        competition.ResultsAt is not null ? "The results are published, so nobody is enrolled, withdrawn or moved any more."
        : competition.ArchivedAt is not null ? "The competition is archived. Take it out of the archive first."
        : null;

    /// <summary>
    /// The active pupils of the society's own schools, and of none, who do not take part, by name: those of a school (0: of none) and of a
    /// class; null or empty: any.
    /// </summary>
    public static List<Member> ListOthers(Sql sql, long competitionId, long? schoolId, string className, int most) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members m
        WHERE {MemberRules.ActivePupil} AND (@schoolId IS NULL OR coalesce(m.school_id, 0) = @schoolId)
            AND (@className = '' OR m.class = @className)
            AND NOT {MemberRules.OfGuestSchool} AND {SchoolEnrolments.IsOutside}
        ORDER BY m.search_text, m.id LIMIT @most
        """, new { competitionId, schoolId, className, most }).AsList();

    /// <summary>What the order would do to each of these members, by name; ids that no member has are left out.</summary>
    public static List<PlannedEnrolment> Plan(Sql sql, Competition competition, EnrolmentOrder order, IEnumerable<long> ids, long now)
    {
        var plan = new List<PlannedEnrolment>();
        var obstacles = new Dictionary<long, string?>();
        foreach (var member in MemberList.ListByIds(sql, ids))
        {
            var before = Enrolments.Find(sql, competition.Id, member.Id);
            var why = FindObstacle(competition) ?? (member.State == MemberState.Former ? "A former member: the tables keep the place."
                : order.Action switch
                {
                    ChangeAction.Enrol => WhyNotEnrol(sql, competition, member, before, obstacles, now),
                    ChangeAction.Withdraw => before is { State: EnrolmentState.Enrolled } ? null : "Does not take part.",
                    _ => WhyNotMove(sql, competition, order, before, obstacles),
                });
            plan.Add(new PlannedEnrolment(member, before, why is null ? After(competition, order, member, before, now) : null, why ?? ""));
        }
        return plan;
    }

    /// <summary>
    /// Makes the change for each of these members for whom it means something, in the caller's transaction, with its audit. The id of its
    /// record; null: it changed nobody.
    /// </summary>
    public static long? Apply(Sql sql, Actor actor, Competition competition, EnrolmentOrder order, IEnumerable<long> ids, long now)
    {
        var plan = Plan(sql, competition, order, ids, now).FindAll(static one => one.After is not null);
        if (plan.Count == 0) return null;
        var id = sql.ExecuteScalar<long>($"""
            INSERT INTO changes (id, action, actor_id, made_at, members, competition_id)
            VALUES ({GivenIds.NextChange}, @Action, @actor, @now, @members, @competitionId) RETURNING id
            """, new { order.Action, actor = actor.MemberId, now, members = plan.Count, competitionId = competition.Id });
        var detail = string.Create(CultureInfo.InvariantCulture, $"competition {competition.Id}, change {id}");
        foreach (var one in plan)
        {
            Note(sql, id, one);
            Put(sql, competition, order, one, actor, now);
            Audit.Add(sql, actor, order.Action switch
            {
                ChangeAction.Enrol => "enrolment.add",
                ChangeAction.Withdraw => "enrolment.withdraw",
                _ => "competition.move",
            }, now, "member", one.Member.Id, detail);
        }
        Audit.Add(sql, actor, $"change.{order.Action}", now, "change", id, Audit.Count(plan.Count, "member"));
        return id;
    }

    private static string? WhyNotEnrol(
        Sql sql, Competition competition, Member member, Enrolment? before, Dictionary<long, string?> obstacles, long now)
    {
        if (!MemberRules.IsActivePupil(member)) return "Not an active pupil.";
        if (before is { State: EnrolmentState.Enrolled }) return "Takes part already.";
        if (before is { State: EnrolmentState.Disqualified }) return "Disqualified: that is ended on the pupil’s own page.";
        if (member.IsOfGuestSchool)
            return "Of a guest school: whoever looks after it enrols its pupils.";
        // A pupil who comes back after answering does so for the school of the first enrolment.
        var isSettled = before is { IsSettled: true };
        var school = isSettled ? before!.SchoolId : member.SchoolId;
        if (!obstacles.TryGetValue(school ?? 0, out var obstacle))
            obstacles[school ?? 0] = obstacle = SchoolEnrolments.FindObstacle(sql, competition, school, now);
        if (obstacle is not null) return obstacle;
        return !isSettled && competition.DivisionOf(member.StartYear, now).Length == 0
            ? "The year group is not known, or in none of the divisions."
            : null;
    }

    private static string? WhyNotMove(
        Sql sql, Competition competition, EnrolmentOrder order, Enrolment? before, Dictionary<long, string?> obstacles)
    {
        if (before is null) return "Was never enrolled.";
        if (order.SchoolId is { } school)
        {
            if (!obstacles.TryGetValue(school, out var obstacle))
                obstacles[school] = obstacle = CompetitionSchools.TakesPart(sql, competition.Id, school)
                    ? null : "The school to move to does not take part.";
            if (obstacle is not null) return obstacle;
        }
        var isThere = (order.SchoolId ?? before.SchoolId) == before.SchoolId
            && (order.Division ?? before.Division).Equals(before.Division, StringComparison.OrdinalIgnoreCase);
        return isThere ? "Is there already." : null;
    }

    private static EnrolmentValues After(Competition competition, EnrolmentOrder order, Member member, Enrolment? before, long now) =>
        order.Action switch
        {
            ChangeAction.Enrol when before is not { IsSettled: true } =>
                new(EnrolmentState.Enrolled, member.SchoolId, competition.DivisionOf(member.StartYear, now)),
            ChangeAction.Enrol => EnrolmentValues.Of(before)! with { State = EnrolmentState.Enrolled },
            ChangeAction.Withdraw => EnrolmentValues.Of(before)! with { State = EnrolmentState.Withdrawn },
            _ => new(before!.State, order.SchoolId ?? before.SchoolId, order.Division ?? before.Division),
        };

    private static void Put(Sql sql, Competition competition, EnrolmentOrder order, PlannedEnrolment one, Actor actor, long now)
    {
        var (member, after) = (one.Member.Id, one.After!);
        if (order.Action == ChangeAction.Enrol) Enrolments.Add(sql, competition, member, actor.MemberId, now);
        else if (order.Action == ChangeAction.Move)
            CompetitionPupils.Move(sql, competition.Id, member, after.SchoolId, after.Division, order.Reason, now);
        else
            sql.Execute("""
                UPDATE enrolments SET state = 'withdrawn', state_at = @now WHERE competition_id = @competitionId AND member_id = @member
                """, new { competitionId = competition.Id, member, now });
    }

    private static void Note(Sql sql, long changeId, PlannedEnrolment one) => sql.Execute("""
        INSERT INTO change_enrolments (change_id, member_id, state_before, state_after, school_before, school_after,
            division_before, division_after, reason_before, state_at_before, moved_at_before)
        VALUES (@changeId, @member, @stateBefore, @stateAfter, @schoolBefore, @schoolAfter,
            @divisionBefore, @divisionAfter, @reasonBefore, @stateAtBefore, @movedAtBefore)
        """, new
    {
        changeId,
        member = one.Member.Id,
        stateBefore = one.Before is { } before ? EnumText.Of(before.State) : "",
        stateAfter = EnumText.Of(one.After!.State),
        schoolBefore = one.Before?.SchoolId,
        schoolAfter = one.After.SchoolId,
        divisionBefore = one.Before?.Division ?? "",
        divisionAfter = one.After.Division,
        reasonBefore = one.Before?.Reason ?? "",
        stateAtBefore = one.Before?.StateAt,
        movedAtBefore = one.Before?.MovedAt,
    });
}
