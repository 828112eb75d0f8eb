// One challenge's page for one visitor: what they may do with it, each part with its attempts, and the result of the answer just sent.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Builds the page. It is read at the start of a request, and again after an answer was accepted.</summary>
internal sealed class ChallengePage
{
    private readonly Visit visit;
    private readonly RenderedChallenge sheet;
    private readonly MemberAnswers own;
    private readonly List<PartModel> parts = [];
    private readonly FormView form = new();
    private readonly Part? usedUp;
    private readonly bool isHeld;
    private FirstSolver? first;
    private NavLink? competition;

    private ChallengePage(Visit visit, RenderedChallenge sheet, MemberAnswers own)
    {
        (this.visit, this.sheet) = (visit, sheet);
        Viewer = visit.Reader;
        isHeld = Viewer.AwaitsVerdicts(sheet.Challenge, visit.Now, visit.Rules.Scoring.GraceSeconds);
        this.own = isHeld ? own.WithoutVerdicts() : own;
        Standing = ChallengeRules.For(sheet.Challenge, Viewer, visit.Now);
        Mode = Standing.MayAnswer ? AnswerMode.Count
            : !Standing.MayPractise ? AnswerMode.Closed
            : Viewer.Scores || IsShown ? AnswerMode.Practise : AnswerMode.Try;
        Begun = visit.Now;
        usedUp = Mode == AnswerMode.Count && !isHeld ? own.FindUsedUp(sheet.Parts, visit.Rules.Scoring) : null;
    }

    public Viewer Viewer { get; }
    public Standing Standing { get; }
    public AnswerMode Mode { get; }
    public Challenge Challenge => sheet.Challenge;
    public bool IsShown => Challenge.SolutionShownAt <= visit.Now;

    /// <summary>When the page from which the answer was sent was loaded.</summary>
    public long Begun { get; set; }

    /// <summary>
    /// The challenge in the address, for this visitor; null if there is none, or they may not see it yet. The visitor cannot tell which.
    /// </summary>
    public static async Task<ChallengePage?> Find(Visit visit, ChallengeCache challenges)
    {
        if (visit.Id() is not { } id) return null;
        if (await challenges.Find(id, visit.Root) is not { } sheet) return null;
        var page = new ChallengePage(visit, sheet, await challenges.OwnAt(sheet, visit.Member.MemberId));
        if (!page.Standing.MaySee) return null;
        var lines = await challenges.Lines();
        if (sheet.Challenge.CompetitionId is { } competition)
        {
            var line = await challenges.Competitions.Line(competition);
            page.competition = line?.Link;
            lines = line?.Challenges ?? [];
        }
        page.first = lines.FirstOrDefault(line => line.Challenge.Id == id)?.First?.AsOf(visit.Rules.Scoring.FrozenSince(visit.Now));
        foreach (var part in page.sheet.Parts) page.parts.Add(page.Build(part));
        return page;
    }

    /// <summary>The part with this id; null if it is not a current part of this challenge.</summary>
    public Part? FindPart(long id) => sheet.FindPart(id);

    /// <summary>Shows the result of the member's last stored answer to a part. True if that answer completed the challenge.</summary>
    public bool ShowLastResult(long partId)
    {
        if (FindPart(partId) is not { } part || own.AttemptsAt(partId) is not { Count: > 0 } attempts) return false;
        // The right one need not be the last: an earlier attempt may have been marked right by hand.
        var last = attempts.Find(attempt => attempt.IsRight) ?? attempts[^1];
        var completes = own.CompletedBy == last.Id;
        var allowance = own.AllowanceOf(partId, visit.Rules.Scoring);
        AnswerFeedback result;
        if (isHeld)
            result = new AnswerFeedback(null, "Given", $"Your answer is in. {HeldWords} {LeftWords(allowance - attempts.Count, allowance)}",
                null);
        else if (last.IsRight)
        {
            var words = completes ? "Right, and the challenge is complete." : "Right.";
            var verdict = completes ? "Right, complete" : "Right";
            var more = completes ? Celebration : string.Join(' ', new[] { PartPoints(), Remaining() }.OfType<string>());
            result = new AnswerFeedback(true, verdict, words, string.IsNullOrEmpty(more) ? null : WrittenLine.Plain(more));
        }
        else
        {
            var noMore = usedUp is null ? "" : " The challenge cannot be completed any more.";
            var words = allowance <= attempts.Count
                ? $"Not right, and that was the last attempt.{noMore}"
                : $"Not right. {ChallengeWords.Left(allowance - attempts.Count, allowance)}";
            result = new AnswerFeedback(false, "Not right", words, HintFor(part, last.Typed));
        }
        Change(partId, one => one with { Said = result, Typed = isHeld || last.IsRight ? "" : last.Typed });
        return completes;
    }

    /// <summary>The author's hint for a wrong answer, ready for the page; null if there is none.</summary>
    public WrittenLine? HintFor(Part part, string typed) => Hints.Find(part, typed) is { } hint ? sheet.LineOf(hint) : null;

    /// <summary>Changes how a part is shown.</summary>
    public void Change(long partId, Func<PartModel, PartModel> change)
    {
        for (var i = 0; i < parts.Count; i++)
            if (parts[i].Part.Id == partId) parts[i] = change(parts[i]);
    }

    /// <summary>Shows an error at a part, and keeps the typed text in its field.</summary>
    public void Fail(long partId, string typed, string sendKey, string sentence) => Change(partId, one =>
    {
        // Within the grace period after the lock an answer that could not be read may still be corrected.
        var isAsked = one.IsAsked || (!one.IsRight && own.AttemptsAt(partId).Count < own.AllowanceOf(partId, visit.Rules.Scoring)
            && ChallengeRules.Counts(Challenge, Viewer, visit.Now, Begun, visit.Rules.Scoring.GraceSeconds));
        form.Fail(isAsked ? one.Name : one.Anchor, sentence);
        return one with
        {
            IsAsked = isAsked,
            State = isAsked ? null : one.State,
            Typed = typed,
            TypedReading = Marker.IsTeX(typed) ? sheet.ReadingOf(one.Part, typed) : null,
            Error = sentence,
            SendKey = sendKey,
        };
    });

    /// <summary>Shows an error about the whole form.</summary>
    public void Fail(string sentence) => form.Fail("", sentence);

    /// <summary>The page as a response.</summary>
    public IResult Show(int status = StatusCodes.Status200OK)
    {
        var (challenge, solution) = (sheet.Challenge, Standing.MaySeeSolution ? sheet.Solution : null);
        var model = new ChallengeModel
        {
            Challenge = challenge,
            Competition = competition,
            NeedsAgreement = Mode == AnswerMode.Count && Viewer.EntryFor(challenge) is { NeedsAgreement: true },
            Statement = sheet.Statement.Html,
            Solution = solution?.Html,
            IsSolutionShown = IsShown,
            HasMaths = sheet.Statement.HasMaths || solution is { HasMaths: true } || PartsHaveMaths(),
            When = ChallengeWords.WhenOf(challenge, Standing, visit.Now),
            Audience = ChallengeWords.Audience(challenge),
            PointsWords = usedUp is not null ? ChallengeWords.PointsLeft(challenge, sheet.Parts.Count) : ChallengeWords.Points(
                challenge, Standing.State is ChallengeState.Locked or ChallengeState.Archived
                    || !CompetitionEntries.HasFirstBonus(Viewer.EntryFor(challenge)?.TimeKind), first),
            Mode = Mode,
            Notice = FindNotice(),
            LeftSeconds = Standing.State == ChallengeState.Open ? Standing.Closes - visit.Now : null,
            Begun = Begun,
            Done = own.CompletedAt is { } at ? new CompletionInfo(at, own.Points, own.IsFirst) : null,
            MemberId = visit.Member.MemberId,
            Parts = parts,
            Form = form,
            IsInCalendar = challenge.CompetitionId is null && challenge.LockedAt > visit.Now
                && challenge.StateAt(visit.Now) == ChallengeState.Open,
            IsStaff = visit.Member.Role.Opens(Access.Staff),
            IsAuthor = Viewer.Authors,
        };
        visit.Context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyWithAnswerField;
        return visit.Page(new Pages_Challenge { Frame = visit.Frame, Model = model }, status);
    }

    private PartModel Build(Part part)
    {
        var attempts = own.AttemptsAt(part.Id);
        var allowance = own.AllowanceOf(part.Id, visit.Rules.Scoring);
        var left = Math.Max(0, allowance - attempts.Count);
        var isRight = attempts.Exists(attempt => attempt.IsRight);
        var isAsked = Mode is AnswerMode.Practise or AnswerMode.Try || (Mode == AnswerMode.Count && !isRight && left > 0);
        var state = isAsked ? null
            : isRight ? "This part is right."
            : isHeld && Mode == AnswerMode.Count ? $"You have used every attempt at this part. {HeldWords}"
            : Mode == AnswerMode.Count ? "You have used every attempt at this part. Its answer is shown when the solution is." : null;
        var isWords = part.Kind is "text" or "choice" || part.Choices.Count > 0;
        var leftWords = isAsked && Mode == AnswerMode.Count ? ChallengeWords.Left(left, allowance) : null;
        List<TryLine> tries = [.. attempts.Select(attempt => BuildTry(part, attempt))];
        return new PartModel(part, sheet.QuestionOf(part), $"answer-{part.Id}", isAsked, isRight, state, leftWords, tries)
        {
            Choices = [.. part.Choices.Select(choice => sheet.LineOf(choice, isChoice: true))],
            Answer = Standing.MaySeeSolution && !isWords ? sheet.ReadingOf(part, part.Answer) : null,
            AnswerWords = Standing.MaySeeSolution && isWords ? JoinWordings(part.Answer) : null,
        };
    }

    private TryLine BuildTry(Part part, Attempt attempt)
    {
        var reading = Marker.IsTeX(attempt.Typed) ? sheet.ReadingOf(part, attempt.Typed)?.Maths : null;
        return new TryLine(attempt.Number, attempt.Typed, reading, isHeld ? null : attempt.IsRight, attempt.SubmittedAt,
            attempt.JudgedBy == JudgedBy.Hand, attempt.EnteredBy is not null);
    }

    private string HeldWords => "You learn after the close, on "
        + $"{SchoolTime.Moment(Viewer.VerdictsAt(Challenge.CompetitionId!.Value)!.Value, visit.Now)}, what is right.";

    private static string LeftWords(long left, long allowance) =>
        left > 0 ? ChallengeWords.Left(left, allowance) : "That was the last attempt.";

    private static string JoinWordings(string answer) =>
        string.Join(" or ", answer.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private string Celebration => own.Points == 0
        ? "Well done."
        : $"{English.Count(own.Points, "point")} for you{(own.IsFirst ? ", and you are the first to solve it" : "")}. Well done.";

    private string? PartPoints() => Challenge is { IsByPart: true, Points: > 0 }
        ? $"{English.Count(Challenge.Points, "point")} for you." : null;

    private string? Remaining()
    {
        var open = 0;
        foreach (var part in parts)
            if (!part.IsRight) open++;
        return open == 0 || usedUp is not null ? null : $"{English.Count(open, "part")} to go.";
    }

    private string? FindNotice() => (Mode, Standing.State) switch
    {
        _ when usedUp is not null => ChallengeWords.WhyNoPoints(Challenge, usedUp, sheet.Parts.Count),
        (AnswerMode.Count, _) when isHeld =>
            $"{HeldWords} Each new answer that can be read uses an attempt, also after a right one; any right one counts.",
        (AnswerMode.Closed, _) when isHeld => $"This challenge is closed for you. {HeldWords}",
        (AnswerMode.Try, ChallengeState.Draft) =>
            "This is a draft, as a pupil will see it. Try it: answers are marked, and nothing is kept.",
        (AnswerMode.Try, ChallengeState.Scheduled) => "Pupils do not see this yet. Try it: answers are marked, and nothing is kept.",
        (AnswerMode.Try, _) =>
            "This is what pupils see. Try it: answers are marked, nothing is kept, and those who know the answers never score.",
        (AnswerMode.Practise, _) =>
            "The solution is shown below. Practise as often as you like: answers are marked, nothing is kept, and nothing scores.",
        (AnswerMode.Closed, ChallengeState.Open) =>
            "You can read this challenge. Answers from those who look after pupils are not marked while it is open.",
        (AnswerMode.Closed, ChallengeState.Locked) =>
            "This challenge is closed, and answers do not count any more. The solution has not been shown yet.",
        _ => null,
    };

    private bool PartsHaveMaths()
    {
        foreach (var part in parts)
            if (part.Question.HasMaths || part.Said is { More.HasMaths: true } || part.Choices.Any(static choice => choice.HasMaths))
                return true;
        return false;
    }
}
