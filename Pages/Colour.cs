// Colours as the eye sees them: relative luminance and contrast (WCAG 2.2), and lightness in Oklab, to make one accent fit two papers.
using System.Globalization;

namespace MathsSoc.Pages;

/// <summary>An sRGB colour of 8 bits a channel.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Reads <c>#rrggbb</c>; null if the text is anything else.</summary>
    public static Colour? Parse(string text)
    {
        if (text.Length != 7 || text[0] != '#') return null;
        if (!uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)) return null;
        return new Colour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }

    /// <summary>As <c>#rrggbb</c>, in lower case.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>0 for black, 1 for white; https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.</summary>
    public double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    /// <summary>From 1 (the same) to 21 (black on white); https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.</summary>
    public static double Contrast(Colour one, Colour other)
    {
        var (lighter, darker) = one.Luminance > other.Luminance ? (one, other) : (other, one);
        return (lighter.Luminance + 0.05) / (darker.Luminance + 0.05);
    }

    /// <summary>This colour with <paramref name="share"/> (0 to 1) of another mixed in, channel by channel.</summary>
    public Colour Mix(Colour other, double share)
    {
        byte Between(byte from, byte to) => (byte)Math.Round(from + (to - from) * share);
        return new Colour(Between(Red, other.Red), Between(Green, other.Green), Between(Blue, other.Blue));
    }

    /// <summary>How light the colour looks, 0 to 1; Oklab's L (https://bottosson.github.io/posts/oklab/).</summary>
    public double Lightness => ToOklab().L;

    /// <summary>The same hue at another lightness; if sRGB has no such colour, the most vivid one it has.</summary>
    public Colour WithLightness(double lightness)
    {
        var (_, a, b) = ToOklab();
        for (var vividness = 1.0; vividness > 0; vividness -= 0.02)
            if (FromOklab(lightness, a * vividness, b * vividness) is { } colour)
                return colour;
        return FromOklab(Math.Clamp(lightness, 0, 1), 0, 0) ?? new Colour(0, 0, 0);
    }

    private (double L, double A, double B) ToOklab()
    {
        var (red, green, blue) = (Linear(Red), Linear(Green), Linear(Blue));
        var l = Math.Cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        var m = Math.Cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        var s = Math.Cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        return (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    /// <summary>Null if a channel falls outside 0 to 1 by more than rounding.</summary>
    private static Colour? FromOklab(double lightness, double a, double b)
    {
        var l = Math.Pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        var m = Math.Pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        var s = Math.Pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        var red = Channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        var green = Channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        var blue = Channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return red is { } r && green is { } g && blue is { } bl ? new Colour(r, g, bl) : null;
    }

    // The sRGB transfer curve (IEC 61966-2-1), in both directions.
    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static byte? Channel(double linear)
    {
        var value = linear <= 0.0031308 ? linear * 12.92 : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return value is < -0.002 or > 1.002 ? null : (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }
}
