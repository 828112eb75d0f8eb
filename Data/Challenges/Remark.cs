// Marking a challenge's answers anew, after its key was corrected or by hand: shown first, then written as rows that compensate, with the answers' own times.

namespace MathsSoc.Data;

/// <summary>
/// Shows and writes re-marks. Nothing else moves a completion or a first once it is there. With no verdicts at all it settles what follows when a part was
/// taken out: who has all that is left right then has completed the challenge.
/// </summary>
public static class Remark
{
    /// <summary>What would change, and for whom; null when there is no such challenge.</summary>
    public static RemarkPlan? Preview(Sql sql, long challengeId, IReadOnlyList<NewVerdict> verdicts, Rules rules, JudgedBy by = JudgedBy.Remark) =>
        Challenges.Find(sql, challengeId) is { } challenge ? new RemarkPlanner(challenge, RemarkRows.Read(sql, challengeId), verdicts, by, rules).Plan() : null;

    /// <summary>What marking one answer by hand would change; null when there is no such answer.</summary>
    public static RemarkPlan? PreviewByHand(Sql sql, long attemptId, bool isRight, Rules rules) =>
        Attempts.Find(sql, attemptId) is { } attempt && Parts.Find(sql, attempt.PartId) is { } part
            ? Preview(sql, part.ChallengeId, [new NewVerdict(attemptId, isRight)], rules, JudgedBy.Hand) : null;

    /// <summary>
    /// Writes it, for a reason that every member concerned reads; what was written. Null, and nothing is written, when there is no such challenge or an answer came
    /// in after <paramref name="lastAttemptId"/> (of the preview) and has no new verdict: preview again. A corrected key is saved in the same transaction, before.
    /// </summary>
    public static RemarkPlan? Apply(Sql sql, long challengeId, IReadOnlyList<NewVerdict> verdicts, long lastAttemptId, string reason, Actor actor, Rules rules, long now)
    {
        if (Preview(sql, challengeId, verdicts, rules) is not { } plan || plan.LastAttemptId != lastAttemptId) return null;
        Write(sql, plan, JudgedBy.Remark, _ => reason, actor, now);
        return plan;
    }

    /// <summary>Marks one answer by hand, right or wrong; it keeps its time. The reason is for the member alone. Null when there is no such answer.</summary>
    public static RemarkPlan? ByHand(Sql sql, long attemptId, bool isRight, string reason, Actor actor, Rules rules, long now)
    {
        if (Attempts.Find(sql, attemptId) is not { } attempt || PreviewByHand(sql, attemptId, isRight, rules) is not { } plan) return null;
        Write(sql, plan, JudgedBy.Hand, member => member == attempt.MemberId ? reason : "An answer to this challenge was marked by hand.", actor, now);
        return plan;
    }

    /// <summary>
    /// After an answer from paper made a challenge complete: was it handed in before the one that was first until now was sent, then it is first, with the bonus.
    /// False when nothing moved.
    /// </summary>
    public static bool SettleFirst(Sql sql, long challengeId, long memberId, Actor actor, Rules rules, long now)
    {
        if (Completions.Find(sql, memberId, challengeId) is not { IsFirst: false } || Challenges.Find(sql, challengeId) is not { } challenge) return false;
        var plan = new RemarkPlanner(challenge, RemarkRows.Read(sql, challenge.Id), [], JudgedBy.Remark, rules).Plan(memberId);
        if (plan.First != memberId) return false;
        Write(sql, plan, JudgedBy.Remark, _ => "An answer that was handed in earlier, on paper, was entered.", actor, now);
        return true;
    }

    private static void Write(Sql sql, RemarkPlan plan, JudgedBy by, Func<long, string> reason, Actor actor, long now)
    {
        var challengeId = plan.Challenge.Id;
        foreach (var verdict in plan.Verdicts)
            sql.Run("UPDATE attempts SET is_right = @right, judged_by = @by WHERE id = @id",
                ("right", verdict.IsRight ? 1 : 0), ("by", Names.Of(by)), ("id", verdict.AttemptId));
        foreach (var member in plan.Lost)
            sql.Run("DELETE FROM completions WHERE member_id = @member AND challenge_id = @challenge", ("member", member), ("challenge", challengeId));
        foreach (var completion in plan.Kept)
            sql.Run("""
                INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
                VALUES (@member, @challenge, @attempt, @at, @year, @stage)
                ON CONFLICT (member_id, challenge_id) DO UPDATE SET attempt_id = excluded.attempt_id, completed_at = excluded.completed_at,
                    school_year = excluded.school_year, key_stage = excluded.key_stage
                """, ("member", completion.MemberId), ("challenge", challengeId), ("attempt", completion.AttemptId), ("at", completion.CompletedAt),
                ("year", completion.SchoolYear), ("stage", completion.KeyStage));
        SetFirst(sql, challengeId, plan.First);
        foreach (var (memberId, corrects, points, moment) in plan.Compensations)
            Awards.Add(sql, new NewAward(memberId, challengeId, AwardKind.Compensation, corrects, points, reason(memberId), actor.MemberId, moment, now));
        if (plan.Changes.Count > 0)
            Audit.Add(sql, actor, by == JudgedBy.Hand ? "challenge.mark" : "challenge.remark", now, "challenge", challengeId,
                $"{Audit.Count(plan.Verdicts.Count, "answer")}, {Audit.Count(plan.Changes.Count, "member")}");
    }

    private static void SetFirst(Sql sql, long challengeId, long? memberId)
    {
        if (memberId is null) sql.Run("DELETE FROM firsts WHERE challenge_id = @challenge", ("challenge", challengeId));
        else
            sql.Run("""
                INSERT INTO firsts (challenge_id, member_id) VALUES (@challenge, @member)
                ON CONFLICT (challenge_id) DO UPDATE SET member_id = excluded.member_id
                """, ("challenge", challengeId), ("member", memberId));
    }
}
