// The counts that one typed password is held against: of its browser, of its login and address, and of its address.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// A whole school has one address, so wrong passwords count per login and browser: what is typed on one machine refuses nobody on another.
/// As a mark is free for whoever asks, browsers that the site does not know share two more counts: all of one address for this login, and
/// the different logins tried from one address. None of them depends on whether the account exists.
/// </summary>
internal sealed class GuessCounts
{
    private readonly Visit visit;
    private readonly string login, browser;

    /// <summary>For somebody who is signed in: their wrong passwords also count for signing in. Null for others.</summary>
    private readonly string? also;

    /// <summary>
    /// The counts of an attempt at <paramref name="login"/>; <paramref name="credentials"/> are null if there is no account.
    /// </summary>
    public GuessCounts(Visit visit, string login, Credentials? credentials)
    {
        (this.visit, this.login) = (visit, login);
        Client = RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress);
        var mark = KnownBrowser.FindMark(visit);
        var session = credentials is not null && visit.SignedIn is { } member && member.MemberId == credentials.MemberId
            ? member.SessionId
            : (long?)null;
        IsKnown = session is not null || KnownBrowser.Knows(visit, credentials);
        var shared = $"{login} {mark ?? Client}";
        // Somebody at another's screen can send any mark, but not another session.
        (browser, also) = session is null ? (shared, null) : ($"{login} session {session}", shared);
        Line = session is not null ? new HashingLine(HashingLane.Member, $"{credentials!.MemberId}")
            : IsKnown ? new HashingLine(HashingLane.KnownBrowser, $"{credentials!.MemberId}")
            : new HashingLine(HashingLane.Stranger, Client);
    }

    /// <summary>Whether this member has signed in here before, or is signed in now.</summary>
    public bool IsKnown { get; }

    /// <summary>The address as it is counted.</summary>
    public string Client { get; }

    /// <summary>Where the attempt waits for its hash.</summary>
    public HashingLine Line { get; }

    private string OfAddress => $"{login} {Client}";

    /// <summary>Counts the attempt; false if it is refused, which counts nothing.</summary>
    public bool Take()
    {
        var (limits, context) = (visit.Limits, visit.Context);
        if (!IsKnown)
        {
            if (!limits.Take(context, RatePolicy.LoginAddress, Client, isCounted: false)) return false;
            if (!limits.Take(context, RatePolicy.LoginCeiling, OfAddress)) return false;
        }
        if (limits.Take(context, RatePolicy.Login, browser)) return true;
        if (!IsKnown) limits.Refund(RatePolicy.LoginCeiling, OfAddress);
        return false;
    }

    /// <summary>Gives the attempt back: its password was not compared.</summary>
    public void GiveBack()
    {
        visit.Limits.Refund(RatePolicy.Login, browser);
        if (!IsKnown) visit.Limits.Refund(RatePolicy.LoginCeiling, OfAddress);
    }

    /// <summary>The password was wrong: its login is one of those that were tried from this address.</summary>
    public void KeepWrong()
    {
        if (!IsKnown) visit.Limits.CountOnce(RatePolicy.LoginAddress, Client, login);
        if (also is not null) visit.Limits.Count(RatePolicy.Login, also);
    }

    /// <summary>The password was right: the attempt is free, and the mistakes before it were the owner's.</summary>
    public void ForgetWrong()
    {
        GiveBack();
        visit.Limits.Uncount(RatePolicy.LoginAddress, Client, login);
    }
}
