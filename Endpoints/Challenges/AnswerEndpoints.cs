// Sending an answer, and reading one before it is sent. What cannot be marked costs nothing and says why; what counts is counted once.
using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /challenges/{id}/answer and /challenges/{id}/preview.</summary>
public sealed class AnswerEndpoints(Db db, ChallengeCache challenges)
{
    /// <summary>No answer of ours is longer; see <see cref="Limits.Length"/>. What is longer is cut for showing it again, and never marked.</summary>
    private const int MostShown = 2 * Limits.Length;

    private const int MostKey = 64;

    private static readonly Meter Meter = new("MathsSoc");

    // Every verdict is there from the start, so that a first one is an increase.
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("mathsoc_answers_total", null, "Answers sent, by what came of them.",
        [new("verdict", "right wrong unreadable form repeated empty locked practice")]);

    // Without this the compiler may put the counter off until something is counted, and there would be no zero to rise from.
    static AnswerEndpoints()
    {
    }

    public void Map(RouteGroup member)
    {
        member.Post("/challenges/{id}/answer", "challenge.answer", visit => Task.FromResult(Send(visit))).WithMetadata(RatePolicy.Answer);
        member.Post("/challenges/{id}/preview", "challenge.preview", visit => Task.FromResult(Preview(visit)))
            .WithMetadata(RatePolicy.Preview);
        // Where a page that said what is wrong with an answer is loaded again by its address.
        member.Page("/challenges/{id}/answer", "challenge.answer_page", Back);
        member.Page("/challenges/{id}/preview", "challenge.preview_page", Back);
    }

    /// <summary>An answer as it was sent; the text exactly as it was typed.</summary>
    private sealed record Sent(long PartId, string Typed, string SendKey, long BegunAt)
    {
        public static Sent Read(Visit visit)
        {
            var form = visit.Form;
            var typed = form["answer"].Count > 0 ? form["answer"][0] ?? "" : "";
            return new Sent(FormReader.IdIn(form["part"].ToString()) ?? 0, typed.Length <= MostShown ? typed : typed[..MostShown], form["key"].ToString(),
                Math.Min(FormReader.IdIn(form["begun"].ToString()) ?? visit.Now, visit.Now));
        }

        /// <summary>Whether the form is one of ours: without its key nothing is counted once.</summary>
        public bool HasKey => SendKey.Length is > 0 and <= MostKey && !SendKey.Any(char.IsControl);
    }

    private IResult Back(Visit visit) =>
        ChallengePage.Find(visit, challenges) is { } page ? visit.SeeOther(PathOf(page)) : visit.NotFound();

    private IResult Send(Visit visit)
    {
        if (Open(visit, out var sent, out var part) is not { } page) return visit.NotFound();
        if (part is null) return Gone(page, sent);
        if (FindEmptiness(part, sent.Typed) is { } emptiness)
        {
            Count("empty");
            return Fail(page, sent, emptiness);
        }
        if (!page.Viewer.Scores) return Practise(visit, page, part, sent);
        if (!sent.HasKey) return Fail(page, sent, "This form was not complete, so nothing was sent. Send it again, please.", newKey: true);

        Marked? unmarked = null;
        var outcome = Answering.Submit(db, new Answer(visit.Member.MemberId, part.Id, sent.Typed, sent.SendKey, sent.BegunAt), Judge, visit.Rules, visit.Now);
        switch (outcome.Result)
        {
            case AnswerResult.Counted:
                Count(outcome.Attempt!.IsRight ? "right" : "wrong");
                return ToPart(visit, page, part);
            case AnswerResult.SentBefore or AnswerResult.RightAlready:
                return ToPart(visit, page, part);
            case AnswerResult.NotMarked:
                Count(unmarked!.Verdict == Verdict.WrongForm ? "form" : "unreadable");
                return Fail(page, sent, $"{Explain(unmarked, sent.Typed)} Nothing was spent.");
            case AnswerResult.Repeated:
                Count("repeated");
                return Fail(page, sent, FormattableString.Invariant($"You have tried this already: it says the same as your answer {outcome.Attempt!.Number}. Nothing was spent."));
        }
        // Something has changed since the page was loaded, or since it was looked at: what is shown with the typed text is how it stands now.
        if (Open(visit, out _, out _) is not { } now) return visit.NotFound();
        if (outcome.Result == AnswerResult.Closed)
        {
            Count("locked");
            return now.Mode == PlayMode.Practise ? Practise(visit, now, part, sent, "It is locked, so this does not count. ") : Fail(now, sent, ClosedWords(now));
        }
        return Fail(now, sent, outcome.Result switch
        {
            AnswerResult.NoneLeft => "You have no attempts left at this part, so this answer was not looked at.",
            AnswerResult.SentOther => FormattableString.Invariant($"An answer was sent from this page before, and counted: “{Short(outcome.Attempt!.Typed)}”. This one was not looked at. To send it too, press the button once more."),
            _ => "The challenge was changed at this very moment. Nothing was spent. Look at it again, then send your answer once more.",
        }, newKey: true);

        Judgement? Judge(Part live, IReadOnlyList<Attempt> earlier)
        {
            var model = new PreparedModel(PartMarking.SpecOf(live));
            var marked = model.Mark(sent.Typed);
            if (marked.Verdict is Verdict.Right or Verdict.Wrong) return PartMarking.Judge(model, live, sent.Typed, earlier);
            unmarked = marked;
            return null;
        }
    }

    /// <summary>Marks and keeps nothing: for practice, and for those who never score.</summary>
    private static IResult Practise(Visit visit, ChallengePage page, Part part, Sent sent, string before = "")
    {
        if (!page.Standing.MayPractise)
        {
            Count("locked");
            return Fail(page, sent, "Your answer was not marked: this challenge is open for pupils, and the solution has not been shown yet.");
        }
        Count("practice");
        var marked = new PreparedModel(PartMarking.SpecOf(part)).Mark(sent.Typed);
        if (marked.Verdict is not (Verdict.Right or Verdict.Wrong)) return Fail(page, sent, before + Explain(marked, sent.Typed));
        var isRight = marked.Verdict == Verdict.Right;
        page.Change(part.Id, one => one with
        {
            Typed = sent.Typed,
            Said = new Said(isRight, $"{before}{(isRight ? "Right." : "Not right.")} Nothing was kept.", isRight ? null : Nudges.Find(part, sent.Typed)),
        });
        return page.Show();
    }

    private IResult Preview(Visit visit)
    {
        if (Open(visit, out var sent, out var part) is not { } page) return visit.NotFound();
        var isForScript = ErrorPages.WantsJson(visit.Context.Request);
        if (part is null) return isForScript ? Json(null, "This part is not in the challenge any more. Load the page again.") : Gone(page, sent);
        var read = FindEmptiness(part, sent.Typed) is { } emptiness ? new Preview(null, emptiness, null) : new PreparedModel(PartMarking.SpecOf(part)).Read(sent.Typed);
        if (read.Reading is not { } reading)
        {
            var sentence = Explain(read.Message, read.Position, sent.Typed);
            return isForScript ? Json(null, sentence) : Fail(page, sent, sentence);
        }
        if (isForScript) return Json(reading, "");
        page.Change(part.Id, one => one with { Typed = sent.Typed, SendKey = sent.HasKey ? sent.SendKey : one.SendKey, Reading = ReadLine.Of(reading) });
        return page.Show();
    }

    private ChallengePage? Open(Visit visit, out Sent sent, out Part? part)
    {
        sent = Sent.Read(visit);
        part = null;
        if (ChallengePage.Find(visit, challenges) is not { } page) return null;
        page.Begun = sent.BegunAt;
        part = page.FindPart(sent.PartId);
        return page;
    }

    /// <summary>The same page with the text kept, and a sentence at its field.</summary>
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

    private static string ClosedWords(ChallengePage page) => page.Standing switch
    {
        { State: ChallengeState.Archived } => "This challenge has been put away, so your answer was not counted.",
        { Closes: { } closes } when page.Challenge.SolutionShownAt is null => $"This challenge locked on {SchoolTime.Time(closes)}, before your answer came in, so it was not counted. The solution has not been shown yet.",
        _ => "This challenge locked before your answer came in, so it was not counted.",
    };

    private static string Explain(Marked marked, string typed) => Explain(marked.Message, marked.Position, typed);

    /// <summary>The engine's sentence, and where in the text it looks.</summary>
    private static string Explain(string message, int? position, string typed) =>
        position is { } at && at > 0 && at < typed.Length ? $"{message} Look at “{Short(typed[at..])}”." : message;

    private static string Short(string text)
    {
        const int Most = 24;
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= Most) return line;
        return line[..(char.IsHighSurrogate(line[Most - 1]) ? Most - 1 : Most)] + "…";
    }

    private static string PathOf(ChallengePage page) => FormattableString.Invariant($"/challenges/{page.Challenge.Id}");

    private static IResult ToPart(Visit visit, ChallengePage page, Part part) => visit.SeeOther(FormattableString.Invariant($"{PathOf(page)}?part={part.Id}#part-{part.Id}"));

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
