// The attempts table: answers that counted, as they were typed, and how each was judged.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Who last judged an answer: the marking engine, a re-mark, or a member of staff by hand.</summary>
public enum JudgedBy { Engine, Remark, Hand }

/// <summary>One answer that counted.</summary>
public record Attempt
{
    public long Id { get; init; }
    public long MemberId { get; init; }
    public long PartId { get; init; }

    /// <summary>From 1 to the member's allowance.</summary>
    public long Number { get; init; }

    /// <summary>Exactly what was typed; empty once the member is gone.</summary>
    public required string Typed { get; init; }

    /// <summary>Equal for equivalent answers; empty: unknown.</summary>
    public required string Folded { get; init; }

    public bool IsRight { get; init; }
    public JudgedBy JudgedBy { get; init; }
    public long SubmittedAt { get; init; }

    /// <summary>The member of staff who typed it in from paper; null: the member did.</summary>
    public long? EnteredBy { get; init; }
}

/// <summary>A wrong answer to a part, and how many members gave it.</summary>
/// <param name="Typed">As one of them typed it.</param>
public sealed record WrongAnswer(string Typed, long Members);

/// <summary>Reads attempts. <see cref="Answering"/> writes them, and <see cref="Remark"/> judges them again.</summary>
public static class Attempts
{
    /// <summary>The columns of an <see cref="Attempt"/>, for statements in which the table is called a.</summary>
    internal const string Columns =
        "a.id, a.member_id, a.part_id, a.number, a.typed, a.folded, a.is_right, a.judged_by, a.submitted_at, a.entered_by";

    /// <summary>A member's attempts at one part, in order.</summary>
    public static List<Attempt> List(Sql sql, long memberId, long partId) => sql.Query<Attempt>($"""
        SELECT {Columns} FROM attempts a WHERE a.member_id = @memberId AND a.part_id = @partId ORDER BY a.number
        """, new { memberId, partId }).AsList();

    /// <summary>
    /// A member's attempts at every part of a challenge, including parts that were taken out, in the order they were made.
    /// </summary>
    public static List<Attempt> ListOfChallenge(Sql sql, long memberId, long challengeId) => sql.Query<Attempt>($"""
        SELECT {Columns} FROM parts p JOIN attempts a ON a.member_id = @memberId AND a.part_id = p.id
        WHERE p.challenge_id = @challengeId ORDER BY a.id
        """, new { memberId, challengeId }).AsList();

    /// <summary>All members' attempts at a challenge, in the order they were made: for re-marking.</summary>
    public static List<Attempt> ListOfEverybody(Sql sql, long challengeId) => sql.Query<Attempt>($"""
        SELECT {Columns} FROM attempts a WHERE a.part_id IN (SELECT id FROM parts WHERE challenge_id = @challengeId) ORDER BY a.id
        """, new { challengeId }).AsList();

    /// <summary>The attempt; null if there is none.</summary>
    public static Attempt? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<Attempt>($"SELECT {Columns} FROM attempts a WHERE a.id = @id", new { id });

    /// <summary>Whether any member has answered the challenge.</summary>
    public static bool AnyOf(Sql sql, long challengeId) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM attempts WHERE part_id IN (SELECT id FROM parts WHERE challenge_id = @challengeId))
        """, new { challengeId });

    /// <summary>The most common wrong answers to a part, up to <paramref name="most"/>; not those of members who are gone.</summary>
    public static List<WrongAnswer> ListWrong(Sql sql, long partId, int most) => sql.Query<WrongAnswer>("""
        SELECT min(a.typed) AS typed, count(DISTINCT a.member_id) AS members
        FROM attempts a WHERE a.part_id = @partId AND a.is_right = 0 AND a.typed <> ''
        GROUP BY CASE a.folded WHEN '' THEN a.typed ELSE a.folded END ORDER BY 2 DESC, 1 LIMIT @most
        """, new { partId, most }).AsList();

    /// <summary>The same of the pupils who take part in a competition for one school.</summary>
    public static List<WrongAnswer> ListWrong(Sql sql, long partId, int most, long competitionId, long schoolId) =>
        sql.Query<WrongAnswer>($"""
            SELECT min(a.typed) AS typed, count(DISTINCT a.member_id) AS members
            FROM attempts a WHERE a.part_id = @partId AND a.is_right = 0 AND a.typed <> '' AND {SchoolMistakes.IsOfSchool}
            GROUP BY CASE a.folded WHEN '' THEN a.typed ELSE a.folded END ORDER BY 2 DESC, 1 LIMIT @most
            """, new { partId, most, competitionId, schoolId }).AsList();

    /// <summary>Removes what a member typed; the attempts and how they were judged stay.</summary>
    public static void Forget(Sql sql, long memberId) =>
        sql.Execute("UPDATE attempts SET typed = '', folded = '' WHERE member_id = @memberId", new { memberId });
}
