// Brings in the competition, with its pupils as they took part, their answers, and the points that they had.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

internal static class MovedCompetition
{
    private const string Kind = "enrolments";

    /// <summary>The one competition's id there.</summary>
    public const long SourceId = 1;

    /// <param name="schools">Ids here by ids there, as <paramref name="members"/>.</param>
    public static void Bring(Move move, Dictionary<long, long> schools, Dictionary<long, long> members, Actor actor)
    {
        if (move.Arrivals.Competition is not { Competition: { } wanted } arriving) return;
        var row = move.Known(MovedRows.Competitions).GetValueOrDefault(SourceId);
        var id = row?.TargetId ?? Add(move, wanted);
        if (Competitions.Find(move.Sql, id) is not { } competition)
        {
            move.Outcome.Say(Kind, MoveFate.Skipped, SourceId, wanted.Title, "gone",
                "Came before, and was deleted here since: stays deleted.");
            return;
        }
        var isBack = competition.ArchivedAt is { } archived && move.UndoneTimes.Contains(archived);
        if (isBack) competition = BringBack(move, id, wanted);
        else if (row is not null) Lengthen(move, competition, wanted);
        Enrol(move, arriving, competition, schools, members);
        var set = MovedSet.Of(move, arriving, competition);
        var parts = MovedChallenges.Bring(move, set);
        var touched = MovedAnswers.Bring(move, set, members, parts);
        NoteFirstAnswers(move, id);
        var earned = MovedCompletions.Work(move, touched);
        MovedScores.Bring(move, set, members, earned);
        // The results of then are final; of one that goes on here staff publish them.
        if (row is null || isBack) CompetitionResults.Publish(move.Sql, id, move.Rules, actor, move.Now);
    }

    private static long Add(Move move, Competition wanted)
    {
        var id = Competitions.Add(move.Sql, wanted, $"flask:{move.Source}", move.Now);
        Competitions.Update(move.Sql, Competitions.Find(move.Sql, id)! with { IsDraft = false }, move.Now);
        move.Note(MovedRows.Competitions, SourceId, id, "");
        return id;
    }

    /// <summary>Takes it out of the archive, where an undo has put it, with the times that it has now.</summary>
    private static Competition BringBack(Move move, long id, Competition wanted)
    {
        move.Sql.Execute("""
            UPDATE competitions SET opens_at = @OpensAt, closes_at = @ClosesAt, enrol_from = @EnrolFrom, enrol_until = @EnrolUntil,
                archived_at = NULL, updated_at = @Now, version = version + 1
            WHERE id = @id
            """, new { id, wanted.OpensAt, wanted.ClosesAt, wanted.EnrolFrom, wanted.EnrolUntil, move.Now });
        move.Note(MovedRows.Competitions, SourceId, id, "");
        return Competitions.Find(move.Sql, id)!;
    }

    /// <summary>A newer copy may have challenges before or after the ones that came. One that is over here does not open again.</summary>
    private static void Lengthen(Move move, Competition here, Competition wanted)
    {
        var opens = Math.Min(here.OpensAt, wanted.OpensAt);
        var closes = Math.Max(here.ClosesAt, here.ResultsAt is null ? wanted.ClosesAt : Math.Min(wanted.ClosesAt, move.Now));
        if (opens == here.OpensAt && closes == here.ClosesAt) return;
        move.Sql.Execute("""
            UPDATE competitions SET opens_at = @opens, closes_at = @closes, updated_at = @Now, version = version + 1 WHERE id = @Id
            """, new { opens, closes, move.Now, here.Id });
    }

    private static void Enrol(
        Move move, ArrivingCompetition arriving, Competition competition, Dictionary<long, long> schools, Dictionary<long, long> members)
    {
        var known = move.Known(MovedRows.Enrolments);
        var present = new HashSet<long>();
        foreach (var enrolment in arriving.Enrolments)
        {
            if (!members.TryGetValue(enrolment.MemberSourceId, out var member))
                move.Outcome.Add(Kind, MoveFate.Skipped, enrolment.MemberSourceId, "", "no-member", "Whoever took part is not here.");
            else if (known.ContainsKey(enrolment.MemberSourceId)) move.Outcome.Add(Kind, MoveFate.Same);
            else
            {
                long? school = enrolment.SchoolSourceId is { } source && schools.TryGetValue(source, out var here) ? here : null;
                if (school is { } of && present.Add(of)) Accept(move, competition, of);
                var isMade = Add(move, competition, member, school, enrolment.Division);
                // Without content the pupil had joined here already, which no undo takes back.
                move.Note(MovedRows.Enrolments, enrolment.MemberSourceId, member, !isMade ? ""
                    : MovedRows.Hash(string.Create(CultureInfo.InvariantCulture, $"{enrolment.SchoolSourceId}|{enrolment.Division}")));
                move.Outcome.Add(Kind, MoveFate.New);
            }
        }
    }

    /// <summary>Nobody kept when a school joined: it took part from the beginning.</summary>
    private static void Accept(Move move, Competition competition, long school) => move.Sql.Execute("""
        INSERT INTO competition_schools (competition_id, school_id, state, state_at, invited_at, terms_version)
        VALUES (@Id, @school, 'accepted', @OpensAt, @OpensAt, @TermsVersion) ON CONFLICT DO NOTHING
        """, new { competition.Id, school, competition.OpensAt, competition.TermsVersion });

    /// <summary>Enrols the pupil, also one whom an undo has withdrawn; false if they had an enrolment here already.</summary>
    private static bool Add(Move move, Competition competition, long member, long? school, string division)
    {
        var before = Enrolments.Find(move.Sql, competition.Id, member);
        if (before is { } present && !(present.State == EnrolmentState.Withdrawn && move.UndoneTimes.Contains(present.StateAt)))
            return false;
        move.Sql.Execute("""
            INSERT INTO enrolments (competition_id, member_id, school_id, division, state, state_at, enrolled_at)
            VALUES (@Id, @member, @school, @division, 'enrolled', @OpensAt, @OpensAt)
            ON CONFLICT (competition_id, member_id) DO UPDATE
                SET state = 'enrolled', state_at = excluded.state_at, school_id = excluded.school_id, division = excluded.division
            """, new { competition.Id, member, school, division, competition.OpensAt });
        return true;
    }

    private static void NoteFirstAnswers(Move move, long competition) => move.Sql.Execute("""
        UPDATE enrolments SET answered_at = first.at FROM (
            SELECT a.member_id, min(a.submitted_at) AS at FROM challenges h
            JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
            WHERE h.competition_id = @competition GROUP BY a.member_id) AS first
        WHERE competition_id = @competition AND enrolments.member_id = first.member_id AND answered_at IS NOT first.at
        """, new { competition });
}
