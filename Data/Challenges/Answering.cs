// Sending an answer: it is marked outside the transaction and counted inside it, only once, and only while the member has attempts left.
using Dapper;

namespace MathsSoc.Data;

/// <summary>An answer as it was sent.</summary>
/// <param name="SendKey">The key of the form it was sent with: an answer sent twice with one form counts once.</param>
/// <param name="BegunAt">When the page was loaded, as the browser reports it.</param>
/// <param name="EnteredBy">The member of staff who types it in from paper; null: the member does.</param>
/// <param name="HandedInAt">When the paper was handed in, which is the time it scores at; null: now.</param>
public sealed record Answer(
    long MemberId, long PartId, string Typed, string SendKey, long BegunAt, long? EnteredBy = null, long? HandedInAt = null)
{
    /// <summary>Whether verdicts are held back from whoever types it in from paper, so that no refusal may depend on one.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>The verdict on an answer that can be read and has the right form; others are not judged.</summary>
/// <param name="Folded">Equal for equivalent answers; empty: unknown.</param>
/// <param name="Repeats">The number of the member's earlier attempt with an equivalent answer; null: there is none.</param>
public sealed record Judgement(bool IsRight, string Folded, long? Repeats = null);

/// <summary>The result of sending an answer. Only <see cref="Counted"/> uses up an attempt.</summary>
public enum AnswerResult
{
    /// <summary>It was counted; the attempt holds whether it is right.</summary>
    Counted,
    /// <summary>The same answer was sent before with the same form; the outcome is the one it had then.</summary>
    SentBefore,
    /// <summary>A different answer was counted before with the same form. This one was ignored, and may be sent with a new form.</summary>
    SentOther,
    /// <summary>The member has tried this already; the attempt is the earlier one.</summary>
    Repeated,
    /// <summary>The member has the part right already, and knows it; the attempt is the right one.</summary>
    RightAlready,
    /// <summary>All attempts are used.</summary>
    NoneLeft,
    /// <summary>Not released, locked, archived, or the solution has been shown.</summary>
    Closed,
    /// <summary>Staff's answers are never kept.</summary>
    NotScoring,
    /// <summary>The challenge was changed, or another answer was counted, since this one was marked: it must be marked again.</summary>
    Changed,
    /// <summary>There is no such part, or it was taken out.</summary>
    Missing,
    /// <summary>It cannot be marked; the marking result says why.</summary>
    NotMarked,
}

/// <summary>The full outcome of sending an answer.</summary>
/// <param name="Left">Attempts left at this part.</param>
/// <param name="Completes">Whether this answer completed the challenge; <paramref name="IsFirst"/>: before any other member.</param>
/// <param name="Points">The points that this answer gave.</param>
public sealed record AnswerOutcome(AnswerResult Result, Attempt? Attempt, long Left, bool Completes, bool IsFirst, long Points);

/// <summary>The state of a member and one part when an answer comes in.</summary>
/// <param name="Sent">The attempt that was sent before with the same form; null: none was.</param>
public sealed record AnswerGround(
    Challenge Challenge, Part Part, Viewer Viewer, IReadOnlyList<Attempt> Attempts, long Allowance, Attempt? Sent)
{
    public long Left => Math.Max(0, Allowance - Attempts.Count);

    /// <summary>Whether the member has the part right.</summary>
    public bool IsRight
    {
        get
        {
            foreach (var attempt in Attempts)
                if (attempt.IsRight) return true;
            return false;
        }
    }
}

/// <summary>Takes answers and counts them.</summary>
public static class Answering
{
    /// <summary>
    /// The limit of retries. A retry means that another answer of the member was counted, or the challenge was changed, in the meantime.
    /// Neither can happen this often, so reaching the limit is a bug; nothing was counted then.
    /// </summary>
    private const int MaxRounds = 25;

    /// <summary>
    /// Takes an answer: reads the current state, has the answer judged by <paramref name="judge"/> (which is given the part and the
    /// member's attempts, and runs outside any transaction), and counts it. If the state changed in the meantime, it starts again. An
    /// answer for which <paramref name="judge"/> returns null uses up no attempt.
    /// </summary>
    public static async Task<AnswerOutcome> Submit(
        Db db, Answer answer, Func<Part, IReadOnlyList<Attempt>, Judgement?> judge, Rules rules, long now)
    {
        for (var round = 0; ; round++)
        {
            var ground = await db.ReadAsync(sql => Look(sql, answer, rules));
            if (ground is null) return Nothing(AnswerResult.Missing, 0);
            // A refusal needs no write transaction: its reason cannot go away.
            if (Refuse(ground, answer, rules, now) is { } refused)
                return refused.Result == AnswerResult.SentBefore ? await db.ReadAsync(sql => RepeatOutcome(sql, ground)) : refused;
            if (judge(ground.Part, ground.Attempts) is not { } judgement) return Nothing(AnswerResult.NotMarked, ground.Left);
            if (RefuseRepeat(ground, judgement) is { } repeated) return repeated;
            var outcome = await db.WriteAsync(sql => Record(sql, answer, judgement, ground, rules, now));
            if (outcome.Result != AnswerResult.Changed || round == MaxRounds) return outcome;
        }
    }

    /// <summary>The current state of the member and the part; null if there is no such part, or it was taken out.</summary>
    public static AnswerGround? Look(Sql sql, Answer answer, Rules rules)
    {
        if (Parts.Find(sql, answer.PartId) is not { RemovedAt: null } part) return null;
        if (Challenges.Find(sql, part.ChallengeId) is not { } challenge) return null;
        var sent = sql.QueryFirstOrDefault<Attempt>($"""
            SELECT {Attempts.Columns} FROM attempts a WHERE a.member_id = @MemberId AND a.send_key = @SendKey
            """, new { answer.MemberId, answer.SendKey });
        return new AnswerGround(challenge, part, Viewers.Find(sql, answer.MemberId, rules), Attempts.List(sql, answer.MemberId, part.Id),
            Allowances.Find(sql, answer.MemberId, part.Id, rules.Scoring), sent);
    }

    /// <summary>
    /// Counts a judged answer in the transaction of <paramref name="sql"/>: attempt, completion, first, awards and totals, all or none.
    /// <paramref name="seen"/> is the state it was judged against; if that has changed, nothing is written and the result is
    /// <see cref="AnswerResult.Changed"/>.
    /// </summary>
    public static AnswerOutcome Record(Sql sql, Answer answer, Judgement judgement, AnswerGround seen, Rules rules, long now)
    {
        if (Look(sql, answer, rules) is not { } ground) return Nothing(AnswerResult.Missing, 0);
        if (Refuse(ground, answer, rules, now) is { } refused)
            return refused.Result == AnswerResult.SentBefore ? RepeatOutcome(sql, ground) : refused;
        if (ground.Challenge.Version != seen.Challenge.Version || ground.Attempts.Count != seen.Attempts.Count)
            return Nothing(AnswerResult.Changed, ground.Left);
        if (RefuseRepeat(ground, judgement) is { } repeated) return repeated;
        var attempt = Insert(sql, answer, judgement, ground.Attempts.Count + 1, answer.HandedInAt ?? now);
        if (ground.Challenge.CompetitionId is { } competition)
            Enrolments.NoteAnswer(sql, competition, answer.MemberId, attempt.SubmittedAt);
        var left = ground.Left - 1;
        // Where verdicts are held back a part may be answered again after a right answer, which gave its points already.
        var isNew = attempt.IsRight && !ground.IsRight;
        var points = isNew && ground.Challenge.IsByPart ? AwardPart(sql, ground.Challenge, attempt, rules, now) : 0;
        if (!isNew || !IsComplete(sql, answer.MemberId, ground.Challenge.Id))
            return new AnswerOutcome(AnswerResult.Counted, attempt, left, false, false, points);
        var complete = Complete(sql, ground.Challenge, attempt, rules, now);
        return complete with { Left = left, Points = complete.Points + points };
    }

    private static AnswerOutcome? Refuse(AnswerGround ground, Answer answer, Rules rules, long now)
    {
        if (ground.Sent is { } sent)
        {
            var isSame = sent.PartId == answer.PartId && sent.Typed == answer.Typed;
            return Nothing(isSame ? AnswerResult.SentBefore : AnswerResult.SentOther, ground.Left) with { Attempt = sent };
        }
        if (!ground.Viewer.Scores) return Nothing(AnswerResult.NotScoring, 0);
        var counts = answer.EnteredBy is null
            ? ChallengeRules.Counts(ground.Challenge, ground.Viewer, now, answer.BegunAt, rules.Scoring.GraceSeconds)
            : ChallengeRules.CountsFromPaper(ground.Challenge, ground.Viewer, now);
        if (!counts) return Nothing(AnswerResult.Closed, ground.Left);
        var mayTell = answer.EnteredBy is not null
            ? !answer.IsHeld : !ground.Viewer.AwaitsVerdicts(ground.Challenge, now, rules.Scoring.GraceSeconds);
        foreach (var attempt in ground.Attempts)
            if (attempt.IsRight && mayTell) return Nothing(AnswerResult.RightAlready, ground.Left) with { Attempt = attempt };
        return ground.Left == 0 ? Nothing(AnswerResult.NoneLeft, 0) : null;
    }

    private static AnswerOutcome? RefuseRepeat(AnswerGround ground, Judgement judgement)
    {
        foreach (var attempt in ground.Attempts)
            if (attempt.Number == judgement.Repeats || (attempt.Folded.Length > 0 && attempt.Folded == judgement.Folded))
                return Nothing(AnswerResult.Repeated, ground.Left) with { Attempt = attempt };
        return null;
    }

    private static Attempt Insert(Sql sql, Answer answer, Judgement judgement, long number, long now) => sql.QueryFirst<Attempt>("""
        INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key, entered_by)
        VALUES (@MemberId, @PartId, @number, @Typed, @Folded, @IsRight, @now, @SendKey, @EnteredBy)
        RETURNING id, member_id, part_id, number, typed, folded, is_right, judged_by, submitted_at, entered_by
        """, new
        {
            answer.MemberId, answer.PartId, number, answer.Typed, judgement.Folded, judgement.IsRight, now, answer.SendKey,
            answer.EnteredBy,
        });

    private static bool IsComplete(Sql sql, long memberId, long challengeId) => sql.ExecuteScalar<bool>("""
        SELECT NOT EXISTS (SELECT 1 FROM parts p WHERE p.challenge_id = @challengeId AND p.removed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.member_id = @memberId AND a.part_id = p.id AND a.is_right = 1))
        """, new { challengeId, memberId });

    // An answer from paper counts from when it was handed in, so the one that completed the challenge need not be the one entered last.
    private static Attempt FindLast(Sql sql, long memberId, long challengeId) => sql.QueryFirst<Attempt>($"""
        SELECT {Attempts.Columns} FROM parts p JOIN attempts a ON a.id = (SELECT b.id FROM attempts b
            WHERE b.member_id = @memberId AND b.part_id = p.id AND b.is_right = 1 ORDER BY b.submitted_at, b.id LIMIT 1)
        WHERE p.challenge_id = @challengeId AND p.removed_at IS NULL ORDER BY a.submitted_at DESC, a.id DESC LIMIT 1
        """, new { memberId, challengeId });

    private static long AwardPart(Sql sql, Challenge challenge, Attempt attempt, Rules rules, long now)
    {
        var startYear = sql.ExecuteScalar<long?>("SELECT start_year FROM members WHERE id = @MemberId", new { attempt.MemberId });
        Awards.Add(sql, new NewAward
        {
            MemberId = attempt.MemberId,
            ChallengeId = challenge.Id,
            PartId = attempt.PartId,
            Kind = AwardKind.Part,
            Points = challenge.Points,
            AwardPeriods = AwardPeriods.Of(rules, startYear, attempt.SubmittedAt),
            MadeAt = now,
        });
        return challenge.Points;
    }

    private static AnswerOutcome Complete(Sql sql, Challenge challenge, Attempt attempt, Rules rules, long now)
    {
        var (memberId, challengeId) = (attempt.MemberId, challenge.Id);
        var startYear = sql.ExecuteScalar<long?>("SELECT start_year FROM members WHERE id = @memberId", new { memberId });
        var last = FindLast(sql, memberId, challengeId);
        var at = last.SubmittedAt;
        var moment = AwardPeriods.Of(rules, startYear, at);
        // The constraints decide, not a query beforehand: one completion for each member, one first for each challenge.
        var isNew = sql.Execute("""
            INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
            VALUES (@memberId, @challengeId, @attemptId, @at, @SchoolYear, @KeyStage) ON CONFLICT DO NOTHING
            """, new { memberId, challengeId, attemptId = last.Id, at, moment.SchoolYear, moment.KeyStage }) == 1;
        if (!isNew) return new AnswerOutcome(AnswerResult.Counted, attempt, 0, false, false, 0);
        var isFirst = sql.Execute("""
            INSERT INTO firsts (challenge_id, member_id) VALUES (@challengeId, @memberId) ON CONFLICT DO NOTHING
            """, new { challengeId, memberId }) == 1;
        var firstDay = FirstDayBonus(challenge, rules.Scoring, at);
        var forAll = challenge.IsByPart ? 0 : challenge.Points;
        Add(AwardKind.Completion, forAll);
        var forFirst = isFirst ? CompetitionEntries.WithFirstBonus(sql, challenge).FirstBonus : 0;
        Add(AwardKind.First, forFirst);
        Add(AwardKind.FirstDay, firstDay);
        var points = forAll + forFirst + firstDay;
        return new AnswerOutcome(AnswerResult.Counted, attempt, 0, true, isFirst, points);

        void Add(AwardKind kind, long award) =>
            Awards.Add(sql, new NewAward
            {
                MemberId = memberId,
                ChallengeId = challengeId,
                Kind = kind,
                Points = award,
                AwardPeriods = moment,
                MadeAt = now,
            });
    }

    /// <summary>The bonus for completing the challenge at this instant; 0 if that is after its first school day, or it is a
    /// competition's.</summary>
    internal static long FirstDayBonus(Challenge challenge, ScoreRules rules, long at) =>
        rules.FirstDayBonus > 0 && challenge.CompetitionId is null && challenge.ReleasedAt is { } release
            && at < rules.FirstDayEnds(release) ? rules.FirstDayBonus : 0;

    // The outcome of an answer that was sent before: as it was then, except for what a re-mark has changed.
    private static AnswerOutcome RepeatOutcome(Sql sql, AnswerGround ground)
    {
        var sent = ground.Sent!;
        var challengeId = ground.Challenge.Id;
        var completion = Completions.Find(sql, sent.MemberId, challengeId);
        if (completion is null || completion.AttemptId != sent.Id)
            return new AnswerOutcome(AnswerResult.SentBefore, sent, ground.Left, false, false, 0);
        var points = sql.ExecuteScalar<long>(
            "SELECT coalesce(sum(points), 0) FROM awards WHERE challenge_id = @challengeId AND member_id = @MemberId",
            new { challengeId, sent.MemberId });
        return new AnswerOutcome(AnswerResult.SentBefore, sent, ground.Left, true, completion.IsFirst, points);
    }

    private static AnswerOutcome Nothing(AnswerResult result, long left) => new(result, null, left, false, false, 0);
}
