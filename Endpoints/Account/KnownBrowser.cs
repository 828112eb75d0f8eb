// Tells browsers apart that share a school's address: by a random mark, and by proofs of which members have signed in there.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace MathsSoc.Endpoints;

/// <summary>
/// A "device cookie" (OWASP's authentication cheat sheet): a random mark that comes with the forms for signing in and joining, followed
/// after each sign-in by a proof for that member. It grants no access and does not show whose it is. Each mark has its own count of wrong
/// passwords, so that nobody is refused for what others typed on another machine; with a proof, the owner can sign in however often
/// somebody else at the school's address has guessed. A proof is derived from the mark and the password's hash: nothing is stored, and a
/// new password makes every proof invalid.
/// </summary>
public static class KnownBrowser
{
    private const string Name = "mathsoc_known";
    private const int Days = 180;
    private const int PartLength = 22; // 16 bytes in base64url
    private const int PartBytes = 16;
    private const char Separator = '.';

    /// <summary>A computer in a classroom knows as many members as this, those who signed in last.</summary>
    private const int MaxProofs = 12;

    private const int MaxLength = PartLength + MaxProofs * (1 + PartLength);

    /// <summary>The mark of this browser; null if it keeps no cookies or has not loaded a form that sets one.</summary>
    public static string? FindMark(Visit visit) => Parts(visit)?[0];

    /// <summary>Gives the browser a mark with the form it loads, until it is closed; one that it has stays.</summary>
    public static void SetMark(Visit visit)
    {
        if (FindMark(visit) is null) visit.Context.Response.Cookies.Append(Name, NewMark(), SessionCookie.Options(visit));
    }

    /// <summary>Whether this account was signed in here before, with the password that it has now.</summary>
    public static bool Knows(Visit visit, Credentials? account)
    {
        if (account is not { PasswordHash: { Length: > 0 } hash }) return false;
        var isKnown = false;
        foreach (var parts in All(visit))
        {
            var proof = Encoding.UTF8.GetBytes(ProofOf(parts[0], account.MemberId, hash));
            foreach (var part in parts.AsSpan(1)) isKnown |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(part), proof);
        }
        return isKnown;
    }

    /// <summary>Sets the cookie for an account that has just signed in; the proofs of others who use this browser stay.</summary>
    public static void Remember(Visit visit, long memberId, string passwordHash)
    {
        var parts = Parts(visit);
        var mark = parts?[0] ?? NewMark();
        var proof = ProofOf(mark, memberId, passwordHash);
        var others = (parts ?? []).Skip(1).Where(part => part != proof).Take(MaxProofs - 1);
        var options = SessionCookie.Options(visit);
        options.MaxAge = TimeSpan.FromDays(Days);
        visit.Context.Response.Cookies.Append(Name, string.Join(Separator, [mark, proof, .. others]), options);
    }

    /// <summary>The mark, then the proofs; null if there is no cookie, or it is none of ours.</summary>
    private static string[]? Parts(Visit visit) => All(visit).FirstOrDefault();

    /// <summary>The parts of every such cookie: another site of this host may have set one of the same name.</summary>
    private static IEnumerable<string[]> All(Visit visit) => CookieValues.Find(visit.Context.Request, Name, PartLength, MaxLength)
        .Select(text => text.Split(Separator))
        .Where(parts => Array.TrueForAll(parts, IsPart));

    private static bool IsPart(string part) =>
        part.Length == PartLength && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static string NewMark() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(PartBytes));

    private static string ProofOf(string mark, long memberId, string passwordHash)
    {
        var message = Encoding.UTF8.GetBytes($"{mark} knows {memberId}");
        var proof = HMACSHA256.HashData(Encoding.UTF8.GetBytes(passwordHash), message);
        return WebEncoders.Base64UrlEncode(proof.AsSpan(0, PartBytes));
    }
}
