// What somebody tried against the site, one place for all its lines: wrong passwords and codes, refused origins, limits.
namespace MathsSoc.Web;

/// <summary>
/// Writes security events. They stand in the application log, and in a file of their own that other lines cannot wash out. Nothing here
/// touches the database: a guess must not cost a write. What a client can repeat without a limit has one line in its window, and a second
/// with the count.
/// </summary>
public sealed class SecurityLog : IDisposable
{
    /// <summary>The log that security events are written to.</summary>
    public const string Name = "mathsoc.security";

    private const int WindowSeconds = 600;
    private const int MaxHeader = 200;
    private readonly ILogger log;
    private readonly RepeatedEvents repeated;

    public SecurityLog(ILoggerFactory logs, TimeProvider clock)
    {
        log = logs.CreateLogger(Name);
        repeated = new RepeatedEvents(clock, log);
    }

    /// <summary>A wrong login or password. <paramref name="login"/> has been made fit for a log (<c>Logins.ForLog</c>).</summary>
    public void SignInFailed(string login, string client) =>
        // Programs that watch the log, such as fail2ban, rely on this wording, and on a line for each.
        log.LogWarning("Failed login attempt for: {Login} from {ClientIp}", login, client);

    /// <summary>Somebody at a signed-in member's screen typed a wrong password.</summary>
    public void PasswordFailed(long memberId, string client) =>
        log.LogWarning("Wrong password typed by the signed-in member {Member} from {ClientIp}", memberId, client);

    /// <summary>A login is guessed at more often than any owner mistypes, which is <paramref name="most"/> times an hour.</summary>
    public void LoginGuessed(string login, int most, string client) =>
        log.LogWarning("More than {Most} wrong passwords within an hour for: {Login} from {ClientIp}; until the hour is over only browsers "
            + "in which this member has signed in before, links and slips get in from there", most, login, client);

    /// <summary>A code that does not work: of a link, a slip, or for joining.</summary>
    /// <param name="purpose">What the code would have been for, such as "a new password".</param>
    public void CodeFailed(string purpose, HttpContext context)
    {
        var client = RateLimitGate.AddressOf(context);
        if (repeated.IsFirst($"code {purpose} {Partition(context)}", WindowSeconds,
            count => log.LogWarning("{Count} codes for {Purpose} from {ClientIp} did not work in ten minutes", count, purpose, client)))
            log.LogWarning("A code for {Purpose} from {ClientIp} did not work", purpose, client);
    }

    /// <summary>A request above a limit of <paramref name="partition"/>.</summary>
    public void LimitExceeded(HttpContext context, string partition, RateDecision decision)
    {
        var (limit, client, endpoint) = (decision.Limit, RateLimitGate.AddressOf(context), RateLimitGate.EndpointName(context));
        if (repeated.IsFirst($"limit {limit.Seconds} {partition}", decision.ResetAt,
            count => log.LogWarning("ratelimit {Limit} ({ClientIp}) refused {Count} requests in one window, the first at: {Endpoint}",
                limit.Words, client, count, endpoint)))
            log.LogWarning("ratelimit {Limit} ({ClientIp}) exceeded at endpoint: {Endpoint}", limit.Words, client, endpoint);
    }

    /// <summary>A form that came from another site's page, or from none.</summary>
    public void OriginRefused(HttpContext context)
    {
        var request = context.Request;
        var (client, endpoint) = (RateLimitGate.AddressOf(context), RateLimitGate.EndpointName(context));
        if (repeated.IsFirst($"origin {Partition(context)}", WindowSeconds,
            count => log.LogWarning("{Count} forms of another origin from {ClientIp} were refused in ten minutes, the first at: {Endpoint}",
                count, client, endpoint)))
            log.LogWarning("A form of another origin was refused: {Origin} (Sec-Fetch-Site: {FetchSite}) is not {Own}, "
                + "from {ClientIp} at endpoint: {Endpoint}",
                Shown($"{request.Headers.Origin}"), Shown($"{request.Headers["Sec-Fetch-Site"]}"),
                Shown($"{request.Scheme}://{request.Host}"), client, endpoint);
    }

    /// <summary>Logs what has been counted so far.</summary>
    public void EndAll() => repeated.EndAll();

    public void Dispose() => repeated.Dispose();

    private static string Partition(HttpContext context) => RateLimitGate.ClientOf(context.Connection.RemoteIpAddress);

    private static string Shown(string header) => header switch
    {
        "" => "none",
        { Length: > MaxHeader } => header[..MaxHeader] + "…",
        _ => header,
    };
}
