// The link by which the first owner is made in a browser: printed by serve while there is no owner, good once and for half an hour.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>The link of one server process; it is nowhere kept.</summary>
public sealed class SetupLink(TimeProvider clock)
{
    /// <summary>So long it works.</summary>
    public const int Minutes = 30;

    private readonly string token = OneTimeCodes.NewPasswordCode();
    private readonly DateTimeOffset expires = clock.GetUtcNow().AddMinutes(Minutes);

    /// <summary>The address below the site's own: <c>/setup?token=…</c>.</summary>
    public string Path => $"/setup?token={token}";

    /// <summary>Whether this token still opens /setup: it is the one, its time has not passed, and there is no owner (using it makes one).</summary>
    public bool Opens(Sql sql, string given) => clock.GetUtcNow() < expires
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token)) && !Members.AnyOwner(sql);
}
