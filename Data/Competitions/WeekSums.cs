// What each pupil earned in each week of a competition: summed once, then brought up to date with the rows that the ledger got since.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Points by member and week. A member who has no row of the ledger in a week is not in that week.</summary>
public sealed class WeekSums
{
    // A member has the same index in the array of each week. 8 bytes for each member and week: 1 MB for 20,000 in six weeks.
    private readonly Dictionary<long, int> indexes = [];
    private readonly SortedList<long, int?[]> weeks = [];
    private LedgerRow? end;

    /// <summary>The sums of these, which may name a member and week several times.</summary>
    public static WeekSums Of(IReadOnlyList<WeekPoints> rows)
    {
        var sums = new WeekSums();
        sums.Add(rows);
        return sums;
    }

    /// <summary>
    /// Makes these the sums that <paramref name="sql"/> sees, of the <paramref name="scope"/> that was given from the first time on. The
    /// ledger's rows are never changed or removed and their ids rise, so only those behind the last row that was seen are read. If that
    /// row is not there as it was, this is an older view of the database, or a copy was put in its place: all is summed anew.
    /// </summary>
    public void BringUpToDate(Sql sql, TableScope scope)
    {
        var last = end;
        // If anything fails below, the next call sums anew.
        end = null;
        var isThere = last is not null && FindRow(sql, "@id", last.Id) == last;
        var now = FindRow(sql, "(SELECT max(id) FROM awards)", 0);
        if (!isThere)
        {
            indexes.Clear();
            weeks.Clear();
            Add(CompetitionTables.ListWeeks(sql, scope));
        }
        else if (now != last)
        {
            Add(CompetitionTables.ListWeeksAfter(sql, scope, last!.Id));
        }
        end = now;
    }

    /// <summary>The sums of each week by the school of the member, the earliest week first; of other members nothing is in them.</summary>
    public SortedList<long, Dictionary<long, long>> BySchool(IReadOnlyList<ScoredPupil> pupils)
    {
        var schoolOf = new long?[indexes.Count];
        foreach (var pupil in pupils)
            if (indexes.TryGetValue(pupil.MemberId, out var index)) schoolOf[index] = pupil.SchoolId;
        var all = new SortedList<long, Dictionary<long, long>>();
        foreach (var (week, points) in weeks)
        {
            var sums = new Dictionary<long, long>();
            for (var i = 0; i < points.Length && i < schoolOf.Length; i++)
                if (points[i] is { } earned && schoolOf[i] is { } school)
                    sums[school] = sums.GetValueOrDefault(school) + earned;
            if (sums.Count > 0) all[week] = sums;
        }
        return all;
    }

    private static LedgerRow? FindRow(Sql sql, string which, long id) =>
        sql.QueryFirstOrDefault<LedgerRow>($"SELECT w.id, w.member_id, w.made_at, w.points FROM awards w WHERE w.id = {which}", new { id });

    private void Add(IReadOnlyList<WeekPoints> rows)
    {
        foreach (var row in rows) indexes.TryAdd(row.MemberId, indexes.Count);
        foreach (var (member, week, earned) in rows)
        {
            var index = indexes[member];
            var points = weeks.GetValueOrDefault(week, []);
            // With some room for those who come later.
            if (index >= points.Length) Array.Resize(ref points, indexes.Count * 9 / 8 + 8);
            points[index] = checked((points[index] ?? 0) + (int)earned);
            weeks[week] = points;
        }
    }

    internal sealed record LedgerRow(long Id, long MemberId, long MadeAt, long Points);
}

/// <summary>Keeps the sums of the few competitions whose tables were looked at last.</summary>
public sealed class KeptWeekSums
{
    // Frozen tables and the live ones that staff see have sums of their own.
    private const int Most = 4;

    private readonly Dictionary<TableScope, WeekSums> kept = [];

    /// <summary>The sums of the scope's competition by school, as <paramref name="sql"/> sees them.</summary>
    public SortedList<long, Dictionary<long, long>> BySchool(Sql sql, TableScope scope, IReadOnlyList<ScoredPupil> pupils)
    {
        WeekSums? sums;
        var whole = scope with { Division = "" };
        lock (kept)
            if (!kept.TryGetValue(whole, out sums))
            {
                if (kept.Count >= Most) kept.Clear();
                kept[whole] = sums = new WeekSums();
            }
        lock (sums)
        {
            sums.BringUpToDate(sql, whole);
            return sums.BySchool(pupils);
        }
    }
}
