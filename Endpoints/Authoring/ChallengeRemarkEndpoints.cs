// Applies a changed mark scheme: every answer is marked again, and members see the reason.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/challenges/{id}/remark.</summary>
public static class ChallengeRemarkEndpoints
{
    private const int MaxReason = 200;

    public static void Map(RouteGroup staff, HeavyJobs heavy) => staff
        .Post("/admin/challenges/{id}/remark", "challenges.remark",
            visit => ChallengeForm.IsLong(visit.Form) ? heavy.Run(visit, Apply) : Apply(visit))
        .WithMetadata(BodyLimit.Challenge, FilledForm.Shown);

    private static async Task<IResult> Apply(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var typed = ChallengeForm.Read(visit.Form, desk.Challenge, desk.AllParts, desk.Stages);
        if (await ChallengeSaving.Checked(desk, typed, "save") is not { } ready)
            return await desk.Page(typed.View, null, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
        if (ready.Challenge.Version != desk.Challenge.Version) return await ChallengeSaving.Conflict(desk, ready);
        // If in the meantime no answer is affected any more, it is saved like any other change.
        if (await KeyVerdicts.Of(visit, desk, ready.Parts) is not { } key)
            return await ChallengeSaving.Save(visit, desk, typed, "save");
        var form = new FormReader(visit.Form);
        var reason = form.Line("reason", "Reason", MaxReason);
        if (!form.IsGood) return await Again(null);
        long.TryParse(visit.Form["last"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        var result = await visit.WriteAlone(sql =>
        {
            var (saved, _) = KeyChange.Save(sql, ready.Challenge, ready.Parts, visit.Now, last, key.Verdicts, reason, visit.Actor,
                visit.Rules);
            if (saved == SaveResult.Saved) ChallengeSaving.Note(sql, visit, desk, ready.Challenge);
            return saved;
        });
        return result switch
        {
            SaveResult.Saved => visit.SeeOther($"{ChallengeEditor.PathOf(desk.Challenge.Id)}?said=remarked"),
            SaveResult.Overtaken => await Again("An answer came in while you were looking. Nothing was written: look once more."),
            _ => await ChallengeEditor.Find(visit) is { } now ? await ChallengeSaving.Conflict(now, ready) : visit.NotFound(),
        };

        async Task<IResult> Again(string? notice) => await RemarkPage.PlanOf(visit, desk, ready, key) is { } plan
            ? RemarkPage.Show(visit, desk, ready, key, plan, form.View, notice) : visit.NotFound();
    }
}
