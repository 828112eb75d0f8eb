// The attempts table: what was typed and counted, and the questions asked of it.
using System.Data;

namespace MathsSoc.Data;

/// <summary>By whom an answer was last judged.</summary>
public enum JudgedBy { Engine, Remark, Hand }

/// <summary>One answer that counted.</summary>
/// <param name="Number">From 1 to the member's allowance.</param>
/// <param name="Typed">Exactly what was typed; empty once the member is gone.</param>
/// <param name="Folded">The same for answers that say the same.</param>
/// <param name="EnteredBy">The member of staff who typed it in from paper; null: the member did.</param>
public sealed record Attempt(long Id, long MemberId, long PartId, long Number, string Typed, string Folded, bool IsRight, JudgedBy JudgedBy, long SubmittedAt,
    long? EnteredBy) : IRow<Attempt>
{
    public static string Columns => "a.id, a.member_id, a.part_id, a.number, a.typed, a.folded, a.is_right, a.judged_by, a.submitted_at, a.entered_by";

    public static Attempt Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5),
        row.GetInt64(6) == 1, Names.Read<JudgedBy>(row.GetString(7)), row.GetInt64(8), row.Number(9));
}

/// <summary>A wrong answer to a part, by how many it was given.</summary>
/// <param name="Typed">As one of them typed it.</param>
public sealed record WrongAnswer(string Typed, long Members) : IRow<WrongAnswer>
{
    public static string Columns => "min(a.typed), count(DISTINCT a.member_id)";
    public static WrongAnswer Read(IDataRecord row) => new(row.GetString(0), row.GetInt64(1));
}

/// <summary>Reads attempts. They are written by <see cref="Answering"/> and judged anew by <see cref="Remark"/>.</summary>
public static class Attempts
{
    /// <summary>A member's attempts at one part, in order.</summary>
    public static List<Attempt> List(Sql sql, long memberId, long partId) => sql.Rows<Attempt>(
        $"SELECT {Attempt.Columns} FROM attempts a WHERE a.member_id = @member AND a.part_id = @part ORDER BY a.number", ("member", memberId), ("part", partId));

    /// <summary>A member's attempts at every part of a challenge, those that were taken out included, in the order they were made.</summary>
    public static List<Attempt> ListOfChallenge(Sql sql, long memberId, long challengeId) => sql.Rows<Attempt>($"""
        SELECT {Attempt.Columns} FROM parts p JOIN attempts a ON a.member_id = @member AND a.part_id = p.id
        WHERE p.challenge_id = @challenge ORDER BY a.id
        """, ("member", memberId), ("challenge", challengeId));

    /// <summary>Everybody's attempts at a challenge, in the order they were made: for marking them anew.</summary>
    public static List<Attempt> ListOfEverybody(Sql sql, long challengeId) => sql.Rows<Attempt>($"""
        SELECT {Attempt.Columns} FROM attempts a WHERE a.part_id IN (SELECT id FROM parts WHERE challenge_id = @challenge) ORDER BY a.id
        """, ("challenge", challengeId));

    /// <summary>The attempt; null when there is none.</summary>
    public static Attempt? Find(Sql sql, long id) => sql.Row<Attempt>($"SELECT {Attempt.Columns} FROM attempts a WHERE a.id = @id", ("id", id));

    /// <summary>Whether anybody has answered the challenge.</summary>
    public static bool AnyOf(Sql sql, long challengeId) => sql.Scalar<long>(
        "SELECT EXISTS (SELECT 1 FROM attempts WHERE part_id IN (SELECT id FROM parts WHERE challenge_id = @challenge))", ("challenge", challengeId)) == 1;

    /// <summary>The commonest wrong answers to a part, at most <paramref name="most"/>; of those who are gone nothing is left to show.</summary>
    public static List<WrongAnswer> ListWrong(Sql sql, long partId, int most) => sql.Rows<WrongAnswer>($"""
        SELECT {WrongAnswer.Columns} FROM attempts a WHERE a.part_id = @part AND a.is_right = 0 AND a.typed <> ''
        GROUP BY CASE a.folded WHEN '' THEN a.typed ELSE a.folded END ORDER BY 2 DESC, 1 LIMIT @most
        """, ("part", partId), ("most", most));

    /// <summary>Removes what a member typed; that it was tried, and how it was judged, stays.</summary>
    public static void Forget(Sql sql, long memberId) => sql.Run("UPDATE attempts SET typed = '', folded = '' WHERE member_id = @id", ("id", memberId));
}
