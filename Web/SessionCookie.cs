// The session's cookie: set at sign-in, read by the middleware on each request, removed at sign-out.
using System.Security.Claims;
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>The cookie and the middleware that reads it.</summary>
public static class SessionCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "mathsoc_session";

    private const int TokenLength = 43; // 32 bytes in base64url

    /// <summary>Finds out who visits. A cookie whose session has ended is ignored: the page is still shown.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Middleware(SessionStore sessions) => async (context, next) =>
    {
        if (context.Request.Headers.Cookie.Count > 0)
            foreach (var token in TokensOf(context.Request))
                if (await Adopt(context, sessions, token)) break;
        await next(context);
    };

    /// <summary>Makes the rest of this request one of the member whose session has just begun.</summary>
    public static ValueTask<bool> Adopt(HttpContext context, string token) =>
        Adopt(context, context.RequestServices.GetRequiredService<SessionStore>(), token);

    private static async ValueTask<bool> Adopt(HttpContext context, SessionStore sessions, string token)
    {
        if (await Find(context, sessions, token) is not var (signedIn, principal)) return false;
        context.Features.Set(signedIn);
        context.User = principal;
        return true;
    }

    /// <summary>
    /// Begins a session on this browser and ends the one it had. The token is always new, so that a token that someone else put into the
    /// browser is of no use to them. Writes within the caller's transaction; returns the token, for <see cref="Set"/> after the commit.
    /// </summary>
    public static string Begin(Sql sql, Visit visit, long memberId, bool isLasting)
    {
        var rules = visit.Rules;
        if (visit.SignedIn is { } old) Sessions.End(sql, old.SessionId, old.MemberId);
        var expiresAt = visit.Now + (isLasting ? rules.LastingDays * 86_400L : rules.SessionHours * 3600L);
        var device = Devices.Describe(visit.Context.Request.Headers.UserAgent.ToString());
        return Sessions.Begin(sql, memberId, device, isLasting, expiresAt, visit.Now);
    }

    /// <summary>Sends the token to the browser, to be kept until it is closed or for as long as a lasting session may last.</summary>
    public static void Set(Visit visit, string token, bool isLasting)
    {
        var options = Options(visit);
        if (isLasting) options.MaxAge = TimeSpan.FromDays(visit.Rules.LastingDays);
        visit.Context.Response.Cookies.Append(Name, token, options);
    }

    /// <summary>The tokens that a browser sent, whether or not there are sessions of them.</summary>
    public static List<string> TokensOf(HttpRequest request) => CookieValues.Find(request, Name, TokenLength, TokenLength);

    /// <summary>Removes the cookie.</summary>
    public static void Remove(Visit visit) => visit.Context.Response.Cookies.Delete(Name, Options(visit));

    private static async ValueTask<(SignedIn SignedIn, ClaimsPrincipal Principal)?> Find(
        HttpContext context, SessionStore sessions, string token)
    {
        try
        {
            return await sessions.Find(token);
        }
        catch (DatabaseUnavailableException problem)
        {
            // Pages that need nothing from the database are still sent; those that need a member are refused for the true reason.
            context.Features.Set(new UnknownSession(problem));
            return null;
        }
    }

    /// <summary>How the site's cookies are sent: to this site alone, also when a link leads here, and hidden from scripts.</summary>
    internal static CookieOptions Options(Visit visit) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = visit.IsHttps,
        Path = visit.Context.Request.PathBase.HasValue ? visit.Context.Request.PathBase.Value : "/",
        IsEssential = true,
    };
}

/// <summary>Set on a request whose session could not be looked up: nobody knows whether it is a member's.</summary>
public sealed record UnknownSession(DatabaseUnavailableException Problem);
