// Gives the first-day bonuses that were withheld while the clock was not known to be right, once it is.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Settles bonuses that depend on a time which was in doubt.</summary>
internal static class WithheldBonuses
{
    /// <summary>
    /// Gives the bonus to all who completed a challenge on its first day after <paramref name="after"/> and until <paramref name="now"/>,
    /// and have not had it.
    /// </summary>
    public static void Give(Sql sql, long after, long now)
    {
        var rules = Rules.Find(sql);
        if (rules.Scoring.FirstDayBonus == 0) return;
        var completions = sql.Query<LateCompletion>("""
            SELECT c.member_id, c.challenge_id, c.completed_at, m.start_year
            FROM completions c JOIN members m ON m.id = c.member_id
            WHERE c.completed_at > @after AND c.completed_at <= @now AND NOT EXISTS (SELECT 1 FROM awards w
                WHERE w.member_id = c.member_id AND w.challenge_id = c.challenge_id AND 'first_day' IN (w.kind, w.corrects))
            ORDER BY c.completed_at, c.attempt_id
            """, new { after, now }).AsList();
        foreach (var completion in completions)
        {
            if (Challenges.Find(sql, completion.ChallengeId) is not { } challenge) continue;
            Awards.Add(sql, new NewAward
            {
                MemberId = completion.MemberId,
                ChallengeId = completion.ChallengeId,
                Kind = AwardKind.FirstDay,
                Points = Answering.FirstDayBonus(challenge, rules.Scoring, completion.CompletedAt),
                AwardPeriods = AwardPeriods.Of(rules, completion.StartYear, completion.CompletedAt),
                MadeAt = now,
            });
        }
    }

    internal sealed record LateCompletion(long MemberId, long ChallengeId, long CompletedAt, long? StartYear);
}
