// Adding many members from a list: sent or pasted, shown row by row before anything changes, then added in one transaction.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The form that takes a list.</summary>
/// <param name="School">The coordinator's own school, which every new member joins; null if the list sets the school.</param>
/// <param name="Competition">The competition in which everybody on the list is enrolled as well; null: in none.</param>
public sealed record ImportModel(FormView Form, bool MayGiveRoles, string? School, Competition? Competition);

/// <summary>What the list would change, before it does.</summary>
/// <param name="Text">The list, which the confirming form contains and which is read again.</param>
/// <param name="Competition">As in <see cref="ImportModel"/>.</param>
public sealed record ImportPlanModel(ImportPlan Plan, string Text, int SchoolYear, Rules Rules, Competition? Competition)
{
    /// <summary>Whether the list can be carried out: somebody is added, or those who are there already are enrolled.</summary>
    public bool DoesSomething => Plan.Count(ImportAction.Add) > 0 || (Competition is not null && Plan.Count(ImportAction.Skip) > 0);

    /// <summary>Whether any row has a school; if not, the page leaves the column out.</summary>
    public bool HasSchools => Plan.Rows.Any(row => row.School.Length > 0);
}

/// <summary>The members that were added, in sheets of slips.</summary>
/// <param name="UndoUntil">Until when the whole import can be undone, on the page of its change; null if that is over.</param>
/// <param name="Enrolled">What came of enrolling them in a competition; null: they were enrolled in none.</param>
/// <param name="EarlierSite">The import of an earlier site that made them: then only those without a password. Null: a list did.</param>
public sealed record ImportedModel(
    long ChangeId, IReadOnlyList<Member> Added, int SchoolYear, Rules Rules, long? UndoUntil, string? Enrolled, long? EarlierSite)
{
    /// <summary>The members in groups that get slips together.</summary>
    public IEnumerable<Member[]> Sheets => Added.Chunk(MemberLimits.MaxSlips);
}

/// <summary>Maps /admin/members/import.</summary>
public static class AdminImportEndpoints
{
    private const int MaxText = 300_000;

    /// <summary>How often a list is planned again because a member was added or changed at this very moment.</summary>
    private const int MaxRounds = 5;

    public static void Map(RouteGroup people)
    {
        people.Page("/admin/members/import", "members.import_page", async visit =>
            await FormPage(visit, new FormView(), await ImportEnrolment.Find(visit), StatusCodes.Status200OK));
        people.Post("/admin/members/import", "members.import_plan", ShowPlan).WithMetadata(BodyLimit.MemberListFile);
        people.Post("/admin/members/import/confirm", "members.import", Confirm)
            .WithMetadata(BodyLimit.MemberList, ClockPolicy.SchoolYear);
        people.Page("/admin/members/import/{id}", "members.imported", ShowAdded);
    }

    /// <summary>The dry run: changes nothing.</summary>
    private static async Task<IResult> ShowPlan(Visit visit)
    {
        if (IsWithoutSchool(visit)) return visit.NotFound();
        var (text, list) = ReadList(visit.Form);
        var competition = await ImportEnrolment.Find(visit);
        if (list.Problem is not null) return await Refuse(visit, text, competition, list.Problem);
        if (await ImportEnrolment.FindObstacle(visit, competition) is { } obstacle) return await Refuse(visit, text, competition, obstacle);
        var plan = (await visit.Read(ImportGround.Find)).Plan(visit, list);
        return PlanPage(visit, plan, text, competition, StatusCodes.Status200OK);
    }

    /// <summary>Reads the list again and adds the members that are still missing: some may have joined by themselves meanwhile.</summary>
    private static async Task<IResult> Confirm(Visit visit)
    {
        if (IsWithoutSchool(visit)) return visit.NotFound();
        var (text, list) = ReadList(visit.Form);
        var competition = await ImportEnrolment.Find(visit);
        if (list.Problem is not null) return await Refuse(visit, text, competition, list.Problem);
        if (await ImportEnrolment.FindObstacle(visit, competition) is { } obstacle) return await Refuse(visit, text, competition, obstacle);
        for (var round = 0; ; round++)
        {
            // Planned before the transaction, and only carried out if it would still be the same plan inside it.
            var ground = await visit.Read(ImportGround.Find);
            var plan = ground.Plan(visit, list);
            var doesSomething = new ImportPlanModel(plan, text, visit.SchoolYear, visit.Rules, competition).DoesSomething;
            if (!doesSomething || round == MaxRounds)
                return PlanPage(visit, plan, text, competition, StatusCodes.Status422UnprocessableEntity);
            var tally = new EnrolTally(0, 0, 0);
            var id = await visit.WriteAlone(sql =>
            {
                if (!ImportGround.Find(sql).IsSame(ground)) return (long?)null;
                var import = plan.Count(ImportAction.Add) > 0 ? AddAll(sql, visit, plan) : 0;
                if (competition is not null) tally = ImportEnrolment.Enrol(sql, visit, competition, plan);
                return import;
            });
            if (id > 0)
                return visit.SeeOther($"/admin/members/import/{id}" + (competition is null ? "" : $"?{OwnPupilWords.Query(tally)}"));
            // Staff bring in lists of several schools, so they go on to all pupils.
            var page = MemberPermissions.SchoolOf(visit.Member) is null ? "pupils" : "own-school";
            if (id == 0) return visit.SeeOther($"/admin/competitions/{competition!.Id}/{page}?{OwnPupilWords.Query(tally)}");
        }
    }

    /// <summary>The form with a list that cannot be read, and the reason.</summary>
    private static Task<IResult> Refuse(Visit visit, string text, Competition? competition, string problem)
    {
        var form = new FormView { ["text"] = text, ["competition"] = visit.Form["competition"].ToString() };
        form.Fail("text", problem);
        return FormPage(visit, form, competition, StatusCodes.Status422UnprocessableEntity);
    }

    private static long AddAll(Sql sql, Visit visit, ImportPlan plan)
    {
        var import = Imports.Begin(sql, visit.Member.MemberId, plan.Count(ImportAction.Add), visit.Now);
        foreach (var row in plan.Of(ImportAction.Add))
        {
            var member = new NewMember
            {
                Login = row.Login,
                Name = row.Name,
                DisplayName = row.DisplayName,
                StartYear = row.StartYear,
                Class = row.Class,
                SchoolId = row.SchoolId,
                Role = row.Role,
                State = MemberState.Active,
                PasswordHash = "",
            };
            var id = Members.Add(sql, member, visit.Now)
                ?? throw new InvalidOperationException("The plan, made in this transaction, gave away a login that is taken.");
            Imports.Note(sql, import, id);
            Audit.Add(sql, visit.Actor, "member.add", visit.Now, "member", id, $"import {import}");
        }
        Audit.Add(sql, visit.Actor, "member.import", visit.Now, "change", import, Audit.Count(plan.Count(ImportAction.Add), "member"));
        return import;
    }

    private static async Task<IResult> ShowAdded(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (change, added, earlierSite) = await visit.Read(sql => Imports.Find(sql, id) is { } import && MaySee(visit.Member, import)
            ? (Changes.Find(sql, id), Imports.ListAdded(sql, id), PastImports.FindByChange(sql, id)) : (null, [], null));
        if (change is null) return visit.NotFound();
        // Of an earlier site most have brought their passwords, and a slip would be in vain.
        if (earlierSite is not null) added.RemoveAll(static member => member.HasPassword);
        added.RemoveAll(member => !MemberPermissions.MaySee(visit.Member, member));
        var end = UndoPeriod.EndOf(change, []);
        long? undoUntil = change.UndoneAt is null && visit.Now < end ? end : null;
        var model = new ImportedModel(id, added, visit.SchoolYear, visit.Rules, undoUntil, OwnPupilWords.Notice(visit), earlierSite);
        return visit.Page(new Pages_AdminImported { Frame = visit.Frame, Model = model });
    }

    /// <summary>A coordinator sees only the imports they made; each member in it is checked separately.</summary>
    private static bool MaySee(SignedIn actor, Import import) =>
        MemberPermissions.SchoolOf(actor) is null || import.ActorId == actor.MemberId;

    private static bool IsWithoutSchool(Visit visit) => MemberPermissions.SchoolOf(visit.Member) == MemberFilter.NobodysSchool;

    /// <summary>The list that was sent, as text and cell by cell. Read before any transaction, because it may be long.</summary>
    private static (string Text, ImportList List) ReadList(IFormCollection form)
    {
        var (text, problem) = ReadText(form);
        return (text, problem is null ? MemberImport.Parse(text) : new ImportList(problem, [], []));
    }

    /// <summary>The text that was sent as a file or pasted, and why it is not a list.</summary>
    private static (string Text, string? Problem) ReadText(IFormCollection form)
    {
        var text = form["text"].ToString();
        if (form.Files.GetFile("file") is { Length: > 0 } file)
        {
            if (file.Length > MaxText)
            {
                return ("", "The file is larger than 300 kB. A list of a thousand pupils is much smaller: "
                    + "is it the right file, saved as CSV?");
            }
            using var content = new MemoryStream();
            file.CopyTo(content);
            text = Csv.Decode(content.ToArray());
            // Sending a workbook (a zip file) instead of CSV is a common mistake.
            if (text.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal))
                return ("", "This is no text file. In the spreadsheet, choose “Save as” and the kind “CSV”, and send that file.");
        }
        if (text.Length > MaxText) return ("", "The list is longer than 300,000 characters. Split it and send one part after the other.");
        return string.IsNullOrWhiteSpace(text) ? ("", "Choose a file or paste a list.") : (text, null);
    }

    private static async Task<IResult> FormPage(Visit visit, FormView form, Competition? competition, int status)
    {
        if (IsWithoutSchool(visit)) return visit.NotFound();
        var school = MemberPermissions.SchoolOf(visit.Member) is { } id ? (await visit.Read(sql => Schools.Find(sql, id)))?.Name : null;
        var model = new ImportModel(form, MemberPermissions.MayChangeAll(visit.Member), school, competition);
        return visit.Page(new Pages_AdminImport { Frame = visit.Frame, Model = model }, status);
    }

    private static IResult PlanPage(Visit visit, ImportPlan plan, string text, Competition? competition, int status) =>
        visit.Page(new Pages_AdminImportPlan
        {
            Frame = visit.Frame,
            Model = new ImportPlanModel(plan, text, visit.SchoolYear, visit.Rules, competition),
        }, status);
}
