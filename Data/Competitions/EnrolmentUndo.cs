// Takes back a change to many enrolments: each pupil who is still as the change left them is put back, and nobody else.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>One pupil of a change to many enrolments. Times are unix seconds.</summary>
public sealed record ChangedEnrolment
{
    public required long MemberId { get; init; }
    public required string Name { get; init; }

    /// <summary>The enrolment before; its state null: the member had never been enrolled.</summary>
    public EnrolmentState? StateBefore { get; init; }

    public long? SchoolBefore { get; init; }
    public string DivisionBefore { get; init; } = "";
    public string ReasonBefore { get; init; } = "";
    public long? StateAtBefore { get; init; }
    public long? MovedAtBefore { get; init; }

    public required EnrolmentState StateAfter { get; init; }
    public long? SchoolAfter { get; init; }
    public string DivisionAfter { get; init; } = "";

    /// <summary>The enrolment as it is now.</summary>
    public required EnrolmentState State { get; init; }

    public long? SchoolId { get; init; }
    public string Division { get; init; } = "";
    public long StateAt { get; init; }
    public long? MovedAt { get; init; }

    /// <summary>When the personal minutes began or an answer counted, the later of them; null: neither.</summary>
    public long? ActiveAt { get; init; }

    /// <summary>Null: the member had never been enrolled.</summary>
    public EnrolmentValues? Before => StateBefore is { } state ? new(state, SchoolBefore, DivisionBefore) : null;

    public EnrolmentValues After => new(StateAfter, SchoolAfter, DivisionAfter);

    /// <summary>
    /// Whether the enrolment is as the change left it. A pupil who was enrolled by it and has begun since is not: their answers stay.
    /// </summary>
    public ChangeStanding StandingTo(Change change)
    {
        var isSame = change.Action == ChangeAction.Move
            ? MovedAt == change.MadeAt && SchoolId == SchoolAfter && Division == DivisionAfter
            : StateAt == change.MadeAt && State == StateAfter && !(change.Action == ChangeAction.Enrol && ActiveAt >= change.MadeAt);
        if (isSame && change.UndoneAt is null) return ChangeStanding.AsChanged;
        var isBefore = change.Action == ChangeAction.Move
            ? MovedAt == MovedAtBefore && SchoolId == SchoolBefore && Division == DivisionBefore
            : State == (StateBefore ?? EnrolmentState.Withdrawn) && StateAt == (StateAtBefore ?? change.UndoneAt);
        return isBefore ? ChangeStanding.AsBefore : ChangeStanding.ChangedSince;
    }
}

/// <summary>Reads the records of changes to many enrolments, and undoes them.</summary>
public static class EnrolmentUndo
{
    /// <summary>The pupils of a change, by name; those who became former members since are not among them.</summary>
    public static List<ChangedEnrolment> ListOf(Sql sql, Change change) => sql.Query<ChangedEnrolment>("""
        SELECT x.member_id, m.name, nullif(x.state_before, '') AS state_before, x.state_after, x.school_before, x.school_after,
            x.division_before, x.division_after, x.reason_before, x.state_at_before, x.moved_at_before,
            e.state, e.school_id, e.division, e.state_at, e.moved_at,
            nullif(max(coalesce(e.started_at, 0), coalesce(e.answered_at, 0)), 0) AS active_at
        FROM change_enrolments x JOIN members m ON m.id = x.member_id
            JOIN enrolments e ON e.competition_id = @CompetitionId AND e.member_id = x.member_id
        WHERE x.change_id = @Id ORDER BY m.search_text, m.id
        """, new { change.Id, change.CompetitionId }).AsList();

    /// <summary>
    /// Puts back each pupil who is still as the change left them; a pupil whom it enrolled for the first time is withdrawn. Null if there
    /// is no such change, it was undone before, or the competition takes no change any more.
    /// </summary>
    public static UndoOutcome? Undo(Sql sql, Actor actor, long changeId, long now)
    {
        if (Changes.Find(sql, changeId) is not { UndoneAt: null, CompetitionId: { } competitionId } change) return null;
        if (Competitions.Find(sql, competitionId) is not { } competition || EnrolmentChanges.FindObstacle(competition) is not null)
            return null;
        var (putBack, skipped) = (0, 0);
        foreach (var one in ListOf(sql, change))
        {
            if (one.StandingTo(change) != ChangeStanding.AsChanged)
            {
                skipped++;
                continue;
            }
            PutBack(sql, change, one, now);
            putBack++;
            Audit.Add(sql, actor, change.Action == ChangeAction.Move ? "competition.move"
                : change.Action == ChangeAction.Enrol ? "enrolment.withdraw" : "enrolment.add", now, "member", one.MemberId,
                string.Create(CultureInfo.InvariantCulture, $"competition {competitionId}, undo of change {changeId}"));
        }
        sql.Execute("UPDATE changes SET undone_at = @now WHERE id = @changeId", new { now, changeId });
        Audit.Add(sql, actor, "change.undo", now, "change", changeId,
            string.Create(CultureInfo.InvariantCulture, $"{change.Action}: {putBack} put back, {skipped} left alone"));
        return new UndoOutcome(putBack, skipped);
    }

    private static void PutBack(Sql sql, Change change, ChangedEnrolment one, long now)
    {
        if (change.Action == ChangeAction.Move)
            sql.Execute("""
                UPDATE enrolments SET school_id = @SchoolBefore, division = @DivisionBefore, reason = @ReasonBefore,
                    moved_at = @MovedAtBefore
                WHERE competition_id = @CompetitionId AND member_id = @MemberId
                """, new
            {
                change.CompetitionId, one.MemberId, one.SchoolBefore, one.DivisionBefore, one.ReasonBefore, one.MovedAtBefore,
            });
        else
            sql.Execute("""
                UPDATE enrolments SET state = @state, state_at = @at WHERE competition_id = @CompetitionId AND member_id = @MemberId
                """, new
            {
                change.CompetitionId, one.MemberId, state = EnumText.Of(one.StateBefore ?? EnrolmentState.Withdrawn),
                at = one.StateAtBefore ?? now,
            });
    }
}
