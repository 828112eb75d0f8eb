// Sending an answer, and previewing how it is read. An answer that cannot be marked costs no attempt; a form sent twice counts once.
using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /challenges/{id}/answer and /challenges/{id}/preview.</summary>
public sealed class AnswerEndpoints(Db db, ChallengeCache challenges)
{
    /// <summary>
    /// The most characters shown again in the field. Longer text is cut; it is never marked, since it exceeds <see cref="Limits.Length"/>.
    /// </summary>
    private const int MaxShown = 2 * Limits.Length;

    private const int MaxKey = 64;

    private static readonly Meter Meter = new("MathsSoc");

    // Every verdict is listed, so that each is exported as 0 from the start and the first answer shows as an increase.
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>(
        "mathsoc_answers_total",
        null,
        "Answers sent, by what came of them.",
        [new("verdict", "right wrong unreadable form repeated empty locked practice")]);

    // Explicit static constructor: it removes beforefieldinit, so that the counter exists before the first request.
    static AnswerEndpoints()
    {
    }

    public void Map(RouteGroup member)
    {
        member.Post("/challenges/{id}/answer", "challenge.answer", Send).WithMetadata(RatePolicy.Answer, FilledForm.Shown);
        member.Post("/challenges/{id}/preview", "challenge.preview", Preview).WithMetadata(RatePolicy.Preview, ClockPolicy.Nothing);
        // For a browser that loads the address of a failed form again, such as from the history.
        member.Page("/challenges/{id}/answer", "challenge.answer_page", Back);
        member.Page("/challenges/{id}/preview", "challenge.preview_page", Back);
    }

    /// <summary>The fields of the answer form; <c>Typed</c> is the text exactly as it was typed.</summary>
    private sealed record Sent(long PartId, string Typed, string SendKey, long BegunAt)
    {
        public static Sent Read(Visit visit)
        {
            var form = visit.Form;
            var typed = form["answer"].Count > 0 ? form["answer"][0] ?? "" : "";
            return new Sent(
                FormReader.IdIn(form["part"].ToString()) ?? 0,
                typed.Length <= MaxShown ? typed : typed[..MaxShown],
                form["key"].ToString(),
                Math.Min(FormReader.IdIn(form["begun"].ToString()) ?? visit.Now, visit.Now));
        }

        /// <summary>Whether the form's idempotency key is valid. Without one, a form sent twice could count twice.</summary>
        public bool HasKey => SendKey.Length is > 0 and <= MaxKey && !SendKey.Any(char.IsControl);
    }

    private async Task<IResult> Back(Visit visit) =>
        await FindVisible(visit) is { } sheet ? visit.SeeOther($"/challenges/{sheet.Challenge.Id}") : visit.NotFound();

    private async Task<IResult> Send(Visit visit)
    {
        var sent = Sent.Read(visit);
        if (await FindVisible(visit) is not { } sheet) return visit.NotFound();
        if (sheet.FindPart(sent.PartId) is not { } part)
            return await Open(visit, sent) is { } shown ? Gone(shown, sent) : visit.NotFound();
        if (visit.Form is KeptForm) return await Fail(visit, sent, KeptForm.Notice, newKey: true);
        if (FindEmptiness(part, sent.Typed) is { } emptiness)
        {
            Count("empty");
            return await Fail(visit, sent, emptiness);
        }
        if (!visit.Reader.Scores) return await Open(visit, sent) is { } page ? Practise(page, part, sent) : visit.NotFound();
        if (!sent.HasKey)
            return await Fail(visit, sent, "This form was not complete, so nothing was sent. Send it again, please.", newKey: true);

        if (visit.Reader.EntryFor(sheet.Challenge) is { NeedsAgreement: true })
            return await Fail(visit, sent,
                "First agree to what is allowed, on the competition’s page: then send this once more. Nothing was spent.");

        Marked? marked = null;
        var answer = new Answer(visit.Member.MemberId, part.Id, sent.Typed, sent.SendKey, sent.BegunAt);
        // What depends on the time and cannot be taken back waits until the clock is known to be right.
        var rules = visit.Clock.IsCredible ? visit.Rules : visit.Rules.WithoutFirstDayBonus;
        var tellsNothing = visit.Reader.AwaitsVerdicts(sheet.Challenge, visit.Now, rules.Scoring.GraceSeconds);
        var outcome = await Answering.Submit(db, answer, (live, earlier) =>
        {
            (marked, var judgement) = PartMarking.Judge(live, sent.Typed, earlier, tellsNothing);
            return judgement;
        }, rules, visit.Now);
        switch (outcome.Result)
        {
            case AnswerResult.Counted:
                Count(outcome.Attempt!.IsRight ? "right" : "wrong");
                return ToPart(visit, part);
            case AnswerResult.SentBefore or AnswerResult.RightAlready:
                return ToPart(visit, part);
            case AnswerResult.NotMarked:
                Count(marked!.Verdict == Verdict.WrongForm ? "form" : "unreadable");
                return await Fail(visit, sent, $"{Explain(marked, sent.Typed)} Nothing was spent.");
            case AnswerResult.Repeated:
                Count("repeated");
                var number = outcome.Attempt!.Number;
                return await Fail(visit, sent,
                    $"You have tried this already: it says the same as your answer {number}. Nothing was spent.");
            case AnswerResult.Closed:
                return await Closed(visit, part, sent);
            default:
                return await Fail(visit, sent, Explain(outcome), newKey: true);
        }
    }

    /// <summary>Why the answer was not marked: something has changed since the page was loaded.</summary>
    private static string Explain(AnswerOutcome outcome) => outcome.Result switch
    {
        AnswerResult.NoneLeft => "You have no attempts left at this part, so this answer was not looked at.",
        AnswerResult.SentOther => $"An answer was sent from this page before, and counted: “{Short(outcome.Attempt!.Typed)}”. "
            + "This one was not looked at. To send it too, press the button once more.",
        _ => "The challenge was changed at this very moment. Nothing was spent. Look at it again, then send your answer once more.",
    };

    /// <summary>An answer after the lock: marked as practice if the solution is shown, otherwise refused with the reason.</summary>
    private async Task<IResult> Closed(Visit visit, Part part, Sent sent)
    {
        if (await Open(visit, sent) is not { } page) return visit.NotFound();
        Count("locked");
        return page.Mode == AnswerMode.Practise
            ? Practise(page, part, sent, "It is closed, so this does not count. ") : Fail(page, sent, ClosedWords(page, visit.Now));
    }

    /// <summary>Marks the answer without storing it: for practice, and for those who never score.</summary>
    private static IResult Practise(ChallengePage page, Part part, Sent sent, string before = "")
    {
        if (!page.Standing.MayPractise)
        {
            Count("locked");
            return Fail(page, sent,
                "Your answer was not marked: this challenge is open for pupils, and the solution has not been shown yet.");
        }
        Count("practice");
        var marked = new PreparedModel(PartMarking.SpecOf(part)).Mark(sent.Typed);
        if (marked.Verdict is not (Verdict.Right or Verdict.Wrong)) return Fail(page, sent, before + Explain(marked, sent.Typed));
        var isRight = marked.Verdict == Verdict.Right;
        page.Change(part.Id, one => one with
        {
            Typed = sent.Typed,
            Said = new AnswerFeedback(isRight, isRight ? "Right" : "Not right",
                $"{before}{(isRight ? "Right." : "Not right.")} Nothing was kept.", isRight ? null : page.HintFor(part, sent.Typed)),
        });
        return page.Show();
    }

    private async Task<IResult> Preview(Visit visit)
    {
        var sent = Sent.Read(visit);
        if (await Open(visit, sent) is not { } page) return visit.NotFound();
        var isForScript = ErrorPages.WantsJson(visit.Context.Request);
        if (page.FindPart(sent.PartId) is not { } part)
            return isForScript ? Json(null, "This part is not in the challenge any more. Load the page again.") : Gone(page, sent);
        var read = FindEmptiness(part, sent.Typed) is { } emptiness
            ? new Preview(null, emptiness, null) : new PreparedModel(PartMarking.SpecOf(part)).Read(sent.Typed);
        if (read.Reading is not { } reading)
        {
            var sentence = Explain(read.Message, read.Position, sent.Typed);
            return isForScript ? Json(null, sentence) : Fail(page, sent, sentence);
        }
        if (isForScript) return Json(reading, "");
        page.Change(part.Id, one => one with
        {
            Typed = sent.Typed, SendKey = sent.HasKey ? sent.SendKey : one.SendKey, Reading = ReadLine.Of(reading),
        });
        return page.Show();
    }

    /// <summary>The challenge in the address, without the member's answers; null if there is none, or they may not see it.</summary>
    private async Task<RenderedChallenge?> FindVisible(Visit visit) =>
        visit.Id() is { } id && await challenges.Find(id, visit.Root) is { } sheet
            && ChallengeRules.For(sheet.Challenge, visit.Reader, visit.Now).MaySee ? sheet : null;

    /// <summary>The page from which the answer was sent, as it is now; null if there is none, or this visitor may not see it.</summary>
    private async Task<ChallengePage?> Open(Visit visit, Sent sent)
    {
        if (await ChallengePage.Find(visit, challenges) is not { } page) return null;
        page.Begun = sent.BegunAt;
        return page;
    }

    private async Task<IResult> Fail(Visit visit, Sent sent, string sentence, bool newKey = false) =>
        await Open(visit, sent) is { } page ? Fail(page, sent, sentence, newKey) : visit.NotFound();

    /// <summary>The same page with the typed text kept, and an error at its field.</summary>
    private static IResult Fail(ChallengePage page, Sent sent, string sentence, bool newKey = false)
    {
        page.Fail(sent.PartId, sent.Typed, newKey || !sent.HasKey ? Guid.NewGuid().ToString("N") : sent.SendKey, sentence);
        return page.Show(StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Gone(ChallengePage page, Sent sent)
    {
        page.Fail($"The part you answered is not in this challenge any more. Nothing was spent. You had typed “{Short(sent.Typed)}”.");
        return page.Show(StatusCodes.Status422UnprocessableEntity);
    }

    private static string? FindEmptiness(Part part, string typed)
    {
        if (part.Choices.Count > 0) return part.Choices.Contains(typed) ? null : "Choose one of the answers first. Nothing was spent.";
        return string.IsNullOrWhiteSpace(typed) ? "Type an answer first. Nothing was spent." : null;
    }

    private static string ClosedWords(ChallengePage page, long now) => page.Standing switch
    {
        { State: ChallengeState.Archived } => "This challenge has been archived, so your answer was not counted.",
        { Closes: { } closes } when page.Challenge.SolutionShownAt is null =>
            $"This challenge closed on {SchoolTime.Moment(closes, now)}, before your answer came in, so it was not counted. "
            + "The solution has not been shown yet.",
        _ => "This challenge closed before your answer came in, so it was not counted.",
    };

    private static string Explain(Marked marked, string typed) => Explain(marked.Message, marked.Position, typed);

    /// <summary>
    /// The engine's message, with the place in the text that it is about; not in the TeX of the maths keyboard, which nobody has typed.
    /// </summary>
    private static string Explain(string message, int? position, string typed) =>
        position is { } at && at > 0 && at < typed.Length && !typed.Contains('\\')
            ? $"{message} Look at “{Short(typed[at..])}”." : message;

    private static string Short(string text)
    {
        const int Most = 24;
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= Most) return line;
        return line[..(char.IsHighSurrogate(line[Most - 1]) ? Most - 1 : Most)] + "…";
    }

    private static IResult ToPart(Visit visit, Part part) =>
        visit.SeeOther($"/challenges/{part.ChallengeId}?part={part.Id}#part-{part.Id}");

    private static JsonAnswer Json(Reading? reading, string sentence)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", reading is not null);
            if (reading is not null)
            {
                json.WriteString("words", reading.Words);
                json.WriteString("mathml", ReadMaths.Of(reading.MathMl).Markup);
            }
            else json.WriteString("sentence", sentence);
            json.WriteEndObject();
        }
        return new JsonAnswer(body.WrittenMemory);
    }

    private static void Count(string verdict) => Answers.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
}
