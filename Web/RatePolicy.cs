// Chooses which limit counts a request, and the partition it is counted in: a policy named on the route, or a default one.
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace MathsSoc.Web;

/// <summary>Set on a route: the named policy that replaces the default one. <c>None</c> exempts the route.</summary>
public sealed record RatePolicy(string Name)
{
    public static readonly RatePolicy None = new("none");
    /// <summary>Wrong passwords for one login from one browser.</summary>
    public static readonly RatePolicy Login = new("login");

    /// <summary>Wrong sign-ins of one address, over different logins.</summary>
    public static readonly RatePolicy LoginAddress = new("login_address");

    /// <summary>Wrong passwords for one login from one address, over all its browsers that the site does not know.</summary>
    public static readonly RatePolicy LoginCeiling = new("login_ceiling");

    /// <summary>Sign-ups with a valid join code, for each code and address.</summary>
    public static readonly RatePolicy Join = new("join");

    /// <summary>Sign-ups with a valid join code from one browser.</summary>
    public static readonly RatePolicy JoinBrowser = new("join_browser");

    /// <summary>
    /// A visitor's page that has to open however busy the rest of the school's address is: each such page has a count of its own.
    /// </summary>
    public static readonly RatePolicy Door = new("door");

    /// <summary>Sign-ups without a join code, for each address.</summary>
    public static readonly RatePolicy Register = new("register");
    /// <summary>Answers of one member.</summary>
    public static readonly RatePolicy Answer = new("answer");
    /// <summary>Live readings of an answer, of one member.</summary>
    public static readonly RatePolicy Preview = new("preview");
}

/// <summary>
/// Counts requests before they reach their route. The default policies (visitors' pages, visitors' other requests, members) are counted
/// here, and answers and previews per member too. Sign-in and sign-up are counted by their endpoints: only those know whether they failed.
/// </summary>
public sealed class RateLimitGate(RateLimitOptions options, RateLimiter limiter, TimeProvider clock, SecurityLog security)
{
    /// <summary>Wrong passwords for one login from one address, after which only browsers that are known get in from there.</summary>
    public const int MostWrongAnHour = 30;

    private static readonly Meter Meter = new("MathsSoc");

    // Created with the gate, not with the first refusal: a scrape before that shows 0, so that a rate includes the first refusal.
    private readonly Counter<long> rejections =
        Meter.CreateCounter<long>("mathsoc_rate_limit_rejections_total", null, "Requests refused by a rate limit.",
            [new("policy", "default pages member login login_address login_ceiling register join join_browser door answer preview")]);

    private readonly Dictionary<string, IReadOnlyList<RateLimit>> limits = new(StringComparer.Ordinal)
    {
        ["default"] = RateLimit.Parse(options.Default)!,
        ["pages"] = RateLimit.Parse(options.Pages)!,
        ["member"] = RateLimit.Parse(options.Member)!,
        ["login"] = RateLimit.Parse(options.Login)!,
        ["login_address"] = RateLimit.Parse(options.LoginAddress)!,
        ["login_ceiling"] = RateLimit.Parse($"{MostWrongAnHour} per hour")!,
        ["register"] = RateLimit.Parse(options.Register)!,
        ["join"] = RateLimit.Parse("60 per minute")!,
        ["join_browser"] = RateLimit.Parse("2 per 10 minutes")!,
        ["door"] = RateLimit.Parse("600 per minute")!,
        ["answer"] = RateLimit.Parse(options.Answer)!,
        ["preview"] = RateLimit.Parse(options.Preview)!,
    };

    /// <summary>Counts the request; false if it is refused: the response then has its status and headers, but not yet its page.</summary>
    public bool Allows(HttpContext context)
    {
        if (!options.Enabled || Partition(context) is not var (policy, partition)) return true;
        var decision = limiter.Take(partition, limits[policy]);
        return Answer(context, policy, partition, decision);
    }

    /// <summary>Writes the headers of <paramref name="decision"/>; if it refuses, logs and counts that and returns false.</summary>
    private bool Answer(HttpContext context, string policy, string partition, RateDecision decision)
    {
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = $"{decision.Limit.Count}";
        headers["X-RateLimit-Remaining"] = $"{decision.Remaining}";
        headers["X-RateLimit-Reset"] = $"{decision.ResetAt}";
        if (!decision.Refused) return true;
        var wait = Math.Max(1, decision.ResetAt - clock.GetUtcNow().ToUnixTimeSeconds());
        headers.RetryAfter = $"{wait}";
        rejections.Add(1, new KeyValuePair<string, object?>("policy", policy));
        security.LimitExceeded(context, partition, decision);
        return false;
    }

    /// <summary>
    /// Counts one attempt of a policy that only its endpoint can judge (sign-in, sign-up); false if it is refused, with status and headers
    /// set. With <paramref name="isCounted"/> false it only asks.
    /// </summary>
    public bool Take(HttpContext context, RatePolicy policy, string partition, bool isCounted = true)
    {
        if (!options.Enabled) return true;
        partition = $"{policy.Name} {partition}";
        if (Answer(context, policy.Name, partition, limiter.Take(partition, limits[policy.Name], isCounted))) return true;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return false;
    }

    /// <summary>Counts an attempt that another partition has let through.</summary>
    public void Count(RatePolicy policy, string partition) => limiter.Take($"{policy.Name} {partition}", limits[policy.Name]);

    /// <summary>Counts an item (a login) among the different ones of a partition, once in each window.</summary>
    public void CountOnce(RatePolicy policy, string partition, string item) =>
        limiter.CountOnce($"{policy.Name} {partition}", item, limits[policy.Name]);

    /// <summary>Takes that back, for an item that should not count any more.</summary>
    public void Uncount(RatePolicy policy, string partition, string item) =>
        limiter.Uncount($"{policy.Name} {partition}", item, limits[policy.Name]);

    /// <summary>Gives an attempt back that should not have counted.</summary>
    public void Refund(RatePolicy policy, string partition) => limiter.Refund($"{policy.Name} {partition}", limits[policy.Name]);

    /// <summary>The client's address as it appears in logs and the audit.</summary>
    public static string AddressOf(HttpContext context) => Unmapped(context.Connection.RemoteIpAddress)?.ToString() ?? "-";

    /// <summary>The address that counts as one client: an IPv6 /64 network is one household, a mapped IPv4 address is IPv4.</summary>
    public static string ClientOf(IPAddress? address)
    {
        address = Unmapped(address);
        if (address is null) return "-";
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>A socket that listens on :: sees IPv4 visitors as ::ffff:192.0.2.1; people and logs know them as 192.0.2.1.</summary>
    private static IPAddress? Unmapped(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static (string Policy, string Partition)? Partition(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var named = endpoint?.Metadata.GetMetadata<RatePolicy>();
        if (named == RatePolicy.None || named == RatePolicy.Login || named == RatePolicy.Register) return null;
        var member = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        var client = ClientOf(context.Connection.RemoteIpAddress);
        var isSignedOut = member is null && endpoint?.Metadata.GetMetadata<RouteAccess>() is { Access: not Access.Anyone };
        if (named is not null && named != RatePolicy.Door && !isSignedOut)
            return (named.Name, $"{named.Name} {(member is null ? client : "m" + member)}");
        if (member is not null) return ("member", "member m" + member);
        if (named == RatePolicy.Door) return (named.Name, $"{named.Name} {client} {EndpointName(context)}");
        // A member's form from a browser that is signed out does nothing but show a page.
        var isView = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || isSignedOut;
        return isView ? ("pages", "pages " + client) : ("default", $"default {client} {EndpointName(context)}");
    }

    /// <summary>The name of the request's route as it appears in logs.</summary>
    internal static string EndpointName(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "unmatched";
}
