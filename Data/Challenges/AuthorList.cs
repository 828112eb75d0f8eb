// Challenges as their authors see them: every state, searched, with how much they are answered. No member is named.
using System.Data;

namespace MathsSoc.Data;

/// <summary>A challenge in the authors' list, without its texts.</summary>
public sealed record AuthorLine(Challenge Challenge, long Parts, long Attempts, long Completions) : IRow<AuthorLine>
{
    public static string Columns => ChallengeLine.Columns
        + ", (SELECT count(*) FROM attempts a WHERE a.part_id IN (SELECT p.id FROM parts p WHERE p.challenge_id = h.id))";

    public static AuthorLine Read(IDataRecord row) => new(Challenge.Read(row), row.GetInt64(19), row.GetInt64(21), row.GetInt64(20));
}

/// <summary>Lists and counts them.</summary>
public static class AuthorList
{
    public const int PageSize = 50;

    private const string Matches = $"""
        (@query = '' OR instr(lower(h.title), lower(@query)) > 0 OR instr(lower(h.source), lower(@query)) > 0)
        AND (@state = '' OR @state = {ChallengeRules.StateNow})
        """;

    /// <summary>How many match. <paramref name="state"/> null: every state; <paramref name="query"/> is looked for in title and source.</summary>
    public static long Count(Sql sql, ChallengeState? state, string query, long now) => sql.Scalar<long>(
        $"SELECT count(*) FROM challenges h WHERE {Matches}", ("state", Text(state)), ("query", query), ("now", now));

    /// <summary>Those that match: drafts first, then the latest, those put away last.</summary>
    public static List<AuthorLine> List(Sql sql, ChallengeState? state, string query, long now, int skip) => sql.Rows<AuthorLine>($"""
        SELECT {AuthorLine.Columns} FROM challenges h WHERE {Matches}
        ORDER BY h.archived_at IS NOT NULL, h.is_draft DESC, h.released_at DESC, h.id DESC LIMIT @most OFFSET @skip
        """, ("state", Text(state)), ("query", query), ("now", now), ("skip", skip), ("most", PageSize));

    private static string Text(ChallengeState? state) => state is { } one ? Names.Of(one) : "";
}
