// A text that is a whole page: what becomes its lead, and where its sections begin and end.
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class MarkdownSectionTests
{
    private static (string Opening, string Html) Render(string text, int firstHeading = 2)
    {
        var rendered = Markdown.Render(text, new MarkdownSettings { HasSections = true, FirstHeading = firstHeading });
        return (rendered.Opening.Markup.ReplaceLineEndings(""), rendered.Html.Markup.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("Only this.", "<p class=\"lead\">Only this.</p>", "")]
    [InlineData("A *lead*.\n\nMore.", "<p class=\"lead\">A <em>lead</em>.</p><p>More.</p>", "")]
    [InlineData("- one\n\nMore.", "<ul><li>one</li></ul><p>More.</p>", "")]
    [InlineData("## A\ntext", "", "<section class=\"entry\"><h2>A</h2><div><p>text</p></div></section>")]
    [InlineData("Lead.\n\n# A\none\n## a\ntwo\n# B\n- three", "<p class=\"lead\">Lead.</p>",
        "<section class=\"entry\"><h2>A</h2><div><p>one</p><h3>a</h3><p>two</p></div></section>"
            + "<section class=\"entry\"><h2>B</h2><div><ul><li>three</li></ul></div></section>")]
    // A deeper heading before the first section belongs to what comes before it.
    [InlineData("### a\n\n# A", "<h2>a</h2>", "<section class=\"entry\"><h2>A</h2><div></div></section>")]
    [InlineData("`# no heading`", "<p class=\"lead\"><code># no heading</code></p>", "")]
    [InlineData("```\n# no heading\n```\n\n# A", "<pre tabindex=\"0\"><code># no heading</code></pre>",
        "<section class=\"entry\"><h2>A</h2><div></div></section>")]
    public void The_lead_and_the_sections(string text, string opening, string html) => Assert.Equal((opening, html), Render(text));

    [Fact]
    public void Within_another_page_the_sections_have_the_level_below_it() =>
        Assert.Equal("<section class=\"entry\"><h4>A</h4><div><h5>b</h5></div></section>", Render("## A\n### b", 4).Html);

    [Fact]
    public void A_text_beyond_the_bounds_has_no_opening_and_says_what_is_wrong()
    {
        var (opening, html) = Render(new string('a', Markdown.MaxLength + 1));
        Assert.Equal("", opening);
        Assert.Contains("too long", html, StringComparison.Ordinal);
    }
}
