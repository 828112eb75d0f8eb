// The page that shows who gains and who loses by a changed key, before anything is written.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>An answer that is judged otherwise. <c>Who</c> is the name that all members see.</summary>
public sealed record RemarkedAnswer(string Who, string Part, string Typed, bool IsRight);

/// <summary>What the re-mark would do.</summary>
/// <param name="Answers">At most a few hundred; <paramref name="More"/> counts the others. Empty for editors, who see no personal data.</param>
/// <param name="Changes">By member; empty for editors.</param>
/// <param name="File">For an editor: the change as a file that a teacher brings in; empty for staff, who apply it themselves.</param>
/// <param name="Carried">The form that is saved with it.</param>
public sealed record RemarkModel(Challenge Challenge, bool IsStaff, int Judged, int NowRight, int NowWrong, int Gain, int Lose, int Members,
    IReadOnlyList<RemarkedAnswer> Answers, int More, IReadOnlyList<RemarkChange> Changes, long LastAttemptId, FormView Form,
    IReadOnlyList<(string Name, string Value)> Carried, string? Notice, string File)
{
    public string Path => ChallengeEditor.PathOf(Challenge.Id);
}

/// <summary>Plans a re-mark and shows the plan. The form that changes the key comes here first.</summary>
internal static class RemarkPage
{
    private const int MaxShown = 300;

    /// <summary>
    /// The page that shows who changes; null when every answer is judged as before and nobody's points change: then there is nothing to
    /// decide.
    /// </summary>
    public static async Task<IResult?> ShowPlan(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key) =>
        await PlanOf(visit, desk, typed, key) switch
        {
            null => visit.NotFound(),
            { Verdicts.Count: 0, Changes.Count: 0 } => null,
            var plan => Show(visit, desk, typed, key, plan, new FormView(), null),
        };

    /// <summary>What saving these parts would do to points; null when the challenge is not there any more.</summary>
    public static Task<RemarkPlan?> PlanOf(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key) =>
        visit.Read(sql => KeyChange.Preview(sql, desk.Challenge.Id, typed.Parts, key.Verdicts, visit.Rules));

    /// <summary>The page. Nothing is written; the form goes on from here.</summary>
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
        var model = new RemarkModel(desk.Challenge, isStaff, key.Verdicts.Count, nowRight, plan.Verdicts.Count - nowRight, gain, lose,
            plan.Changes.Count, isStaff ? Answers(plan, key, desk, typed) : [], Math.Max(0, plan.Verdicts.Count - MaxShown),
            isStaff ? plan.Changes : [], plan.LastAttemptId, form, ChallengeForm.Carry(typed.View), notice,
            isStaff ? "" : FileOf(desk, typed));
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
            var part = index < typed.Parts.Count ? ChallengeChecks.Heading(typed.Parts[index], index, typed.Parts.Count) : "";
            answers.Add(new RemarkedAnswer(names.GetValueOrDefault(attempt.MemberId, ""), part, attempt.Typed, verdict.IsRight));
        }
        return answers;
    }

    private static string FileOf(ChallengeEditor desk, TypedChallenge typed) =>
        Bundle.Write(ChallengeBundles.Of(typed.Challenge, typed.Parts, desk.FileId, desk.PartNames));
}
