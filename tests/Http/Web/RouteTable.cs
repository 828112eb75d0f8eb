// The whole URL map as one table: every route and what it asks for, in a file for each room.
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

/// <summary>
/// Every route that is mapped. One that is missing here, or asks for something else, fails a test. A number in an address is of
/// nobody and nothing, so whoever is let in finds 404.
/// </summary>
internal static partial class RouteTable
{
    public static readonly RouteRow[] Rows = [.. Visitors, .. Competitions, .. Running, .. Writing];
}

internal sealed record RouteRow(string Verb, string Template, Access? Access)
{
    /// <summary>A request for it would sign the person out.</summary>
    public bool EndsSession { get; init; }

    /// <summary>The largest body of its form: what anybody may send, what a member may send, or what the row states.</summary>
    public int Kilobytes { get; init; } = Access == MathsSoc.Web.Access.Anyone ? 16 : 64;

    /// <summary>Whether its form may be sent as multipart/form-data.</summary>
    public bool TakesFiles { get; init; }

    public string Address => Template.Replace("{id}", "999999999", StringComparison.Ordinal)
        .Replace("{school}", "999999999", StringComparison.Ordinal)
        .Replace("{name}", new string('0', 64), StringComparison.Ordinal);

    public override string ToString() => $"{Verb} {Template} ({Access?.ToString() ?? "no gate"})";
}
