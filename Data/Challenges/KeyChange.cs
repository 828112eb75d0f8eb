// Saves a challenge and, if a model answer changes that members were judged by, re-marks their answers: previewed first, then written.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The result of saving.</summary>
public enum SaveResult
{
    Saved,

    /// <summary>The challenge was saved by another person since this version was read.</summary>
    Stale,

    /// <summary>An answer came in since the re-mark was previewed.</summary>
    Overtaken,
}

/// <summary>Saves a challenge with its parts as one.</summary>
public static class KeyChange
{
    /// <summary>
    /// What would change for members who have answered if the challenge were saved with these parts. Nothing is written; null if there is
    /// no such challenge.
    /// </summary>
    public static RemarkPlan? Preview(Sql sql, long challengeId, IReadOnlyList<Part> parts, IReadOnlyList<NewVerdict> verdicts, Rules rules)
    {
        if (CompetitionEntries.FindScored(sql, challengeId) is not { } challenge) return null;
        List<long> ids = [];
        foreach (var part in parts) ids.Add(part.Id != 0 ? part.Id : -1 - ids.Count);
        var rows = RemarkRows.Read(sql, challengeId) with { LiveParts = ids };
        return new RemarkPlanner(challenge, rows, verdicts, JudgedBy.Remark, rules).Plan();
    }

    /// <summary>The id of the newest answer to a challenge; 0: there is none.</summary>
    public static long LastAttempt(Sql sql, long challengeId) => sql.ExecuteScalar<long>("""
        SELECT coalesce(max(id), 0) FROM attempts WHERE part_id IN (SELECT id FROM parts WHERE challenge_id = @challengeId)
        """, new { challengeId });

    /// <summary>
    /// Writes the challenge and its parts, and returns the ids of the parts in order. If <paramref name="verdicts"/> is not null, the
    /// answers are re-marked as well, for <paramref name="reason"/>. All of it or nothing: nothing if an answer came in after
    /// <paramref name="lastAttemptId"/> (null: no model answer changes, so new answers do not matter).
    /// </summary>
    public static (SaveResult Result, List<long> PartIds) Save(
        Sql sql, Challenge challenge, IReadOnlyList<Part> parts, long now, long? lastAttemptId = null,
        IReadOnlyList<NewVerdict>? verdicts = null, string reason = "", Actor? actor = null, Rules? rules = null)
    {
        if (lastAttemptId is { } last && LastAttempt(sql, challenge.Id) != last) return (SaveResult.Overtaken, []);
        sql.Execute("SAVEPOINT key_change");
        var (result, ids) = (SaveResult.Stale, new List<long>());
        if (Challenges.Update(sql, challenge, now))
        {
            ids = Parts.Save(sql, challenge.Id, parts, now);
            var isWritten = verdicts is null
                || Remark.Apply(sql, challenge.Id, verdicts, lastAttemptId!.Value, reason, actor!, rules!, now) is not null;
            result = isWritten ? SaveResult.Saved : SaveResult.Overtaken;
        }
        if (result != SaveResult.Saved) sql.Execute("ROLLBACK TO key_change");
        sql.Execute("RELEASE key_change");
        return (result, ids);
    }
}
