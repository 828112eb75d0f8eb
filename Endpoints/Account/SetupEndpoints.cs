// Creates the first owner in a browser, with the link that serve prints while there is no owner.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page; <c>Token</c> is the link's, which the form sends back.</summary>
public sealed record SetupModel(FormView Form, string Token);

/// <summary>Maps /setup, which is 404 without the link's token and once there is an owner.</summary>
public sealed class SetupEndpoints(PasswordQueue passwords, SetupLink link)
{
    private const int MaxToken = 60;

    public void Map(RouteGroup anyone)
    {
        anyone.Page("/setup", "setup_page", Show).WithMetadata(RatePolicy.Door);
        anyone.Post("/setup", "setup", SetUp).WithMetadata(ClockPolicy.Nothing);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var token = visit.Query("token", MaxToken);
        return await Opens(visit, token) ? Form(visit, new FormView(), token, StatusCodes.Status200OK) : visit.NotFound();
    }

    private async Task<IResult> SetUp(Visit visit)
    {
        var reader = new FormReader(visit.Form);
        var token = visit.Form["token"].ToString();
        if (token.Length > MaxToken || !await Opens(visit, token)) return visit.NotFound();
        var name = AccountFields.ReadName(reader);
        var login = AccountFields.ReadLogin(reader);
        var password = AccountFields.ReadPassword(reader, login);
        if (!reader.IsGood) return Form(visit, reader.View, token, StatusCodes.Status422UnprocessableEntity);
        if (passwords.TryHash(new HashingLine(HashingLane.Link, "setup"), password) is not { } hashing) return visit.Busy();
        var hash = await hashing;

        var owner = NewMember.Owner(login, name, hash);
        var (opened, added) = await visit.Write(sql => Add(sql, visit, owner, token));
        if (!opened) return visit.NotFound();
        if (added is not var (id, session))
        {
            reader.Fail("login", "A member has this login already. Choose another, "
                + "or make that member an owner with: mathsoc create-admin");
            return Form(visit, reader.View, token, StatusCodes.Status422UnprocessableEntity);
        }
        SessionCookie.Set(visit, session, isLasting: false);
        KnownBrowser.Remember(visit, id, hash);
        return visit.SeeOther("/?said=owner");
    }

    private async Task<bool> Opens(Visit visit, string token)
    {
        if (await visit.Read(sql => link.Opens(sql, token))) return true;
        if (token.Length > 0) visit.Security.CodeFailed("the first owner", visit.Context);
        return false;
    }

    /// <summary>Adds the owner and begins a session. If two people use the link at the same time, it works for the first.</summary>
    private (bool Opened, (long Id, string Session)? Added) Add(Sql sql, Visit visit, NewMember owner, string token)
    {
        if (!link.Opens(sql, token)) return (false, null);
        if (Members.Add(sql, owner, visit.Now) is not { } id) return (true, null);
        Audit.Add(sql, new Actor(id, visit.Client), "member.add", visit.Now, "member", id, "owner, with the link that serve printed");
        Members.NoteSignIn(sql, id, null, visit.Now);
        return (true, (id, SessionCookie.Begin(sql, visit, id, isLasting: false)));
    }

    private static IResult Form(Visit visit, FormView form, string token, int status) =>
        visit.Page(new Pages_Setup { Frame = visit.Frame, Model = new SetupModel(form, token) }, status);
}
