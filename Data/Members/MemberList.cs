// Many members at once: the list that is searched, filtered, sorted and leafed through, and what the same filter means for a change or an export.
namespace MathsSoc.Data;

/// <summary>Which members are meant; pages read it from the address.</summary>
/// <param name="Search">Words that must all be found in name, login, class or display name, or a member's number; empty: everybody.</param>
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

    /// <summary>In place of a school's id: one that nobody belongs to, for a coordinator who was given none.</summary>
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

    private const int MostWords = 6;

    // One statement for every filter, so that it can be read. A filter that is not set is NULL; the empty text is found in every text.
    private const string Matches = """
        ((instr(search_text, @word0) AND instr(search_text, @word1) AND instr(search_text, @word2) AND instr(search_text, @word3)
            AND instr(search_text, @word4) AND instr(search_text, @word5)) OR id = @number)
        AND (@least IS NULL OR start_year >= @least) AND (@latest IS NULL OR start_year <= @latest)
        AND (@class IS NULL OR class = @class) AND (@school IS NULL OR coalesce(school_id, -1) = @school)
        AND (@role IS NULL OR role = @role) AND (state = @state OR (@state IS NULL AND state <> 'former'))
        """;

    /// <summary>How many members match.</summary>
    public static long Count(Sql sql, MemberFilter filter, Rules rules, int schoolYear) =>
        sql.Scalar<long>($"SELECT count(*) FROM members WHERE {Matches}", Args(filter, rules, schoolYear, 0, 0));

    /// <summary>The ids of those who match, by name, at most so many.</summary>
    public static List<long> Ids(Sql sql, MemberFilter filter, Rules rules, int schoolYear, int most)
    {
        var ids = new List<long>();
        foreach (var member in List(sql, filter, rules, schoolYear, MemberSort.Name, false, 0, most)) ids.Add(member.Id);
        return ids;
    }

    /// <summary>
    /// Those who match, from the one after <paramref name="skip"/> others, at most <paramref name="most"/>. Only their ids are sorted with all the others: of 5,000 whole
    /// rows the last page would take twice as long (measured: 3 to 10 ms, and no index makes it less).
    /// </summary>
    public static List<Member> List(Sql sql, MemberFilter filter, Rules rules, int schoolYear, MemberSort sort, bool isDescending, int skip, int most)
    {
        var order = Order(sort, isDescending);
        return sql.Rows<Member>($"""
            SELECT {Member.Columns} FROM members
            WHERE id IN (SELECT id FROM members WHERE {Matches} ORDER BY {order} LIMIT @most OFFSET @skip) ORDER BY {order}
            """, Args(filter, rules, schoolYear, skip, most));
    }

    /// <summary>The members with these ids, by name; ids that are nobody's are left out.</summary>
    public static List<Member> ListByIds(Sql sql, IEnumerable<long> ids) =>
        sql.Rows<Member>($"""
            SELECT {Member.Columns} FROM members WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY search_text, id
            """, ("ids", $"[{string.Join(',', ids)}]"));

    /// <summary>The classes that members have, those of one school or (null) of all; at most 500.</summary>
    public static List<string> Classes(Sql sql, long? schoolId)
    {
        var names = new List<string>();
        foreach (var row in sql.Rows<ClassRow>($"""
            SELECT DISTINCT {ClassRow.Columns} FROM members WHERE class <> '' AND (@school IS NULL OR coalesce(school_id, -1) = @school)
            ORDER BY CAST(class AS INTEGER), class LIMIT 500
            """, ("school", schoolId)))
            names.Add(row.Name);
        return names;
    }

    // What search looks through begins with the folded name. Whoever lacks what is sorted by comes last, either way round.
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

    private static (string, object?)[] Args(MemberFilter filter, Rules rules, int schoolYear, int skip, int most)
    {
        // What is left after the last word is looked for as it stands.
        var words = Latin.Fold(filter.Search).Split(' ', MostWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string Word(int index) => index < words.Length ? words[index] : "";
        var (least, latest) = StartYears(filter, rules, schoolYear);
        return
        [
            ("word0", Word(0)), ("word1", Word(1)), ("word2", Word(2)), ("word3", Word(3)), ("word4", Word(4)), ("word5", Word(5)),
            ("number", words.Length == 1 ? Rules.Whole(words[0], 1, int.MaxValue) : null), ("least", least), ("latest", latest),
            ("class", filter.Class.Length == 0 ? null : filter.Class), ("school", filter.SchoolId),
            ("role", filter.Role is { } role ? Names.Of(role) : null), ("state", filter.State is { } state ? Names.Of(state) : null),
            ("skip", skip), ("most", most),
        ];
    }

    /// <summary>The start years, from the first to the last, of the year group and the key stage that are asked for; a stage that is none has nobody in it.</summary>
    private static (long? Least, long? Latest) StartYears(MemberFilter filter, Rules rules, int schoolYear)
    {
        var (youngest, oldest) = (filter.Year, filter.Year);
        if (filter.Stage.Length > 0)
        {
            var (first, last) = (int.MaxValue, int.MinValue);
            foreach (var stage in rules.KeyStages)
                if (stage.Name.Equals(filter.Stage, StringComparison.OrdinalIgnoreCase)) (first, last) = (stage.FirstYear, stage.LastYear);
            (youngest, oldest) = (Math.Max(youngest ?? first, first), Math.Min(oldest ?? last, last));
            if (youngest > oldest) return (long.MaxValue, long.MinValue);
        }
        // Somebody in year 7 began it this September.
        return (schoolYear - oldest + 7, schoolYear - youngest + 7);
    }

    private sealed record ClassRow(string Name) : IRow<ClassRow>
    {
        public static string Columns => "class";
        public static ClassRow Read(System.Data.IDataRecord row) => new(row.GetString(0));
    }
}
