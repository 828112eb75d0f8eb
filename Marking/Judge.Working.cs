// What of an answer is judged: working in front of it is left out, and equal values in a row are one value.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    /// <summary>A value in front of the last one of a chain such as 8/2 = 4, which must be equal to it.</summary>
    private readonly record struct Link(Node Last, Node Side);

    // The statement that is judged, and what has to be equal in its chains.
    private (Node Judged, List<Link> Links) WithoutWorking(Node answer)
    {
        var links = new List<Link>();
        if (_spec.Kind is AnswerKind.Equation or AnswerKind.Inequality) return (answer, links);
        if (_shape is Region region) return (WithoutUnsolved(region.Statement, answer), links);
        return (Statement(answer, links), links);
    }

    private Node Statement(Node answer, List<Link> links)
    {
        switch (answer)
        {
            case Listing { Items: var items } when _shape is Equation:
                return items[^1];
            case Listing { Items: var items } list when _shape is not Mixture:
                // 2x = 6, x = 3: equations come before the values they lead to.
                var first = 0;
                while (first < items.Length - 1 && IsInFront(items[first], items[^1])) first++;
                var kept = Array.ConvertAll(items[first..], i => Chain(i, links));
                return kept.Length == 1 ? kept[0] : list with { Items = kept };
            case Either { Items: [Listing front, .. var rest] } when _shape is not Assignments:
                // x² = 4, x = 2 or x = -2
                return Statement(front, []) is var last && last is not Listing
                    ? new Either([Chain(last, links), .. rest.Select(i => i is Listing ? Statement(i, links) : Chain(i, links))])
                    : answer;
            case Either { Items: var cases } either:
                return either with { Items = Array.ConvertAll(cases, i => i is Listing ? Statement(i, links) : Chain(i, links)) };
            default:
                return Chain(answer, links);
        }
    }

    // Is this statement working for the last one? 2x = 6; 3² + 4² = 25; where the answer has letters also m = 3 before y = 3x - 1.
    private bool IsInFront(Node item, Node last)
    {
        if (Shapes.Of(Chain(item, [])) is Equation) return true;
        if (_shape is not (Scalar or Quantity or Values { Items.Length: 1, Braces: false })) return false;
        if (EqualSides(item) is not { } sides || EqualSides(last) is not { } ends) return false;
        if (!Trees.HasNames(item) || Shapes.Subject(sides[0]) is not { } name) return true;
        return Trees.HasNames(_model) && Shapes.Subject(ends[0]) is { } subject && subject != name
            && (_shape is not Values { Name: { } wanted } || wanted == subject);
    }

    // The sides of an equation or a chain of equal values; null for anything else.
    private static Node[]? EqualSides(Node node) =>
        node is Relation relation && Array.TrueForAll(relation.Signs, static s => s == Comparison.Equal) ? relation.Sides : null;

    // 2x > 6, x > 3: where the model is solved, the unsolved inequalities in front are working.
    private Node WithoutUnsolved(Node model, Node answer)
    {
        if (answer is Either { Items: [Listing head, .. var rest] }) return new Either([WithoutUnsolved(model, head), .. rest]);
        if (answer is not Listing { Items: var items } list || Trees.Names(model).Count != 1) return answer;
        if (items[0] is not Relation || _sets.Of(items[0], solve: false) is not null) return answer;
        if (_sets.Of(model, solve: false) is null) return answer;
        var first = 1;
        while (first < items.Length - 1 && _sets.Of(items[first], solve: false) is null) first++;
        return first == items.Length - 1 ? items[first] : new Listing(items[first..], And: list.AndFrom <= first);
    }

    // x = 8/2 = 4 is x = 4, and 2.5 = 5/2 is 5/2; the sides before the last must be equal to it.
    private Node Chain(Node node, List<Link> links)
    {
        if (node is not Relation relation || _shape is Equation or Region
            || Array.Exists(relation.Signs, static s => s != Comparison.Equal))
            return node;
        var sides = relation.Sides;
        var named = Shapes.Subject(sides[0]) is { } name && (sides[0] is not Name || !Trees.Names(sides[^1]).Contains(name));
        if (_shape is Assignments && !(named && sides.Length > 2)) return node;
        if (sides.Length == 2)
        {
            var plain = !Trees.HasNames(relation);
            if (named || !plain && Shapes.Subject(sides[1]) is not null) return node;
            var algebra = _shape is Scalar { Value: var model } && Trees.HasNames(model);
            // Sides with letters are compared here already.
            if (plain) links.Add(new Link(sides[1], sides[0]));
            else if (!algebra || !IsSameAs(sides[1], sides[0])) return node;
            return sides[1];
        }
        // In x = -3x = 2 a comma is missing: it cannot be read as a chain.
        var numbers = ValuesOf(_shape) is { } values && !Array.Exists(values, Trees.HasNames);
        if (numbers && Array.Exists(sides[1..], Trees.HasNames)) return node;
        foreach (var side in named ? sides[1..^1] : sides[..^1]) links.Add(new Link(sides[^1], side));
        return named ? new Relation([sides[0], sides[^1]], [Comparison.Equal]) : sides[^1];
    }

    // Is a side of a chain equal to its last side? Where the part is rounded, each may be the model in its own way.
    private bool IsSameAs(Node last, Node side)
    {
        Node[] ends = Shapes.Expand(last), sides = Shapes.Expand(side);
        if (ends.Length + sides.Length > 2)
            return ends.Length == 1
                ? Array.Exists(sides, s => IsSameAs(last, s))
                : Array.TrueForAll(ends, e => Array.Exists(sides, s => IsSameAs(e, s)));
        if (last is Bracketed or Ratio && last.GetType() == side.GetType()
            && Trees.Children(last) is var parts && Trees.Children(side) is var given && parts.Length == given.Length)
            return last is Ratio
                ? DecideRatio(new Proportion(parts), new Proportion(given)).Item1 is Verdict.Right or Verdict.WrongForm
                : parts.Zip(given).All(p => IsSameAs(p.First, p.Second));
        if (AsMeasure(Shapes.Of(last)) is { } quantity && Shapes.Of(last) is Quantity)
            return AsMeasure(Shapes.Of(side)) is { } other
                ? quantity.Unit.Dimension == other.Unit.Dimension && Compare(Scaled(quantity), Scaled(other)) == Agreement.Same
                : Shapes.Of(side) is Scalar && IsSameAs(quantity.Value, side); // 3×4 = 12 cm
        if (Shapes.Of(last) is not Scalar || Shapes.Of(side) is not Scalar) return Printer.Print(last) == Printer.Print(side);
        if (Compare(last, side) == Agreement.Same) return true;
        // 180 - 120 = 60°
        if (last is Degrees { Inner: var degrees } && !Trees.Any(side, static n => n is Degrees)
            && Compare(degrees, side) == Agreement.Same)
            return true;
        // 1/3 = 0.33
        if (WrittenDecimal.Of(last) is { } written && (written.Places > 0 || IsRounding) && !Trees.HasNames(side)
            && new Rounding(_equivalence).IsRoundedAsWritten(side, written)) return true;
        var model = _shape switch { Scalar s => s.Value, Values { Items: [var only] } => only, _ => null };
        return IsRounding && model is not null && DecideRoundedValue(model, side).Item1 is Verdict.Right or Verdict.WrongForm;
    }

    private static Node Scaled(Measure measure) => Trees.Product([measure.Value, Number.Of(measure.Unit.Size)]);

    // {4}, 4 or 4, 2.5 or 5/2: the value, if all are equal; null otherwise. A list 4, 4 has two values.
    private Node? OneValue(Values values, Node answer) =>
        (values.Braces || answer is Either || IsNamedEach(values, answer)) && values.Items.Length > 0
            && Array.TrueForAll(values.Items, item => Compare(values.Items[^1], item) == Agreement.Same)
            ? values.Items[^1]
            : null;

    // x = 4, x = 4
    private static bool IsNamedEach(Values values, Node answer) => values.Name is not null
        && answer is Listing { Items: var items } && Array.TrueForAll(items, static i => i is Relation);

    // A letter where the model has only numbers means something else than a product: 4.5k, 3rd, n/a.
    private (Verdict, string)? StrayLetter(Shape shape, Node answer)
    {
        if (_spec.Kind is AnswerKind.Expression or AnswerKind.Equation) return null;
        if (ValuesOf(_shape) is not { } model || Array.Exists(model, Trees.HasNames)) return null;
        if (IsVector(shape)) return null;
        // y = 3x for y = 3 is a line; 3x for it, or y = 3k, is not read as one.
        var line = _shape is Values { Name: not null } && shape is Values { Name: not null };
        if (line && ((Values)_shape).Name != ((Values)shape).Name) return null;
        var values = ValuesOf(shape) ?? (shape is Other && answer is Relation { Sides: [_, .. var sides] } ? sides : []);
        foreach (var value in values)
            if (!Trees.Any(value, static n => n is Apply && Trees.HasNames(n))
                && Trees.Names(value).FirstOrDefault(n => !line || !(n is "x" or "y" or "z" || _spec.Names.Contains(n))) is { } name
                && !CancelsOut(value))
                return Unreadable($"I read “{name}” as a letter, but this answer is made of numbers: write only those.");
        return null;
    }

    // 7 + x - x has a value: were it free, such answers could be tried until one is right.
    private bool CancelsOut(Node value)
    {
        var with = value;
        foreach (var name in Trees.Names(value)) with = Trees.Put(with, name, Number.Of(new Rational(13, 7)));
        return Compare(with, value) == Agreement.Same;
    }

    // 3i - 2j where a point or a vector is wanted.
    private bool IsVector(Shape shape) =>
        _shape is Points { Items: [var point] } && Single(shape) is { } sum && Components(sum, point.Items.Length) is not null;

    /// <summary>
    /// What stands before i, j and k, if the expression is their sum and nothing else: numbers, or expressions in the parameter; null
    /// otherwise.
    /// </summary>
    private Node[]? Components(Node value, int count, string? parameter = null)
    {
        var names = Trees.Names(value);
        if (count is < 2 or > 3 || names.Count == 0 || !names.All(n => n is "i" or "j" or "k" || n == parameter)) return null;
        var parts = new Node[count];
        var sum = new List<Node>();
        for (var i = 0; i < count; i++)
        {
            var part = value;
            for (var j = 0; j < 3; j++) part = Trees.Put(part, Axes[j], Number.Of(i == j ? 1 : 0));
            parts[i] = Exact.Evaluate(part, out var number) == Outcome.Value ? Signed(number) : part;
            sum.Add(new Product([parts[i], new Name(Axes[i])]));
        }
        return Compare(new Sum([.. sum]), value) == Agreement.Same ? parts : null;
    }

    private static readonly string[] Axes = ["i", "j", "k"];

    private static Node Signed(Rational number) => number.Sign < 0 ? new Negative(Number.Of(-number)) : Number.Of(number);

    private static Node[]? ValuesOf(Shape shape) => shape switch
    {
        Scalar s => [s.Value],
        Values v => v.Items,
        Points p => [.. p.Items.SelectMany(static i => i.Items)],
        Proportion p => p.Parts,
        Grid g => g.Matrix.Entries,
        Quantity q => [q.Value],
        Assignments a => [.. a.Cases.SelectMany(static c => c.Values)],
        _ => null,
    };

    // A hint on the form is only given where the value is right: otherwise it would be a free try.
    private static (Verdict, string) FormIf(bool isRight, string message) => isRight ? Form(message) : Wrong;

    private bool IsValue(Node model, Node value) => DecideValue(model, value).Item1 is Verdict.Right or Verdict.WrongForm;

    private static Node Bare(Quantity quantity) =>
        quantity.Value is Negative { Inner: Measure inner } ? new Negative(inner.Value) : ((Measure)quantity.Value).Value;

    // Is the equation true with each of the model's values for its unknown?
    private bool IsSolvedBy(Equation equation, string? name, Node[] values)
    {
        var names = Trees.Names(equation.Left);
        Trees.Collect(equation.Right, names);
        name ??= names.Count == 1 ? names.First() : null;
        if (name is null) return false;
        return !names.Contains(name) || Array.TrueForAll(values, value =>
            Compare(Trees.Put(equation.Left, name, value), Trees.Put(equation.Right, name, value)) == Agreement.Same);
    }
    // x - 2 = 0 or x - 3 = 0: every value solves one of the equations, and every equation has one of the values.
    private bool AreSolvedBy(Node[] equations, string name, Node[] values)
    {
        if (equations.Length > Limits.Comparisons) return false;
        var all = Array.ConvertAll(equations, static e => AsEquation(Shapes.Of(e)));
        return Array.TrueForAll(all, e => e is not null && Mentions(e, name) && Array.Exists(values, v => IsSolvedBy(e, name, [v])))
            && Array.TrueForAll(values, v => Array.Exists(all, e => IsSolvedBy(e!, name, [v])));
    }
}
