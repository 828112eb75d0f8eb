// Boards as pages show them: each page of a board, each member's own place and the recent activity, read once and kept while nothing changes.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>One line of a board, its words made.</summary>
/// <param name="Place"><c>3</c> or <c>=3</c>; <paramref name="Spoken"/> says the same as "3rd" or "joint 3rd".</param>
/// <param name="Reached">When the points were reached; empty where that is not told.</param>
public sealed record BoardRow(long MemberId, string Place, string Spoken, string Name, long Points, string Reached, string ReachedMachine);

/// <summary>A page of a board, and how many lines the whole board has.</summary>
public sealed record BoardRows(IReadOnlyList<BoardRow> Rows, long Count);

/// <summary>A member's own place; <c>Place</c> is null when nothing was earned in the period, <c>ReachedAt</c> is when the points were reached.</summary>
public sealed record Own(OwnPlace? Place, long ReachedAt);

/// <summary>Keeps what many look at. The page, the home page and the wall ask here; a file of a whole board asks <see cref="Leaderboard.List"/>, as this does.</summary>
public sealed class Boards(Db db, TimeProvider clock)
{
    /// <summary>Lines on a page.</summary>
    public const int PageSize = 50;

    private const int MostPages = 200, MostOwn = 2000, MostRecent = 10;

    private readonly Snapshots<PageKey, BoardRows> pages = new(db, clock, MostPages, ReadPage);
    private readonly Snapshots<OwnKey, Own> places = new(db, clock, MostOwn, ReadOwn);
    private readonly Snapshots<RecentKey, List<Achievement>> recent = new(db, clock, 4, static (sql, key) => Completions.ListRecent(sql, MostRecent, key.FrozenAt));

    /// <summary>The page of this number, from 1.</summary>
    public BoardRows Page(Board board, int number) => pages.Get(new PageKey(board, number));

    /// <summary>The first few lines.</summary>
    public IReadOnlyList<BoardRow> Top(Board board, int most)
    {
        var rows = Page(board, 1).Rows;
        return rows.Count <= most ? rows : [.. rows.Take(most)];
    }

    /// <summary>A member's own place on a board.</summary>
    public Own Own(Board board, long memberId) => places.Get(new OwnKey(board, memberId));

    /// <summary>What was completed lately, the latest first.</summary>
    public IReadOnlyList<Achievement> Recent(long? frozenAt) => recent.Get(new RecentKey(frozenAt));

    private static BoardRows ReadPage(Sql sql, PageKey key)
    {
        var rows = new List<BoardRow>();
        foreach (var line in Leaderboard.List(sql, key.Board, (key.Number - 1) * PageSize, PageSize))
            rows.Add(new BoardRow(line.MemberId, line.Place, BoardWords.Spoken(line.Rank, line.IsShared), line.DisplayName, line.Points, BoardWords.Reached(line.ReachedAt),
                London.Machine(line.ReachedAt)));
        return new BoardRows(rows, Leaderboard.Count(sql, key.Board));
    }

    private static Own ReadOwn(Sql sql, OwnKey key)
    {
        var place = Leaderboard.FindOwn(sql, key.Board, key.MemberId);
        return new Own(place, place is null ? 0 : Totals.Find(sql, key.MemberId, key.Board.Period, key.Board.KeyStage)?.ChangedAt ?? 0);
    }

    private sealed record PageKey(Board Board, int Number);

    private sealed record OwnKey(Board Board, long MemberId);

    private sealed record RecentKey(long? FrozenAt);
}

/// <summary>What places, times and periods are called.</summary>
public static class BoardWords
{
    /// <summary>A place as it is read out: <c>3rd</c>, <c>joint 3rd</c>.</summary>
    public static string Spoken(long rank, bool isShared) => isShared ? "joint " + Ordinal(rank) : Ordinal(rank);

    /// <summary>When points were reached, for the column of a table.</summary>
    public static string Reached(long at) => London.Local(at).ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"1 point", "4 points", "-2 points".</summary>
    public static string Points(long points) => PlayWords.Count(points, "point");

    /// <summary>A period within a sentence or at its beginning: "the school year 2026/27", "the week from 9 November 2026".</summary>
    public static string Of(Period period, ScoreRules rules)
    {
        var key = period.Key;
        return period.Kind switch
        {
            PeriodKind.Week => "the week from " + period.Monday!.Value.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            PeriodKind.Term => $"the {TermName(rules, (int)(key / 10), (int)(key % 10))} term {Years(key / 10)}",
            PeriodKind.Year => "the school year " + Years(key),
            _ => "all time",
        };
    }

    private static string TermName(ScoreRules rules, int schoolYear, int index)
    {
        foreach (var term in Terms.Of(rules.TermDates, schoolYear))
            if (term.Index == index) return term.Name.ToLowerInvariant();
        return Ordinal(index);
    }

    private static string Years(long year) => string.Create(CultureInfo.InvariantCulture, $"{year}/{(year + 1) % 100:00}");

    private static string Ordinal(long number) => string.Create(CultureInfo.InvariantCulture, $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}");
}
