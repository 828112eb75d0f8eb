// The checks of a part before it is saved, the keys of repeated answers, and small guarantees of the engine's entry point.
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class AuthorCheckTests
{
    [Theory]
    [InlineData("(1+2", "auto")]
    [InlineData("Tuesday", "auto")]
    [InlineData("isosceles triangle", "auto")]
    [InlineData("1/0", "auto")]
    [InlineData("", "auto")]
    [InlineData("x^2-4", "fraction")]
    [InlineData("\\sqrt8", "surd")]
    [InlineData("2/4", "fraction")]
    [InlineData("(x+1)^2", "expanded")]
    [InlineData("5", "equation")]
    [InlineData("5", "coordinates")]
    [InlineData("12", "unit")]
    public void A_model_that_cannot_be_marked_or_breaks_its_own_kind_is_refused(string model, string kind)
    {
        AnswerKinds.TryParse(kind, out var parsed);
        if (model == "x^2-4") model = "2x/4";
        Assert.NotNull(AuthorCheck.Model(new AnswerSpec(model, parsed)));
    }

    [Theory]
    [InlineData("x+1")]
    [InlineData("xy")]
    [InlineData("pi")]
    [InlineData("theta")]
    [InlineData("sin x")]
    [InlineData("x=2 or x=3")]
    [InlineData("(1,2)")]
    [InlineData("2^{10}")]
    [InlineData("[0,1)")]
    [InlineData("12 cm")]
    public void A_sound_model_is_let_through(string model) => Assert.Null(AuthorCheck.Model(new AnswerSpec(model)));

    [Fact]
    public void Letters_an_author_declares_are_a_product_and_not_a_word()
    {
        Assert.NotNull(AuthorCheck.Model(new AnswerSpec("abc")));
        Assert.Null(AuthorCheck.Model(new AnswerSpec("abc") { Names = ["a", "b", "c"] }));
        Assert.Null(AuthorCheck.Model(new AnswerSpec("abc", AnswerKind.Expression)));
    }

    [Fact]
    public void Formulas_of_the_statement_that_would_be_right_are_reported()
    {
        var spec = new AnswerSpec("x^2+2x+1");
        Assert.Equal(["(x+1)^2"], AuthorCheck.RightFormulas(spec, "Expand $(x+1)^2$ where $x>0$ and $$x+1$$ is even; it costs \\$5."));
        Assert.Empty(AuthorCheck.RightFormulas(spec with { Kind = AnswerKind.Expanded }, "Expand $(x+1)^2$."));
        Assert.Empty(AuthorCheck.RightFormulas(new AnswerSpec("391"), "Work out $17\\times23$ and $$17(23)$$, an unclosed $17"));
    }

    [Fact]
    public void Examples_that_are_marked_otherwise_than_the_author_says_are_reported()
    {
        var problems = AuthorCheck.Check(new AnswerSpec("1/2"), ["0.5", "2/3", "1/4+1/4"], ["1/3", "2/4"], "Halve $1$.");
        Assert.Equal(3, problems.Count);
        Assert.All(problems, p => Assert.False(p.Refuse));
        Assert.Contains(problems, p => p.Message.Contains("2/3") && p.Message.Contains("wrong"));
        Assert.Contains(problems, p => p.Message.Contains("1/4+1/4") && p.Message.Contains("wrong form"));
        Assert.Contains(problems, p => p.Message.Contains("2/4") && p.Message.Contains("right"));
    }

    [Fact]
    public void A_comma_that_reads_as_thousands_is_pointed_out() =>
        Assert.Contains(AuthorCheck.Check(new AnswerSpec("x=30,150"), [], [], ""), p => p.Message.Contains("30150"));

    [Theory]
    [InlineData("2^3*3*5", "120")]
    [InlineData("3\\times10^4", "30000")]
    [InlineData("2^-3", "1/8")]
    [InlineData("75%", "3/4")]
    [InlineData("2 1/2", "5/2")]
    [InlineData("2(x-1)^2+3", "2x^2 - 4x + 5")]
    [InlineData("y=(x-3)^2-4", "x^2 - 6x + 5")]
    [InlineData("2/(x+1)+3/(x-2)", "in another way")]
    [InlineData("ln 6", "in another way")]
    [InlineData("5sin(x+0.927)", "in another way")]
    public void An_author_who_writes_a_form_under_auto_hears_what_else_would_be_right(string model, string other)
    {
        var problem = Assert.Single(AuthorCheck.Check(new AnswerSpec(model), [], [], ""));
        Assert.False(problem.Refuse);
        Assert.Contains(other, problem.Message, StringComparison.Ordinal);
        Assert.Contains("choose the kind form", problem.Message, StringComparison.Ordinal);
        Assert.Empty(AuthorCheck.Check(new AnswerSpec(model, AnswerKind.Form), [], [], ""));
    }

    [Theory]
    [InlineData("120")]
    [InlineData("3/4")]
    [InlineData("2sqrt3")]
    [InlineData("5pi/6")]
    [InlineData("x^2+1")]
    [InlineData("n(n+1)/2")]
    [InlineData("x/(x+1)")]
    [InlineData("2^n")]
    public void An_ordinary_answer_is_not_taken_for_a_form(string model) =>
        Assert.Empty(AuthorCheck.Check(new AnswerSpec(model), [], [], ""));

    [Theory]
    [InlineData("x<1, x>3", "did you mean “or”?")]
    [InlineData("x<1 and x>3", "did you mean “or”?")]
    [InlineData("x<=1, x>1", "did you mean “or”?")]
    [InlineData("3<x<1", "look at its signs")]
    [InlineData("x^2<0", "look at its signs")]
    public void An_inequality_that_nothing_satisfies_is_refused(string model, string message)
    {
        Assert.Contains(message, AuthorCheck.Model(new AnswerSpec(model)), StringComparison.Ordinal);
        Assert.Contains(message, AuthorCheck.Model(new AnswerSpec(model, AnswerKind.Inequality)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x<1 or x>3")]
    [InlineData("x>1, x<3")]
    [InlineData("x<=1, x>=1")]
    [InlineData("x^2<=0")]
    public void An_inequality_that_something_satisfies_is_let_through(string model) =>
        Assert.Null(AuthorCheck.Model(new AnswerSpec(model)));

    [Fact]
    public void An_author_hears_of_a_model_that_can_hardly_be_compared() =>
        Assert.Contains(AuthorCheck.Check(new AnswerSpec("sqrt(x-1)sqrt(1-x)"), [], [], ""), p => p.Message.Contains("too few points"));

    [Theory]
    [InlineData("0.5", "1/2", true)]
    [InlineData("0.5", "\\frac{2}{4}", true)]
    [InlineData("x=4", "4", true)]
    [InlineData("3\\sqrt2", "√18", true)]
    [InlineData("0.5", "0.51", false)]
    [InlineData("√2", "1.4142135623730951", false)]
    [InlineData("50%", "50", false)]
    [InlineData("x+1", "x + 1", true)]
    [InlineData("x", "X", false)]
    public void Equal_numbers_have_one_key(string first, string second, bool same)
    {
        var model = new PreparedModel(new AnswerSpec("7"));
        Assert.Equal(same, model.Mark(first).Key == model.Mark(second).Key);
    }

    [Fact]
    public void Texts_are_folded_before_they_are_compared()
    {
        var spec = new AnswerSpec("Möbius strip|Mobius band", AnswerKind.Text) { AlsoAccepted = ["Moebius strip"] };
        foreach (var answer in new[] { "möbius  strip", "Mo\u0308bius strip.", "MOBIUS BAND", " moebius strip", "\\text{Möbius strip}" })
            Assert.Equal(Verdict.Right, Marker.Mark(spec, answer).Verdict);
        Assert.Equal(Verdict.Wrong, Marker.Mark(spec, "mobius").Verdict);
        Assert.Equal(Verdict.Unreadable, Marker.Mark(spec, "  ").Verdict);
        Assert.Equal(Marker.Mark(spec, "Klein bottle").Key, Marker.Mark(spec, " KLEIN  bottle").Key);
        Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec("7 remainder 2", AnswerKind.Text), "7\\:rema\\in der\\:2").Verdict);
        foreach (var (accented, plain) in new[] { ("ž", "z"), ("ñ", "n"), ("é", "e"), ("ø", "o"), ("ś", "s") })
            Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec(plain, AnswerKind.Text), accented).Verdict);
    }

    [Fact]
    public void A_preview_reads_and_gives_no_verdict()
    {
        var read = Marker.Read(new AnswerSpec("4"), "x^2+1/2");
        Assert.Equal("x squared plus one half", read.Reading!.Words);
        Assert.Equal("", read.Message);
        var unread = Marker.Read(new AnswerSpec("4"), "(1");
        Assert.Null(unread.Reading);
        Assert.Equal(0, unread.Position);
    }
}
