// One request as a handler sees it: who is signed in, what was sent, the clock, and the kinds of response.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>What a handler may need of the site; one for the whole server.</summary>
public sealed record Services(
    Db Db, SiteFrames Frames, SiteOptions Site, Cached<Rules> Rules, RateLimitGate Limits, SecurityLog Security, ClockWatch ClockWatch,
    BodySeats Bodies);

/// <summary>One request. Made by <see cref="RouteGroup"/>; lives as long as the request.</summary>
public sealed class Visit(HttpContext context, Services services)
{
    private static readonly FormCollection NoForm = FormCollection.Empty;
    /// <summary>Seconds to wait when no password can be hashed now: the whole queue takes about as long.</summary>
    private const int RetrySeconds = 15;
    private long? now;
    private ClockVerdict? clock;
    private SiteFrame? frame;
    private Viewer? reader;
    private Task<Rules>? rules;

    /// <summary>
    /// Reads what every handler may need, the rules and the page's frame; nearly always from a cache. Never throws: a page that needs
    /// neither is still sent while the database is unavailable.
    /// </summary>
    public async Task Prepare()
    {
        await services.Frames.Refresh();
        rules = services.Rules.Get();
        await ((Task)rules).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The HTTP context, for what only few handlers need (response headers, the query).</summary>
    public HttpContext Context => context;

    /// <summary>The rate limits of each client.</summary>
    public RateLimitGate Limits => services.Limits;

    /// <summary>
    /// The society's rules, the same for the whole request. Throws <see cref="DatabaseUnavailableException"/> if they cannot be read.
    /// </summary>
    public Rules Rules => rules!.GetAwaiter().GetResult();

    /// <summary>The longest that a backup of the site is kept, in days.</summary>
    public int BackupDays => services.Site.BackupDays;

    /// <summary>Unix seconds, the same for the whole request.</summary>
    public long Now => now ??= services.ClockWatch.Now();

    /// <summary>Whether the clock can be right, by the last look at it: for a form its own, see <see cref="CheckClock"/>.</summary>
    public ClockVerdict Clock => clock ?? services.ClockWatch.Glance();

    /// <summary>
    /// Looks at the clock again if it is not credible: it may have been put right before this form was sent. Others are served meanwhile.
    /// </summary>
    public async ValueTask<ClockVerdict> CheckClock()
    {
        var verdict = await services.ClockWatch.CheckAsync();
        clock = verdict;
        return verdict;
    }

    /// <summary>The school year now, by the calendar year in which it began.</summary>
    public int SchoolYear => SchoolTime.SchoolYear(Now);

    /// <summary>Reads from the database: all of <paramref name="work"/> sees it at one moment.</summary>
    public DbTask<T> Read<T>(Func<Sql, T> work) => services.Db.ReadAsync(work);

    /// <summary>
    /// Writes to the database: all of <paramref name="work"/>, or nothing. Others wait, so nothing slow is done in it. It may run twice, so
    /// it changes nothing but the database.
    /// </summary>
    public DbTask<T> Write<T>(Func<Sql, T> work) => services.Db.WriteAsync(work);

    /// <summary>Writes as the other overload does, for work without a result.</summary>
    public Task Write(Action<Sql> work) => Write(sql =>
    {
        work(sql);
        return true;
    });

    /// <summary>Writes as <see cref="Write{T}"/> does, in a transaction of its own: for work that takes longer than a moment.</summary>
    public DbTask<T> WriteAlone<T>(Func<Sql, T> work) => services.Db.WriteAloneAsync(work);

    /// <summary>
    /// Copies the whole site before <paramref name="reason"/>, one of <see cref="BackupReason"/>: null once that is done, otherwise a
    /// sentence on why it is not. Takes some seconds in a large society.
    /// </summary>
    public Task<string?> Snapshot(string reason)
    {
        var snapshots = context.RequestServices.GetRequiredService<Snapshots>();
        return Task.Run(() => snapshots.Make(reason, "a snapshot"));
    }

    /// <summary>
    /// The same before <paramref name="people"/> are erased, if they are more than one; a refusal if there is no copy, and null if they may
    /// be erased.
    /// </summary>
    public async Task<IResult?> SnapshotBeforeErasing(int people) =>
        people > 1 && await Snapshot(BackupReason.BeforeErasing) is { } problem
            ? new Refusal(StatusCodes.Status503ServiceUnavailable, Snapshots.ExplainRefusal(problem))
            : null;

    /// <summary>Who is signed in; null for a visitor.</summary>
    public SignedIn? SignedIn { get; } = context.Features.Get<SignedIn>();

    /// <summary>
    /// The reader as the rules for challenges, articles and files see them. A member who is about to be deleted reads what a visitor reads.
    /// </summary>
    public Viewer Reader => reader ??= SignedIn is { } member ? member.Viewer with { IsGuest = IsGuest } : Viewer.Visitor;

    /// <summary>Whether the society's own challenges are not for whoever is signed in; false for a visitor.</summary>
    public bool IsGuest => SignedIn is { } member && MemberRules.IsGuest(member.Role, member.IsOfGuestSchool) && !Rules.GuestsTakePart;

    /// <summary>Who is signed in; only behind a group that requires it.</summary>
    public SignedIn Member => SignedIn ?? throw new InvalidOperationException("This route asks for nobody to be signed in.");

    /// <summary>The row of the member who is signed in.</summary>
    public Member FindMe(Sql sql) => Members.Find(sql, Member.MemberId)!;

    /// <summary>The form that was sent; empty for a page.</summary>
    public IFormCollection Form { get; set; } = NoForm;

    /// <summary>Whether the method only reads (GET, HEAD).</summary>
    public bool IsView => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    /// <summary>Whether visitors reach the site over HTTPS, directly or through a proxy.</summary>
    public bool IsHttps => context.Request.IsHttps || services.Site.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>The client's address as it appears in the audit.</summary>
    public string Client => RateLimitGate.AddressOf(context);

    /// <summary>Who makes this request, for the audit.</summary>
    public Actor Actor => new(SignedIn?.MemberId, Client);

    /// <summary>Where failed sign-ins and the like are logged.</summary>
    public SecurityLog Security => services.Security;

    /// <summary>The path prefix under which a proxy serves the site; empty if there is none.</summary>
    public string Root => context.Request.PathBase.Value ?? "";

    /// <summary>The frame of a page, the same for the whole request.</summary>
    public SiteFrame Frame => frame ??= services.Frames.For(context) with { SecureAddress = SecureAddress, Address = Absolute("") };

    /// <summary>The society, also while the database is unavailable: then as it was read last.</summary>
    public Society Society => services.Frames.Society;

    /// <summary>The current announcements, for whomever they are, as they were when this request began.</summary>
    public IReadOnlyList<AnnouncementHead> Announcements => services.Frames.Announcements;

    /// <summary>Whether the site has a public address of its own (PUBLIC_URL).</summary>
    public bool IsPublic => services.Site.PublicUrl is not null;

    /// <summary>
    /// This page's address over HTTPS if a visitor opened it without, so that the browser will not keep the cookie of a sign-in; null if
    /// nothing is wrong. Browsers send Sec-Fetch-Site only where they would keep such a cookie, so that a proxy that does not pass on what
    /// its visitors use is no false alarm.
    /// </summary>
    public string? SecureAddress
    {
        get
        {
            var request = context.Request;
            var isPlain = SignedIn is null && services.Site.PublicUrl is { } url && url.Scheme == Uri.UriSchemeHttps && !request.IsHttps
                && request.Headers["Sec-Fetch-Site"].Count == 0
                && (!request.Host.Host.Equals(url.Host, StringComparison.OrdinalIgnoreCase)
                    || request.Headers.Origin.ToString().StartsWith("http:", StringComparison.OrdinalIgnoreCase));
            return isPlain ? Absolute(request.Path.ToUriComponent()) : null;
        }
    }

    /// <summary>The number in the address, such as the 7 of /admin/members/7; null if it is not a number, or larger than any id.</summary>
    public long? Id(string name = "id") =>
        FormReader.IdIn(context.Request.RouteValues[name] as string);

    /// <summary>A value of the query, trimmed and cut to <paramref name="most"/> characters; empty if it is missing.</summary>
    public string Query(string name, int most = 100)
    {
        var text = context.Request.Query[name].ToString().Trim();
        return text.Length <= most ? text : text[..most];
    }

    /// <summary>A page, with status 200 or another.</summary>
    public IResult Page(Page page, int status = StatusCodes.Status200OK) =>
        // Nothing was wrong with a form that is only shown again.
        new PageResult(page, Form is KeptForm && status == StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status200OK : status);

    /// <summary>303 to another page of this site, below the path at which a proxy has put it.</summary>
    public IResult SeeOther(string path) => new Redirect(StatusCodes.Status303SeeOther, context.Request.PathBase + path);

    /// <summary>301 to where in this site that which was asked for is now.</summary>
    public IResult MovedTo(string path) => new Redirect(StatusCodes.Status301MovedPermanently, context.Request.PathBase + path);

    /// <summary>Redirects to the sign-in page, and from there back to this one.</summary>
    public IResult SignInFirst() => SeeOther("/login?next=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));

    /// <summary>404: it does not exist, or not for this visitor.</summary>
    public IResult NotFound() => new Refusal(StatusCodes.Status404NotFound, null);

    /// <summary>503: a form that needs a password hashed arrived while the queue was full.</summary>
    public IResult Busy()
    {
        context.Response.Headers.RetryAfter = $"{RetrySeconds}";
        return new Refusal(StatusCodes.Status503ServiceUnavailable,
            "Very many people are signing in at this moment. Nothing is lost: wait a quarter of a minute, go back, and send it again.");
    }

    /// <summary>
    /// The absolute address of a page, for paper and messages: below PUBLIC_URL, or below the request's own host if that is not set.
    /// </summary>
    public string Absolute(string path) => services.Site.PublicUrl is { } url
        ? url.ToString().TrimEnd('/') + path
        : $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{path}";

    /// <summary>The same without http:// or https://, for typing from paper or a screen: browsers add it by themselves.</summary>
    public string AddressToType(string path)
    {
        var address = Absolute(path);
        return address[(address.IndexOf("//", StringComparison.Ordinal) + 2)..];
    }
}
