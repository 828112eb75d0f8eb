// How fast people may join with one code: as fast as a classroom, not as fast as a program.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The pace of sign-ups with a valid code: per code and address, and per browser. Without a code there is none here.</summary>
internal sealed class JoinPace(Visit visit, JoinCode? code)
{
    private readonly string ofCode = $"{code?.Id} {RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress)}";
    private readonly string? ofBrowser = KnownBrowser.FindMark(visit);

    /// <summary>Counts a sign-up; a sentence if it comes too fast, and is then not counted.</summary>
    public string? FindRefusal()
    {
        if (code is null) return null;
        if (!visit.Limits.Take(visit.Context, RatePolicy.Join, ofCode))
            return $"Very many people are joining with this code from this network. {Wait} Your code stays good.";
        if (ofBrowser is null || visit.Limits.Take(visit.Context, RatePolicy.JoinBrowser, ofBrowser)) return null;
        visit.Limits.Refund(RatePolicy.Join, ofCode);
        return $"Two people have just joined in this browser. {Wait} Or join on another device: your code stays good.";
    }

    /// <summary>Gives the sign-up back: nobody has joined.</summary>
    public void GiveBack()
    {
        if (code is null) return;
        visit.Limits.Refund(RatePolicy.Join, ofCode);
        if (ofBrowser is not null) visit.Limits.Refund(RatePolicy.JoinBrowser, ofBrowser);
    }

    private string Wait => ErrorPages.WhenToRetry(visit.Context.Response.Headers.RetryAfter.ToString());
}
