// Printing the certificates of a competition: for staff of every school, for a coordinator of the own school, and each pupil's own.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The certificates and the form that chooses them.</summary>
/// <param name="Head">For staff; null for a coordinator.</param>
/// <param name="Schools">What staff choose from; empty for a coordinator, whose own school it is.</param>
/// <param name="LeftOut">How many did not fit on the page.</param>
public sealed record CompetitionCertificatesModel(
    CompetitionHead? Head, Competition Competition, FormView Form, IReadOnlyList<Choice> Divisions, IReadOnlyList<Choice> Schools,
    IReadOnlyList<Certificate> Sheets, string Day, int LeftOut)
{
    /// <summary>For whom sheets are printed.</summary>
    public static readonly Choice[] Whom = [new("half", "Upper half"), new("all", "Everybody with points"), new("schools", "The schools")];

    /// <summary>Among whom gold, silver and bronze are shared out.</summary>
    public static readonly Choice[] Within = [new("all", "Over all schools"), new("school", "Within each school")];
}

/// <summary>A pupil's own certificate.</summary>
public sealed record OwnCertificateModel(Competition Competition, Certificate Sheet, string Day);

/// <summary>Maps /admin/competitions/{id}/certificates and /competitions/{id}/certificate.</summary>
public static class CompetitionCertificateEndpoints
{
    /// <summary>The most sheets that a school printer should be sent at once.</summary>
    private const int MaxSheets = 200;

    public static void Map(RouteGroup member, RouteGroup people)
    {
        people.Page("/admin/competitions/{id}/certificates", "competitions.certificates", Show);
        member.Page("/competitions/{id}/certificate", "competition.certificate", ShowOwn);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { IsDraft: false } competition) return visit.NotFound();
        var isStaff = visit.Member.Role.Opens(Access.Staff);
        var own = visit.Member.SchoolId;
        if (!isStaff && (own is null || visit.Reader.EntryIn(competition.Id) is null)) return visit.NotFound();
        var (whom, within) = (visit.Query("whom"), visit.Query("within"));
        var division = competition.FindDivision(visit.Query("division")) ?? "";
        var school = isStaff ? FormReader.IdIn(visit.Query("school")) : own;
        var wish = new CertificateWish(
            division, school, within == "school", whom == "all", visit.Query("name") == "display", whom == "schools");
        var (sheets, schools) = await visit.Read(sql => (competition.ResultsAt is null
            ? [] : CompetitionCertificates.Read(sql, competition, wish), SchoolTables.ListSchools(sql, competition.Id)));
        var leftOut = Math.Max(0, sheets.Count - MaxSheets);
        if (leftOut > 0) sheets.RemoveRange(MaxSheets, leftOut);
        var form = new FormView
        {
            ["division"] = division,
            ["school"] = school is null ? "" : $"{school}",
            ["whom"] = wish.IsOfSchools ? "schools" : wish.IsEverybody ? "all" : "half",
            ["within"] = wish.IsWithinSchool ? "school" : "all",
            ["name"] = wish.IsDisplay ? "display" : "full",
        };
        var choices = new List<Choice>();
        if (isStaff)
        {
            choices.Add(new Choice("", "Every school"));
            foreach (var (id, name) in TableCache.NamesOf(schools)) choices.Add(new Choice($"{id}", name));
        }
        return visit.Page(new Pages_CompetitionCertificates
        {
            Frame = visit.Frame,
            Model = new CompetitionCertificatesModel(
                isStaff ? CompetitionHead.Of(visit, competition, "/certificates") : null, competition, form,
                ChallengeEditor.StagesOf(competition.DivisionList, "All divisions"), choices, sheets,
                SchoolTime.Date(competition.ResultsAt ?? visit.Now), leftOut),
        });
    }

    private static async Task<IResult> ShowOwn(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { IsDraft: false, ResultsAt: { } results } competition) return visit.NotFound();
        var me = visit.Member;
        var sheet = await visit.Read(sql => CompetitionCertificates.ReadOwn(sql, competition, me.MemberId, me.Name));
        return sheet is null ? visit.NotFound() : visit.Page(new Pages_OwnCertificate
        {
            Frame = visit.Frame, Model = new OwnCertificateModel(competition, sheet, SchoolTime.Date(results)),
        });
    }
}
