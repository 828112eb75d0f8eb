// The pupils of a competition: the list with its search, and its files.
using System.Globalization;
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
    public string ExportPath => $"/admin/competitions/{Head.One.Id}/export";
    public bool IsFiltered => CompetitionPupilFilter.Fields.Any(name => name != "sort" && Form[name].Length > 0);

    public string PathOf(int page) =>
        Path + "?" + string.Concat(CompetitionPupilFilter.Fields.Select(name => $"{name}={Uri.EscapeDataString(Form[name])}&"))
        + $"page={page}";
}

/// <summary>Maps /admin/competitions/{id}/pupils and its exports; what is done with one pupil is mapped beside it.</summary>
public static class CompetitionPupilEndpoints
{
    private const int MaxPages = 1000;

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions/{id}/pupils", "competitions.pupils", List);
        staff.Post("/admin/competitions/{id}/export.csv", "competitions.export", ExportCsv);
        staff.Post("/admin/competitions/{id}/export.json", "competitions.export_json", ExportJson);
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
            return (total, page, pages, CompetitionPupils.List(sql, one.Id, filter, skip, CompetitionPupils.PageSize, countsAnswers: true),
                CompetitionSchools.List(sql, one.Id));
        });
        var choices = new List<Choice> { new("", "Every school") };
        foreach (var school in schools) choices.Add(new Choice($"{school.SchoolId}", school.Name));
        choices.Add(new Choice("0", "No school"));
        var model = new CompetitionPupilsModel
        {
            Head = CompetitionHead.Of(visit, one, "/pupils"), Form = form, Schools = choices, Pupils = pupils,
            Divisions = ChallengeEditor.StagesOf(one.DivisionList, "Every division"), Total = total, Page = page, Pages = pages,
        };
        return visit.Page(new Pages_AdminCompetitionPupils { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> ExportCsv(Visit visit) => await FindExport(visit) is not var (one, pupils) ? visit.NotFound()
        : new Download(NameOf(visit, one, "csv"), "text/csv; charset=utf-8", CompetitionPupilFile.Csv(pupils, visit.Rules, visit.Now));

    private static async Task<IResult> ExportJson(Visit visit) => await FindExport(visit) is not var (one, pupils) ? visit.NotFound()
        : new Download(NameOf(visit, one, "json"), "application/json", CompetitionPupilFile.Json(one, pupils, visit.Rules, visit.Now));

    /// <summary>Those who match the filter of the form, with a line in the audit.</summary>
    private static async Task<(Competition One, List<CompetitionPupil> Pupils)?> FindExport(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return null;
        var (_, filter) = CompetitionPupilFilter.ReadForm(visit);
        return (one, await visit.Write(sql =>
        {
            var list = CompetitionPupils.List(sql, one.Id, filter, 0, CompetitionPupils.MaxExported, countsAnswers: false);
            Audit.Add(sql, visit.Actor, "competition.export", visit.Now, "competition", one.Id, English.Count(list.Count, "pupil"));
            return list;
        }));
    }

    private static string NameOf(Visit visit, Competition one, string ending) => string.Create(
        CultureInfo.InvariantCulture, $"competition-{one.Id}-{SchoolTime.Local(visit.Now):yyyy-MM-dd}.{ending}");
}
