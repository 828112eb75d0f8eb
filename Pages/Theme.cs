// The society's accent colour, made readable on the light page and on the dark one.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>
/// The accent as one of the two pages shows it: <c>Accent</c> for links and buttons, <c>Strong</c> while they are pointed at,
/// <c>Soft</c> behind text.
/// </summary>
public sealed record Palette(Colour Paper, Colour Ink, Colour Accent, Colour Strong, Colour Soft);

/// <summary>The palettes and the style sheet that names them.</summary>
public sealed class Theme
{
    /// <summary>The minimum contrast of text (WCAG 2.2, 1.4.3).</summary>
    public const double LeastContrast = 4.5;

    // wwwroot/css/site.css has the same paper and ink colours; a test compares them.
    private static readonly Colour LightPaper = new(0xfc, 0xfb, 0xf8);
    private static readonly Colour LightInk = new(0x1c, 0x1e, 0x22);
    private static readonly Colour DarkPaper = new(0x15, 0x18, 0x1d);
    private static readonly Colour DarkInk = new(0xe9, 0xe7, 0xe1);

    /// <summary>On a dark page thin strokes look thinner than they are, so the accent has more contrast than it must.</summary>
    private const double DarkContrast = 6.5;

    /// <summary>How far the light page may darken an accent before it becomes another colour: gold would turn brown.</summary>
    private const double LargestDarkening = 0.30;

    private const double Step = 0.005;

    private Theme(Palette light, Palette dark)
    {
        (Light, Dark) = (light, dark);
        (LightBar, DarkBar) = ($"{light.Accent}", $"{dark.Soft}");
        Css = $$"""
            :root { --accent: {{light.Accent}}; --accent-strong: {{light.Strong}}; --accent-soft: {{light.Soft}}; }
            @media (prefers-color-scheme: dark) {
              :root { --accent: {{dark.Accent}}; --accent-strong: {{dark.Strong}}; --accent-soft: {{dark.Soft}}; }
            }

            """;
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))[..12];
    }

    /// <summary>The theme of a society that chose no colour.</summary>
    public static Theme Default { get; } = TryMake(Society.DefaultAccent, out _)!;

    /// <summary>On the light page.</summary>
    public Palette Light { get; }

    /// <summary>On the dark page.</summary>
    public Palette Dark { get; }

    /// <summary>What a phone's browser paints its own bar with, above a light page: the accent, as the page's top edge.</summary>
    public string LightBar { get; }

    /// <summary>The same above a dark page, where the accent itself would glare.</summary>
    public string DarkBar { get; }

    /// <summary>The body of /theme.css.</summary>
    public string Css { get; }

    /// <summary>12 hexadecimal digits that change with <see cref="Css"/>.</summary>
    public string Version { get; }

    /// <summary>
    /// The theme of an accent <c>#rrggbb</c>: its hue, darkened for the light page and lightened for the dark one as far as text in it
    /// needs (4.5 to 1 on the page and on its own tint, and the page's colour on it). Null if the text is not a colour, or if the colour
    /// is so pale that the light page would have to show another; <paramref name="problem"/> is then a sentence for the person who chose
    /// it.
    /// </summary>
    public static Theme? TryMake(string accent, out string? problem)
    {
        problem = null;
        if (Colour.Parse(accent.Trim()) is not { } colour)
        {
            problem = "Write the colour as # and six hexadecimal digits, such as #1d4e79.";
            return null;
        }
        var light = FitLight(colour);
        if (colour.Lightness - light.Accent.Lightness > LargestDarkening)
        {
            problem = $"{colour} is too pale to be read on a light page. "
                + $"Choose a darker one; the nearest that can be read is {light.Accent}.";
            return null;
        }
        return new Theme(light, Fit(colour, DarkPaper, DarkInk, +Step));
    }

    /// <summary>The colour itself if a light page can show it, else the nearest that it can; null if the text is not a colour.</summary>
    public static string? Nearest(string accent) =>
        Colour.Parse(accent.Trim()) is { } colour ? $"{FitLight(colour).Accent}" : null;

    private static Palette FitLight(Colour colour) => Fit(colour, LightPaper, LightInk, -Step);

    private static Palette Fit(Colour accent, Colour paper, Colour ink, double step)
    {
        var tint = step < 0 ? 0.08 : 0.14;
        var lightness = accent.Lightness;
        var candidate = accent;
        // The search ends at black or white, which pass: at most 200 steps.
        while (Worst(candidate, paper, ink, tint) < (step < 0 ? LeastContrast : DarkContrast) && lightness + step is > 0 and < 1)
        {
            lightness += step;
            candidate = accent.WithLightness(lightness);
        }
        var strong = candidate.WithLightness(Math.Clamp(candidate.Lightness + 12 * step, 0, 1));
        return new Palette(paper, ink, candidate, strong, paper.Mix(candidate, tint));
    }

    private static double Worst(Colour accent, Colour paper, Colour ink, double tint)
    {
        var soft = paper.Mix(accent, tint);
        return Math.Min(Colour.Contrast(accent, soft), Math.Min(Colour.Contrast(accent, paper), Colour.Contrast(ink, soft)));
    }
}
