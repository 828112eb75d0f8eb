// Answers on paper: staff enter one for a pupil without a device, with the time at which it was handed in, and it scores as of then.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The form.</summary>
/// <param name="Pupils">Pupils whom the browser offers while a name is typed, by login.</param>
/// <param name="Matches">The pupils to choose from if several have the typed name; empty: none has to be chosen.</param>
/// <param name="Notice">The result of the answer entered before; null on the first visit.</param>
public sealed record PaperModel(Challenge Challenge, IReadOnlyList<Choice> Parts, FormView Form, string SendKey,
    IReadOnlyList<Choice> Pupils, IReadOnlyList<Choice> Matches, string? Notice);

/// <summary>Maps /admin/challenges/{id}/paper.</summary>
public sealed class PaperEndpoints(ChallengeCache challenges)
{
    private const int MaxOffered = 500;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["entered"] = "The answer of {0} was entered. Whether it is right is shown when the competition has closed.",
        ["right"] = "The answer of {0} was entered, and it is right.",
        ["wrong"] = "The answer of {0} was entered, and it is not right.",
        ["complete"] = "The answer of {0} was entered. It is right, and it completes the challenge.",
        ["first"] = "The answer of {0} was entered. It is right, it completes the challenge, and nobody had completed it before: "
            + "the bonus for that is theirs.",
        ["before"] = "This very answer of {0} had been entered already.",
    };

    public void Map(RouteGroup people)
    {
        people.Page("/admin/challenges/{id}/paper", "admin.paper", Show);
        people.Post("/admin/challenges/{id}/paper", "admin.paper_enter", Enter).WithMetadata(FilledForm.Shown);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var form = new FormView { ["at"] = FormReader.InstantText(visit.Now), ["member"] = visit.Query("member") };
        return await Page(visit, form, [], await FindNotice(visit), StatusCodes.Status200OK);
    }

    /// <summary>
    /// The result of the answer entered before, with the pupil's name, so that staff notice if a mistyped login was another pupil's.
    /// </summary>
    private static async Task<string?> FindNotice(Visit visit)
    {
        if (!Notices.TryGetValue(visit.Query("said"), out var notice) || FormReader.IdIn(visit.Query("for")) is not { } id) return null;
        if (await visit.Read(sql => Members.Find(sql, id)) is not { } member || !MemberPermissions.MaySee(visit.Member, member))
            return null;
        return string.Format(CultureInfo.InvariantCulture, notice, MemberWords.WithClass(member));
    }

    private async Task<IResult> Enter(Visit visit)
    {
        if (visit.Id() is not { } id || await challenges.Find(id, visit.Root) is not { } paper) return visit.NotFound();
        if (PaperEntry.FindRefusal(visit, paper.Challenge) is { } refusal) return refusal;
        var form = new FormReader(visit.Form);
        var who = form.Line("member", "Pupil", Logins.MaxLength);
        form.View["which"] = form.Ids("which", 1) is [var chosen] ? $"{chosen}" : "";
        var typed = form.Notation("answer", "Answer", Limits.Length);
        var handedIn = form.Instant("at", "Handed in");
        var part = form.Ids("part", 1) is [var only] ? only : 0;
        form.View["part"] = $"{part}";
        var key = form.Line("key", "Form", 64);
        IReadOnlyList<Choice> matches = [];
        if (form.IsGood)
        {
            var found = await visit.Read(sql =>
                MemberSearch.Find(sql, who, PaperEntry.PupilsOf(visit), visit.Rules, visit.SchoolYear));
            if (found.Find(member => $"{member.Id}" == form.View["which"]) is { } picked) found = [picked];
            if (found.Count > 1)
            {
                matches = [.. found.Take(MemberSearch.MaxMatches).Select(member => new Choice($"{member.Id}", Describe(member)))];
                form.Fail("which", found.Count > matches.Count
                    ? $"More than {matches.Count} pupils match. Choose one, or write more of the name."
                    : $"{matches.Count} pupils match. Choose the one you mean.");
            }
            else
            {
                var answer = new Answer(found is [var one] ? one.Id : 0, part, typed, key, visit.Now, visit.Member.MemberId, handedIn);
                var result = (await PaperEntry.Enter(visit, paper.Challenge, [answer]))[0];
                if (result.Outcome is { } outcome)
                {
                    var said = PaperEntry.HoldsVerdicts(visit, paper.Challenge) ? "entered" : NoticeOf(outcome);
                    return visit.SeeOther($"/admin/challenges/{id}/paper?said={said}&for={answer.MemberId}");
                }
                form.Fail(result.Field, result.Sentence);
            }
        }
        return await Page(visit, form.View, matches, null, StatusCodes.Status422UnprocessableEntity);
    }

    private static string Describe(Member member) => $"{MemberWords.WithClass(member)}, login {member.Login}";

    private static string NoticeOf(AnswerOutcome outcome) => outcome.Result == AnswerResult.SentBefore ? "before"
        : outcome.IsFirst ? "first" : outcome.Completes ? "complete" : outcome.Attempt!.IsRight ? "right" : "wrong";

    private async Task<IResult> Page(Visit visit, FormView form, IReadOnlyList<Choice> matches, string? notice, int status)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var frame = visit.Frame;
        if (await challenges.Find(id, frame.Root) is not { } sheet) return visit.NotFound();
        if (PaperEntry.FindRefusal(visit, sheet.Challenge) is { } refusal) return refusal;
        var parts = new List<Choice>();
        foreach (var part in sheet.Parts)
        {
            var name = part.Label.Length > 0 ? sheet.QuestionOf(part).Spoken : $"Part {part.Position}";
            parts.Add(new Choice($"{part.Id}", name));
        }
        var pupils = await visit.Read(sql => MemberList.List(
            sql, PaperEntry.PupilsOf(visit), visit.Rules, visit.SchoolYear, MemberSort.Name, isDescending: false, 0, MaxOffered));
        List<Choice> offered = [.. pupils.Select(member => new Choice(member.Login, MemberWords.WithClass(member)))];
        var model = new PaperModel(sheet.Challenge, parts, form, Guid.NewGuid().ToString("N"), offered, matches, notice);
        return visit.Page(new Pages_Paper { Frame = frame, Model = model }, status);
    }
}
