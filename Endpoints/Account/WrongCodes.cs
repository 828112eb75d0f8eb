// What a one-time code that does not work comes to: a sentence at its field, or after many of them from one network, at the form.
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Counts codes that do not work.</summary>
internal static class WrongCodes
{
    /// <summary>Counts one, adds the error to the form, and returns the answer's status.</summary>
    /// <param name="counter">What the tries are counted as, one word.</param>
    /// <param name="purpose">What the code would have been for, as the log says it.</param>
    /// <param name="sentence">The same for every such code: the exact reason would only help someone who guesses.</param>
    public static int Fail(Visit visit, FormView form, string field, string counter, string purpose, string sentence)
    {
        // In brackets, so that it can never be a login.
        var partition = $"({counter}) {RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress)}";
        visit.Security.CodeFailed(purpose, visit.Context);
        if (visit.Limits.Take(visit.Context, RatePolicy.Login, partition))
        {
            form.Fail(field, sentence);
            return StatusCodes.Status422UnprocessableEntity;
        }
        var wait = ErrorPages.WhenToRetry(visit.Context.Response.Headers.RetryAfter.ToString());
        form.Fail("", $"Many codes that do not work were tried from this network, and this is one of them. {wait} "
            + "A code that works is taken at any time.");
        return StatusCodes.Status429TooManyRequests;
    }
}
