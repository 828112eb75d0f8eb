// The join_codes table: codes that a teacher writes on the board, for a class or a year, counted, capped and expiring.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One code. Times are unix seconds.</summary>
public sealed record JoinCode
{
    /// <summary>0 until it is added.</summary>
    public long Id { get; init; }

    /// <summary>Capitals and digits, no dashes; see <see cref="OneTimeCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The teacher's own name for it.</summary>
    public required string Label { get; init; }

    /// <summary>The year it is for; null: the pupil chooses.</summary>
    public long? StartYear { get; init; }

    /// <summary>The class it is for; empty: the pupil may type one.</summary>
    public string Class { get; init; } = "";

    /// <summary>Null: none.</summary>
    public long? SchoolId { get; init; }

    /// <summary>The competition in which whoever joins is enrolled as well; null: in none.</summary>
    public long? CompetitionId { get; init; }

    public required long MaxUses { get; init; }
    public long Uses { get; init; }
    public required long ExpiresAt { get; init; }

    /// <summary>0 until it is added.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Whether a pupil can join with it now.</summary>
    public bool IsOpen(long now) => ExpiresAt > now && Uses < MaxUses;
}

/// <summary>Reads and writes join codes.</summary>
public static class JoinCodes
{
    private const int MaxTries = 10;

    private const string Columns = "id, code, label, start_year, class, school_id, competition_id, max_uses, uses, expires_at, created_at";

    /// <summary>
    /// The code as <see cref="OneTimeCodes.Parse"/> reads it; null if there is none. It may be used up or expired, see
    /// <see cref="JoinCode.IsOpen"/>.
    /// </summary>
    public static JoinCode? Find(Sql sql, string code) =>
        sql.QueryFirstOrDefault<JoinCode>($"SELECT {Columns} FROM join_codes WHERE code = @code", new { code });

    /// <summary>The code; null if there is none with this id.</summary>
    public static JoinCode? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<JoinCode>($"SELECT {Columns} FROM join_codes WHERE id = @id", new { id });

    /// <summary>Counts one use; false if it has been used up or has expired in the meantime.</summary>
    public static bool Use(Sql sql, long id, long now) =>
        sql.Execute("UPDATE join_codes SET uses = uses + 1 WHERE id = @id AND uses < max_uses AND expires_at > @now", new { id, now }) == 1;

    /// <summary>Takes back <paramref name="count"/> uses: those who joined are gone.</summary>
    public static void GiveBack(Sql sql, long id, int count) =>
        sql.Execute("UPDATE join_codes SET uses = max(0, uses - @count) WHERE id = @id", new { count, id });

    /// <summary>All codes, the newest first; at most 500.</summary>
    public static List<JoinCode> List(Sql sql) =>
        sql.Query<JoinCode>($"SELECT {Columns} FROM join_codes ORDER BY id DESC LIMIT 500").AsList();

    /// <summary>The codes of a school for a competition, the newest first; at most 100.</summary>
    public static List<JoinCode> ListOf(Sql sql, long competitionId, long schoolId) => sql.Query<JoinCode>($"""
        SELECT {Columns} FROM join_codes WHERE competition_id = @competitionId AND school_id = @schoolId ORDER BY id DESC LIMIT 100
        """, new { competitionId, schoolId }).AsList();

    /// <summary>
    /// A new code that nobody has. Two equal ones are one chance in a million million; but then a pupil would join the wrong class.
    /// </summary>
    public static string NewCode(Sql sql)
    {
        for (var tries = 0; tries < MaxTries; tries++)
            if (OneTimeCodes.NewJoinCode() is var code && Find(sql, code) is null) return code;
        throw new InvalidOperationException("Every new join code was taken.");
    }

    /// <summary>Adds a code and returns its id.</summary>
    public static long Add(Sql sql, JoinCode code, long? createdBy, long now) => sql.ExecuteScalar<long>($"""
        INSERT INTO join_codes (id, code, label, start_year, class, school_id, competition_id, max_uses, expires_at, created_by,
            created_at)
        VALUES ({GivenIds.NextJoinCode}, @code, @label, @start, @className, @school, @competition, @max, @expires, @createdBy, @now)
        RETURNING id
        """,
        new
        {
            code = code.Code,
            label = code.Label,
            start = code.StartYear,
            className = code.Class,
            school = code.SchoolId,
            competition = code.CompetitionId,
            max = code.MaxUses,
            expires = code.ExpiresAt,
            createdBy,
            now,
        });

    /// <summary>Ends a code now; the rows changed.</summary>
    public static int End(Sql sql, long id, long now) =>
        sql.Execute("UPDATE join_codes SET expires_at = @now WHERE id = @id AND expires_at > @now", new { now, id });
}
