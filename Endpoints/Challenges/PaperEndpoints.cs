// Answers on paper: staff enter one for a pupil without a device, with the time at which it was handed in, and it scores as of then.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The form. <c>Notice</c> is the result of the answer entered before; null on the first visit.</summary>
public sealed record PaperModel(Challenge Challenge, IReadOnlyList<Choice> Parts, FormView Form, string SendKey, string? Notice);

/// <summary>Maps /admin/challenges/{id}/paper.</summary>
public sealed class PaperEndpoints(ChallengeCache challenges)
{
    private const string Written = "yyyy-MM-dd'T'HH:mm"; // as a datetime-local field sends it

    /// <summary>
    /// Retry limit. An answer is marked again if another was entered, or the challenge changed, while it was marked. A pupil cannot have
    /// this many attempts.
    /// </summary>
    private const int MaxRounds = 25;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["right"] = "The answer of {0} was entered, and it is right.",
        ["wrong"] = "The answer of {0} was entered, and it is not right.",
        ["complete"] = "The answer of {0} was entered. It is right, and it completes the challenge.",
        ["first"] = "The answer of {0} was entered. It is right, it completes the challenge, and nobody had completed it before: "
            + "the bonus for that is theirs.",
        ["before"] = "This very answer of {0} had been entered already.",
    };

    public void Map(RouteGroup staff)
    {
        staff.Page("/admin/challenges/{id}/paper", "admin.paper", Show);
        staff.Post("/admin/challenges/{id}/paper", "admin.paper_enter", Enter).WithMetadata(FilledForm.Shown);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var form = new FormView
        {
            ["at"] = SchoolTime.Local(visit.Now).ToString(Written, CultureInfo.InvariantCulture),
            ["member"] = visit.Query("member"),
        };
        return await Page(visit, form, await FindNotice(visit), StatusCodes.Status200OK);
    }

    /// <summary>
    /// The result of the answer entered before, with the pupil's name, so that staff notice if a mistyped login was another pupil's.
    /// </summary>
    private static async Task<string?> FindNotice(Visit visit)
    {
        if (!Notices.TryGetValue(visit.Query("said"), out var notice) || FormReader.IdIn(visit.Query("for")) is not { } id) return null;
        if (await visit.Read(sql => Members.Find(sql, id)) is not { } member) return null;
        var name = member.Class.Length > 0 ? $"{member.Name} ({member.Class})" : member.Name;
        return string.Format(CultureInfo.InvariantCulture, notice, name);
    }

    private async Task<IResult> Enter(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var who = form.Line("member", "Pupil", Logins.MaxLength);
        var typed = form.Notation("answer", "Answer", Limits.Length);
        var handedIn = ReadTime(form);
        var part = form.Ids("part", 1) is [var only] ? only : 0;
        form.View["part"] = $"{part}";
        var key = form.Line("key", "Form", 64);
        if (!form.IsGood) return await Page(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);

        var answer = new Answer(0, part, typed, key, visit.Now, visit.Member.MemberId, handedIn);
        for (var round = 0; ; round++)
        {
            if (await visit.Read(sql => FindGround(sql, visit, id, form, who, answer)) is not { } ground) break;
            answer = answer with { MemberId = ground.Viewer.MemberId };
            // Marked outside the transaction, so that no one waits for the database meanwhile.
            var (marked, judgement) = PartMarking.Judge(ground.Part, typed, ground.Attempts);
            if (judgement is null)
            {
                form.Fail("answer", $"Answer: {marked.Message} Nothing was spent.");
                break;
            }
            var outcome = await visit.Write(sql => Record(sql, visit, id, form, who, answer, judgement, ground));
            if (outcome is null) break;
            if (outcome.Result == AnswerResult.Changed && round < MaxRounds) continue;
            if (NoticeOf(outcome) is { } notice)
                return visit.SeeOther($"/admin/challenges/{id}/paper?said={notice}&for={answer.MemberId}");
            var (field, sentence) = Explain(outcome.Result);
            form.Fail(field, sentence);
            break;
        }
        return await Page(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The pupil's attempts at the part; null, with an error in the form, if the answer cannot be entered.</summary>
    private static AnswerGround? FindGround(Sql sql, Visit visit, long challengeId, FormReader form, string who, Answer answer)
    {
        var (now, at) = (visit.Now, answer.HandedInAt!.Value);
        if (FindMember(sql, who) is not { } member || !MemberRules.IsActivePupil(member))
            return Fail("member", "Pupil: nobody who scores has this login or number.");
        if (Answering.Look(sql, answer with { MemberId = member.Id }, visit.Rules) is not { } ground || ground.Challenge.Id != challengeId)
            return Fail("part", "Part: please choose one.");
        var standing = ChallengeRules.For(ground.Challenge, ground.Viewer, now);
        if (at > now) return Fail("at", "Handed in: that is still to come.");
        if (!(ground.Challenge.ReleasedAt <= at)) return Fail("at", "Handed in: that is before the challenge opened.");
        if (at >= standing.Closes)
            return Fail("at", $"Handed in: that is after it locked for this pupil, on {SchoolTime.Time(standing.Closes.Value)}.");
        return ground;

        AnswerGround? Fail(string field, string sentence)
        {
            form.Fail(field, sentence);
            return null;
        }
    }

    /// <summary>
    /// Records the answer, after checking again, inside the transaction, that it may be entered. Null, with an error in the form, if it may
    /// not.
    /// </summary>
    private static AnswerOutcome? Record(Sql sql, Visit visit, long challengeId, FormReader form, string who, Answer answer,
        Judgement judgement, AnswerGround seen)
    {
        if (FindGround(sql, visit, challengeId, form, who, answer) is not { } ground) return null;
        // In the meantime the login may have become another pupil's.
        if (ground.Viewer.MemberId != answer.MemberId) return new AnswerOutcome(AnswerResult.Changed, null, 0, false, false, 0);
        var outcome = Answering.Record(sql, answer, judgement, seen, visit.Rules, visit.Now);
        if (outcome.Result == AnswerResult.Counted)
            Audit.Add(sql, visit.Actor, "attempt.paper", visit.Now, "member", answer.MemberId,
                $"challenge {challengeId}, part {answer.PartId}, handed in {SchoolTime.Machine(answer.HandedInAt!.Value)}");
        var isFirst = outcome.IsFirst
            || (outcome.Completes && Remark.SettleFirst(sql, challengeId, answer.MemberId, visit.Actor, visit.Rules, visit.Now));
        return outcome with { IsFirst = isFirst };
    }

    /// <summary>The notice for an answer that was entered, now or before; null if it was not entered.</summary>
    private static string? NoticeOf(AnswerOutcome outcome) => outcome.Result switch
    {
        AnswerResult.Counted => outcome.IsFirst ? "first" : outcome.Completes ? "complete" : outcome.Attempt!.IsRight ? "right" : "wrong",
        AnswerResult.SentBefore => "before",
        _ => null,
    };

    /// <summary>Why the answer was not entered, and the field that is to be corrected.</summary>
    private static (string Field, string Sentence) Explain(AnswerResult result) => result switch
    {
        AnswerResult.Repeated => ("answer", "Answer: the pupil has tried this already. Nothing was spent."),
        AnswerResult.RightAlready => ("part", "Part: the pupil has this part right already."),
        AnswerResult.NoneLeft =>
            ("part", "Part: the pupil has no attempts left. You can give one back on the pupil’s page of answers."),
        AnswerResult.Closed => ("", "The solution has been shown, or the challenge put away: nothing can score any more."),
        _ => ("", "Another answer was entered with this form. Look at what the pupil has now, then send it again."),
    };

    // The login is tried first: at many schools logins are numbers.
    private static Member? FindMember(Sql sql, string who) =>
        Logins.Parse(who).Login is { } login && Members.FindByLogin(sql, login) is { } named ? named
        : FormReader.IdIn(who) is { } id ? Members.Find(sql, id) : null;

    private static long? ReadTime(FormReader form)
    {
        var text = form.Line("at", "Handed in", 30);
        if (text.Length == 0) return null;
        // Some browsers add seconds.
        var minute = text.Length > 16 ? text[..16] : text;
        if (DateTime.TryParseExact(minute, Written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year is > 2000 and < 2200)
            return SchoolTime.Instant(local);
        form.Fail("at", "Handed in: write it like 2026-11-24T13:05, please.");
        return null;
    }

    private async Task<IResult> Page(Visit visit, FormView form, string? notice, int status)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var frame = visit.Frame;
        if (await challenges.Find(id, frame.Root) is not { } sheet) return visit.NotFound();
        var parts = new List<Choice>();
        foreach (var part in sheet.Parts)
        {
            var name = part.Label.Length > 0 ? sheet.QuestionOf(part).Spoken : $"Part {part.Position}";
            parts.Add(new Choice($"{part.Id}", name));
        }
        var model = new PaperModel(sheet.Challenge, parts, form, Guid.NewGuid().ToString("N"), notice);
        return visit.Page(new Pages_Paper { Frame = frame, Model = model }, status);
    }
}
