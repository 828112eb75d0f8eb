// A small algebra for testing: expressions that print as TeX or as typed, and whose value is computed without the engine.
using System.Globalization;
using System.Text;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Tests.Unit.Marking;

internal enum Syntax { Typed, Tex }

/// <summary>An expression made by a test. It shares only the arithmetic that evaluates it with the engine.</summary>
internal abstract record Tree
{
    internal sealed record Number(long Top, long Bottom = 1) : Tree;
    internal sealed record Name(char Letter) : Tree;
    internal sealed record Sum(params Tree[] Terms) : Tree;
    internal sealed record Product(params Tree[] Factors) : Tree;
    internal sealed record Quotient(Tree Top, Tree Bottom) : Tree;
    internal sealed record Power(Tree Base, int Exponent) : Tree;
    internal sealed record Negative(Tree Inner) : Tree;
    internal sealed record Root(int Degree, Tree Inner) : Tree;
    internal sealed record Call(string Function, Tree Inner) : Tree;

    public static Tree operator +(Tree a, Tree b) => new Sum(a, b);
    public static Tree operator *(Tree a, Tree b) => new Product(a, b);
    public static implicit operator Tree(long value) => new Number(value);

    public string Print(Syntax syntax) => syntax == Syntax.Tex ? Tex(0) : Typed(0);

    public Ball Value(Func<char, Ball> at, int bits) => this switch
    {
        Number n => Ball.FromRational(new Rational(n.Top, (System.Numerics.BigInteger)n.Bottom), bits),
        Name v => at(v.Letter),
        Sum s => s.Terms.Select(t => t.Value(at, bits)).Aggregate((a, b) => a + b),
        Product p => p.Factors.Select(t => t.Value(at, bits)).Aggregate((a, b) => a * b),
        Quotient q => q.Top.Value(at, bits) / q.Bottom.Value(at, bits),
        Power p => p.Base.Value(at, bits).Pow(p.Exponent),
        Negative n => -n.Inner.Value(at, bits),
        Root r => r.Inner.Value(at, bits).Root(r.Degree),
        Call c => Apply(c.Function, c.Inner.Value(at, bits)),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The same shape with every immediate part replaced.</summary>
    public Tree Map(Func<Tree, Tree> f) => this switch
    {
        Sum s => new Sum([.. s.Terms.Select(f)]),
        Product p => new Product([.. p.Factors.Select(f)]),
        Quotient q => new Quotient(f(q.Top), f(q.Bottom)),
        Power p => p with { Base = f(p.Base) },
        Negative n => new Negative(f(n.Inner)),
        Root r => r with { Inner = f(r.Inner) },
        Call c => c with { Inner = f(c.Inner) },
        _ => this,
    };

    /// <summary>This expression with its <paramref name="index"/>-th node, counted from the root, replaced.</summary>
    public Tree Replace(int index, Func<Tree, Tree> change)
    {
        var count = 0;
        return Walk(this);
        Tree Walk(Tree t) => count++ == index ? change(t) : count > index ? t : t.Map(Walk);
    }

    public int Count
    {
        get
        {
            var count = 0;
            Walk(this);
            return count;
            Tree Walk(Tree t) { count++; return t.Map(Walk); }
        }
    }

    private static Ball Apply(string function, Ball x) => function switch
    {
        "sin" => x.Sin(), "cos" => x.Cos(), "tan" => x.Tan(), "ln" => x.Log(), "exp" => x.Exp(), "atan" => x.Atan(),
        "log" => x.Log() / Ball.FromInteger(10, x.Precision).Log(),
        _ => throw new InvalidOperationException(function),
    };

    // The tightness required: 0 a sum will do, 1 a factor, 2 the base of a power.
    private string Tex(int tight) => this switch
    {
        Number { Bottom: 1 } n => Bracket(Show(n.Top), n.Top < 0 && tight > 0, Syntax.Tex),
        Number n => Bracket(
            $"{(n.Top < 0 ? "-" : "")}\\frac{{{Show(Math.Abs(n.Top))}}}{{{Show(n.Bottom)}}}",
            (n.Top < 0 && tight > 0) || tight > 1,
            Syntax.Tex),
        Name v => v.Letter.ToString(),
        Sum s => Bracket(Joined(s.Terms, Syntax.Tex), tight > 0, Syntax.Tex),
        Product p => Bracket(Times(p.Factors, Syntax.Tex), tight > 1, Syntax.Tex),
        Quotient q => Bracket($"\\frac{{{q.Top.Tex(0)}}}{{{q.Bottom.Tex(0)}}}", tight > 1, Syntax.Tex),
        Power p => Bracket($"{p.Base.Tex(2)}^{{{Show(p.Exponent)}}}", tight > 1, Syntax.Tex),
        Negative n => Bracket($"-{n.Inner.Tex(1)}", tight > 0, Syntax.Tex),
        Root { Degree: 2 } r => $"\\sqrt{{{r.Inner.Tex(0)}}}",
        Root r => $"\\sqrt[{Show(r.Degree)}]{{{r.Inner.Tex(0)}}}",
        Call { Function: "exp" } c => Bracket($"e^{{{c.Inner.Tex(0)}}}", tight > 1, Syntax.Tex),
        Call { Function: "atan" } c => Bracket($"\\tan^{{-1}}\\left({c.Inner.Tex(0)}\\right)", tight > 1, Syntax.Tex),
        Call c => Bracket($"\\{c.Function}\\left({c.Inner.Tex(0)}\\right)", tight > 1, Syntax.Tex),
        _ => throw new InvalidOperationException(),
    };

    private string Typed(int tight) => this switch
    {
        Number { Bottom: 1 } n => Bracket(Show(n.Top), n.Top < 0 && tight > 0, Syntax.Typed),
        Number n => $"({Show(n.Top)}/{Show(n.Bottom)})",
        Name v => v.Letter.ToString(),
        Sum s => Bracket(Joined(s.Terms, Syntax.Typed), tight > 0, Syntax.Typed),
        Product p => Bracket(Times(p.Factors, Syntax.Typed), tight > 1, Syntax.Typed),
        Quotient q => Bracket($"({q.Top.Typed(0)})/({q.Bottom.Typed(0)})", tight > 0, Syntax.Typed),
        Power p => Bracket($"{p.Base.Typed(2)}^{(p.Exponent < 0 ? $"({Show(p.Exponent)})" : Show(p.Exponent))}", tight > 1, Syntax.Typed),
        Negative n => Bracket($"-{n.Inner.Typed(1)}", tight > 0, Syntax.Typed),
        Root { Degree: 2 } r => $"sqrt({r.Inner.Typed(0)})",
        Root r => Bracket($"({r.Inner.Typed(0)})^(1/{Show(r.Degree)})", tight > 1, Syntax.Typed),
        Call { Function: "exp" } c => Bracket($"e^({c.Inner.Typed(0)})", tight > 1, Syntax.Typed),
        Call c => Bracket($"{(c.Function == "atan" ? "arctan" : c.Function)}({c.Inner.Typed(0)})", tight > 1, Syntax.Typed),
        _ => throw new InvalidOperationException(),
    };

    private static string Joined(Tree[] terms, Syntax syntax)
    {
        var text = new StringBuilder();
        foreach (var term in terms)
        {
            var minus = term is Negative or Number { Top: < 0 };
            var part = term switch { Negative n => n.Inner, Number { Top: < 0 } n => n with { Top = -n.Top }, _ => term };
            if (minus) text.Append('-');
            else if (text.Length > 0) text.Append('+');
            text.Append(syntax == Syntax.Tex ? part.Tex(1) : part.Typed(1));
        }
        return text.ToString();
    }

    // A number directly before a letter or a bracket needs no sign; anything else gets one, so that the printed text has one reading
    // (2\frac{1}{2} would be a mixed number).
    private static string Times(Tree[] factors, Syntax syntax)
    {
        var text = new StringBuilder();
        for (var i = 0; i < factors.Length; i++)
        {
            var part = syntax == Syntax.Tex ? factors[i].Tex(1) : factors[i].Typed(1);
            var opens = char.IsLetter(part[0]) || part[0] == '('
                || (part[0] == '\\' && !part.StartsWith("\\frac", StringComparison.Ordinal));
            var quiet = i == 1 && factors[0] is Number { Bottom: 1, Top: >= 0 } && opens;
            if (i > 0 && !quiet) text.Append(syntax == Syntax.Tex ? "\\cdot " : "*");
            text.Append(part);
        }
        return text.ToString();
    }

    private static string Bracket(string text, bool needed, Syntax syntax) =>
        !needed ? text : syntax == Syntax.Tex ? $"\\left({text}\\right)" : $"({text})";

    private static string Show(long value) => value.ToString(CultureInfo.InvariantCulture);
}
