// Verdicts on lines in vector form: r = a + t b, compared as sets of points.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    /// <summary>A point of a line and its direction.</summary>
    private sealed record Line(Node[] Point, Node[] Direction);

    // The model r = (1 + 3t, 2 + 4t); without r = that would be a point whose coordinates have a letter in them, but (1, 2) + t(3, 4) is
    // a line, unless the question has the letter: then it is the place at a time.
    private Line? ModelLine() => _model switch
    {
        Relation { Signs: [Comparison.Equal], Sides: [Name, var side] } => LineOf(side),
        Bracketed { Added: true } or Sum when !_spec.Names.Any(n => Trees.Names(_model).Contains(n)) && IsWrittenAsLine => LineOf(_model),
        _ => null,
    };

    // (1, 2) + t(3, 4), and i + 2j + t(3i + 4j), which has a bracket with i or j in it.
    private bool IsWrittenAsLine => _model is Bracketed || _model is Sum sum && Array.Exists(sum.Terms, static t =>
        t is Product { Factors: [Name, Sum direction] } && Trees.Any(direction, static n => n is Name { Id: "i" or "j" }));

    // The line of a vector, or of i, j and k, that is linear in one more letter; null for anything else.
    private Line? LineOf(Node vector)
    {
        if (vector is Relation { Signs: [Comparison.Equal], Sides: [var left, var right] })
            return IsSubject(left) ? LineOf(right) : IsSubject(right) ? LineOf(left) : null;
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

    // r = and (x, y) =
    private static bool IsSubject(Node side) =>
        side is Name || side is Bracketed { Items: var names } && Array.TrueForAll(names, static n => n is Name { Id: "x" or "y" or "z" });

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
