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
        """;

    /// <summary>
    /// How many match. <paramref name="state"/> null: every state; <paramref name="query"/> is searched for in title and source.
    /// </summary>
    public static long Count(Sql sql, ChallengeState? state, string query, long now) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM challenges h WHERE {Matches}", new { state = StoredName(state), query, now });

    /// <summary>Those that match: drafts first, then the latest, archived ones last.</summary>
    public static List<AuthorLine> List(Sql sql, ChallengeState? state, string query, long now, int skip)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {ChallengeListRow.Columns}, {ChallengeListRow.CompletionsColumn},
                (SELECT count(*) FROM attempts a WHERE a.part_id IN (SELECT p.id FROM parts p WHERE p.challenge_id = h.id)) AS attempts
            FROM challenges h WHERE {Matches}
            ORDER BY h.archived_at IS NOT NULL, h.is_draft DESC, h.released_at DESC, h.id DESC LIMIT @most OFFSET @skip
            """, new { state = StoredName(state), query, now, skip, most = PageSize });
        return [.. rows.Select(row => new AuthorLine(row, row.Parts, row.Attempts, row.Completions))];
    }

    private static string StoredName(ChallengeState? state) => state is { } one ? EnumText.Of(one) : "";
}
