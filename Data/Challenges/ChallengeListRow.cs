// What lists of challenges select: each challenge without its statement and solution, which a list does not show, and its counts.
namespace MathsSoc.Data;

/// <summary>A challenge in a list. A count that the statement does not select is 0.</summary>
internal sealed record ChallengeListRow : Challenge
{
    /// <summary>Selected by every list; the table is called h.</summary>
    public const string Columns = """
        h.id, h.title, h.key_stage, '' AS body, h.source, '' AS solution, h.points, h.is_by_part, h.first_bonus, h.is_draft, h.released_at,
        h.lock_hours, h.locked_at, h.solution_shown_at, h.solution_hours, h.archived_at, h.competition_id, h.author_id,
        h.author_name, h.created_at, h.updated_at, h.version,
        (SELECT count(*) FROM parts p WHERE p.challenge_id = h.id AND p.removed_at IS NULL) AS parts
        """;

    /// <summary>Selected by the lists for authors.</summary>
    public const string CompletionsColumn = "(SELECT count(*) FROM completions c WHERE c.challenge_id = h.id) AS completions";

    public long Parts { get; init; }
    public long Completions { get; init; }
    public long Attempts { get; init; }
    public long? FirstAt { get; init; }
    public string? FirstName { get; init; }
}
