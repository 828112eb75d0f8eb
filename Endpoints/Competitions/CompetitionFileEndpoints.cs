// A whole competition as a zip file, without people, and a new one from such a file after a dry run.
using System.IO.Compression;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The result of the dry run.</summary>
/// <param name="CanMake">Whether the competition's own file has no mistakes.</param>
/// <param name="Opens">The opening that was asked for, as its field has it; empty: none was.</param>
/// <param name="Key">Sent with the confirmation: a form that is sent twice makes one competition.</param>
public sealed record CompetitionPlanModel(FilePlanModel Files, bool CanMake, string Opens, string Key)
{
    /// <summary>How many challenges would be made.</summary>
    public int Challenges => Files.Count(FileAction.Add) - 1;
}

/// <summary>Maps /admin/competitions/import and /admin/competitions/{id}/export.zip.</summary>
public sealed class CompetitionFileEndpoints(UploadFolder folder, HeavyJobs heavy)
{
    public void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions/import", "competitions.import_page",
            visit => FormPage(visit, new FormView(), StatusCodes.Status200OK));
        staff.Post("/admin/competitions/import", "competitions.import_plan", visit => heavy.Run(visit, ShowPlan))
            .WithMetadata(BodyLimit.ChallengeFiles);
        staff.Post("/admin/competitions/import/confirm", "competitions.import", visit => heavy.Run(visit, Confirm))
            .WithMetadata(BodyLimit.ChallengeFiles);
        staff.Page("/admin/competitions/{id}/export.zip", "competitions.export_files", Export);
    }

    private static IResult FormPage(Visit visit, FormView form, int status) =>
        visit.Page(new Pages_AdminCompetitionImport { Frame = visit.Frame, Model = form }, status);

    /// <summary>The dry run: changes nothing.</summary>
    private async Task<IResult> ShowPlan(Visit visit)
    {
        var (plan, _, form) = await Read(visit);
        return plan is null
            ? FormPage(visit, form.View, StatusCodes.Status422UnprocessableEntity)
            : PlanPage(visit, plan, form, FormKey.New(), null, StatusCodes.Status200OK);
    }

    /// <summary>Plans again, by what is stored now, and makes the competition with every challenge that has no mistakes.</summary>
    private async Task<IResult> Confirm(Visit visit)
    {
        var (plan, problem, form) = await Read(visit);
        if (plan is null) return FormPage(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var key = FormKey.Of(visit.Form);
        if (plan.One is null || problem is not null)
            return PlanPage(visit, plan, form, key, problem, StatusCodes.Status422UnprocessableEntity);
        var sent = plan.Challenges.SelectMany(static one => one.Pictures).Select(static picture => (picture.Hash, picture.Bytes));
        using var pictures = await folder.Stage([.. sent]);
        if (pictures is null) return ArrivingFiles.CannotStore;
        return await visit.WriteAlone(sql => CompetitionFiles.Apply(sql, visit, folder, plan, key, pictures)) is { } id
            ? visit.SeeOther($"{CompetitionDesk.PathOf(id)}/edit?said=imported")
            : PlanPage(visit, plan, form, key, "There was no room left for its pictures at this moment, so nothing was made.",
                StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What was sent: a plan, or none and the mistakes in the form. The problem is one of all its pictures together.</summary>
    private async Task<(CompetitionPlan? Plan, string? Problem, FormReader Form)> Read(Visit visit)
    {
        var form = new FormReader(visit.Form);
        form.View["text"] = visit.Form["text"].ToString();
        var opensAt = form.Instant("opens", "Opens", isOptional: true);
        var (files, problem) = SentFiles.Read(visit.Form);
        if (problem is not null) form.Fail("text", problem);
        if (!form.IsGood) return (null, null, form);
        (var plan, problem) = await CompetitionFiles.Plan(visit, folder, files, opensAt);
        if (plan is null) form.Fail("text", problem!);
        return plan is null ? (null, null, form) : (plan, await visit.Read(sql => CompetitionFiles.FindProblem(sql, folder, plan)), form);
    }

    private static IResult PlanPage(Visit visit, CompetitionPlan plan, FormReader form, string key, string? notice, int status) =>
        visit.Page(new Pages_AdminCompetitionPlan
        {
            Frame = visit.Frame,
            Model = new CompetitionPlanModel(new FilePlanModel(plan.Files, notice), plan.One is not null, form.View["opens"], key),
        }, status);

    private async Task<IResult> Export(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var ids = await visit.Read(sql => CompetitionChallenges.List(sql, one.Id).ConvertAll(static line => line.Challenge.Id));
        // In the order in which they were created, so that a challenge keeps its number from one file to the next.
        ids.Sort();
        return new ZipDownload($"{ChallengeBundles.Slug(one.Title, "competition")}.zip", async zip =>
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(CompetitionBundle.Write(one)));
            await zip.Add(CompetitionFiles.OwnName, SchoolTime.Local(one.UpdatedAt), text, CompressionLevel.Optimal);
            await ChallengeZip.Send(zip, folder, visit, ids, desk => CompetitionFiles.TextOf(one, desk));
        });
    }
}
