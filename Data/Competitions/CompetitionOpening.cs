// When competitions open and close, for those who watch over the computer that runs them.
using Dapper;

namespace MathsSoc.Data;

/// <summary>When a competition opens and closes, in unix seconds.</summary>
public sealed record CompetitionOpening(string Title, long OpensAt, long ClosesAt)
{
    /// <summary>Seconds before the opening from when on the computer has to be ready.</summary>
    public const long Ahead = 86_400;

    private const int Most = 50;

    /// <summary>Whether it is open, or opens within a day.</summary>
    public bool IsNear(long now) => OpensAt - Ahead <= now && now < ClosesAt;

    /// <summary>The published competitions that close last, at most 50: nothing is known yet of what time it is.</summary>
    public static List<CompetitionOpening> ListLast(Sql sql) => sql.Query<CompetitionOpening>("""
        SELECT title, opens_at, closes_at FROM competitions WHERE is_draft = 0 AND archived_at IS NULL ORDER BY closes_at DESC LIMIT @Most
        """, new { Most }).AsList();
}
