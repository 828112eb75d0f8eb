// Verdicts on lines in vector form: r = a + t b, compared as sets of points.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    /// <summary>A point of a line and its direction.</summary>
    private sealed record Line(Node[] Point, Node[] Direction);

    // The model r = (1 + 3t, 2 + 4t); without r = it would be a point whose coordinates have a letter in them.
    private Line? ModelLine() => _model is Relation { Signs: [Comparison.Equal], Sides: [Name, var side] } ? LineOf(side) : null;

    // The line of a vector, or of i, j and k, that is linear in one more letter; null for anything else.
    private Line? LineOf(Node vector)
    {
        if (vector is Relation { Signs: [Comparison.Equal], Sides: [var left, var right] })
            return left is Name ? LineOf(right) : right is Name ? LineOf(left) : null;
        var names = Trees.Names(vector);
        Node[]? parts = null;
        if (vector is Bracketed { Open: '(', Items.Length: 2 or 3 } b) parts = b.Items;
        else if (names.Contains("i") || names.Contains("j"))
        {
            var count = names.Contains("k") ? 3 : 2;
            names.ExceptWith(Axes);
            parts = names.Count == 1 ? Components(vector, count, names.First()) : null;
        }
        if (parts is null || names.Count != 1) return null;
        var parameter = names.First();
        var point = Array.ConvertAll(parts, p => Trees.Put(p, parameter, Number.Of(0)));
        var direction = new Node[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            direction[i] = Trees.Minus(Trees.Put(parts[i], parameter, Number.Of(1)), point[i]);
            var linear = new Sum([point[i], new Product([direction[i], new Name(parameter)])]);
            if (Compare(linear, parts[i]) != Agreement.Same) return null;
        }
        return Array.TrueForAll(direction, IsZero) ? null : new Line(point, direction);
    }

    private (Verdict, string) DecideLine(Line model, Node answer)
    {
        if (LineOf(answer) is not { } line || line.Point.Length != model.Point.Length) return Wrong;
        var between = model.Point.Zip(line.Point, Trees.Minus).ToArray();
        return Of(AreParallel(model.Direction, line.Direction) is var directions and not Agreement.Same
            ? directions
            : AreParallel(model.Direction, between));
    }

    // a × b = 0, component by component.
    private Agreement AreParallel(Node[] a, Node[] b)
    {
        for (var i = 0; i < a.Length; i++)
            for (var j = i + 1; j < a.Length; j++)
                if (Compare(new Product([a[i], b[j]]), new Product([a[j], b[i]])) is var agreement and not Agreement.Same)
                    return agreement;
        return Agreement.Same;
    }
}
