// Import and export of challenge files: imported after a dry run, exported one by one or all in a zip file.
using System.Globalization;
using System.IO.Compression;
using System.Text;
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
        using var pictures = await folder.Stage([.. sent]);
        if (pictures is null) return ArrivingFiles.CannotStore;
        var done = await visit.WriteAlone(sql =>
            plans.Count(plan => IsImportable(plan) && ChallengeImport.Apply(sql, visit, folder, plan, pictures)));
        // Files that were not imported are planned once more: if the button was pressed twice, the other request may have imported them.
        if (done < plans.Count) plans = await Plans(visit, files);
        if (done == plans.Count || plans.TrueForAll(plan => plan.Fate == FileAction.Same))
            return visit.SeeOther("/admin/challenges?said=imported");
        var notice = done > 0
            ? "Not all of these could be brought in. This is how they stand now."
            : "There was nothing to bring in.";
        return PlanPage(visit, plans, notice, StatusCodes.Status422UnprocessableEntity);
    }

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
            var plan = await ChallengeImport.Plan(visit, folder, name, text, files.Pictures);
            // Of two files for one challenge only the first is imported.
            foreach (var other in plans)
            {
                if (plan.File is not { } file || other.File is not { } before || file.Id != before.Id) continue;
                plan = plan with
                {
                    Fate = FileAction.Refuse,
                    Sentences = [$"{other.Name} is the same challenge: they have the same id or the same title."],
                    Warnings = [],
                };
            }
            plans.Add(plan);
        }
        return plans;
    }

    private static async Task<IResult> ExportOne(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        return new Download($"{desk.FileId}.md", "text/markdown; charset=utf-8", TextOf(desk));
    }

    private async Task<IResult> ExportAll(Visit visit)
    {
        var ids = await visit.Read(sql =>
        {
            var all = new List<long>();
            foreach (var line in Challenges.ListAll(sql, 0, MaxExported)) all.Add(line.Challenge.Id);
            return all;
        });
        // In the order in which they were created, so that a challenge keeps its number from one export to the next.
        ids.Sort();
        var day = SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new ZipDownload($"challenges-{day}.zip", zip => AddAll(zip, visit, ids));
    }

    private async Task AddAll(ZipSender zip, Visit visit, List<long> ids)
    {
        var number = 0;
        var pictures = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (await ChallengeEditor.Find(visit, id) is not { } desk) continue;
            var time = SchoolTime.Local(Math.Max(desk.Challenge.UpdatedAt, 315_619_200)); // a zip knows no time before 1980
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(TextOf(desk)));
            await zip.Add($"{++number:00}-{desk.FileId}.md", time, text, CompressionLevel.Optimal);
            // In the same folder as the files, so that all can be selected at once for an import.
            foreach (var picture in desk.Pictures)
            {
                var path = folder.PathOf(picture.Hash);
                if (!pictures.Add(picture.Hash) || !File.Exists(path)) continue;
                await using var file = File.OpenRead(path);
                await zip.Add($"{picture.Hash}.{UploadTypes.EndingOf(picture.ContentType)}", time, file, CompressionLevel.NoCompression);
            }
        }
    }

    private static string TextOf(ChallengeEditor desk) =>
        Bundle.Write(ChallengeBundles.Of(desk.Challenge, desk.Parts, desk.FileId, desk.PartNames));
}
