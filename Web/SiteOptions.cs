// What pages and guards are told of the site: filled by the settings table.
namespace MathsSoc.Web;

/// <summary>The site's own address and the token of its operators.</summary>
public sealed class SiteOptions
{
    /// <summary>The site's address as people type it, without a trailing slash; null: the request's own host is used.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The bearer token that opens /metrics and verbose readiness to other machines; null: loopback only.</summary>
    public string? MetricsToken { get; set; }
}
