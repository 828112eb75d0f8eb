// An owner hands the society over and steps down: one form, with the password again.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The form.</summary>
/// <param name="Heirs">To whom the owner can hand over; empty: there is nobody yet.</param>
/// <param name="Roles">What the owner can be afterwards.</param>
/// <param name="Login">The owner's.</param>
public sealed record HandOverModel(FormView Form, IReadOnlyList<Choice> Heirs, IReadOnlyList<Choice> Roles, string Login);

/// <summary>Maps /account/hand-over.</summary>
public sealed class HandOverEndpoints(PasswordCheck check)
{
    private static readonly Role[] Then = [Role.Teacher, Role.Editor, Role.Member];

    public void Map(RouteGroup owner)
    {
        owner.Page("/account/hand-over", "account.hand_over_page", Show);
        owner.Post("/account/hand-over", "account.hand_over", HandOver).WithMetadata(RatePolicy.Login);
    }

    private static async Task<IResult> Show(Visit visit) =>
        Show(visit, await Find(visit), new FormView { ["then"] = EnumText.Of(Role.Teacher) }, StatusCodes.Status200OK);

    private async Task<IResult> HandOver(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (login, heirs) = await Find(visit);
        IResult Again(int status) => Show(visit, (login, heirs), form.View, status);
        var heir = FormReader.IdIn(form.OneOf("heir", "New owner", heirs.Select(member => $"{member.Id}")));
        var then = form.One<Role>("then", "What you are afterwards");
        if (then is { } role && !Then.Contains(role)) form.Fail("then", "What you are afterwards: please choose one.");
        if (await check.AskAgain(visit, form, login, Again) is { } refusal) return refusal;
        if (await visit.Write(sql => Ownership.HandOver(sql, visit.Actor, visit.Member.MemberId, heir!.Value, then!.Value, visit.Now)))
            return visit.SeeOther("/account?said=handed-over");
        form.Fail("", "Nothing was changed: you or the person you chose was changed in the meantime. "
            + "Look at the list, then send it again.");
        return Show(visit, await Find(visit), form.View, StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<(string Login, List<Member> Heirs)> Find(Visit visit) =>
        visit.Read(sql => (visit.FindMe(sql).Login, Ownership.ListHeirs(sql, visit.Member.MemberId)));

    private static IResult Show(Visit visit, (string Login, List<Member> Heirs) found, FormView form, int status)
    {
        List<Choice> heirs =
            [.. found.Heirs.Select(member => new Choice($"{member.Id}", $"{member.Name} ({MemberWords.Of(member.Role)})"))];
        List<Choice> roles = [.. Then.Select(role => new Choice(EnumText.Of(role), MemberWords.Of(role), MemberWords.About(role)))];
        var model = new HandOverModel(form, heirs, roles, found.Login);
        return visit.Page(new Pages_HandOver { Frame = visit.Frame, Model = model }, status);
    }
}
