// The page of an import that was made: its numbers, the slips, the ways back, and the undo with what it will leave.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page of one import.</summary>
public sealed record PastImportModel
{
    public required PastImport Import { get; init; }

    /// <summary>What an undo would do now; null: it cannot be undone, see <see cref="Obstacle"/>.</summary>
    public required MoveBackPlan? Undo { get; init; }

    public required string? Obstacle { get; init; }

    /// <summary>Whether somebody it made still has no password.</summary>
    public required bool NeedsSlips { get; init; }

    public required bool HasReport { get; init; }

    /// <summary>Puts the backup back that was made before it; null: there was none.</summary>
    public required string? RestoreCommand { get; init; }

    /// <summary>What goes on, or how the last step with this import ended; null: neither.</summary>
    public required MovingStep? Step { get; init; }

    public required bool IsBusy { get; init; }
    public FormView Form { get; init; } = new();
}

/// <summary>Maps /admin/import/{id} and the undo below it.</summary>
public sealed class PastImportEndpoints(MovingDesk desk, PasswordCheck check)
{
    public void Map(RouteGroup owner)
    {
        owner.Page("/admin/import/{id}", "moving.past", async visit =>
            await Find(visit) is { } model ? ShowPage(visit, model, StatusCodes.Status200OK) : visit.NotFound());
        owner.Post("/admin/import/{id}/undo", "moving.undo", Undo)
            .WithMetadata(RatePolicy.Login, ClockPolicy.Credible);
    }

    private async Task<PastImportModel?> Find(Visit visit)
    {
        if (visit.Id() is not { } id) return null;
        (PastImport? import, MoveBackPlan? plan, bool needsSlips) = await visit.Read<(PastImport?, MoveBackPlan?, bool)>(sql =>
        {
            if (PastImports.Find(sql, id) is not { } import) return (null, null, false);
            var mayUndo = import.FindObstacle(visit.Now) is null;
            return (import, mayUndo ? MoveBack.Look(sql, import) : null,
                import.ChangeId is { } change && Imports.ListAdded(sql, change).Exists(static member => !member.HasPassword));
        });
        if (import is null) return null;
        return new PastImportModel
        {
            Import = import,
            Undo = plan,
            Obstacle = import.FindObstacle(visit.Now),
            NeedsSlips = needsSlips,
            HasReport = await desk.Folder.HasReportAsync(id),
            RestoreCommand = import.Backup.Length > 0 ? desk.Place.Command(["restore", import.Backup]) : null,
            Step = desk.Last is { } step && (step.IsRunning || step.ImportId == id || (step.HasFailed && step.Work == MovingWork.Undo))
                ? step : null,
            IsBusy = visit.Query("said") == "busy",
        };
    }

    private async Task<IResult> Undo(Visit visit)
    {
        if (await Find(visit) is not { } model) return visit.NotFound();
        var (form, path) = (new FormReader(visit.Form), $"/admin/import/{model.Import.Id}");
        // Pressed twice, or on a page that was loaded before: the page says why there is nothing to undo.
        if (model.Undo is null) return visit.SeeOther(path);
        IResult Again(int status) => ShowPage(visit, model with { Form = form.View }, status);
        var login = (await visit.Read(sql => visit.FindMe(sql))).Login;
        if (await check.AskAgain(visit, form, login, Again) is { } refusal) return refusal;
        return visit.SeeOther(desk.BeginUndo(model.Import.Id, visit.Actor) ? $"{path}#step" : $"{path}?said=busy");
    }

    private static IResult ShowPage(Visit visit, PastImportModel model, int status) =>
        visit.Page(new Pages_AdminMoved { Frame = visit.Frame, Model = model }, status);
}
