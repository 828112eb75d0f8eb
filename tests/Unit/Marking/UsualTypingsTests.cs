// The usual ways of typing an answer: what is made of a model, and that they show the kind at work.
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class UsualTypingsTests
{
    [Theory]
    [InlineData("x=4", "auto", "x=4", "x = 4.0", "x = 3 + 1", "4 = x", "x = -4", "x = 4 cm", "X = 4")]
    [InlineData("3/4", "auto", "3/4", "0.75", "6/8", "-3/4", "3/4 cm")]
    [InlineData("2x+1", "auto", "2x+1", "x + x + 1", "1 + 2*x", "2*x - 1", "2*X + 1")]
    [InlineData("12 cm", "unit", "12 cm", "12.0 cm", "(11 + 1) cm", "(-12) cm", "12")]
    [InlineData("(2,-3)", "coordinates", "(2,-3)", "(2.0, -3.0)", "(1 + 1, -3 + 1 - 1)", "(-3, 2)", "(-2, 3)")]
    [InlineData("x>3", "inequality", "x>3", "x > 3.0", "x > 2 + 1", "3 < x", "x > -3", "X > 3")]
    [InlineData("Tuesday", "text", "Tuesday", "TUESDAY", "tuesday", "Tuesday.", "(Tuesday)", "Tuesda")]
    public void They_are_made_from_the_model(string model, string kind, params string[] typed)
    {
        Assert.True(AnswerKinds.TryParse(kind, out var parsed));
        Assert.Equal(typed, UsualTypings.Of(new AnswerSpec(model, parsed), []).Select(t => t.Typed));
    }

    [Fact]
    public void The_kind_decides_their_verdicts()
    {
        Assert.Equal(Verdict.Right, VerdictOf(AnswerKind.Number, "6/8"));
        Assert.Equal(Verdict.WrongForm, VerdictOf(AnswerKind.Fraction, "6/8"));
        Assert.Equal(Verdict.WrongForm, VerdictOf(AnswerKind.Form, "0.75"));
        Assert.Equal(Verdict.Wrong, VerdictOf(AnswerKind.Auto, "-3/4"));
    }

    [Fact]
    public void The_questions_formulas_are_tried_where_they_can_be_read()
    {
        var typings = UsualTypings.Of(new AnswerSpec("391"), ["17\\times23", "n=", "17\\times23", "17+23", "n", "390", "392"]);
        Assert.Equal(["17\\times23", "17+23", "390"], typings.Where(t => t.How == "copied from the question").Select(t => t.Typed));
    }

    [Fact]
    public void Every_model_of_the_exam_is_right_as_it_is_and_has_at_most_ten()
    {
        foreach (var spec in CorpusTests.Pairs.Select(p => p.Spec).Distinct())
        {
            var typings = UsualTypings.Of(spec, ["x+1"]);
            Assert.True(typings.Count <= 10);
            // A model that can be saved is right as it is, unless it is to be rounded.
            if (AuthorCheck.Model(spec) is null && spec is { Places: null, Figures: null } && spec.Kind != AnswerKind.Decimal)
                Assert.True(
                    typings[0].Verdict == Verdict.Right, $"{spec.Model} ({spec.Kind.Name()}) as {typings[0].Typed}: {typings[0].Message}");
        }
    }

    private static Verdict VerdictOf(AnswerKind kind, string typed) =>
        UsualTypings.Of(new AnswerSpec("3/4", kind), []).First(t => t.Typed == typed).Verdict;
}
