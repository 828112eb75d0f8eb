// The society's usual weekday and hour for a new challenge, and the next week that has none yet.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A week in which a challenge is open. Both are unix seconds.</summary>
public sealed record WeeklySlot(long Opens, long Closes);

/// <summary>Finds when the next challenge of a society that publishes weekly would go live.</summary>
public static class WeeklySlots
{
    private const int Looked = 20, MaxWeeks = 60;

    private static readonly (DayOfWeek Day, TimeSpan Time) MondayMorning = (DayOfWeek.Monday, TimeSpan.FromHours(8));

    /// <summary>
    /// The first week after <paramref name="now"/> in which no challenge goes live or is planned to. It begins at the weekday and hour at
    /// which most of the last twenty went live (Monday at eight if there are none), and ends at the same hour a week later.
    /// </summary>
    public static WeeklySlot FindFree(Sql sql, long now)
    {
        var releases = sql.Query<long>("""
            SELECT released_at FROM challenges WHERE released_at IS NOT NULL AND archived_at IS NULL AND is_draft = 0
                AND competition_id IS NULL
            ORDER BY released_at DESC LIMIT @most
            """, new { most = Looked }).AsList();
        var (day, time) = UsualOf(releases);
        var first = SchoolTime.Local(now).Date;
        while (first.DayOfWeek != day || SchoolTime.Instant(first + time) <= now) first = first.AddDays(1);
        for (var week = 0; ; week++)
        {
            var opens = first.AddDays(7 * week) + time;
            var slot = new WeeklySlot(SchoolTime.Instant(opens), SchoolTime.Instant(opens.AddDays(7)));
            if (week == MaxWeeks || !IsTaken(sql, slot)) return slot;
        }
    }

    private static (DayOfWeek Day, TimeSpan Time) UsualOf(List<long> releases)
    {
        var (usual, most) = (MondayMorning, 0);
        foreach (var release in releases)
        {
            var own = Of(release);
            var count = releases.FindAll(other => Of(other) == own).Count;
            if (count > most) (usual, most) = (own, count);
        }
        return usual;
    }

    private static (DayOfWeek Day, TimeSpan Time) Of(long release)
    {
        var local = SchoolTime.Local(release);
        return (local.DayOfWeek, new TimeSpan(local.Hour, local.Minute, 0));
    }

    private static bool IsTaken(Sql sql, WeeklySlot slot) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM challenges WHERE archived_at IS NULL AND competition_id IS NULL
            AND released_at >= @Opens AND released_at < @Closes)
        """, slot);
}
