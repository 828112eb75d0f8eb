// The authors' list of challenges: in every state, searched, with how often they were answered. No member is named.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A challenge in the authors' list, without its texts.</summary>
public sealed record AuthorLine(Challenge Challenge, long Parts, long Attempts, long Completions);

/// <summary>Lists and counts the challenges that match a search.</summary>
public static class AuthorList
{
    public const int PageSize = 50;

    private const string Matches = $"""
        (@query = '' OR instr(lower(h.title), lower(@query)) > 0 OR instr(lower(h.source), lower(@query)) > 0)
        AND (@state = '' OR @state = {ChallengeRules.StateNow})
        AND (@competition IS NULL OR coalesce(h.competition_id, 0) = @competition)
        """;

    private const string Columns = $"""
        {ChallengeListRow.Columns}, {ChallengeListRow.CompletionsColumn},
        (SELECT count(*) FROM attempts a WHERE a.part_id IN (SELECT p.id FROM parts p WHERE p.challenge_id = h.id)) AS attempts
        """;

    /// <summary>
    /// How many match. <paramref name="state"/> null: every state; <paramref name="query"/> is searched for in title and source;
    /// <paramref name="competition"/>: an id, 0 for the society's own, null for both.
    /// </summary>
    public static long Count(Sql sql, ChallengeState? state, string query, long now, long? competition = null) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM challenges h WHERE {Matches}", new { state = StoredName(state), query, competition, now });

    /// <summary>Those that match: drafts first, then the latest, archived ones last.</summary>
    public static List<AuthorLine> List(Sql sql, ChallengeState? state, string query, long now, int skip, long? competition = null)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {Columns} FROM challenges h WHERE {Matches}
            ORDER BY h.archived_at IS NOT NULL, h.is_draft DESC, h.released_at DESC, h.id DESC LIMIT @most OFFSET @skip
            """, new { state = StoredName(state), query, competition, now, skip, most = PageSize });
        return [.. rows.Select(row => new AuthorLine(row, row.Parts, row.Attempts, row.Completions))];
    }

    /// <summary>The order of a competition's challenges h.</summary>
    internal const string ByDivision = "h.key_stage COLLATE NOCASE, h.released_at, h.title COLLATE NOCASE, h.id";

    /// <summary>Those of one competition but the archived ones, by division and title; at most 200.</summary>
    internal static List<AuthorLine> ListOf(Sql sql, long competitionId)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {Columns} FROM challenges h WHERE h.competition_id = @competitionId AND h.archived_at IS NULL
            ORDER BY {ByDivision} LIMIT 200
            """, new { competitionId });
        return [.. rows.Select(row => new AuthorLine(row, row.Parts, row.Attempts, row.Completions))];
    }

    private static string StoredName(ChallengeState? state) => state is { } one ? EnumText.Of(one) : "";
}
