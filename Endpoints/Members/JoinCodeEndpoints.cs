// Join codes: made for a class or a year, listed with what became of them, ended, and shown in type that the back row can read.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list. <c>State</c> says whether it is open, or why not.</summary>
public sealed record JoinCodeLine(JoinCode Code, string Written, string For, string State, bool IsOpen);

/// <summary>The list, and the form that makes a code. <c>Schools</c> is empty where the society has none: nobody is asked then.</summary>
public sealed record JoinCodesModel(FormView Form, string? Notice, IReadOnlyList<JoinCodeLine> Codes, IReadOnlyList<Choice> Years, IReadOnlyList<Choice> Schools);

/// <summary>One code for the board. <c>Address</c> is what pupils type; <c>Link</c> has the code in it.</summary>
public sealed record JoinCodeModel(JoinCodeLine Line, string Address, string Link);

/// <summary>Maps /admin/codes and below.</summary>
public static class JoinCodeEndpoints
{
    private const int MaxLabel = 60;
    private const int MostUses = 2000, MostDays = 365;
    private const string UsualUses = "40", UsualDays = "14";
    private const int MostTries = 10;

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/codes", "codes", Show);
        staff.Post("/admin/codes", "codes.make", Make);
        staff.Page("/admin/codes/{id}", "codes.board", ShowOne);
        staff.Post("/admin/codes/{id}/end", "codes.end", End);
    }

    private static Task<IResult> Show(Visit visit) =>
        List(visit, new FormView { ["uses"] = UsualUses, ["days"] = UsualDays }, StatusCodes.Status200OK);

    private static async Task<IResult> List(Visit visit, FormView form, int status)
    {
        var (codes, schools) = await visit.Read(sql => (JoinCodes.List(sql), Schools.List(sql)));
        var rules = visit.Rules;
        var years = new List<Choice> { new("", "Whoever joins says it") };
        for (var year = rules.FirstYear; year <= rules.LastYear; year++) years.Add(new Choice(Number(year), $"Year {year}"));
        var schoolChoices = new List<Choice>();
        if (schools.Count > 0) schoolChoices.Add(new Choice("", "None"));
        foreach (var school in schools) schoolChoices.Add(new Choice(Number(school.Id), school.Name));
        var notice = visit.Query("said") switch
        {
            "ended" => "The code was ended. Nobody can join with it any more; whoever has joined stays.",
            "closed" => "That code had ended already.",
            _ => null,
        };
        List<JoinCodeLine> lines = [.. codes.Select(code => Describe(visit, code, schools))];
        return visit.Page(new Pages_JoinCodes { Frame = visit.Frame, Model = new JoinCodesModel(form, notice, lines, years, schoolChoices) }, status);
    }

    private static async Task<IResult> Make(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var label = form.Line("label", "What it is for", MaxLabel);
        var rules = visit.Rules;
        var year = form.Number("year", "Year group", rules.FirstYear, rules.LastYear, isOptional: true);
        var className = form.ClassName();
        var school = form.Number("school", "School", 1, int.MaxValue, isOptional: true);
        if (school is { } id && await visit.Read(sql => Schools.Find(sql, id)) is null)
            form.Fail("school", "School: please choose one of the list.");
        var uses = form.Number("uses", "How many may join", 1, MostUses);
        var days = form.Number("days", "Days", 1, MostDays);
        if (!form.IsGood) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);

        long? start = year is { } group ? SchoolTime.StartYear(group, visit.SchoolYear) : null;
        var added = await visit.Write(sql =>
        {
            var code = new JoinCode
            {
                Code = NewCode(sql),
                Label = label,
                StartYear = start,
                Class = className,
                SchoolId = school,
                MaxUses = uses!.Value,
                ExpiresAt = visit.Now + days!.Value * 86_400L,
            };
            var made = JoinCodes.Add(sql, code, visit.Member.MemberId, visit.Now);
            Audit.Add(sql, visit.Actor, "code.make", visit.Now, "join code", made, $"for at most {Number(uses.Value)}, {Audit.Count(days.Value, "day")}");
            return made;
        });
        return visit.SeeOther($"/admin/codes/{Number(added)}");
    }

    private static async Task<IResult> ShowOne(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (code, schools) = await visit.Read(sql => (JoinCodes.Find(sql, id), Schools.List(sql)));
        if (code is null) return visit.NotFound();
        var address = visit.Absolute("/join");
        // Browsers try https by themselves; nobody needs to type it.
        var typed = address.StartsWith("https://", StringComparison.Ordinal) ? address["https://".Length..] : address;
        var line = Describe(visit, code, schools);
        return visit.Page(new Pages_JoinCode { Frame = visit.Frame, Model = new JoinCodeModel(line, typed, $"{address}?code={line.Written}") });
    }

    private static async Task<IResult> End(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var said = await visit.Write(sql =>
        {
            if (JoinCodes.Find(sql, id) is null) return null;
            if (JoinCodes.End(sql, id, visit.Now) == 0) return "closed";
            Audit.Add(sql, visit.Actor, "code.end", visit.Now, "join code", id);
            return "ended";
        });
        return said is null ? visit.NotFound() : visit.SeeOther($"/admin/codes?said={said}");
    }

    private static JoinCodeLine Describe(Visit visit, JoinCode code, List<School> schools)
    {
        var school = code.SchoolId is { } id ? schools.Find(one => one.Id == id)?.Name : null;
        var state = code switch
        {
            _ when code.ExpiresAt <= visit.Now => $"Ended {SchoolTime.Time(code.ExpiresAt)}",
            _ when code.Uses >= code.MaxUses => "Used up",
            _ => $"Open until {SchoolTime.Time(code.ExpiresAt)}",
        };
        return new JoinCodeLine(code, OneTimeCodes.Write(code.Code), new Whereabouts(code.StartYear, visit.SchoolYear, code.Class, school, visit.Rules.LastYear).Words, state, code.IsOpen(visit.Now));
    }

    // Two of a million million: it will not happen, and if it did, somebody would join the wrong class.
    private static string NewCode(Sql sql)
    {
        for (var tries = 0; tries < MostTries; tries++)
            if (OneTimeCodes.NewJoinCode() is var code && JoinCodes.Find(sql, code) is null) return code;
        throw new InvalidOperationException("Every new join code was taken.");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
