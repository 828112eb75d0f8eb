// Whether the navigation of every page leads to the competitions: not while the list would be empty.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Who finds a competition in the list.</summary>
public sealed record CompetitionLinks(bool ForMembers, bool ForVisitors)
{
    public static readonly CompetitionLinks None = new(false, false);

    /// <summary>As it is now.</summary>
    public static CompetitionLinks Find(Sql sql) => sql.QueryFirst<CompetitionLinks>("""
        SELECT EXISTS (SELECT 1 FROM competitions WHERE is_draft = 0 AND archived_at IS NULL) AS for_members,
            EXISTS (SELECT 1 FROM competitions WHERE is_draft = 0 AND archived_at IS NULL AND is_public = 1) AS for_visitors
        """);
}
