// One pupil's data as a file, for a parent who asks: with the password again, and noted in the audit.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page on which staff ask for the file. <c>Login</c> is that of the person who asks.</summary>
public sealed record MemberDataModel(Member Member, FormView Form, string Login);

/// <summary>Maps /admin/members/{id}/data; <see cref="MemberPermissions.MayGetData"/> decides who may have it.</summary>
public sealed class MemberDataEndpoints(PasswordCheck check)
{
    public void Map(RouteGroup people)
    {
        people.Page("/admin/members/{id}/data", "members.data_page", Show);
        people.Post("/admin/members/{id}/data", "members.data", Send).WithMetadata(RatePolicy.Login);
    }

    private static async Task<IResult> Show(Visit visit) => await Find(visit) is var (member, login)
        ? Show(visit, member, login, new FormView(), StatusCodes.Status200OK) : visit.NotFound();

    private async Task<IResult> Send(Visit visit)
    {
        if (await Find(visit) is not var (member, login)) return visit.NotFound();
        var form = new FormReader(visit.Form);
        IResult Again(int status) => Show(visit, member, login, form.View, status);
        if (await check.AskAgain(visit, form, login, Again) is { } refusal) return refusal;
        // Looked at again: while the password was compared the pupil may have gone to another school, or the person to another role.
        var isNoted = await visit.Write(sql =>
        {
            var actor = ActingMember.Find(sql, visit);
            if (Members.Find(sql, member.Id) is not { } now || !MemberPermissions.MayGetData(actor, now)) return false;
            Audit.Add(sql, visit.Actor, "member.data", visit.Now, "member", member.Id);
            return true;
        });
        if (!isNoted) return visit.NotFound();
        return await PersonalDataFile.Make(
            visit, string.Create(CultureInfo.InvariantCulture, $"data-of-member-{member.Id}.json"), member.Id);
    }

    private static async Task<(Member Member, string Login)?> Find(Visit visit) =>
        visit.Id() is { } id
        && await visit.Read(sql => (Member: Members.Find(sql, id), visit.FindMe(sql).Login)) is ({ } member, var login)
        && MemberPermissions.MayGetData(visit.Member, member)
            ? (member, login) : null;

    private static IResult Show(Visit visit, Member member, string login, FormView form, int status) =>
        visit.Page(new Pages_MemberData { Frame = visit.Frame, Model = new MemberDataModel(member, form, login) }, status);
}
