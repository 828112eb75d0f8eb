// Building and walking trees: flat sums and products, the names in a tree, its size.

namespace MathsSoc.Marking;

internal static class Trees
{
    /// <summary>The sum of terms, flattened; one term is itself.</summary>
    public static Node Sum(List<Node> terms)
    {
        if (terms.Count == 1) return terms[0];
        if (!terms.Exists(t => t is Sum)) return new Sum([.. terms]);
        return new Sum([.. terms.SelectMany(t => t is Sum inner ? inner.Terms : [t])]);
    }

    /// <summary>The product of factors, flattened; one factor is itself.</summary>
    public static Node Product(List<Node> factors)
    {
        if (factors.Count == 1) return factors[0];
        if (!factors.Exists(f => f is Product)) return new Product([.. factors]);
        return new Product([.. factors.SelectMany(f => f is Product inner ? inner.Factors : [f])]);
    }

    public static Node Minus(Node left, Node right) => new Sum([left, new Negative(right)]);

    /// <summary>The nodes directly inside this one, in reading order.</summary>
    public static Node[] Children(Node node) => node switch
    {
        Sum s => s.Terms,
        Product p => p.Factors,
        Quotient q => [q.Top, q.Bottom],
        Negative n => [n.Inner],
        PlusMinus p => [p.Inner],
        Power p => [p.Base, p.Exponent],
        Root r => [r.Radicand, r.Order],
        Apply { Base: { } b } a => [a.Argument, b],
        Apply a => [a.Argument],
        Factorial f => [f.Inner],
        Percent p => [p.Inner],
        Degrees d => [d.Inner],
        Measure m => [m.Value],
        Relation r => r.Sides,
        Either e => e.Items,
        Listing l => l.Items,
        Bracketed b => b.Items,
        Braced b => b.Items,
        Builder b => [b.Variable, b.Condition],
        Ratio r => r.Parts,
        Joined j => j.Sets,
        Congruence c => [c.Statement, c.Modulus],
        Matrix m => m.Entries,
        _ => [],
    };

    /// <summary>True if the tree or a node in it satisfies the test.</summary>
    public static bool Any(Node node, Func<Node, bool> test)
    {
        if (test(node)) return true;
        foreach (var child in Children(node))
            if (Any(child, test)) return true;
        return false;
    }

    public static bool HasNames(Node node) => Any(node, static n => n is Name);

    /// <summary>The names in the tree, each once, in order of code points.</summary>
    public static SortedSet<string> Names(Node node)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(node, names);
        return names;
    }

    public static void Collect(Node node, ISet<string> names)
    {
        if (node is Name name) names.Add(name.Id);
        else
            foreach (var child in Children(node)) Collect(child, names);
    }

    /// <summary>The count of numbers, names and constants in the tree: a measure of its length.</summary>
    public static int Leaves(Node node)
    {
        var children = Children(node);
        if (children.Length == 0) return 1;
        var leaves = 0;
        foreach (var child in children) leaves += Leaves(child);
        return node is Root { Order: Number } ? leaves - 1 : leaves;
    }

    /// <summary>The tree with every ± taken as + (or, for the other choice, as −).</summary>
    public static Node Choose(Node node, bool plus) => node switch
    {
        PlusMinus p => p.Flipped == plus ? new Negative(Choose(p.Inner, plus)) : Choose(p.Inner, plus),
        Name or Number or Symbol or Mixed => node,
        _ => Map(node, child => Choose(child, plus)),
    };

    /// <summary>The tree with one name replaced by another.</summary>
    public static Node Rename(Node node, string from, string to) => Put(node, from, new Name(to));

    /// <summary>The tree with a name replaced by a value.</summary>
    public static Node Put(Node node, string name, Node value) => node switch
    {
        Name n => n.Id == name ? value : n,
        _ => Map(node, child => Put(child, name, value)),
    };

    /// <summary>The same node with each child replaced by what <paramref name="map"/> returns for it.</summary>
    public static Node Map(Node node, Func<Node, Node> map) => node switch
    {
        Sum s => Sum([.. s.Terms.Select(map)]),
        Product p => Product([.. p.Factors.Select(map)]),
        Quotient q => q with { Top = map(q.Top), Bottom = map(q.Bottom) },
        Negative n => new Negative(map(n.Inner)),
        PlusMinus p => p with { Inner = map(p.Inner) },
        Power p => new Power(map(p.Base), map(p.Exponent)),
        Root r => new Root(map(r.Radicand), map(r.Order)),
        Apply a => a with { Argument = map(a.Argument), Base = a.Base is null ? null : map(a.Base) },
        Factorial f => new Factorial(map(f.Inner)),
        Percent p => new Percent(map(p.Inner)),
        Degrees d => new Degrees(map(d.Inner)),
        Measure m => m with { Value = map(m.Value) },
        Relation r => r with { Sides = [.. r.Sides.Select(map)] },
        Either e => new Either([.. e.Items.Select(map)]),
        Listing l => l with { Items = [.. l.Items.Select(map)] },
        Bracketed b => b with { Items = [.. b.Items.Select(map)] },
        Braced b => new Braced([.. b.Items.Select(map)]),
        Builder b => new Builder(map(b.Variable), map(b.Condition)),
        Ratio r => new Ratio([.. r.Parts.Select(map)]),
        Joined j => j with { Sets = [.. j.Sets.Select(map)] },
        Congruence c => new Congruence(map(c.Statement), map(c.Modulus)),
        Matrix m => m with { Entries = [.. m.Entries.Select(map)] },
        _ => node,
    };

    /// <summary>A whole-number literal, also with a minus before it, that fits an int.</summary>
    public static bool TryWhole(Node node, out int value)
    {
        value = 0;
        if (node is Negative n && TryWhole(n.Inner, out value))
        {
            value = -value;
            return true;
        }
        if (node is not Number { Value: { IsInteger: true } number } || number.Numerator.GetBitLength() > 30) return false;
        value = (int)number.Numerator;
        return true;
    }
}
