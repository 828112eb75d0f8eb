// Brings the program's own twenty problems into a site that has no challenge yet: as drafts, through the import of challenge files, once.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/challenges/ready.</summary>
public sealed class ReadyProblemEndpoints(UploadFolder folder, HeavyJobs heavy)
{
    public void Map(RouteGroup content) =>
        content.Post("/admin/challenges/ready", "challenges.ready", visit => heavy.Run(visit, BringIn));

    private async Task<IResult> BringIn(Visit visit)
    {
        var plans = new List<FilePlan>();
        var ready = ReadyProblems.Pictures();
        List<SentPicture> drawn = [.. ready.Select(one => new SentPicture(one.Hash, UploadTypes.Find(one.Bytes)!, one.Bytes))];
        foreach (var (name, text) in ReadyProblems.Texts(ready))
        {
            // Each file takes a moment; other requests get their turn in between.
            await Task.Yield();
            plans.Add(await ChallengeImport.Plan(visit, folder, name, Fitted(text, visit.Rules), drawn));
        }
        using var pictures = await folder.Stage([.. drawn.Select(one => (one.Hash, one.Bytes))]);
        if (pictures is null) return ArrivingFiles.CannotStore;
        var added = await visit.WriteAlone(sql =>
        {
            // Asked here, so that a button that was pressed twice brings them in once.
            if (Challenges.Any(sql)) return 0;
            return plans.Count(plan => plan.Fate == FileAction.Add && ChallengeImport.Apply(sql, visit, folder, plan, pictures));
        });
        return visit.SeeOther(added > 0 ? "/admin/challenges?said=ready" : "/admin/challenges?said=not-empty");
    }

    // A society may have named its key stages itself: what is for one that it does not have is then for everybody.
    private static string Fitted(string text, Rules rules)
    {
        var (file, _) = Bundle.Read(text);
        return file?.KeyStage is not { } stage || rules.KeyStages.Any(one => one.Name == stage)
            ? text
            : Bundle.Write(file with { KeyStage = null });
    }
}
