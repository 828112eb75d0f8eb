// Works out a re-mark: who has all parts right by the new verdicts, since when, who is then first, and how the ledger must change.
namespace MathsSoc.Data;

/// <summary>Makes one plan, from rows that were read before. It neither reads nor writes the database.</summary>
internal sealed class RemarkPlanner
{
    private static readonly AwardKind[] Kinds = [AwardKind.Completion, AwardKind.First, AwardKind.FirstDay];

    private readonly Challenge challenge;
    private readonly Rules rules;
    private readonly IReadOnlyList<long> liveParts;
    private readonly List<Answerer> members;
    private readonly List<Attempt> attempts;
    private readonly List<NewVerdict> verdicts = [];

    // By member: the part of each verdict that changes; the answers; the completion; the rows of the ledger.
    private readonly Dictionary<long, List<long>> touched = [];
    private readonly Dictionary<long, List<Attempt>> attemptsOf = [];
    private readonly Dictionary<long, List<Attempt>> attemptsBefore = [];
    private readonly Dictionary<long, Completion> completions = [];
    private readonly Dictionary<long, List<LedgerShare>> shares = [];

    public RemarkPlanner(Challenge challenge, RemarkRows rows, IReadOnlyList<NewVerdict> wanted, JudgedBy by, Rules rules)
    {
        (this.challenge, this.rules) = (challenge, rules);
        (liveParts, members, attempts) = (rows.LiveParts, rows.Members, [.. rows.Attempts]);
        foreach (var completion in rows.Completions) completions[completion.MemberId] = completion;
        foreach (var share in rows.Shares) ListOf(shares, share.MemberId).Add(share);
        foreach (var attempt in rows.Attempts) ListOf(attemptsBefore, attempt.MemberId).Add(attempt);
        Judge(wanted, by);
        foreach (var attempt in attempts) ListOf(attemptsOf, attempt.MemberId).Add(attempt);
    }

    /// <param name="challenger">A member whose completion may make them first even if no verdict changes it; null: none.</param>
    public RemarkPlan Plan(long? challenger = null)
    {
        var after = new Dictionary<long, Completion>(completions);
        foreach (var member in members)
        {
            if (member.IsGone) continue;
            if (CompletionOf(member) is { } complete) after[member.Id] = complete;
            else after.Remove(member.Id);
        }
        var changes = new List<RemarkChange>();
        var lastAttempt = attempts.Count == 0 ? 0 : attempts[^1].Id;
        var plan = new RemarkPlan(challenge, lastAttempt, verdicts, changes) { First = FirstOf(after, challenger) };
        foreach (var member in members)
        {
            var (old, now) = (completions.GetValueOrDefault(member.Id), after.GetValueOrDefault(member.Id));
            var (wasFirst, isFirst) = (old?.IsFirst ?? false, plan.First == member.Id);
            var (before, given) = Compensate(plan, member, old, now, isFirst);
            given += CompensateParts(plan, member);
            if (now is null && old is not null) plan.Lost.Add(member.Id);
            if (now is not null && now != old) plan.Kept.Add(now);
            var answers = touched.GetValueOrDefault(member.Id)?.Count ?? 0;
            if (answers == 0 && given == 0 && now == old && isFirst == wasFirst) continue;
            changes.Add(new RemarkChange
            {
                MemberId = member.Id,
                DisplayName = member.DisplayName,
                CompletedBefore = old?.CompletedAt,
                CompletedAfter = now?.CompletedAt,
                WasFirst = wasFirst,
                IsFirst = isFirst,
                PointsBefore = before,
                PointsAfter = before + given,
                Answers = answers,
            });
        }
        return plan;
    }

    // A verdict given by hand is changed only by hand, and an answer of a member who is gone cannot be judged: its text is deleted.
    private void Judge(IReadOnlyList<NewVerdict> wanted, JudgedBy by)
    {
        var byId = new Dictionary<long, bool>();
        foreach (var verdict in wanted) byId[verdict.AttemptId] = verdict.IsRight;
        for (var i = 0; i < attempts.Count; i++)
        {
            var attempt = attempts[i];
            if (!byId.TryGetValue(attempt.Id, out var isRight) || isRight == attempt.IsRight || attempt.Typed.Length == 0) continue;
            if (attempt.JudgedBy == JudgedBy.Hand && by != JudgedBy.Hand) continue;
            verdicts.Add(new NewVerdict(attempt.Id, isRight));
            attempts[i] = attempt with { IsRight = isRight };
            ListOf(touched, attempt.MemberId).Add(attempt.PartId);
        }
    }

    /// <summary>
    /// The member's completion by the new verdicts. A completion that was earned is lost only through a changed verdict, never because a
    /// part was added since. One is gained by having every live part right, at the time of the answer that made it so.
    /// </summary>
    private Completion? CompletionOf(Answerer member)
    {
        var old = completions.GetValueOrDefault(member.Id);
        var parts = touched.GetValueOrDefault(member.Id);
        if (old is not null && parts is null) return old;
        Attempt? last = null;
        var isWhole = liveParts.Count > 0;
        foreach (var part in liveParts)
        {
            if (FirstRight(attemptsOf[member.Id], part) is { } right)
            {
                if (last is null || (right.SubmittedAt, right.Id).CompareTo((last.SubmittedAt, last.Id)) > 0) last = right;
            }
            else if (old is null || parts!.Contains(part)) isWhole = false;
        }
        if (!isWhole || last is null) return null;
        if (old?.AttemptId == last.Id) return old;
        var moment = AwardPeriods.Of(rules, member.StartYear, last.SubmittedAt);
        var isFirst = old?.IsFirst ?? false;
        return new Completion(member.Id, challenge.Id, last.Id, last.SubmittedAt, moment.SchoolYear, moment.KeyStage, isFirst);
    }

    // The earliest right answer. One from paper counts from when it was handed in, whenever it was entered.
    private static Attempt? FirstRight(List<Attempt> attempts, long partId)
    {
        Attempt? first = null;
        foreach (var attempt in attempts)
        {
            if (attempt.PartId != partId || !attempt.IsRight) continue;
            if (first is null || (attempt.SubmittedAt, attempt.Id).CompareTo((first.SubmittedAt, first.Id)) < 0) first = attempt;
        }
        return first;
    }

    /// <summary>
    /// Who is first. The member who is first now stays so, unless their completion changed, or a member whose completion is new or moved
    /// was earlier, or the challenger was. Of completions at the same time the one with the lower attempt id, which was counted earlier,
    /// wins.
    /// </summary>
    private long? FirstOf(Dictionary<long, Completion> after, long? challenger)
    {
        Completion? first = null;
        foreach (var one in after.Values)
            if (one.IsFirst && one == completions.GetValueOrDefault(one.MemberId)) first = one;
        var isHeld = first is not null;
        foreach (var one in after.Values)
        {
            if (isHeld && one == completions.GetValueOrDefault(one.MemberId) && one.MemberId != challenger) continue;
            if (first is null || IsBefore(one, first)) first = one;
        }
        return first?.MemberId;

        static bool IsBefore(Completion one, Completion other) =>
            one.CompletedAt < other.CompletedAt
            || (one.CompletedAt == other.CompletedAt && !other.IsFirst && (one.IsFirst || one.AttemptId < other.AttemptId));
    }

    /// <summary>
    /// Plans the rows that bring a member's points from the challenge to what they should be; returns the points before, and the
    /// difference. Points are taken back in the period they were given in, and given at the time of the answer, so that weeks and terms
    /// come out as if the answer had been judged rightly from the start.
    /// </summary>
    private (long Before, long Given) Compensate(RemarkPlan plan, Answerer member, Completion? old, Completion? now, bool isFirst)
    {
        var all = shares.GetValueOrDefault(member.Id) ?? [];
        var held = all.FindAll(static share => share.For != AwardKind.Part);
        var isMoved = now?.CompletedAt != old?.CompletedAt;
        var moment = isMoved || held.Count == 0 ? null : held[0].AwardPeriods;
        if (now is not null) moment ??= AwardPeriods.Of(rules, member.StartYear, now.CompletedAt);
        var given = 0L;
        foreach (var kind in Kinds)
        {
            var had = Sum(held, kind);
            var due = now is null ? 0 : kind switch
            {
                AwardKind.Completion => old is not null ? had : challenge.IsByPart ? 0 : challenge.Points,
                AwardKind.First => !isFirst ? 0 : old is { IsFirst: true } ? had : challenge.FirstBonus,
                _ => isMoved ? Answering.FirstDayBonus(challenge, rules.Scoring, now.CompletedAt) : had,
            };
            if (due == had && !isMoved) continue;
            foreach (var share in held)
                if (share.For == kind) plan.Compensations.Add((member.Id, kind, null, -share.Points, share.AwardPeriods));
            if (due != 0) plan.Compensations.Add((member.Id, kind, null, due, moment!));
            given += due - had;
        }
        return (Sum(all, null), given);
    }

    /// <summary>
    /// Plans the rows for the parts whose verdicts change, where points are given by part, and returns the difference. A part that was
    /// right before keeps the points it was given.
    /// </summary>
    private long CompensateParts(RemarkPlan plan, Answerer member)
    {
        if (!challenge.IsByPart || member.IsGone || !touched.TryGetValue(member.Id, out var parts)) return 0;
        var given = 0L;
        foreach (var part in parts.Distinct())
        {
            var held = (shares.GetValueOrDefault(member.Id) ?? []).FindAll(share => share.For == AwardKind.Part && share.PartId == part);
            var (old, now) = (FirstRight(attemptsBefore[member.Id], part), FirstRight(attemptsOf[member.Id], part));
            var had = Sum(held, null);
            var due = now is null ? 0 : old is null ? challenge.Points : had;
            if (due == had && old?.SubmittedAt == now?.SubmittedAt) continue;
            foreach (var share in held) plan.Compensations.Add((member.Id, AwardKind.Part, part, -share.Points, share.AwardPeriods));
            if (due != 0)
                plan.Compensations.Add(
                    (member.Id, AwardKind.Part, part, due, AwardPeriods.Of(rules, member.StartYear, now!.SubmittedAt)));
            given += due - had;
        }
        return given;
    }

    private static long Sum(List<LedgerShare> held, AwardKind? kind)
    {
        var sum = 0L;
        foreach (var share in held)
            if (kind is null || share.For == kind) sum += share.Points;
        return sum;
    }

    private static List<T> ListOf<T>(Dictionary<long, List<T>> lists, long member)
    {
        if (!lists.TryGetValue(member, out var list)) lists[member] = list = [];
        return list;
    }
}
