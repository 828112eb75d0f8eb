// The tables of a competition: pupils with the reader's own place, schools, how a school's score was made, and the wall.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The table of pupils.</summary>
/// <param name="Page">From 1; 0: only the first places, and the reader's own.</param>
/// <param name="Pages">How many pages the whole table has.</param>
/// <param name="OwnId">The reader's member id if the table names them; otherwise 0.</param>
/// <param name="Own">The reader's line, if it is not among the others; otherwise null.</param>
/// <param name="OwnWords">The reader's place in a sentence; null for those who do not take part.</param>
public sealed record PupilTableModel(
    TableView View, IReadOnlyList<TableRow> Rows, int Page, int Pages, long OwnId, TableRow? Own, string? OwnWords);

/// <summary>The table of schools.</summary>
/// <param name="Table">Null where no points are shown.</param>
/// <param name="Opened">The school whose line leads to how its score was made; 0: none, -1: each.</param>
public sealed record SchoolTableModel(TableView View, SchoolRows? Table, long Opened);

/// <summary>The table of schools on a screen in the corridor.</summary>
/// <param name="Until">What the countdown runs to: the opening, then the close; null once it has closed.</param>
public sealed record CompetitionWallModel(TableView View, SchoolRows? Table, long? Until, long Now);

/// <summary>Maps /competitions/{id}/pupils, /schools and /wall.</summary>
public sealed class CompetitionTableEndpoints(TableCache cache)
{
    private const int FirstPlaces = 20, MaxPages = 2000, WallSchools = 10;

    // How often the browser reloads the wall by itself.
    private const string RefreshSeconds = "300";

    public void Map(RouteGroup anyone, RouteGroup people)
    {
        anyone.Page("/competitions/{id}/pupils", "competition.pupils", ShowPupils);
        anyone.Page("/competitions/{id}/schools", "competition.schools", ShowSchools);
        people.Page("/competitions/{id}/schools/{school}", "competition.school", ShowSchool);
        anyone.Page("/competitions/{id}/wall", "competition.wall", ShowWall).WithMetadata(RatePolicy.Door);
    }

    private async Task<IResult> ShowPupils(Visit visit)
    {
        var (view, refusal) = await TableView.Find(visit, cache, "pupils");
        if (view is null) return refusal!;
        var page = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 0;
        if (view.Silence != TableSilence.None)
            return Send(visit, new PupilTableModel(view, [], 0, 0, 0, null, null));
        var (skip, most) = page == 0 ? (0, FirstPlaces) : ((page - 1) * BoardCache.PageSize, BoardCache.PageSize);
        var table = await cache.Pupils(view, skip, most);
        var pages = BoardRows.PagesOf(table.Count);
        if (page > pages)
        {
            page = pages;
            table = await cache.Pupils(view, (page - 1) * BoardCache.PageSize, BoardCache.PageSize);
        }
        IReadOnlyList<TableRow> rows = view.IsVisitor ? [.. table.Rows.Where(view.Shows)] : table.Rows;
        var own = visit.Reader is { Role: Role.Member, MemberId: var me } ? await cache.Own(view.Competition, view.Scope, me) : null;
        var ownId = own is { IsListed: true, Row: not null } ? visit.Reader.MemberId : 0;
        var ownRow = ownId != 0 && !rows.Any(row => row.Id == ownId) ? own!.Row! with { Name = visit.Member.DisplayName } : null;
        return Send(visit, new PupilTableModel(view, rows, page, table.Count > FirstPlaces || page > 0 ? pages : 0, ownId, ownRow,
            own is null ? null : Describe(own, view)));
    }

    private static IResult Send(Visit visit, PupilTableModel model) =>
        visit.Page(new Pages_PupilTable { Frame = visit.Frame, Model = model });

    private static string Describe(OwnRow own, TableView view)
    {
        var points = BoardWords.Points(own.Now);
        if (!own.IsListed)
            return $"You have {points}, which your school’s score counts. You are in quiet mode, so the table does not name you.";
        if (view.Competition.ResultsAt is not null)
            return own.Row is { Rank: not null } placed
                ? $"In the results you are {placed.Spoken}, with {BoardWords.Points(placed.Points)}"
                    + (placed.Correction is { } correction ? $"; {correction}." : ".")
                : $"You have {points}.";
        if (view.Scope.FrozenAt is not null)
            return own.Row is { } frozen
                ? $"You have {points} now. On the table as it was frozen you are {frozen.Spoken}."
                : $"You have {points} now. None of them had been earned when the table was frozen.";
        return own.Row is { } row ? $"You are {row.Spoken}, with {points}." : "You have no points here yet.";
    }

    private async Task<IResult> ShowSchools(Visit visit)
    {
        var (view, refusal) = await TableView.Find(visit, cache, "schools");
        if (view is null) return refusal!;
        var table = view.Silence == TableSilence.None ? await cache.Schools(view.Competition, view.Scope) : null;
        var opened = view.IsStaff ? -1 : visit.Reader.Role == Role.Coordinator ? visit.Member.SchoolId ?? 0 : 0;
        return visit.Page(new Pages_SchoolTable { Frame = visit.Frame, Model = new SchoolTableModel(view, table, opened) });
    }

    /// <summary>How the score of one school was made: for staff, and for the coordinator of that school.</summary>
    private async Task<IResult> ShowSchool(Visit visit)
    {
        if (visit.Id("school") is not { } school) return visit.NotFound();
        var (view, refusal) = await TableView.Find(visit, cache, $"schools/{school}");
        if (view is null) return refusal!;
        if (!view.IsStaff && visit.Member.SchoolId != school) return visit.NotFound();
        if (view.Silence != TableSilence.None)
            return visit.Page(new Pages_SchoolTable { Frame = visit.Frame, Model = new SchoolTableModel(view, null, 0) });
        var table = await cache.Table(view.Competition, view.Scope);
        var made = await visit.Read(sql => SchoolScoreModel.Read(sql, view, table, school));
        return made is null ? visit.NotFound() : visit.Page(new Pages_SchoolScore { Frame = visit.Frame, Model = made });
    }

    private async Task<IResult> ShowWall(Visit visit)
    {
        // Nobody is signed in at a screen in the corridor.
        var hasKey = OneTimeCodes.Parse(visit.Query("key")) is { } key && await visit.Read(sql => WallKeys.Fits(sql, key));
        var (view, refusal) = await TableView.Find(visit, cache, "wall", hasKey);
        if (view is null) return refusal!;
        var table = view.Silence == TableSilence.None ? await cache.Schools(view.Competition, view.Scope) : null;
        if (table is not null) table = table with { Placed = [.. table.Placed.Take(WallSchools)], Below = [] };
        var (now, competition) = (visit.Now, view.Competition);
        long? until = now < competition.OpensAt ? competition.OpensAt : now < competition.ClosesAt ? competition.ClosesAt : null;
        var headers = visit.Context.Response.Headers;
        headers["Refresh"] = RefreshSeconds;
        headers["X-Robots-Tag"] = "noindex";
        return visit.Page(new Pages_CompetitionWall
        {
            Frame = visit.Frame, Model = new CompetitionWallModel(view, table, until, now),
        });
    }
}
