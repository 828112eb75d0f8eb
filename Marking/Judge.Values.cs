// Verdicts on single values and on values that match in any order.

namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    // A model that is one expression: 391, 2x + 1, √2.
    private (Verdict, string) DecideScalar(Node model, Node answer, Shape shape)
    {
        switch (shape)
        {
            case Scalar s:
                return DecideForm(model, s.Value, DecideValue(model, s.Value));
            case Values { Name: { } name, Items: [var value], Braces: false } when !Trees.Names(model).Contains(name):
                return DecideForm(model, value, DecideValue(model, value));
            case Values { Items.Length: > 1, Name: null } v when Shapes.Expand(model).Length == 2:
                return Match(Shapes.Expand(model), v.Items);
            case Values v when OneValue(v, answer) is { } value:
                return DecideForm(model, value, DecideValue(model, value));
            case Quantity q:
                return FormIf(IsValue(model, Bare(q)), "Leave out the unit: only the number is wanted.");
            case Points { Items: [var point] } when Components(model, point.Items.Length) is { } parts:
                return MatchInOrder(parts, point.Items);
            case Congruent c:
                return IsRemainder(model, c)
                    ? Form("Work it out: what is left over?")
                    : FormIf(IsValue(model, c.Value), "Leave out mod and the number after it.");
            case Proportion { Parts: [var first, var second] }:
                return FormIf(IsValue(model, new Quotient(first, second)), "Write a number here, not a ratio.");
            case Values { Name: null } v when answer is Listing { And: true }:
                return FormIf(IsValue(model, new Sum(v.Items)), "Write a mixed number without the word and, as in 2 1/2.");
            case Equation e when !Trees.HasNames(model):
                return FormIf(IsSolvedBy(e, null, [model]), "Write the value itself, as in x = 4.");
            default:
                return Wrong;
        }
    }

    // 9 mod 7 for 2
    private static bool IsRemainder(Node model, Congruent answer) =>
        Exact.Evaluate(model, out var wanted) == Outcome.Value && Exact.Evaluate(answer.Value, out var value) == Outcome.Value
        && Exact.Evaluate(answer.Modulus, out var modulus) == Outcome.Value && modulus.Sign > 0
        && wanted.Sign >= 0 && wanted < modulus && wanted != value && ((value - wanted) / modulus).IsInteger;

    // Value first; the form is checked only if the value is right.
    private (Verdict, string) DecideForm(Node model, Node answer, (Verdict Verdict, string Message) value)
    {
        if (value.Verdict == Verdict.Wrong && _spec.Kind == AnswerKind.Surd && WrittenDecimal.Of(answer) is { } rounded
            && new Rounding(_equivalence).IsRoundedAsWritten(model, rounded))
            return Form("An exact answer is wanted: this is a decimal.");
        if (value.Verdict != Verdict.Right) return value;
        var fault = _spec.Kind switch
        {
            AnswerKind.Fraction => new FormChecks().Fraction(answer),
            AnswerKind.Surd => Surds.Fault(answer),
            AnswerKind.Factorised => new FormChecks().Factorised(answer, model),
            AnswerKind.Expanded => new FormChecks().Expanded(answer, model),
            AnswerKind.Simplified => new FormChecks().Simplified(answer, model),
            _ => null,
        };
        return fault is null ? value : Form(fault);
    }

    /// <summary>One value against one: signs, degrees, constants of integration and unfinished arithmetic.</summary>
    private (Verdict, string) DecideValue(Node model, Node answer)
    {
        if (Shapes.IsInfinite(model)) return Printer.Print(model) == Printer.Print(answer) ? Right : Wrong;
        if (BaseOf(model) != BaseOf(answer)) return DecideBase(model, answer);
        if (IsRounding && !Trees.HasNames(model)) return DecideRoundedValue(model, answer);
        if (answer is Percent { Inner: var percent } && !Trees.Any(model, static n => n is Percent))
        {
            if (Compare(model, answer) == Agreement.Same) return Right;
            return Compare(model, percent) == Agreement.Same ? Form("Leave out the % sign: only the number is wanted.") : Wrong;
        }
        if (model is Percent { Inner: var wanted }
            && !Trees.HasNames(answer)
            && Compare(model, answer) == Agreement.Different
            && Compare(wanted, answer) == Agreement.Same)
            return Form("Write the % sign too.");
        if (answer is Degrees or Negative { Inner: Degrees } && !Trees.Any(model, static n => n is Degrees) && !Trees.HasNames(model))
        {
            // 30° is accepted for π/6, by conversion; in 40° for 40 the degree sign is wrong.
            if (Trees.Any(model, static n => n is Symbol { Constant: Constant.Pi }) || Trees.Any(model, IsInverse))
                return Of(InRadians(model, answer));
            return FormIf(IsValue(model, WithoutDegrees(answer)), "Leave out the degree sign: only the number is wanted.");
        }
        if (model is Degrees or Negative { Inner: Degrees } && !Trees.Any(answer, static n => n is Degrees) && !Trees.HasNames(answer))
        {
            if (Trees.Any(answer, static n => n is Symbol { Constant: Constant.Pi })) return Of(InRadians(model, answer));
            return Finished(Of(Compare(WithoutDegrees(model), answer)), model, answer);
        }
        answer = WithModelConstant(model, answer);
        var verdict = Finished(Of(Compare(model, answer)), model, answer);
        // (17 + x - x)×23 for 391: a letter that the model lacks can only cancel out.
        return verdict.Item1 == Verdict.Right && _spec.Kind != AnswerKind.Expression && !Trees.Names(answer).IsSubsetOf(Trees.Names(model))
            ? Form("Work it out: a letter in it cancels out.")
            : verdict;
    }

    // The base of 1011_2; empty where no number has one.
    private static string BaseOf(Node node)
    {
        if (node is Number { Notation: Notation.Based } based) return based.Digits[(based.Digits.IndexOf('_') + 1)..];
        foreach (var child in Trees.Children(node))
            if (BaseOf(child) is { Length: > 0 } found) return found;
        return "";
    }

    // 11 or 1011 for 1011_2, and 1011_2 for 11.
    private (Verdict, string) DecideBase(Node model, Node answer)
    {
        var wanted = BaseOf(model);
        if (wanted.Length == 0) return FormIf(Compare(model, answer) == Agreement.Same, "Write it as an ordinary number, in base ten.");
        var written = Printer.Print(model);
        var sameDigits = written.EndsWith($"{Printer.Print(answer)}_{wanted}", StringComparison.Ordinal) && model is Number or Negative;
        return FormIf(
            sameDigits || Compare(model, answer) == Agreement.Same, $"Write it in base {wanted}, with the base, as in 10_{wanted}.");
    }

    private static bool IsInverse(Node node) => node is Apply { Function: >= Function.Arcsin and <= Function.Arccot };

    private Agreement InRadians(Node model, Node answer) =>
        Trees.Any(model, IsInverse)
            ? Compare(model, answer)
            : new Equivalence(degrees: false, _spec.Complex, _budget).Compare(model, answer);

    private static Node WithoutDegrees(Node node) => node switch
    {
        Degrees d => d.Inner,
        Negative { Inner: Degrees inner } => new Negative(inner.Inner),
        _ => node,
    };

    private Agreement Compare(Node model, Node answer) => _equivalence.Compare(model, answer);

    // x² + C for x² + c: the constant of integration has no fixed letter case.
    private static Node WithModelConstant(Node model, Node answer)
    {
        if (model is not Sum { Terms: [.., Name { Id: "c" or "C" } constant] }) return answer;
        var other = constant.Id == "c" ? "C" : "c";
        var names = Trees.Names(answer);
        return names.Contains(other) && !names.Contains(constant.Id) && !Trees.Names(model).Contains(other) && answer is Sum sum
            && Array.Exists(sum.Terms, t => t is Name n && n.Id == other) ? Trees.Rename(answer, other, constant.Id) : answer;
    }

    // x = 4; x = 2 or x = -3; 2, 2, 3; {1, 2}; y = 2x + 1
    private (Verdict, string) DecideValues(Values model, Node answer, Shape shape)
    {
        var name = model.Name;
        switch (shape)
        {
            case Scalar s when model.Items.Length == 1 && !model.Braces:
                return DecideForm(model.Items[0], s.Value, DecideValue(model.Items[0], s.Value));
            case Scalar s:
                return Match(model, [s.Value], distinct: name is not null || model.Braces);
            case Values v:
                if (model.Items.Length == 1 && !model.Braces && (v.Name is null || v.Name == name) && OneValue(v, answer) is { } one)
                    return DecideForm(model.Items[0], one, DecideValue(model.Items[0], one));
                var isSet = v is { Braces: true, Name: [>= 'A' and <= 'Z'] } && model.Items.Length > 1; // S = {2, 3}
                if (v.Name is not null && name is not null && v.Name != name && !isSet && !Subjects.AreSame(v.Name, name))
                    return SolvedForAnother(model, v);
                if (v.Name is not null && name is null && Trees.Names(_model).Contains(v.Name)) return Wrong;
                return model.Items.Length == 1 && v.Items.Length == 1 && !model.Braces && !v.Braces
                    ? DecideForm(model.Items[0], v.Items[0], DecideValue(model.Items[0], v.Items[0]))
                    : Match(model, v.Items, distinct: name is not null || model.Braces);
            case Equation e when name is not null:
                return FormIf(Mentions(e, name) && IsSolvedBy(e, name, model.Items), $"Write {name} = … with the value.");
            case Quantity q when model.Items.Length == 1:
                return FormIf(IsValue(model.Items[0], Bare(q)), "Leave out the unit: only the number is wanted.");
            case Assignments { Cases: [var numbered] }
                when name is not null && numbered.Keys.All(k => k.StartsWith(name + "_", StringComparison.Ordinal)):
                return Match(model, [.. numbered.Values], distinct: true); // x_1 = 2, x_2 = 3
            case Mixture { Alternatives: true } or Other when name is not null && answer is Either or Listing:
                return FormIf(AreSolvedBy(Trees.Children(answer), name, model.Items), $"Write {name} = … with the values.");
            case Points when name is null && _spec.Kind == AnswerKind.Set:
                return Form("Write the set in braces, as in {1, 2}.");
            default:
                return Wrong;
        }
    }

    // a - b = c is equivalent to a = b + c but not solved for a; b = a is accepted for a = b.
    private (Verdict, string) SolvedForAnother(Values model, Values answer)
    {
        if (AsEquation(model) is not { } wanted || AsEquation(answer) is not { } given || !Mentions(given, model.Name!)) return Wrong;
        if (new Equations(_equivalence).Compare(wanted, given) is var agreement and not Agreement.Same) return Of(agreement);
        return answer.Items[0] is Name n && n.Id == model.Name ? Right : Form($"Write {model.Name} = … on one side.");
    }

    private static bool Mentions(Equation equation, string name) =>
        Trees.Names(equation.Left).Contains(name) || Trees.Names(equation.Right).Contains(name) || name.Contains('(');

    private (Verdict, string) Match(Values model, Node[] answers, bool distinct) =>
        distinct ? Match(Distinct(model.Items), Distinct(answers)) : Match(model.Items, answers);

    private Node[] Distinct(Node[] items)
    {
        var kept = new List<Node>();
        foreach (var item in items)
            if (!kept.Exists(k => IsRepeated(k, item))) kept.Add(item);
        return [.. kept];
    }

    // A value that rounds to another one, and 50% beside 50, are values of their own.
    private bool IsRepeated(Node value, Node next) => Compare(value, next) == Agreement.Same
        || !IsRounding && DecideValue(value, next).Item1 == Verdict.Right;

    // Every model value paired with a different answer, in any order.
    private (Verdict, string) Match(Node[] models, Node[] answers)
    {
        (Verdict, string)? form = null;
        var free = new List<Node>(answers);
        foreach (var answer in answers)
            if (_equivalence.HasValue(answer) is var own and not Agreement.Same) return Of(own);
        if (models.Length != answers.Length) return Wrong;
        foreach (var model in models)
        {
            var found = -1;
            for (var i = 0; i < free.Count && found < 0; i++)
            {
                var (verdict, message) = DecideValue(model, free[i]);
                if (verdict == Verdict.Unreadable) return (verdict, message);
                if (verdict == Verdict.WrongForm) form ??= (verdict, message);
                if (verdict != Verdict.Wrong) found = i;
            }
            if (found < 0) return Wrong;
            free.RemoveAt(found);
        }
        return form ?? Right;
    }
}
