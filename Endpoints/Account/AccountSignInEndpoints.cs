// How I sign in: changing the password, and the list of where I am signed in.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page on which the password is changed. <c>Login</c> lets a password manager recognise the account.</summary>
public sealed record AccountPasswordModel(FormView Form, string Login);

/// <summary>The list of sessions; <c>ThisId</c> is the session that is viewing it.</summary>
public sealed record AccountSessionsModel(IReadOnlyList<SessionLine> Sessions, long ThisId, string? Notice);

/// <summary>Maps /account/password and /account/sessions.</summary>
public sealed class AccountSignInEndpoints(PasswordCheck check, PasswordQueue passwords)
{
    public void Map(RouteGroup member)
    {
        member.Page("/account/password", "account.password_page", ShowPassword);
        member.Post("/account/password", "account.password", ChangePassword).WithMetadata(RatePolicy.Login);
        member.Page("/account/sessions", "account.sessions", ListSessions);
        member.Post("/account/sessions/{id}/end", "account.end_session", EndSession).WithMetadata(ClockPolicy.Nothing);
        member.Post("/account/sessions/everywhere", "account.sign_out_everywhere", SignOutEverywhere)
            .WithMetadata(ClockPolicy.Nothing);
    }

    private static async Task<IResult> ShowPassword(Visit visit) =>
        ShowPassword(visit, new FormView(), (await visit.Read(sql => visit.FindMe(sql))).Login, StatusCodes.Status200OK);

    private static IResult ShowPassword(Visit visit, FormView form, string login, int status) =>
        visit.Page(new Pages_AccountPassword { Frame = visit.Frame, Model = new AccountPasswordModel(form, login) }, status);

    private async Task<IResult> ChangePassword(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (old, wanted) = (form.Secret("old", "Your password now"), form.Secret("new", "New password"));
        var login = (await visit.Read(sql => visit.FindMe(sql))).Login;
        IResult Again(int status) => ShowPassword(visit, form.View, login, status);
        if (old.Length == 0) form.Fail("old", "Your password now: please fill this in.");
        if (Passwords.FindProblem(wanted, login) is { } problem) form.Fail("new", problem);
        else if (wanted == old) form.Fail("new", "This is the password you already have. Choose another.");
        if (!form.IsGood) return Again(StatusCodes.Status422UnprocessableEntity);
        if (await check.AskAgain(visit, form, login, old, "old", Again) is { } refusal) return refusal;
        var me = visit.Member;
        var line = new HashingLine(HashingLane.Member, $"{me.MemberId}");
        if (passwords.TryHash(line, wanted, visit.Context.RequestAborted) is not { } hashing) return visit.Busy();
        var hash = await hashing;

        var token = await visit.Write(sql =>
        {
            // A link or another browser may have set another password meanwhile, and ended this session with it.
            if (!Sessions.Exists(sql, me.SessionId)) return null;
            Members.SetPassword(sql, me.MemberId, hash);
            // Anyone who knew the old password, or holds a link made for it, loses access.
            PasswordLinks.RemoveAll(sql, me.MemberId);
            Sessions.EndAll(sql, me.MemberId);
            Audit.Add(sql, visit.Actor, "member.password", visit.Now, "member", me.MemberId, "changed by themselves");
            return SessionCookie.Begin(sql, visit, me.MemberId, me.IsLasting);
        });
        if (token is null) return visit.SeeOther("/login");
        SessionCookie.Set(visit, token, me.IsLasting);
        KnownBrowser.Remember(visit, me.MemberId, hash);
        return visit.SeeOther("/account?said=password");
    }

    private static async Task<IResult> ListSessions(Visit visit)
    {
        var notice = visit.Query("said") switch
        {
            "ended" => "That browser is signed out.",
            "gone" => "That browser had been signed out already.",
            _ => null,
        };
        // A session that has been idle too long is over, even if its row has not been removed yet.
        bool IsIdle(SessionLine line) => line.SeenAt < visit.Now - visit.Rules.IdleSeconds(visit.Member.Role, line.IsLasting);
        var sessions = new List<SessionLine>();
        foreach (var line in await visit.Read(sql => Sessions.List(sql, visit.Member.MemberId, visit.Now)))
            if (!IsIdle(line) || line.Id == visit.Member.SessionId) sessions.Add(line);
        var model = new AccountSessionsModel(sessions, visit.Member.SessionId, notice);
        return visit.Page(new Pages_AccountSessions { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> EndSession(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var me = visit.Member;
        var ended = await visit.Write(sql =>
        {
            var ended = Sessions.End(sql, id, me.MemberId);
            if (ended > 0) Audit.Add(sql, visit.Actor, "session.end", visit.Now, "member", me.MemberId, "one");
            return ended;
        });
        if (ended == 0) return visit.SeeOther("/account/sessions?said=gone");
        if (id != me.SessionId) return visit.SeeOther("/account/sessions?said=ended");
        SessionCookie.Remove(visit);
        return visit.SeeOther("/login?said=out");
    }

    private static async Task<IResult> SignOutEverywhere(Visit visit)
    {
        await visit.Write(sql =>
        {
            Sessions.EndAll(sql, visit.Member.MemberId);
            Audit.Add(sql, visit.Actor, "session.end", visit.Now, "member", visit.Member.MemberId, "all");
        });
        SessionCookie.Remove(visit);
        return visit.SeeOther("/login?said=everywhere");
    }
}
