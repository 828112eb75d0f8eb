// The imports that were made, as their pages show them.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One import. Times are unix seconds.</summary>
public sealed record PastImport
{
    /// <summary>Days for which it can be undone.</summary>
    public const int UndoDays = 14;

    private const long DaySeconds = 86_400;

    public required long Id { get; init; }

    /// <summary>Which site it came from: the same for every copy of that site's database.</summary>
    public required string Source { get; init; }

    public required string Options { get; init; }

    /// <summary>As <see cref="MoveOutcome.Summary"/>.</summary>
    public required string Counts { get; init; }

    /// <summary>The change that made its members; null: it made none.</summary>
    public long? ChangeId { get; init; }

    public required long MadeAt { get; init; }

    /// <summary>The name of the backup that was made before it; empty: none was.</summary>
    public required string Backup { get; init; }

    /// <summary>Null: it was not undone.</summary>
    public long? UndoneAt { get; init; }

    /// <summary>Its attempts have ids above the first and up to the second, as its rows of the ledger have.</summary>
    public required long AttemptsAfter { get; init; }

    public required long AttemptsUntil { get; init; }
    public required long AwardsAfter { get; init; }
    public required long AwardsUntil { get; init; }

    /// <summary>Who made it; null: the command line, or the record of it is over.</summary>
    public string? ActorName { get; init; }

    /// <summary>Whether a later import of the same site is still in place, which has to be undone first.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>The first instant at which it can no longer be undone.</summary>
    public long UndoUntil => MadeAt + UndoDays * DaySeconds;

    /// <summary>A sentence on why it cannot be undone at <paramref name="now"/>; null if it can.</summary>
    public string? FindObstacle(long now) =>
        UndoneAt is not null ? "This import was undone."
        : IsFollowed ? "A later import of the same site has to be undone first."
        : now >= UndoUntil ? $"An undo was possible for {UndoDays} days. Members and challenges can be archived on their own pages."
        : null;
}

/// <summary>What pupils are told of the imports that were made.</summary>
/// <param name="KeepsPasswords">Whether somebody kept the password they had; true also if nothing was imported.</param>
/// <param name="WasHidden">As <see cref="Arrived.WasHidden"/>, of the newest one.</param>
public sealed record ImportNews(bool KeepsPasswords, bool WasHidden);

/// <summary>Reads the imports.</summary>
public static class PastImports
{
    private const string Select = """
        SELECT i.id, i.source, i.options, i.counts, i.change_id, i.made_at, i.backup, i.undone_at, i.attempts_after, i.attempts_until,
            i.awards_after, i.awards_until,
            (SELECT m.name FROM audit a JOIN members m ON m.id = a.actor_id
                WHERE a.subject = 'import' AND a.subject_id = i.id AND a.action = 'import.done') AS actor_name,
            EXISTS (SELECT 1 FROM imports n WHERE n.source = i.source AND n.id > i.id AND n.undone_at IS NULL) AS is_followed
        FROM imports i
        """;

    /// <summary>The last ones, the newest first.</summary>
    public static List<PastImport> List(Sql sql, int most) =>
        sql.Query<PastImport>($"{Select} ORDER BY i.id DESC LIMIT @most", new { most }).AsList();

    /// <summary>The import; null if there is none with this id.</summary>
    public static PastImport? Find(Sql sql, long id) => sql.QueryFirstOrDefault<PastImport>($"{Select} WHERE i.id = @id", new { id });

    /// <summary>The import that made the members of this change; null if it is none of an earlier site.</summary>
    public static long? FindByChange(Sql sql, long changeId) =>
        sql.ExecuteScalar<long?>("SELECT id FROM imports WHERE change_id = @changeId", new { changeId });

    /// <summary>What those say that were not undone.</summary>
    public static ImportNews FindNews(Sql sql) => sql.QueryFirst<ImportNews>("""
        SELECT coalesce(max(counts NOT LIKE '%, 0 passwords,%'), 1) AS keeps_passwords,
            coalesce((SELECT n.version = @version FROM imports n WHERE n.undone_at IS NULL ORDER BY n.id DESC LIMIT 1), 0) AS was_hidden
        FROM imports WHERE undone_at IS NULL
        """, new { version = Arrivals.OfMathsSoc });

    /// <summary>Whether an import was made at <paramref name="since"/> or later.</summary>
    public static bool AnySince(Sql sql, long since) =>
        sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM imports WHERE made_at >= @since)", new { since });

    /// <summary>Whether one was undone at <paramref name="since"/> or later.</summary>
    public static bool AnyUndoneSince(Sql sql, long since) =>
        sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM imports WHERE undone_at >= @since)", new { since });
}
