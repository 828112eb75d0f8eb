// Leaving: requesting the deletion of my account, and taking that back within the days that the notice promises.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// The page that asks for confirmation. <c>Days</c> is the time to change one's mind; <c>Until</c> is its end if the account is deleted
/// now.
/// </summary>
public sealed record AccountDeleteModel(FormView Form, string Login, bool IsLastOwner, int Days, long Until);

/// <summary>The page that a leaving member sees after signing in. <c>Until</c> is the last instant to change their mind.</summary>
/// <param name="IsByOthers">Whether staff decided the deletion; then only staff can take it back.</param>
public sealed record AccountLeavingModel(long Until, bool IsByOthers);

/// <summary>Maps /account/delete and /account/leaving.</summary>
public sealed class AccountDeleteEndpoints(PasswordCheck check)
{
    private const long UndoSeconds = Rules.UndoDays * 86_400L;

    public void Map(RouteGroup member, RouteGroup signedIn)
    {
        member.Page("/account/delete", "account.delete_page", Show);
        member.Post("/account/delete", "account.delete", Leave).WithMetadata(RatePolicy.Login);
        signedIn.Page("/account/leaving", "account.leaving", ShowLeaving);
        signedIn.Post("/account/leaving", "account.keep", Keep).WithMetadata(ClockPolicy.Nothing);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var (me, isLast) = await visit.Read(sql => (visit.FindMe(sql), Members.IsLastOwner(sql, visit.Member.MemberId)));
        return Show(visit, new FormView(), me.Login, isLast, StatusCodes.Status200OK);
    }

    private static IResult Show(Visit visit, FormView form, string login, bool isLastOwner, int status) =>
        visit.Page(new Pages_AccountDelete
        {
            Frame = visit.Frame,
            Model = new AccountDeleteModel(form, login, isLastOwner, Rules.UndoDays, visit.Now + UndoSeconds),
        }, status);

    private async Task<IResult> Leave(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (login, id) = ((await visit.Read(sql => visit.FindMe(sql))).Login, visit.Member.MemberId);
        IResult Again(int status) => Show(visit, form.View, login, false, status);
        if (await check.AskAgain(visit, form, login, Again) is { } refusal) return refusal;

        var isLeaving = await visit.Write(sql =>
        {
            // Staff may have archived or deleted the member while the password was being compared: their decision is kept.
            if (Members.Find(sql, id) is not { State: MemberState.Active }
                || !Members.SetState(sql, id, MemberState.Leaving, visit.Now))
                return false;
            Sessions.EndAll(sql, id);
            Audit.Add(sql, visit.Actor, "member.leave", visit.Now, "member", id, "asked to be deleted");
            return true;
        });
        if (!isLeaving) return Show(visit, new FormView(), login, true, StatusCodes.Status422UnprocessableEntity);
        SessionCookie.Remove(visit);
        return visit.SeeOther($"/login?said=leaving&until={visit.Now + UndoSeconds}");
    }

    private static async Task<IResult> ShowLeaving(Visit visit)
    {
        if (visit.Member.State != MemberState.Leaving) return visit.SeeOther("/account");
        var (since, isByOthers) = await visit.Read(sql =>
            (visit.FindMe(sql).StateAt, Changes.IsDeletedByOthers(sql, visit.Member.MemberId)));
        var model = new AccountLeavingModel(since + UndoSeconds, isByOthers);
        return visit.Page(new Pages_AccountLeaving { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Keep(Visit visit)
    {
        if (visit.Member.State != MemberState.Leaving) return visit.SeeOther("/account");
        var id = visit.Member.MemberId;
        var isKept = await visit.Write(sql =>
        {
            // Read again within the transaction: the deletion itself may have come first.
            if (Members.Find(sql, id) is not { State: MemberState.Leaving } || Changes.IsDeletedByOthers(sql, id)) return false;
            Members.SetState(sql, id, MemberState.Active, visit.Now);
            Audit.Add(sql, visit.Actor, "member.keep", visit.Now, "member", id, "changed their mind");
            return true;
        });
        return visit.SeeOther(isKept ? "/account?said=kept" : "/account/leaving");
    }
}
