// One member's page: their details, a link for a new password, signing out and the requested display name; and the form for a new member.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One member.</summary>
public sealed record MemberModel
{
    public required Member Member { get; init; }
    public required FormView Form { get; init; }
    public required MemberChoices Choices { get; init; }
    public required string Year { get; init; }
    public required string Stage { get; init; }
    public string? School { get; init; }
    public required long Sessions { get; init; }
    public required IReadOnlyList<AuditLine> Lines { get; init; }

    /// <summary>Whether the page has a form; otherwise it only shows the member.</summary>
    public required bool MayEdit { get; init; }

    public required bool MayMakeLink { get; init; }

    /// <summary>Whether the reader may download all that is held about the member.</summary>
    public required bool MayGetData { get; init; }

    public string? Notice { get; init; }

    /// <summary>Whether the link to the pupil's answers is shown.</summary>
    public bool MaySeeAnswers { get; init; }

    /// <summary>The line of a pupil's points; null if this is not a pupil.</summary>
    public ProgressPicture? Progress { get; init; }
}

/// <summary>The form that adds a member.</summary>
public sealed record NewMemberModel(FormView Form, MemberChoices Choices);

/// <summary>A link for a new password, shown only once.</summary>
public sealed record MemberLinkModel(string Name, string Login, string Link, string Address, string Code, long ExpiresAt, long MemberId);

/// <summary>
/// Maps /admin/members/new and /admin/members/{id}. <see cref="MemberPermissions"/> decides who may do what to whom, again within each
/// transaction.
/// </summary>
public static class AdminMemberEditEndpoints
{
    private const int MaxLines = 20;

    public static void Map(RouteGroup people)
    {
        people.Page("/admin/members/new", "members.new", ShowNew);
        people.Post("/admin/members/new", "members.add", Add).WithMetadata(ClockPolicy.SchoolYear, FilledForm.Shown);
        people.Page("/admin/members/{id}", "members.show", Show);
        people.Post("/admin/members/{id}", "members.edit", Edit).WithMetadata(ClockPolicy.SchoolYear, FilledForm.Shown);
        people.Post("/admin/members/{id}/link", "members.link", MakeLink);
        people.Post("/admin/members/{id}/sign-out", "members.sign_out", SignOut);
        people.Post("/admin/members/{id}/name", "members.name", DecideName);
    }

    private static Task<IResult> ShowNew(Visit visit) =>
        NewPage(visit, new FormView { ["role"] = EnumText.Of(Role.Member) }, StatusCodes.Status200OK);

    private static async Task<IResult> Add(Visit visit)
    {
        if (MemberPermissions.SchoolOf(visit.Member) == MemberFilter.NobodysSchool) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var entry = MemberFields.Read(form, visit.Member, null, visit.Rules, visit.SchoolYear);
        if (!form.IsGood) return await NewPage(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var (id, problem) = await visit.Write(sql => AddOne(sql, visit, entry));
        if (problem is not var (field, sentence)) return visit.SeeOther($"/admin/members/{id}?said=added");
        form.Fail(field, sentence);
        return await NewPage(visit, form.View, StatusCodes.Status422UnprocessableEntity);
    }

    private static (long Id, (string Field, string Sentence)? Problem) AddOne(Sql sql, Visit visit, MemberEntry entry)
    {
        if (entry.SchoolId is { } school && Schools.Find(sql, school) is null)
            return (0, ("school", "School: this one is not there any more. Choose another."));
        if (entry.DisplayName.Length > 0 && Members.IsDisplayNameTaken(sql, entry.DisplayName, null)) return (0, ("display", NameTaken));
        var login = entry.Login.Length > 0 ? entry.Login : Logins.Suggest(entry.Name, wish => Members.FindByLogin(sql, wish) is not null);
        var display = entry.DisplayName.Length > 0 ? entry.DisplayName : DisplayNames.Initials(entry.Name);
        var schoolId = entry.SchoolId ?? (Logins.DomainOf(login) is { } domain ? Schools.FindByDomain(sql, domain)?.Id : null);
        if (MemberPermissions.NeedsSchool(entry.Role, schoolId)) return (0, ("role", NoSchool));
        var member = new NewMember
        {
            Login = login,
            Name = entry.Name,
            DisplayName = display,
            StartYear = entry.StartYear,
            Class = entry.Class,
            SchoolId = schoolId,
            Role = entry.Role,
            State = MemberState.Active,
            PasswordHash = "",
        };
        if (Members.Add(sql, member, visit.Now) is not { } id) return (0, ("login", LoginTaken));
        Audit.Add(sql, visit.Actor, "member.add", visit.Now, "member", id, EnumText.Of(entry.Role));
        return (id, null);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await Find(visit) is not { } member) return visit.NotFound();
        return await MemberPage(visit, member, MemberFields.Fill(member, visit.SchoolYear), StatusCodes.Status200OK);
    }

    private static async Task<IResult> Edit(Visit visit)
    {
        if (await Find(visit) is not { } member) return visit.NotFound();
        if (!MemberPermissions.MayEdit(visit.Member, member)) return NotYours();
        var form = new FormReader(visit.Form);
        var entry = MemberFields.Read(form, visit.Member, member, visit.Rules, visit.SchoolYear);
        form.Line("seen", "Page", 16, isOptional: true);
        if (!form.IsGood) return await MemberPage(visit, member, form.View, StatusCodes.Status422UnprocessableEntity);
        if (await visit.Write(sql => Save(sql, visit, member.Id, entry)) is not var (field, sentence)) return SayOf(visit, member, "saved");
        form.Fail(field, sentence);
        return await MemberPage(visit, member, form.View, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Saves all fields or none; returns what is wrong and at which field, or null.</summary>
    private static (string Field, string Sentence)? Save(Sql sql, Visit visit, long id, MemberEntry entry)
    {
        if (Members.Find(sql, id) is not { } before
            || !MemberPermissions.MayEdit(visit.Member, before)
            || visit.Form["seen"] != MemberFields.Stamp(before, visit.SchoolYear))
        {
            return ("", "This member was changed after you loaded the page. "
                + "Load it again, look at what is there now, then make your change.");
        }
        if (entry.Login != before.Login && Members.FindByLogin(sql, entry.Login) is not null) return ("login", LoginTaken);
        var isNewDisplay = entry.DisplayName != before.DisplayName;
        if (isNewDisplay && Members.IsDisplayNameTaken(sql, entry.DisplayName, before.Id)) return ("display", NameTaken);
        if (entry.SchoolId is { } school && school != before.SchoolId && Schools.Find(sql, school) is null)
            return ("school", "School: this one is not there any more. Choose another.");
        // A coordinator who has no school already may still be corrected otherwise; the pages show that a school is missing.
        if (MemberPermissions.NeedsSchool(entry.Role, entry.SchoolId) && !MemberPermissions.NeedsSchool(before.Role, before.SchoolId))
            return ("role", NoSchool);
        if (entry.Role != before.Role)
        {
            if (!Members.SetRole(sql, before.Id, entry.Role))
                return ("role", "Role: this is the only owner. Make somebody else an owner first.");
            var roles = $"{EnumText.Of(before.Role)} to {EnumText.Of(entry.Role)}";
            Audit.Add(sql, visit.Actor, "member.role", visit.Now, "member", before.Id, roles);
        }
        Members.Update(sql, before with
        {
            Name = entry.Name,
            Login = entry.Login,
            StartYear = entry.StartYear,
            Class = entry.Class,
            SchoolId = entry.SchoolId,
        });
        if (entry.Role != before.Role || entry.SchoolId != before.SchoolId) GuestRetention.Begin(sql, before.Id, entry.Role, visit.Now);
        if (isNewDisplay) Members.SetDisplayName(sql, before.Id, entry.DisplayName);
        var changed = string.Join(", ", Changed(before, entry));
        if (changed.Length > 0) Audit.Add(sql, visit.Actor, "member.edit", visit.Now, "member", before.Id, changed);
        return null;
    }

    private static IEnumerable<string> Changed(Member before, MemberEntry entry)
    {
        if (entry.Name != before.Name) yield return "name";
        if (entry.Login != before.Login) yield return "login";
        if (entry.DisplayName != before.DisplayName) yield return "display name";
        if (entry.StartYear != before.StartYear) yield return "year";
        if (entry.Class != before.Class) yield return "class";
        if (entry.SchoolId != before.SchoolId) yield return "school";
    }

    private static async Task<IResult> MakeLink(Visit visit)
    {
        if (await Find(visit) is not { } member) return visit.NotFound();
        if (!MemberPermissions.MayEdit(visit.Member, member)) return NotYours();
        var code = await visit.Write(sql => Members.Find(sql, member.Id) is { } now && MemberPermissions.MayMakeLink(visit.Member, now)
            ? OneTimeLinks.Make(sql, visit.Actor, member.Id, isSlip: false, visit.Now)
            : null);
        if (code is null) return SayOf(visit, member, "no-link");
        var model = new MemberLinkModel(member.Name, member.Login, visit.Absolute(OneTimeLinks.Path(code)), visit.AddressToType("/reset"),
            OneTimeCodes.Write(code), visit.Now + OneTimeLinks.LinkHours * 3600L, member.Id);
        return visit.Page(new Pages_AdminMemberLink { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> SignOut(Visit visit)
    {
        if (await Find(visit) is not { } member) return visit.NotFound();
        if (!MemberPermissions.MayEdit(visit.Member, member)) return NotYours();
        await visit.Write(sql =>
        {
            var ended = Sessions.EndAll(sql, member.Id);
            Audit.Add(sql, visit.Actor, "member.sign_out", visit.Now, "member", member.Id, Audit.Count(ended, "session"));
        });
        return SayOf(visit, member, "signed-out");
    }

    /// <summary>
    /// Gives the member the display name they requested, or lets them keep the one they have. <c>seen</c> is the requested name on the page
    /// that was shown.
    /// </summary>
    private static async Task<IResult> DecideName(Visit visit)
    {
        if (await Find(visit) is not { } member) return visit.NotFound();
        if (!MemberPermissions.MayEdit(visit.Member, member)) return NotYours();
        var isApproved = visit.Form["do"] == "show";
        var seen = visit.Form["seen"].ToString();
        var said = await visit.Write(sql =>
        {
            if (Members.Find(sql, member.Id) is not { } now || !MemberPermissions.MayEdit(visit.Member, now)) return "other-name";
            if (isApproved ? Approvals.ShowAlias(sql, member.Id, seen) is null : !Approvals.DropAlias(sql, member.Id, seen))
                return "other-name";
            Audit.Add(sql, visit.Actor, "member.name", visit.Now, "member", member.Id, isApproved ? "approved" : "refused");
            return isApproved ? "name-shown" : "name-refused";
        });
        return SayOf(visit, member, said);
    }

    /// <summary>The member in the address; null if there is none, or none that this person may see.</summary>
    private static async Task<Member?> Find(Visit visit) =>
        visit.Id() is { } id
        && await visit.Read(sql => Members.Find(sql, id)) is { } member
        && MemberPermissions.MaySee(visit.Member, member)
            ? member
            : null;

    private static async Task<IResult> MemberPage(Visit visit, Member member, FormView form, int status)
    {
        var (sessions, lines, schools) = await visit.Read(sql =>
            (Sessions.List(sql, member.Id, visit.Now).Count, Audit.ListAbout(sql, member.Id, MaxLines), Schools.ListNames(sql)));
        var (rules, year) = (visit.Rules, visit.SchoolYear);
        var model = new MemberModel
        {
            Member = member,
            Form = form,
            Choices = MemberFields.Choices(visit.Member, member, schools, rules, year),
            Year = MemberWords.Year(member.StartYear, year, rules),
            Stage = MemberWords.Stage(member.StartYear, year, rules),
            School = schools.Find(school => school.Id == member.SchoolId)?.Name,
            Sessions = sessions,
            Lines = lines,
            MayEdit = MemberPermissions.MayEdit(visit.Member, member),
            MayMakeLink = MemberPermissions.MayMakeLink(visit.Member, member),
            MayGetData = MemberPermissions.MayGetData(visit.Member, member),
            Notice = Notice(visit),
            MaySeeAnswers = member is { Role: Role.Member, State: not MemberState.Former } && visit.Member.Role.Opens(Access.Staff),
            Progress = member is { Role: Role.Member, State: not MemberState.Former }
                ? await ProgressPicture.FindLine(visit, member.Id) : null,
        };
        return visit.Page(new Pages_AdminMember { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> NewPage(Visit visit, FormView form, int status)
    {
        if (MemberPermissions.SchoolOf(visit.Member) == MemberFilter.NobodysSchool) return visit.NotFound();
        var choices = MemberFields.Choices(visit.Member, null, await visit.Read(Schools.ListNames), visit.Rules, visit.SchoolYear);
        return visit.Page(new Pages_AdminMemberNew { Frame = visit.Frame, Model = new NewMemberModel(form, choices) }, status);
    }

    private static Refusal NotYours() => new(StatusCodes.Status403Forbidden,
        "Owners and teachers are changed by an owner only, and nobody changes a former member. Ask an owner of the society.");

    private static IResult SayOf(Visit visit, Member member, string said) => visit.SeeOther($"/admin/members/{member.Id}?said={said}");

    private static string? Notice(Visit visit) => visit.Query("said") switch
    {
        "added" => "Added. There is no password yet: make a login slip or a link, with which they choose one.",
        "saved" => "Saved.",
        "signed-out" => "Signed out on every device.",
        "name-shown" => "The new display name is shown.",
        "name-refused" => "The wish is refused; the display name stays as it is.",
        "other-name" => "The wish was changed or decided in the meantime. Look at it as it is now.",
        "no-link" => "Nothing was made: only somebody who may sign in can have a link for a new password.",
        _ => null,
    };

    private const string LoginTaken = "Login: somebody else has this one. Choose another.";
    private const string NameTaken = "What others see: somebody else is shown under this name. Choose another.";
    private const string NoSchool = "Role: a school coordinator looks after the pupils of one school. "
        + "Choose the school too; an owner adds it under Schools if it is not in the list.";
}
