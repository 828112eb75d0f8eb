// When one person may see and answer a competition's challenges: the one rule for windows, and the reading of what it needs.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A person's part in one competition, with all that decides when its challenges are theirs. Times are unix seconds.</summary>
public sealed record CompetitionEntry
{
    public required long CompetitionId { get; init; }

    /// <summary>False: a coordinator, who sees the challenges when the school does and never answers.</summary>
    public required bool IsPupil { get; init; }

    /// <summary>
    /// False: a pupil who withdrew or was disqualified, or the competition was archived. Only the verdicts still wait then.
    /// </summary>
    public bool TakesPart { get; init; } = true;

    /// <summary>Whether the results are published: from then on extra time opens nothing, and nothing is held back.</summary>
    public bool HasResults { get; init; }

    /// <summary>Of a pupil, as at enrolment; empty: in none. A coordinator sees all divisions.</summary>
    public string Division { get; init; } = "";

    public required TimeKind TimeKind { get; init; }
    public required long OpensAt { get; init; }
    public required long ClosesAt { get; init; }

    /// <summary>Of the pupil's own window; null unless <see cref="TimeKind"/> is personal.</summary>
    public long? Minutes { get; init; }

    /// <summary>The school's own window; null: from opening to close.</summary>
    public long? SlotFrom { get; init; }

    public long? SlotUntil { get; init; }

    /// <summary>When the pupil's personal minutes began; null: not yet.</summary>
    public long? StartedAt { get; init; }

    /// <summary>Whether pupils learn only at the close whether their answers are right.</summary>
    public bool HoldsVerdicts { get; init; }

    /// <summary>Whether the pupil has to agree to what is allowed, as it reads now, before an answer is taken.</summary>
    public bool NeedsAgreement { get; init; }

    /// <summary>From when the challenges are shown; null: not before the pupil starts the personal minutes.</summary>
    public long? From => TimeKind switch
    {
        TimeKind.School => SlotFrom ?? OpensAt,
        TimeKind.Personal when IsPupil => StartedAt,
        _ => OpensAt,
    };

    /// <summary>
    /// When answers stop counting, but for extra time, which moves it; null: not known before the pupil starts. Personal minutes do not
    /// outlast the competition.
    /// </summary>
    public long? Until => TimeKind switch
    {
        TimeKind.School => SlotUntil ?? ClosesAt,
        TimeKind.Personal when IsPupil => StartedAt is { } start ? Math.Min(start + 60 * Minutes!.Value, ClosesAt) : null,
        _ => ClosesAt,
    };

    /// <summary>When verdicts that are held back may be shown to a pupil whose locks fall so much later, but for the grace.</summary>
    public long VerdictsAt(long extraSeconds) => Math.Max(ClosesAt, Until ?? 0) + extraSeconds;

    /// <summary>
    /// Whether verdicts still wait that may be shown at <paramref name="at"/>: answers that were begun before then count for the grace.
    /// </summary>
    public static bool AreHeld(long? at, long now, long graceSeconds) => now < at + graceSeconds;

    /// <summary>
    /// The challenge with the times that hold for this person, to which <see cref="ChallengeRules"/> is then applied; null: it is not
    /// theirs, or not yet.
    /// </summary>
    public Challenge? Narrow(Challenge challenge)
    {
        if (From is not { } from || Until is not { } until) return null;
        var isForAll = !IsPupil || challenge.KeyStage.Length == 0;
        if (!isForAll && !challenge.KeyStage.Equals(Division, StringComparison.OrdinalIgnoreCase)) return null;
        return challenge with
        {
            ReleasedAt = challenge.ReleasedAt is { } release ? Math.Max(release, from) : null,
            LockedAt = Math.Min(challenge.LockedAt ?? until, until),
        };
    }
}

/// <summary>Reads a person's entries.</summary>
public static class CompetitionEntries
{
    /// <summary>SQL on a members table that is called m: whether <see cref="List"/> could find something.</summary>
    internal const string Any = """
        (EXISTS (SELECT 1 FROM enrolments e WHERE e.member_id = m.id)
            OR (m.role = 'coordinator' AND EXISTS (SELECT 1 FROM competition_schools s WHERE s.school_id = m.school_id)))
        """;

    /// <summary>
    /// The competitions that a person takes part in, as a pupil or as the coordinator of a school that accepted, and those that hold a
    /// pupil's verdicts back although they do not take part any more. Other drafts and archived competitions are left out.
    /// </summary>
    public static List<CompetitionEntry> List(Sql sql, long memberId) => sql.Query<CompetitionEntry>("""
        SELECT k.id AS competition_id, 1 AS is_pupil, e.division, k.time_kind, k.opens_at, k.closes_at, k.minutes,
            s.slot_from, s.slot_until, e.started_at, k.holds_verdicts,
            k.fairness <> '' AND coalesce(e.agreed_version, 0) < k.terms_version AS needs_agreement,
            e.state = 'enrolled' AND k.is_draft = 0 AND k.archived_at IS NULL AS takes_part, k.results_at IS NOT NULL AS has_results
        FROM enrolments e JOIN competitions k ON k.id = e.competition_id
            LEFT JOIN competition_schools s ON s.competition_id = k.id AND s.school_id = e.school_id
        WHERE e.member_id = @memberId AND ((e.state = 'enrolled' AND k.is_draft = 0 AND k.archived_at IS NULL)
            OR (k.holds_verdicts = 1 AND k.results_at IS NULL))
        UNION ALL
        SELECT k.id, 0, '', k.time_kind, k.opens_at, k.closes_at, k.minutes,
            s.slot_from, s.slot_until, NULL, k.holds_verdicts, 0, 1, k.results_at IS NOT NULL
        FROM members m JOIN competition_schools s ON s.school_id = m.school_id JOIN competitions k ON k.id = s.competition_id
        WHERE m.id = @memberId AND m.role = 'coordinator' AND s.state = 'accepted' AND k.is_draft = 0 AND k.archived_at IS NULL
        """, new { memberId }).AsList();

    /// <summary>
    /// The challenge without a bonus for the first, if schools or pupils have windows of their own in its competition: being the first
    /// would be luck there.
    /// </summary>
    internal static Challenge WithFirstBonus(Sql sql, Challenge challenge) => WithFirstBonus(challenge,
        challenge.CompetitionId is { } id ? EnumText.Read<TimeKind>(
            sql.ExecuteScalar<string>("SELECT time_kind FROM competitions WHERE id = @id", new { id })!) : null);

    /// <summary>The same where the kind of times of the challenge's competition is known; null: it belongs to none.</summary>
    public static Challenge WithFirstBonus(Challenge challenge, TimeKind? kind) =>
        HasFirstBonus(kind) ? challenge : challenge with { FirstBonus = 0 };

    /// <summary>Whether the first may have a bonus; null: outside competitions.</summary>
    public static bool HasFirstBonus(TimeKind? kind) => kind is null or TimeKind.Fixed;

    /// <summary>The challenge with the bonus that it really gives; null if there is none.</summary>
    internal static Challenge? FindScored(Sql sql, long challengeId) =>
        Challenges.Find(sql, challengeId) is { } challenge ? WithFirstBonus(sql, challenge) : null;
}
