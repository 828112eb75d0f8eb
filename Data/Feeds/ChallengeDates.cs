// When a challenge opens and closes, as a calendar that everybody may read says it: nothing else of one that has not opened yet.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One challenge in the calendar. Times are unix seconds.</summary>
/// <param name="Title">Null: it has not opened, or it was archived before it did.</param>
/// <param name="LockedAt">Null: it has no lock, or it has not opened. A member's extra time is never part of it.</param>
/// <param name="IsCancelled">It was archived within the last <see cref="ShownCancelled"/> seconds.</param>
/// <param name="ChangedAt">When anything here was last different.</param>
public sealed record ChallengeDates(
    long Id, string? Title, string KeyStage, long ReleasedAt, long? LockedAt, bool IsCancelled, long ChangedAt, long Version)
{
    /// <summary>How long an archived challenge is shown as cancelled: calendars that were away for less learn of it.</summary>
    public const long ShownCancelled = 30 * Day;

    private const long Day = 86_400, Shown = 400 * Day;
    private const int Most = 1000;

    /// <summary>What the calendar says of a challenge; null: nothing.</summary>
    public static ChallengeDates? Of(Challenge challenge, long now)
    {
        if (challenge.IsDraft || challenge.CompetitionId is not null || challenge.ReleasedAt is not { } release) return null;
        if (challenge.ArchivedAt is { } archived && now >= archived + ShownCancelled) return null;
        // One that was archived before its release never opened, also after the time at which it would have.
        var isReleased = release <= Math.Min(challenge.ArchivedAt ?? now, now);
        return new ChallengeDates(
            challenge.Id,
            isReleased ? challenge.Title : null,
            challenge.KeyStage,
            release,
            isReleased ? challenge.LockedAt : null,
            challenge.ArchivedAt is not null,
            isReleased ? Math.Max(challenge.UpdatedAt, release) : challenge.UpdatedAt,
            challenge.Version);
    }

    /// <summary>All challenges that the calendar shows, of the last thirteen months and of the future, the latest first.</summary>
    public static List<ChallengeDates> List(Sql sql, long now)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {ChallengeListRow.Columns} FROM challenges h
            WHERE h.is_draft = 0 AND h.competition_id IS NULL AND max(h.released_at, coalesce(h.locked_at, 0)) >= @since
                AND (h.archived_at IS NULL OR h.archived_at > @now - @cancelled)
            ORDER BY h.released_at DESC, h.id DESC LIMIT @most
            """, new { now, since = now - Shown, cancelled = ShownCancelled, most = Most });
        return [.. rows.Select(row => Of(row, now)).OfType<ChallengeDates>()];
    }
}
