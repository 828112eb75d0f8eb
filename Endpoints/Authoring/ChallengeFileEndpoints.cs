// Import and export of challenge files: imported after a dry run, exported one by one or all in a zip file.
using System.Globalization;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The result of the dry run.</summary>
public sealed record FilePlanModel(IReadOnlyList<FilePlan> Files, string? Notice)
{
    /// <summary>The pictures of the files that can be imported, each once, in base64: the confirming form sends them again.</summary>
    public IReadOnlyList<string> Pictures
    {
        get
        {
            var pictures = new List<SentPicture>();
            foreach (var file in Files)
            {
                if (file.Fate is not (FileAction.Add or FileAction.Change)) continue;
                foreach (var picture in file.Pictures)
                    if (!pictures.Exists(one => one.Hash == picture.Hash)) pictures.Add(picture);
            }
            return pictures.ConvertAll(picture => Convert.ToBase64String(picture.Bytes));
        }
    }

    public int Count(FileAction fate)
    {
        var count = 0;
        foreach (var file in Files)
            if (file.Fate == fate) count++;
        return count;
    }
}

/// <summary>Maps /admin/challenges/import, /admin/challenges/export.zip and /admin/challenges/{id}/export.md.</summary>
public sealed class ChallengeFileEndpoints(UploadFolder folder, HeavyJobs heavy)
{
    private const int MaxExported = 2000;

    public void Map(RouteGroup content)
    {
        content.Page("/admin/challenges/import", "challenges.import_page",
            visit => FormPage(visit, new FormView(), StatusCodes.Status200OK));
        content.Post("/admin/challenges/import", "challenges.import_plan", visit => heavy.Run(visit, ShowPlan))
            .WithMetadata(BodyLimit.ChallengeFiles);
        content.Post("/admin/challenges/import/confirm", "challenges.import", visit => heavy.Run(visit, Confirm))
            .WithMetadata(BodyLimit.ChallengeFiles);
        content.Page("/admin/challenges/export.zip", "challenges.export_all", ExportAll);
        content.Page("/admin/challenges/{id}/export.md", "challenges.export", ExportOne);
    }

    private static IResult FormPage(Visit visit, FormView form, int status) =>
        visit.Page(new Pages_AdminChallengeImport { Frame = visit.Frame, Model = form }, status);

    /// <summary>The dry run: changes nothing.</summary>
    private async Task<IResult> ShowPlan(Visit visit)
    {
        var (files, problem) = SentFiles.Read(visit.Form);
        if (problem is null) return PlanPage(visit, await Plans(visit, files), null, StatusCodes.Status200OK);
        var form = new FormView { ["text"] = visit.Form["text"].ToString() };
        form.Fail("text", problem);
        return FormPage(visit, form, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Plans again, compared with what is stored now, and imports every file that can be imported.</summary>
    private async Task<IResult> Confirm(Visit visit)
    {
        var (files, problem) = SentFiles.Read(visit.Form);
        if (problem is not null) return visit.SeeOther("/admin/challenges/import");
        var plans = await Plans(visit, files);
        var sent = plans.Where(IsImportable).SelectMany(plan => plan.Pictures).Select(picture => (picture.Hash, picture.Bytes));
        if (plans.Exists(plan => plan is { Article.IsPublishing: true })
            && await ClockGate.FindRefusal(visit, ClockNeed.Credible) is { } refusal)
            return refusal;
        using var pictures = await folder.Stage([.. sent]);
        if (pictures is null) return ArrivingFiles.CannotStore;
        List<string> unused = [];
        var done = await visit.WriteAlone(sql =>
        {
            var count = plans.Count(plan => IsImportable(plan) && Apply(sql, visit, plan, pictures));
            // A newsletter's PDF may have been replaced.
            unused = Uploads.RemoveUnused(sql);
            return count;
        });
        await folder.RemoveUnused(visit, unused);
        // Files that were not imported are planned once more: if the button was pressed twice, the other request may have imported them.
        if (done < plans.Count) plans = await Plans(visit, files);
        if (done == plans.Count || plans.TrueForAll(plan => plan.Fate == FileAction.Same))
            return visit.SeeOther($"/admin/{(plans.TrueForAll(plan => plan.IsOfArticle) ? "articles" : "challenges")}?said=imported");
        var notice = done > 0
            ? "Not all of these could be brought in. This is how they stand now."
            : "There was nothing to bring in.";
        return PlanPage(visit, plans, notice, StatusCodes.Status422UnprocessableEntity);
    }

    private bool Apply(Sql sql, Visit visit, FilePlan plan, StagedFiles staged) => plan.Article is null
        ? ChallengeImport.Apply(sql, visit, folder, plan, staged)
        : ArticleImport.Apply(sql, visit, folder, plan, staged);

    private static bool IsImportable(FilePlan plan) => plan.Fate is FileAction.Add or FileAction.Change;

    private static IResult PlanPage(Visit visit, List<FilePlan> plans, string? notice, int status) =>
        visit.Page(new Pages_AdminChallengePlan { Frame = visit.Frame, Model = new FilePlanModel(plans, notice) }, status);

    private async Task<List<FilePlan>> Plans(Visit visit, SentFiles files)
    {
        var plans = new List<FilePlan>();
        foreach (var (name, text) in files.Texts)
        {
            // Each file may take a while; other requests get their turn in between.
            await Task.Yield();
            var plan = CompetitionBundle.IsCompetition(text)
                ? ChallengeImport.Refused(name, text, "", ["This is a competition’s file: bring it in, with its challenges, on the page of "
                    + "all competitions."])
                : ArticleBundle.IsArticle(text)
                ? await ArticleImport.Plan(visit, folder, name, text, files.Pictures)
                : await ChallengeImport.Plan(visit, folder, name, text, files.Pictures);
            plans.Add(plan.BesideOthers(plans));
        }
        return plans;
    }

    private static async Task<IResult> ExportOne(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        return new Download($"{desk.FileId}.md", "text/markdown; charset=utf-8", TextOf(desk));
    }

    /// <summary>Every challenge and article; with a competition in the address, only its challenges.</summary>
    private async Task<IResult> ExportAll(Visit visit)
    {
        var competition = FormReader.IdIn(visit.Query("competition"));
        var (ids, articles) = await visit.Read(sql =>
        {
            if (competition is { } only) return (Challenges.ListIdsOf(sql, only, MaxExported), []);
            var all = Challenges.ListAll(sql, 0, MaxExported).ConvertAll(static line => line.Challenge.Id);
            return (all, Articles.ListIds(sql, MaxExported));
        });
        // In the order in which they were created, so that a challenge keeps its number from one export to the next.
        ids.Sort();
        var day = SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new ZipDownload($"{(competition is null ? "challenges" : $"competition-{competition}")}-{day}.zip", async zip =>
        {
            await ChallengeZip.Send(zip, folder, visit, ids, TextOf);
            var pictures = new HashSet<string>(StringComparer.Ordinal);
            foreach (var id in articles)
                if (await ArticleEditor.Find(visit, id) is { } desk) await ArticleFiles.Send(zip, folder, desk, pictures);
        });
    }

    private static string TextOf(ChallengeEditor desk) =>
        Bundle.Write(ChallengeBundles.Of(desk.Challenge, desk.Parts, desk.FileId, desk.PartNames));
}
