// Many members at once: the list that is searched, filtered, sorted and paged; changes and exports use the same filter.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Which members to list; pages read it from the address.</summary>
/// <param name="Search">Words that must all be found in name, login, class or display name, or a member's number; empty: all.</param>
/// <param name="Year">The year group; null: any.</param>
/// <param name="Stage">A key stage's name; empty: any.</param>
/// <param name="Class">Empty: any.</param>
/// <param name="SchoolId">Null: any; <see cref="NoSchool"/>: those without one.</param>
/// <param name="Role">Null: any.</param>
/// <param name="State">Null: any but former, of whom nothing is left to find.</param>
public sealed record MemberFilter(string Search, int? Year, string Stage, string Class, long? SchoolId, Role? Role, MemberState? State)
{
    /// <summary>In place of a school's id: no school.</summary>
    public const long NoSchool = -1;

    /// <summary>In place of a school's id: one without members, for a coordinator who was given no school.</summary>
    public const long NobodysSchool = 0;

    /// <summary>All active members.</summary>
    public static readonly MemberFilter Active = new("", null, "", "", null, null, MemberState.Active);
}

/// <summary>What a list of members is sorted by.</summary>
public enum MemberSort { Name, Login, Year, Class, SignIn, Joined }

/// <summary>Reads lists of members. The school year is passed in: year groups and key stages follow from the start year.</summary>
public static class MemberList
{
    /// <summary>Members on a page.</summary>
    public const int PageSize = 50;

    private const int MaxWords = 6;

    // One statement for every filter, to keep it readable. A filter that is not set is NULL; the empty text is found in every text.
    private const string Matches = """
        ((instr(search_text, @Word0) AND instr(search_text, @Word1) AND instr(search_text, @Word2) AND instr(search_text, @Word3)
            AND instr(search_text, @Word4) AND instr(search_text, @Word5)) OR id = @Number)
        AND (@FirstStart IS NULL OR start_year >= @FirstStart) AND (@LastStart IS NULL OR start_year <= @LastStart)
        AND (@Class IS NULL OR class = @Class) AND (@SchoolId IS NULL OR coalesce(school_id, -1) = @SchoolId)
        AND (@Role IS NULL OR role = @Role) AND (state = @State OR (@State IS NULL AND state <> 'former'))
        """;

    /// <summary>How many members match.</summary>
    public static long Count(Sql sql, MemberFilter filter, Rules rules, int schoolYear) =>
        sql.ExecuteScalar<long>($"SELECT count(*) FROM members WHERE {Matches}", Values(filter, rules, schoolYear, 0, 0));

    /// <summary>The ids of the members who match, by name, at most <paramref name="most"/>.</summary>
    public static List<long> Ids(Sql sql, MemberFilter filter, Rules rules, int schoolYear, int most)
    {
        var ids = new List<long>();
        foreach (var member in List(sql, filter, rules, schoolYear, MemberSort.Name, false, 0, most)) ids.Add(member.Id);
        return ids;
    }

    /// <summary>
    /// The members who match, after the first <paramref name="skip"/>, at most <paramref name="most"/>. Only their ids are sorted with all
    /// the others: of 5,000 whole rows the last page would take twice as long (measured: 3 to 10 ms, and no index makes it less).
    /// </summary>
    public static List<Member> List(
        Sql sql, MemberFilter filter, Rules rules, int schoolYear, MemberSort sort, bool isDescending, int skip, int most)
    {
        var order = Order(sort, isDescending);
        return sql.Query<Member>($"""
            SELECT {Members.Columns} FROM members
            WHERE id IN (SELECT id FROM members WHERE {Matches} ORDER BY {order} LIMIT @Most OFFSET @Skip) ORDER BY {order}
            """, Values(filter, rules, schoolYear, skip, most)).AsList();
    }

    /// <summary>The members with these ids, by name; ids that no member has are left out.</summary>
    public static List<Member> ListByIds(Sql sql, IEnumerable<long> ids) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY search_text, id
        """, new { ids = JsonList.Of(ids) }).AsList();

    /// <summary>
    /// The classes that members have, those of one school or (null) of all; at most 500. <paramref name="onBoards"/>: without those of
    /// guest schools, which no board shows.
    /// </summary>
    public static List<string> Classes(Sql sql, long? schoolId, bool onBoards = false) => sql.Query<string>($"""
        SELECT DISTINCT class FROM members WHERE class <> '' AND (@schoolId IS NULL OR coalesce(school_id, -1) = @schoolId)
            AND NOT (@onBoards = 1 AND {MemberRules.IsGuestSchool}school_id))
        ORDER BY CAST(class AS INTEGER), class LIMIT 500
        """, new { schoolId, onBoards }).AsList();

    // search_text begins with the name in lower case. Members without a value to sort by come last in both directions.
    private static string Order(MemberSort sort, bool isDescending) => (sort, isDescending) switch
    {
        (MemberSort.Login, false) => "login",
        (MemberSort.Login, true) => "login DESC",
        (MemberSort.Year, false) => "start_year IS NULL, start_year DESC, search_text, id",
        (MemberSort.Year, true) => "start_year IS NULL, start_year, search_text, id",
        (MemberSort.Class, false) => "class = '', CAST(class AS INTEGER), class, search_text, id",
        (MemberSort.Class, true) => "class = '', CAST(class AS INTEGER) DESC, class DESC, search_text, id",
        (MemberSort.SignIn, false) => "last_sign_in_at IS NULL, last_sign_in_at, id",
        (MemberSort.SignIn, true) => "last_sign_in_at IS NULL, last_sign_in_at DESC, id",
        (MemberSort.Joined, false) => "created_at, id",
        (MemberSort.Joined, true) => "created_at DESC, id DESC",
        (_, true) => "search_text DESC, id DESC",
        _ => "search_text, id",
    };

    private static FilterValues Values(MemberFilter filter, Rules rules, int schoolYear, int skip, int most)
    {
        // Further words stay together in the last one, which has to be found with its spaces.
        var words = Latin.Fold(filter.Search)
            .Split(' ', MaxWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string Word(int index) => index < words.Length ? words[index] : "";
        var (first, last) = StartYears(filter, rules, schoolYear);
        return new FilterValues
        {
            Word0 = Word(0),
            Word1 = Word(1),
            Word2 = Word(2),
            Word3 = Word(3),
            Word4 = Word(4),
            Word5 = Word(5),
            Number = words.Length == 1 ? Rules.Whole(words[0], 1, int.MaxValue) : null,
            FirstStart = first,
            LastStart = last,
            Class = filter.Class.Length == 0 ? null : filter.Class,
            SchoolId = filter.SchoolId,
            Role = filter.Role,
            State = filter.State,
            Skip = skip,
            Most = most,
        };
    }

    /// <summary>
    /// The first and the last start year of the filter's year group and key stage; an unknown key stage gives a range without members.
    /// </summary>
    private static (long? First, long? Last) StartYears(MemberFilter filter, Rules rules, int schoolYear)
    {
        var (youngest, oldest) = (filter.Year, filter.Year);
        if (filter.Stage.Length > 0)
        {
            var (first, last) = (int.MaxValue, int.MinValue);
            foreach (var stage in rules.KeyStages)
            {
                if (stage.Name.Equals(filter.Stage, StringComparison.OrdinalIgnoreCase)) (first, last) = (stage.FirstYear, stage.LastYear);
            }
            (youngest, oldest) = (Math.Max(youngest ?? first, first), Math.Min(oldest ?? last, last));
            if (youngest > oldest) return (long.MaxValue, long.MinValue);
        }
        // A pupil in year 7 began it this September.
        return (schoolYear - oldest + 7, schoolYear - youngest + 7);
    }

    /// <summary>The values of the statement's parameters; null: the filter is not set.</summary>
    internal sealed class FilterValues
    {
        public required string Word0 { get; init; }
        public required string Word1 { get; init; }
        public required string Word2 { get; init; }
        public required string Word3 { get; init; }
        public required string Word4 { get; init; }
        public required string Word5 { get; init; }
        public required int? Number { get; init; }
        public required long? FirstStart { get; init; }
        public required long? LastStart { get; init; }
        public required string? Class { get; init; }
        public required long? SchoolId { get; init; }
        public required Role? Role { get; init; }
        public required MemberState? State { get; init; }
        public required int Skip { get; init; }
        public required int Most { get; init; }
    }
}
