// The tree an answer is read into: it holds what was written, not the value.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>How a number was written.</summary>
internal enum Notation : byte { Whole, Decimal, Recurring, PowerOfTen, Based }

internal enum Constant : byte { Pi, E, I, Infinity }

/// <summary>The functions the engine knows, with their usual names as members.</summary>
internal enum Function : byte
{
    Sin, Cos, Tan, Sec, Cosec, Cot, Arcsin, Arccos, Arctan, Arccot, Sinh, Cosh, Tanh, Arsinh, Arcosh, Artanh, Ln, Log, Exp, Abs, Binomial,
}

internal enum Comparison : byte { Equal, Less, Greater, LessOrEqual, GreaterOrEqual, NotEqual, In }

internal abstract record Node;

/// <summary>
/// A number as written: <paramref name="Digits"/> without separators, so that 3.10 keeps its nought; 1011_2 has its base in them.
/// </summary>
internal sealed record Number(Rational Value, Notation Notation, string Digits) : Node
{
    public static Number Of(Rational value) => new(value, Notation.Whole, value.ToString());

    /// <summary>Digits written after the point.</summary>
    public int Places => Digits.IndexOf('.') is var point and >= 0 ? Digits.Length - point - 1 : 0;
}

/// <summary>2 1/2: the three parts are whole numbers and the fraction is proper.</summary>
internal sealed record Mixed(Number Whole, Number Top, Number Bottom) : Node;

/// <summary>A letter, a Greek letter (by its English name), or either with a subscript or primes.</summary>
internal sealed record Name(string Id) : Node;

internal sealed record Symbol(Constant Constant) : Node
{
    public static readonly Symbol Pi = new(Constant.Pi), E = new(Constant.E), I = new(Constant.I), Infinity = new(Constant.Infinity);
}

internal sealed record Sum(Node[] Terms) : Node;

internal sealed record Product(Node[] Factors) : Node;

/// <summary>A fraction; <paramref name="Sign"/> if it was written with ÷, which still has to be worked out.</summary>
internal sealed record Quotient(Node Top, Node Bottom, bool Sign = false) : Node;

internal sealed record Negative(Node Inner) : Node;

/// <summary>±x, or ∓x when flipped; all such signs of an answer are taken together.</summary>
internal sealed record PlusMinus(Node Inner, bool Flipped) : Node;

internal sealed record Power(Node Base, Node Exponent) : Node;

/// <summary>The real root of that order; order 2 for a square root.</summary>
internal sealed record Root(Node Radicand, Node Order) : Node;

/// <summary>
/// A function of its argument; <paramref name="Base"/> is a logarithm's written base, or the lower half of a binomial coefficient.
/// </summary>
internal sealed record Apply(Function Function, Node Argument, Node? Base = null) : Node;

internal sealed record Factorial(Node Inner) : Node;

internal sealed record Percent(Node Inner) : Node;

internal sealed record Degrees(Node Inner) : Node;

/// <summary>A quantity: 12 cm, £5, 2 hours 30 minutes (a <see cref="Sum"/> of these).</summary>
internal sealed record Measure(Node Value, UnitProduct Unit) : Node;

/// <summary>One or more comparisons in a row: x = 4, 0 ≤ x &lt; 1.</summary>
internal sealed record Relation(Node[] Sides, Comparison[] Signs) : Node;

/// <summary>Alternatives joined by "or".</summary>
internal sealed record Either(Node[] Items) : Node;

/// <summary>Values one after another, joined by commas or, if <paramref name="And"/>, by "and".</summary>
/// <param name="Items">Two or more values.</param>
/// <param name="And">True if no comma joins them.</param>
/// <param name="AndFrom">The item from which on only "and" joins them.</param>
internal sealed record Listing(Node[] Items, bool And, int AndFrom = int.MaxValue) : Node;

/// <summary>(1, 2), [0, 1): coordinates or an interval; the model decides which.</summary>
/// <param name="Open">The bracket that opens it.</param>
/// <param name="Items">Two or more values.</param>
/// <param name="Close">The bracket that closes it.</param>
/// <param name="Added">True for a vector written as a sum, (1, 2) + t(3, 4).</param>
internal sealed record Bracketed(char Open, Node[] Items, char Close, bool Added = false) : Node;

internal sealed record Braced(Node[] Items) : Node;

/// <summary>{x : 0 ≤ x &lt; 1}.</summary>
internal sealed record Builder(Node Variable, Node Condition) : Node;

internal sealed record Ratio(Node[] Parts) : Node;

/// <summary>A matrix by rows; one with a single column or row is read as a <see cref="Bracketed"/> vector.</summary>
internal sealed record Matrix(Node[] Entries, int Columns) : Node;

/// <summary>x ≡ 3 (mod 7): a value or an equation, and what it is taken modulo.</summary>
internal sealed record Congruence(Node Statement, Node Modulus) : Node;

/// <summary>Sets joined by ∪, or by ∩ if <paramref name="Meet"/>.</summary>
internal sealed record Joined(Node[] Sets, bool Meet) : Node;

/// <summary>Why an answer cannot be read: a sentence and, where there is one, a place.</summary>
internal sealed record Fault(string Message, int? Position = null);
