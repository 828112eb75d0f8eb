// Maps the routes of one policy: checks access and reads the form before each handler, and sends its result after it.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>
/// Routes that require the same <see cref="Access"/>. A handler is a plain method from a <see cref="Visit"/> to a result, so that none of
/// the framework's parameter binding is compiled into the binary, and no route can forget its access check.
/// </summary>
public sealed class RouteGroup(IEndpointRouteBuilder app, Access access, Services services, SignInAgain signIn)
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
        // Pictures and PDFs have no head of a page to say it in.
        if (visit.Society.IsKeptFromSearch) context.Response.Headers["X-Robots-Tag"] = "noindex";
        var isForm = HttpMethods.IsPost(context.Request.Method);
        if (FindRefusal(visit) is { } refusal)
            await (isForm && visit.SignedIn is null && !ErrorPages.WantsJson(context.Request)
                ? HandleSignedOut(context, visit, handler) : refusal.ExecuteAsync(context));
        else if (isForm) await HandleForm(context, visit, handler);
        else await (await handler(visit)).ExecuteAsync(context);
    }

    private async Task HandleForm(HttpContext context, Visit visit, Func<Visit, Task<IResult>> handler)
    {
        using var body = await FormBody.Read(visit, services.Bodies, Metadata<BodyLimit>(context)!, isForMembers: access != Access.Anyone);
        await (body.Refusal ?? await Answer(body.Form)).ExecuteAsync(context);

        async Task<IResult> Answer(IFormCollection form)
        {
            visit.Form = form;
            if (visit.SignedIn is not { } member || !KeptForm.IsOfAnother(form, member) || Metadata<FormOfAnyone>(context) is not null)
                return await ClockGate.FindRefusal(visit) ?? await handler(visit);
            return ErrorPages.WantsJson(context.Request)
                ? new Refusal(StatusCodes.Status409Conflict, null) : KeptForm.Of(form).ShowAsAnothers(visit);
        }
    }

    /// <summary>A member's form from a browser that is signed out: what was typed is kept until its member has signed in.</summary>
    private async Task HandleSignedOut(HttpContext context, Visit visit, Func<Visit, Task<IResult>> handler)
    {
        using var body = await FormBody.Read(visit, services.Bodies, Metadata<BodyLimit>(context)!, isForMembers: true);
        await (body.Refusal ?? await Answer(body.Form)).ExecuteAsync(context);

        async Task<IResult> Answer(IFormCollection form)
        {
            visit.Form = form;
            var kept = KeptForm.Of(form);
            if (kept.IsTooLong)
                return new Refusal(StatusCodes.Status413PayloadTooLarge, "You are signed out, and this is more than can be kept until you "
                    + "have signed in. It is still in your browser: go back to it, sign in in another tab, then send it again.");
            if (!kept.IsSigningIn) return kept.AskToSignIn(visit, new FormView(), StatusCodes.Status403Forbidden);
            if (await signIn(visit, kept) is { } refused) return refused;
            // The session has begun, so this request is now one of its member; unless the database failed at this very moment.
            var now = new Visit(context, services) { Form = kept };
            await now.Prepare();
            return now.SignedIn is null
                ? kept.AskToSignIn(visit, new FormView(), StatusCodes.Status503ServiceUnavailable)
                : await ShowFilled(now, kept, handler);
        }
    }

    private async Task<IResult> ShowFilled(Visit visit, KeptForm kept, Func<Visit, Task<IResult>> handler)
    {
        if (KeptForm.IsOfAnother(kept, visit.Member)) return kept.ShowAsAnothers(visit);
        if (FindRefusal(visit) is not null) return kept.ShowAsForbidden(visit);
        // What the form was about may be gone: then the text is all there is to show.
        if (Metadata<FilledForm>(visit.Context) is not null && await handler(visit) is PageResult page) return page;
        return kept.AskToSend(visit);
    }

    private static T? Metadata<T>(HttpContext context) where T : class => context.GetEndpoint()!.Metadata.GetMetadata<T>();

    /// <summary>The response if this visitor may not use the group's routes; null if they may.</summary>
    private IResult? FindRefusal(Visit visit)
    {
        if (access == Access.Anyone) return null;
        if (visit.SignedIn is not { } member)
        {
            if (access == Access.Boards && visit.Rules.Scoring.BoardsArePublic) return null;
            // To ask a member to sign in again would be untrue, and signing in would fail too.
            if (visit.Context.Features.Get<UnknownSession>() is { Problem: var problem })
                throw new DatabaseUnavailableException(problem.Message, problem, problem.ForVisitors);
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

/// <summary>
/// Signs in with the login and password of <see cref="Visit.Form"/>, on the page that keeps another form meanwhile. Null: it is done, and
/// the session is that of this request; otherwise the page that says why not.
/// </summary>
public delegate Task<IResult?> SignInAgain(Visit visit, KeptForm kept);

/// <summary>Set on a form that may be sent whoever is signed in, even from another member's page: signing out.</summary>
public sealed record FormOfAnyone;

/// <summary>
/// Set on a form whose handler, given a <see cref="KeptForm"/>, shows the form's own page filled in and does nothing else. The others have
/// a page in common that lists the fields.
/// </summary>
public sealed record FilledForm
{
    public static readonly FilledForm Shown = new();
}
