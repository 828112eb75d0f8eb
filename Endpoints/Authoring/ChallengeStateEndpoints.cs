// Actions on a whole challenge: copy, archive and restore, delete while it is a draft, and show its solution.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps copy, archive, delete and solution below /admin/challenges/{id}.</summary>
public sealed class ChallengeStateEndpoints(UploadFolder folder)
{
    public void Map(RouteGroup content)
    {
        content.Post("/admin/challenges/{id}/copy", "challenges.copy", Copy);
        content.Post("/admin/challenges/{id}/archive", "challenges.archive", Archive);
        content.Page("/admin/challenges/{id}/delete", "challenges.delete_page", AskDelete);
        content.Post("/admin/challenges/{id}/delete", "challenges.delete", Delete);
        content.Page("/admin/challenges/{id}/solution", "challenges.solution_page", AskSolution);
        content.Post("/admin/challenges/{id}/solution", "challenges.solution", ShowSolution).WithMetadata(ClockPolicy.Credible);
    }

    private static async Task<IResult> Copy(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var title = desk.Challenge.Title + " (copy)";
        var copy = desk.Challenge.ReleasedOn(null, null, null) with
        {
            Title = title.Length <= Bundle.MaxTitle ? title : title[..Bundle.MaxTitle],
        };
        var id = await visit.Write(sql =>
        {
            var added = ChallengeCopies.Add(sql, visit, copy);
            Audit.Add(sql, visit.Actor, "challenge.copy", visit.Now, "challenge", added, $"of {desk.Challenge.Id}");
            return added;
        });
        return visit.SeeOther(ChallengeEditor.PathOf(id) + "?said=copied");
    }

    private static async Task<IResult> Archive(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var isArchived = visit.Form["archived"].ToString() == "1";
        await visit.Write(sql =>
        {
            var id = desk.Challenge.Id;
            if (Challenges.SetArchived(sql, id, isArchived, visit.Now))
                Audit.Add(sql, visit.Actor, isArchived ? "challenge.archive" : "challenge.restore", visit.Now, "challenge", id);
        });
        return visit.SeeOther($"{ChallengeEditor.PathOf(desk.Challenge.Id)}?said={(isArchived ? "archived" : "restored")}");
    }

    private static async Task<IResult> AskDelete(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { Challenge.IsDraft: true, HasAttempts: false } desk) return visit.NotFound();
        string[] sentences =
        [
            "Its text, its parts and its pictures are gone then, and nobody can bring them back.",
            "To keep it out of the way instead, put it away.",
        ];
        return Ask(desk, "Delete this draft?", sentences, "delete", "Delete the draft");
    }

    private static IResult Ask(ChallengeEditor desk, string heading, IReadOnlyList<string> sentences, string action, string button) =>
        new ConfirmModel(desk.Challenge.Title, ChallengeEditor.PathOf(desk.Challenge.Id), heading, sentences, action, button)
            .Show(desk.Visit);

    private async Task<IResult> Delete(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { Challenge.IsDraft: true } desk) return visit.NotFound();
        List<string> unused = [];
        var isGone = await visit.Write(sql =>
        {
            if (!Challenges.Remove(sql, desk.Challenge.Id)) return false;
            unused = Uploads.RemoveUnused(sql);
            Audit.Add(sql, visit.Actor, "challenge.delete", visit.Now, "challenge", desk.Challenge.Id);
            return true;
        });
        await folder.RemoveUnused(visit, unused);
        if (isGone) return visit.SeeOther("/admin/challenges?said=deleted");
        return new Refusal(StatusCodes.Status409Conflict, "Somebody has answered this challenge, so it stays. Archive it instead.");
    }

    private static async Task<IResult> AskSolution(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk || !MayShow(desk)) return visit.NotFound();
        var sentences = new List<string>();
        var late = await visit.Read(sql => ExtraTime.CountOpen(sql, desk.Challenge, visit.Now));
        if (desk.Challenge.StateAt(visit.Now) == ChallengeState.Open)
            sentences.Add("The challenge is still open. It closes for everybody at this moment, and for pupils with extra time too.");
        else if (late.Pupils > 0)
        {
            var who = late.Pupils == 1 ? "One pupil with extra time has" : $"{late.Pupils} pupils with extra time have";
            sentences.Add($"{who} until {SchoolTime.Moment(late.Until, visit.Now)}, and could not answer any more from this moment. "
                + "Wait until then, unless you have spoken with them.");
        }
        var solution = desk.Challenge.Solution.Length > 0 ? " and the worked solution" : "; there is no worked solution";
        sentences.Add($"Every member then sees the model answers{solution}, and can practise without points.");
        sentences.Add("This cannot be taken back: nothing that was sent afterwards could count.");
        return Ask(desk, "Show the solution?", sentences, "solution", "Show the solution");
    }

    private static async Task<IResult> ShowSolution(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk || !MayShow(desk)) return visit.NotFound();
        await visit.Write(sql =>
        {
            if (Challenges.ShowSolution(sql, desk.Challenge.Id, visit.Now))
                Audit.Add(sql, visit.Actor, "challenge.solution", visit.Now, "challenge", desk.Challenge.Id);
        });
        return visit.SeeOther(ChallengeEditor.PathOf(desk.Challenge.Id) + "?said=shown");
    }

    private static bool MayShow(ChallengeEditor desk) =>
        desk.Challenge.SolutionShownAt is null && desk.Challenge.StateAt(desk.Visit.Now) is ChallengeState.Open or ChallengeState.Locked;
}
