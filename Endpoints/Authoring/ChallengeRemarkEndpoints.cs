// A key that was answered by is changed: who changes, shown before anything is written, and then the re-mark with its reason.
using System.Globalization;
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
public sealed record RemarkModel(Challenge Challenge, bool IsStaff, int Judged, int NowRight, int NowWrong, int Gain, int Lose, int Members, IReadOnlyList<RemarkedAnswer> Answers, int More,
    IReadOnlyList<RemarkChange> Changes, long LastAttemptId, FormView Form, IReadOnlyList<(string Name, string Value)> Carried, string? Notice, string File)
{
    public string Path => AdminChallengeEndpoints.PathOf(Challenge.Id);
}

/// <summary>Maps /admin/challenges/{id}/remark.</summary>
public static class ChallengeRemarkEndpoints
{
    private const int MostShown = 300, MostReason = 200;

    public static void Map(RouteGroup staff)
    {
        staff.Post("/admin/challenges/{id}/remark", "challenges.remark", Apply).WithMetadata(BodyLimit.Challenge);
    }

    /// <summary>The page that shows who changes; null when it turns out that every answer is judged as before and nobody's points change: then there is nothing to decide.</summary>
    internal static IResult? ShowPlan(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key) => PlanOf(visit, desk, typed, key) switch
    {
        null => visit.NotFound(),
        { Verdicts.Count: 0, Changes.Count: 0 } => null,
        var plan => Show(visit, desk, typed, key, plan, new FormView(), null),
    };

    private static RemarkPlan? PlanOf(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key) =>
        visit.Db.Read(sql => KeyChange.Preview(sql, desk.Challenge.Id, typed.Parts, key.Verdicts, visit.Rules));

    // Nothing is written; the form goes on from here.
    private static IResult Show(Visit visit, ChallengeEditor desk, TypedChallenge typed, KeyVerdicts key, RemarkPlan plan, FormView form, string? notice)
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
        var model = new RemarkModel(desk.Challenge, isStaff, key.Verdicts.Count, nowRight, plan.Verdicts.Count - nowRight, gain, lose, plan.Changes.Count,
            isStaff ? Answers(plan, key, desk, typed) : [], Math.Max(0, plan.Verdicts.Count - MostShown),
            isStaff ? plan.Changes : [], plan.LastAttemptId, form, ChallengeForm.Carry(typed.View), notice, isStaff ? "" : FileOf(desk, typed));
        return visit.Page(new Pages_AdminRemark { Frame = visit.Frame, Model = model }, form.HasErrors ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
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
            if (answers.Count == MostShown) break;
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

    private static IResult Apply(Visit visit)
    {
        if (ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var typed = ChallengeForm.Read(visit.Form, desk.Challenge, desk.AllParts, visit.Rules);
        if (ChallengeSaving.Checked(desk, typed, "save") is not { } ready) return desk.Page(typed.View, null, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
        if (ready.Challenge.Version != desk.Challenge.Version) return ChallengeSaving.Conflict(desk, ready);
        // Meanwhile nobody's answers may be concerned any more: then it is saved like any other change.
        if (KeyVerdicts.Of(visit, desk, ready.Parts) is not { } key) return ChallengeSaving.Save(visit, desk, typed, "save");
        var form = new FormReader(visit.Form);
        var reason = form.Line("reason", "Reason", MostReason);
        if (!form.IsGood) return Again(null);
        long.TryParse(visit.Form["last"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        var result = visit.Db.Write(sql =>
        {
            var (saved, _) = KeyChange.Save(sql, ready.Challenge, ready.Parts, visit.Now, last, key.Verdicts, reason, visit.Actor, visit.Rules);
            if (saved == SaveResult.Saved) ChallengeSaving.Note(sql, visit, desk, ready.Challenge);
            return saved;
        });
        return result switch
        {
            SaveResult.Saved => visit.SeeOther($"{AdminChallengeEndpoints.PathOf(desk.Challenge.Id)}?said=remarked"),
            SaveResult.Overtaken => Again("An answer came in while you were looking. Nothing was written: look once more."),
            _ => ChallengeEditor.Find(visit) is { } now ? ChallengeSaving.Conflict(now, ready) : visit.NotFound(),
        };

        IResult Again(string? notice) => PlanOf(visit, desk, ready, key) is { } plan ? Show(visit, desk, ready, key, plan, form.View, notice) : visit.NotFound();
    }
}
