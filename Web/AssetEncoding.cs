// Chooses which encoding of a file or page to send to a browser, from its Accept-Encoding header.
using System.Globalization;
using MathsSoc.Pages;
using Microsoft.Extensions.Primitives;

namespace MathsSoc.Web;

/// <summary>RFC 9110, 12.5.3, for the three encodings that the site has: Brotli, gzip and identity.</summary>
internal static class AssetEncoding
{
    /// <summary>
    /// The smallest of the encodings that the client prefers. Identity if it names none of ours, even if it refuses identity.
    /// </summary>
    public static AssetForm Choose(StringValues acceptEncoding, Asset file)
    {
        if (acceptEncoding.Count == 0 || (file.Brotli is null && file.Gzip is null)) return file.Identity;
        var (brotli, gzip, identity) = Read(acceptEncoding.Count == 1 ? acceptEncoding[0] : acceptEncoding.ToString());
        if (file.Brotli is not null && brotli > 0 && brotli >= gzip && brotli >= identity) return file.Brotli;
        if (file.Gzip is not null && gzip > 0 && gzip >= identity) return file.Gzip;
        if (file.Brotli is not null && brotli > 0 && brotli >= identity) return file.Brotli;
        return file.Identity;
    }

    /// <summary>Whether the client prefers gzip to bytes as they are.</summary>
    public static bool TakesGzip(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0) return false;
        var (_, gzip, identity) = Read(acceptEncoding.ToString());
        return gzip > 0 && gzip >= identity;
    }

    private static (double Brotli, double Gzip, double Identity) Read(ReadOnlySpan<char> header)
    {
        double? brotli = null, gzip = null, identity = null, others = null;
        foreach (var range in header.Split(','))
        {
            var coding = header[range].Trim();
            var quality = 1.0;
            var semicolon = coding.IndexOf(';');
            if (semicolon >= 0)
            {
                quality = ReadQuality(coding[(semicolon + 1)..].Trim());
                coding = coding[..semicolon].Trim();
            }
            if (coding.Equals("br", StringComparison.OrdinalIgnoreCase)) brotli = quality;
            else if (coding.Equals("gzip", StringComparison.OrdinalIgnoreCase)) gzip = quality;
            else if (coding.Equals("identity", StringComparison.OrdinalIgnoreCase)) identity = quality;
            else if (coding is "*") others = quality;
        }
        // "*" applies to every coding that is not named. Identity is acceptable unless refused, but never preferred to a coding that the
        // client named.
        return (brotli ?? others ?? 0, gzip ?? others ?? 0, identity ?? 0);
    }

    private static double ReadQuality(ReadOnlySpan<char> parameter)
    {
        if (!parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) return 1;
        return double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
            ? Math.Clamp(quality, 0, 1)
            : 0;
    }
}
