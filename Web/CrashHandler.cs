// The one place where an exception becomes a response, and where a refusal without a body gets its page.
using System.Diagnostics;
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>Catches every exception of a request, logs it once with the request's id, and responds; see <see cref="ErrorPages"/>.</summary>
public sealed class CrashHandler(ILoggerFactory logs, TimeProvider clock) : IDisposable
{
    private const int ClientClosedRequest = 499; // nginx's number; only the access log ever sees it
    private const int WindowSeconds = 60;
    private readonly ILogger log = logs.CreateLogger("mathsoc.requests");
    private readonly RepeatedEvents refused = new(clock, logs.CreateLogger("mathsoc.requests"));

    /// <summary>Runs the rest of the pipeline.</summary>
    public Task Handle(HttpContext context, RequestDelegate next)
    {
        Task run;
        try
        {
            run = next(context);
        }
        catch (Exception problem)
        {
            return Answer(context, problem);
        }
        return run.IsCompletedSuccessfully && context.Response.StatusCode < 400 ? Task.CompletedTask : Finish(context, run);
    }

    /// <summary>Logs what has been counted so far.</summary>
    public void Dispose() => refused.Dispose();

    private async Task Finish(HttpContext context, Task run)
    {
        try
        {
            await run;
            if (IsBareRefusal(context.Response)) await ErrorPages.Write(context, context.Response.StatusCode);
        }
        catch (Exception problem)
        {
            await Answer(context, problem);
        }
    }

    private static bool IsBareRefusal(HttpResponse response) =>
        response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.Headers.ContentType.Count == 0;

    private async Task Answer(HttpContext context, Exception problem)
    {
        var status = StatusFor(context, problem);
        if (context.Response.HasStarted)
        {
            // Half a response has been sent: only breaking the connection shows the client that it is incomplete.
            context.Abort();
            return;
        }
        if (status == ClientClosedRequest) context.Response.StatusCode = status;
        else await ErrorPages.Write(context, status, (problem as DatabaseUnavailableException)?.ForVisitors is { } reason
            ? $"{reason} Nothing was saved. If you had written something, go back and keep a copy of it, then send it again in a minute. "
                + ErrorPages.ForKeepers
            : null);
    }

    /// <summary>Logs an exception and returns its status.</summary>
    private int StatusFor(HttpContext context, Exception problem)
    {
        var method = context.Request.Method;
        var path = context.Request.Path.ToUriComponent();
        switch (problem)
        {
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                log.LogDebug("{Method} {Path}: the client went away (request {RequestId})", method, path, context.TraceIdentifier);
                return ClientClosedRequest;
            case BadHttpRequestException bad:
                LogRefusal(context, bad);
                return bad.StatusCode;
            case DatabaseUnavailableException unavailable:
                // While the database is away every request fails for the same reason; visitors must not wash the log out with it.
                if (refused.IsFirst($"unavailable {unavailable.Message}", WindowSeconds,
                    count => log.LogError("{Count} requests failed within a minute: {Reason}", count, unavailable.Message)))
                    log.LogError("{Method} {Path} failed: {Reason} (request {RequestId})",
                        method, path, unavailable.Message, context.TraceIdentifier);
                return StatusCodes.Status503ServiceUnavailable;
            default:
                Trace(problem);
                log.LogError(problem, "{Method} {Path} failed (request {RequestId})", method, path, context.TraceIdentifier);
                return StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Adds the exception to the request's span, if there is one. Its message may hold what was typed and stays out.</summary>
    private static void Trace(Exception problem)
    {
        var tags = new ActivityTagsCollection
        {
            ["exception.type"] = problem.GetType().FullName, ["exception.stacktrace"] = problem.StackTrace,
        };
        Activity.Current?.AddEvent(new ActivityEvent("exception", tags: tags));
    }

    /// <summary>A body that is too large or malformed. Some forms have no limit, so a client can send these as fast as it likes.</summary>
    private void LogRefusal(HttpContext context, BadHttpRequestException bad)
    {
        var (status, client, endpoint) = (bad.StatusCode, RateLimitGate.AddressOf(context), RateLimitGate.EndpointName(context));
        var kind = $"{status} {endpoint} {RateLimitGate.ClientOf(context.Connection.RemoteIpAddress)}";
        if (refused.IsFirst(kind, WindowSeconds, count => log.LogInformation(
            "{Count} requests of {ClientIp} at {Endpoint} were refused with {Status} within a minute", count, client, endpoint, status)))
            log.LogInformation("{Method} {Path} refused with {Status}: {Reason} (request {RequestId})",
                context.Request.Method, context.Request.Path.ToUriComponent(), status, bad.Message, context.TraceIdentifier);
    }
}
