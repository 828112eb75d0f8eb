// Brings in answers with the verdicts, times and order they had.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

internal static class MovedAnswers
{
    private const string AllowanceReason = "More attempts on the earlier site";
    private const int MaxExtra = 20;

    /// <summary>The challenges here that got answers.</summary>
    public static SortedSet<long> Bring(Move move, MovedSet set, Dictionary<long, long> members, Dictionary<long, MovedPart> parts)
    {
        var touched = new SortedSet<long>();
        var known = KnownAnswers(move, set);
        var numbers = Numbers(move, set);
        var grown = new Dictionary<(long Member, long Part), long>();
        foreach (var answer in set.Answers)
        {
            if (known.Contains(answer.SourceId)) move.Outcome.Add(set.AnswerKind, MoveFate.Same);
            else if (!members.TryGetValue(answer.MemberSourceId, out var member))
                move.Outcome.Add(set.AnswerKind, MoveFate.Skipped, answer.SourceId, "", "no-member", "Whoever gave it is not here.");
            else if (!parts.TryGetValue(answer.PartSourceId, out var part))
                move.Outcome.Add(set.AnswerKind, MoveFate.Skipped, answer.SourceId, "", "no-part", "The part that it answers is not here.");
            else
            {
                var key = (member, part.PartId);
                var number = numbers.GetValueOrDefault(key) + 1;
                numbers[key] = number;
                if (number > move.Rules.Scoring.Attempts) grown[key] = number;
                Add(move, set, answer, member, part.PartId, number);
                move.Outcome.Add(set.AnswerKind, MoveFate.New);
                touched.Add(part.ChallengeId);
            }
        }
        foreach (var ((member, part), number) in grown) Allow(move, member, part, number);
        return touched;
    }

    private static void Add(Move move, MovedSet set, ArrivingAnswer answer, long member, long part, long number) => move.Sql.Execute("""
        INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, judged_by, submitted_at, send_key)
        VALUES (@member, @part, @number, @Typed, @Folded, @IsRight, @JudgedBy, @At, @key)
        """, new
        {
            member, part, number, answer.Typed, answer.Folded, answer.IsRight, answer.JudgedBy, answer.At,
            key = string.Create(CultureInfo.InvariantCulture, $"{set.KeyPrefix}{answer.SourceId}"),
        });

    /// <summary>The answers that arrived before.</summary>
    private static HashSet<long> KnownAnswers(Move move, MovedSet set)
    {
        var known = new HashSet<long>();
        if (!move.IsKnown) return known;
        var prefix = set.KeyPrefix;
        foreach (var key in move.Sql.Query<string>(
            "SELECT substr(send_key, @length + 1) FROM attempts WHERE substr(send_key, 1, @length) = @prefix",
            new { length = prefix.Length, prefix }))
            known.Add(long.Parse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return known;
    }

    /// <summary>The highest number of each member's attempts at the parts that arrived before.</summary>
    private static Dictionary<(long Member, long Part), long> Numbers(Move move, MovedSet set)
    {
        var numbers = new Dictionary<(long, long), long>();
        if (!move.IsKnown) return numbers;
        foreach (var row in move.Sql.Query<HighestNumber>("""
            SELECT a.member_id, a.part_id, max(a.number) AS number FROM attempts a
            WHERE a.part_id IN (SELECT target_id FROM import_rows WHERE source = @Source AND source_table = @table)
            GROUP BY a.member_id, a.part_id
            """, new { move.Source, table = set.PartTable }))
            numbers[(row.MemberId, row.PartId)] = row.Number;
        return numbers;
    }

    /// <summary>The earlier site let some more through than its limit; here no attempt's number is above the allowance.</summary>
    private static void Allow(Move move, long member, long part, long number)
    {
        var missing = number - Allowances.Find(move.Sql, member, part, move.Rules.Scoring);
        for (; missing > 0; missing -= MaxExtra)
            move.Sql.Execute("""
                INSERT INTO allowances (member_id, part_id, extra, reason, actor_id, given_at)
                VALUES (@member, @part, @extra, @reason, NULL, @Now)
                """, new { member, part, extra = Math.Min(missing, MaxExtra), reason = AllowanceReason, move.Now });
    }

    internal sealed record HighestNumber(long MemberId, long PartId, long Number);
}
