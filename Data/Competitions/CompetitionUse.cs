// What is under way in a competition, and which changes of it would break what its pupils were promised.
using Dapper;

namespace MathsSoc.Data;

/// <summary>How far a competition is in use at one moment. Times are unix seconds.</summary>
public sealed record CompetitionUse
{
    /// <summary>Pupils who are enrolled.</summary>
    public long Enrolled { get; init; }

    /// <summary>Pupils whose own minutes run now, extra time counted in.</summary>
    public long Running { get; init; }

    /// <summary>When the last of their minutes end, without extra time; null: none run.</summary>
    public long? RunningUntil { get; init; }

    /// <summary>Whether a pupil has begun personal minutes at any time.</summary>
    public bool HasStarted { get; init; }

    /// <summary>Whether an answer has counted.</summary>
    public bool HasAnswers { get; init; }

    /// <summary>The school whose slot would be outside the new times, by name; null: none.</summary>
    public string? SchoolOutside { get; init; }

    /// <summary>A challenge of a division that the new divisions do not have, by title; null: there is none.</summary>
    public string? ChallengeOutside { get; init; }
}

/// <summary>Reads the use, and holds the rules for changes.</summary>
public static class CompetitionChanges
{
    public const int MaxTitle = 120, MaxText = 20_000, MaxReason = 200, MaxMinutes = 1440, MaxCounted = 100;

    /// <summary>The longest that a competition may last.</summary>
    public const int MaxDays = 366;

    private const long Day = 86_400;

    private const string Runs = """
        (e.started_at IS NOT NULL AND @now < min(e.started_at + 60 * @Minutes, @ClosesAt)
            + 60 * coalesce((SELECT x.minutes FROM extra_time x WHERE x.member_id = e.member_id), 0))
        """;

    /// <summary>How far <paramref name="before"/> is in use, with what lies outside the times and divisions of its change.</summary>
    public static CompetitionUse FindUse(Sql sql, Competition before, Competition next, long now)
    {
        var use = sql.QuerySingle<CompetitionUse>($"""
            SELECT count(*) AS enrolled, coalesce(sum({Runs}), 0) AS running,
                max(CASE WHEN {Runs} THEN min(e.started_at + 60 * @Minutes, @ClosesAt) END) AS running_until,
                coalesce(max(e.started_at IS NOT NULL), 0) AS has_started
            FROM enrolments e WHERE e.competition_id = @Id AND e.state = 'enrolled'
            """, new { before.Id, before.Minutes, before.ClosesAt, now });
        var school = next.TimeKind != TimeKind.School ? null : sql.ExecuteScalar<string?>("""
            SELECT c.name FROM competition_schools s JOIN schools c ON c.id = s.school_id
            WHERE s.competition_id = @Id AND (s.slot_from < @OpensAt OR s.slot_until > @ClosesAt) ORDER BY c.name LIMIT 1
            """, new { next.Id, next.OpensAt, next.ClosesAt });
        return use with
        {
            HasAnswers = Competitions.HasAnswers(sql, before.Id),
            SchoolOutside = school,
            ChallengeOutside = FindOutside(sql, next),
        };
    }

    /// <summary>The number of pupils who were moved to the division of their year group by a change of the divisions.</summary>
    public static int Redivide(Sql sql, Competition competition)
    {
        var changed = 0;
        foreach (var row in sql.Query<PupilDivision>("""
            SELECT e.member_id, e.division, m.start_year, e.enrolled_at FROM enrolments e JOIN members m ON m.id = e.member_id
            WHERE e.competition_id = @Id AND e.moved_at IS NULL
            """, new { competition.Id }).AsList())
        {
            var division = competition.DivisionOf(row.StartYear, row.EnrolledAt);
            if (division == row.Division) continue;
            changed += sql.Execute(
                "UPDATE enrolments SET division = @division WHERE competition_id = @Id AND member_id = @MemberId",
                new { division, competition.Id, row.MemberId });
        }
        return changed;
    }

    /// <summary>
    /// Why <paramref name="before"/> may not become <paramref name="next"/> now: the form's field and a sentence for each reason. Windows
    /// that run keep their promise: minutes that somebody has begun do not get shorter, nor does the competition close before they end.
    /// </summary>
    public static List<(string Field, string Sentence)> FindProblems(Competition before, Competition next, CompetitionUse use, long now)
    {
        var problems = new List<(string, string)>();
        CheckTimes(problems, next, use);
        CheckFormula(problems, before, next, now);
        if (before.Id == 0) return problems;
        CheckRunning(problems, before, next, use, now);
        if (use.HasAnswers && next.Divisions != before.Divisions)
            problems.Add(("divisions", $"Divisions: there are answers already, so these stay: {before.Divisions}."));
        else if (use.ChallengeOutside is { } title)
            problems.Add(("divisions",
                $"Divisions: “{title}” is for a division that would be gone. Keep that name, or give the challenge another first."));
        if (use.HasAnswers && next.CountsForSociety != before.CountsForSociety)
            problems.Add(("counts", "There are answers already, so whether its points count for the society stays as it is."));
        // Points that were given count where they did then, and attempts were spent by the rule of then.
        if (use.HasAnswers && next.HoldsVerdicts != before.HoldsVerdicts)
            problems.Add(("holds_verdicts", "There are answers already, so when right or wrong is shown stays as it is."));
        return problems;
    }

    private static void CheckTimes(List<(string, string)> problems, Competition next, CompetitionUse use)
    {
        if (next.ClosesAt <= next.OpensAt) problems.Add(("closes", "Closes: this is not after it opens. Choose a later time."));
        else if (next.ClosesAt - next.OpensAt > MaxDays * Day)
            problems.Add(("closes", "Closes: a competition lasts a year at most. Choose an earlier time."));
        if (next.EnrolUntil <= next.EnrolFrom)
            problems.Add(("enrol_until", "Enrolment ends: this is not after it begins. Choose a later time."));
        else if (next.EnrolUntil > next.ClosesAt)
            problems.Add(("enrol_until", "Enrolment ends: this is after the competition closes. Choose that time, or an earlier one."));
        if (next is { TimeKind: TimeKind.Personal, Minutes: { } minutes } && next.OpensAt + 60 * minutes > next.ClosesAt)
            problems.Add(("minutes", "Minutes: these are more than there are from opening to close. Give fewer, or close it later."));
        if (use.SchoolOutside is { } school)
            problems.Add(("opens",
                $"Opens: the slot of {school} would not lie between opening and close any more. Change that slot first."));
    }

    private static void CheckFormula(List<(string, string)> problems, Competition before, Competition next, long now)
    {
        var isChanged = before.Formula != next.Formula || before.BestOf != next.BestOf || before.LeastPupils != next.LeastPupils;
        if (before.Id == 0 || !isChanged) return;
        if (before.ResultsAt is not null)
            problems.Add(("formula", "The results are published, so the formula, its number and the minimum stay as they are."));
        else if (!before.IsDraft && now >= before.OpensAt && (next.FormulaReason.Length == 0 || next.FormulaReason == before.FormulaReason))
            problems.Add(("formula_reason",
                "Why the formula changes: it has opened, so please give the reason. It is printed under the table of schools."));
    }

    private static void CheckRunning(
        List<(string, string)> problems, Competition before, Competition next, CompetitionUse use, long now)
    {
        var isMoved = before.OpensAt != next.OpensAt || before.ClosesAt != next.ClosesAt || before.TimeKind != next.TimeKind
            || before.Minutes != next.Minutes;
        if (!isMoved) return;
        if (before.ResultsAt is not null)
        {
            problems.Add(("closes", "The results are published, so its times stay as they are."));
            return;
        }
        if ((use.HasAnswers || use.HasStarted) && next.TimeKind != before.TimeKind)
            problems.Add(("time_kind", "Pupils have begun, so the kind of window stays as it is."));
        if ((use.HasAnswers || use.HasStarted) && next.OpensAt > now && next.OpensAt != before.OpensAt)
            problems.Add(("opens", "Opens: pupils have begun, so this must stay in the past."));
        if (!before.IsDraft && next.ClosesAt != before.ClosesAt && next.ClosesAt < now)
            problems.Add(("closes", "Closes: that is over already. To end it, choose a time in the next minutes."));
        if (use.Running == 0) return;
        var are = use.Running == 1 ? "1 pupil is" : $"{use.Running} pupils are";
        if (next.Minutes < before.Minutes)
            problems.Add(("minutes",
                $"Minutes: {are} in their minutes now, and had {before.Minutes} promised. Give at least as many, or wait until they end."));
        if (use.RunningUntil is { } until && next.ClosesAt < until)
            problems.Add(("closes",
                $"Closes: {are} in their minutes now, the last until {SchoolTime.Time(until)}. Choose that time or a later one."));
    }

    private static string? FindOutside(Sql sql, Competition next)
    {
        foreach (var row in sql.Query<ChallengeDivision>("""
            SELECT h.title, h.key_stage FROM challenges h WHERE h.competition_id = @Id AND h.archived_at IS NULL AND h.key_stage <> ''
            """, new { next.Id }).AsList())
            if (!next.HasDivision(row.KeyStage)) return row.Title;
        return null;
    }

    internal sealed record PupilDivision(long MemberId, string Division, long? StartYear, long EnrolledAt);

    internal sealed record ChallengeDivision(string Title, string KeyStage);
}
