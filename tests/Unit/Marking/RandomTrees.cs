// Random expressions, random ways of writing the same one differently, and random slips that change its value: all from a seed.
using MathsSoc.Marking.Numbers;
using static MathsSoc.Tests.Unit.Marking.Tree;

namespace MathsSoc.Tests.Unit.Marking;

internal enum Family { Polynomial, Rational, Surd, Mixed }

/// <summary>One stream of random trees. Every letter has a value near 1 to 3 when a test computes what is equal.</summary>
internal sealed class RandomTrees(int seed)
{
    private readonly Random _random = new(seed);

    private int Next(int from, int to) => _random.Next(from, to + 1);

    private Tree Letter => new Name("xya"[_random.Next(3)]);

    private Tree Whole => new Number(Next(0, 3) == 0 ? -Next(1, 9) : Next(1, 12));

    private Tree Coefficient => Next(0, 4) == 0 ? new Number(Next(1, 9), Next(2, 7)) : Whole;

    public Tree Make(Family family) => family switch
    {
        Family.Polynomial => Polynomial(Next(2, 5)),
        Family.Rational => new Quotient(Polynomial(Next(1, 3)), new Sum(Polynomial(2), new Number(Next(13, 40)))),
        Family.Surd => Surd(),
        _ => Mixed(2),
    };

    private Tree Polynomial(int terms) => new Sum([.. Enumerable.Range(0, terms).Select(_ => Monomial())]);

    private Tree Monomial() => Next(0, 5) switch
    {
        0 => Coefficient,
        1 => Coefficient * Letter,
        2 => new Product(Coefficient, new Power(Letter, Next(2, 5)), Letter),
        3 => new Product(Whole, new Sum(Letter, Whole), new Sum(Letter, Coefficient)),
        4 => new Power(new Sum(Letter, Whole), Next(2, 4)),
        _ => Coefficient * new Power(Letter, Next(2, 9)),
    };

    private Tree Surd()
    {
        Tree One() => Next(0, 4) switch
        {
            0 => Coefficient,
            1 => new Root(2, new Number(Next(2, 50))),
            2 => Whole * new Root(2, new Number(Next(2, 30))),
            3 => new Root(3, new Number(Next(2, 30))),
            _ => new Root(2, new Sum(new Number(Next(10, 60)), Whole * new Root(2, new Number(Next(2, 5))))),
        };
        return Next(0, 2) switch
        {
            0 => new Sum(One(), One(), One()),
            1 => new Product(new Sum(One(), One()), new Sum(One(), One())),
            _ => new Quotient(new Sum(One(), One()), new Sum(new Number(Next(20, 40)), One())),
        };
    }

    private Tree Mixed(int depth)
    {
        Tree positive = new Sum(new Power(Letter, 2), new Number(Next(1, 9)));
        Tree inner = depth > 0 && Next(0, 2) == 0 ? Mixed(depth - 1)
            : Next(0, 1) == 0 ? Letter
            : new Sum(new Number(Next(2, 5)) * Letter, Whole);
        Tree call = Next(0, 7) switch
        {
            0 => new Call("ln", positive),
            1 => new Call("log", positive),
            2 => new Root(2, positive),
            3 => new Call("exp", new Negative(Letter)),
            4 => new Call("cos", inner),
            5 => new Call("atan", inner),
            6 => new Power(new Call("sin", Letter), 2),
            _ => new Call("sin", inner),
        };
        return Next(0, 3) switch
        {
            0 => new Sum(Coefficient * call, Monomial()),
            1 => new Product(Coefficient, Letter, call),
            2 => new Quotient(call, positive),
            _ => new Sum(call, Whole),
        };
    }

    /// <summary>The same value everywhere, written differently: one to four changes at random places.</summary>
    public Tree Rewrite(Tree tree)
    {
        for (var i = Next(1, 4); i > 0; i--) tree = tree.Replace(_random.Next(tree.Count), Same);
        return tree;
    }

    private Tree Same(Tree t)
    {
        Tree k = new Number(Next(2, 7));
        switch (t)
        {
            case Sum s when Next(0, 2) > 0: return new Sum(Shuffled(s.Terms));
            case Product p when p.Factors.FirstOrDefault(f => f is Sum) is Sum s && Next(0, 1) == 0:
                Tree[] others = [.. p.Factors.Where(f => !ReferenceEquals(f, s))];
                return new Sum([.. s.Terms.Select(term => new Product([term, .. others]))]);
            case Product p when Next(0, 2) > 0: return new Product(Shuffled(p.Factors));
            case Power { Exponent: > 1 and < 4 } p when Next(0, 1) == 0: return new Product([.. Enumerable.Repeat(p.Base, p.Exponent)]);
            case Power { Base: Sum { Terms.Length: 2 } s, Exponent: 2 }:
                return new Sum(new Power(s.Terms[1], 2), new Product(2, s.Terms[0], s.Terms[1]), new Power(s.Terms[0], 2));
            case Quotient { Top: Sum s } q: return new Sum([.. s.Terms.Select(term => new Quotient(term, q.Bottom))]);
            case Call { Function: "sin", Inner: var a }:
                return new Product(2, new Call("sin", new Quotient(a, 2)), new Call("cos", new Quotient(a, 2)));
            case Call { Function: "cos", Inner: var a }:
                return new Sum(1, new Negative(new Product(2, new Power(new Call("sin", new Quotient(a, 2)), 2))));
            case Call { Function: "ln", Inner: var a }: return new Call("ln", new Product(k, a)) + new Negative(new Call("ln", k));
            case Call { Function: "log", Inner: var a }: return new Quotient(new Call("ln", a), new Call("ln", 10));
            case Call { Function: "exp", Inner: var a }: return new Call("exp", a + k) * new Call("exp", new Negative(k));
            case Root { Degree: 2, Inner: Number { Bottom: 1 } n } when Next(0, 1) == 0:
                return new Quotient(new Root(2, new Number(n.Top * 9)), 3);
            case Root { Degree: 2, Inner: var a }: return new Quotient(a, new Root(2, a));
            case Number { Bottom: 1 } n: return Next(0, 1) == 0 ? new Number(n.Top * 3, 3) : new Sum(new Number(n.Top - 4), 4);
        }
        return Next(0, 4) switch
        {
            0 => new Negative(new Negative(t)),
            1 => Letter is var added ? new Sum(t, added, new Negative(added)) : t,
            2 => new Quotient(k * t, k),
            3 => k * new Quotient(t, k),
            _ => new Sum(new Product(k, t), new Negative(new Product(new Number(((Number)k).Top - 1), t))),
        };
    }

    private Tree[] Shuffled(Tree[] parts)
    {
        var copy = parts.ToArray();
        _random.Shuffle(copy);
        return copy;
    }

    /// <summary>
    /// One slip: a coefficient wrong by one, a sign changed, an exponent wrong by one. It may happen to change nothing;
    /// <see cref="Differ"/> decides.
    /// </summary>
    public Tree Slip(Tree tree)
    {
        var places = new List<int>();
        var index = 0;
        Walk(tree);
        return tree.Replace(places[_random.Next(places.Count)], t => t switch
        {
            Number n when Next(0, 2) == 0 => n with { Top = -n.Top },
            Number n => n with { Top = n.Top + (Next(0, 1) == 0 ? 1 : -1) },
            Power p => p with { Exponent = p.Exponent + (Next(0, 1) == 0 ? 1 : -1) },
            Sum s => new Sum([new Negative(s.Terms[0]), .. s.Terms[1..]]),
            Call { Function: "sin" } c => c with { Function = "cos" },
            Call { Function: "cos" } c => c with { Function = "sin" },
            _ => new Negative(t),
        });

        Tree Walk(Tree t)
        {
            if (t is not Product and not Quotient || index == 0) places.Add(index);
            index++;
            return t.Map(Walk);
        }
    }

    /// <summary>True if the two are proved different: at one of three points the two values certainly differ.</summary>
    public static bool Differ(Tree a, Tree b) => Points.Any(at =>
        a.Value(at, Bits) is { IsFinite: true } x && b.Value(at, Bits) is { IsFinite: true } y && !x.Overlaps(y));

    /// <summary>True if both have values at the three points, and the values agree to some 60 digits.</summary>
    public static bool Agree(Tree a, Tree b) => Points.All(at =>
        a.Value(at, Bits) is { IsFinite: true } x && b.Value(at, Bits) is { IsFinite: true } y && x.Overlaps(y));

    /// <summary>True if the tree has a value at all three points.</summary>
    public static bool HasValue(Tree a) => Points.All(at => a.Value(at, Bits).IsFinite);

    private const int Bits = 256;

    private static readonly Func<char, Ball>[] Points = [.. new[] { 137, 211, 89 }.Select<int, Func<char, Ball>>(p =>
        letter => Ball.FromRational(new Rational(p + 31 * (letter % 11), (System.Numerics.BigInteger)(97 + letter)), Bits))];
}
