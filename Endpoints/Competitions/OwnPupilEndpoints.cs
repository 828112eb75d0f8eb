// A school's pupils in a competition: enrolled from those who are here or by a join code, withdrawn, and downloaded as a list.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What came of enrolling several pupils, in a sentence: carried to the next page in its query.</summary>
internal static class OwnPupilWords
{
    public static string Query(EnrolTally tally) => $"enrolled={tally.Enrolled}&already={tally.Already}&undivided={tally.Undivided}";

    /// <summary>Null: nothing of the kind was done.</summary>
    public static string? Notice(Visit visit)
    {
        if (Number(visit, "enrolled") is not { } enrolled) return null;
        var words = $"{English.Count(enrolled, "pupil")} enrolled.";
        if (Number(visit, "already") is > 0 and var already) words += $" {already} took part already, or may not.";
        if (Number(visit, "undivided") is > 0 and var undivided)
            words += $" {undivided} could not be enrolled: their year group is not known, or in none of the divisions. "
                + "Correct it on the pupil’s page.";
        return words;
    }

    private static int? Number(Visit visit, string name) => Rules.Whole(visit.Query(name), 0, SchoolEnrolments.MaxListed);
}

/// <summary>Maps what is below /admin/competitions/{id}/own-school about pupils.</summary>
public static class OwnPupilEndpoints
{
    private const string NotYours = "You do not look after this school any more. Ask the society if that is wrong.";

    public static void Map(RouteGroup people)
    {
        people.Page("/admin/competitions/{id}/own-school/enrol", "own_school.enrol_page", ShowOthers);
        people.Post("/admin/competitions/{id}/own-school/enrol", "own_school.enrol", Enrol)
            .WithMetadata(BodyLimit.Ticks, ClockPolicy.SchoolYear);
        people.Post("/admin/competitions/{id}/own-school/withdraw", "own_school.withdraw", Withdraw).WithMetadata(BodyLimit.Ticks);
        people.Post("/admin/competitions/{id}/own-school/code", "own_school.code", MakeCode).WithMetadata(ClockPolicy.SchoolYear);
        people.Post("/admin/competitions/{id}/own-school/export.csv", "own_school.export", Export);
    }

    private static async Task<IResult> ShowOthers(Visit visit) => await OwnSchool.Find(visit) is { } own
        ? await EnrolPage(visit, own,
            new FormView { ["uses"] = MemberLimits.UsualCodeUses, ["days"] = MemberLimits.UsualCodeDays }, StatusCodes.Status200OK)
        : visit.NotFound();

    private static async Task<IResult> EnrolPage(Visit visit, OwnSchool own, FormView form, int status)
    {
        var name = ClassNames.Fold(visit.IsView ? visit.Query("class") : form["class"]);
        var (classes, pupils) = await visit.Read(sql => (
            MemberList.Classes(sql, own.Part.SchoolId),
            SchoolEnrolments.ListOthers(sql, own.Competition.Id, own.Part.SchoolId, name)));
        form["class"] = name;
        List<Choice> choices = [new("", "Every class"), .. classes.Select(one => new Choice(one, one))];
        var model = new OwnEnrolModel(own, form, choices, name, pupils, visit.SchoolYear, visit.Rules);
        return visit.Page(new Pages_OwnEnrol { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Enrol(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var name = form.ClassName();
        var ids = form.Ids("id", SchoolEnrolments.MaxListed);
        var isAll = form.Ticked("all");
        if (!isAll && ids.Count == 0) form.Fail("", "Nobody was ticked. Tick the boxes before the names, or the one for all of them.");
        if (!form.IsGood) return await EnrolPage(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
        var tally = new EnrolTally(0, 0, 0);
        var obstacle = await visit.WriteAlone(sql =>
        {
            if (own.FindAgain(sql, visit) is not { } now) return NotYours;
            if (FindObstacle(sql, now, visit.Now) is { } problem) return problem;
            var all = isAll
                ? SchoolEnrolments.ListOthers(sql, now.Competition.Id, now.Part.SchoolId, name).ConvertAll(member => member.Id)
                : ids;
            tally = AddAll(sql, visit, now, all);
            return null;
        });
        if (obstacle is null) return visit.SeeOther(own.PathOf("", OwnPupilWords.Query(tally)));
        form.Fail("", obstacle);
        return await EnrolPage(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Enrols and writes one line of the audit.</summary>
    private static EnrolTally AddAll(Sql sql, Visit visit, OwnSchool own, List<long> ids)
    {
        var tally = SchoolEnrolments.Add(sql, own.Competition, own.Part.SchoolId, ids, visit.Member.MemberId, visit.Now);
        if (tally.Enrolled > 0)
            Audit.Add(sql, visit.Actor, "enrolment.add", visit.Now, "competition", own.Competition.Id,
                $"school {own.Part.SchoolId}, {Audit.Count(tally.Enrolled, "pupil")}");
        return tally;
    }

    /// <summary>A coordinator accepts before anybody is enrolled, also for one of our own schools, whose pupils may join without.</summary>
    private static string? FindObstacle(Sql sql, OwnSchool own, long now) => own.Part.State == SchoolPart.Accepted
        ? SchoolEnrolments.FindObstacle(sql, own.Competition, own.Part.SchoolId, now)
        : "The school does not take part. Accept the invitation first; if it was declined, ask the society for another.";

    private static async Task<IResult> Withdraw(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var ids = new FormReader(visit.Form).Ids("id", SchoolEnrolments.MaxListed);
        if (ids.Count == 0) return visit.SeeOther(own.PathOf("", "said=nobody"));
        if (own.Competition.ResultsAt is not null)
            return new Refusal(StatusCodes.Status403Forbidden, "The results are published, so they stay as they are.");
        var withdrawn = await visit.Write(sql =>
        {
            if (own.FindAgain(sql, visit) is not { Competition.ResultsAt: null } now) return (int?)null;
            var count = SchoolEnrolments.Withdraw(sql, now.Competition.Id, now.Part.SchoolId, ids, own.IsNamed, visit.Now);
            if (count > 0)
                Audit.Add(sql, visit.Actor, "enrolment.withdraw", visit.Now, "competition", now.Competition.Id,
                    $"school {now.Part.SchoolId}, {Audit.Count(count, "pupil")}");
            return count;
        });
        if (withdrawn is null) return visit.NotFound();
        return visit.SeeOther(own.PathOf("", withdrawn < ids.Count && !own.IsNamed ? "said=stay" : "said=withdrawn"));
    }

    private static async Task<IResult> MakeCode(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var className = form.ClassName("group");
        var rules = visit.Rules;
        var year = form.Number("year", "Year group", rules.FirstYear, rules.LastYear, isOptional: true);
        var uses = form.Number("uses", "How many may join", 1, MemberLimits.MaxCodeUses);
        var days = form.Number("days", "Days", 1, MemberLimits.MaxCodeDays);
        long? start = year is { } group ? SchoolTime.StartYear(group, visit.SchoolYear) : null;
        if (start is not null && own.Competition.DivisionOf(start, visit.Now).Length == 0)
            form.Fail("year", "Year group: this one is in none of the competition’s divisions.");
        if (!form.IsGood) return await EnrolPage(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
        var (obstacle, made) = await visit.Write(sql =>
        {
            if (own.FindAgain(sql, visit) is not { } now) return (NotYours, 0);
            // It may be made before enrolment begins, for the board of that day.
            if (visit.Now >= now.Competition.EnrolFrom && FindObstacle(sql, now, visit.Now) is { } problem) return (problem, 0);
            var code = new JoinCode
            {
                Code = JoinCodes.NewCode(sql),
                Label = className.Length > 0 ? $"{className}, competition {now.Competition.Id}" : $"Competition {now.Competition.Id}",
                StartYear = start,
                Class = className,
                SchoolId = now.Part.SchoolId,
                CompetitionId = now.Competition.Id,
                MaxUses = uses!.Value,
                ExpiresAt = Math.Min(visit.Now + days!.Value * 86_400L, now.Competition.EnrolUntil),
            };
            var id = JoinCodes.Add(sql, code, visit.Member.MemberId, visit.Now);
            Audit.Add(sql, visit.Actor, "code.make", visit.Now, "join code", id,
                $"for at most {uses.Value}, {Audit.Count(days.Value, "day")}, competition {now.Competition.Id}, "
                    + $"school {now.Part.SchoolId}");
            return ((string?)null, id);
        });
        if (obstacle is null) return visit.SeeOther($"/admin/codes/{made}");
        form.Fail("", obstacle);
        return await EnrolPage(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Export(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var pupils = await visit.Write(sql =>
        {
            if (own.FindAgain(sql, visit) is null) return null;
            var rows = SchoolEnrolments.List(sql, own.Competition.Id, own.Part.SchoolId);
            Audit.Add(sql, visit.Actor, "competition.export_school", visit.Now, "competition", own.Competition.Id,
                $"school {own.Part.SchoolId}, {Audit.Count(rows.Count, "pupil")}");
            return rows;
        });
        if (pupils is null) return visit.NotFound();
        // Excel reads the file as UTF-8 because of the byte order mark.
        var file = new StringBuilder("\uFEFF", 200 + pupils.Count * 120);
        Csv.AppendRow(file,
            "name", "login", "year", "class", "division", "school", "state", "enrolled at", "started at", "parts answered", "points");
        foreach (var one in pupils)
        {
            Csv.AppendRow(file,
                one.Name, one.Login, MemberWords.Year(one.StartYear, visit.SchoolYear, visit.Rules), one.Class, one.Division,
                own.Part.Name, EnumText.Of(one.State), SchoolTime.Machine(one.EnrolledAt),
                one.StartedAt is { } start ? SchoolTime.Machine(start) : "", $"{one.Answered}",
                one.ShowsPoints(own.Competition, visit.Now, visit.Rules.Scoring.GraceSeconds) ? $"{one.Points}" : "");
        }
        var day = SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Download($"competition-{own.Competition.Id}-school-{day}.csv", "text/csv; charset=utf-8", file.ToString());
    }
}
