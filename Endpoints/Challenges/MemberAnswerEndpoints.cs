// What one pupil has answered, for staff: to give an attempt back, mark an answer by hand, or set extra time. Each is a deed with a reason, and noted.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One part of a challenge with a pupil's answers to it.</summary>
public sealed record AnsweredPart(long PartId, string Heading, bool IsRemoved, long Extra, IReadOnlyList<Attempt> Attempts);

/// <summary>One challenge with a pupil's answers to it.</summary>
public sealed record AnsweredChallenge(long Id, string Title, IReadOnlyList<AnsweredPart> Parts);

/// <summary>The deed that was chosen from the list and asks for its reason: an attempt to mark, or a part to give an attempt back on.</summary>
/// <param name="Given">Attempts given back so far, so that a form sent twice gives one.</param>
/// <param name="Changes">Who gains or loses by the mark.</param>
public sealed record Deed(string Heading, string Action, string Field, long Id, string Button, string? Then, long Given, IReadOnlyList<RemarkChange> Changes);

/// <summary>The page.</summary>
/// <param name="PageNumber">From 1.</param>
public sealed record MemberAnswersModel(Member Member, IReadOnlyList<AnsweredChallenge> Challenges, Deed? Deed, FormView Form, FormView Time, string? Notice, int PageNumber, bool HasMore)
{
    public string Path => FormattableString.Invariant($"/admin/members/{Member.Id}/answers");
}

/// <summary>Maps /admin/members/{id}/answers and what is done there.</summary>
public static class MemberAnswerEndpoints
{
    private const int PageSize = 20, MostPages = 200, MostReason = 200;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["given"] = "One attempt was given back.",
        ["given-before"] = "An attempt had been given back since you loaded the page, so no other was. Look at the list before you give one more.",
        ["marked"] = "The answer was marked by hand. Points that follow from it are in the ledger, as of the answer’s own time.",
        ["same"] = "The answer was marked so already. Nothing changed.",
        ["time"] = "The extra time is set.",
    };

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/members/{id}/answers", "admin.member_answers", Show);
        staff.Post("/admin/members/{id}/answers/give", "admin.member_give", Give);
        staff.Post("/admin/members/{id}/answers/mark", "admin.member_mark", Mark);
        staff.Post("/admin/members/{id}/answers/time", "admin.member_time", SetTime);
    }

    private static Task<IResult> Show(Visit visit) =>
        Page(visit, FormReader.IdIn(visit.Query("attempt")), FormReader.IdIn(visit.Query("part")), new FormView(), null, StatusCodes.Status200OK);

    private static async Task<IResult> Give(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (part, reason) = (form.Ids("part", 1) is [var only] ? only : 0, form.Line("reason", "Reason", MostReason));
        if (!form.IsGood) return await Page(visit, null, part, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var rules = visit.Rules.Scoring;
        var said = await visit.Write(sql =>
        {
            if (visit.Id() is not { } id || Attempts.List(sql, id, part).Count == 0) return null;
            if (FormReader.IdIn(visit.Form["given"].ToString()) is { } seen && seen != Allowances.Find(sql, id, part, rules) - rules.Attempts) return "given-before";
            return Allowances.Give(sql, id, part, 1, reason, visit.Actor, visit.Now) ? "given" : null;
        });
        return said is null ? visit.NotFound() : Back(visit, said);
    }

    private static async Task<IResult> Mark(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (attempt, reason, isRight) = (form.Ids("attempt", 1) is [var only] ? only : 0, form.Line("reason", "Reason", MostReason), visit.Form["then"] == "right");
        if (!form.IsGood) return await Page(visit, attempt, null, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var rules = visit.Rules;
        var said = await visit.Write(sql =>
        {
            if (FindPupil(sql, visit) is not { } member || Attempts.Find(sql, attempt) is not { } found || found.MemberId != member.Id) return null;
            return Remark.ByHand(sql, attempt, isRight, reason, visit.Actor, rules, visit.Now) is { Verdicts.Count: > 0 } ? "marked" : "same";
        });
        return said is null ? visit.NotFound() : Back(visit, said);
    }

    private static async Task<IResult> SetTime(Visit visit)
    {
        const int Week = 7 * 24 * 60;
        var form = new FormReader(visit.Form);
        var minutes = form.Number("minutes", "Extra minutes", 0, Week);
        if (minutes is null) return await Page(visit, null, null, new FormView(), form.View, StatusCodes.Status422UnprocessableEntity);
        var isSet = await visit.Write(sql =>
        {
            if (FindPupil(sql, visit) is not { } member) return false;
            ExtraTime.Set(sql, member.Id, minutes.Value, visit.Actor, visit.Now);
            return true;
        });
        return isSet ? Back(visit, "time") : visit.NotFound();
    }

    private static Member? FindPupil(Sql sql, Visit visit) =>
        visit.Id() is { } id && Members.Find(sql, id) is { Role: Role.Member, State: not MemberState.Former } member ? member : null;

    private static async Task<IResult> Page(Visit visit, long? attemptId, long? partId, FormView form, FormView? time, int status)
    {
        var page = Rules.Whole(visit.Query("page"), 1, MostPages) ?? 1;
        var rules = visit.Rules;
        var model = await visit.Read(sql =>
        {
            if (FindPupil(sql, visit) is not { } member) return null;
            var ids = ChallengeQueries.ListAnswered(sql, member.Id, (page - 1) * PageSize, PageSize + 1);
            var hasMore = ids.Count > PageSize;
            if (hasMore) ids.RemoveAt(PageSize);
            var given = new List<Allowance>();
            foreach (var id in ids) given.AddRange(Allowances.List(sql, member.Id, id));
            var challenges = Gather(ChallengeQueries.ListAnswers(sql, member.Id, ids), given);
            var minutes = time ?? new FormView { ["minutes"] = ExtraTime.Find(sql, member.Id).ToString(CultureInfo.InvariantCulture) };
            return new MemberAnswersModel(member, challenges, FindDeed(sql, challenges, attemptId, partId, rules), form, minutes, Notices.GetValueOrDefault(visit.Query("said")), page, hasMore);
        });
        return model is null ? visit.NotFound() : visit.Page(new Pages_MemberAnswers { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>Rows stand challenge by challenge and part by part.</summary>
    private static List<AnsweredChallenge> Gather(List<MemberAnswer> rows, List<Allowance> given)
    {
        var challenges = new List<AnsweredChallenge>();
        List<AnsweredPart> parts = [];
        List<Attempt> attempts = [];
        foreach (var row in rows)
        {
            if (challenges.Count == 0 || challenges[^1].Id != row.ChallengeId) challenges.Add(new AnsweredChallenge(row.ChallengeId, row.Title, parts = []));
            if (parts.Count == 0 || parts[^1].PartId != row.Attempt.PartId)
            {
                long extra = 0;
                foreach (var one in given)
                    if (one.PartId == row.Attempt.PartId) extra += one.Extra;
                parts.Add(new AnsweredPart(row.Attempt.PartId, row.Label.Length > 0 ? row.Label : FormattableString.Invariant($"Part {row.Position}"), row.IsRemoved, extra, attempts = []));
            }
            attempts.Add(row.Attempt);
        }
        return challenges;
    }

    private static Deed? FindDeed(Sql sql, List<AnsweredChallenge> challenges, long? attemptId, long? partId, Rules rules)
    {
        foreach (var challenge in challenges)
            foreach (var part in challenge.Parts)
            {
                if (part.PartId == partId) return new Deed($"Give one attempt back: {challenge.Title}, {part.Heading}", "give", "part", part.PartId, "Give one back", null, part.Extra, []);
                foreach (var attempt in part.Attempts)
                    if (attempt.Id == attemptId)
                    {
                        var word = attempt.IsRight ? "wrong" : "right";
                        return new Deed($"Mark “{attempt.Typed}” {word}: {challenge.Title}, {part.Heading}", "mark", "attempt", attempt.Id, $"Mark it {word}", word,
                            0, Remark.PreviewByHand(sql, attempt.Id, !attempt.IsRight, rules)?.Changes ?? []);
                    }
            }
        return null;
    }

    private static IResult Back(Visit visit, string said) => visit.SeeOther(FormattableString.Invariant($"/admin/members/{visit.Id()}/answers?said={said}"));
}
