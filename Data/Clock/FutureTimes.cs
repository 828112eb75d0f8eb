// Puts right what a clock that was ahead has left behind: times that are still to come, from which periods would be counted.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// A session, a code or a state that began in the future would last, or wait, for as long as the clock was wrong, and longer. Answers and
/// points keep their times: the ledger is never changed.
/// </summary>
internal static class FutureTimes
{
    /// <summary>Makes whatever began after <paramref name="now"/> begin now, and last as long as it should have.</summary>
    public static void BringBack(Sql sql, long now)
    {
        sql.Execute("UPDATE sessions SET expires_at = expires_at - (created_at - @now), created_at = @now WHERE created_at > @now",
            new { now });
        sql.Execute("UPDATE sessions SET seen_at = @now WHERE seen_at > @now", new { now });
        sql.Execute("UPDATE password_links SET expires_at = expires_at - (created_at - @now), created_at = @now WHERE created_at > @now",
            new { now });
        sql.Execute("UPDATE join_codes SET expires_at = expires_at - (created_at - @now), created_at = @now WHERE created_at > @now",
            new { now });
        sql.Execute("UPDATE members SET state_at = @now WHERE state_at > @now AND state <> 'former'", new { now });
    }
}
