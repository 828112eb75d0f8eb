// One request as a handler sees it: who visits, what was sent, the clock, and the ways to answer.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>What every handler may need of the site; one for the whole server.</summary>
public sealed record Services(
    Db Db, TimeProvider Clock, SiteFrames Frames, SiteOptions Site, Cached<Rules> Rules, SessionStore Sessions, PasswordQueue Passwords,
    RateLimitGate Limits, SignInDelays SignInDelays, SetupLink Setup, ILoggerFactory Logs, ChallengeCache Shelf, BoardCache Boards, UploadFolder Uploads);

/// <summary>One request. Made by <see cref="RouteGroup"/>, lives as long as the request.</summary>
public sealed class Visit(HttpContext context, Services services)
{
    private static readonly FormCollection NoForm = FormCollection.Empty;
    /// <summary>How long somebody should wait for whom no password can be hashed now: the whole queue takes about as long.</summary>
    private const int RetrySeconds = 15;
    private long? now;

    /// <summary>The request beneath, for what only few handlers need (headers of an answer, the query).</summary>
    public HttpContext Context => context;

    public Services Services => services;
    public Db Db => services.Db;

    /// <summary>The society's rules as they are now.</summary>
    public Rules Rules => services.Rules.Get();

    /// <summary>Unix seconds, the same for the whole request.</summary>
    public long Now => now ??= services.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The school year now, by the calendar year in which it began.</summary>
    public int SchoolYear => SchoolTime.SchoolYear(Now);

    /// <summary>Who is signed in; null: nobody.</summary>
    public SignedIn? SignedIn { get; } = context.Features.Get<SignedIn>();

    /// <summary>Who is signed in; only behind a group that asks for it.</summary>
    public SignedIn Member => SignedIn ?? throw new InvalidOperationException("This route asks for nobody to be signed in.");

    /// <summary>The form that was sent; empty for a page.</summary>
    public IFormCollection Form { get; set; } = NoForm;

    /// <summary>Whether this asks to see something (GET, HEAD).</summary>
    public bool IsView => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    /// <summary>The client's address as the audit writes it.</summary>
    public string Client => RateLimitGate.AddressOf(context);

    /// <summary>Who does what this request does, for the audit.</summary>
    public Actor Actor => new(SignedIn?.MemberId, Client);

    /// <summary>The frame of a page.</summary>
    public SiteFrame Frame => services.Frames.For(context);

    /// <summary>The number in the address, such as the 7 of /admin/members/7; null when it is none, or larger than any id.</summary>
    public long? Id(string name = "id") =>
        FormReader.IdIn(context.Request.RouteValues[name] as string);

    /// <summary>A value of the query, trimmed and cut to <paramref name="most"/> characters; empty when it is not there.</summary>
    public string Query(string name, int most = 100)
    {
        var text = context.Request.Query[name].ToString().Trim();
        return text.Length <= most ? text : text[..most];
    }

    /// <summary>A page, with status 200 or another.</summary>
    public IResult Page(Page page, int status = StatusCodes.Status200OK) => new PageResult(page, status);

    /// <summary>303 to another page of this site, below whatever path a proxy has put it.</summary>
    public IResult SeeOther(string path) => new SeeOther(context.Request.PathBase + path);

    /// <summary>To the sign-in page, and from there back to this one.</summary>
    public IResult SignInFirst() => SeeOther("/login?next=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));

    /// <summary>404: it is not there, or not for this visitor.</summary>
    public IResult NotFound() => new Refusal(StatusCodes.Status404NotFound, null);

    /// <summary>503: a form that needed a password's hash came while too many others did.</summary>
    public IResult Busy()
    {
        context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return new Refusal(StatusCodes.Status503ServiceUnavailable,
            "Very many people are signing in at this moment. Nothing is lost: wait a quarter of a minute, go back, and send it again.");
    }

    /// <summary>An absolute address of a page, for paper and messages: below PUBLIC_URL, or the request's own host where there is none.</summary>
    public string Absolute(string path) => services.Site.PublicUrl is { } url
        ? url.ToString().TrimEnd('/') + path
        : $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{path}";
}
