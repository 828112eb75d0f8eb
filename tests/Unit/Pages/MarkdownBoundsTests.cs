// The bounds of a text: what is let in is rendered in bounded time and size, the rest is refused with a sentence, honest texts are let in.
using System.Text;
using AngleSharp.Html.Parser;
using MathsSoc.Pages;
using MathsSoc.Tests.Unit.Marking;
using static MathsSoc.Tests.Unit.Pages.HostileTexts;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class MarkdownBoundsTests
{
    private static readonly MarkdownSettings Settings = new()
    {
        Image = name => name is "x.png" ? "/uploads/0a1b.png" : null,
        Link = path => "/society" + path,
    };

    /// <summary>Honest texts, most of them of the greatest length: formulas, tables, lists, sums in plain text, code.</summary>
    public static TheoryData<string, string> Honest()
    {
        static string Row(Func<int, string> cell) => "| " + string.Join(" | ", Enumerable.Range(1, 10).Select(cell)) + " |\n";
        var rows = string.Concat(Enumerable.Range(1, 20).Select(n => Row(m => $"{n * m}")));
        var table = Row(m => $"**{m}**") + Times("|--:", 40) + "|\n" + rows;
        var sums = string.Concat(Enumerable.Range(1, 60).Select(n => $"{n}. {n} * 7 = ____ and {n}_000 - 12 = ____\n"));
        var prose = "Let $a_1, a_2, \\dots, a_n$ be *integers* with **no** common factor, so $|a_i| < 2^{n}$ (see [it](/challenges/5)). "
            + "Show that\n\n$$\n\\sum_{i=1}^{n} \\frac{1}{a_i} \\neq 1 \\text{ for } n > 2.\n$$\n\n";
        var code = "```\n" + Times("a[i] = b[i] * c[i]; /* <p> & `x` | _y_ */\n", 20_000) + "```\n\n";
        var steps = Enumerable.Range(1, 200).Select(n => $"- **Step {n}**: draw *one* [line](/x) through `A`\n  - and $l_{n}$\n");
        var list = string.Concat(steps);
        var large = Times("a|", 30) + "\n" + Times("-|", 30) + "\n" + Times(Times("1|", 30) + "\n", 3100);
        return new TheoryData<string, string>
        {
            { "prose with formulas", Times(prose, 100_000) },
            { "tables of 20 x 10", Times(table + "\nAnd so on.\n\n", 40_000) },
            { "a table of 100 x 15", large },
            { "sums to fill in", Times(sums + "\n", 100_000) },
            { "code", Times(code, 100_000) },
            { "a list of steps", Times(list + "\n", 60_000) },
            { "all of it", prose + table + "\n" + sums + "\n" + code + list },
        };
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public void An_honest_text_of_the_greatest_length_is_shown(string name, string text)
    {
        var rendered = Markdown.Render(text, Settings);
        Assert.Empty(rendered.Problems);
        Assert.Null(rendered.Refusal);
        Assert.DoesNotContain("cannot be shown", rendered.Html.Markup, StringComparison.Ordinal);
        Assert.True(rendered.Html.Markup.Length > text.Length / 2, name);
    }

    public static TheoryData<string, string> Hostile()
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, text) in HostileTexts.All().Concat(HostileTexts.Random(seed: 20261127, count: 150)))
            data.Add(string.Concat(name.Select(c => char.IsAscii(c) && !char.IsControl(c) ? $"{c}" : $"[{(int)c:X}]")), text);
        return data;
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_text_costs_little_and_is_shown_or_refused(string name, string text)
    {
        RenderedText? rendered = null;
        var (micros, bytes) = Work.Of(() => rendered = Markdown.Render(text, Settings));
        // Compiled for a release, 150 ms on a quiet machine; without the bounds the worst of them took minutes, or all the memory there is.
        Assert.True(micros < 3_000_000, $"{name} took {micros:N0} µs of the processor");
        Assert.True(bytes < 200_000_000, $"{name} took {bytes:N0} bytes of memory");
        Assert.True(rendered!.Html.Markup.Length < 1_000_000, $"{name}: {rendered.Html.Markup.Length:N0} characters");
        Assert.True(Encoding.UTF8.GetByteCount(rendered.Html.Markup) < 1_500_000, name);
        Assert.True(rendered.Problems.Count <= 20);
        var says = rendered.Html.Markup.StartsWith("<p><strong>This text cannot be shown", StringComparison.Ordinal);
        Assert.Equal(rendered.Refusal is not null, says);
        Assert.True(Markdown.Excerpt(text, 200).Length <= 200);
        Assert.True(rendered.Formulas.Count <= Markdown.MaxFormulas);
    }

    [Theory]
    [InlineData(">", "too many lists")]
    [InlineData("[a](", "too many links")]
    [InlineData("[a][", "more than 2,500 of the characters * _ [ |")]
    [InlineData("*a ", "Put an empty line between its parts")]
    [InlineData("a|b|c|d|e|f|g|h\n", "more than 2,000 cells")]
    public void What_is_too_tangled_is_refused_with_a_sentence_and_still_shown(string piece, string said)
    {
        var text = Times(piece, 60_000);
        var rendered = Markdown.Render(text, Settings);
        var problem = Assert.Single(rendered.Problems);
        Assert.True(problem.Refuse);
        Assert.Equal(problem.Message, rendered.Refusal);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(rendered.Html.Markup);
        Assert.Contains(said, page.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        // The first 50,000 characters, as they were typed.
        Assert.Equal(text[..Math.Min(text.Length, 50_000)].Trim(), page.QuerySelector("pre")!.TextContent.Trim().TrimEnd('…').Trim());
    }

    [Fact]
    public void A_bound_is_where_it_says()
    {
        static bool IsRefused(string text) => Markdown.Render(text, Settings).Refusal is not null;
        static string Table(int columns, int rows) =>
            string.Join('\n', [Times("a|", 2 * columns), Times("-|", 2 * columns), Times("|b\n", 3 * rows)]);
        Assert.False(IsRefused(Table(20, 98)));
        Assert.True(IsRefused(Table(20, 99)));
        Assert.True(IsRefused(string.Concat(Enumerable.Repeat(Table(20, 90) + "\n", 8))));
        Assert.False(IsRefused(Times("[a](/b) ", 8 * 200)));
        Assert.True(IsRefused(Times("[a](/b) ", 8 * 201)));
        Assert.False(IsRefused(Times(Times("[a](/b) ", 8 * 200) + "\n\n", 8000)));
        // A formula opens nothing, and neither does a star or a line between spaces.
        Assert.False(IsRefused(Times("$a_1*[b|c]$\n", 99_000)));
        Assert.False(IsRefused(Times("7 * 8 = ____ ", 99_000)));
        Assert.True(IsRefused(new string('"', 100_000)));
    }
}
