// The accent: every colour a society may choose can be read on both pages, and one that cannot is refused with a sentence.
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class ThemeTests
{
    /// <summary>
    /// Ratios published by others: https://www.w3.org/TR/WCAG22/ for black on white, WebAIM's checker for the greys and colours.
    /// </summary>
    [Theory]
    [InlineData("#000000", "#ffffff", 21.0)]
    [InlineData("#ffffff", "#ffffff", 1.0)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#0000ff", "#ffffff", 8.59)]
    [InlineData("#ff0000", "#ffffff", 4.0)]
    [InlineData("#ffff00", "#000000", 19.56)]
    public void Contrast_is_the_guidelines_own(string one, string other, double expected)
    {
        var (first, second) = (Colour.Parse(one)!.Value, Colour.Parse(other)!.Value);
        Assert.Equal(expected, Colour.Contrast(first, second), 0.01);
        Assert.Equal(Colour.Contrast(first, second), Colour.Contrast(second, first));
    }

    [Theory]
    [InlineData("#1d4e79")]
    [InlineData("#000000")]
    [InlineData("#000080")]
    [InlineData("#800000")]
    [InlineData("#006400")]
    [InlineData("#c8102e")]
    [InlineData("#ff8c00")]
    [InlineData("#6a0dad")]
    [InlineData("#ff00ff")]
    [InlineData("#808080")]
    public void An_accent_that_is_taken_can_be_read_wherever_it_stands(string accent)
    {
        var theme = Theme.TryMake(accent, out var problem);

        Assert.Null(problem);
        AssertReadable(theme!.Light);
        AssertReadable(theme.Dark);
    }

    [Fact]
    public void Every_accent_of_a_coarse_cube_is_readable_or_refused_with_a_sentence()
    {
        var taken = 0;
        for (var rgb = 0; rgb < 4096; rgb++)
        {
            var accent = new Colour((byte)((rgb >> 8) * 17), (byte)((rgb >> 4 & 15) * 17), (byte)((rgb & 15) * 17)).ToString();
            if (Theme.TryMake(accent, out var problem) is { } theme)
            {
                taken++;
                AssertReadable(theme.Light);
                AssertReadable(theme.Dark);
            }
            else
            {
                Assert.EndsWith(".", problem);
            }
        }
        Assert.InRange(taken, 2500, 4000);
    }

    [Theory]
    [InlineData("#ffff00")]
    [InlineData("#ffffff")]
    [InlineData("#ffd700")]
    [InlineData("#e0e0e0")]
    [InlineData("#00ffff")]
    public void An_accent_too_pale_for_a_light_page_is_refused_and_a_readable_one_is_named(string accent)
    {
        Assert.Null(Theme.TryMake(accent, out var problem));
        Assert.Contains("too pale", problem);

        var suggested = problem![(problem!.LastIndexOf('#'))..].TrimEnd('.');
        Assert.NotNull(Theme.TryMake(suggested, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("blue")]
    [InlineData("1d4e79")]
    [InlineData("#1d4e7")]
    [InlineData("#1d4e799")]
    [InlineData("#+d4e79")]
    [InlineData("#zzzzzz")]
    [InlineData("#1d4e79; } body { display: none")]
    public void What_is_no_colour_is_refused(string accent)
    {
        Assert.Null(Theme.TryMake(accent, out var problem));
        Assert.Contains("six hexadecimal digits", problem);
    }

    [Fact]
    public void An_accent_that_is_dark_enough_is_shown_as_it_was_chosen() =>
        Assert.Equal("#000080", Theme.TryMake("#000080", out _)!.Light.Accent.ToString());

    [Fact]
    public void The_version_follows_the_content()
    {
        Assert.Equal(Theme.TryMake("#000080", out _)!.Version, Theme.TryMake("#000080", out _)!.Version);
        Assert.NotEqual(Theme.Default.Version, Theme.TryMake("#000080", out _)!.Version);
    }

    /// <summary>The papers and inks of the style sheet are those that contrast was computed against.</summary>
    [Fact]
    public void The_style_sheet_has_the_same_paper_and_ink()
    {
        var css = System.Text.Encoding.UTF8.GetString(AssetPack.Current.Find("css/all.css")!.Identity.Bytes.Span);
        var parts = css.Split("@media (prefers-color-scheme: dark)");
        Assert.Contains($"--paper: {Theme.Default.Light.Paper};", parts[0]);
        Assert.Contains($"--ink: {Theme.Default.Light.Ink};", parts[0]);
        Assert.Contains($"--accent: {Theme.Default.Light.Accent};", parts[0]);
        Assert.Contains($"--paper: {Theme.Default.Dark.Paper};", parts[1]);
        Assert.Contains($"--ink: {Theme.Default.Dark.Ink};", parts[1]);
        Assert.Contains($"--accent: {Theme.Default.Dark.Accent};", parts[1]);
    }

    private static void AssertReadable(Palette palette)
    {
        foreach (var (text, behind) in new[]
        {
            (palette.Accent, palette.Paper), (palette.Strong, palette.Paper), (palette.Accent, palette.Soft),
            (palette.Paper, palette.Accent), (palette.Ink, palette.Soft), (palette.Ink, palette.Paper),
        })
            Assert.True(
                Colour.Contrast(text, behind) >= Theme.LeastContrast,
                $"{text} on {behind} has {Colour.Contrast(text, behind):0.00}");
    }
}
