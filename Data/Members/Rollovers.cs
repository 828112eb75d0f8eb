// What is decided each September: who repeats a year and who leaves. Everybody else moves up by themselves, because year groups follow from the start year.
using System.Data;

namespace MathsSoc.Data;

/// <summary>What is decided for a member for one school year.</summary>
public enum Fate { Repeats, Leaves }

/// <summary>How many members began year 7 (or would have) in one September, of those with one fate.</summary>
/// <param name="Fate">Null: nothing was decided, they move up.</param>
/// <param name="IsDone">Whether the fate has taken effect, so that whoever repeats has the later start year already.</param>
public sealed record YearCount(long StartYear, Fate? Fate, bool IsDone, long Members) : IRow<YearCount>
{
    public static string Columns => "start_year, fate, is_done, count(*)";
    public static YearCount Read(IDataRecord row) => new(row.GetInt64(0), Rollovers.ReadFate(row, 1), row.GetInt64(2) == 1, row.GetInt64(3));
}

/// <summary>One pupil on September's page.</summary>
public sealed record RolloverPupil(Member Member, Fate? Fate, bool IsDone) : IRow<RolloverPupil>
{
    public static string Columns => $"{Member.Columns}, fate, is_done";
    public static RolloverPupil Read(IDataRecord row) => new(Member.Read(row), Rollovers.ReadFate(row, 16), row.GetInt64(17) == 1);
}

/// <summary>Which pupils are listed: words to find, and the start years from the first to the last (null: all).</summary>
public sealed record RolloverFilter(string Search, long? FirstStart, long? LastStart);

/// <summary>
/// Reads and records fates. A school year is named by the calendar year in which it begins. What is decided before that September waits for it: whoever repeats year 9
/// must not be shown in year 8 until then.
/// </summary>
public static class Rollovers
{
    private const int MostWords = 3;

    // Members whom a September is about: those who are here or may soon be.
    private const string TakePart = "state IN ('active', 'waiting')";

    // Pupils who take part, or who left by a decision for this very year. A fate whose change changed nothing of its member yet is waiting; whoever repeats
    // stands where they stood before.
    private const string Pupils = $"""
        (SELECT members.*, fate, fate IS NOT NULL AND (start_year_after IS NOT start_year_before OR state_after <> state_before) AS is_done,
            start_year - (fate IS 'repeats' AND start_year_after IS NOT start_year_before) AS first_start
        FROM members
            LEFT JOIN rollover_fates ON rollover_fates.member_id = members.id AND school_year = @year
            LEFT JOIN change_members ON change_members.member_id = members.id AND change_members.change_id = rollover_fates.change_id
        WHERE start_year IS NOT NULL AND ({TakePart} OR (state = 'archived' AND fate = 'leaves')))
        """;

    private const string Matches = """
        (@first IS NULL OR first_start >= @first) AND (@last IS NULL OR first_start <= @last)
        AND instr(search_text, @word0) AND instr(search_text, @word1) AND instr(search_text, @word2)
        """;

    /// <summary>How many pupils there are by start year and fate, the oldest last.</summary>
    public static List<YearCount> Count(Sql sql, int schoolYear) => sql.Rows<YearCount>(
        $"SELECT {YearCount.Columns} FROM {Pupils} GROUP BY start_year, fate, is_done ORDER BY start_year DESC, fate", ("year", schoolYear));

    /// <summary>How many pupils match.</summary>
    public static long Count(Sql sql, int schoolYear, RolloverFilter filter) =>
        sql.Scalar<long>($"SELECT count(*) FROM {Pupils} WHERE {Matches}", Args(schoolYear, filter, 0, 0));

    /// <summary>The pupils who match, the oldest first and then by name.</summary>
    public static List<RolloverPupil> List(Sql sql, int schoolYear, RolloverFilter filter, int skip, int most) => sql.Rows<RolloverPupil>(
        $"SELECT {RolloverPupil.Columns} FROM {Pupils} WHERE {Matches} ORDER BY first_start, search_text, id LIMIT @most OFFSET @skip", Args(schoolYear, filter, skip, most));

    /// <summary>The pupils with these ids, for whom a fate can be decided or was; ids that are nobody's are left out.</summary>
    public static List<RolloverPupil> ListByIds(Sql sql, int schoolYear, IEnumerable<long> ids) => sql.Rows<RolloverPupil>(
        $"SELECT {RolloverPupil.Columns} FROM {Pupils} WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY first_start, search_text, id",
        ("year", schoolYear), ("ids", $"[{string.Join(',', ids)}]"));

    /// <summary>Pupils who began before <paramref name="firstInSchool"/> and have neither left nor been kept back: they should have gone.</summary>
    public static List<Member> Overdue(Sql sql, long firstInSchool, int most) => sql.Rows<Member>($"""
        SELECT {Member.Columns} FROM members WHERE start_year < @first AND {TakePart} ORDER BY start_year, search_text, id LIMIT @most
        """, ("first", firstInSchool), ("most", most));

    /// <summary>How many they are.</summary>
    public static long CountOverdue(Sql sql, long firstInSchool) =>
        sql.Scalar<long>($"SELECT count(*) FROM members WHERE start_year < @first AND {TakePart}", ("first", firstInSchool));

    /// <summary>
    /// Records fates as one change, and carries them out when <paramref name="isDue"/>: whoever repeats has the next start year, whoever leaves is archived. A member who has a fate for this
    /// school year keeps it, whatever is asked, so that sending it twice does nothing more.
    /// </summary>
    public static ChangeOutcome Apply(Sql sql, Actor actor, int schoolYear, ICollection<long> repeats, ICollection<long> leaves, bool isDue, long now)
    {
        var changes = new List<MemberChange>();
        foreach (var (member, fate, _) in ListByIds(sql, schoolYear, [.. repeats, .. leaves]))
            if (fate is null) changes.Add(new MemberChange(member, isDue ? Fated(member, leaves.Contains(member.Id) ? Fate.Leaves : Fate.Repeats, now) : member));
        var outcome = MemberChanges.Make(sql, actor, ChangeAction.Rollover, changes, now);
        if (outcome.ChangeId is { } change)
            foreach (var (member, _) in changes)
                sql.Run("INSERT INTO rollover_fates (school_year, member_id, fate, change_id) VALUES (@year, @member, @fate, @change)", ("year", schoolYear), ("member", member.Id),
                    ("fate", Names.Of(leaves.Contains(member.Id) ? Fate.Leaves : Fate.Repeats)), ("change", change));
        return outcome;
    }

    /// <summary>
    /// Carries out the fates that were waiting for a September which has come; how many. Where somebody has meanwhile put a pupil in another year, or
    /// archived them, that stands. Calling it again does nothing.
    /// </summary>
    public static int CarryOut(Sql sql, int schoolYear, long now)
    {
        var done = 0;
        foreach (var waiting in sql.Rows<Waiting>($"""
            SELECT {Waiting.Columns} FROM rollover_fates f JOIN change_members c ON c.change_id = f.change_id AND c.member_id = f.member_id
            WHERE f.school_year <= @year AND c.start_year_after IS c.start_year_before AND c.state_after = c.state_before LIMIT 5000
            """, ("year", schoolYear)))
        {
            var member = Members.Find(sql, waiting.MemberId)!;
            var change = new MemberChange(member, Fated(member, waiting.Fate, now));
            var isStill = member.StartYear == waiting.StartYear && member.State is MemberState.Active or MemberState.Waiting;
            if (!isStill || !MemberChanges.TryPut(sql, change))
            {
                sql.Run("DELETE FROM rollover_fates WHERE change_id = @change AND member_id = @member", ("change", waiting.ChangeId), ("member", member.Id));
                continue;
            }
            sql.Run("""
                UPDATE change_members SET start_year_before = @start0, start_year_after = @start1, state_before = @state0, state_after = @state1, state_at_before = @at
                WHERE change_id = @change AND member_id = @member
                """, ("start0", member.StartYear), ("start1", change.After.StartYear), ("state0", Names.Of(member.State)), ("state1", Names.Of(change.After.State)),
                ("at", member.StateAt), ("change", waiting.ChangeId), ("member", member.Id));
            Audit.Add(sql, Actor.Program, "member.rollover", now, "member", member.Id, MemberChanges.Describe(waiting.ChangeId, change));
            done++;
        }
        return done;
    }

    /// <summary>The fate that a change recorded for each of its members, and for which school year; for a change that is no September's, none.</summary>
    public static List<FateLine> FatesOf(Sql sql, long changeId) =>
        sql.Rows<FateLine>($"SELECT {FateLine.Columns} FROM rollover_fates WHERE change_id = @change", ("change", changeId));

    /// <summary>Takes back what a change decided.</summary>
    internal static void RemoveFates(Sql sql, long changeId) => sql.Run("DELETE FROM rollover_fates WHERE change_id = @change", ("change", changeId));

    internal static Fate? ReadFate(IDataRecord row, int column) => row.IsDBNull(column) ? null : Names.Read<Fate>(row.GetString(column));

    private static Member Fated(Member member, Fate fate, long now) =>
        fate == Fate.Repeats ? member with { StartYear = member.StartYear + 1 } : MemberChanges.Since(member, member with { State = MemberState.Archived }, now);

    private static (string, object?)[] Args(int schoolYear, RolloverFilter filter, int skip, int most)
    {
        var words = Latin.Fold(filter.Search).Split(' ', MostWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string Word(int index) => index < words.Length ? words[index] : "";
        return
        [
            ("year", schoolYear), ("first", filter.FirstStart), ("last", filter.LastStart), ("word0", Word(0)), ("word1", Word(1)), ("word2", Word(2)),
            ("skip", skip), ("most", most),
        ];
    }

    private sealed record Waiting(long MemberId, long ChangeId, Fate Fate, long? StartYear) : IRow<Waiting>
    {
        public static string Columns => "f.member_id, f.change_id, f.fate, c.start_year_before";
        public static Waiting Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), Names.Read<Fate>(row.GetString(2)), row.Number(3));
    }
}

/// <summary>What a change decided for one member.</summary>
public sealed record FateLine(int SchoolYear, long MemberId, Fate Fate) : IRow<FateLine>
{
    public static string Columns => "school_year, member_id, fate";
    public static FateLine Read(IDataRecord row) => new(row.GetInt32(0), row.GetInt64(1), Names.Read<Fate>(row.GetString(2)));
}
