// Verdicts on equations, decimals and quantities.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    private (Verdict, string) DecideEquation(Shape shape)
    {
        if (AsEquation(_shape) is not { } model) return Unreadable("The model answer is not an equation.");
        if (AsEquation(shape) is not { } answer)
            return _spec.Kind == AnswerKind.Equation && shape is Scalar ? Form("Write an equation, with an = sign.") : Wrong;
        return Of(new Equations(_equivalence).Compare(model, answer));
    }

    private static Equation? AsEquation(Shape shape) => shape switch
    {
        Equation e => e,
        Values { Name: { } name, Items: [var value] } => new Equation(new Name(name), value),
        _ => null,
    };

    private (Verdict, string) DecideDecimal(Node answer, Shape shape)
    {
        var model = _shape switch { Scalar s => s.Value, Values { Items: [var only] } => only, _ => null };
        if (model is null) return _shape is Quantity ? DecideQuantity(shape) : Unreadable("The model answer is not a number.");
        var value = shape switch
        {
            Scalar s => s.Value,
            Values { Items: [var only], Braces: false } v
                when v.Name is null || (_shape as Values)?.Name is null || ((Values)_shape).Name == v.Name => only,
            _ => null,
        };
        if (value is null && shape is Values several && OneValue(several, answer) is { } one) value = one;
        if (value is null)
            return FormIf(shape is Quantity q && IsAccepted(model, Bare(q)), "Leave out the unit: only the number is wanted.");
        return DecideRoundedValue(model, value);
    }

    // Degrees and percentages are rounded in what stands before their sign.
    private (Verdict, string) DecideRoundedValue(Node model, Node value)
    {
        if (Trees.HasNames(value)) return Wrong;
        if (_spec.Complex && ComplexParts(model) is { } models && ComplexParts(value) is { } parts)
            return DecideRoundedParts(models, parts);
        (model, value) = (SignOutside(model), SignOutside(value));
        if (model is Degrees wanted) return DecideRounded(wanted.Inner, value is Degrees given ? given.Inner : value);
        if (model is Percent percent)
        {
            if (value is Percent same) return DecideRounded(percent.Inner, same.Inner);
            var bare = DecideRounded(percent.Inner, value);
            return bare.Item1 == Verdict.Right ? Form("Write the % sign too.") : DecideRounded(model, value);
        }
        if (value is Degrees d) return FormIf(IsAccepted(model, d.Inner), "Leave out the degree sign: only the number is wanted.");
        if (value is Percent p && !Trees.Any(model, static n => n is Percent) && IsAccepted(model, p.Inner))
            return Form("Leave out the % sign: only the number is wanted.");
        return DecideRounded(model, value);
    }

    // -(30°) as (-30)°, and -(5%) as (-5)%.
    private static Node SignOutside(Node node) => node switch
    {
        Negative { Inner: Degrees d } => new Degrees(new Negative(d.Inner)),
        Negative { Inner: Percent p } => new Percent(new Negative(p.Inner)),
        _ => node,
    };

    // x > 2.34 for x > 2.3372: each number of the answer that is the model's, rounded as asked, is taken for it.
    // What is the model's but not written as asked is named by the message; whole numbers in the model need no places.
    private (Node Answer, string? Fault) WithRoundedEnds(Node model, Node answer)
    {
        var ends = new List<Node>();
        CollectEnds(model, ends);
        string? fault = null;
        return (Replace(answer), fault);

        Node Replace(Node node) => node switch
        {
            Relation or Listing or Either or Bracketed or Builder or Joined => Trees.Map(node, Replace),
            _ when Trees.HasNames(node) => node,
            _ => End(node),
        };

        Node End(Node node)
        {
            foreach (var end in ends)
            {
                if (end is Number { Value.IsInteger: true } || Shapes.IsInfinite(end) || Shapes.IsInfinite(node)) continue;
                var (verdict, message) = DecideRoundedValue(end, node);
                if (verdict == Verdict.WrongForm) fault ??= message;
                if (verdict is Verdict.Right or Verdict.WrongForm) return end;
            }
            return node;
        }
    }

    private static void CollectEnds(Node node, List<Node> ends)
    {
        if (node is not (Relation or Listing or Either or Bracketed or Builder or Joined))
        {
            if (!Trees.HasNames(node)) ends.Add(node);
            return;
        }
        foreach (var child in Trees.Children(node)) CollectEnds(child, ends);
    }

    private (Verdict, string) DecideRounded(Node model, Node value) => DecideRounded(model, value, Rational.One);

    /// <param name="model">The model's number.</param>
    /// <param name="value">The answer's number.</param>
    /// <param name="scale">What the tolerance is multiplied by: 60 where the model is in hours and the answer in minutes.</param>
    private (Verdict, string) DecideRounded(Node model, Node value, Rational scale)
    {
        if (_equivalence.HasValue(value) is var own and not Agreement.Same) return Of(own);
        var exact = Compare(model, value) == Agreement.Same;
        if (WrittenDecimal.Of(value) is not { } written)
        {
            // 1/3 for 0.33, π for 3.14, 22/7 within a tolerance: the value is right but not written as a decimal.
            // 4π for 12.57
            var rounds = _spec.Tolerance is null && WrittenDecimal.Of(model) is { } given
                && new Rounding(_equivalence).IsRoundedAsWritten(value, given);
            if (!exact && !rounds && !IsAccepted(model, value, scale)) return Wrong;
            if (rounds && !exact) return Form("Write it as a decimal.");
            return _spec.Kind is AnswerKind.Auto or AnswerKind.Unit && _spec.Places is null && _spec.Figures is null
                ? IsAsTyped(value) ? Finished(Right, model, value) : Right
                : Form("Write it as a decimal.");
        }
        if (IsAccepted(model, value, scale))
        {
            if (_spec.Places is { } places && (written.Power != 0 || written.Places != places)) return Form(PlacesWanted(places));
            return _spec.Figures is { } figures && !written.HasFigures(figures) ? Form(FiguresWanted(figures)) : Right;
        }
        var rounded = exact || new Rounding(_equivalence).IsRoundedAsWritten(model, written);
        if (_spec.Places is { } p && rounded && written.Places != p) return Form(PlacesWanted(p));
        return _spec.Figures is { } f && rounded && !written.HasFigures(f) ? Form(FiguresWanted(f)) : Wrong;
    }

    private static string PlacesWanted(int places) => places switch
    {
        0 => "Round it to a whole number.",
        1 => "Give it to 1 decimal place, with that digit written.",
        _ => $"Give it to {places} decimal places, with all of them written.",
    };

    private static string FiguresWanted(int figures) =>
        figures == 1 ? "Give it to 1 significant figure." : $"Give it to {figures} significant figures.";

    private bool IsAccepted(Node model, Node value) => IsAccepted(model, value, Rational.One);

    // Does the value meet the part's tolerance, places and figures, however it is written?
    private bool IsAccepted(Node model, Node value, Rational scale)
    {
        var rounding = new Rounding(_equivalence);
        if (_spec.Tolerance is { } tolerance)
        {
            Rational.TryParseDecimal(tolerance.ToString(System.Globalization.CultureInfo.InvariantCulture), out var within);
            return rounding.IsWithin(model, value, within * scale);
        }
        if (Exact.Evaluate(value, out var exact) != Outcome.Value) return Compare(model, value) == Agreement.Same;
        if (_spec.Places is { } places) return rounding.IsRounded(model, exact, WrittenDecimal.Ten(-Math.Clamp(places, 0, Limits.Digits)));
        if (_spec.Figures is { } figures) return rounding.IsRoundedToFigures(model, exact, Math.Clamp(figures, 1, Limits.Digits));
        return Compare(model, value) == Agreement.Same;
    }

    private (Verdict, string) DecideQuantity(Shape shape)
    {
        if (AsMeasure(_shape) is not { } model) return Unreadable("The model answer has no unit: write it as 12 cm.");
        if (AsMeasure(shape) is not { } answer)
        {
            var bare = shape switch { Scalar s => s.Value, Values { Items: [var only] } => only, _ => null };
            return FormIf(
                bare is not null && (HasRounding ? DecideRounded(model.Value, bare).Item1 != Verdict.Wrong : IsValue(model.Value, bare)),
                $"Write the unit too, as in {Example(model.Unit)}.");
        }
        // 20 degrees for 20 °C
        if (answer.Unit == Degree && model.Unit.Parts is [({ Symbol: "°C" or "°F" }, 1)])
            return FormIf(IsValue(model.Value, answer.Value), $"Write the unit too, as in {Example(model.Unit)}.");
        // 60° for π/3 rad, and π/2 rad for 90°
        if (IsAngle(model.Unit) && IsAngle(answer.Unit) && (answer.Unit == Degree) != (model.Unit == Degree) && !HasRounding)
            return Of(new Equivalence(degrees: false, _spec.Complex, _budget).Compare(InDegrees(model), InDegrees(answer)));
        if (Units.InAnotherScale(answer, model.Unit) is { } converted)
            return FormIf(
                HasRounding ? DecideRounded(model.Value, converted).Item1 != Verdict.Wrong : IsValue(model.Value, converted),
                $"Write it in {Printer.UnitText(model.Unit)}.");
        if (answer.Unit.Dimension != model.Unit.Dimension)
            return _equivalence.HasValue(answer.Value) is var own and not Agreement.Same ? Of(own) : Wrong;
        // The model's number in the answer's unit.
        var factor = model.Unit.Size / answer.Unit.Size;
        var wanted = factor.IsOne ? model.Value : Trees.Product([model.Value, Number.Of(factor)]);
        // The tolerance is in the model's unit: 0.5 hours are 30 minutes.
        if (HasRounding) return DecideRounded(wanted, answer.Value, factor);
        var verdict = Of(Compare(wanted, answer.Value));
        return IsAsTyped(answer.Value) ? Finished(verdict, model.Value, answer.Value) : verdict;
    }

    // 5 cm, and £5
    private static string Example(UnitProduct unit) =>
        Printer.UnitText(unit) is var text && text is "£" or "$" or "€" ? $"{text}5" : $"5 {text}";

    private static bool IsAngle(UnitProduct unit) => unit == Degree || unit.Parts is [({ Symbol: "rad" }, 1)];

    private static Node InDegrees(Measure angle) => angle.Unit == Degree ? new Degrees(angle.Value) : angle.Value;

    // The sum of 2 and 1/60 of 30 in 2 hours 30 minutes comes from the parser, not from the pupil, so it is not unfinished arithmetic.
    private static bool IsAsTyped(Node value) =>
        !Trees.Any(value, static n => n is Number { Notation: Notation.Whole, Value.IsInteger: false });

    private static Measure? AsMeasure(Shape shape) => shape switch
    {
        Quantity { Value: Measure m } => m,
        Quantity { Value: Negative { Inner: Measure m } } => m with { Value = new Negative(m.Value) },
        Scalar { Value: Degrees d } => new Measure(d.Inner, Degree),
        Scalar { Value: Negative { Inner: Degrees d } } => new Measure(new Negative(d.Inner), Degree),
        Values { Items: [var only], Braces: false } => AsMeasure(Shapes.Of(only)) is { } named ? named : null,
        // 2 hours, 30 minutes
        Mixture { Alternatives: false, Items: [Measure whole, Measure part] }
            when whole.Unit.Dimension == part.Unit.Dimension && part.Unit.Size < whole.Unit.Size => Units.Add(whole, part),
        _ => null,
    };

    private static readonly UnitProduct Degree = new([(new Unit("°", Rational.One, new Dimension(0, 0, 0, 0, 1, 0, 0, 9)), 1)]);
}
