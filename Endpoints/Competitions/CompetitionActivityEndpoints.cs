// A competition in numbers for everybody who may read its tables, and the pupils who earned points last.
using System.Collections.Concurrent;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
/// <param name="Totals">Null while points are not shown, or the tables are frozen.</param>
/// <param name="Recent">Null for the same reasons.</param>
public sealed record CompetitionActivityModel(TableView View, CompetitionTotals? Totals, IReadOnlyList<RecentPoints>? Recent)
{
    /// <summary>Whether how many took part may be shown.</summary>
    public bool HasTotals => Totals is not null;

    /// <summary>The divisions, each with who is enrolled and who has begun.</summary>
    public IReadOnlyList<DivisionCount> Divisions
    {
        get
        {
            var counts = new List<DivisionCount>();
            foreach (var division in View.Competition.DivisionList)
                counts.Add(View.Numbers.Divisions.FirstOrDefault(
                    one => one.Division.Equals(division.Name, StringComparison.OrdinalIgnoreCase)) ?? new(division.Name, 0, 0, 0));
            return counts;
        }
    }
}

/// <summary>Maps /competitions/{id}/activity.</summary>
public sealed class CompetitionActivityEndpoints(Db db, TimeProvider clock, TableCache tables)
{
    // More than the competitions that a society shows at one time.
    private const int MaxKept = 50;

    private readonly CachedByKey<TableScope, List<RecentPoints>> recent = new(db, clock, 200);
    private readonly ConcurrentDictionary<long, MadeOnce<CompetitionTotals>> totals = new();

    public void Map(RouteGroup anyone) => anyone.Page("/competitions/{id}/activity", "competition.activity", Show);

    private async Task<IResult> Show(Visit visit)
    {
        var (view, refusal) = await TableView.Find(visit, tables, "activity");
        if (view is null) return refusal!;
        var isShown = view.Silence == TableSilence.None && (view.FrozenAt is null || view.IsLive);
        var model = isShown
            ? new CompetitionActivityModel(view, await TotalsOf(view.Competition.Id, visit.Now), await RecentOf(view))
            : new CompetitionActivityModel(view, null, null);
        return visit.Page(new Pages_CompetitionActivity { Frame = visit.Frame, Model = model });
    }

    /// <summary>As they were at some time of the last minute: whoever reloads the page does not count every answer anew.</summary>
    private Task<CompetitionTotals> TotalsOf(long id, long now)
    {
        if (totals.Count >= MaxKept) totals.Clear();
        return totals.GetOrAdd(id, static _ => new MadeOnce<CompetitionTotals>())
            .Get($"{now / 60}", () => db.ReadAsync(sql => CompetitionActivity.FindTotals(sql, id, now)));
    }

    /// <summary>To visitors nobody is named, and of a division with very few pupils nothing is shown.</summary>
    private async Task<IReadOnlyList<RecentPoints>> RecentOf(TableView view)
    {
        var scope = view.Scope with { FrozenAt = null };
        var all = (await recent.Get(scope, sql => CompetitionActivity.ListRecent(sql, scope)))!;
        if (!view.IsVisitor) return all;
        return [.. all.Where(one => view.Numbers.In(one.Division) >= CompetitionTableWords.LeastShown)
            .Select(one => one with { DisplayName = "A pupil" })];
    }
}
