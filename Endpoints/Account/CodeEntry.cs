// Join codes that are for a competition: why one does not work now, and the page on which somebody who has an account takes part with it.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page for a member who is signed in and opens such a code.</summary>
/// <param name="Code">As it is printed.</param>
/// <param name="Problem">Why they cannot take part with it, and what to do; null: they can.</param>
public sealed record CodeEntryModel(Competition Competition, string Code, string? School, string? Problem);

/// <summary>The competition of a join code.</summary>
internal static class CodeEntry
{
    /// <summary>The competition of a code; null: the code is for none.</summary>
    public static Competition? CompetitionOf(Sql sql, JoinCode code) =>
        code.CompetitionId is { } id ? Competitions.Find(sql, id) : null;

    /// <summary>What a code sets for whoever joins: "year 9, class 9B, Hill School"; null if it sets nothing.</summary>
    public static string? WhoFor(Visit visit, JoinCode code, string? school)
    {
        var words = new List<string>();
        if (code.StartYear is { } start) words.Add($"year {SchoolTime.YearGroup(start, visit.SchoolYear)}");
        if (code.Class.Length > 0) words.Add($"class {code.Class}");
        if (school is not null) words.Add(school);
        return words.Count == 0 ? null : string.Join(", ", words);
    }

    /// <summary>Why nobody can take part with this code now, and what to do; null if they can, or the code is for no competition.</summary>
    public static string? FindObstacle(Sql sql, JoinCode code, long now) => CompetitionOf(sql, code) is { } competition
        ? SchoolEnrolments.FindObstacle(sql, competition, code.SchoolId, now)
        : null;

    /// <summary>Why somebody of this year cannot take part with the code; null if they can, or the code is for no competition.</summary>
    public static string? FindYearProblem(Sql sql, JoinCode code, long? startYear, long now) =>
        CompetitionOf(sql, code) is { } competition && competition.DivisionOf(startYear, now).Length == 0
            ? $"Year group: “{competition.Title}” has the divisions {competition.Divisions}, and this year group is in none of them. "
                + "Ask your teacher."
            : null;

    /// <summary>Enrols somebody who has just joined, within the same transaction; the words for the audit, empty: they were not.</summary>
    public static string Enrol(Sql sql, JoinCode code, long memberId, long now) => CompetitionOf(sql, code) is { } competition
        && Enrolments.Add(sql, competition, memberId, null, now) ? $", enrolled in competition {competition.Id}" : "";

    /// <summary>The page for somebody who is signed in; if the code is for no competition, the list of them says so.</summary>
    public static async Task<IResult> Show(Visit visit, string typed)
    {
        if (await Find(visit, typed) is not var (code, competition)) return Nowhere(visit, typed);
        var problem = await visit.Read(sql => FindProblem(sql, visit, code, competition));
        return await Page(visit, code, competition, problem, StatusCodes.Status200OK);
    }

    /// <summary>Takes part with the code: twice is once.</summary>
    public static async Task<IResult> Take(Visit visit, string typed)
    {
        if (await Find(visit, typed) is not var (code, competition)) return Nowhere(visit, typed);
        var problem = await visit.Write(sql =>
        {
            if (Enrolments.Find(sql, competition.Id, visit.Member.MemberId) is { State: EnrolmentState.Enrolled }) return null;
            if (FindProblem(sql, visit, code, competition) is { } found) return found;
            if (!Enrolments.Add(sql, competition, visit.Member.MemberId, null, visit.Now)) return NotPupil;
            Audit.Add(sql, visit.Actor, "enrolment.add", visit.Now, "competition", competition.Id, $"with code {code.Id}");
            return null;
        });
        return problem is null
            ? visit.SeeOther($"/competitions/{competition.Id}")
            : await Page(visit, code, competition, problem, StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Nowhere(Visit visit, string typed) => visit.SeeOther(typed.Length == 0 ? "/" : "/competitions?said=code");

    private const string NotPupil = "Only pupils take part. If you are one, ask your teacher to look at your account.";

    private static string? FindProblem(Sql sql, Visit visit, JoinCode seen, Competition competition)
    {
        if (Members.Find(sql, visit.Member.MemberId) is not { } member || !MemberRules.IsActivePupil(member)) return NotPupil;
        if (Enrolments.Find(sql, competition.Id, member.Id) is { State: EnrolmentState.Disqualified })
            return "You were disqualified from this competition. Its page says why.";
        if (JoinCodes.Find(sql, seen.Id) is not { } code || code.ExpiresAt <= visit.Now)
            return "This code has expired. Ask your teacher for a new one.";
        if (code.SchoolId is not null && code.SchoolId != member.SchoolId)
            return "This code is for the pupils of another school than yours. "
                + "Ask the teacher who looks after the competition at your school.";
        return SchoolEnrolments.FindObstacle(sql, competition, member.SchoolId, visit.Now)
            ?? FindYearProblem(sql, code, member.StartYear, visit.Now);
    }

    private static async Task<(JoinCode Code, Competition Competition)?> Find(Visit visit, string typed)
    {
        if (OneTimeCodes.Parse(typed) is not { } text) return null;
        var (code, competition) = await visit.Read(sql =>
            JoinCodes.Find(sql, text) is { } found ? (found, CompetitionOf(sql, found)) : (null, null));
        return code is null || competition is null || competition.IsDraft ? null : (code, competition);
    }

    private static async Task<IResult> Page(Visit visit, JoinCode code, Competition competition, string? problem, int status)
    {
        var school = code.SchoolId is { } id ? (await visit.Read(sql => Schools.Find(sql, id)))?.Name : null;
        var model = new CodeEntryModel(competition, OneTimeCodes.Write(code.Code), school, problem);
        return visit.Page(new Pages_CodeEntry { Frame = visit.Frame, Model = model }, status);
    }
}
