// The symbols an answer is split into before it is read.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal enum TokenKind : byte
{
    End, Number, Vulgar, Letter, Constant, Function, Root, Fraction, Plus, Minus, PlusMinus, Times, Divide, Slash, Caret, Underscore,
    Open, Close, BraceOpen, BraceClose, Bar, BarOpen, BarClose, Comma, Colon, Relation, Or, And, Union, Intersection, Percent, Degree,
    Factorial, Prime, Unit, Empty, Ellipsis,
}

/// <summary>One symbol: its meaning, its place in the text, and whether a space comes before it.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End, bool Spaced)
{
    public Rational Value { get; init; }
    public Notation Notation { get; init; }
}

/// <summary>What the model determines about how an answer is read.</summary>
/// <param name="Names">Names that occur in the model; null while the model itself is read.</param>
/// <param name="CommasSeparate">The model is a list, so 1,200 is two values.</param>
/// <param name="Units">Units may follow numbers: the part is marked with its unit, or the model is a plain number.</param>
/// <param name="Complex">i is the square root of −1.</param>
internal sealed record ReadingContext(IReadOnlySet<string>? Names, bool CommasSeparate, bool Units, bool Complex)
{
    public static readonly ReadingContext Plain = new(null, false, false, false);
}
