// Response headers that keep a browser from using the site's pages in ways they are not meant for.
using Microsoft.Extensions.Primitives;

namespace MathsSoc.Web;

/// <summary>
/// Set before anything else writes headers, so that errors have them too: <see cref="ErrorPages"/> drops only the headers of a body.
/// </summary>
public static class SecurityHeaders
{
    private const string Everywhere = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The policy of every page: the site's own origin only, and no inline script or style.</summary>
    public static readonly StringValues Policy = Everywhere;

    /// <summary>For pages with an answer field only: MathLive writes style attributes. Scripts stay as strict as everywhere.</summary>
    public static readonly StringValues PolicyWithAnswerField = Everywhere + "; style-src-attr 'unsafe-inline'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues NoDevices = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
    private static readonly StringValues HttpsOnly = "max-age=31536000";

    /// <summary>Sets the headers; <paramref name="isHttpsOnly"/> if the site's public address is https.</summary>
    public static void Set(HttpResponse response, bool isHttpsOnly)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = SameOrigin;
        headers["Permissions-Policy"] = NoDevices;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        if (isHttpsOnly) headers.StrictTransportSecurity = HttpsOnly;
    }

    /// <summary>
    /// Takes away what matters only for a page. With each style, script and font of a first visit it would be 270 bytes more: for
    /// the front page as much as its words.
    /// </summary>
    public static void LeaveOutOfFile(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = default;
        headers.Remove("Referrer-Policy");
        headers.Remove("Permissions-Policy");
    }
}
