// The one place where a one-time code for a password is made: for a link from the command line or an admin page, and for printed slips.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Makes codes by which a member sets a new password, and the addresses that carry them.</summary>
public static class OneTimeLinks
{
    /// <summary>Hours a link works: it is sent or read out today and used today.</summary>
    public const int LinkHours = 24;

    /// <summary>Days a slip works: it is handed out in a lesson, and a pupil may be ill.</summary>
    public const int SlipDays = 14;

    /// <summary>
    /// Makes a code for a member and audits it, in the caller's transaction; the member's older codes stop working. The code is returned
    /// this once and is not stored: show it with <see cref="OneTimeCodes.Write"/>, or as the link of <see cref="Path"/>.
    /// </summary>
    public static string Make(Sql sql, Actor actor, long memberId, bool isSlip, long now)
    {
        var code = OneTimeCodes.NewPasswordCode();
        var expiresAt = now + (isSlip ? SlipDays * 86_400L : LinkHours * 3600L);
        PasswordLinks.Add(sql, memberId, code, isSlip, actor.MemberId, expiresAt, now);
        Audit.Add(sql, actor, "password.link", now, "member", memberId, isSlip
            ? string.Create(CultureInfo.InvariantCulture, $"a slip for {SlipDays} days")
            : string.Create(CultureInfo.InvariantCulture, $"a link for {LinkHours} hours"));
        return code;
    }

    /// <summary>The page that takes the code, below the site's own address.</summary>
    public static string Path(string code) => "/reset?token=" + OneTimeCodes.Write(code);
}
