// Where staff freeze a competition's tables before the prize-giving and publish its results, once.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
/// <param name="Now">The present, less the moment for which answers that were begun before the end still count.</param>
/// <param name="Problem">Why nothing was done; null: nothing was asked for, or it was done.</param>
public sealed record CompetitionResultsModel(
    CompetitionHead Head, TableNumbers Numbers, long Now, string? Problem);

/// <summary>Maps /admin/competitions/{id}/results and /freeze.</summary>
public sealed class CompetitionResultsEndpoints(TableCache cache)
{
    public void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions/{id}/results", "competitions.results_page", visit => Show(visit, null));
        staff.Post("/admin/competitions/{id}/results", "competitions.results", Publish);
        staff.Post("/admin/competitions/{id}/freeze", "competitions.freeze", Freeze);
    }

    private async Task<IResult> Show(Visit visit, string? problem)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } competition) return visit.NotFound();
        var notice = visit.Query("said") switch
        {
            "frozen" => "The tables are frozen.",
            "live" => "The tables are live again.",
            "published" => "The results are published.",
            _ => null,
        };
        var model = new CompetitionResultsModel(
            CompetitionHead.Of(visit, competition, "/results", problem is null ? notice : null),
            await cache.Numbers(competition), visit.Now - visit.Rules.Scoring.GraceSeconds, problem);
        return visit.Page(new Pages_CompetitionResults { Frame = visit.Frame, Model = model },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<IResult> Freeze(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { Id: var id }) return visit.NotFound();
        var isFrozen = visit.Form["frozen"] != "0";
        var isDone = await visit.Write(
            sql => CompetitionResults.Freeze(sql, id, isFrozen ? visit.Now : null, visit.Actor, visit.Now));
        if (isDone) return visit.SeeOther($"/admin/competitions/{id}/results?said={(isFrozen ? "frozen" : "live")}");
        return await Show(visit, isFrozen
            ? "Nothing was frozen: the tables are frozen already, or the competition is a draft, archived, or has its results."
            : "Nothing was changed: the tables are live.");
    }

    private async Task<IResult> Publish(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        return await visit.Write(sql => CompetitionResults.Publish(sql, id, visit.Rules, visit.Actor, visit.Now)) switch
        {
            null => visit.SeeOther($"/admin/competitions/{id}/results?said=published"),
            ResultsRefusal.Missing => visit.NotFound(),
            ResultsRefusal.Published => await Show(visit, "The results were published before, and are not written again."),
            _ => await Show(visit, "Nothing was published: pupils may still answer. Wait until the last of them has to stop."),
        };
    }
}
