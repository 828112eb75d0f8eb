// Saving a challenge, and with it, where a key changes that somebody has answered by, what follows for them: looked at first, then written with a reason.

namespace MathsSoc.Data;

/// <summary>What came of saving.</summary>
public enum SaveResult
{
    Saved,

    /// <summary>Somebody else has saved the challenge since this version was read.</summary>
    Stale,

    /// <summary>An answer came in since the re-mark was looked at.</summary>
    Overtaken,
}

/// <summary>Saves a challenge with its parts as one.</summary>
public static class KeyChange
{
    private const string Point = "SAVEPOINT key_change", Back = "ROLLBACK TO key_change", Done = "RELEASE key_change";

    /// <summary>
    /// What would follow for those who have answered, were the challenge saved with these parts. Nothing is written; null when there is no
    /// such challenge.
    /// </summary>
    public static RemarkPlan? Preview(Sql sql, long challengeId, IReadOnlyList<Part> parts, IReadOnlyList<NewVerdict> verdicts, Rules rules)
    {
        if (Challenges.Find(sql, challengeId) is not { } challenge) return null;
        List<long> ids = [];
        foreach (var part in parts) ids.Add(part.Id != 0 ? part.Id : -1 - ids.Count);
        return new RemarkPlanner(challenge, RemarkRows.Read(sql, challengeId) with { LiveParts = ids }, verdicts, JudgedBy.Remark, rules).Plan();
    }

    /// <summary>The newest answer to a challenge; 0: there is none.</summary>
    public static long LastAttempt(Sql sql, long challengeId) => sql.Scalar<long>(
        "SELECT coalesce(max(id), 0) FROM attempts WHERE part_id IN (SELECT id FROM parts WHERE challenge_id = @challenge)", ("challenge", challengeId));

    /// <summary>
    /// Writes the challenge and its parts; the ids of the parts, in order. Where <paramref name="verdicts"/> is given, the answers are marked anew as well, for
    /// <paramref name="reason"/>. All of it or nothing: not when an answer came in after <paramref name="lastAttemptId"/> (null: no key changes, and none matters).
    /// </summary>
    public static (SaveResult Result, List<long> PartIds) Save(Sql sql, Challenge challenge, IReadOnlyList<Part> parts, long now,
        long? lastAttemptId = null, IReadOnlyList<NewVerdict>? verdicts = null, string reason = "", Actor? actor = null, Rules? rules = null)
    {
        if (lastAttemptId is { } last && LastAttempt(sql, challenge.Id) != last) return (SaveResult.Overtaken, []);
        sql.Run(Point);
        var (result, ids) = (SaveResult.Stale, new List<long>());
        if (Challenges.Update(sql, challenge, now))
        {
            ids = Parts.Save(sql, challenge.Id, parts, now);
            result = verdicts is null || Remark.Apply(sql, challenge.Id, verdicts, lastAttemptId!.Value, reason, actor!, rules!, now) is not null ? SaveResult.Saved : SaveResult.Overtaken;
        }
        if (result != SaveResult.Saved) sql.Run(Back);
        sql.Run(Done);
        return (result, ids);
    }
}
