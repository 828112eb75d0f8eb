// Works out a re-mark: who has all parts right by the new verdicts and since when, who is first then, and what the ledger lacks or has too much.
namespace MathsSoc.Data;

/// <summary>One plan. It reads nothing and writes nothing: the rows are handed in.</summary>
internal sealed class RemarkPlanner
{
    private static readonly AwardKind[] Kinds = [AwardKind.Completion, AwardKind.First, AwardKind.FirstDay];

    private readonly Challenge challenge;
    private readonly Rules rules;
    private readonly IReadOnlyList<long> liveParts;
    private readonly List<Answerer> members;
    private readonly List<Attempt> attempts;
    private readonly List<NewVerdict> verdicts = [];

    // By member: the parts of verdicts that change, one for each; the answers; the completion; what the ledger holds.
    private readonly Dictionary<long, List<long>> touched = [];
    private readonly Dictionary<long, List<Attempt>> attemptsOf = [];
    private readonly Dictionary<long, Completion> completions = [];
    private readonly Dictionary<long, List<LedgerShare>> shares = [];

    public RemarkPlanner(Challenge challenge, RemarkRows rows, IReadOnlyList<NewVerdict> wanted, JudgedBy by, Rules rules)
    {
        (this.challenge, this.rules) = (challenge, rules);
        (liveParts, members, attempts) = (rows.LiveParts, rows.Members, [.. rows.Attempts]);
        foreach (var completion in rows.Completions) completions[completion.MemberId] = completion;
        foreach (var share in rows.Shares) ListOf(shares, share.MemberId).Add(share);
        Judge(wanted, by);
        foreach (var attempt in attempts) ListOf(attemptsOf, attempt.MemberId).Add(attempt);
    }

    /// <param name="challenger">A member whose completion, as it stands, may make them first; null: nobody's.</param>
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
        var plan = new RemarkPlan(challenge, attempts.Count == 0 ? 0 : attempts[^1].Id, verdicts, changes) { First = FirstOf(after, challenger) };
        foreach (var member in members)
        {
            var (old, now) = (completions.GetValueOrDefault(member.Id), after.GetValueOrDefault(member.Id));
            var isFirst = plan.First == member.Id;
            var (before, given) = Compensate(plan, member, old, now, isFirst);
            if (now is null && old is not null) plan.Lost.Add(member.Id);
            if (now is not null && now != old) plan.Kept.Add(now);
            var answers = touched.GetValueOrDefault(member.Id)?.Count ?? 0;
            if (answers > 0 || given != 0 || now != old || isFirst != (old?.IsFirst ?? false))
                changes.Add(new RemarkChange(member.Id, member.DisplayName, old?.CompletedAt, now?.CompletedAt, old?.IsFirst ?? false, isFirst, before, before + given, answers));
        }
        return plan;
    }

    // What a person decided by hand only another person changes, and what a member who is gone has typed is gone too.
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
    /// The member's completion by the verdicts as they are now. One that was earned is lost only by a verdict that changed, never because a part was added since;
    /// one is gained by having every live part right, since the answer that made it so.
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
            if (FirstRight(member.Id, part) is { } right)
            {
                if (last is null || (right.SubmittedAt, right.Id).CompareTo((last.SubmittedAt, last.Id)) > 0) last = right;
            }
            else if (old is null || parts!.Contains(part)) isWhole = false;
        }
        if (!isWhole || last is null) return null;
        if (old?.AttemptId == last.Id) return old;
        var moment = Moment.Of(rules, member.StartYear, last.SubmittedAt);
        return new Completion(member.Id, challenge.Id, last.Id, last.SubmittedAt, moment.SchoolYear, moment.KeyStage, old?.IsFirst ?? false);
    }

    // The earliest: what came from paper has the time at which it was handed in, whenever it was entered.
    private Attempt? FirstRight(long memberId, long partId)
    {
        Attempt? first = null;
        foreach (var attempt in attemptsOf[memberId])
            if (attempt.PartId == partId && attempt.IsRight && (first is null || (attempt.SubmittedAt, attempt.Id).CompareTo((first.SubmittedAt, first.Id)) < 0)) first = attempt;
        return first;
    }

    /// <summary>
    /// Who is first. Whoever is so now stays it, unless what made them so has changed, or somebody whose completion is new or moved stands before them, or the
    /// challenger does. Answers are numbered in the order in which they were counted, which decides among equals.
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
            if (first is null || one.CompletedAt < first.CompletedAt || (one.CompletedAt == first.CompletedAt && !first.IsFirst && (one.IsFirst || one.AttemptId < first.AttemptId))) first = one;
        }
        return first?.MemberId;
    }

    /// <summary>
    /// Brings the ledger from what it holds of the challenge for a member to what it should hold: the points it had, and those of what was added. What was given
    /// is taken back where it was given; what is due is given at the instant of the answer, so that weeks and terms come out as if it had been right from the start.
    /// </summary>
    private (long Before, long Given) Compensate(RemarkPlan plan, Answerer member, Completion? old, Completion? now, bool isFirst)
    {
        var held = shares.GetValueOrDefault(member.Id) ?? [];
        var isMoved = now?.CompletedAt != old?.CompletedAt;
        var moment = isMoved || held.Count == 0 ? null : held[0].Moment;
        if (now is not null) moment ??= Moment.Of(rules, member.StartYear, now.CompletedAt);
        var given = 0L;
        foreach (var kind in Kinds)
        {
            var had = Sum(held, kind);
            var due = now is null ? 0 : kind switch
            {
                AwardKind.Completion => old is null ? challenge.Points : had,
                AwardKind.First => !isFirst ? 0 : old is { IsFirst: true } ? had : challenge.FirstBonus,
                _ => isMoved ? Answering.FirstDayBonus(challenge, rules.Scoring, now.CompletedAt) : had,
            };
            if (due == had && !isMoved) continue;
            foreach (var share in held)
                if (share.For == kind) plan.Compensations.Add((member.Id, kind, -share.Points, share.Moment));
            if (due != 0) plan.Compensations.Add((member.Id, kind, due, moment!));
            given += due - had;
        }
        return (Sum(held, null), given);
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
