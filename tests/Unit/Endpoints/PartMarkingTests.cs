// Stored parts through the marking engine: every parameter arrives, and an answer that says the same as an earlier one is recognised.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class PartMarkingTests
{
    [Fact]
    public void Every_parameter_of_a_part_reaches_the_engine()
    {
        var part = Part.New("", "1.5", "decimal") with
        {
            IsDegrees = true, IsComplex = true, Tolerance = 0.25m, Places = 2, Figures = 3, Letters = ["a", "b"],
        };
        var spec = PartMarking.SpecOf(part);
        Assert.Equal(("1.5", AnswerKind.Decimal, AngleUnit.Degrees, true, 0.25m, 2, 3),
            (spec.Model, spec.Kind, spec.Angle, spec.Complex, spec.Tolerance, spec.Places, spec.Figures));
        Assert.Equal(["a", "b"], spec.Names);
        Assert.Equal(AngleUnit.Radians, PartMarking.SpecOf(Part.New("", "1")).Angle);
    }

    [Theory]
    [InlineData("auto", "7", "1/2", "0.5", 1L)]
    [InlineData("auto", "7", "0.5", "0.25", null)]
    [InlineData("auto", "x^2", "2x", "x + x", 1L)]
    [InlineData("auto", "x^2", "(x+1)^2", "x^2+2x+1", 1L)]
    [InlineData("auto", "x^2", "2x", "3x", null)]
    [InlineData("decimal", "5", "9.0", "9", 1L)]
    [InlineData("text", "Monday", "Tuesday", " tuesday ", 1L)]
    [InlineData("text", "Monday", "Tuesday", "Friday", null)]
    [InlineData("choice", "A", "B", "(b)", 1L)]
    [InlineData("factorised", "(x+1)(x+2)", "(x+3)(x+4)", "(x+4)(x+3)", 1L)]
    public void An_answer_that_says_the_same_is_recognised(string kind, string model, string earlier, string typed, long? repeats)
    {
        var part = Part.New("", model, kind);
        var prepared = new PreparedModel(PartMarking.SpecOf(part));
        var before = PartMarking.Judge(prepared, part, earlier, []).Judgement!;
        Assert.False(before.IsRight);
        var attempt = new Attempt { Number = 1, Typed = earlier, Folded = before.Folded };
        var judgement = PartMarking.Judge(prepared, part, typed, [attempt]).Judgement!;
        Assert.Equal((false, repeats), (judgement.IsRight, judgement.Repeats));
    }

    [Fact]
    public void A_tolerance_does_not_make_two_wrong_answers_one()
    {
        var part = Part.New("", "10", "decimal") with { Tolerance = 1 };
        var prepared = new PreparedModel(PartMarking.SpecOf(part));
        var attempt = new Attempt { Number = 1, Typed = "5", Folded = "" };
        Assert.Null(PartMarking.Judge(prepared, part, "5.5", [attempt]).Judgement!.Repeats);
        Assert.True(PartMarking.Judge(prepared, part, "9.5", []).Judgement!.IsRight);
    }

    [Theory]
    [InlineData("auto", "7", "2 +", Verdict.Unreadable)]
    [InlineData("factorised", "(x+1)(x+2)", "x^2+3x+2", Verdict.WrongForm)]
    public void What_cannot_be_marked_has_no_judgement_and_says_why(string kind, string model, string typed, Verdict verdict)
    {
        var (marked, judgement) = PartMarking.Judge(Part.New("", model, kind), typed, []);
        Assert.Null(judgement);
        Assert.Equal(verdict, marked.Verdict);
        Assert.NotEmpty(marked.Message);
    }
}
