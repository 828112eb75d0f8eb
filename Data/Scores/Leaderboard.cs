// Reads leaderboards for pages, spreadsheets, certificates and the wall: one page of a board, its length, and a member's own place.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Identifies a board.</summary>
/// <param name="KeyStage">Points earned while in this key stage; empty: all.</param>
/// <param name="Class">Only members of this class; empty: all.</param>
/// <param name="FrozenAt">Only what was known at this instant; null: live.</param>
/// <param name="SchoolId">
/// With a class: only that of this school, or of nobody's school (<see cref="MemberFilter.NoSchool"/>); null: of every school.
/// </param>
public sealed record Board(Period Period, string KeyStage = "", string Class = "", long? FrozenAt = null, long? SchoolId = null);

/// <summary>A pupil's class whose board they may see. <c>Name</c> is empty if there is none.</summary>
/// <param name="SchoolId">The school's id, or <see cref="MemberFilter.NoSchool"/>.</param>
public sealed record BoardClass(string Name, long SchoolId)
{
    public static readonly BoardClass None = new("", MemberFilter.NoSchool);
}

/// <summary>One line of a board. Equal scores share a rank (1, 2, 2, 4) and are in the order in which they were reached.</summary>
/// <param name="ReachedAt">When the last of the points was earned.</param>
public sealed record BoardLine(long MemberId, string DisplayName, long? StartYear, long Points, long ReachedAt, long Rank, bool IsShared)
{
    /// <summary><c>3</c>, or <c>=3</c> where others have it too.</summary>
    public string Place => PlaceOf(Rank, IsShared);

    /// <summary>A rank as <see cref="Place"/> writes it.</summary>
    public static string PlaceOf(long rank, bool isShared) => isShared ? $"={rank}" : $"{rank}";
}

/// <summary>A member's own place.</summary>
/// <param name="Points">The current points, even if the board is frozen.</param>
/// <param name="Rank">Among the members shown, by the points that the board counts; null if the member has none of these.</param>
/// <param name="IsListed">Whether others see the member on the board.</param>
public sealed record MemberRank(long Points, long? Rank, bool IsShared, bool IsListed);

/// <summary>Reads boards. Members without points are on none; <see cref="MemberRules"/> decides whom boards show at all.</summary>
public static class Leaderboard
{
    /// <summary>Pupils see a board of their class only if it has so many members whom boards show.</summary>
    public const int LeastInClass = 5;

    /// <summary>The board's lines after <paramref name="skip"/>, at most <paramref name="most"/>.</summary>
    public static List<BoardLine> List(Sql sql, Board board, int skip, int most)
    {
        // One row more than required, to find out whether the last line shares its rank with the next.
        var scores = sql.Query<Score>($"""
            SELECT s.member_id, m.display_name, m.start_year, s.points, s.changed_at AS reached_at
            FROM ({Scores(board)} ORDER BY 2 DESC, 3, 1 LIMIT @most OFFSET @skip) s JOIN members m ON m.id = s.member_id
            ORDER BY s.points DESC, s.changed_at, s.member_id
            """, new { board.Period.Key, board.KeyStage, board.Class, board.SchoolId, board.FrozenAt, most = most + 1, skip }).AsList();
        return scores.Count == 0
            ? []
            : Rank(scores, skip, most, 1 + (skip == 0 ? 0 : Count(sql, board, "s.points > @points", scores[0].Points)));
    }

    /// <summary>
    /// The first <paramref name="most"/> of <paramref name="scores"/>, which are in order and have one more if there is one.
    /// <paramref name="rank"/> is that of the first of them, which has <paramref name="skip"/> lines before it.
    /// </summary>
    internal static List<BoardLine> Rank(List<Score> scores, int skip, int most, long rank)
    {
        var lines = new List<BoardLine>();
        for (var i = 0; i < scores.Count && i < most; i++)
        {
            var score = scores[i];
            if (i > 0 && score.Points != scores[i - 1].Points) rank = skip + i + 1;
            var isShared = rank <= skip + i || (i + 1 < scores.Count && scores[i + 1].Points == score.Points);
            lines.Add(new BoardLine(score.MemberId, score.DisplayName, score.StartYear, score.Points, score.ReachedAt, rank, isShared));
        }
        return lines;
    }

    /// <summary>How many lines the board has.</summary>
    public static long Count(Sql sql, Board board) => Count(sql, board, "s.points > @points", 0);

    /// <summary>A member's own place; null if nothing was earned in the period.</summary>
    public static MemberRank? FindOwn(Sql sql, Board board, long memberId)
    {
        var own = sql.QueryFirstOrDefault<Own>($"""
            SELECT t.points, t.is_listed, coalesce((SELECT sum(w.points) FROM awards w
                WHERE w.member_id = @memberId AND w.made_at > @frozenAt AND w.counts_for_society = 1 AND {board.Period.Column} = @Key
                    AND (@KeyStage = '' OR w.key_stage = @KeyStage)), 0) AS later
            FROM totals t WHERE t.period = @Key AND t.key_stage = @KeyStage AND t.member_id = @memberId
            """, new { board.Period.Key, board.KeyStage, frozenAt = board.FrozenAt ?? long.MaxValue, memberId });
        if (own is null) return null;
        var known = own.Points - own.Later;
        if (known <= 0) return new MemberRank(own.Points, null, false, own.IsListed);
        var above = Count(sql, board, "s.points > @points", known);
        var equal = Count(sql, board, "s.points = @points AND s.member_id <> @memberId", known, memberId);
        return new MemberRank(own.Points, above + 1, equal > 0, own.IsListed);
    }

    /// <summary>A pupil's own class, if boards show enough of its members for one to hide among them.</summary>
    public static BoardClass FindClass(Sql sql, long memberId) => sql.QueryFirstOrDefault<BoardClass>($"""
        SELECT o.class AS name, coalesce(o.school_id, -1) AS school_id FROM members o
        WHERE o.id = @memberId AND o.class <> '' AND (SELECT count(*) FROM members m WHERE m.class = o.class
            AND coalesce(m.school_id, -1) = coalesce(o.school_id, -1) AND {MemberRules.ListedAndActive}) >= @LeastInClass
        """, new { memberId, LeastInClass }) ?? BoardClass.None;

    private static long Count(Sql sql, Board board, string which, long points, long memberId = 0) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM ({Scores(board)}) s WHERE {which}",
        new { board.Period.Key, board.KeyStage, board.Class, board.SchoolId, board.FrozenAt, points, memberId });

    /// <summary>
    /// A query for all scores of the board: member, points, when they were reached. A live board is one range of the index; the few members
    /// of a class are looked up one by one.
    /// </summary>
    private static string Scores(Board board)
    {
        var from = board.Class.Length == 0
            ? "totals t"
            : "members c CROSS JOIN totals t ON t.member_id = c.id AND c.class = @Class AND c.class <> '' "
                + (board.SchoolId is null ? "" : "AND coalesce(c.school_id, -1) = @SchoolId");
        var where = "t.period = @Key AND t.key_stage = @KeyStage AND t.is_listed = 1";
        // The plus keeps SQLite from using the index for this condition: Count adds a narrower one on the points, which needs it.
        if (board.FrozenAt is null) return $"SELECT t.member_id, t.points, t.changed_at FROM {from} WHERE {where} AND +t.points > 0";
        // Few members have earned anything since the freeze: their scores are worked out from the ledger, all others are the totals.
        var known = $"w.counts_for_society = 1 AND {board.Period.Column} = @Key AND (@KeyStage = '' OR w.key_stage = @KeyStage)";
        return $"""
            WITH later AS MATERIALIZED (SELECT w.member_id, sum(w.points) AS points FROM awards w INDEXED BY awards_made
                WHERE w.made_at > @FrozenAt AND {known} GROUP BY 1)
            SELECT t.member_id, t.points, t.changed_at FROM {from}
            WHERE {where} AND t.points > 0 AND t.member_id NOT IN (SELECT member_id FROM later)
            UNION ALL
            SELECT t.member_id, t.points - l.points,
                (SELECT w.at FROM awards w WHERE w.member_id = t.member_id AND w.made_at <= @FrozenAt AND {known}
                    ORDER BY w.at DESC LIMIT 1)
            FROM later l CROSS JOIN {from} WHERE {where} AND t.member_id = l.member_id AND t.points > l.points
            """;
    }

    internal sealed record Score(long MemberId, string DisplayName, long? StartYear, long Points, long ReachedAt);

    internal sealed record Own(long Points, bool IsListed, long Later);
}
