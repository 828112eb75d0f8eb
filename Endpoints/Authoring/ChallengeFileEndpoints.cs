// Challenges in and out as files: brought in after a dry run, written out one by one or all in a zip.
using System.Globalization;
using System.IO.Compression;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The dry run.</summary>
public sealed record FilePlanModel(IReadOnlyList<FilePlan> Files, string? Notice)
{
    /// <summary>The pictures that what can be brought in needs, each once: the confirming form carries them.</summary>
    public IReadOnlyList<string> Pictures
    {
        get
        {
            var pictures = new List<SentPicture>();
            foreach (var file in Files)
                foreach (var picture in file.Pictures)
                    if (file.Fate is FileFate.Add or FileFate.Change && !pictures.Exists(one => one.Hash == picture.Hash)) pictures.Add(picture);
            return pictures.ConvertAll(picture => Convert.ToBase64String(picture.Bytes));
        }
    }

    public int Count(FileFate fate)
    {
        var count = 0;
        foreach (var file in Files)
            if (file.Fate == fate) count++;
        return count;
    }
}

/// <summary>Maps /admin/challenges/import, /admin/challenges/export.zip and /admin/challenges/{id}/export.md.</summary>
public sealed class ChallengeFileEndpoints(UploadFolder folder)
{
    private const int MostExported = 2000;

    public void Map(RouteGroup content)
    {
        content.Page("/admin/challenges/import", "challenges.import_page", visit => FormPage(visit, new FormView(), StatusCodes.Status200OK));
        content.Post("/admin/challenges/import", "challenges.import_plan", ShowPlan).WithMetadata(BodyLimit.ChallengeFiles);
        content.Post("/admin/challenges/import/confirm", "challenges.import", Confirm).WithMetadata(BodyLimit.ChallengeFiles);
        content.Page("/admin/challenges/export.zip", "challenges.export_all", ExportAll);
        content.Page("/admin/challenges/{id}/export.md", "challenges.export", ExportOne);
    }

    private static IResult FormPage(Visit visit, FormView form, int status) => visit.Page(new Pages_AdminChallengeImport { Frame = visit.Frame, Model = form }, status);

    /// <summary>The dry run: changes nothing.</summary>
    private async Task<IResult> ShowPlan(Visit visit)
    {
        var (files, problem) = SentFiles.Read(visit.Form);
        if (problem is null) return PlanPage(visit, await Plans(visit, files), null, StatusCodes.Status200OK);
        var form = new FormView { ["text"] = visit.Form["text"].ToString() };
        form.Fail("text", problem);
        return FormPage(visit, form, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Plans anew and carries out what can be: what somebody saved in the meantime is held against what is stored now.</summary>
    private async Task<IResult> Confirm(Visit visit)
    {
        var (files, problem) = SentFiles.Read(visit.Form);
        if (problem is not null) return visit.SeeOther("/admin/challenges/import");
        var plans = await Plans(visit, files);
        var done = 0;
        await visit.Write(sql =>
        {
            foreach (var plan in plans)
                if (plan.Fate is FileFate.Add or FileFate.Change && ChallengeImport.Apply(sql, visit, folder, plan)) done++;
        });
        // What was not done is looked at once more: it may have been brought in at this very moment, by the same button pressed twice.
        if (done < plans.Count) plans = await Plans(visit, files);
        if (done == plans.Count || plans.TrueForAll(plan => plan.Fate == FileFate.Same)) return visit.SeeOther("/admin/challenges?said=imported");
        return PlanPage(visit, plans, done > 0 ? "Not all of these could be brought in. This is how they stand now." : "There was nothing to bring in.", StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult PlanPage(Visit visit, List<FilePlan> plans, string? notice, int status) =>
        visit.Page(new Pages_AdminChallengePlan { Frame = visit.Frame, Model = new FilePlanModel(plans, notice) }, status);

    private async Task<List<FilePlan>> Plans(Visit visit, SentFiles files)
    {
        var plans = new List<FilePlan>();
        foreach (var (name, text) in files.Texts)
        {
            var plan = await ChallengeImport.Plan(visit, folder, name, text, files.Pictures);
            // Of two files that mean one challenge only the first can be right.
            foreach (var other in plans)
                if (plan.File is { } file && other.File is { } before && file.Id == before.Id)
                    plan = plan with { Fate = FileFate.Refuse, Sentences = [$"{other.Name} is the same challenge: they have the same id or the same title."], Warnings = [] };
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
            foreach (var line in Challenges.ListAll(sql, 0, MostExported)) all.Add(line.Challenge.Id);
            return all;
        });
        // In the order in which they were written, so that a challenge keeps its number from one export to the next.
        ids.Sort();
        var bytes = folder.OpenPassing();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var number = 0;
            var pictures = new HashSet<string>(StringComparer.Ordinal);
            foreach (var id in ids)
            {
                if (await ChallengeEditor.Find(visit, id) is not { } desk) continue;
                var entry = zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"{++number:00}-{desk.FileId}.md"));
                entry.LastWriteTime = SchoolTime.Local(Math.Max(desk.Challenge.UpdatedAt, 315_619_200)); // a zip knows no time before 1980
                using (var content = entry.Open()) content.Write(Encoding.UTF8.GetBytes(TextOf(desk)));
                // Beside the files, so that all can be chosen at once when they are brought in again.
                foreach (var picture in desk.Pictures)
                    if (pictures.Add(picture.Hash) && File.Exists(folder.PathOf(picture.Hash)))
                        zip.CreateEntryFromFile(folder.PathOf(picture.Hash), $"{picture.Hash}.{UploadTypes.EndingOf(picture.ContentType)}", CompressionLevel.NoCompression);
            }
        }
        return new Download($"challenges-{SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.zip", "application/zip", bytes);
    }

    private static string TextOf(ChallengeEditor desk) => Bundle.Write(ChallengeBundles.Of(desk.Challenge, desk.Parts, desk.FileId, desk.PartNames));
}
