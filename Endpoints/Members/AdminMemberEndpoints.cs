// The list of members: searched, filtered, sorted, leafed through, ticked, and taken away as a file.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list.</summary>
public sealed record MemberLine(Member Member, string Year, string Stage, string School);

/// <summary>A column by which the list can be sorted: where its heading leads, and how it is sorted now (null: by another).</summary>
public sealed record SortLink(string Words, string Path, string? Sorted);

/// <summary>The list.</summary>
/// <param name="Form">The filter, as its fields show it.</param>
/// <param name="Carried">The filter, as the forms below the list carry it.</param>
/// <param name="Schools">Null: this person sees one school only.</param>
/// <param name="Sort">The value of the sort field, to be kept when the filter changes.</param>
/// <param name="PathOf">The address of a page of the list.</param>
public sealed record MemberListModel(
    FormView Form, List<(string Name, string Value)> Carried, bool IsFiltered, IReadOnlyList<Choice> Years, IReadOnlyList<Choice> Stages, IReadOnlyList<Choice> Classes,
    IReadOnlyList<Choice>? Schools, IReadOnlyList<Choice> Roles, IReadOnlyList<Choice> States, string Sort, IReadOnlyList<SortLink> Columns,
    IReadOnlyList<MemberLine> Lines, long Total, int Page, int Pages, Func<int, string> PathOf, string? Notice)
{
    /// <summary>The most that one change takes.</summary>
    public int Most => MemberLimits.MaxChanged;
}

/// <summary>Maps the list and its export.</summary>
public static class AdminMemberEndpoints
{
    private const int MostExported = 50_000;

    private static readonly (MemberSort Sort, string Name, string Words)[] Sorts =
    [
        (MemberSort.Name, "name", "Name"), (MemberSort.Login, "login", "Login"), (MemberSort.Year, "year", "Year"), (MemberSort.Class, "class", "Class"),
        (MemberSort.SignIn, "seen", "Last sign-in"), (MemberSort.Joined, "joined", "Joined"),
    ];

    public static void Map(RouteGroup people)
    {
        people.Page("/admin/members", "members.list", List);
        people.Post("/admin/members/export.csv", "members.export", Export);
    }

    private static async Task<IResult> List(Visit visit)
    {
        var (filter, rules, year) = (MemberFilters.Read(visit), visit.Rules, visit.SchoolYear);
        var (sort, isDescending) = ReadSort(visit.Query("sort"));
        var onlySchool = MemberPermissions.SchoolOf(visit.Member);
        var asked = Rules.Whole(visit.Query("page"), 1, 100_000) ?? 1;
        var (total, page, rows, classes, schools) = await visit.Read(sql =>
        {
            var total = MemberList.Count(sql, filter, rules, year);
            var page = (int)Math.Clamp(asked, 1, Math.Max(1, (total + MemberList.PageSize - 1) / MemberList.PageSize));
            var rows = MemberList.List(sql, filter, rules, year, sort, isDescending, (page - 1) * MemberList.PageSize, MemberList.PageSize);
            return (total, page, rows, MemberList.Classes(sql, onlySchool), Schools.ListNames(sql));
        });
        var lines = rows.ConvertAll(member => new MemberLine(member, MemberWords.Year(member.StartYear, year, rules), MemberWords.Stage(member.StartYear, year, rules),
            schools.Find(school => school.Id == member.SchoolId)?.Name ?? ""));
        var sortName = SortName(sort, isDescending);
        var model = new MemberListModel(FormOf(filter), MemberFilters.Fields(filter), filter != MemberFilter.Active with { SchoolId = onlySchool },
            [new("", "Any"), .. Enumerable.Range(rules.FirstYear, rules.LastYear - rules.FirstYear + 1).Select(one => Number(one)).Select(one => new Choice(one, $"Year {one}"))],
            [new("", "Any"), .. rules.KeyStages.Select(stage => new Choice(stage.Name, stage.Name))],
            [new("", "Any"), .. classes.Select(name => new Choice(name, name))],
            onlySchool is not null || schools.Count == 0 ? null : [new("", "Any"), new("none", "No school"), .. schools.Select(school => new Choice(Number(school.Id), school.Name))],
            [new("", "Any"), .. Enum.GetValues<Role>().Select(role => new Choice(Names.Of(role), MemberWords.Of(role)))],
            [.. Enum.GetValues<MemberState>().Select(state => new Choice(Names.Of(state), MemberWords.Of(state))), new("any", "Any but former")],
            sortName, [.. Sorts.Select(column => Column(filter, column, sort, isDescending))], lines, total, page,
            (int)((total + MemberList.PageSize - 1) / MemberList.PageSize), number => MemberFilters.Path(filter, ("sort", sortName), ("page", Number(number))), Notice(visit));
        return visit.Page(new Pages_AdminMembers { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Export(Visit visit)
    {
        var (filter, rules, year) = (MemberFilters.Read(visit), visit.Rules, visit.SchoolYear);
        var (rows, schools) = await visit.Write(sql =>
        {
            var rows = MemberList.List(sql, filter, rules, year, MemberSort.Name, false, 0, MostExported);
            Audit.Add(sql, visit.Actor, "member.export", visit.Now, "members", null, Audit.Count(rows.Count, "member"));
            return (rows, Schools.ListNames(sql));
        });
        // The mark at the beginning has Excel read it as UTF-8. The headings are those that an import knows.
        var file = new StringBuilder("\uFEFF", rows.Count * 120);
        Csv.AppendRow(file, "number", "name", "login", "display name", "year", "key stage", "class", "school", "role", "state", "joined", "last sign-in");
        foreach (var member in rows)
            Csv.AppendRow(file, Number(member.Id), member.Name, member.Login, member.DisplayName,
                member.StartYear is { } start ? Number(SchoolTime.YearGroup(start, year)) : "", MemberWords.Stage(member.StartYear, year, rules), member.Class,
                schools.Find(school => school.Id == member.SchoolId)?.Name ?? "", Names.Of(member.Role), Names.Of(member.State), Day(member.CreatedAt),
                member.LastSignInAt is { } seen ? Day(seen) : "");
        return new Download($"members-{Day(visit.Now)}.csv", "text/csv; charset=utf-8", file.ToString());
    }

    /// <summary>A value of the sort field: a column's name, with a dash before it for the other way round.</summary>
    private static (MemberSort Sort, bool IsDescending) ReadSort(string text)
    {
        foreach (var (sort, name, _) in Sorts)
            if (text.AsSpan().TrimStart('-').SequenceEqual(name)) return (sort, text[0] == '-');
        return (MemberSort.Name, false);
    }

    private static string SortName(MemberSort sort, bool isDescending)
    {
        foreach (var column in Sorts)
            if (column.Sort == sort) return isDescending ? "-" + column.Name : column.Name;
        return "";
    }

    /// <summary>A heading sorts by its column, and turns round what is sorted by it already. Of times, the latest are asked for first.</summary>
    private static SortLink Column(MemberFilter filter, (MemberSort Sort, string Name, string Words) column, MemberSort sort, bool isDescending)
    {
        var isThis = column.Sort == sort;
        var next = isThis ? !isDescending : column.Sort is MemberSort.SignIn or MemberSort.Joined;
        return new SortLink(column.Words, MemberFilters.Path(filter, ("sort", SortName(column.Sort, next))), isThis ? isDescending ? "descending" : "ascending" : null);
    }

    private static FormView FormOf(MemberFilter filter)
    {
        var form = new FormView { ["state"] = Names.Of(MemberState.Active) };
        foreach (var (name, value) in MemberFilters.Fields(filter)) form[name] = value;
        return form;
    }

    private static string? Notice(Visit visit) => visit.Query("said") switch
    {
        "nobody" => "Nobody was ticked, so nothing was done. Tick the boxes before the names first.",
        "many" => $"Slips are made for at most {Number(MemberLimits.MaxSlips)} members at a time, and nothing was done. "
            + "Filter by class or year and make them one after the other.",
        _ => null,
    };

    private static string Day(long unixSeconds) => SchoolTime.Local(unixSeconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
