// Texts of the earlier site's editor as Markdown: what is kept, what becomes plain text, and that nothing makes it fail or slow.
using System.Diagnostics;
using System.Text;
using MathsSoc.Endpoints;
using MathsSoc.Moving;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class HtmlToMarkdownTests
{
    private static readonly string[] Pieces =
    [
        "<p>", "</p>", "<strong>", "</strong>", "<em>", "</em>", "<ul>", "<li>", "</li>", "</ul>", "<ol>", "</ol>", "<h2>", "</h2>", "<br>",
        "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<code>", "</code>",
        "<a href=\"https://x.example/a\">", "</a>", "<img src=\"/static/uploads/a.png\" alt=\"A [b]\">", "<sup>", "2", "</sup>", "<hr>",
        "<script>", "</script>", "<div class='x>y'>", "</div>", "<", ">", "&amp;", "&lt;b&gt;", "&nbsp;", "&#36;", "$5 and $7", "\\(x^2\\)",
        "\\[\\frac12\\]", "$$y$$", "\\(", "\\)", "*", "_", "#", "- a", "1. b", "|", "`", "\\", "[x](y)", " ", "\n", "word",
        "é", "<!-- c -->",
        "</", "<p", "<a href=", "&", "~~", "+", "=", "\\begin{align}a&=b\\end{align}", "</x>", "<p/>",
    ];

    private static string Of(string html) =>
        new HtmlToMarkdown(static address => address == "/static/uploads/a.png" ? "upload:a.png" : null).Convert(html).Markdown;

    [Theory]
    [InlineData("<p>One <strong>bold</strong> and <em>slanted</em> word.</p><p>Two.</p>", "One **bold** and *slanted* word.\n\nTwo.")]
    [InlineData("<h2 style=\"color:red\">Sums</h2><ul><li>one</li><li>two<ol><li>a</li></ol></li></ul>",
        "## Sums\n\n- one\n\n- two\n\n  1) a")]
    [InlineData("It costs $5 and $7.", "It costs \\$5 and \\$7.")]
    [InlineData("<p>Find \\( x^2 \\) and \\[ \\frac{1}{2} \\] or $$y$$</p>", "Find $x^2$ and $$\\frac{1}{2}$$ or $$y$$")]
    [InlineData("<p>\\(x\\)5</p>", "$x$ 5")]
    [InlineData("x<sup>2</sup> and H<sub>2</sub>O, 1<sup>st one</sup>", "x$^{2}$ and H$_{2}$O, 1st one")]
    [InlineData("<p>2 * 3 * 4 &lt; 5_a_b</p>", "2 \\* 3 \\* 4 \\< 5\\_a\\_b")]
    [InlineData("<p># no heading</p><p>1. no list</p><p>- none</p>", "\\# no heading\n\n1\\. no list\n\n\\- none")]
    [InlineData("<p>&nbsp;</p><p> &nbsp; </p>", "")]
    [InlineData("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "| a | b |\n| --- | --- |\n| 1 | 2 |")]
    [InlineData("<p>One<br>two<br></p>", "One\\\ntwo")]
    [InlineData("<p><a href=\"https://x.example/?a=1&amp;b\">Here</a>, <a href=\"javascript:alert(1)\">not</a></p>",
        "[Here](<https://x.example/?a=1&b>), not")]
    [InlineData("<p>a<script>alert('x')</script>b<style>p{}</style></p>", "ab")]
    [InlineData("<p><img src=\"/static/uploads/a.png\" alt=\"A graph\"></p>", "![A graph](upload:a.png)")]
    [InlineData("<blockquote><p>Said</p></blockquote><pre>if (a)\n  b</pre>", "> Said\n\n```\nif (a)\n  b\n```")]
    public void What_the_editor_wrote_becomes_Markdown(string html, string markdown) => Assert.Equal(markdown, Of(html));

    [Fact]
    public void Money_stays_money_and_formulas_are_formulas_when_they_are_shown()
    {
        var shown = Markdown.Render(Of("<p>$5 and $7 for \\(a+b\\)</p>"), new MarkdownSettings());
        Assert.Equal(["a+b"], shown.Formulas);
        Assert.DoesNotContain("$5 and $", shown.Html.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_in_a_text_it_is_converted_and_no_element_of_it_comes_out()
    {
        var random = new Random(17);
        var lost = new List<string>();
        for (var round = 0; round < 4000; round++)
        {
            var html = new StringBuilder();
            for (var i = random.Next(1, 40); i > 0; i--) html.Append(Pieces[random.Next(Pieces.Length)]);
            var text = FaithfulMarkdown.Of(html.ToString(), static _ => null);
            var shown = Markdown.Render(text.Markdown, new MarkdownSettings());
            Assert.Null(shown.Refusal);
            Assert.DoesNotMatch(@"(?i)<script|<div class=.x|<a href=.javascript", shown.Html.Markup);
            if (text.Loss == MarkdownLoss.Everything) lost.Add(html.ToString());
            else Assert.Equal(FaithfulMarkdown.Words(text.Plain), FaithfulMarkdown.WordsOf(shown.Html.Markup));
        }
        // The worst of texts is plain text in the end; an editor's own never is.
        Assert.True(lost.Count < 200, $"{lost.Count} lost, such as:\n{string.Join("\n=====\n", lost.OrderBy(one => one.Length).Take(4))}");
    }

    [Theory]
    [InlineData("<div>", 60_000)]
    [InlineData("</p>", 100_000)]
    [InlineData("\\(", 200_000)]
    [InlineData("$$", 200_001)]
    [InlineData("\\begin{a}", 40_000)]
    [InlineData("<a href=\"", 40_000)]
    [InlineData("<", 400_000)]
    [InlineData("&", 400_000)]
    [InlineData("<b>x", 60_000)]
    [InlineData("<ul><li>x", 40_000)]
    [InlineData("<!--", 100_000)]
    [InlineData("<script>", 50_000)]
    [InlineData("<table><tr><td>x", 25_000)]
    [InlineData("1", 400_000)]
    public void The_longest_text_takes_no_longer_than_its_length(string piece, int times)
    {
        var html = string.Concat(Enumerable.Repeat(piece, times));
        var began = Stopwatch.GetTimestamp();
        Of(html);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
    }
}
