// Gives the verdict: by the kind if the author chose one, else by what the model is.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>Marks one answer that has been read. The budget of work is per answer, so a judge is used once.</summary>
internal sealed partial class Judge
{
    private static readonly (Verdict, string) Right = (Verdict.Right, ""), Wrong = (Verdict.Wrong, "");

    private readonly AnswerSpec _spec;
    private readonly Node _model;
    private readonly Shape _shape;
    private readonly Equivalence _equivalence;
    private readonly RealSets _sets;
    private readonly Budget _budget;

    /// <param name="spec">The part.</param>
    /// <param name="model">Its model, or one item of it.</param>
    /// <param name="shape">What sort of answer that is.</param>
    /// <param name="budget">The work that is left for the answer; null for a whole budget.</param>
    public Judge(AnswerSpec spec, Node model, Shape shape, Budget? budget = null)
    {
        (_spec, _model, _shape, _budget) = (spec, model, shape, budget ?? new Budget());
        _equivalence = new Equivalence(spec.Angle == AngleUnit.Degrees, spec.Complex, _budget);
        _sets = new RealSets(_equivalence);
    }

    private static (Verdict, string) Form(string message) => (Verdict.WrongForm, message);

    private static (Verdict, string) Unreadable(string message) => (Verdict.Unreadable, message);

    private static (Verdict, string) Of(Agreement agreement) => agreement switch
    {
        Agreement.Same => Right,
        Agreement.Different => Wrong,
        Agreement.NoValue => Unreadable("This has no value: look for a division by nought or the root of a negative number."),
        Agreement.Undecided =>
            Unreadable("This cannot be compared with the model answer, because too few values suit both: write it more simply."),
        _ => Unreadable("This is too large to work out."),
    };

    public (Verdict Verdict, string Message) Decide(Node answer)
    {
        var (judged, links) = WithoutWorking(answer);
        var decided = DecideShape(judged);
        if (decided.Verdict == Verdict.Right && links.Exists(l => !IsSameAs(l.Last, l.Side)))
            decided = Form("What you join by = is not all equal: write only the answer.");
        if (_spec.Kind == AnswerKind.Form && decided.Verdict == Verdict.Right && !WrittenForm.IsSame(_model, judged))
            decided = Form("Write it in the form that the question asks for.");
        // Once the budget is spent, "different" may only mean "not found to be the same".
        return decided.Verdict != Verdict.Unreadable && _budget.Left < 0 ? Of(Agreement.TooLarge) : decided;
    }

    private (Verdict Verdict, string Message) DecideShape(Node answer)
    {
        if (Trees.Any(answer, IsDerivative) && !Trees.Any(_model, IsDerivative))
            return Unreadable("Write the derivative itself: differentiate it.");
        if (HasNoValue(answer) is { } fault && !(_spec.Complex && fault == Of(Agreement.NoValue))) return fault;
        var shape = _shape is Region && answer is Bracketed { Items.Length: 2 } ? new Region(answer) : Shapes.Of(answer);
        var decided = shape is Other ? Wrong : DecideKind(answer, shape);
        if (decided == Wrong && DecidePeriodic(answer, shape) is { } periodic) return periodic;
        if (decided == Wrong && WithoutConditions(answer) is { } bare)
            return FormIf(DecideShape(bare).Verdict is Verdict.Right or Verdict.WrongForm, "Leave out the ≠: only the answer is wanted.");
        return decided == Wrong && StrayLetter(shape, answer) is { } letter ? letter : decided;
    }

    private (Verdict Verdict, string Message) DecideKind(Node answer, Shape shape)
    {
        if (IsRounding && _shape is Scalar or Values { Items: [_], Braces: false } or Quantity) return DecideDecimal(answer, shape);
        var mayBeLine = _spec.Kind is AnswerKind.Auto or AnswerKind.Expression or AnswerKind.Coordinates;
        if (mayBeLine && ModelLine() is { } line) return DecideLine(line, answer);
        if (_shape is Mixture mixture) return DecideMixture(mixture, answer, shape);
        return _spec.Kind switch
        {
            AnswerKind.Equation => DecideEquation(shape),
            AnswerKind.List => DecideList(shape),
            AnswerKind.Coordinates when _shape is not Points => Unreadable("The model answer is not a point: write it as (1, 2)."),
            AnswerKind.Unit => DecideQuantity(shape),
            _ => _shape switch
            {
                Scalar s => DecideScalar(s.Value, answer, shape),
                Values v => DecideValues(v, answer, shape),
                Assignments a => DecideAssignments(a, shape),
                Points p => DecidePoints(p, shape),
                Proportion p => DecideRatio(p, shape),
                Region r => DecideRegion(r, answer, shape),
                Equation => DecideEquation(shape),
                Quantity => DecideQuantity(shape),
                Congruent c => DecideCongruence(c, shape),
                Grid { Matrix: var m } => shape is Grid { Matrix: var given } && given.Columns == m.Columns
                    ? MatchInOrder(m.Entries, given.Entries)
                    : Wrong,
                _ => Unreadable("The model answer cannot be marked: it mixes several sorts of answer."),
            },
        };
    }

    // d/dx and d²/dx², which are read as fractions of letters.
    private static bool IsDerivative(Node node) =>
        node is Quotient { Top: var top, Bottom: Product { Factors: [Name { Id: "d" }, ..] } }
        && top is Name { Id: "d" } or Power { Base: Name { Id: "d" } };

    // The kinds that ask for a form or a text have no use for places and figures.
    private bool IsRounding => _spec.Kind == AnswerKind.Decimal || HasRounding && AnswerKinds.CanRound(_spec.Kind);

    private bool HasRounding => _spec.Tolerance is not null || _spec.Places is not null || _spec.Figures is not null;

    // 1/0 and 9^9^9^9 are refused wherever they occur, also in a list or beside a name.
    private static (Verdict, string)? HasNoValue(Node node) => node switch
    {
        _ when node is Symbol or Name => null,
        Relation or Listing or Either or Bracketed or Braced or Builder or Ratio or Joined or Measure or PlusMinus or Congruence
            or Matrix =>
            Trees.Children(node).Select(HasNoValue).FirstOrDefault(static f => f is not null),
        Negative n when Shapes.IsInfinite(n) => null,
        _ => Trees.Any(node, static n => n is PlusMinus) ? null : Exact.Evaluate(node, out _) switch
        {
            Outcome.NoValue => Of(Agreement.NoValue),
            Outcome.TooLarge => Of(Agreement.TooLarge),
            _ => null,
        },
    };

    /// <summary>Equal for equal numbers; for anything else the answer as the canonical printer writes it.</summary>
    public string Key(Node answer)
    {
        answer = WithoutWorking(answer).Judged;
        var value = Shapes.Of(answer) switch
        {
            Scalar s => s.Value,
            Values { Items: [var only] } v when _shape is Scalar or Values =>
                v.Name is null || _shape is Scalar || (_shape as Values)?.Name == v.Name ? only : null,
            _ => null,
        };
        if (value is null || Trees.HasNames(value)) return "tree:" + Printer.Print(answer);
        if (value is Percent or Degrees && _shape is Scalar) return "tree:" + Printer.Print(answer);
        if (IsRounding) return "tree:" + Printer.Print(value);
        if (Exact.Evaluate(value, out var exact) == Outcome.Value) return $"number:{exact}";
        var ball = _equivalence.At(value, Equivalence.Nowhere, 160);
        return ball.IsFinite ? $"number:{Digits(ball)}" : "tree:" + Printer.Print(answer);
    }

    // Some thirty figures of an irrational number, as a double and the remainder: the same however the number was written.
    private static string Digits(Ball ball)
    {
        var size = ball.ToDouble();
        if (!double.IsNormal(size) || Math.Abs(size) > 1e15) return size.ToString("E12", System.Globalization.CultureInfo.InvariantCulture);
        var scaled = (System.Numerics.BigInteger)Math.ScaleB(size, 60);
        var rest = ball - Ball.FromRational(new Rational(scaled, System.Numerics.BigInteger.One << 60), 160);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{size:R}{rest.ToDouble():+0.0000000000E0;-0.0000000000E0}");
    }

    // Turns right into wrong form if the answer leaves arithmetic undone that the model does not.
    private (Verdict, string) Finished((Verdict Verdict, string Message) verdict, Node model, Node answer)
    {
        if (verdict.Verdict != Verdict.Right || _spec.Kind == AnswerKind.Expression) return verdict;
        // cos π/3 + i sin π/3 is an accepted way to write a complex number.
        var undone = Forms.Undone(answer) & ~Forms.Undone(model) & ~(_spec.Complex ? Unfinished.Function : Unfinished.Nothing);
        return undone == Unfinished.Nothing ? verdict : Form("Work it out: there is arithmetic left to do.");
    }
}
