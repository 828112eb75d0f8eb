// Refuses requests that another site sends in a visitor's name: every unsafe method must come from the site's own pages.
namespace MathsSoc.Web;

/// <summary>
/// The check of DESIGN section 5. No token is needed: browsers report which site a form is on, and cannot be made to lie about it.
/// </summary>
public static class SameOrigin
{
    /// <summary>
    /// True for safe methods; for others if <c>Sec-Fetch-Site</c> is <c>same-origin</c>, or <c>Origin</c> is the request's own or
    /// that of <paramref name="publicUrl"/>. A request without either header is refused too.
    /// </summary>
    public static bool Allows(HttpRequest request, Uri? publicUrl)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return true;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site == "same-origin" || (site != "cross-site" && IsOurs(request, publicUrl));
    }

    private static bool IsOurs(HttpRequest request, Uri? publicUrl)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || !Uri.TryCreate(origin, UriKind.Absolute, out var from)) return false;
        if (publicUrl is not null && SameAuthority(from, publicUrl.Scheme, publicUrl.Authority)) return true;
        return SameAuthority(from, request.Scheme, request.Host.Value ?? "");
    }

    private static bool SameAuthority(Uri origin, string scheme, string authority) =>
        Uri.TryCreate($"{scheme}://{authority}", UriKind.Absolute, out var own)
        && origin.Scheme == own.Scheme && origin.Port == own.Port
        && string.Equals(origin.Host, own.Host, StringComparison.OrdinalIgnoreCase);
}
