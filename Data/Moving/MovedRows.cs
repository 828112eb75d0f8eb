// The imports and import_rows tables: which row of an earlier site became which row here, so that nothing arrives twice.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace MathsSoc.Data;

/// <summary>A row that arrived before.</summary>
public sealed record MovedRow(long SourceId, long TargetId, string Content);

/// <summary>Reads and writes what arrived.</summary>
internal static class MovedRows
{
    public const string Schools = "school", Members = "users", Challenges = "challenge", Parts = "challenge_answer_box",
        Scores = "leaderboard_entry", Articles = "article", Announcements = "announcement",
        CompetitionChallenges = "summer_challenge", CompetitionParts = "summer_challenge_answer_box",
        CompetitionScores = "summer_leaderboard";

    /// <summary>Of no table there: the one competition, and who took part, by the ids of their users.</summary>
    public const string Competitions = "summer_competition", Enrolments = "summer_enrolment";

    private const int HashLetters = 16;

    /// <summary>A short hash of what a row said.</summary>
    public static string Hash(string content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..HashLetters];

    /// <summary>
    /// The site that a copy with this fingerprint is of, and whether it was here before: one of which half the oldest rows are the same.
    /// </summary>
    public static (string Source, bool IsKnown) FindSource(Sql sql, IReadOnlyList<string> fingerprint)
    {
        foreach (var import in sql.Query<ImportSource>("SELECT source, fingerprint FROM imports ORDER BY id DESC LIMIT 1000").AsList())
        {
            var known = import.Fingerprint.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var shared = known.Intersect(fingerprint).Count();
            if (shared > 0 && 2 * shared >= Math.Min(known.Length, fingerprint.Count)) return (import.Source, true);
        }
        return (Hash(string.Join(' ', fingerprint)), false);
    }

    /// <summary>Begins an import and returns its id.</summary>
    public static long Begin(Sql sql, string source, Arrivals arrivals, long now) => sql.ExecuteScalar<long>("""
        INSERT INTO imports (source, fingerprint, file_hash, version, options, counts, made_at, backup, attempts_after, awards_after)
        VALUES (@source, @fingerprint, @FileHash, @Version, @Options, '', @now, @Backup,
            (SELECT coalesce(max(id), 0) FROM attempts), (SELECT coalesce(max(id), 0) FROM awards))
        RETURNING id
        """, new
        {
            source, fingerprint = string.Join(' ', arrivals.Fingerprint), arrivals.FileHash, arrivals.Version, arrivals.Options, now,
            arrivals.Backup,
        });

    /// <summary>Records what an import did.</summary>
    public static void End(Sql sql, long import, string counts, long? changeId) => sql.Execute("""
        UPDATE imports SET counts = @counts, change_id = @changeId, attempts_until = (SELECT coalesce(max(id), 0) FROM attempts),
            awards_until = (SELECT coalesce(max(id), 0) FROM awards)
        WHERE id = @import
        """, new { counts, changeId, import });

    /// <summary>When imports of this source were undone, in unix seconds: what they archived has these times.</summary>
    public static HashSet<long> UndoneTimes(Sql sql, string source) => [.. sql.Query<long>(
        "SELECT undone_at FROM imports WHERE source = @source AND undone_at IS NOT NULL", new { source })];

    /// <summary>The rows of one table that arrived before, by their ids there.</summary>
    public static Dictionary<long, MovedRow> Of(Sql sql, string source, string table)
    {
        var rows = new Dictionary<long, MovedRow>();
        foreach (var row in sql.Query<MovedRow>("""
            SELECT source_id, target_id, content FROM import_rows WHERE source = @source AND source_table = @table
            """, new { source, table }))
            rows[row.SourceId] = row;
        return rows;
    }

    /// <summary>Records that a row is here; one that was here before gets the new content.</summary>
    public static void Note(Sql sql, string source, string table, MovedRow row, long import) => sql.Execute("""
        INSERT INTO import_rows (source, source_table, source_id, import_id, target_id, content)
        VALUES (@source, @table, @SourceId, @import, @TargetId, @Content)
        ON CONFLICT (source, source_table, source_id) DO UPDATE
            SET import_id = excluded.import_id, target_id = excluded.target_id, content = excluded.content
        """, new { source, table, row.SourceId, import, row.TargetId, row.Content });

    /// <summary>Gives each line the address at which an author or an owner sees to it.</summary>
    public static void Point(Sql sql, string source, MoveOutcome outcome)
    {
        foreach (var (kind, table, address) in Editors)
        {
            if (!outcome.Lines.Exists(line => line.Kind == kind)) continue;
            var rows = Of(sql, source, table);
            for (var i = 0; i < outcome.Lines.Count; i++)
                // A row that was left out has no editor; a challenge's box would be taken for a challenge.
                if (outcome.Lines[i] is { } line && line.Kind == kind && (line.Fate != MoveFate.Skipped || line.Code == "changed-there")
                    && rows.TryGetValue(line.SourceId, out var row))
                    outcome.Lines[i] = line with { Path = string.Create(CultureInfo.InvariantCulture, $"{address}{row.TargetId}") };
        }
    }

    private static readonly (string Kind, string Table, string Address)[] Editors =
    [
        ("members", Members, "/admin/members/"), ("scores", Members, "/scores/"), ("challenges", Challenges, "/admin/challenges/"),
        ("articles", Articles, "/admin/articles/"), ("announcements", Announcements, "/admin/announcements/"),
        ("enrolments", Members, "/admin/members/"), ("competition challenges", CompetitionChallenges, "/admin/challenges/"),
        ("competition scores", Members, "/scores/"),
    ];

    internal sealed record ImportSource(string Source, string Fingerprint);
}
