// Re-marks a challenge's answers, after a model answer was corrected or by hand: previewed first, then written with the answers' own times.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Previews and writes re-marks. Nothing else moves a completion or a first once it is there. Without any verdicts, a re-mark works out
/// what follows from taking out a part: members who have all remaining parts right have completed the challenge.
/// </summary>
public static class Remark
{
    /// <summary>What would change, and for whom; null if there is no such challenge.</summary>
    public static RemarkPlan? Preview(
        Sql sql, long challengeId, IReadOnlyList<NewVerdict> verdicts, Rules rules, JudgedBy by = JudgedBy.Remark) =>
        CompetitionEntries.FindScored(sql, challengeId) is { } challenge
            ? new RemarkPlanner(challenge, RemarkRows.Read(sql, challengeId), verdicts, by, rules).Plan()
            : null;

    /// <summary>What marking one answer by hand would change; null if there is no such answer.</summary>
    public static RemarkPlan? PreviewByHand(Sql sql, long attemptId, bool isRight, Rules rules) =>
        Attempts.Find(sql, attemptId) is { } attempt && Parts.Find(sql, attempt.PartId) is { } part
            ? Preview(sql, part.ChallengeId, [new NewVerdict(attemptId, isRight)], rules, JudgedBy.Hand)
            : null;

    /// <summary>
    /// Writes the re-mark, for a reason that every member concerned reads, and returns what was written. Null, and nothing is written, if
    /// there is no such challenge, or an answer came in after <paramref name="lastAttemptId"/> (of the preview) and so has no new verdict:
    /// preview again. A corrected model answer is saved before, in the same transaction.
    /// </summary>
    public static RemarkPlan? Apply(
        Sql sql, long challengeId, IReadOnlyList<NewVerdict> verdicts, long lastAttemptId, string reason, Actor actor, Rules rules,
        long now)
    {
        if (Preview(sql, challengeId, verdicts, rules) is not { } plan || plan.LastAttemptId != lastAttemptId) return null;
        Write(sql, plan, JudgedBy.Remark, _ => reason, actor, now);
        return plan;
    }

    /// <summary>
    /// Marks one answer by hand, right or wrong; it keeps its time. Only the member reads the reason. Null if there is no such answer.
    /// </summary>
    public static RemarkPlan? ByHand(Sql sql, long attemptId, bool isRight, string reason, Actor actor, Rules rules, long now)
    {
        if (Attempts.Find(sql, attemptId) is not { } attempt) return null;
        if (PreviewByHand(sql, attemptId, isRight, rules) is not { } plan) return null;
        Write(sql, plan, JudgedBy.Hand, ReasonFor, actor, now);
        return plan;

        string ReasonFor(long memberId) => memberId == attempt.MemberId ? reason : "An answer to this challenge was marked by hand.";
    }

    /// <summary>
    /// Called after an answer from paper completed a challenge. If it was handed in before the answer of the member who has been first
    /// until now, the first and its bonus move to this member. False if nothing moves.
    /// </summary>
    public static bool SettleFirst(Sql sql, long challengeId, long memberId, Actor actor, Rules rules, long now)
    {
        if (Completions.Find(sql, memberId, challengeId) is not { IsFirst: false }) return false;
        if (CompetitionEntries.FindScored(sql, challengeId) is not { } challenge) return false;
        var plan = new RemarkPlanner(challenge, RemarkRows.Read(sql, challenge.Id), [], JudgedBy.Remark, rules).Plan(memberId);
        if (plan.First != memberId) return false;
        Write(sql, plan, JudgedBy.Remark, _ => "An answer that was handed in earlier, on paper, was entered.", actor, now);
        return true;
    }

    private static void Write(Sql sql, RemarkPlan plan, JudgedBy by, Func<long, string> reason, Actor actor, long now)
    {
        var challengeId = plan.Challenge.Id;
        foreach (var verdict in plan.Verdicts)
            sql.Execute("UPDATE attempts SET is_right = @IsRight, judged_by = @by WHERE id = @AttemptId",
                new { verdict.IsRight, by, verdict.AttemptId });
        foreach (var memberId in plan.Lost)
            sql.Execute("DELETE FROM completions WHERE member_id = @memberId AND challenge_id = @challengeId",
                new { memberId, challengeId });
        foreach (var completion in plan.Kept)
            sql.Execute("""
                INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
                VALUES (@MemberId, @ChallengeId, @AttemptId, @CompletedAt, @SchoolYear, @KeyStage)
                ON CONFLICT (member_id, challenge_id) DO UPDATE SET attempt_id = excluded.attempt_id, completed_at = excluded.completed_at,
                    school_year = excluded.school_year, key_stage = excluded.key_stage
                """, completion);
        SetFirst(sql, challengeId, plan.First);
        foreach (var (memberId, corrects, partId, points, moment) in plan.Compensations)
        {
            Awards.Add(sql, new NewAward
            {
                MemberId = memberId,
                ChallengeId = challengeId,
                PartId = partId,
                Kind = AwardKind.Compensation,
                Corrects = corrects,
                Points = points,
                Reason = reason(memberId),
                ActorId = actor.MemberId,
                AwardPeriods = moment,
                MadeAt = now,
            });
        }
        if (plan.Changes.Count > 0)
            Audit.Add(sql, actor, by == JudgedBy.Hand ? "challenge.mark" : "challenge.remark", now, "challenge", challengeId,
                $"{Audit.Count(plan.Verdicts.Count, "answer")}, {Audit.Count(plan.Changes.Count, "member")}");
    }

    private static void SetFirst(Sql sql, long challengeId, long? memberId)
    {
        if (memberId is null) sql.Execute("DELETE FROM firsts WHERE challenge_id = @challengeId", new { challengeId });
        else
            sql.Execute("""
                INSERT INTO firsts (challenge_id, member_id) VALUES (@challengeId, @memberId)
                ON CONFLICT (challenge_id) DO UPDATE SET member_id = excluded.member_id
                """, new { challengeId, memberId });
    }
}
