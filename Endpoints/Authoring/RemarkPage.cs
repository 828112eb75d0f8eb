// The page that shows who gains and who loses points by a changed mark scheme, before anything is written.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>An answer whose verdict would change. <c>Who</c> is the display name, which all members see.</summary>
public sealed record RemarkedAnswer(string Who, string Part, string Typed, bool IsRight);

/// <summary>The effects of the re-mark, and the form that applies it.</summary>
public sealed record RemarkModel
{
    public required Challenge Challenge { get; init; }
    public bool IsStaff { get; init; }

    /// <summary>How many answers were marked again.</summary>
    public required int Judged { get; init; }

    public required int NowRight { get; init; }
    public required int NowWrong { get; init; }

    /// <summary>How many members gain points.</summary>
    public required int Gain { get; init; }

    /// <summary>How many members lose points.</summary>
    public required int Lose { get; init; }

    /// <summary>How many members are affected in any way.</summary>
    public required int Members { get; init; }

    /// <summary>The first few hundred answers that change; empty for editors, who may see no personal data.</summary>
    public required IReadOnlyList<RemarkedAnswer> Answers { get; init; }

    /// <summary>How many changed answers do not fit into <see cref="Answers"/>.</summary>
    public required int More { get; init; }

    /// <summary>The changes by member; empty for editors.</summary>
    public required IReadOnlyList<RemarkChange> Changes { get; init; }

    public required long LastAttemptId { get; init; }
    public required FormView Form { get; init; }

    /// <summary>The fields of the challenge's form, which are saved together with the re-mark.</summary>
    public required IReadOnlyList<(string Name, string Value)> Carried { get; init; }

    public string? Notice { get; init; }

    /// <summary>For an editor, the change as a file that a teacher can import; empty for staff, who apply it themselves.</summary>
    public required string File { get; init; }

    public string Path => ChallengeEditor.PathOf(Challenge.Id);
}

/// <summary>Plans a re-mark and shows the plan. Saving a form that changes the mark scheme leads here first.</summary>
internal static class RemarkPage
{
    private const int MaxShown = 300;

    /// <summary>
    /// The page with the plan; null if no verdict and no member's points would change, so that there is nothing to decide.
    /// </summary>
    public static async Task<IResult?> ShowPlan(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key) =>
        await PlanOf(visit, desk, typed, key) switch
        {
            null => visit.NotFound(),
            { Verdicts.Count: 0, Changes.Count: 0 } => null,
            var plan => Show(visit, desk, typed, key, plan, new FormView(), null),
        };

    /// <summary>How saving these parts would change points; null if the challenge no longer exists.</summary>
    public static Task<RemarkPlan?> PlanOf(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key) =>
        visit.Read(sql => KeyChange.Preview(sql, desk.Challenge.Id, typed.Parts, key.Verdicts, visit.Rules));

    /// <summary>The page with the plan and the form that applies it. Nothing is written yet.</summary>
    public static IResult Show(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key, RemarkPlan plan, FormView form,
        string? notice)
    {
        var isStaff = visit.Member.Role.Opens(Access.Staff);
        var (nowRight, gain, lose) = (0, 0, 0);
        foreach (var verdict in plan.Verdicts)
            if (verdict.IsRight) nowRight++;
        foreach (var change in plan.Changes)
        {
            if (change.PointsAfter > change.PointsBefore) gain++;
            if (change.PointsAfter < change.PointsBefore) lose++;
        }
        var model = new RemarkModel
        {
            Challenge = desk.Challenge,
            IsStaff = isStaff,
            Judged = key.Verdicts.Count,
            NowRight = nowRight,
            NowWrong = plan.Verdicts.Count - nowRight,
            Gain = gain,
            Lose = lose,
            Members = plan.Changes.Count,
            Answers = isStaff ? Answers(plan, key, desk, typed) : [],
            More = Math.Max(0, plan.Verdicts.Count - MaxShown),
            Changes = isStaff ? plan.Changes : [],
            LastAttemptId = plan.LastAttemptId,
            Form = form,
            Carried = ChallengeForm.Carry(typed.View),
            Notice = notice,
            File = isStaff ? "" : FileOf(desk, typed),
        };
        var status = form.HasErrors ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return visit.Page(new Pages_AdminRemark { Frame = visit.Frame, Model = model }, status);
    }

    private static List<RemarkedAnswer> Answers(RemarkPlan plan, KeyVerdicts key, ChallengeEditor desk, TypedChallenge typed)
    {
        var names = new Dictionary<long, string>();
        foreach (var change in plan.Changes) names[change.MemberId] = change.DisplayName;
        var byId = new Dictionary<long, Attempt>();
        foreach (var answer in key.Answers) byId[answer.Id] = answer;
        var answers = new List<RemarkedAnswer>();
        foreach (var verdict in plan.Verdicts)
        {
            if (answers.Count == MaxShown) break;
            var attempt = byId[verdict.AttemptId];
            var index = 0;
            while (index < typed.Parts.Count && typed.Parts[index].Id != attempt.PartId) index++;
            var part = index == typed.Parts.Count ? "" : ChallengeChecks.Heading(typed.Parts[index], index, typed.Parts.Count);
            answers.Add(new RemarkedAnswer(names.GetValueOrDefault(attempt.MemberId, ""), part, attempt.Typed, verdict.IsRight));
        }
        return answers;
    }

    private static string FileOf(ChallengeEditor desk, TypedChallenge typed) =>
        Bundle.Write(ChallengeBundles.Of(typed.Challenge, typed.Parts, desk.FileId, desk.PartNames));
}
