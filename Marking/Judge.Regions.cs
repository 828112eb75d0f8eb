// Verdicts on inequalities and intervals: as sets of numbers in one unknown, else as statements that are multiples of one another.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    // x > 1, -2 < x ≤ 5, [0, 1), {x : x > 3}
    private (Verdict, string) DecideRegion(Region model, Node answer, Shape shape)
    {
        if (shape is not Region given || RangeOf(model.Statement, given.Statement) is not { } range)
            return DecideWithEnds(model, answer, shape);
        var asRange = DecideWithEnds(new Region(range.Model), range.Answer, new Region(range.Answer));
        return range.Argument.Length == 0
            ? asRange
            : FormIf(asRange.Item1 is Verdict.Right or Verdict.WrongForm, $"Write {range.Call}: {range.Argument} is what goes into it.");
    }

    private (Verdict, string) DecideWithEnds(Region model, Node answer, Shape shape)
    {
        if (IsRounding && shape is Region rounded)
        {
            var (statement, fault) = WithRoundedEnds(model.Statement, rounded.Statement);
            var decided = DecideRegionExactly(model, statement, new Region(statement));
            return decided.Item1 == Verdict.Right && fault is not null ? Form(fault) : decided;
        }
        return DecideRegionExactly(model, answer, shape);
    }

    private (Verdict, string) DecideRegionExactly(Region model, Node answer, Shape shape)
    {
        var solve = _spec.Kind is AnswerKind.Inequality or AnswerKind.Interval;
        if (answer is Name { Id: "R" } && !Trees.Names(model.Statement).Contains("R"))
            shape = new Region(new Bracketed('(', [new Negative(Symbol.Infinity), Symbol.Infinity], ')')); // ℝ
        if (shape is not Region region)
            return FormIf(
                shape is Values { Name: null, Braces: false } bare && answer is Listing && model.Statement is Bracketed ends
                    && IsMatch(ends.Items, bare.Items),
                "Write an interval in brackets, as in [0, 1).");
        if (Trees.Any(region.Statement, static n => n is Builder { Variable: Name v } b && !Trees.Names(b.Condition).Contains(v.Id)))
            return Wrong;
        (Verdict Verdict, string)? statements = Trees.Names(model.Statement).Count > 1
            ? DecideInequality(model.Statement, region.Statement)
            : null;
        if (statements is { Verdict: Verdict.Right or Verdict.WrongForm } found) return found;
        solve |= _sets.Of(model.Statement, solve: false) is null; // an answer need not be solved if the model is not
        if (_sets.Meaning(model.Statement, solve: true) is not { } wanted)
            return statements ?? DecideInequality(model.Statement, region.Statement);
        if (_sets.Meaning(region.Statement, solve) is { } given)
        {
            var verdict = Of(_sets.Compare(wanted, given));
            // A comma between inequalities may mean "and" or "or": either is accepted.
            if (verdict.Item1 == Verdict.Wrong
                && Trees.Any(region.Statement, static n => n is Listing { And: false })
                && _sets.Of(region.Statement, solve, commasMeet: false) is { } either
                && _sets.Compare(wanted, either) == Agreement.Same)
                verdict = Right;
            return Finished(verdict, model.Statement, region.Statement);
        }
        if (_budget.Left < 0) return Of(Agreement.TooLarge);
        var variable = wanted.Variable;
        if (variable is not null && !Trees.Names(answer).Contains(variable)) return Wrong;
        return solve
            ? statements ?? DecideInequality(model.Statement, region.Statement)
            : new Truths(_equivalence).Compare(model.Statement, region.Statement) == Agreement.Different
                ? Wrong
                : Form($"Write {variable ?? "x"} on one side, as in {variable ?? "x"} > ….");
    }

    // In several names there is no set to compare: y > 2x + 1, x < y < z, a < b and c < d.
    private (Verdict, string) DecideInequality(Node model, Node answer)
    {
        var agreement = CompareStatements(model, answer);
        if (agreement == Agreement.Different) agreement = new Truths(_equivalence).Compare(model, answer);
        if (agreement == Agreement.Undecided && DiffersOnBoundary(model, answer)) return Wrong;
        if (agreement != Agreement.Same || _spec.Kind == AnswerKind.Inequality) return Of(agreement);
        if (model is not Relation { Signs.Length: 1 } left || answer is not Relation { Signs.Length: 1 } right) return Right;
        // y > 2x + 1 is solved for y; y - 2x > 1 is not.
        var name = left.Sides[0] is Name n ? n.Id : left.Sides[^1] is Name m ? m.Id : null;
        var solved = name is null || right.Sides[0] is Name { } a && a.Id == name || right.Sides[^1] is Name { } b && b.Id == name;
        return solved ? Right : Form($"Write {name} on one side.");
    }

    // x² + y² < 4 and x² + y² ≤ 4: the curve between them is never met by chance, but it is there if a polynomial has both signs.
    private bool DiffersOnBoundary(Node model, Node answer)
    {
        if (model is not Relation { Signs: [var sign], Sides: [var left, var right] } one) return false;
        if (answer is not Relation { Signs.Length: 1 } other) return false;
        Comparison? twin = sign switch
        {
            Comparison.Less => Comparison.LessOrEqual,
            Comparison.LessOrEqual => Comparison.Less,
            Comparison.Greater => Comparison.GreaterOrEqual,
            Comparison.GreaterOrEqual => Comparison.Greater,
            _ => null,
        };
        var difference = Trees.Minus(left, right);
        if (twin is not { } close || !FieldPoint.Suits(difference) || Trees.Any(difference, IsBelow)) return false;
        if (new Equations(_equivalence).Compare(one with { Signs = [close] }, other) != Agreement.Same) return false;
        string[] names = [.. Trees.Names(difference)];
        var signs = Enumerable.Range(0, 12)
            .Select(trial => Exact.Evaluate(difference, out var value, SamplePoints.Values(names, trial)) == Outcome.Value ? value.Sign : 0)
            .ToHashSet();
        return signs.IsSupersetOf([-1, 1]);

        static bool IsBelow(Node node) =>
            node is Quotient q && Trees.HasNames(q.Bottom)
            || node is Power { Exponent: var e } && !(Trees.TryWhole(e, out var n) && n >= 0);
    }

    private Agreement CompareStatements(Node model, Node answer)
    {
        if (model is Either either)
            return answer is Either other ? Pair(either.Items, other.Items, CompareStatements) : Agreement.Different;
        if (Conjuncts(model) is not { } wanted || Conjuncts(answer) is not { } given) return Agreement.Different;
        return wanted.Length > Limits.Comparisons || given.Length > Limits.Comparisons
            ? Agreement.TooLarge
            : Pair(wanted, given, new Equations(_equivalence).Compare);
    }

    // x < y < z is x < y and y < z; |x − y| < 1 is x − y < 1 and −(x − y) < 1.
    private static Relation[]? Conjuncts(Node statement)
    {
        switch (statement)
        {
            case Relation r when !Array.Exists(r.Signs, static s => s == Comparison.In):
                return [.. r.Signs.SelectMany((sign, i) => WithoutModulus(r.Sides[i], sign, r.Sides[i + 1]))];
            case Listing l:
                var parts = Array.ConvertAll(l.Items, Conjuncts);
                return Array.Exists(parts, static p => p is null) ? null : [.. parts.SelectMany(static p => p!)];
            default:
                return null;
        }
    }

    private static Relation[] WithoutModulus(Node left, Comparison sign, Node right)
    {
        if (sign is Comparison.Greater or Comparison.GreaterOrEqual) return WithoutModulus(right, RealSets.Flip(sign), left);
        return left is Apply { Function: Function.Abs } modulus && sign is (Comparison.Less or Comparison.LessOrEqual)
            ? [new([modulus.Argument, right], [sign]), new([new Negative(modulus.Argument), right], [sign])]
            : [new([left, right], [sign])];
    }

    // Every statement of the model beside a different one of the answer.
    private static Agreement Pair<T>(T[] models, T[] answers, Func<T, T, Agreement> compare)
    {
        if (models.Length != answers.Length) return Agreement.Different;
        var free = answers.ToList();
        foreach (var model in models)
        {
            var found = -1;
            for (var i = 0; i < free.Count && found < 0; i++)
            {
                var agreement = compare(model, free[i]);
                if (agreement == Agreement.Same) found = i;
                else if (agreement != Agreement.Different) return agreement;
            }
            if (found < 0) return Agreement.Different;
            free.RemoveAt(found);
        }
        return Agreement.Same;
    }
}
