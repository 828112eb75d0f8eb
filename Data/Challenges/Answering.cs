// What happens when an answer is sent: marked outside the transaction, counted inside it, once, and never beyond what the member has left.
using System.Data;

namespace MathsSoc.Data;

/// <summary>An answer as it was sent.</summary>
/// <param name="SendKey">Of the form it was sent with: sent twice it counts once.</param>
/// <param name="BegunAt">When the page was loaded, as the page says.</param>
/// <param name="EnteredBy">The member of staff who types it in from paper; null: the member does.</param>
/// <param name="HandedInAt">When the paper was handed in: it scores as of then. Null: now.</param>
public sealed record Answer(long MemberId, long PartId, string Typed, string SendKey, long BegunAt, long? EnteredBy = null, long? HandedInAt = null);

/// <summary>What marking says of a readable answer in the right form: only those come here.</summary>
/// <param name="Folded">The same for answers that say the same; empty: unknown.</param>
/// <param name="Repeats">The number of the member's earlier attempt that says the same; null: none does.</param>
public sealed record Judgement(bool IsRight, string Folded, long? Repeats = null);

/// <summary>What came of an answer. Only <see cref="Counted"/> spent an attempt.</summary>
public enum AnswerResult
{
    /// <summary>It was counted; the attempt says whether it is right.</summary>
    Counted,
    /// <summary>This very answer was sent before with the same form: what came of it then.</summary>
    SentBefore,
    /// <summary>Another answer was sent before with the same form, and counted; this one was not looked at, and may be sent with a new form.</summary>
    SentOther,
    /// <summary>The member has tried this already; the attempt is the earlier one.</summary>
    Repeated,
    /// <summary>The part is right already; the attempt is the one that was.</summary>
    RightAlready,
    /// <summary>Every attempt is used.</summary>
    NoneLeft,
    /// <summary>Not released, locked, put away, or the solution has been shown.</summary>
    Closed,
    /// <summary>Staff's answers are never kept.</summary>
    NotScoring,
    /// <summary>The challenge was changed, or another answer came in between: look again, mark again.</summary>
    Changed,
    /// <summary>There is no such part, or it was taken out.</summary>
    Missing,
    /// <summary>It cannot be marked as it stands: see what marking said.</summary>
    NotMarked,
}

/// <summary>Everything that came of an answer.</summary>
/// <param name="Left">Attempts left at this part.</param>
/// <param name="Completes">Whether this answer completed the challenge; <paramref name="IsFirst"/>: before anybody else.</param>
/// <param name="Points">What completing it gave.</param>
public sealed record AnswerOutcome(AnswerResult Result, Attempt? Attempt, long Left, bool Completes, bool IsFirst, long Points);

/// <summary>Where a member stands with one part when an answer comes in.</summary>
/// <param name="Sent">The attempt that was sent with the same form; null: none.</param>
public sealed record AnswerGround(Challenge Challenge, Part Part, Viewer Viewer, IReadOnlyList<Attempt> Attempts, long Allowance, Attempt? Sent)
{
    public long Left => Math.Max(0, Allowance - Attempts.Count);
}

/// <summary>The sending of answers.</summary>
public static class Answering
{
    /// <summary>More rounds than answers that can be counted between two looks; with them used up something else is wrong, and nothing was counted.</summary>
    private const int MostRounds = 25;

    /// <summary>
    /// Takes an answer: looks, has it judged by <paramref name="judge"/> (which is given the part and the member's attempts, and runs outside any transaction),
    /// and counts it. When something changed between the look and the transaction it looks again. An answer that <paramref name="judge"/> has no verdict for costs
    /// nothing.
    /// </summary>
    public static AnswerOutcome Submit(Db db, Answer answer, Func<Part, IReadOnlyList<Attempt>, Judgement?> judge, Rules rules, long now)
    {
        for (var round = 0; ; round++)
        {
            var ground = db.Read(sql => Look(sql, answer, rules));
            if (ground is null) return Nothing(AnswerResult.Missing, 0);
            // What costs nothing is said without a transaction: it stays true.
            if (Refuse(ground, answer, rules, now) is { } refused) return refused.Result == AnswerResult.SentBefore ? db.Read(sql => Retell(sql, ground)) : refused;
            if (judge(ground.Part, ground.Attempts) is not { } judgement) return Nothing(AnswerResult.NotMarked, ground.Left);
            if (RefuseRepeat(ground, judgement) is { } repeated) return repeated;
            var outcome = db.Write(sql => Record(sql, answer, judgement, ground, rules, now));
            if (outcome.Result != AnswerResult.Changed || round == MostRounds) return outcome;
        }
    }

    /// <summary>Where the member stands with the part; null when there is no such part, or it was taken out.</summary>
    public static AnswerGround? Look(Sql sql, Answer answer, Rules rules)
    {
        if (Parts.Find(sql, answer.PartId) is not { RemovedAt: null } part || Challenges.Find(sql, part.ChallengeId) is not { } challenge) return null;
        var sent = sql.Row<Attempt>($"SELECT {Attempt.Columns} FROM attempts a WHERE a.member_id = @member AND a.send_key = @key",
            ("member", answer.MemberId), ("key", answer.SendKey));
        return new AnswerGround(challenge, part, Viewers.Find(sql, answer.MemberId), Attempts.List(sql, answer.MemberId, part.Id),
            Allowances.Find(sql, answer.MemberId, part.Id, rules.Scoring), sent);
    }

    /// <summary>
    /// Counts a judged answer in the transaction of <paramref name="sql"/>: attempt, completion, first, awards and totals, all or none.
    /// <paramref name="seen"/> is what it was judged against; when that is no longer so, nothing is written and the result is <see cref="AnswerResult.Changed"/>.
    /// </summary>
    public static AnswerOutcome Record(Sql sql, Answer answer, Judgement judgement, AnswerGround seen, Rules rules, long now)
    {
        if (Look(sql, answer, rules) is not { } ground) return Nothing(AnswerResult.Missing, 0);
        if (Refuse(ground, answer, rules, now) is { } refused) return refused.Result == AnswerResult.SentBefore ? Retell(sql, ground) : refused;
        if (ground.Challenge.Version != seen.Challenge.Version || ground.Attempts.Count != seen.Attempts.Count) return Nothing(AnswerResult.Changed, ground.Left);
        if (RefuseRepeat(ground, judgement) is { } repeated) return repeated;
        var attempt = Insert(sql, answer, judgement, ground.Attempts.Count + 1, answer.HandedInAt ?? now);
        var left = ground.Left - 1;
        if (!attempt.IsRight || !IsComplete(sql, answer.MemberId, ground.Challenge.Id)) return new AnswerOutcome(AnswerResult.Counted, attempt, left, false, false, 0);
        return Complete(sql, ground.Challenge, attempt, rules, now) with { Left = left };
    }

    private static AnswerOutcome? Refuse(AnswerGround ground, Answer answer, Rules rules, long now)
    {
        if (ground.Sent is { } sent)
            return new AnswerOutcome(sent.PartId == answer.PartId && sent.Typed == answer.Typed ? AnswerResult.SentBefore : AnswerResult.SentOther, sent, ground.Left, false, false, 0);
        if (!ground.Viewer.Scores) return Nothing(AnswerResult.NotScoring, 0);
        var counts = answer.EnteredBy is null
            ? ChallengeRules.Counts(ground.Challenge, ground.Viewer, now, answer.BegunAt, rules.Scoring.GraceSeconds)
            : ChallengeRules.CountsFromPaper(ground.Challenge, ground.Viewer, now);
        if (!counts) return Nothing(AnswerResult.Closed, ground.Left);
        foreach (var attempt in ground.Attempts)
            if (attempt.IsRight) return Nothing(AnswerResult.RightAlready, ground.Left) with { Attempt = attempt };
        return ground.Left == 0 ? Nothing(AnswerResult.NoneLeft, 0) : null;
    }

    private static AnswerOutcome? RefuseRepeat(AnswerGround ground, Judgement judgement)
    {
        foreach (var attempt in ground.Attempts)
            if (attempt.Number == judgement.Repeats || (attempt.Folded.Length > 0 && attempt.Folded == judgement.Folded))
                return Nothing(AnswerResult.Repeated, ground.Left) with { Attempt = attempt };
        return null;
    }

    private static Attempt Insert(Sql sql, Answer answer, Judgement judgement, long number, long now) => sql.Row<Attempt>($"""
        INSERT INTO attempts AS a (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key, entered_by)
        VALUES (@member, @part, @number, @typed, @folded, @right, @now, @key, @by)
        RETURNING {Attempt.Columns.Replace("a.", "", StringComparison.Ordinal)}
        """, ("member", answer.MemberId), ("part", answer.PartId), ("number", number), ("typed", answer.Typed), ("folded", judgement.Folded),
        ("right", judgement.IsRight ? 1 : 0), ("now", now), ("key", answer.SendKey), ("by", answer.EnteredBy))!;

    private static bool IsComplete(Sql sql, long memberId, long challengeId) => sql.Scalar<long>("""
        SELECT NOT EXISTS (SELECT 1 FROM parts p WHERE p.challenge_id = @challenge AND p.removed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.member_id = @member AND a.part_id = p.id AND a.is_right = 1))
        """, ("challenge", challengeId), ("member", memberId)) == 1;

    // What came from paper has the time at which it was handed in, so the answer that made the challenge complete need not be the one that was entered last.
    private static Attempt FindLast(Sql sql, long memberId, long challengeId) => sql.Row<Attempt>($"""
        SELECT {Attempt.Columns} FROM parts p JOIN attempts a ON a.id = (SELECT b.id FROM attempts b
            WHERE b.member_id = @member AND b.part_id = p.id AND b.is_right = 1 ORDER BY b.submitted_at, b.id LIMIT 1)
        WHERE p.challenge_id = @challenge AND p.removed_at IS NULL ORDER BY a.submitted_at DESC, a.id DESC LIMIT 1
        """, ("member", memberId), ("challenge", challengeId))!;

    private static AnswerOutcome Complete(Sql sql, Challenge challenge, Attempt attempt, Rules rules, long now)
    {
        var startYear = sql.Scalar<long?>("SELECT start_year FROM members WHERE id = @id", ("id", attempt.MemberId));
        var last = FindLast(sql, attempt.MemberId, challenge.Id);
        var at = last.SubmittedAt;
        var moment = Moment.Of(rules, startYear, at);
        // The constraint decides, not a question asked before: one completion a member, one first a challenge.
        var isNew = sql.Run("""
            INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
            VALUES (@member, @challenge, @attempt, @at, @year, @stage) ON CONFLICT DO NOTHING
            """, ("member", attempt.MemberId), ("challenge", challenge.Id), ("attempt", last.Id), ("at", at), ("year", moment.SchoolYear), ("stage", moment.KeyStage)) == 1;
        if (!isNew) return new AnswerOutcome(AnswerResult.Counted, attempt, 0, false, false, 0);
        var isFirst = sql.Run("INSERT INTO firsts (challenge_id, member_id) VALUES (@challenge, @member) ON CONFLICT DO NOTHING",
            ("challenge", challenge.Id), ("member", attempt.MemberId)) == 1;
        var firstDay = FirstDayBonus(challenge, rules.Scoring, at);
        Add(AwardKind.Completion, challenge.Points);
        Add(AwardKind.First, isFirst ? challenge.FirstBonus : 0);
        Add(AwardKind.FirstDay, firstDay);
        return new AnswerOutcome(AnswerResult.Counted, attempt, 0, true, isFirst, challenge.Points + (isFirst ? challenge.FirstBonus : 0) + firstDay);

        void Add(AwardKind kind, long points) =>
            Awards.Add(sql, new NewAward(attempt.MemberId, challenge.Id, kind, null, points, "", null, moment, now));
    }

    /// <summary>What completing the challenge at an instant gives for having done so by the end of its first school day.</summary>
    internal static long FirstDayBonus(Challenge challenge, ScoreRules rules, long at) =>
        rules.FirstDayBonus > 0 && challenge.ReleasedAt is { } release && at < rules.FirstDayEnds(release) ? rules.FirstDayBonus : 0;

    // The same as was said when it was first sent, as far as marking anew has not changed it.
    private static AnswerOutcome Retell(Sql sql, AnswerGround ground)
    {
        var sent = ground.Sent!;
        var completion = Completions.Find(sql, sent.MemberId, ground.Challenge.Id);
        if (completion is null || completion.AttemptId != sent.Id) return new AnswerOutcome(AnswerResult.SentBefore, sent, ground.Left, false, false, 0);
        var points = sql.Scalar<long>("SELECT coalesce(sum(points), 0) FROM awards WHERE challenge_id = @challenge AND member_id = @member",
            ("challenge", ground.Challenge.Id), ("member", sent.MemberId));
        return new AnswerOutcome(AnswerResult.SentBefore, sent, ground.Left, true, completion.IsFirst, points);
    }

    private static AnswerOutcome Nothing(AnswerResult result, long left) => new(result, null, left, false, false, 0);
}
