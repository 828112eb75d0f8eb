// Opens the status page to an owner while the database cannot be read, when nobody can be looked up.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// A middleware for /admin/status alone, before everything that asks the database. Whoever is not a remembered owner gets the page that
/// says that the site cannot do that now.
/// </summary>
public sealed class StatusWithoutDatabase(StatusSource source, SessionStore sessions, SiteFrames frames)
{
    public Task Handle(HttpContext context, RequestDelegate next) =>
        context.Request.Path == "/admin/status" && !HttpMethods.IsPost(context.Request.Method)
            ? HandleStatus(context, next) : next(context);

    private async Task HandleStatus(HttpContext context, RequestDelegate next)
    {
        if (await source.IsReadable())
        {
            try
            {
                await next(context);
                return;
            }
            catch (DatabaseUnavailableException) when (!context.Response.HasStarted && IsOwners(context.Request))
            {
                // It was lost at this very moment.
            }
        }
        if (!IsOwners(context.Request))
        {
            await ErrorPages.Write(context, StatusCodes.Status503ServiceUnavailable);
            return;
        }
        var model = new StatusModel
        {
            Report = await source.Look(true),
            IsOwner = true,
            IsReadOnly = true,
            Client = RateLimitGate.AddressOf(context),
            IsForwarded = StatusModel.FindForwarding(context.Request),
        };
        // No name is on it, not even that of the member who looks.
        var page = new Pages_Status { Frame = frames.For(context), Model = model };
        await new PageResult(page, mayBeKept: false).ExecuteAsync(context);
    }

    private bool IsOwners(HttpRequest request) => SessionCookie.TokensOf(request).Exists(sessions.WasOwners);
}
