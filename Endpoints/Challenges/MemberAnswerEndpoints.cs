// One pupil's answers, for staff: to give an attempt back, mark an answer by hand or set extra time, each recorded in the audit log.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>An answer, and how it is read where it came from the maths keyboard; null for one that shows itself.</summary>
public sealed record SentAttempt(Attempt Attempt, ReadLine? Reading);

/// <summary>One part of a challenge with a pupil's answers to it.</summary>
public sealed record AnsweredPart(long PartId, WrittenLine Heading, bool IsRemoved, long Extra, IReadOnlyList<SentAttempt> Attempts);

/// <summary>One challenge with a pupil's answers to it.</summary>
public sealed record AnsweredChallenge(long Id, string Title, string? Competition, IReadOnlyList<AnsweredPart> Parts);

/// <summary>The action that was chosen from the list and needs a reason: to mark an attempt, or to give one back for a part.</summary>
public sealed record MarkingAction(string Heading, string Action, string Field, long Id, string Button)
{
    /// <summary>The challenge's title, and the part's label.</summary>
    public required string Challenge { get; init; }

    public required WrittenLine Part { get; init; }

    /// <summary>The verdict that the mark would set, <c>right</c> or <c>wrong</c>; null when an attempt is given back.</summary>
    public string? Then { get; init; }

    /// <summary>Attempts given back so far, so that a form sent twice gives only one.</summary>
    public long Given { get; init; }

    /// <summary>Whose points the mark would change.</summary>
    public IReadOnlyList<RemarkChange> Changes { get; init; } = [];
}

/// <summary>The page of one pupil's answers.</summary>
/// <param name="PageNumber">Counts from 1.</param>
public sealed record MemberAnswersModel(
    Member Member,
    IReadOnlyList<AnsweredChallenge> Challenges,
    MarkingAction? MarkingAction,
    FormView Form,
    FormView Time,
    string? Notice,
    int PageNumber,
    bool HasMore)
{
    public string Path => $"/admin/members/{Member.Id}/answers";

    public bool HasMaths => Challenges.Any(static challenge => challenge.Parts.Any(static part => part.Heading.HasMaths));
}

/// <summary>Maps /admin/members/{id}/answers and its actions.</summary>
public static class MemberAnswerEndpoints
{
    private const int PageSize = 20, MaxPages = 200, MaxReason = 200;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["given"] = "One attempt was given back.",
        ["given-before"] = "An attempt had been given back since you loaded the page, so no other was. "
            + "Look at the list before you give one more.",
        ["marked"] = "The answer was marked by hand. Points that follow from it are in the ledger, as of the answer’s own time.",
        ["same"] = "The answer was marked so already. Nothing changed.",
        ["time"] = "The extra time is set.",
    };

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/members/{id}/answers", "admin.member_answers", Show);
        staff.Post("/admin/members/{id}/answers/give", "admin.member_give", Give).WithMetadata(FilledForm.Shown);
        staff.Post("/admin/members/{id}/answers/mark", "admin.member_mark", Mark).WithMetadata(FilledForm.Shown);
        staff.Post("/admin/members/{id}/answers/time", "admin.member_time", SetTime);
    }

    private static Task<IResult> Show(Visit visit) =>
        Page(visit, FormReader.IdIn(visit.Query("attempt")), FormReader.IdIn(visit.Query("part")), new FormView(), null,
            StatusCodes.Status200OK);

    private static async Task<IResult> Give(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var part = form.Ids("part", 1) is [var only] ? only : 0;
        var reason = form.Line("reason", "Reason", MaxReason);
        if (!form.IsGood) return await Page(visit, null, part, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var rules = visit.Rules.Scoring;
        var result = await visit.Write(sql =>
        {
            if (visit.Id() is not { } id || Attempts.List(sql, id, part).Count == 0) return null;
            if (FormReader.IdIn(visit.Form["given"].ToString()) is { } seen
                && seen != Allowances.Find(sql, id, part, rules) - rules.Attempts)
                return "given-before";
            return Allowances.Give(sql, id, part, 1, reason, visit.Actor, visit.Now) ? "given" : null;
        });
        return result is null ? visit.NotFound() : Back(visit, result);
    }

    private static async Task<IResult> Mark(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var attempt = form.Ids("attempt", 1) is [var only] ? only : 0;
        var reason = form.Line("reason", "Reason", MaxReason);
        var isRight = visit.Form["then"] == "right";
        if (!form.IsGood) return await Page(visit, attempt, null, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var rules = visit.Rules;
        var result = await visit.Write(sql =>
        {
            if (FindPupil(sql, visit) is not { } member) return null;
            if (Attempts.Find(sql, attempt) is not { } found || found.MemberId != member.Id) return null;
            var plan = Remark.ByHand(sql, attempt, isRight, reason, visit.Actor, rules, visit.Now);
            return plan is { Verdicts.Count: > 0 } ? "marked" : "same";
        });
        return result is null ? visit.NotFound() : Back(visit, result);
    }

    private static async Task<IResult> SetTime(Visit visit)
    {
        const int Week = 7 * 24 * 60;
        var form = new FormReader(visit.Form);
        var minutes = form.Number("minutes", "Extra minutes", 0, Week);
        if (minutes is null)
            return await Page(visit, null, null, new FormView(), form.View, StatusCodes.Status422UnprocessableEntity);
        var isSet = await visit.Write(sql =>
        {
            if (FindPupil(sql, visit) is not { } member) return false;
            ExtraTime.Set(sql, member.Id, minutes.Value, visit.Actor, visit.Now);
            return true;
        });
        return isSet ? Back(visit, "time") : visit.NotFound();
    }

    private static Member? FindPupil(Sql sql, Visit visit) =>
        visit.Id() is { } id && Members.Find(sql, id) is { Role: Role.Member, State: not MemberState.Former } member
            ? member : null;

    private static async Task<IResult> Page(Visit visit, long? attemptId, long? partId, FormView form, FormView? time, int status)
    {
        var page = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1;
        var rules = visit.Rules;
        var found = await visit.Read(sql => FindPupil(sql, visit) is { } member ? Find(sql, member, page, attemptId, rules) : null);
        if (found is null) return visit.NotFound();
        // An answer is read as mathematics after the database's connection is given back.
        var challenges = Gather(found);
        var model = new MemberAnswersModel(
            found.Member, challenges, FindDeed(challenges, attemptId, partId, found.Changes), form,
            time ?? new FormView { ["minutes"] = $"{found.Minutes}" }, Notices.GetValueOrDefault(visit.Query("said")), page, found.HasMore);
        return visit.Page(new Pages_MemberAnswers { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>What the page shows, as it is stored.</summary>
    /// <param name="Keyed">The parts with an answer from the maths keyboard, by id.</param>
    /// <param name="Changes">Whose points another mark for the chosen attempt would change.</param>
    private sealed record Found(
        Member Member, List<MemberAnswer> Rows, List<Allowance> Given, Dictionary<long, Part> Keyed, IReadOnlyList<RemarkChange> Changes,
        long Minutes, bool HasMore);

    private static Found Find(Sql sql, Member member, int page, long? attemptId, Rules rules)
    {
        var ids = ChallengeQueries.ListAnswered(sql, member.Id, (page - 1) * PageSize, PageSize + 1);
        var hasMore = ids.Count > PageSize;
        if (hasMore) ids.RemoveAt(PageSize);
        var given = new List<Allowance>();
        foreach (var id in ids) given.AddRange(Allowances.List(sql, member.Id, id));
        var rows = ChallengeQueries.ListAnswers(sql, member.Id, ids);
        var keyedIds = rows.Where(static row => IsKeyed(row.Attempt)).Select(static row => row.Attempt.PartId).Distinct();
        var keyed = Parts.ListByIds(sql, keyedIds).ToDictionary(static part => part.Id);
        var chosen = rows.Find(row => row.Attempt.Id == attemptId)?.Attempt;
        var changes = chosen is null ? null : Remark.PreviewByHand(sql, chosen.Id, !chosen.IsRight, rules)?.Changes;
        return new Found(
            member, rows, given, keyed, changes ?? [], ExtraTime.Find(sql, member.Id), hasMore);
    }

    /// <summary>Whether the answer came from the maths keyboard, and is not fit to be shown as it was sent.</summary>
    private static bool IsKeyed(Attempt attempt) => Marker.IsTeX(attempt.Typed);

    /// <summary>Groups the rows, which are ordered by challenge and by part.</summary>
    private static List<AnsweredChallenge> Gather(Found found)
    {
        var challenges = new List<AnsweredChallenge>();
        List<AnsweredPart> parts = [];
        List<SentAttempt> attempts = [];
        foreach (var row in found.Rows)
        {
            if (challenges.Count == 0 || challenges[^1].Id != row.ChallengeId)
                challenges.Add(new AnsweredChallenge(row.ChallengeId, row.Title, row.Competition, parts = []));
            if (parts.Count == 0 || parts[^1].PartId != row.Attempt.PartId)
            {
                long extra = 0;
                foreach (var one in found.Given)
                    if (one.PartId == row.Attempt.PartId) extra += one.Extra;
                var heading = row.Label.Length > 0 ? row.Label : $"Part {row.Position}";
                parts.Add(new AnsweredPart(row.Attempt.PartId, Markdown.Line(heading), row.IsRemoved, extra, attempts = []));
            }
            var reading = IsKeyed(row.Attempt) && found.Keyed.TryGetValue(row.Attempt.PartId, out var part)
                ? ReadLine.Of(Marker.Read(PartMarking.SpecOf(part), row.Attempt.Typed).Reading) : null;
            attempts.Add(new SentAttempt(row.Attempt, reading));
        }
        return challenges;
    }

    private static MarkingAction? FindDeed(
        List<AnsweredChallenge> challenges, long? attemptId, long? partId, IReadOnlyList<RemarkChange> changes)
    {
        foreach (var challenge in challenges)
            foreach (var part in challenge.Parts)
            {
                if (part.PartId == partId)
                    return new MarkingAction("Give one attempt back", "give", "part", part.PartId, "Give one back")
                    {
                        Challenge = challenge.Title, Part = part.Heading, Given = part.Extra,
                    };
                foreach (var (attempt, reading) in part.Attempts)
                {
                    if (attempt.Id != attemptId) continue;
                    var word = attempt.IsRight ? "wrong" : "right";
                    var typed = reading?.Words ?? attempt.Typed;
                    return new MarkingAction($"Mark “{typed}” {word}", "mark", "attempt", attempt.Id, $"Mark it {word}")
                    {
                        Challenge = challenge.Title, Part = part.Heading, Then = word, Changes = changes,
                    };
                }
            }
        return null;
    }

    private static IResult Back(Visit visit, string result) =>
        visit.SeeOther($"/admin/members/{visit.Id()}/answers?said={result}");
}
