// What the admin home page counts: whoever waits for somebody, and what will soon happen by itself.
using System.Data;

namespace MathsSoc.Data;

/// <summary>How much there is of each thing that an owner or a teacher should look at.</summary>
/// <param name="Waiting">Signed up, and waiting to be let in.</param>
/// <param name="WantedNames">Aliases of active members that wait for a yes.</param>
/// <param name="PastLastYear">Active members who are past the last year group and were not archived.</param>
/// <param name="SoonFormer">Archived members who become former members before the day that was asked about.</param>
/// <param name="Owners">Active owners.</param>
public sealed record PendingCounts(long Waiting, long WantedNames, long PastLastYear, long SoonFormer, long Owners) : IRow<PendingCounts>
{
    public static string Columns => $$"""
        (SELECT count(*) FROM members WHERE state = 'waiting'),
        (SELECT count(*) FROM members WHERE {{Approvals.HasWish}}),
        (SELECT count(*) FROM members m WHERE {{MemberRules.ActivePupil}} AND m.start_year < @oldest),
        (SELECT count(*) FROM members WHERE state = 'archived' AND state_at <= @archived),
        (SELECT count(*) FROM members m WHERE {{MemberRules.ActiveOwner}})
        """;

    public static PendingCounts Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));

    /// <summary>
    /// The counts now. <paramref name="oldestStart"/> is the start year of the last year group: who began before it is past it.
    /// <paramref name="archivedBefore"/> is when somebody was archived whose time is up on the day that is asked about.
    /// </summary>
    public static PendingCounts Count(Sql sql, int oldestStart, long archivedBefore) =>
        sql.Row<PendingCounts>($"SELECT {Columns}", ("oldest", oldestStart), ("archived", archivedBefore))!;
}
