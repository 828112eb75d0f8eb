// Maps the routes of one policy: checks access and reads the form before each handler, and sends its result after it.
using MathsSoc.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>
/// Routes that require the same <see cref="Access"/>. A handler is a plain method from a <see cref="Visit"/> to a result, so that none of
/// the framework's parameter binding is compiled into the binary, and no route can forget its access check.
/// </summary>
public sealed class RouteGroup(IEndpointRouteBuilder app, Access access, Services services)
{
    /// <summary>Maps a page for GET and HEAD. Its handler changes nothing.</summary>
    public IEndpointConventionBuilder Page(string path, string name, Func<Visit, Task<IResult>> handler) =>
        Add(PageResult.Verbs, path, name, handler);

    /// <summary>
    /// Maps a page whose handler has nothing to await: its content never changes, was sent with the request, or comes from a cache.
    /// </summary>
    public IEndpointConventionBuilder Page(string path, string name, Func<Visit, IResult> handler) =>
        Page(path, name, visit => Task.FromResult(handler(visit)));

    /// <summary>
    /// Maps a form's POST; <see cref="Visit.Form"/> is read before the handler runs. The body has the limit of its group unless the route
    /// sets another <see cref="BodyLimit"/>.
    /// </summary>
    public IEndpointConventionBuilder Post(string path, string name, Func<Visit, Task<IResult>> handler) =>
        Add(PostVerb, path, name, handler).WithMetadata(BodyLimit.For(access));

    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private static readonly string[] Charsets = ["", "utf-8", "utf8", "us-ascii", "ascii"];
    private static readonly string[] PostVerb = [HttpMethods.Post];

    private IEndpointConventionBuilder Add(string[] verbs, string path, string name, Func<Visit, Task<IResult>> handler) =>
        // The delegate's return type is Task, so this is the overload that binds no parameters.
        app.MapMethods(path, verbs, (RequestDelegate)(context => Handle(context, handler)))
            .WithName(name)
            .WithMetadata(new RouteAccess(access));

    private async Task Handle(HttpContext context, Func<Visit, Task<IResult>> handler)
    {
        var visit = new Visit(context, services);
        await visit.Prepare();
        if (FindRefusal(visit) is { } refusal) await refusal.ExecuteAsync(context);
        else if (HttpMethods.IsPost(context.Request.Method)) await HandleForm(context, visit, handler);
        else await (await handler(visit)).ExecuteAsync(context);
    }

    private static async Task HandleForm(HttpContext context, Visit visit, Func<Visit, Task<IResult>> handler)
    {
        var limit = context.GetEndpoint()!.Metadata.GetRequiredMetadata<BodyLimit>();
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (!TryReadAsUtf8(context.Request))
        {
            await new Refusal(StatusCodes.Status400BadRequest, "The form was not sent in UTF-8, the one way of writing letters that this "
                + "site reads. Nothing was saved. Go back, load the page again and send it from there.").ExecuteAsync(context);
            return;
        }
        // Of the two encodings of a form, multipart is the one that can hold files.
        if (!limit.TakesFiles && !context.Request.ContentType!.StartsWith(UrlEncoded, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, limit.FormOptions));
            visit.Form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception problem) when (!context.RequestAborted.IsCancellationRequested
            && problem is InvalidDataException or NotSupportedException or IOException and not BadHttpRequestException)
        {
            // More or longer fields than any of the site's forms has, or a body that is malformed or incomplete, or one field of it in
            // UTF-7, which the framework refuses to read.
            throw new BadHttpRequestException(problem.Message, StatusCodes.Status400BadRequest, problem);
        }
        await (ClockGate.FindRefusal(visit) ?? await handler(visit)).ExecuteAsync(context);
    }

    /// <summary>
    /// False if a form says that its text is not in UTF-8. ASCII is a part of UTF-8, and browsers name neither; the framework would make
    /// question marks of what a form in ASCII holds beyond it, so the name is left out.
    /// </summary>
    private static bool TryReadAsUtf8(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return false;
        if (!type.Charset.HasValue) return true;
        if (!Charsets.Contains(HeaderUtilities.RemoveQuotes(type.Charset).ToString(), StringComparer.OrdinalIgnoreCase)) return false;
        type.Charset = null;
        request.ContentType = type.ToString();
        return true;
    }

    /// <summary>The response if this visitor may not use the group's routes; null if they may.</summary>
    private IResult? FindRefusal(Visit visit)
    {
        if (access == Access.Anyone) return null;
        if (visit.SignedIn is not { } member)
        {
            if (access == Access.Boards && visit.Rules.Scoring.BoardsArePublic) return null;
            // A page is worth coming back to after signing in; a form is not sent again unless the member does it.
            return visit.IsView ? visit.SignInFirst() : new Refusal(StatusCodes.Status403Forbidden,
                "You are not signed in any more: your session may have ended in the meantime. Nothing was saved. "
                + "Sign in in another tab, then come back to this one, load it again and send it once more.");
        }
        if (access == Access.SignedIn) return null;
        if (member.State == MemberState.Leaving)
            return visit.IsView ? visit.SeeOther("/account/leaving") : new Refusal(StatusCodes.Status403Forbidden, null);
        return member.Role.Opens(access) ? null : new Refusal(StatusCodes.Status403Forbidden,
            "This page is for others in the society. If it should be yours, ask the teacher who runs it.");
    }
}

/// <summary>The access that a route requires; tests compare it with the table of the whole site.</summary>
public sealed record RouteAccess(Access Access);
