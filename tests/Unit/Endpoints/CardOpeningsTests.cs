// What a card shows of a statement: its picture, or its first sentence with its formulas whole.
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class CardOpeningsTests
{
    private static readonly string Picture = $"upload:{new string('a', 64)}.png";

    [Theory]
    [InlineData("A beetle sits on a table. It moves.", "A beetle sits on a table.")]
    [InlineData("# Heading\n\nHow many?  And why?", "How many?")]
    [InlineData("- one\n- two\n\nAfter\nthe list!", "After the list!")]
    [InlineData("No full stop", "No full stop")]
    [InlineData("It is 3.5 cm long. Then?", "It is 3.5 cm long.")]
    public void The_first_sentence_is_the_opening(string body, string sentence) =>
        Assert.Equal(sentence, CardOpenings.Of(body, "").Line!.Spoken);

    [Fact]
    public void A_formula_is_never_cut()
    {
        var line = CardOpenings.Of("Let $x. y$ be given. Go on.", "").Line!;
        Assert.True(line.HasMaths);
        Assert.Contains("$x. y$", line.Html.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Go on", line.Html.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_too_long_for_a_card_and_a_statement_without_one_give_nothing()
    {
        Assert.Null(CardOpenings.Of(new string('a', 500) + ".", "").Line);
        Assert.Null(CardOpenings.Of("$$x^2$$", "").Line);
        Assert.Null(CardOpenings.Of("", "").Line);
    }

    [Fact]
    public void A_picture_comes_before_any_sentence()
    {
        var opening = CardOpenings.Of($"Look.\n\n![A goat]({Picture})", "/maths");
        Assert.Equal("A goat", opening.Alt);
        Assert.StartsWith("/maths/", opening.Picture, StringComparison.Ordinal);
        Assert.Null(opening.Line);
    }
}
