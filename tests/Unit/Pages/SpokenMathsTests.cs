// Formulas in words: what a screen reader hears of a question holds every formula, and none that says something else.
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class SpokenMathsTests
{
    [Theory]
    [InlineData(@"y=\frac1x", "y equals 1 over x")]
    [InlineData(@"\left(t,\frac1t\right)", "open bracket t, 1 over t close bracket")]
    [InlineData("t>0", "t is greater than 0")]
    [InlineData(@"\sqrt{12}", "the square root of 12")]
    [InlineData("d^2", "d squared")]
    [InlineData("f(x)", "f open bracket x close bracket")]
    [InlineData("[0,1)", "open square bracket 0, 1 close bracket")]
    [InlineData(@"\cos20^\circ\times\cos40^\circ", "cos of 20 degrees times cos of 40 degrees")]
    [InlineData(@"\angle ABC", "angle A B C")]
    [InlineData(@"\triangle ABC=\frac{a+b}{2}", "triangle A B C equals the fraction a plus b over 2, end of fraction")]
    [InlineData(@"a_1,a_2,\ldots", "a sub 1, a sub 2, and so on")]
    [InlineData("ABC", "capital A capital B capital C")]
    public void A_formula_has_words(string tex, string words) => Assert.Equal(words, SpokenMaths.Of(tex));

    [Theory]
    [InlineData(@"(a) The tangent to $y=\frac1x$?", "(a) The tangent to y equals 1 over x?",
        @"(a) The tangent to <span class=""tex"">$y=\frac1x$</span>?")]
    [InlineData("four **even** numbers", "four even numbers", "four <strong>even</strong> numbers")]
    [InlineData("1. First", "1. First", "1. First")]
    [InlineData("# A heading", "# A heading", "# A heading")]
    [InlineData("See [this](/about)", "See [this](/about)", "See [this](/about)")]
    [InlineData("costs $5 and $6", "costs $5 and $6", "costs <span>$</span>5 and <span>$</span>6")]
    [InlineData("<b>", "<b>", "&lt;b&gt;")]
    public void A_line_of_an_author_is_shown_and_said(string text, string spoken, string html)
    {
        var line = Markdown.Line(text);
        Assert.Equal((spoken, html), (line.Spoken, line.Html.Markup));
    }

    [Fact]
    public void A_choice_keeps_its_stars() => Assert.Equal("2*3*4", Markdown.Line("2*3*4", isPlain: true).Html.Markup);
}
