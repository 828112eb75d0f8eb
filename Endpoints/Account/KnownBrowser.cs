// A browser in which an account was signed in before: it has a count of wrong passwords of its own, so that nobody else behind the school's address can use it up.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace MathsSoc.Endpoints;

/// <summary>
/// The mark that signing in leaves in a browser (a "device cookie", as OWASP's sheet on authentication has it). It lets nobody in and says nothing of whose it is; with
/// it, and the right password, the owner gets in however often somebody else has guessed. It is worked out from the password's hash: nothing is kept, and a new
/// password makes every mark void.
/// </summary>
public static class KnownBrowser
{
    private const string Name = "mathsoc_known";
    private const int Days = 180;

    /// <summary>Whether this account was signed in here before, with the password that it has now.</summary>
    public static bool Knows(Visit visit, Credentials? account) => visit.Context.Request.Cookies[Name] is { Length: < 100 } mark && account is { PasswordHash: var hash }
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mark), Encoding.UTF8.GetBytes(MarkOf(account.MemberId, hash)));

    /// <summary>Leaves the mark of an account that has just signed in.</summary>
    public static void Remember(Visit visit, long memberId, string passwordHash)
    {
        var options = SessionCookie.Options(visit);
        options.MaxAge = TimeSpan.FromDays(Days);
        visit.Context.Response.Cookies.Append(Name, MarkOf(memberId, passwordHash), options);
    }

    private static string MarkOf(long memberId, string passwordHash) =>
        WebEncoders.Base64UrlEncode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(passwordHash), Encoding.UTF8.GetBytes(FormattableString.Invariant($"known browser of {memberId}"))));
}
