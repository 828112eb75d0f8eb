// What pages and access checks need to know of the site, filled from the settings table.
namespace MathsSoc.Web;

/// <summary>The site's own address, the token of its operators, and how long its backups are kept.</summary>
public sealed class SiteOptions
{
    /// <summary>The site's address as people type it, without a trailing slash; null to use the request's own host.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The longest that a backup is kept, in days, as the privacy page says.</summary>
    public int BackupDays { get; set; }

    /// <summary>The bearer token that opens /metrics and verbose readiness to other machines; null to allow loopback only.</summary>
    public string? MetricsToken { get; set; }
}
