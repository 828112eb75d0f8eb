// What of an answer is judged: working in front of it is left out, and equal values in a row are one value.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    // The statement that is judged, and the values before it in a chain such as 8/2 = 4.
    private (Node Judged, Node[] Front) WithoutWorking(Node answer)
    {
        if (_spec.Kind is AnswerKind.Equation or AnswerKind.Inequality || _shape is Region) return (answer, []);
        if (answer is Listing { Items: var items } list)
        {
            if (_shape is Equation) return (items[^1], []);
            var kept = Array.ConvertAll(items, i => Chain(i).Judged);
            var first = 0;
            while (first < kept.Length - 1 && Shapes.Of(kept[first]) is Equation) first++;
            return first == kept.Length - 1 ? Chain(items[first]) : (list with { Items = kept[first..] }, []);
        }
        // x² = 4, x = 2 or x = -2
        if (answer is Either { Items: [Listing front, .. var rest] } && WithoutWorking(front).Judged is var last && last is not Listing)
            return (new Either([last, .. rest]), []);
        return Chain(answer);
    }

    // x = 8/2 = 4 is x = 4, and 2.5 = 5/2 is 5/2; the sides before the last must be equal to it.
    private (Node Judged, Node[] Front) Chain(Node node)
    {
        if (node is not Relation relation || _shape is Equation or Assignments or Region
            || Array.Exists(relation.Signs, static s => s != Comparison.Equal))
            return (node, []);
        var sides = relation.Sides;
        var named = Shapes.Subject(sides[0]) is { } name && (sides[0] is not Name || !Trees.Names(sides[^1]).Contains(name));
        if (sides.Length == 2)
        {
            var plain = !Trees.HasNames(relation);
            if (named || !plain && Shapes.Subject(sides[1]) is not null) return (node, []);
            var algebra = _shape is Scalar { Value: var model } && Trees.HasNames(model);
            if (!plain && !(algebra && IsSameAs(sides[1], sides[0]))) return (node, []);
            return (sides[1], sides[..1]);
        }
        // In x = -3x = 2 a comma is missing: it cannot be read as a chain.
        var numbers = ValuesOf(_shape) is { } values && !Array.Exists(values, Trees.HasNames);
        if (numbers && Array.Exists(sides[1..], Trees.HasNames)) return (node, []);
        return named ? (new Relation([sides[0], sides[^1]], [Comparison.Equal]), sides[1..^1]) : (sides[^1], sides[..^1]);
    }

    // Is a side of a chain equal to its last side? Where the part is rounded, each may be the model in its own way.
    private bool IsSameAs(Node judged, Node side)
    {
        var last = judged is Relation { Sides: [_, var value] } ? value : judged;
        if (Shapes.Of(last) is Quantity || Shapes.Of(side) is Quantity)
            return AsMeasure(Shapes.Of(last)) is { } a && AsMeasure(Shapes.Of(side)) is { } b && a.Unit.Dimension == b.Unit.Dimension
                && Compare(Scaled(a), Scaled(b)) == Agreement.Same;
        if (Shapes.Of(last) is not Scalar || Shapes.Of(side) is not Scalar) return Printer.Print(last) == Printer.Print(side);
        if (Compare(last, side) == Agreement.Same) return true;
        var model = _shape switch { Scalar s => s.Value, Values { Items: [var only] } => only, _ => null };
        return IsRounding && model is not null && DecideRoundedValue(model, side).Item1 is Verdict.Right or Verdict.WrongForm;
    }

    private static Node Scaled(Measure measure) => Trees.Product([measure.Value, Number.Of(measure.Unit.Size)]);

    // {4}, 4 or 4, 2.5 or 5/2: the value, if all are equal; null otherwise. A list 4, 4 has two values.
    private Node? OneValue(Values values, Node answer) =>
        (values.Braces || answer is Either) && values.Items.Length > 0
            && Array.TrueForAll(values.Items, item => Compare(values.Items[^1], item) == Agreement.Same)
            ? values.Items[^1]
            : null;

    // A letter where the model has only numbers means something else than a product: 4.5k, 3rd, n/a.
    private (Verdict, string)? StrayLetter(Shape shape, Node answer)
    {
        if (_spec.Kind is AnswerKind.Expression or AnswerKind.Equation) return null;
        if (ValuesOf(_shape) is not { } model || Array.Exists(model, Trees.HasNames)) return null;
        if (IsVector(shape)) return null;
        // y = 3x for y = 3 is a line; 3x for it, or 3k, is not read as one.
        if (_shape is Values { Name: not null } && shape is Values { Name: not null }) return null;
        var values = ValuesOf(shape) ?? (shape is Other && answer is Relation { Sides: [_, .. var sides] } ? sides : []);
        foreach (var value in values)
            if (!Trees.Any(value, static n => n is Apply && Trees.HasNames(n)) && Trees.Names(value).FirstOrDefault() is { } name
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
        _shape is Points { Items: [var point] } && shape is Scalar s && Components(s.Value, point.Items.Length) is not null;

    /// <summary>The numbers before i, j and k, if the expression is their sum and nothing else; null otherwise.</summary>
    private Node[]? Components(Node value, int count)
    {
        var names = Trees.Names(value);
        if (count is < 2 or > 3 || names.Count == 0 || !names.All(static n => n is "i" or "j" or "k")) return null;
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
}
