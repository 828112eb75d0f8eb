// Only what the marking engine writes passes as MathML; anything else is a bug that throws.
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class ReadMathsTests
{
    [Theory]
    [InlineData("x^2+1/2-3sqrt(5)")]
    [InlineData("{x : 0 <= x < 1}")]
    [InlineData("x=2 or x=-3")]
    [InlineData(@"\frac{\sqrt[3]{-8}}{\vec{AB}}+\binom{5}{2}")]
    [InlineData("3.5 m/s^2")]
    [InlineData("log_2 8 + |x| + 5! + 50% + sin^2 x")]
    [InlineData("2 1/2 x 10^-3")]
    [InlineData("x=2, y=3 and z=±4")]
    public void What_the_engine_writes_passes(string answer)
    {
        foreach (var kind in new[] { AnswerKind.Auto, AnswerKind.Unit, AnswerKind.Set, AnswerKind.Text, AnswerKind.Interval })
            if (Marker.Read(new AnswerSpec("12 cm", kind), answer).Reading is { } reading)
                Assert.Equal(reading.MathMl, ReadMaths.Of(reading.MathMl).Markup);
    }

    [Theory]
    [InlineData("<b>x</b>")]
    [InlineData("<math><script>alert(1)</script></math>")]
    [InlineData("<math><mi onclick=\"alert(1)\">x</mi></math>")]
    [InlineData("<math><mi mathvariant=\"normal\" href=\"javascript:alert(1)\">x</mi></math>")]
    [InlineData("<math><mi>x</mi></math><img src=x></math>")]
    [InlineData("<math><mi</math>")]
    [InlineData("<math><!-- --></math>")]
    [InlineData("")]
    public void Anything_else_throws(string markup) => Assert.Throws<ArgumentException>(() => ReadMaths.Of(markup));
}
