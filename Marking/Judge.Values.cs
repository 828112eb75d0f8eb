// Verdicts on single values and lists of values.
using MathsSoc.Marking.Numbers;

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
            case Quantity:
                return Form("Leave out the unit: only the number is wanted.");
            case Proportion:
                return Form("Write a number here, not a ratio.");
            case Values { Name: null } when answer is Listing { And: true }:
                return Form("Write a mixed number without the word and, as in 2 1/2.");
            case Equation when !Trees.HasNames(model):
                return Form("Write the value itself, as in x = 4.");
            default:
                return Wrong;
        }
    }

    // Value first; the form is looked at only where the value is right.
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
            AnswerKind.Expanded => new FormChecks().Expanded(answer),
            AnswerKind.Simplified => new FormChecks().Simplified(answer, model),
            _ => null,
        };
        return fault is null ? value : Form(fault);
    }

    /// <summary>One value against one: signs, degrees, constants of integration, and what was left to work out.</summary>
    private (Verdict, string) DecideValue(Node model, Node answer)
    {
        if (answer is Percent { Inner: var percent } && !Trees.Any(model, static n => n is Percent))
        {
            if (Compare(model, answer) == Agreement.Same) return Right;
            return Compare(model, percent) == Agreement.Same ? Form("Leave out the % sign: only the number is wanted.") : Wrong;
        }
        if (model is Percent { Inner: var wanted } && !Trees.HasNames(answer) && Compare(model, answer) == Agreement.Different && Compare(wanted, answer) == Agreement.Same)
            return Form("Write the % sign too.");
        if (answer is Degrees or Negative { Inner: Degrees } && !Trees.Any(model, static n => n is Degrees) && !Trees.HasNames(model))
        {
            // 30° for π/6 converts; 40° for 40 has a sign too many.
            if (Trees.Any(model, static n => n is Symbol { Constant: Constant.Pi }) || Trees.Any(model, IsInverse))
                return Of(InRadians(model, answer));
            return Form("Leave out the degree sign: only the number is wanted.");
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

    private static bool IsInverse(Node node) => node is Apply { Function: >= Function.Arcsin and <= Function.Arctan };

    private Agreement InRadians(Node model, Node answer) =>
        Trees.Any(model, IsInverse) ? Compare(model, answer) : new Equivalence(degrees: false, _spec.Complex, _budget).Compare(model, answer);

    private static Node WithoutDegrees(Node node) => node is Degrees d ? d.Inner : node is Negative { Inner: Degrees inner } ? new Negative(inner.Inner) : node;

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
                return model.Braces && _spec.Kind != AnswerKind.Set ? Wrong : Match(model, [s.Value], distinct: name is not null || model.Braces);
            case Values v:
                if (v.Name is not null && name is not null && v.Name != name) return SolvedForAnother(model, v);
                if (v.Name is not null && name is null && Trees.Names(_model).Contains(v.Name)) return Wrong;
                return model.Items.Length == 1 && v.Items.Length == 1 && !model.Braces && !v.Braces
                    ? DecideForm(model.Items[0], v.Items[0], DecideValue(model.Items[0], v.Items[0]))
                    : Match(model, v.Items, distinct: name is not null || model.Braces);
            case Equation e when name is not null:
                return Mentions(e, name) ? Form($"Write {name} = … with the value.") : Wrong;
            case Quantity when model.Items.Length == 1:
                return Form("Leave out the unit: only the number is wanted.");
            case Points when name is null && _spec.Kind == AnswerKind.Set:
                return Form("Write the set in braces, as in {1, 2}.");
            default:
                return Wrong;
        }
    }

    // a - b = c for a = b + c says the same, but is not solved for a; b = a for a = b is.
    private (Verdict, string) SolvedForAnother(Values model, Values answer)
    {
        if (AsEquation(model) is not { } wanted || AsEquation(answer) is not { } given || !Mentions(given, model.Name!)) return Wrong;
        if (new Equations(_equivalence).Compare(wanted, given) != Agreement.Same) return Wrong;
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
            if (!kept.Exists(k => Same(k, item))) kept.Add(item);
        return [.. kept];
    }

    private bool Same(Node a, Node b) => DecideValue(a, b).Item1 is Verdict.Right or Verdict.WrongForm;

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

    private (Verdict, string) MatchInOrder(Node[] models, Node[] answers)
    {
        if (models.Length != answers.Length) return Wrong;
        (Verdict, string) worst = Right;
        for (var i = 0; i < models.Length; i++)
        {
            var (verdict, message) = DecideValue(models[i], answers[i]);
            if (verdict is Verdict.Unreadable or Verdict.Wrong) return (verdict, message);
            if (verdict == Verdict.WrongForm) worst = (verdict, message);
        }
        return worst;
    }

    private (Verdict, string) DecideList(Shape shape)
    {
        if (_shape is Points { Items.Length: > 1 } points) return DecidePointsInOrder(points, shape);
        var models = _shape switch { Values { Name: null } v => v.Items, Scalar s => [s.Value], Points { Items: [var only] } => only.Items, _ => null };
        if (models is null) return Unreadable("The model answer is not a list: separate the values with commas.");
        return shape switch
        {
            Values v => MatchInOrder(models, v.Items),
            Scalar s => MatchInOrder(models, [s.Value]),
            Points { Items: [var only] } => MatchInOrder(models, only.Items) is (Verdict.Right, _) ? Form("Write the values with commas between them, without brackets.") : Wrong,
            _ => Wrong,
        };
    }

    private (Verdict, string) DecidePointsInOrder(Points model, Shape shape)
    {
        if (shape is not Points answer || answer.Items.Length != model.Items.Length) return Wrong;
        var worst = Right;
        for (var i = 0; i < model.Items.Length; i++)
        {
            var next = MatchInOrder(model.Items[i].Items, answer.Items[i].Items);
            if (next.Item1 is Verdict.Wrong or Verdict.Unreadable) return next;
            if (next.Item1 == Verdict.WrongForm) worst = next;
        }
        return worst;
    }

    private (Verdict, string) DecideAssignments(Assignments model, Shape shape)
    {
        if (shape is not Assignments a)
        {
            var wanted = string.Join(", ", model.Cases[0].Keys.Select(n => $"{n} = …"));
            return shape is Points or Values { Name: null } ? Form($"Say which is which: write {wanted}.") : Wrong;
        }
        if (a.Cases.Length != model.Cases.Length) return Wrong;
        var free = a.Cases.ToList();
        foreach (var one in model.Cases)
        {
            var found = free.FindIndex(c => c.Keys.SequenceEqual(one.Keys) && MatchInOrder([.. one.Values], [.. c.Values]).Item1 is Verdict.Right or Verdict.WrongForm);
            if (found < 0) return free.Count == 1 && one.Keys.SequenceEqual(free[0].Keys) ? MatchInOrder([.. one.Values], [.. free[0].Values]) : Wrong;
            var matched = MatchInOrder([.. one.Values], [.. free[found].Values]);
            if (matched.Item1 == Verdict.WrongForm) return matched;
            free.RemoveAt(found);
        }
        return Right;
    }

    private (Verdict, string) DecidePoints(Points model, Shape shape)
    {
        if (shape is Values { Name: null, Braces: false } bare && model.Items is [var single] && bare.Items.Length == single.Items.Length)
            return Form("Write coordinates in brackets, as in (1, 2).");
        if (shape is Assignments) return Form("Write coordinates in brackets, as in (1, 2).");
        if (shape is not Points p || p.Items.Length != model.Items.Length) return Wrong;
        var free = p.Items.ToList();
        (Verdict, string) worst = Right;
        foreach (var point in model.Items)
        {
            var best = Wrong;
            var found = -1;
            for (var i = 0; i < free.Count && found < 0; i++)
            {
                var next = MatchInOrder(point.Items, free[i].Items);
                if (next.Item1 != Verdict.Wrong) (best, found) = (next, i);
            }
            if (found < 0) return Wrong;
            if (best.Item1 == Verdict.Unreadable) return best;
            if (best.Item1 == Verdict.WrongForm) worst = best;
            free.RemoveAt(found);
        }
        return worst;
    }

    // a:b = c:d when ad = bc, all of one sign.
    private (Verdict, string) DecideRatio(Proportion model, Shape shape)
    {
        if (shape is Scalar) return Form("Write a ratio, as in 1:2.");
        if (shape is not Proportion answer || answer.Parts.Length != model.Parts.Length) return Wrong;
        for (var i = 1; i < model.Parts.Length; i++)
        {
            var agreement = Compare(Trees.Product([model.Parts[0], answer.Parts[i]]), Trees.Product([model.Parts[i], answer.Parts[0]]));
            if (agreement != Agreement.Same) return Of(agreement);
        }
        foreach (var part in answer.Parts)
            if (_equivalence.HasValue(part) != Agreement.Same || Compare(Number.Of(0), part) == Agreement.Same && Compare(Number.Of(0), model.Parts[0]) != Agreement.Same && Array.TrueForAll(answer.Parts, IsNought)) return Wrong;
        for (var i = 0; i < model.Parts.Length; i++)
            if ((Forms.Undone(answer.Parts[i]) & ~Forms.Undone(model.Parts[i])) != Unfinished.Nothing) return Form("Work it out: there is arithmetic left to do.");
        return Right;
    }

    private bool IsNought(Node node) => Compare(Number.Of(0), node) == Agreement.Same;
}
