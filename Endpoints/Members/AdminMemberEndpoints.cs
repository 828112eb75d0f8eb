// The list of members: searched, filtered, sorted, in pages, with boxes to tick, and as a file.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list.</summary>
public sealed record MemberLine(Member Member, string Year, string Stage, string School);

/// <summary>A heading that sorts the list: its link, and how the list is sorted by it now (null if by another column).</summary>
public sealed record SortLink(string Words, string Path, string? Sorted);

/// <summary>The list.</summary>
public sealed record MemberListModel
{
    /// <summary>The filter, as its fields show it.</summary>
    public required FormView Form { get; init; }

    /// <summary>The filter, as hidden fields of the forms below the list.</summary>
    public required List<(string Name, string Value)> Carried { get; init; }

    public required bool IsFiltered { get; init; }
    public required IReadOnlyList<Choice> Years { get; init; }
    public required IReadOnlyList<Choice> Stages { get; init; }
    public required IReadOnlyList<Choice> Classes { get; init; }

    /// <summary>Null if this person sees one school only, or there are no schools.</summary>
    public IReadOnlyList<Choice>? Schools { get; init; }

    public required IReadOnlyList<Choice> Roles { get; init; }
    public required IReadOnlyList<Choice> States { get; init; }

    /// <summary>The value of the sort field, kept when the filter changes.</summary>
    public required string Sort { get; init; }

    public required IReadOnlyList<SortLink> Columns { get; init; }
    public required IReadOnlyList<MemberLine> Lines { get; init; }
    public required long Total { get; init; }
    public required int Page { get; init; }
    public required int Pages { get; init; }

    /// <summary>The address of a page of the list, by its number.</summary>
    public required Func<int, string> PathOf { get; init; }

    public string? Notice { get; init; }
    /// <summary>The most members that one change may have.</summary>
    public int Most => MemberLimits.MaxChanged;
}

/// <summary>Maps the list and its export.</summary>
public static class AdminMemberEndpoints
{
    private const int MaxExported = 50_000;

    private static readonly (MemberSort Sort, string Name, string Words)[] Sorts =
    [
        (MemberSort.Name, "name", "Name"),
        (MemberSort.Login, "login", "Login"),
        (MemberSort.Year, "year", "Year"),
        (MemberSort.Class, "class", "Class"),
        (MemberSort.SignIn, "seen", "Last sign-in"),
        (MemberSort.Joined, "joined", "Joined"),
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
        var lines = rows.ConvertAll(member => new MemberLine(
            member,
            MemberWords.Year(member.StartYear, year, rules),
            MemberWords.Stage(member.StartYear, year, rules),
            schools.Find(school => school.Id == member.SchoolId)?.Name ?? ""));
        var sortName = SortName(sort, isDescending);
        var years = Enumerable.Range(rules.FirstYear, rules.LastYear - rules.FirstYear + 1);
        var model = new MemberListModel
        {
            Form = FormOf(filter),
            Carried = MemberFilters.Fields(filter),
            IsFiltered = filter != MemberFilter.Active with { SchoolId = onlySchool },
            Years = [new("", "Any"), .. years.Select(one => new Choice($"{one}", $"Year {one}"))],
            Stages = [new("", "Any"), .. rules.KeyStages.Select(stage => new Choice(stage.Name, stage.Name))],
            Classes = [new("", "Any"), .. classes.Select(name => new Choice(name, name))],
            Schools = onlySchool is not null || schools.Count == 0
                ? null
                : [new("", "Any"), new("none", "No school"), .. schools.Select(school => new Choice($"{school.Id}", school.NameAndTown))],
            Roles = [new("", "Any"), .. Enum.GetValues<Role>().Select(role => new Choice(EnumText.Of(role), MemberWords.Of(role)))],
            States =
            [
                .. Enum.GetValues<MemberState>().Select(state => new Choice(EnumText.Of(state), MemberWords.Of(state))),
                new("any", "Any but former"),
            ],
            Sort = sortName,
            Columns = [.. Sorts.Select(column => Column(filter, column, sort, isDescending))],
            Lines = lines,
            Total = total,
            Page = page,
            Pages = (int)((total + MemberList.PageSize - 1) / MemberList.PageSize),
            PathOf = number => MemberFilters.Path(filter, ("sort", sortName), ("page", $"{number}")),
            Notice = Notice(visit),
        };
        return visit.Page(new Pages_AdminMembers { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Export(Visit visit)
    {
        var (filter, rules, year) = (MemberFilters.Read(visit), visit.Rules, visit.SchoolYear);
        var (rows, schools) = await visit.Write(sql =>
        {
            var rows = MemberList.List(sql, filter, rules, year, MemberSort.Name, false, 0, MaxExported);
            Audit.Add(sql, visit.Actor, "member.export", visit.Now, "members", null, Audit.Count(rows.Count, "member"));
            return (rows, Schools.ListNames(sql));
        });
        // Excel reads the file as UTF-8 because of the byte order mark. An import understands the headings.
        var file = new StringBuilder("\uFEFF", rows.Count * 120);
        Csv.AppendRow(file,
            "number", "name", "login", "display name", "year", "key stage",
            "class", "school", "role", "state", "joined", "last sign-in");
        foreach (var member in rows)
        {
            Csv.AppendRow(file,
                $"{member.Id}", member.Name, member.Login, member.DisplayName,
                member.StartYear is { } start ? $"{SchoolTime.YearGroup(start, year)}" : "",
                MemberWords.Stage(member.StartYear, year, rules),
                member.Class,
                schools.Find(school => school.Id == member.SchoolId)?.Name ?? "",
                EnumText.Of(member.Role), EnumText.Of(member.State),
                Day(member.CreatedAt), member.LastSignInAt is { } seen ? Day(seen) : "");
        }
        return new Download($"members-{Day(visit.Now)}.csv", "text/csv; charset=utf-8", file.ToString());
    }

    /// <summary>Reads the sort field: a column's name, with a dash before it for descending order.</summary>
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

    /// <summary>
    /// A heading sorts by its column, or reverses the order of the column that is sorted already. Times begin with the latest.
    /// </summary>
    private static SortLink Column(
        MemberFilter filter, (MemberSort Sort, string Name, string Words) column, MemberSort sort, bool isDescending)
    {
        var isThis = column.Sort == sort;
        var next = isThis ? !isDescending : column.Sort is MemberSort.SignIn or MemberSort.Joined;
        var path = MemberFilters.Path(filter, ("sort", SortName(column.Sort, next)));
        return new SortLink(column.Words, path, isThis ? isDescending ? "descending" : "ascending" : null);
    }

    private static FormView FormOf(MemberFilter filter)
    {
        var form = new FormView { ["state"] = EnumText.Of(MemberState.Active) };
        foreach (var (name, value) in MemberFilters.Fields(filter)) form[name] = value;
        return form;
    }

    private static string? Notice(Visit visit) => visit.Query("said") switch
    {
        "nobody" => "Nobody was ticked, so nothing was done. Tick the boxes before the names first.",
        "many" => $"Slips are made for at most {MemberLimits.MaxSlips} members at a time, and nothing was done. "
            + "Filter by class or year and make them one after the other.",
        _ => null,
    };

    private static string Day(long unixSeconds) =>
        SchoolTime.Local(unixSeconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
