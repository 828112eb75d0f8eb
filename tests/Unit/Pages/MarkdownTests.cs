// What authors write and what readers get: Markdown, TeX left alone, links that lead somewhere harmless, pictures of our own.
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class MarkdownTests
{
    private static readonly MarkdownSettings Settings = new()
    {
        Image = name => name is "cake.png" or "upload:0a1b.png" ? "/uploads/0a1b.png" : null,
        Link = path => "/society" + path,
    };

    // The expression of maths.js itself, so that neither can change without the other.
    private static readonly Regex Delimiters = new(
        Regex.Match(Repository.Read("wwwroot/js/maths.js"), @"const delimiters = /(.+)/gs;").Groups[1].Value, RegexOptions.Singleline);

    private static string Html(string text) => Markdown.Render(text, Settings).Html.Markup;

    private static IDocument Parsed(string text) => new HtmlParser().ParseDocument("<main>" + Html(text) + "</main>");

    /// <summary>The formulas that maths.js would typeset: those its expression finds in the text nodes that it visits.</summary>
    private static List<string> Typeset(string text)
    {
        var found = new List<string>();
        var texts = Parsed(text).Body!.Descendants().OfType<IText>();
        foreach (var node in texts.Where(node => node.ParentElement!.Closest("code, pre") is null))
            found.AddRange(Delimiters.Matches(node.Data).Where(match => match.Value != "\\$").Select(match => match.Value));
        return found;
    }

    [Theory]
    [InlineData("A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>\n")]
    [InlineData("a  \nb\nc", "<p>a<br>\nb\nc</p>\n")]
    [InlineData("- a\n- b", "<ul>\n<li>a\n</li>\n<li>b\n</li>\n</ul>\n")]
    [InlineData("3. a\n\n4. b", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n")]
    [InlineData("> a\n\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n")]
    [InlineData("    a < b\n", "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>\n")]
    [InlineData("```cs\na\n\nb\n```", "<pre tabindex=\"0\"><code>a\n\nb\n</code></pre>\n")]
    [InlineData("&copy; &lt; \\*", "<p>© &lt; *</p>\n")]
    [InlineData("", "")]
    public void Markdown_becomes_html(string text, string html) => Assert.Equal(html, Html(text));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <b onclick=x>b</b> c")]
    [InlineData("<!-- x --> <![CDATA[x]]> <?x?>")]
    [InlineData("<div>\n\n*a*\n\n</div>")]
    [InlineData("[a](<\" onmouseover=alert(1) x=\">)")]
    [InlineData("![\" onerror=\"alert(1)](cake.png)")]
    [InlineData("```\" onclick=\"x\na\n```")]
    [InlineData("![a](cake.png \"<b>\")")]
    public void Html_in_a_text_is_text(string text)
    {
        string[] known = ["MAIN", "P", "EM", "PRE", "CODE", "IMG", "A", "FIGURE", "FIGCAPTION"];
        foreach (var element in Parsed(text).QuerySelector("main")!.QuerySelectorAll("*"))
        {
            Assert.Contains(element.TagName, known);
            Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Let $a_1*b_2*c$ and $x_i_j$.", "$a_1*b_2*c$", "$x_i_j$")]
    [InlineData(@"$\frac{1}{2}\$ \\ \{x\}$", @"$\frac{1}{2}\$ \\ \{x\}$")]
    [InlineData("$x<y & y>z$ and $\"a'$", "$x<y & y>z$", "$\"a'$")]
    [InlineData("$5 and $6")]
    [InlineData("It costs $5, or $6 with cream; $x$ is a formula.", "$x$")]
    [InlineData(@"\$x\$ is money, $y$ is not", "$y$")]
    [InlineData(@"\$a/\$b and a\\$c$", "$c$")]
    [InlineData("`$a$` and\n\n    $b$\n\n```\n$c$\n```\n$d$", "$d$")]
    [InlineData("$a `b$ c`", "$a `b$")]
    [InlineData("*$a*b$* [$x$](https://a.example) [no](/$y$)", "$a*b$", "$x$")]
    [InlineData("$$\na\n+ b\n- c\n= d\n$$\nText", "$$\na\n+ b\n- c\n= d\n$$")]
    [InlineData("- one $$\\begin{matrix} a & b \\\\ c & d \\end{matrix}$$", "$$\\begin{matrix} a & b \\\\ c & d \\end{matrix}$$")]
    [InlineData("> $$\n> a\n> + b\n> $$", "$$\na\n+ b\n$$")]
    [InlineData("| $|x|$ | b |\n|---|---|\n| $a|b$ | $c$ |", "$|x|$", "$a|b$", "$c$")]
    [InlineData("$a$$b$ and $a$5 and $ b$ and $b $")]
    [InlineData("$x$&#53;", "$x$")]
    [InlineData("<https://a.example/$x$>")]
    [InlineData("# $x$\n\n$y$\n===", "$x$", "$y$")]
    [InlineData("$$ never ends\n\n- $a$", "$a$")]
    [InlineData("**$x$**$y$ $$z$$", "$x$", "$y$", "$$z$$")]
    [InlineData("$a\nb$")]
    public void Tex_reaches_the_typesetter_as_it_was_typed(string text, params string[] formulas)
    {
        if (text.StartsWith("$a$$b$", StringComparison.Ordinal)) formulas = ["$a$", "$b$"];
        Assert.Equal(formulas, Typeset(text));
        Assert.Equal(formulas.Select(formula => formula.Trim('$').Trim()), Markdown.Formulas(text));
        Assert.Equal(formulas.Length > 0, Markdown.Render(text, Settings).HasMaths);
    }

    [Fact]
    public void The_rules_for_dollars_are_those_of_the_typesetter_in_any_plain_text()
    {
        var random = new Random(20261124);
        string[] pieces = ["$", "$$", "\\$", "\\\\", "\\", " ", "\n", "5", "x", "a b", "\u00A0", "\u0085", "\uFEFF", "\t"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(2, 12); n > 0; n--) text.Append(pieces[random.Next(pieces.Length)]);
            var source = text.ToString();
            // JavaScript's \s and .NET's each have one character that the other lacks, and neither occurs in a formula that people type.
            var mine = new List<string>();
            for (var at = 0; at < source.Length;)
            {
                var length = source[at] == '$' ? TeX.LengthAt(source, at) : 0;
                if (length > 0) mine.Add(source.Substring(at, length));
                at += length > 0 ? length : source[at] == '\\' && at + 1 < source.Length && source[at + 1] == '$' ? 2 : 1;
            }
            var theirs = Delimiters.Matches(source).Where(match => match.Value != "\\$").Select(match => match.Value);
            if (source.Contains('\uFEFF') || source.Contains('\u0085')) continue;
            Assert.Equal(theirs, mine);
        }
    }

    [Fact]
    public void A_formula_by_itself_is_a_block_that_may_scroll() =>
        Assert.Equal(
            "<p>Then</p>\n<div class=\"formula\">$$&#xA;x &lt; 1&#xA;$$</div>\n"
                + "<p>and <span class=\"tex\">$y$</span> costs <span>$</span>5.</p>\n",
            Html("Then\n$$\nx < 1\n$$\nand $y$ costs $5."));

    [Theory]
    [InlineData("https://a.example/?q=1&r=2#x", "https://a.example/?q=1&r=2#x")]
    [InlineData("HTTP://a.example", "HTTP://a.example")]
    [InlineData("mailto:head@school.example", "mailto:head@school.example")]
    [InlineData("/challenges/5", "/society/challenges/5")]
    [InlineData("#part-a", "#part-a")]
    [InlineData("//evil.example", null)]
    [InlineData("/\\\\evil.example", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("JaVaScRiPt:alert(1)", null)]
    [InlineData("java&Tab;script:alert(1)", null)]
    [InlineData("&#1;javascript:alert(1)", null)]
    [InlineData("</&Tab;/evil.example>", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("vbscript:x", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("www.example.org", null)]
    [InlineData("https://", null)]
    public void Links_lead_to_the_web_a_mailbox_or_this_site(string address, string? href)
    {
        var rendered = Markdown.Render($"[text]({address})", Settings);
        var link = new HtmlParser().ParseDocument(rendered.Html.Markup).QuerySelector("a");
        Assert.Equal(href, link?.GetAttribute("href"));
        Assert.Contains("text", rendered.Html.Markup, StringComparison.Ordinal);
        Assert.Equal(href is null ? 1 : 0, rendered.Problems.Count);
        Assert.All(rendered.Problems, problem => Assert.False(problem.Refuse));
    }

    [Fact]
    public void Addresses_between_angle_brackets_are_links_too()
    {
        Assert.Equal(
            "<p><a href=\"https://a.example\">https://a.example</a> <a href=\"mailto:a@b.example\">a@b.example</a></p>\n",
            Html("<https://a.example> <a@b.example>"));
        Assert.DoesNotContain("href", Html("<javascript:alert(1)>"), StringComparison.Ordinal);
        Assert.Equal("<p><a href=\"/society/x\">a</a></p>\n", Html("[a][b]\n\n[b]: /x"));
    }

    [Fact]
    public void A_picture_is_one_of_our_own_or_its_description()
    {
        Assert.Equal(
            "<p>See <img src=\"/uploads/0a1b.png\" alt=\"a cake, cut x^2 times\"></p>\n",
            Html("See ![a *cake*, cut $x^2$ times](upload:0a1b.png)"));
        Assert.Equal(
            "<figure><img src=\"/uploads/0a1b.png\" alt=\"a cake\"><figcaption>By Ada</figcaption></figure>\n",
            Html("![a cake](cake.png \"By Ada\")"));
        string[] others =
        [
            "https://a.example/x.png", "//a.example/cake.png", "../cake.png", "/uploads/0a1b.png", "data:image/png;base64,x", "upload:../x",
            "none.png",
        ];
        foreach (var foreign in others)
        {
            var rendered = Markdown.Render($"See ![a cake]({foreign}) here", Settings);
            Assert.Equal("<p>See a cake here</p>\n", rendered.Html.Markup);
            Assert.Contains("no picture", Assert.Single(rendered.Problems).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_picture_without_a_description_must_not_be_published_unless_it_only_decorates()
    {
        var problem = Assert.Single(Markdown.Render("![](cake.png)", Settings).Problems);
        Assert.True(problem.Refuse);
        Assert.Contains("![what it shows](cake.png)", problem.Message, StringComparison.Ordinal);
        var rendered = Markdown.Render("![](cake.png \"decorative\")", Settings);
        Assert.Empty(rendered.Problems);
        Assert.Contains("alt=\"\"", rendered.Html.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# a\n## b\n# c", 2, "H2 H3 H2")]
    [InlineData("## a\n### b", 2, "H2 H3")]
    [InlineData("### a\n# b\n#### c\n#### d", 2, "H2 H2 H3 H4")]
    [InlineData("# a\n### b", 3, "H3 H4")]
    [InlineData("# a\n## b\n### c\n#### d\n##### e\n###### f", 3, "H3 H4 H5 H6 H6 H6")]
    public void Headings_go_below_the_pages_own_and_skip_no_level(string text, int first, string expected)
    {
        var html = Markdown.Render(text, Settings with { FirstHeading = first }).Html.Markup;
        var headings = new HtmlParser().ParseDocument(html).QuerySelectorAll("h1,h2,h3,h4,h5,h6");
        Assert.Equal(expected, string.Join(' ', headings.Select(heading => heading.TagName)));
    }

    [Fact]
    public void Tables_scroll_in_a_group_of_their_own_name()
    {
        var page = Parsed("a | b\n--|--:\n1 | *2*\n3 | 4\n\nText\n\n|c|\n|-|\n|5|");
        var groups = page.QuerySelectorAll("div.table[role=group][tabindex='0']");
        Assert.Equal(["Table", "Table 2"], groups.Select(group => group.GetAttribute("aria-label")!));
        Assert.Equal(["a", "b", "c"], page.QuerySelectorAll("thead th[scope=col]").Select(cell => cell.TextContent));
        Assert.Equal(["1", "2", "3", "4", "5"], page.QuerySelectorAll("tbody td").Select(cell => cell.TextContent));
        Assert.Equal(3, page.QuerySelectorAll(".number").Length);
    }

    [Theory]
    [InlineData("# Cake\n\nCut *it* $n$ times.\n\n- [one](/x)\n- `two`\n\n```\ncode\n```", 100, "Cake Cut it n times. one two")]
    [InlineData("a|b\n-|-\n1|2\n\nAfter ![a cake](cake.png)", 100, "After a cake")]
    [InlineData("Seven pieces of cake", 12, "Seven…")]
    [InlineData("Seven, pieces of cake", 14, "Seven, pieces…")]
    [InlineData("Donaudampfschifffahrt", 10, "Donaudamp…")]
    [InlineData("12345678🙂🙂", 10, "12345678…")]
    [InlineData("", 10, "")]
    public void An_excerpt_is_one_plain_line(string text, int length, string expected)
    {
        Assert.Equal(expected, Markdown.Excerpt(text, length));
        Assert.True(expected.Length <= length);
    }

    [Fact]
    public void A_text_of_more_than_100_000_characters_is_refused()
    {
        Assert.Empty(Markdown.Render(new string('a', Markdown.MaxLength), Settings).Problems);
        Assert.True(Assert.Single(Markdown.Render(new string('a', Markdown.MaxLength + 1), Settings).Problems).Refuse);
    }

    [Fact]
    public void A_formula_longer_than_the_typesetter_takes_is_told()
    {
        Assert.Contains($"longestTeX = {Markdown.MaxTeX};", Repository.Read("wwwroot/js/maths.js"), StringComparison.Ordinal);
        Assert.Empty(Markdown.Render($"${new string('x', Markdown.MaxTeX)}$", Settings).Problems);
        Assert.Single(Markdown.Render($"${new string('x', Markdown.MaxTeX + 1)}$", Settings).Problems);
    }
}
