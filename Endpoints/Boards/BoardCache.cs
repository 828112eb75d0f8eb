// A cache of what board pages show: each page of a board, each member's rank and the recent completions, kept until the database changes.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One line of a board, ready to be shown.</summary>
/// <param name="Place">The rank, as <c>3</c> or <c>=3</c>; <paramref name="Spoken"/> is the same as "3rd" or "joint 3rd".</param>
/// <param name="Reached">The day on which the points were reached, never the time of day; empty where it is not shown.</param>
public sealed record BoardRow(long MemberId, string Place, string Spoken, string Name, long Points, string Reached, string ReachedMachine)
{
    /// <summary>From 1.</summary>
    public required long Rank { get; init; }
}

/// <summary>A page of a board. <c>Number</c> counts from 1; <c>Count</c> is how many lines the whole board has.</summary>
/// <param name="MostPoints">The points of the first place, by which the bars are drawn; at least 1.</param>
public sealed record BoardRows(IReadOnlyList<BoardRow> Rows, long Count, int Number, long MostPoints)
{
    /// <summary>How many pages the board has; one when it is empty.</summary>
    public int Pages => PagesOf(Count);

    /// <summary>How many pages are needed for <paramref name="count"/> lines; at least 1.</summary>
    public static int PagesOf(long count) => (int)Math.Max(1, (count + BoardCache.PageSize - 1) / BoardCache.PageSize);
}

/// <summary>A member's ranks in the current periods, all read in one transaction; null where the member has none.</summary>
public sealed record OwnPlaces(MemberRank? Week, MemberRank? Term, MemberRank? Year, MemberRank? AllTime);

/// <summary>
/// A member's own rank. <c>Place</c> is null if the member earned nothing in the period; <c>ReachedAt</c> is when the points were reached.
/// </summary>
public sealed record Own(MemberRank? Place, long ReachedAt);

/// <summary>
/// Caches what many people look at: the leaderboard, the home page and the wall read from here. The export of a whole board reads from
/// <see cref="Leaderboard.List"/> directly.
/// </summary>
public sealed class BoardCache(Db db, TimeProvider clock, ILoggerFactory logs)
{
    private readonly ILogger log = logs.CreateLogger("mathsoc.boards");

    /// <summary>Lines on a page.</summary>
    public const int PageSize = 50;

    private const int MaxPages = 200, MaxOwn = 2000, MaxRecent = 10;

    private readonly CachedByKey<PageKey, BoardRows> pages = new(db, clock, MaxPages);
    private readonly CachedByKey<OwnKey, Own> places = new(db, clock, MaxOwn);
    private readonly CachedByKey<PlacesKey, OwnPlaces> presentPlaces = new(db, clock, MaxOwn);
    private readonly CachedByKey<long, BoardClass> classes = new(db, clock, MaxOwn);
    private readonly CachedByKey<StepsKey, List<PointStep>> steps = new(db, clock, MaxOwn);
    private readonly CachedByKey<RecentKey, List<Achievement>> recent = new(db, clock, max: 4);

    /// <summary>The page with this number, from 1; the last page if there are fewer.</summary>
    public async Task<BoardRows> Page(Board board, int number)
    {
        var key = new PageKey(board, number);
        return (await pages.Get(key, sql =>
        {
            log.LogDebug("Page {Page} of a board is read: it was not in the cache", number);
            return ReadPage(sql, key);
        }))!;
    }

    /// <summary>The first few lines.</summary>
    public async Task<IReadOnlyList<BoardRow>> Top(Board board, int most)
    {
        var rows = (await Page(board, 1)).Rows;
        return rows.Count <= most ? rows : [.. rows.Take(most)];
    }

    /// <summary>A member's own rank on a board.</summary>
    public async Task<Own> Own(Board board, long memberId)
    {
        var key = new OwnKey(board, memberId);
        return (await places.Get(key, sql => ReadOwn(sql, key)))!;
    }

    /// <summary>A member's ranks in all of <paramref name="periods"/>, over all key stages.</summary>
    public async Task<OwnPlaces> OwnPlaces(Periods periods, long? frozenAt, long memberId)
    {
        MemberRank? Find(Sql sql, Period period) => Leaderboard.FindOwn(sql, new Board(period, FrozenAt: frozenAt), memberId);

        return (await presentPlaces.Get(new PlacesKey(periods, frozenAt, memberId), sql => new OwnPlaces(Find(sql, periods.Week),
            periods.Term is { } term ? Find(sql, term) : null, Find(sql, periods.Year), Find(sql, Period.AllTime))))!;
    }

    /// <summary>The class whose board a pupil may see.</summary>
    public async Task<BoardClass> ClassOf(long memberId) => (await classes.Get(memberId, sql => Leaderboard.FindClass(sql, memberId)))!;

    /// <summary>The steps of a member's points in a period, the earliest first.</summary>
    public async Task<IReadOnlyList<PointStep>> Steps(long memberId, Period period) =>
        (await steps.Get(new StepsKey(memberId, period), sql => TermPoints.List(sql, memberId, period)))!;

    /// <summary>The most recent completions, the latest first.</summary>
    public async Task<IReadOnlyList<Achievement>> Recent(long? frozenAt) =>
        (await recent.Get(new RecentKey(frozenAt), sql => Completions.ListRecent(sql, MaxRecent, frozenAt)))!;

    private static BoardRows ReadPage(Sql sql, PageKey key)
    {
        var count = Leaderboard.Count(sql, key.Board);
        var number = Math.Min(key.Number, BoardRows.PagesOf(count));
        var rows = new List<BoardRow>();
        foreach (var line in Leaderboard.List(sql, key.Board, (number - 1) * PageSize, PageSize))
            rows.Add(new BoardRow(line.MemberId, line.Place, BoardWords.Spoken(line.Rank, line.IsShared), line.DisplayName, line.Points,
                BoardWords.Reached(line.ReachedAt), BoardWords.ReachedMachine(line.ReachedAt)) { Rank = line.Rank });
        var top = number == 1 ? rows.FirstOrDefault()?.Points : Leaderboard.List(sql, key.Board, 0, 1).FirstOrDefault()?.Points;
        return new BoardRows(rows, count, number, Math.Max(1, top ?? 1));
    }

    private static Own ReadOwn(Sql sql, OwnKey key)
    {
        var place = Leaderboard.FindOwn(sql, key.Board, key.MemberId);
        return new Own(place, place is null ? 0 : Totals.Find(sql, key.MemberId, key.Board.Period, key.Board.KeyStage)?.ChangedAt ?? 0);
    }

    private sealed record PageKey(Board Board, int Number);

    private sealed record OwnKey(Board Board, long MemberId);

    private sealed record PlacesKey(Periods Periods, long? FrozenAt, long MemberId);

    private sealed record StepsKey(long MemberId, Period Period);

    private sealed record RecentKey(long? FrozenAt);
}
