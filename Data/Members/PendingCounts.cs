// What the admin home page counts: what waits for a decision, and what will soon happen by itself.
using Dapper;

namespace MathsSoc.Data;

/// <summary>How much there is of each thing that an owner or a teacher should look at.</summary>
/// <param name="Waiting">Members who signed up and wait for approval.</param>
/// <param name="WantedNames">Aliases of active members that wait for approval.</param>
/// <param name="PastLastYear">Active members who are past the last year group and were not archived.</param>
/// <param name="SoonFormer">Archived members who become former members before a given day.</param>
/// <param name="Owners">Active owners.</param>
public sealed record PendingCounts(long Waiting, long WantedNames, long PastLastYear, long SoonFormer, long Owners)
{
    /// <summary>
    /// The counts now. <paramref name="oldestStart"/> is the start year of the last year group: pupils who began before it are past it.
    /// <paramref name="archivedBefore"/> is the time of archiving for members who become former members on that day.
    /// </summary>
    public static PendingCounts Count(Sql sql, int oldestStart, long archivedBefore) => sql.QueryFirst<PendingCounts>($"""
        SELECT (SELECT count(*) FROM members WHERE state = 'waiting') AS waiting,
            (SELECT count(*) FROM members WHERE {Approvals.HasWish}) AS wanted_names,
            (SELECT count(*) FROM members m WHERE {MemberRules.ActivePupil} AND m.start_year < @oldestStart) AS past_last_year,
            (SELECT count(*) FROM members WHERE state = 'archived' AND state_at <= @archivedBefore) AS soon_former,
            (SELECT count(*) FROM members m WHERE {MemberRules.ActiveOwner}) AS owners
        """, new { oldestStart, archivedBefore });
}
