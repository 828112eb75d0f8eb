// The join_codes table: codes that a teacher writes on the board, for a class or a year, counted, capped and expiring.
using System.Data;

namespace MathsSoc.Data;

/// <summary>One code. Times are unix seconds.</summary>
/// <param name="Code">Capitals and digits, no dashes; see <see cref="OneTimeCodes"/>.</param>
/// <param name="Label">What the admin calls it.</param>
/// <param name="StartYear">The year it is for; null: the pupil says.</param>
/// <param name="Class">The class it is for; empty: the pupil may say.</param>
public sealed record JoinCode(long Id, string Code, string Label, long? StartYear, string Class, long? SchoolId, long MaxUses, long Uses, long ExpiresAt, long CreatedAt) : IRow<JoinCode>
{
    public static string Columns => "id, code, label, start_year, class, school_id, max_uses, uses, expires_at, created_at";

    public static JoinCode Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Number(3), row.GetString(4), row.Number(5),
        row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9));

    /// <summary>Whether somebody can join with it now.</summary>
    public bool IsOpen(long now) => ExpiresAt > now && Uses < MaxUses;
}

/// <summary>Reads and writes join codes.</summary>
public static class JoinCodes
{
    /// <summary>The code as typed and folded; null when there is none. It may be used up or expired, see <see cref="JoinCode.IsOpen"/>.</summary>
    public static JoinCode? Find(Sql sql, string code) => sql.Row<JoinCode>($"SELECT {JoinCode.Columns} FROM join_codes WHERE code = @code", ("code", code));

    /// <summary>The code; null when there is none.</summary>
    public static JoinCode? Find(Sql sql, long id) => sql.Row<JoinCode>($"SELECT {JoinCode.Columns} FROM join_codes WHERE id = @id", ("id", id));

    /// <summary>Counts one use; false when it is used up or has expired in the meantime.</summary>
    public static bool Use(Sql sql, long id, long now) =>
        sql.Run("UPDATE join_codes SET uses = uses + 1 WHERE id = @id AND uses < max_uses AND expires_at > @now", ("id", id), ("now", now)) == 1;

    /// <summary>All codes, the newest first; at most 500.</summary>
    public static List<JoinCode> List(Sql sql) => sql.Rows<JoinCode>($"SELECT {JoinCode.Columns} FROM join_codes ORDER BY id DESC LIMIT 500");

    /// <summary>Adds a code and returns its id.</summary>
    public static long Add(Sql sql, JoinCode code, long? createdBy, long now) => sql.Scalar<long>("""
        INSERT INTO join_codes (code, label, start_year, class, school_id, max_uses, expires_at, created_by, created_at)
        VALUES (@code, @label, @start, @class, @school, @max, @expires, @by, @now) RETURNING id
        """, ("code", code.Code), ("label", code.Label), ("start", code.StartYear), ("class", code.Class), ("school", code.SchoolId),
        ("max", code.MaxUses), ("expires", code.ExpiresAt), ("by", createdBy), ("now", now));

    /// <summary>Ends a code now; the rows changed.</summary>
    public static int End(Sql sql, long id, long now) =>
        sql.Run("UPDATE join_codes SET expires_at = @now WHERE id = @id AND expires_at > @now", ("id", id), ("now", now));
}
