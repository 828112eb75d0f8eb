// The parts table: the parts of a challenge as its author orders them. Ids are stable, and a part that somebody answered is never deleted.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Reads and writes parts.</summary>
public static class Parts
{
    /// <summary>The live parts of a challenge, in order.</summary>
    public static List<Part> List(Sql sql, long challengeId) => sql.Rows<Part>(
        $"SELECT {Part.Columns} FROM parts WHERE challenge_id = @challenge AND removed_at IS NULL ORDER BY position, id", ("challenge", challengeId));

    /// <summary>All parts there ever were of a challenge, the live ones first.</summary>
    public static List<Part> ListAll(Sql sql, long challengeId) => sql.Rows<Part>(
        $"SELECT {Part.Columns} FROM parts WHERE challenge_id = @challenge ORDER BY removed_at IS NOT NULL, position, id", ("challenge", challengeId));

    /// <summary>The part; null when there is none.</summary>
    public static Part? Find(Sql sql, long id) => sql.Row<Part>($"SELECT {Part.Columns} FROM parts WHERE id = @id", ("id", id));

    /// <summary>
    /// Makes the challenge's parts these, in this order: a part with an id is changed or moved, one with id 0 is added, and a live one that is missing is taken
    /// out, for good where nobody has answered it. Their ids, in order. A part that somebody answered and that was taken out comes back by being named again.
    /// Whether members now have all parts right, who did not, is for <see cref="Remark"/> to say.
    /// </summary>
    public static List<long> Save(Sql sql, long challengeId, IReadOnlyList<Part> parts, long now)
    {
        var ids = new List<long>();
        foreach (var part in parts) ids.Add(SaveOne(sql, challengeId, part, ids.Count + 1));
        foreach (var old in List(sql, challengeId))
            if (!ids.Contains(old.Id)) TakeOut(sql, old.Id, now);
        Challenges.Touch(sql, challengeId, now);
        return ids;
    }

    private static long SaveOne(Sql sql, long challengeId, Part part, long position)
    {
        if (part.Id == 0)
            return sql.Scalar<long>("""
                INSERT INTO parts (challenge_id, position, label, answer, kind, is_degrees, is_complex, tolerance, places, figures, letters, choices, accepted, rejected, mistakes)
                VALUES (@challenge, @position, @label, @answer, @kind, @degrees, @complex, @tolerance, @places, @figures, @letters, @choices, @accepted, @rejected, @mistakes)
                RETURNING id
                """, [.. Values(challengeId, part, position)]);
        var changed = sql.Run("""
            UPDATE parts SET position = @position, label = @label, answer = @answer, kind = @kind, is_degrees = @degrees, is_complex = @complex,
                tolerance = @tolerance, places = @places, figures = @figures, letters = @letters, choices = @choices, accepted = @accepted, rejected = @rejected,
                mistakes = @mistakes, removed_at = NULL
            WHERE id = @id AND challenge_id = @challenge
            """, [.. Values(challengeId, part, position), ("id", part.Id)]);
        return changed == 1 ? part.Id : throw new ArgumentException($"Part {part.Id} is none of challenge {challengeId}'s.");
    }

    private static void TakeOut(Sql sql, long id, long now)
    {
        var isUsed = sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM attempts WHERE part_id = @id) OR EXISTS (SELECT 1 FROM allowances WHERE part_id = @id)", ("id", id)) == 1;
        if (isUsed) sql.Run("UPDATE parts SET removed_at = @now WHERE id = @id", ("id", id), ("now", now));
        else sql.Run("DELETE FROM parts WHERE id = @id", ("id", id));
    }

    private static (string Name, object? Value)[] Values(long challengeId, Part part, long position) =>
    [
        ("challenge", challengeId), ("position", position), ("label", part.Label), ("answer", part.Answer), ("kind", part.Kind),
        ("degrees", part.IsDegrees ? 1 : 0), ("complex", part.IsComplex ? 1 : 0), ("tolerance", part.Tolerance?.ToString(CultureInfo.InvariantCulture)),
        ("places", part.Places), ("figures", part.Figures), ("letters", Part.Join(part.Letters, ' ')), ("choices", Part.Join(part.Choices, '\n')),
        ("accepted", Part.Join(part.Accepted, '\n')), ("rejected", Part.Join(part.Rejected, '\n')), ("mistakes", Part.Join(part.Mistakes)),
    ];
}
