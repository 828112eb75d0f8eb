// An answer from paper: staff type it in for a pupil without a device, with the time at which it was handed in, and it scores as of then.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The form. <c>Notice</c> tells what came of the last answer; null on a first visit.</summary>
public sealed record PaperModel(Challenge Challenge, IReadOnlyList<Choice> Parts, FormView Form, string SendKey, string? Notice);

/// <summary>Maps /admin/challenges/{id}/paper.</summary>
public static class PaperEndpoints
{
    private const string Written = "yyyy-MM-dd'T'HH:mm"; // as a datetime-local field sends it

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["right"] = "The answer of {0} was entered, and it is right.",
        ["wrong"] = "The answer of {0} was entered, and it is not right.",
        ["complete"] = "The answer of {0} was entered. It is right, and it completes the challenge.",
        ["first"] = "The answer of {0} was entered. It is right, it completes the challenge, and nobody had completed it before: the bonus for that is theirs.",
        ["before"] = "This very answer of {0} had been entered already.",
    };

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/challenges/{id}/paper", "admin.paper", Show);
        staff.Post("/admin/challenges/{id}/paper", "admin.paper_enter", Enter);
    }

    private static IResult Show(Visit visit)
    {
        var form = new FormView { ["at"] = SchoolTime.Local(visit.Now).ToString(Written, CultureInfo.InvariantCulture), ["member"] = visit.Query("member") };
        return Page(visit, form, FindNotice(visit), StatusCodes.Status200OK);
    }

    /// <summary>What came of the answer before, with the pupil's name: a login that was mistyped may well be somebody else's.</summary>
    private static string? FindNotice(Visit visit) =>
        Notices.TryGetValue(visit.Query("said"), out var notice) && FormReader.IdIn(visit.Query("for")) is { } id
            && visit.Db.Read(sql => Members.Find(sql, id)) is { } member
            ? string.Format(CultureInfo.InvariantCulture, notice, $"{member.Name}{(member.Class.Length > 0 ? $" ({member.Class})" : "")}") : null;

    private static IResult Enter(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var who = form.Line("member", "Pupil", Logins.MaxLength);
        var typed = form.Line("answer", "Answer", Limits.Length);
        var handedIn = ReadTime(form);
        var part = form.Ids("part", 1) is [var only] ? only : 0;
        form.View["part"] = part.ToString(CultureInfo.InvariantCulture);
        var key = form.Line("key", "Form", 64);
        if (!form.IsGood) return Page(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);

        // Marked within the transaction: it is one answer, typed by hand, and nothing can change in between.
        var said = visit.Db.Write(sql => Record(sql, visit, id, form, who, new Answer(0, part, typed, key, visit.Now, visit.Member.MemberId, handedIn)));
        return said is null ? Page(visit, form.View, null, StatusCodes.Status422UnprocessableEntity)
            : visit.SeeOther(FormattableString.Invariant($"/admin/challenges/{id}/paper?said={said.Value.Said}&for={said.Value.MemberId}"));
    }

    /// <summary>A word for what came of it; null when something is wrong, which the form then says.</summary>
    private static (string Said, long MemberId)? Record(Sql sql, Visit visit, long challengeId, FormReader form, string who, Answer answer)
    {
        var (rules, now, at) = (visit.Rules, visit.Now, answer.HandedInAt!.Value);
        if (FindMember(sql, who) is not { } member || !MemberRules.IsActivePupil(member)) return Fail(form, "member", "Pupil: nobody who scores has this login or number.");
        answer = answer with { MemberId = member.Id };
        if (Answering.Look(sql, answer, rules) is not { } ground || ground.Challenge.Id != challengeId) return Fail(form, "part", "Part: please choose one.");
        var standing = ChallengeRules.For(ground.Challenge, ground.Viewer, now);
        if (at > now) return Fail(form, "at", "Handed in: that is still to come.");
        if (!(ground.Challenge.ReleasedAt <= at)) return Fail(form, "at", "Handed in: that is before the challenge opened.");
        if (at >= standing.Closes) return Fail(form, "at", $"Handed in: that is after it locked for this pupil, on {SchoolTime.Time(standing.Closes.Value)}.");
        var model = new PreparedModel(PartMarking.SpecOf(ground.Part));
        var marked = model.Mark(answer.Typed);
        if (marked.Verdict is not (Verdict.Right or Verdict.Wrong)) return Fail(form, "answer", $"Answer: {marked.Message} Nothing was spent.");
        var outcome = Answering.Record(sql, answer, PartMarking.Judge(model, ground.Part, answer.Typed, ground.Attempts), ground, rules, now);
        if (outcome.Result == AnswerResult.Counted)
            Audit.Add(sql, visit.Actor, "attempt.paper", now, "member", member.Id, FormattableString.Invariant($"challenge {challengeId}, part {answer.PartId}, handed in {SchoolTime.Machine(at)}"));
        var isFirst = outcome.IsFirst || (outcome.Completes && Remark.SettleFirst(sql, challengeId, member.Id, visit.Actor, rules, now));
        return outcome.Result switch
        {
            AnswerResult.Counted => (isFirst ? "first" : outcome.Completes ? "complete" : outcome.Attempt!.IsRight ? "right" : "wrong", member.Id),
            AnswerResult.SentBefore => ("before", member.Id),
            AnswerResult.Repeated => Fail(form, "answer", "Answer: the pupil has tried this already. Nothing was spent."),
            AnswerResult.RightAlready => Fail(form, "part", "Part: the pupil has this part right already."),
            AnswerResult.NoneLeft => Fail(form, "part", "Part: the pupil has no attempts left. You can give one back on the pupil’s page of answers."),
            AnswerResult.Closed => Fail(form, "", "The solution has been shown, or the challenge put away: nothing can score any more."),
            _ => Fail(form, "", "Another answer was entered with this form. Look at what the pupil has now, then send it again."),
        };
    }

    // The login goes first: those of many schools are numbers.
    private static Member? FindMember(Sql sql, string who) =>
        Logins.Parse(who).Login is { } login && Members.FindByLogin(sql, login) is { } named ? named
        : FormReader.IdIn(who) is { } id ? Members.Find(sql, id) : null;

    private static (string, long)? Fail(FormReader form, string field, string sentence)
    {
        form.Fail(field, sentence);
        return null;
    }

    private static long? ReadTime(FormReader form)
    {
        var text = form.Line("at", "Handed in", 30);
        if (text.Length == 0) return null;
        // Some browsers add seconds.
        if (DateTime.TryParseExact(text.Length > 16 ? text[..16] : text, Written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 2000 and < 2200)
            return SchoolTime.Instant(local);
        form.Fail("at", "Handed in: write it like 2026-11-24T13:05, please.");
        return null;
    }

    private static IResult Page(Visit visit, FormView form, string? notice, int status)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var frame = visit.Frame;
        if (visit.Services.Shelf.Find(id, frame.Root) is not { } sheet) return visit.NotFound();
        List<Choice> parts = [.. sheet.Parts.Select(part => new Choice(part.Id.ToString(CultureInfo.InvariantCulture), part.Label.Length > 0 ? part.Label.Replace("$", "", StringComparison.Ordinal) : FormattableString.Invariant($"Part {part.Position}")))];
        return visit.Page(new Pages_Paper { Frame = frame, Model = new PaperModel(sheet.Challenge, parts, form, Guid.NewGuid().ToString("N"), notice) }, status);
    }
}
