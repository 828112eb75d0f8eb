// Maps the routes of one policy: the gate before each handler, the form read before it, its answer sent after it.
using MathsSoc.Data;
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Web;

/// <summary>
/// Routes that ask for the same <see cref="Access"/>. A handler is a plain method from a <see cref="Visit"/> to an answer, so that none of the
/// framework's parameter binding is compiled into the binary, and no route can forget its gate.
/// </summary>
public sealed class RouteGroup(IEndpointRouteBuilder app, Access access, Services services)
{
    /// <summary>Maps a page for GET and HEAD. It changes nothing.</summary>
    public IEndpointConventionBuilder Page(string path, string name, Func<Visit, Task<IResult>> handler) => Add(PageResult.Verbs, path, name, handler);

    /// <summary>
    /// Maps a page whose handler has nothing to await: a dozen show what never changes, what was sent, or what a cache keeps.
    /// </summary>
    public IEndpointConventionBuilder Page(string path, string name, Func<Visit, IResult> handler) =>
        Page(path, name, visit => Task.FromResult(handler(visit)));

    /// <summary>
    /// Maps a form's POST; <see cref="Visit.Form"/> is read before the handler runs. The form is held to its group's limit unless the route
    /// states another <see cref="BodyLimit"/>.
    /// </summary>
    public IEndpointConventionBuilder Post(string path, string name, Func<Visit, Task<IResult>> handler) =>
        Add(PostVerb, path, name, handler).WithMetadata(BodyLimit.For(access));

    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private static readonly string[] PostVerb = [HttpMethods.Post];

    private IEndpointConventionBuilder Add(string[] verbs, string path, string name, Func<Visit, Task<IResult>> handler) =>
        // The delegate's return type is Task, so this is the overload that binds no parameters.
        app.MapMethods(path, verbs, (RequestDelegate)(context => Handle(context, handler))).WithName(name).WithMetadata(new RouteAccess(access));

    private Task Handle(HttpContext context, Func<Visit, Task<IResult>> handler)
    {
        var visit = new Visit(context, services);
        if (FindRefusal(visit) is { } refusal) return refusal.ExecuteAsync(context);
        if (HttpMethods.IsPost(context.Request.Method)) return HandleForm(context, visit, handler);
        var answer = handler(visit);
        return answer.IsCompletedSuccessfully ? answer.Result.ExecuteAsync(context) : Finish(answer, context);
    }

    private static async Task Finish(Task<IResult> answer, HttpContext context) => await (await answer).ExecuteAsync(context);

    private static async Task HandleForm(HttpContext context, Visit visit, Func<Visit, Task<IResult>> handler)
    {
        var limit = context.GetEndpoint()!.Metadata.GetRequiredMetadata<BodyLimit>();
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        // Of the two kinds of form that there are, the one that can hold files.
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
            && problem is InvalidDataException or IOException and not BadHttpRequestException)
        {
            // More or longer fields than any form of ours has, or a body that is no form or half of one.
            throw new BadHttpRequestException(problem.Message, StatusCodes.Status400BadRequest, problem);
        }
        await (await handler(visit)).ExecuteAsync(context);
    }

    /// <summary>Why this visitor may not use the group's routes; null when they may.</summary>
    private IResult? FindRefusal(Visit visit)
    {
        if (access == Access.Anyone) return null;
        if (visit.SignedIn is not { } member)
        {
            if (access == Access.Boards && visit.Rules.Scoring.BoardsArePublic) return null;
            // A page is worth coming back to; what a form wanted to do is not done without asking again.
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

/// <summary>What a route asks for, for the tests that hold the whole map to its table.</summary>
public sealed record RouteAccess(Access Access);
