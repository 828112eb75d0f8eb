// What the pages for playing ask of the database: the shelf of challenges, and how one member stands with them, in as few small statements as will do.
using System.Data;

namespace MathsSoc.Data;

/// <summary>A challenge that is released or will be, without its texts, and how many parts it has.</summary>
public sealed record ShelfLine(Challenge Challenge, long Parts) : IRow<ShelfLine>
{
    public static string Columns =>
        "h.id, h.title, h.key_stage, '', h.source, '', h.points, h.first_bonus, h.is_draft, h.released_at, h.lock_hours, h.locked_at, h.solution_shown_at, "
        + "h.archived_at, h.author_id, h.author_name, h.created_at, h.updated_at, h.version, "
        + "(SELECT count(*) FROM parts p WHERE p.challenge_id = h.id AND p.removed_at IS NULL)";

    public static ShelfLine Read(IDataRecord row) => new(Challenge.Read(row), row.GetInt64(19));
}

/// <summary>How far a member is with one challenge.</summary>
/// <param name="Right">Parts that are right; <paramref name="Tried"/>: parts with an answer, right or not.</param>
/// <param name="LeftAtTried">Attempts left at those that are tried and not right.</param>
/// <param name="CompletedAt">Null: not complete.</param>
public sealed record OwnProgress(long Right, long Tried, long LeftAtTried, long? CompletedAt)
{
    public static readonly OwnProgress None = new(0, 0, 0, null);

    /// <summary>Attempts left at all parts that are not right.</summary>
    public long Left(long parts, ScoreRules rules) => LeftAtTried + Math.Max(0, parts - Tried) * rules.Attempts;
}

/// <summary>How far a member is with everything, by the challenges' ids; those never tried are not in it.</summary>
/// <param name="ExtraSeconds">So much later every lock falls for the member.</param>
public sealed record OwnBook(long ExtraSeconds, IReadOnlyDictionary<long, OwnProgress> Progress);

/// <summary>Everything a member has at one challenge.</summary>
/// <param name="ExtraSeconds">So much later every lock falls for the member.</param>
/// <param name="CompletedBy">The attempt that made it complete; null: it is not.</param>
/// <param name="Points">Of this challenge, by the ledger.</param>
/// <param name="Given">Attempts that were given back.</param>
public sealed record OwnAnswers(long ExtraSeconds, long? CompletedAt, long? CompletedBy, bool IsFirst, long Points, IReadOnlyList<Allowance> Given,
    IReadOnlyList<Attempt> Attempts)
{
    /// <summary>How many answers the member has at a part, used ones included.</summary>
    public long AllowanceOf(long partId, ScoreRules rules)
    {
        long allowance = rules.Attempts;
        foreach (var given in Given)
            if (given.PartId == partId) allowance += given.Extra;
        return allowance;
    }

    /// <summary>The member's answers at a part, in order.</summary>
    public List<Attempt> AttemptsAt(long partId) => [.. Attempts.Where(attempt => attempt.PartId == partId)];
}

/// <summary>One answer in the list that staff see of a member, with the part and challenge it belongs to.</summary>
public sealed record MemberAnswer(Attempt Attempt, long ChallengeId, string Title, string Label, long Position, bool IsRemoved) : IRow<MemberAnswer>
{
    public static string Columns => Attempt.Columns + ", p.challenge_id, h.title, p.label, p.position, p.removed_at IS NOT NULL";
    public static MemberAnswer Read(IDataRecord row) =>
        new(Attempt.Read(row), row.GetInt64(10), row.GetString(11), row.GetString(12), row.GetInt64(13), row.GetInt64(14) == 1);
}

/// <summary>Reads for the pages on which members play.</summary>
public static class ChallengeQueries
{
    /// <summary>Every challenge that is released or scheduled and not put away, the latest first; at most 2,000. When each opens and locks is for <see cref="ChallengeRules"/>.</summary>
    public static List<ShelfLine> ListShelf(Sql sql) => sql.Rows<ShelfLine>($"""
        SELECT {ShelfLine.Columns} FROM challenges h
        WHERE {ChallengeRules.IsOnShelf} ORDER BY h.released_at DESC, h.id DESC LIMIT 2000
        """);

    /// <summary>The challenge's version; null when there is none.</summary>
    public static long? FindVersion(Sql sql, long challengeId) => sql.Scalar<long?>("SELECT version FROM challenges WHERE id = @id", ("id", challengeId));

    /// <summary>How far a member is with everything: one statement, whose rows are as many as the parts the member has tried.</summary>
    public static OwnBook FindBook(Sql sql, long memberId, ScoreRules rules)
    {
        var rows = sql.Rows<BookRow>("""
            SELECT 'extra', 0, l.part_id, l.extra, 0 FROM allowances l WHERE l.member_id = @member
            UNION ALL SELECT 'minutes', 0, 0, e.minutes, 0 FROM extra_time e WHERE e.member_id = @member
            UNION ALL SELECT 'part', p.challenge_id, a.part_id, count(*), max(a.is_right)
                FROM attempts a JOIN parts p ON p.id = a.part_id WHERE a.member_id = @member AND p.removed_at IS NULL GROUP BY a.part_id
            UNION ALL SELECT 'complete', c.challenge_id, 0, c.completed_at, 0 FROM completions c WHERE c.member_id = @member
            """, ("member", memberId));
        var progress = new Dictionary<long, OwnProgress>();
        long minutes = 0;
        foreach (var row in rows)
        {
            var old = progress.GetValueOrDefault(row.ChallengeId, OwnProgress.None);
            if (row.What == "minutes") minutes = row.Number;
            else if (row.What == "complete") progress[row.ChallengeId] = old with { CompletedAt = row.Number };
            else if (row.What == "part")
            {
                var left = row.IsRight ? 0 : Math.Max(0, rules.Attempts + Extra(rows, row.PartId) - row.Number);
                progress[row.ChallengeId] = old with { Right = old.Right + (row.IsRight ? 1 : 0), Tried = old.Tried + 1, LeftAtTried = old.LeftAtTried + left };
            }
        }
        return new OwnBook(minutes * 60, progress);
    }

    // Attempts given back stand first, and are few.
    private static long Extra(List<BookRow> rows, long partId)
    {
        long extra = 0;
        foreach (var row in rows)
        {
            if (row.What != "extra") break;
            if (row.PartId == partId) extra += row.Number;
        }
        return extra;
    }

    /// <summary>Everything a member has at one challenge.</summary>
    public static OwnAnswers FindOwn(Sql sql, long memberId, long challengeId)
    {
        var own = sql.Row<OwnRow>($"SELECT {OwnRow.Columns}", ("member", memberId), ("challenge", challengeId))!;
        IReadOnlyList<Allowance> given = own.HasGiven ? Allowances.List(sql, memberId, challengeId) : [];
        var attempts = Attempts.ListOfChallenge(sql, memberId, challengeId);
        return new OwnAnswers(own.Minutes * 60, own.CompletedAt, own.CompletedBy, own.IsFirst, own.Points, given, attempts);
    }

    /// <summary>The challenges a member has answered, the latest answer first.</summary>
    public static List<long> ListAnswered(Sql sql, long memberId, int skip, int most)
    {
        var rows = sql.Rows<IdRow>("""
            SELECT p.challenge_id FROM attempts a JOIN parts p ON p.id = a.part_id WHERE a.member_id = @member
            GROUP BY p.challenge_id ORDER BY max(a.id) DESC LIMIT @most OFFSET @skip
            """, ("member", memberId), ("skip", skip), ("most", most));
        return [.. rows.Select(row => row.Id)];
    }

    /// <summary>A member's answers at these challenges, part by part.</summary>
    public static List<MemberAnswer> ListAnswers(Sql sql, long memberId, IEnumerable<long> challengeIds) => sql.Rows<MemberAnswer>($"""
        SELECT {MemberAnswer.Columns}
        FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.member_id = @member AND a.part_id = p.id
        WHERE h.id IN (SELECT value FROM json_each(@ids)) ORDER BY h.id DESC, p.removed_at IS NOT NULL, p.position, p.id, a.number
        """, ("member", memberId), ("ids", $"[{string.Join(',', challengeIds)}]"));

    private sealed record OwnRow(long Minutes, long? CompletedAt, long? CompletedBy, bool IsFirst, long Points, bool HasGiven) : IRow<OwnRow>
    {
        public static string Columns => """
            coalesce((SELECT e.minutes FROM extra_time e WHERE e.member_id = @member), 0),
            (SELECT c.completed_at FROM completions c WHERE c.member_id = @member AND c.challenge_id = @challenge),
            (SELECT c.attempt_id FROM completions c WHERE c.member_id = @member AND c.challenge_id = @challenge),
            EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = @challenge AND f.member_id = @member),
            coalesce((SELECT sum(w.points) FROM awards w WHERE w.challenge_id = @challenge AND w.member_id = @member), 0),
            EXISTS (SELECT 1 FROM allowances l JOIN parts p ON p.id = l.part_id WHERE l.member_id = @member AND p.challenge_id = @challenge)
            """;

        public static OwnRow Read(IDataRecord row) =>
            new(row.GetInt64(0), row.Number(1), row.Number(2), row.GetInt64(3) == 1, row.GetInt64(4), row.GetInt64(5) == 1);
    }

    private sealed record BookRow(string What, long ChallengeId, long PartId, long Number, bool IsRight) : IRow<BookRow>
    {
        public static string Columns => "";
        public static BookRow Read(IDataRecord row) => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4) == 1);
    }

    private sealed record IdRow(long Id) : IRow<IdRow>
    {
        public static string Columns => "";
        public static IdRow Read(IDataRecord row) => new(row.GetInt64(0));
    }
}
