// The parts table: a challenge's parts in their author's order. Ids are stable, and a part that a member answered is never deleted.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads and writes parts.</summary>
public static class Parts
{
    /// <summary>The live parts of a challenge, in order.</summary>
    public static List<Part> List(Sql sql, long challengeId)
    {
        var rows = sql.Query<PartRow>($"""
            SELECT {PartRow.Columns} FROM parts WHERE challenge_id = @challengeId AND removed_at IS NULL ORDER BY position, id
            """, new { challengeId });
        return [.. rows.Select(row => row.ToPart())];
    }

    /// <summary>All parts that a challenge ever had, the live ones first.</summary>
    public static List<Part> ListAll(Sql sql, long challengeId)
    {
        var rows = sql.Query<PartRow>($"""
            SELECT {PartRow.Columns} FROM parts WHERE challenge_id = @challengeId ORDER BY removed_at IS NOT NULL, position, id
            """, new { challengeId });
        return [.. rows.Select(row => row.ToPart())];
    }

    /// <summary>The parts with these ids, taken out ones included; an id without a part is left out.</summary>
    public static List<Part> ListByIds(Sql sql, IEnumerable<long> ids)
    {
        var rows = sql.Query<PartRow>($"SELECT {PartRow.Columns} FROM parts WHERE id IN (SELECT value FROM json_each(@ids))",
            new { ids = JsonList.Of(ids) });
        return [.. rows.Select(row => row.ToPart())];
    }

    /// <summary>The part; null if there is none.</summary>
    public static Part? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<PartRow>($"SELECT {PartRow.Columns} FROM parts WHERE id = @id", new { id })?.ToPart();

    /// <summary>
    /// Replaces the challenge's parts by these, in this order, and returns their ids. A part with an id is changed or moved, one with id 0
    /// is added, and a live part that is missing is taken out, or deleted if no member has answered it. A part that was taken out comes
    /// back when it is listed again. Members who now have all parts right are for <see cref="Remark"/> to find.
    /// </summary>
    public static List<long> Save(Sql sql, long challengeId, IReadOnlyList<Part> parts, long now)
    {
        var ids = new List<long>();
        foreach (var part in parts) ids.Add(SaveOne(sql, PartRow.Of(part, challengeId, ids.Count + 1)));
        foreach (var old in List(sql, challengeId))
            if (!ids.Contains(old.Id)) TakeOut(sql, old.Id, now);
        Challenges.Touch(sql, challengeId, now);
        return ids;
    }

    private static long SaveOne(Sql sql, PartRow row)
    {
        if (row.Id == 0)
            return sql.ExecuteScalar<long>("""
                INSERT INTO parts (challenge_id, position, label, answer, kind, is_degrees, is_complex, tolerance, places, figures,
                    letters, choices, accepted, rejected, mistakes)
                VALUES (@ChallengeId, @Position, @Label, @Answer, @Kind, @IsDegrees, @IsComplex, @Tolerance, @Places, @Figures,
                    @Letters, @Choices, @Accepted, @Rejected, @Mistakes)
                RETURNING id
                """, row);
        var changed = sql.Execute("""
            UPDATE parts SET position = @Position, label = @Label, answer = @Answer, kind = @Kind, is_degrees = @IsDegrees,
                is_complex = @IsComplex, tolerance = @Tolerance, places = @Places, figures = @Figures, letters = @Letters,
                choices = @Choices, accepted = @Accepted, rejected = @Rejected, mistakes = @Mistakes, removed_at = NULL
            WHERE id = @Id AND challenge_id = @ChallengeId
            """, row);
        return changed == 1 ? row.Id : throw new ArgumentException($"Part {row.Id} is none of challenge {row.ChallengeId}'s.");
    }

    private static void TakeOut(Sql sql, long id, long now)
    {
        var isUsed = sql.ExecuteScalar<bool>("""
            SELECT EXISTS (SELECT 1 FROM attempts WHERE part_id = @id) OR EXISTS (SELECT 1 FROM allowances WHERE part_id = @id)
            """, new { id });
        if (isUsed) sql.Execute("UPDATE parts SET removed_at = @now WHERE id = @id", new { id, now });
        else sql.Execute("DELETE FROM parts WHERE id = @id", new { id });
    }
}
