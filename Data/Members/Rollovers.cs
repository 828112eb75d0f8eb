// What is decided each September: who repeats a year and who leaves. All others move up, as year groups follow from the start year.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What is decided for a member for one school year.</summary>
public enum RolloverDecision { Repeats, Leaves }

/// <summary>How many members with one fate began year 7 (or would have) in one September.</summary>
/// <param name="Fate">Null: nothing was decided, they move up.</param>
/// <param name="IsDone">Whether the fate has taken effect: members who repeat already have the later start year.</param>
public sealed record YearCount(long StartYear, RolloverDecision? Fate, bool IsDone, long Members);

/// <summary>One pupil on September's page.</summary>
public sealed record RolloverPupil(Member Member, RolloverDecision? Fate, bool IsDone);

/// <summary>What a change decided for one member.</summary>
public sealed record FateLine(int SchoolYear, long MemberId, RolloverDecision Fate);

/// <summary>Which pupils are listed: words to find, and the start years from the first to the last (null: all).</summary>
public sealed record RolloverFilter(string Search, long? FirstStart, long? LastStart);

/// <summary>
/// Reads and records fates. A school year is named by the calendar year in which it begins. What is decided before that September waits for
/// it: a pupil who repeats year 9 must not be shown in year 8 until then.
/// </summary>
public static class Rollovers
{
    private const int MaxWords = 3;

    // Members who are here or may soon be.
    private const string TakePart = "state IN ('active', 'waiting')";

    // Pupils who take part, or who left by a decision for this very year. A fate whose change has changed nothing of its member yet is
    // waiting. Pupils who repeat are listed by the start year they had before.
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

    private const string Due = """
        FROM rollover_fates f JOIN change_members c ON c.change_id = f.change_id AND c.member_id = f.member_id
        WHERE f.school_year <= @schoolYear AND c.start_year_after IS c.start_year_before AND c.state_after = c.state_before
        """;

    /// <summary>How many pupils there are by start year and fate, the oldest last.</summary>
    public static List<YearCount> Count(Sql sql, int schoolYear) => sql.Query<YearCount>($"""
        SELECT start_year, fate, is_done, count(*) AS members
        FROM {Pupils} GROUP BY start_year, fate, is_done ORDER BY start_year DESC, fate
        """, new { year = schoolYear }).AsList();

    /// <summary>How many pupils match.</summary>
    public static long Count(Sql sql, int schoolYear, RolloverFilter filter)
    {
        var (word0, word1, word2) = Words(filter.Search);
        return sql.ExecuteScalar<long>(
            $"SELECT count(*) FROM {Pupils} WHERE {Matches}",
            new { year = schoolYear, first = filter.FirstStart, last = filter.LastStart, word0, word1, word2 });
    }

    /// <summary>The pupils who match, the oldest first and then by name.</summary>
    public static List<RolloverPupil> List(Sql sql, int schoolYear, RolloverFilter filter, int skip, int most)
    {
        var (word0, word1, word2) = Words(filter.Search);
        return WithMembers(sql, sql.Query<PupilRow>(
            $"SELECT id, fate, is_done FROM {Pupils} WHERE {Matches} ORDER BY first_start, search_text, id LIMIT @most OFFSET @skip",
            new { year = schoolYear, first = filter.FirstStart, last = filter.LastStart, word0, word1, word2, skip, most }).AsList());
    }

    /// <summary>The pupils with these ids for whom a fate can be decided or was; other ids are left out.</summary>
    public static List<RolloverPupil> ListByIds(Sql sql, int schoolYear, IEnumerable<long> ids) => WithMembers(sql, sql.Query<PupilRow>($"""
        SELECT id, fate, is_done FROM {Pupils} WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY first_start, search_text, id
        """, new { year = schoolYear, ids = JsonList.Of(ids) }).AsList());

    /// <summary>
    /// Pupils who began before <paramref name="firstInSchool"/> and have neither left nor been kept back: they should have gone.
    /// </summary>
    public static List<Member> Overdue(Sql sql, long firstInSchool, int most) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members
        WHERE start_year < @firstInSchool AND {TakePart} ORDER BY start_year, search_text, id LIMIT @most
        """, new { firstInSchool, most }).AsList();

    /// <summary>How many such pupils there are.</summary>
    public static long CountOverdue(Sql sql, long firstInSchool) =>
        sql.ExecuteScalar<long>($"SELECT count(*) FROM members WHERE start_year < @firstInSchool AND {TakePart}", new { firstInSchool });

    /// <summary>
    /// Records fates as one change, and carries them out if <paramref name="isDue"/>: members who repeat get the next start year, members
    /// who leave are archived. A member who already has a fate for this school year keeps it, so that sending the form twice does nothing
    /// more.
    /// </summary>
    public static ChangeOutcome Apply(
        Sql sql, Actor actor, int schoolYear, ICollection<long> repeats, ICollection<long> leaves, bool isDue, long now)
    {
        RolloverDecision FateOf(Member member) => leaves.Contains(member.Id) ? RolloverDecision.Leaves : RolloverDecision.Repeats;

        var changes = new List<MemberChange>();
        foreach (var (member, fate, _) in ListByIds(sql, schoolYear, [.. repeats, .. leaves]))
            if (fate is null) changes.Add(new MemberChange(member, isDue ? Fated(member, FateOf(member), now) : member));
        var outcome = MemberChanges.Make(sql, actor, ChangeAction.Rollover, changes, now);
        if (outcome.ChangeId is not { } changeId) return outcome;
        foreach (var (member, _) in changes)
        {
            sql.Execute(
                "INSERT INTO rollover_fates (school_year, member_id, fate, change_id) VALUES (@schoolYear, @member, @fate, @changeId)",
                new { schoolYear, member = member.Id, fate = FateOf(member), changeId });
        }
        return outcome;
    }

    /// <summary>How many fates <see cref="CarryOut"/> would look at.</summary>
    public static long CountDue(Sql sql, int schoolYear) => sql.ExecuteScalar<long>($"SELECT count(*) {Due}", new { schoolYear });

    /// <summary>
    /// Carries out the fates that were waiting for a September which has come; returns how many. A fate is dropped if the pupil has
    /// meanwhile been put in another year or archived. Calling it again does nothing.
    /// </summary>
    public static int CarryOut(Sql sql, int schoolYear, long now)
    {
        var done = 0;
        var waitingFates = sql.Query<WaitingFate>(
            $"SELECT f.member_id, f.change_id, f.fate, c.start_year_before AS start_year {Due} LIMIT 5000", new { schoolYear }).AsList();
        foreach (var waiting in waitingFates)
        {
            var (memberId, changeId) = (waiting.MemberId, waiting.ChangeId);
            var member = Members.Find(sql, memberId)!;
            var change = new MemberChange(member, Fated(member, waiting.Fate, now));
            var isStill = member.StartYear == waiting.StartYear && member.State is MemberState.Active or MemberState.Waiting;
            if (!isStill || !MemberChanges.TryPut(sql, change))
            {
                sql.Execute("DELETE FROM rollover_fates WHERE change_id = @changeId AND member_id = @memberId", new { changeId, memberId });
                continue;
            }
            sql.Execute("""
                UPDATE change_members SET start_year_before = @startBefore, start_year_after = @startAfter, state_before = @stateBefore,
                    state_after = @stateAfter, state_at_before = @stateAtBefore
                WHERE change_id = @changeId AND member_id = @memberId
                """,
                new
                {
                    startBefore = member.StartYear,
                    startAfter = change.After.StartYear,
                    stateBefore = member.State,
                    stateAfter = change.After.State,
                    stateAtBefore = member.StateAt,
                    changeId,
                    memberId,
                });
            Audit.Add(sql, Actor.Program, "member.rollover", now, "member", memberId, MemberChanges.Describe(changeId, change));
            done++;
        }
        return done;
    }

    /// <summary>The fate that a change recorded for each of its members, and for which school year; empty for any other change.</summary>
    public static List<FateLine> FatesOf(Sql sql, long changeId) => sql.Query<FateLine>(
        "SELECT school_year, member_id, fate FROM rollover_fates WHERE change_id = @changeId", new { changeId }).AsList();

    /// <summary>Takes back what a change decided.</summary>
    internal static void RemoveFates(Sql sql, long changeId) =>
        sql.Execute("DELETE FROM rollover_fates WHERE change_id = @changeId", new { changeId });

    private static List<RolloverPupil> WithMembers(Sql sql, List<PupilRow> rows)
    {
        var members = MemberList.ListByIds(sql, rows.Select(row => row.Id)).ToDictionary(member => member.Id);
        return rows.ConvertAll(row => new RolloverPupil(members[row.Id], row.Fate, row.IsDone));
    }

    private static Member Fated(Member member, RolloverDecision fate, long now) => fate == RolloverDecision.Repeats
        ? member with { StartYear = member.StartYear + 1 }
        : MemberChanges.Since(member, member with { State = MemberState.Archived }, now);

    private static (string, string, string) Words(string search)
    {
        var words = Latin.Fold(search).Split(' ', MaxWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string Word(int index) => index < words.Length ? words[index] : "";
        return (Word(0), Word(1), Word(2));
    }

    internal sealed record PupilRow(long Id, RolloverDecision? Fate, bool IsDone);

    internal sealed record WaitingFate(long MemberId, long ChangeId, RolloverDecision Fate, long? StartYear);
}
