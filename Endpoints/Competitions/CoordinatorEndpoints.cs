// The coordinators of one school, and the invitations by which somebody becomes one: made, shown once, listed and revoked.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
/// <param name="Competitions">The competitions an invitation may be for; empty for a coordinator, who only hands over.</param>
public sealed record CoordinatorsModel(
    School School, FormView Form, IReadOnlyList<Member> Coordinators, IReadOnlyList<Invitation> Invitations,
    IReadOnlyList<Choice> Competitions, bool IsStaff, string? Notice, long Now)
{
    /// <summary>When the coordinators are archived unless staff renew them; null: their time has not begun to end.</summary>
    public long? EndsAt { get; init; }
}

/// <summary>An invitation that has just been made. The code is shown this once.</summary>
/// <param name="Qr">The QR code of the link; null if the site's address is too long for one.</param>
public sealed record InvitationMadeModel(School School, string Link, string Address, string Code, SafeHtml? Qr, long ExpiresAt);

/// <summary>Maps /admin/schools/{id}/coordinators and the revoking of invitations.</summary>
public static class CoordinatorEndpoints
{
    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["revoked"] = "The invitation was revoked. Nobody can use it any more.",
        ["renewed"] = "The coordinators were renewed: their time begins again today.",
        ["over"] = "That invitation could not be used any more in any case.",
    };

    public static void Map(RouteGroup people, RouteGroup staff)
    {
        staff.Post("/admin/schools/{id}/coordinators/renew", "coordinators.renew", Renew);
        people.Page("/admin/schools/{id}/coordinators", "coordinators", Show);
        people.Post("/admin/schools/{id}/coordinators", "coordinators.invite", Invite);
        people.Post("/admin/invitations/{id}/revoke", "coordinators.revoke", Revoke);
    }

    private static async Task<IResult> Show(Visit visit) => await Find(visit) is { } school
        ? await Page(visit, school, new FormView { ["competition"] = visit.Query("competition") }, StatusCodes.Status200OK)
        : visit.NotFound();

    private static async Task<IResult> Page(Visit visit, School school, FormView form, int status)
    {
        var isStaff = visit.Member.Role.Opens(Access.Staff);
        var (coordinators, invitations, competitions, since) = await visit.Read(sql => (
            Invitations.Coordinators(sql, school.Id), Invitations.List(sql, school.Id), isStaff ? Competitions.ListAll(sql) : [],
            GuestRetention.FindCoordinatorsSince(sql, school.Id)));
        List<Choice> choices = [.. competitions.Where(static one => !one.IsOver).Select(one => new Choice($"{one.Id}", one.Title))];
        if (choices.Count > 0) choices.Insert(0, new Choice("", "None yet"));
        var notice = Notices.GetValueOrDefault(visit.Query("said"));
        var model = new CoordinatorsModel(school, form, coordinators, invitations, choices, isStaff, notice, visit.Now)
        {
            EndsAt = since <= visit.Now ? GuestRetention.EndOf(visit.Rules, since.Value) : null,
        };
        return visit.Page(new Pages_Coordinators { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Invite(Visit visit)
    {
        if (await Find(visit) is not { } school) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var wanted = form.Number("competition", "Competition", 1, int.MaxValue, isOptional: true);
        var code = OneTimeCodes.NewPasswordCode();
        var isMade = form.IsGood && await visit.Write(sql =>
        {
            var self = ActingMember.Find(sql, visit);
            if (!MemberPermissions.MayActFor(self, school.Id)) return false;
            var competition = wanted is { } id && self.Role.Opens(Access.Staff) ? Competitions.Find(sql, id) : null;
            if (wanted is not null && (competition is null or { IsOver: true })) return false;
            var made = Invitations.Add(sql, code, school.Id, competition?.Id, self.MemberId, visit.Now);
            Audit.Add(sql, visit.Actor, "coordinator.invite", visit.Now, "school", school.Id, $"invitation {made}");
            // Whoever is asked to coordinate a school in a competition finds the school invited to it.
            if (competition is not null && CompetitionSchools.Invite(sql, competition.Id, school.Id, visit.Now))
                Audit.Add(sql, visit.Actor, "competition.invite", visit.Now, "competition", competition.Id, $"school {school.Id}");
            return true;
        });
        if (!isMade)
        {
            form.Fail("competition", "Competition: please choose one of the list.");
            return await Page(visit, school, form.View, StatusCodes.Status422UnprocessableEntity);
        }
        var written = OneTimeCodes.Write(code);
        var link = visit.Absolute($"/invitations?code={written}");
        var model = new InvitationMadeModel(school, link, visit.AddressToType("/invitations"), written,
            QrCode.Draw(link, "QR code of the page of this invitation"), visit.Now + Invitations.Days * 86_400L);
        return visit.Page(new Pages_InvitationMade { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Renew(Visit visit)
    {
        if (await Find(visit) is not { } school) return visit.NotFound();
        await visit.Write(sql =>
        {
            var renewed = GuestRetention.Renew(sql, school.Id, visit.Now);
            Audit.Add(sql, visit.Actor, "coordinator.renew", visit.Now, "school", school.Id, Audit.Count(renewed, "coordinator"));
        });
        return visit.SeeOther($"/admin/schools/{school.Id}/coordinators?said=renewed");
    }

    private static async Task<IResult> Revoke(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (school, said) = await visit.Write(sql =>
        {
            if (Invitations.Find(sql, id) is not { } invitation
                || !MemberPermissions.MayActFor(ActingMember.Find(sql, visit), invitation.SchoolId)) return (0, "");
            if (!Invitations.Revoke(sql, id, visit.Now)) return (invitation.SchoolId, "over");
            Audit.Add(sql, visit.Actor, "coordinator.revoke", visit.Now, "school", invitation.SchoolId, $"invitation {id}");
            return (invitation.SchoolId, "revoked");
        });
        return school == 0 ? visit.NotFound() : visit.SeeOther($"/admin/schools/{school}/coordinators?said={said}");
    }


    /// <summary>The school of the address; null if it does not exist, or not for this person.</summary>
    private static async Task<School?> Find(Visit visit) =>
        visit.Id() is { } id && MemberPermissions.MayActFor(visit.Member, id) ? await visit.Read(sql => Schools.Find(sql, id)) : null;
}
