// Join codes: made for a class or a year, listed with their state, ended, and shown in type that the back row can read.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list. <c>State</c> says whether it is open, or why not.</summary>
public sealed record JoinCodeLine(JoinCode Code, string Written, string For, string State, bool IsOpen);

/// <summary>
/// The list, and the form that makes a code. <c>Schools</c> is empty if the society has none; the form then has no such field.
/// </summary>
public sealed record JoinCodesModel(
    FormView Form,
    string? Notice,
    IReadOnlyList<JoinCodeLine> Codes,
    IReadOnlyList<Choice> Years,
    IReadOnlyList<Choice> Schools)
{
    /// <summary>The competitions that take pupils in, or will; empty if there are none, and the form then has no such field.</summary>
    public required IReadOnlyList<Choice> Competitions { get; init; }
}

/// <summary>One code for the board. <c>Address</c> is for typing; <c>Link</c> includes the code.</summary>
/// <param name="Qr">The QR code of the link; null if the link is too long for one.</param>
/// <param name="Competition">The title of the competition in which whoever joins takes part as well; null: none.</param>
/// <param name="IsStaff">Whether this person has the list of all codes.</param>
public sealed record JoinCodeModel(
    JoinCodeLine Line, string Address, string Link, SafeHtml? Qr, string? Competition, bool IsStaff);

/// <summary>Maps /admin/codes and below.</summary>
public static class JoinCodeEndpoints
{
    private const int MaxLabel = 60;

    public static void Map(RouteGroup staff, RouteGroup people)
    {
        staff.Page("/admin/codes", "codes", Show);
        staff.Post("/admin/codes", "codes.make", Make).WithMetadata(ClockPolicy.SchoolYear, FilledForm.Shown);
        // A coordinator's own codes are those for competitions of the own school.
        people.Page("/admin/codes/{id}", "codes.board", ShowOne);
        people.Post("/admin/codes/{id}/end", "codes.end", End);
    }

    private static Task<IResult> Show(Visit visit) =>
        List(visit, new FormView { ["uses"] = MemberLimits.UsualCodeUses, ["days"] = MemberLimits.UsualCodeDays }, StatusCodes.Status200OK);

    private static async Task<IResult> List(Visit visit, FormView form, int status)
    {
        var (codes, schools, competitions) = await visit.Read(sql =>
            (JoinCodes.List(sql), Schools.List(sql), Competitions.ListPublished(sql)));
        var rules = visit.Rules;
        var years = new List<Choice> { new("", "Whoever joins says it") };
        for (var year = rules.FirstYear; year <= rules.LastYear; year++) years.Add(new Choice($"{year}", $"Year {year}"));
        var schoolChoices = new List<Choice>();
        if (schools.Count > 0) schoolChoices.Add(new Choice("", "None"));
        foreach (var school in schools) schoolChoices.Add(new Choice($"{school.Id}", school.NameAndTown));
        var notice = visit.Query("said") switch
        {
            "ended" => "The code was ended. Nobody can join with it any more; whoever has joined stays.",
            "closed" => "That code had ended already.",
            _ => null,
        };
        List<Choice> entries = [.. competitions.Where(one => TakesCodes(one, visit.Now)).Select(one => new Choice($"{one.Id}", one.Title))];
        if (entries.Count > 0) entries.Insert(0, new Choice("", "None"));
        List<JoinCodeLine> lines = [.. codes.Select(code => Describe(visit, code, schools))];
        var model = new JoinCodesModel(form, notice, lines, years, schoolChoices) { Competitions = entries };
        return visit.Page(new Pages_JoinCodes { Frame = visit.Frame, Model = model }, status);
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
        var wanted = form.Number("competition", "Competition", 1, int.MaxValue, isOptional: true);
        var competition = wanted is { } entry ? await visit.Read(sql => Competitions.Find(sql, entry)) : null;
        if (wanted is not null && (competition is null || !TakesCodes(competition, visit.Now)))
            form.Fail("competition", "Competition: please choose one of the list.");
        var uses = form.Number("uses", "How many may join", 1, MemberLimits.MaxCodeUses);
        var days = form.Number("days", "Days", 1, MemberLimits.MaxCodeDays);
        if (!form.IsGood) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);

        long? start = year is { } group ? SchoolTime.StartYear(group, visit.SchoolYear) : null;
        var added = await visit.Write(sql =>
        {
            var code = new JoinCode
            {
                Code = JoinCodes.NewCode(sql),
                Label = label,
                StartYear = start,
                Class = className,
                SchoolId = school,
                CompetitionId = wanted,
                MaxUses = uses!.Value,
                ExpiresAt = visit.Now + days!.Value * 86_400L,
            };
            var made = JoinCodes.Add(sql, code, visit.Member.MemberId, visit.Now);
            var detail = $"for at most {uses.Value}, {Audit.Count(days.Value, "day")}";
            Audit.Add(sql, visit.Actor, "code.make", visit.Now, "join code", made, detail);
            return made;
        });
        return visit.SeeOther($"/admin/codes/{added}");
    }

    private static async Task<IResult> ShowOne(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (code, schools, competition) = await visit.Read(sql =>
        {
            var found = JoinCodes.Find(sql, id);
            return (found, Schools.List(sql), found?.CompetitionId is { } of ? Competitions.Find(sql, of) : null);
        });
        if (code is null || !MaySee(visit.Member, code)) return visit.NotFound();
        var address = visit.Absolute("/join");
        // Browsers try https by themselves, so it need not be typed.
        var typed = address.StartsWith("https://", StringComparison.Ordinal) ? address["https://".Length..] : address;
        var line = Describe(visit, code, schools);
        var link = $"{address}?code={line.Written}";
        var model = new JoinCodeModel(line, typed, link, QrCode.Draw(link, "QR code of the page for joining with this code"),
            competition?.Title, visit.Member.Role.Opens(Access.Staff));
        return visit.Page(new Pages_JoinCode { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> End(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var said = await visit.Write(sql =>
        {
            if (JoinCodes.Find(sql, id) is not { } code || !MaySee(ActingMember.Find(sql, visit), code)) return null;
            if (JoinCodes.End(sql, id, visit.Now) == 0) return "closed";
            Audit.Add(sql, visit.Actor, "code.end", visit.Now, "join code", id);
            return "ended";
        });
        return said is null ? visit.NotFound()
            : visit.SeeOther(visit.Member.Role.Opens(Access.Staff) ? $"/admin/codes?said={said}" : $"/admin/codes/{id}");
    }

    /// <summary>Whether a code for the competition can still be of use.</summary>
    private static bool TakesCodes(Competition competition, long now) =>
        competition is { IsDraft: false, IsOver: false } && now < competition.EnrolUntil && now < competition.ClosesAt;

    private static bool MaySee(SignedIn actor, JoinCode code) =>
        actor.Role.Opens(Access.Staff) || (code.SchoolId is { } school && MemberPermissions.MayActFor(actor, school));

    private static JoinCodeLine Describe(Visit visit, JoinCode code, List<School> schools)
    {
        var school = code.SchoolId is { } id ? schools.Find(one => one.Id == id)?.Name : null;
        var state = code switch
        {
            _ when code.ExpiresAt <= visit.Now => $"Ended {SchoolTime.Moment(code.ExpiresAt, visit.Now)}",
            _ when code.Uses >= code.MaxUses => "Used up",
            _ => $"Open until {SchoolTime.Moment(code.ExpiresAt, visit.Now)}",
        };
        var place = new Whereabouts(code.StartYear, visit.SchoolYear, code.Class, school, visit.Rules.LastYear);
        return new JoinCodeLine(code, OneTimeCodes.Write(code.Code), place.Words, state, code.IsOpen(visit.Now));
    }
}
