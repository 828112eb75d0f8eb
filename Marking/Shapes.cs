// Classifies a tree by the sort of answer it is: a value, solutions of an unknown, a point, an interval, an equation.
namespace MathsSoc.Marking;

internal abstract record Shape;

/// <summary>One expression.</summary>
internal sealed record Scalar(Node Value) : Shape;

/// <summary>Values of one unknown (x = 2 or x = 3), or bare ones (2, 3 or {2, 3}).</summary>
internal sealed record Values(string? Name, Node[] Items, bool Braces) : Shape;

/// <summary>Values of several unknowns by name, in one or more cases.</summary>
internal sealed record Assignments(SortedList<string, Node>[] Cases) : Shape;

internal sealed record Points(Bracketed[] Items) : Shape;

internal sealed record Proportion(Node[] Parts) : Shape;

/// <summary>Inequalities, intervals and sets given by a condition.</summary>
internal sealed record Region(Node Statement) : Shape;

/// <summary>An equation that is not solved for a name.</summary>
internal sealed record Equation(Node Left, Node Right) : Shape;

internal sealed record Quantity(Node Value) : Shape;

internal sealed record Grid(Matrix Matrix) : Shape;

/// <summary>A value of an unknown, or a bare one, modulo a number.</summary>
internal sealed record Congruent(string? Name, Node Value, Node Modulus) : Shape;

/// <summary>Statements of different sorts: x + 1, x ≠ 1; x = 0 or y = 0; 5 cm, 12 cm.</summary>
internal sealed record Mixture(Node[] Items, bool Alternatives) : Shape;

/// <summary>Readable, but of no sort that can be marked.</summary>
internal sealed record Other : Shape;

internal static class Shapes
{
    public static Shape Of(Node node) => node switch
    {
        Relation r => OfRelation(r),
        Either e => OfItems(e, e.Items, alternatives: true),
        Listing l => OfItems(l, l.Items, alternatives: false),
        Bracketed { Open: '(', Close: ')' } b when !Array.Exists(b.Items, IsInfinite) => new Points([b]),
        Bracketed b => b.Items.Length == 2 ? new Region(b) : new Other(),
        Braced { Items: [Bracketed, ..] } b => Array.TrueForAll(b.Items, static i => i is Bracketed)
            ? new Points([.. b.Items.Cast<Bracketed>()])
            : new Other(),
        Braced b => new Values(null, [.. b.Items.SelectMany(Expand)], Braces: true),
        Matrix m => new Grid(m),
        Congruence c => Of(c.Statement) switch
        {
            Scalar s => new Congruent(null, s.Value, c.Modulus),
            Values { Items: [var value], Braces: false } v => new Congruent(v.Name, value, c.Modulus),
            Values { Braces: false } v => new Mixture(Congruences(v.Name, v.Items, c.Modulus), Alternatives: true),
            _ => new Other(),
        },
        Builder or Joined => new Region(node),
        Ratio r => new Proportion(r.Parts),
        Measure or Negative { Inner: Measure } => new Quantity(node),
        _ => Expand(node) is { Length: 2 } both ? new Values(null, both, Braces: false) : new Scalar(node),
    };

    public static bool IsInfinite(Node node) =>
        node is Symbol { Constant: Constant.Infinity } or Negative { Inner: Symbol { Constant: Constant.Infinity } };

    /// <summary>Both values of an expression with ±, with all its signs taken together; otherwise the expression itself.</summary>
    public static Node[] Expand(Node node) =>
        Trees.Any(node, static n => n is PlusMinus) ? [Trees.Choose(node, plus: true), Trees.Choose(node, plus: false)] : [node];

    /// <summary>The name an equation is solved for if this is its left side: x, T_n, or f of f(x); null for anything else.</summary>
    public static string? Subject(Node side) => side switch
    {
        Name n => n.Id,
        Product { Factors: [Name n, Name] } p when n.Id.TrimEnd('\'') is "f" or "g" or "h" or "F" or "P" or "p" =>
            $"{n.Id}({Printer.Print(p.Factors[1])})",
        Product { Factors: [Power { Base: Name n, Exponent: Negative { Inner: Number { Value.IsOne: true } } }, Name] }
            when n.Id is "f" or "g" or "h" => $"{n.Id}^-1",
        _ => null,
    };

    private static Shape OfRelation(Relation r)
    {
        if (r.Signs is [Comparison.In])
            return Of(r.Sides[1]) is Values { Name: null } values && Subject(r.Sides[0]) is { } member
                ? values with { Name = member }
                : new Region(r);
        // x ≠ ±1 excludes both.
        if (r.Signs is [Comparison.NotEqual] && Trees.Any(r, static n => n is PlusMinus))
            return new Region(new Listing([Trees.Choose(r, plus: true), Trees.Choose(r, plus: false)], And: true));
        if (Array.Exists(r.Signs, static s => s != Comparison.Equal)) return new Region(r);
        if (r.Sides.Length != 2) return new Other();
        var (left, right) = (r.Sides[0], r.Sides[1]);
        return Solved(left, right) ?? Solved(right, left) ?? (left is Ratio && right is Ratio ? Of(right) : new Equation(left, right));
    }

    private static Shape? Solved(Node left, Node right)
    {
        if (left is Bracketed { Items: var names } && Array.TrueForAll(names, static n => n is Name) && right is Bracketed point
            && point.Items.Length == names.Length)
            return Of(InOrder(names, point)); // (x, y) = (2, 3)
        if (Subject(left) is not { } name) return null;
        var inner = Of(right);
        return inner switch
        {
            Scalar s => left is Name && Trees.Names(s.Value).Contains(name) ? null : new Values(name, [s.Value], Braces: false),
            Values { Name: null } v => v with { Name = name },
            Points or Quantity or Grid => inner,
            Region => inner,
            _ => null,
        };
    }

    // (y, x) = (3, 2) is the point (2, 3).
    private static Bracketed InOrder(Node[] names, Bracketed point)
    {
        if (!Array.TrueForAll(names, static n => n is Name("x" or "y" or "z"))) return point;
        var (keys, items) = (Array.ConvertAll(names, static n => ((Name)n).Id), (Node[])point.Items.Clone());
        for (var i = 1; i < keys.Length; i++)
            for (var j = i; j > 0 && string.CompareOrdinal(keys[j - 1], keys[j]) > 0; j--)
            {
                (keys[j - 1], keys[j]) = (keys[j], keys[j - 1]);
                (items[j - 1], items[j]) = (items[j], items[j - 1]);
            }
        return point with { Items = items };
    }

    private static Shape OfItems(Node whole, Node[] items, bool alternatives)
    {
        if (Array.Exists(items, static i => i is Congruence)) return OfCongruences(items);
        var shapes = Array.ConvertAll(items, Of);
        if (!alternatives && Trees.Any(whole, static n => n is PlusMinus) && Subjects(shapes) > 1)
            return Of(new Either([Trees.Choose(whole, plus: true), Trees.Choose(whole, plus: false)]));
        return OfShapes(whole, shapes, alternatives) is var one && one is Other ? new Mixture(items, alternatives) : one;
    }

    private static int Subjects(Shape[] shapes) =>
        shapes.Select(static s => s is Values { Braces: false } v ? v.Name : null).OfType<string>().Distinct().Count();

    // x ≡ 1 or 2 (mod 3): the modulus behind the last value belongs to all.
    private static Shape OfCongruences(Node[] items)
    {
        var modulus = items.OfType<Congruence>().Last().Modulus;
        string? name = null;
        var parts = new List<Node>();
        foreach (var item in items)
        {
            var (statement, own) = item is Congruence c ? (c.Statement, c.Modulus) : (item, modulus);
            switch (Of(statement))
            {
                case Scalar s:
                    parts.AddRange(Congruences(name, [s.Value], own));
                    break;
                case Values { Braces: false } v:
                    name = v.Name ?? name;
                    parts.AddRange(Congruences(name, v.Items, own));
                    break;
                default:
                    return new Other();
            }
        }
        return new Mixture([.. parts], Alternatives: true);
    }

    private static Node[] Congruences(string? name, Node[] values, Node modulus) =>
        Array.ConvertAll(values, value => (Node)new Congruence(
            name is null ? value : new Relation([new Name(name), value], [Comparison.Equal]), modulus));

    private static Shape OfShapes(Node whole, Shape[] shapes, bool alternatives)
    {
        if (Array.TrueForAll(shapes, static s => s is Points)) return new Points([.. shapes.Cast<Points>().SelectMany(p => p.Items)]);
        if (Array.Exists(shapes, static s => s is Region))
        {
            // x = 2 or x > 5 is one set; y = x + 1, x ≠ 1 is an equation and where it holds.
            var sets = Array.TrueForAll(shapes, static s => s is Region)
                || Array.TrueForAll(shapes, static s => s is Region or Values or Equation) && Trees.Names(whole).Count < 2;
            return sets ? new Region(whole) : new Other();
        }
        if (Array.TrueForAll(shapes, static s => s is Assignments) && alternatives)
            return new Assignments([.. shapes.Cast<Assignments>().SelectMany(a => a.Cases)]);
        if (!Array.TrueForAll(shapes, static s => s is Scalar or Values)) return new Other();
        // x = 2, 3: the bare values after a named one belong to it.
        string? name = null;
        var values = new List<Node>();
        var named = new SortedList<string, Node>(StringComparer.Ordinal);
        foreach (var shape in shapes)
        {
            if (shape is Values { Name: { } next } && name is not null && next != name)
                return alternatives ? new Other() : Simultaneous(shapes);
            if (shape is Values { Name: { } first }) name = first;
            else if (name is null && named.Count > 0) return new Other();
            values.AddRange(shape is Scalar s ? [s.Value] : ((Values)shape).Items);
        }
        // In "2, x = 3" the first value has no name.
        if (name is not null && shapes[0] is Scalar or Values { Name: null }) return new Other();
        return new Values(name, [.. values], Braces: false);
    }

    private static Shape Simultaneous(Shape[] shapes)
    {
        // In x = 1, y = 2; x = 3, y = 4 a name that comes again begins the next case.
        var cases = new List<SortedList<string, Node>> { new(StringComparer.Ordinal) };
        foreach (var shape in shapes)
        {
            if (shape is not Values { Name: { } name, Items: [var value] }) return new Other();
            if (cases[^1].ContainsKey(name)) cases.Add(new(StringComparer.Ordinal));
            cases[^1].Add(name, value);
        }
        return cases.TrueForAll(c => c.Keys.SequenceEqual(cases[0].Keys)) ? new Assignments([.. cases]) : new Other();
    }
}
