// The link that creates the first owner in a browser: printed by serve while there is no owner, valid once and for half an hour.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>The link of one server process; it is not stored.</summary>
public sealed class SetupLink(TimeProvider clock)
{
    /// <summary>How long the link works, in minutes.</summary>
    public const int Minutes = 30;

    private readonly string token = OneTimeCodes.NewPasswordCode();
    private readonly DateTimeOffset expires = clock.GetUtcNow().AddMinutes(Minutes);
    private readonly long made = clock.GetTimestamp();

    /// <summary>The path on the site: <c>/setup?token=…</c>.</summary>
    public string Path => $"/setup?token={token}";

    /// <summary>
    /// Whether this token opens /setup: it is the right one, has not expired, and there is no owner (using it makes one).
    /// </summary>
    public bool Opens(Sql sql, string given) => clock.GetUtcNow() < expires
        // A clock that was years ahead and is set back must not make it last for years.
        && clock.GetElapsedTime(made) < TimeSpan.FromMinutes(Minutes)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token)) && !Members.AnyOwner(sql);
}
