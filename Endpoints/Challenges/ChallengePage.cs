// One challenge's page for one person: what they may do with it, each part with its attempts, and what to say about the answer that was just sent.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What an answer sent from the page is good for.</summary>
public enum PlayMode
{
    /// <summary>It counts.</summary>
    Count,
    /// <summary>It is marked and not kept: the solution has been shown.</summary>
    Practise,
    /// <summary>It is marked and not kept: an author tries it.</summary>
    Try,
    /// <summary>It is not taken.</summary>
    Closed,
}

/// <summary>How a text was read: as a formula, and in words.</summary>
public sealed record ReadLine(SafeHtml Maths, string Words)
{
    /// <summary>The engine's reading, ready for a page; null when there is none.</summary>
    public static ReadLine? Of(Reading? reading) => reading is null ? null : new ReadLine(ReadMaths.Of(reading.MathMl), reading.Words);
}

/// <summary>One answer that counted. <c>Reading</c> shows what was written as TeX; null: show it as it was typed.</summary>
public sealed record TryLine(long Number, string Typed, SafeHtml? Reading, bool IsRight, long At, bool IsByHand, bool IsFromPaper);

/// <summary>What is said of the answer that was just sent.</summary>
public sealed record Said(bool IsRight, string Words, string? More);

/// <summary>One part of the page.</summary>
/// <param name="Name">The id of its answer field; the part's own id is in front of it.</param>
/// <param name="IsAsked">Whether there is a field to answer in.</param>
/// <param name="State">Why there is none, or what is right already; null where there is a field.</param>
/// <param name="LeftWords">Attempts left; null where they are not counted.</param>
public sealed record PartModel(Part Part, string Heading, string Name, bool IsAsked, bool IsRight, string? State, string? LeftWords, IReadOnlyList<TryLine> Tries)
{
    /// <summary>The section's id, to which addresses lead.</summary>
    public string Anchor => FormattableString.Invariant($"part-{Part.Id}");

    /// <summary>What stands in the field.</summary>
    public string Typed { get; init; } = "";

    /// <summary>Of the form: sent twice, it counts once.</summary>
    public string SendKey { get; init; } = Guid.NewGuid().ToString("N");

    public string? Error { get; init; }
    public ReadLine? Reading { get; init; }
    public Said? Said { get; init; }

    /// <summary>The model answer, once it is shown: a formula, or words.</summary>
    public ReadLine? Answer { get; init; }

    public string? AnswerWords { get; init; }
}

/// <summary>A part with what it needs of its page. <c>Path</c> is the challenge's address, with the site's root.</summary>
public sealed record PartFrame(PartModel Part, PlayMode Mode, string Path, long Begun);

/// <summary>A challenge that is complete.</summary>
/// <param name="Points">What it gave, by the ledger.</param>
public sealed record Done(long At, long Points, bool IsFirst);

/// <summary>The whole page. Addresses are without the site's root.</summary>
/// <param name="Notice">What authors and others who do not score are told; null for pupils.</param>
/// <param name="LeftSeconds">Until it locks; null: it does not, or is not open.</param>
/// <param name="Begun">When the page was loaded.</param>
public sealed record ChallengeModel(Challenge Challenge, SafeHtml Statement, SafeHtml? Solution, bool IsSolutionShown, bool HasMaths, When When, string Audience,
    string PointsWords, PlayMode Mode, string? Notice, long? LeftSeconds, long Begun, Done? Done, long MemberId, IReadOnlyList<PartModel> Parts, FormView Form)
{
    public string Path => FormattableString.Invariant($"/challenges/{Challenge.Id}");

    /// <summary>Whether the reader may enter answers from paper.</summary>
    public bool IsStaff { get; init; }

    /// <summary>Whether the reader may print the poster.</summary>
    public bool IsAuthor { get; init; }
}

/// <summary>Builds the page. Found once at the start of a request, and again after an answer was taken.</summary>
internal sealed class ChallengePage
{
    private readonly Visit visit;
    private readonly Sheet sheet;
    private readonly OwnAnswers own;
    private readonly List<PartModel> parts = [];
    private readonly FormView form = new();

    private ChallengePage(Visit visit, Sheet sheet, OwnAnswers own)
    {
        (this.visit, this.sheet, this.own) = (visit, sheet, own);
        Viewer = new Viewer(visit.Member.MemberId, visit.Member.Role, own.ExtraSeconds);
        Standing = ChallengeRules.For(sheet.Challenge, Viewer, visit.Now);
        Mode = Standing.MayAnswer ? PlayMode.Count : !Standing.MayPractise ? PlayMode.Closed : Viewer.Scores || IsShown ? PlayMode.Practise : PlayMode.Try;
        Begun = visit.Now;
    }

    public Viewer Viewer { get; }
    public Standing Standing { get; }
    public PlayMode Mode { get; }
    public Challenge Challenge => sheet.Challenge;
    public bool IsShown => Challenge.SolutionShownAt <= visit.Now;

    /// <summary>When the page that is being answered was loaded.</summary>
    public long Begun { get; set; }

    /// <summary>The challenge of the address as it is for this visitor; null when it is not there, or not for them to see yet: nobody can tell which.</summary>
    public static ChallengePage? Find(Visit visit, ChallengeCache challenges)
    {
        if (visit.Id() is not { } id) return null;
        if (challenges.Find(id, visit.Context.Request.PathBase.Value ?? "") is not { } sheet) return null;
        var page = new ChallengePage(visit, sheet, challenges.OwnAt(sheet, visit.Member.MemberId));
        if (!page.Standing.MaySee) return null;
        foreach (var part in page.sheet.Parts) page.parts.Add(page.Build(part, page.sheet.Parts.Count));
        return page;
    }

    /// <summary>The live part; null when it is none of this challenge's.</summary>
    public Part? FindPart(long id) => sheet.FindPart(id);

    /// <summary>Says what came of the member's last answer to a part, as its history has it.</summary>
    public void TellLast(long partId)
    {
        if (FindPart(partId) is not { } part || own.AttemptsAt(partId) is not { Count: > 0 } attempts) return;
        // One that was marked right by hand may stand before others.
        var last = attempts.Find(attempt => attempt.IsRight) ?? attempts[^1];
        var completes = own.CompletedBy == last.Id;
        var allowance = own.AllowanceOf(partId, visit.Rules.Scoring);
        var said = last.IsRight
            ? new Said(true, completes ? "Right, and the challenge is complete." : "Right.", completes ? Celebration : Remaining())
            : new Said(false, allowance <= attempts.Count ? "Not right, and that was the last attempt." : $"Not right. {ChallengeWords.Left(allowance - attempts.Count, allowance)}",
                Nudges.Find(part, last.Typed));
        Change(partId, one => one with { Said = said });
    }

    /// <summary>Changes how a part is shown.</summary>
    public void Change(long partId, Func<PartModel, PartModel> change)
    {
        for (var i = 0; i < parts.Count; i++)
            if (parts[i].Part.Id == partId) parts[i] = change(parts[i]);
    }

    /// <summary>Says what is wrong with what was sent for a part, and keeps it.</summary>
    public void Fail(long partId, string typed, string sendKey, string sentence) => Change(partId, one =>
    {
        // Within the grace after the bell what could not be read may be put right.
        var isAsked = one.IsAsked || (!one.IsRight && own.AttemptsAt(partId).Count < own.AllowanceOf(partId, visit.Rules.Scoring)
            && ChallengeRules.Counts(Challenge, Viewer, visit.Now, Begun, visit.Rules.Scoring.GraceSeconds));
        form.Fail(isAsked ? one.Name : one.Anchor, sentence);
        return one with { IsAsked = isAsked, State = isAsked ? null : one.State, Typed = typed, Error = sentence, SendKey = sendKey };
    });

    /// <summary>Says what is wrong with the whole of what was sent.</summary>
    public void Fail(string sentence) => form.Fail("", sentence);

    /// <summary>The page.</summary>
    public IResult Show(int status = StatusCodes.Status200OK)
    {
        var (challenge, solution) = (sheet.Challenge, Standing.MaySeeSolution ? sheet.Solution : null);
        var model = new ChallengeModel(challenge, sheet.Statement.Html, solution?.Html, IsShown, sheet.Statement.HasMaths || solution is { HasMaths: true } || PartsHaveMaths(),
            ChallengeWords.WhenOf(challenge, Standing, visit.Now), ChallengeWords.Audience(challenge), ChallengeWords.Points(challenge, Standing.State is ChallengeState.Locked or ChallengeState.Archived), Mode, FindNotice(),
            Standing.State == ChallengeState.Open ? Standing.Closes - visit.Now : null, Begun,
            own.CompletedAt is { } at ? new Done(at, own.Points, own.IsFirst) : null, visit.Member.MemberId, parts, form) { IsStaff = visit.Member.Role.Opens(Access.Staff), IsAuthor = Viewer.Authors };
        visit.Context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyWithAnswerField;
        return visit.Page(new Pages_Challenge { Frame = visit.Frame, Model = model }, status);
    }

    private PartModel Build(Part part, int count)
    {
        var attempts = own.AttemptsAt(part.Id);
        var allowance = own.AllowanceOf(part.Id, visit.Rules.Scoring);
        var left = Math.Max(0, allowance - attempts.Count);
        var isRight = attempts.Exists(attempt => attempt.IsRight);
        var isAsked = Mode is PlayMode.Practise or PlayMode.Try || (Mode == PlayMode.Count && !isRight && left > 0);
        var state = isAsked ? null : isRight ? "This part is right." : Mode == PlayMode.Count ? "You have used every attempt at this part. Its answer is shown when the solution is." : null;
        var isWords = part.Kind is "text" or "choice" || part.Choices.Count > 0;
        var heading = part.Label.Length > 0 ? part.Label : count == 1 ? "Answer" : FormattableString.Invariant($"Answer {part.Position}");
        List<TryLine> tries = [.. attempts.Select(attempt => new TryLine(attempt.Number, attempt.Typed, attempt.Typed.Contains('\\') ? sheet.ReadingOf(part, attempt.Typed)?.Maths : null, attempt.IsRight,
            attempt.SubmittedAt, attempt.JudgedBy == JudgedBy.Hand, attempt.EnteredBy is not null))];
        return new PartModel(part, heading, FormattableString.Invariant($"answer-{part.Id}"), isAsked, isRight, state, isAsked && Mode == PlayMode.Count ? ChallengeWords.Left(left, allowance) : null, tries)
        {
            Answer = Standing.MaySeeSolution && !isWords ? sheet.ReadingOf(part, part.Answer) : null,
            AnswerWords = Standing.MaySeeSolution && isWords ? string.Join(" or ", part.Answer.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : null,
        };
    }

    private string Celebration => own.Points == 0 ? "Well done." : $"{English.Count(own.Points, "point")} for you{(own.IsFirst ? ", and you are the first to solve it" : "")}. Well done.";

    private string? Remaining()
    {
        var open = 0;
        foreach (var part in parts)
            if (!part.IsRight) open++;
        return open == 0 ? null : $"{English.Count(open, "part")} to go.";
    }

    private string? FindNotice() => (Mode, Standing.State) switch
    {
        (PlayMode.Try, ChallengeState.Draft) => "This is a draft, as a pupil will see it. Try it: answers are marked, and nothing is kept.",
        (PlayMode.Try, ChallengeState.Scheduled) => "Pupils do not see this yet. Try it: answers are marked, and nothing is kept.",
        (PlayMode.Try, _) => "This is what pupils see. Try it: answers are marked, nothing is kept, and those who know the answers never score.",
        (PlayMode.Practise, _) => "The solution is shown below. Practise as often as you like: answers are marked, nothing is kept, and nothing scores.",
        (PlayMode.Closed, ChallengeState.Open) => "You can read this challenge. Answers from those who look after pupils are not marked while it is open.",
        (PlayMode.Closed, ChallengeState.Locked) => "This challenge is locked, and answers do not count any more. The solution has not been shown yet.",
        _ => null,
    };

    private bool PartsHaveMaths()
    {
        foreach (var part in sheet.Parts)
            if (part.Label.Contains('$') || part.Choices.Any(static choice => choice.Contains('$'))) return true;
        return false;
    }
}
