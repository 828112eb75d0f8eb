// Recognises a browser that has signed in to an account before, so that it has its own count of wrong passwords.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace MathsSoc.Endpoints;

/// <summary>
/// The cookie that signing in leaves in a browser (a "device cookie" in OWASP's authentication cheat sheet). It grants no access and does
/// not show whose it is. With it and the right password, the owner can sign in however often someone else at the school's address has
/// guessed. It is derived from the password's hash: nothing is stored, and a new password makes every such cookie invalid.
/// </summary>
public static class KnownBrowser
{
    private const string Name = "mathsoc_known";
    private const int Days = 180;

    /// <summary>Whether this account was signed in here before, with the password that it has now.</summary>
    public static bool Knows(Visit visit, Credentials? account)
    {
        if (account is null) return false;
        var own = Encoding.UTF8.GetBytes(MarkOf(account.MemberId, account.PasswordHash));
        return CookieValues.Find(visit.Context.Request, Name, own.Length, own.Length)
            .Exists(mark => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mark), own));
    }

    /// <summary>Sets the cookie for an account that has just signed in.</summary>
    public static void Remember(Visit visit, long memberId, string passwordHash)
    {
        var options = SessionCookie.Options(visit);
        options.MaxAge = TimeSpan.FromDays(Days);
        visit.Context.Response.Cookies.Append(Name, MarkOf(memberId, passwordHash), options);
    }

    private static string MarkOf(long memberId, string passwordHash)
    {
        var message = Encoding.UTF8.GetBytes($"known browser of {memberId}");
        return WebEncoders.Base64UrlEncode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(passwordHash), message));
    }
}
