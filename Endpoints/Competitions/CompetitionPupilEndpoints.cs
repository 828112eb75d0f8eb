// The pupils of a competition: the list with its search, and the file for a spreadsheet.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The list.</summary>
public sealed record CompetitionPupilsModel
{
    public required CompetitionHead Head { get; init; }

    /// <summary>The filter.</summary>
    public required FormView Form { get; init; }

    public required IReadOnlyList<Choice> Divisions { get; init; }
    public required IReadOnlyList<Choice> Schools { get; init; }
    public required IReadOnlyList<CompetitionPupil> Pupils { get; init; }
    public required long Total { get; init; }
    public required int Page { get; init; }
    public required int Pages { get; init; }

    public IReadOnlyList<Choice> States => CompetitionPupilFilter.States;
    public IReadOnlyList<Choice> Orders => CompetitionPupilFilter.Orders;
    public string Path => $"/admin/competitions/{Head.One.Id}/pupils";
    public string ExportPath => $"/admin/competitions/{Head.One.Id}/export.csv";
    public bool IsFiltered => CompetitionPupilFilter.Fields.Any(name => name != "sort" && Form[name].Length > 0);

    public string PathOf(int page) =>
        Path + "?" + string.Concat(CompetitionPupilFilter.Fields.Select(name => $"{name}={Uri.EscapeDataString(Form[name])}&"))
        + $"page={page}";
}

/// <summary>Maps /admin/competitions/{id}/pupils and its export; what is done with one pupil is mapped beside it.</summary>
public static class CompetitionPupilEndpoints
{
    private const int MaxPages = 1000;

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions/{id}/pupils", "competitions.pupils", List);
        staff.Post("/admin/competitions/{id}/export.csv", "competitions.export", Export);
    }

    private static async Task<IResult> List(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var (form, filter) = CompetitionPupilFilter.Read(field => visit.Query(field));
        var wanted = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1;
        var (total, page, pages, pupils, schools) = await visit.Read(sql =>
        {
            var total = CompetitionPupils.Count(sql, one.Id, filter);
            var pages = (int)Math.Clamp((total + CompetitionPupils.PageSize - 1) / CompetitionPupils.PageSize, 1, MaxPages);
            var page = Math.Min(wanted, pages);
            var skip = (page - 1) * CompetitionPupils.PageSize;
            return (total, page, pages, CompetitionPupils.List(sql, one.Id, filter, skip, CompetitionPupils.PageSize),
                CompetitionSchools.List(sql, one.Id));
        });
        var divisions = new List<Choice> { new("", "Every division") };
        foreach (var division in one.DivisionList) divisions.Add(new Choice(division.Name, division.Name));
        var choices = new List<Choice> { new("", "Every school") };
        foreach (var school in schools) choices.Add(new Choice($"{school.SchoolId}", school.Name));
        choices.Add(new Choice("0", "No school"));
        var model = new CompetitionPupilsModel
        {
            Head = CompetitionHead.Of(visit, one, "/pupils"), Form = form, Divisions = divisions, Schools = choices, Pupils = pupils,
            Total = total, Page = page, Pages = pages,
        };
        return visit.Page(new Pages_AdminCompetitionPupils { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Export(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var (_, filter) = CompetitionPupilFilter.Read(field => visit.Form[field].ToString() is { Length: <= 100 } text ? text.Trim() : "");
        var pupils = await visit.Write(sql =>
        {
            var list = CompetitionPupils.List(sql, one.Id, filter, 0, CompetitionPupils.MaxExported);
            Audit.Add(sql, visit.Actor, "competition.export", visit.Now, "competition", one.Id, English.Count(list.Count, "pupil"));
            return list;
        });
        // The byte order mark makes Excel read the file as UTF-8.
        var file = new StringBuilder("\uFEFF", pupils.Count * 120);
        Csv.AppendRow(file, "rank", "place in division", "display name", "name", "year", "division", "school", "state", "points",
            "last (London)", "exported at");
        var exported = SchoolTime.Time(visit.Now);
        foreach (var pupil in pupils)
            Csv.AppendRow(file, $"{pupil.Rank}", $"{pupil.DivisionRank}", pupil.DisplayName, pupil.Name,
                MemberWords.Year(pupil.StartYear, SchoolTime.SchoolYear(pupil.EnrolledAt), visit.Rules), pupil.Division, pupil.School,
                CompetitionDeskWords.Of(pupil.State), $"{pupil.Points}",
                pupil.ReachedAt is { } last ? SchoolTime.Time(last) : "", exported);
        var day = SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Download($"competition-{one.Id}-{day}.csv", "text/csv; charset=utf-8", file.ToString());
    }
}
