// The session's cookie: set when somebody signs in, read by the middleware on each request, removed when they sign out.
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>The cookie and the middleware that reads it.</summary>
public static class SessionCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "mathsoc_session";

    private const int TokenLength = 43; // 32 bytes in base64url

    /// <summary>Finds out who visits. A cookie that is no session's any more is as good as none: the page is still shown.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Middleware(SessionStore sessions) => (context, next) =>
    {
        if (context.Request.Cookies[Name] is { Length: TokenLength } token && Find(sessions, token) is var (signedIn, principal))
        {
            context.Features.Set(signedIn);
            context.User = principal;
        }
        return next(context);
    };

    /// <summary>
    /// Begins a session on this browser, always with a new token: one that somebody else put there is of no use to them. Ends the one the browser had.
    /// Writes within the caller's transaction; returns the token, for <see cref="Set"/> once that is committed.
    /// </summary>
    public static string Begin(Sql sql, Visit visit, long memberId, bool isLasting)
    {
        var rules = visit.Rules;
        if (visit.SignedIn is { } old) Sessions.End(sql, old.SessionId, old.MemberId);
        var expiresAt = visit.Now + (isLasting ? rules.LastingDays * 86_400L : rules.SessionHours * 3600L);
        return Sessions.Begin(sql, memberId, Devices.Describe(visit.Context.Request.Headers.UserAgent.ToString()), isLasting, expiresAt, visit.Now);
    }

    /// <summary>Gives the token to the browser: until it is closed, or for as long as a lasting session may last.</summary>
    public static void Set(Visit visit, string token, bool isLasting)
    {
        var options = Options(visit);
        if (isLasting) options.MaxAge = TimeSpan.FromDays(visit.Rules.LastingDays);
        visit.Context.Response.Cookies.Append(Name, token, options);
    }

    /// <summary>Takes the cookie away.</summary>
    public static void Remove(Visit visit) => visit.Context.Response.Cookies.Delete(Name, Options(visit));

    private static (SignedIn SignedIn, System.Security.Claims.ClaimsPrincipal Principal)? Find(SessionStore sessions, string token)
    {
        try
        {
            return sessions.Find(token);
        }
        catch (DatabaseUnavailableException)
        {
            // Pages that need nothing of the database are still sent; those that do find out for themselves.
            return null;
        }
    }

    /// <summary>How the site's cookies are sent: to this site alone, in pages that somebody opens, and to no script.</summary>
    internal static CookieOptions Options(Visit visit) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = visit.IsHttps,
        Path = visit.Context.Request.PathBase.HasValue ? visit.Context.Request.PathBase.Value : "/",
        IsEssential = true,
    };
}
