// The symbols an answer is split into before it is read.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal enum TokenKind : byte
{
    End, Number, Vulgar, Letter, Constant, Function, Root, Fraction, Plus, Minus, PlusMinus, Times, Divide, Slash, Caret, Underscore,
    Open, Close, BraceOpen, BraceClose, Bar, BarOpen, BarClose, Comma, Colon, Relation, Or, And, Union, Intersection, Percent, Degree,
    Factorial, Prime, Unit, Empty, Ellipsis, Then, Choose, Modulo, Matrix, MatrixEnd,
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
    /// <summary>Names that occur in the model itself, without those that only the question has.</summary>
    public IReadOnlySet<string> ModelNames { get; init; } = Lexicon.NoNames;

    /// <summary>The model is one number: a comma or raised dot in the answer may be meant as a decimal point.</summary>
    public bool OneNumber { get; init; }

    /// <summary>The model is one number, and that a whole one.</summary>
    public bool WholeNumber { get; init; }

    /// <summary>The model is one number, standard form and products included.</summary>
    public bool Number { get; init; }

    /// <summary>The model is a quantity, so square cm and cm2 are units.</summary>
    public bool Quantity { get; init; }

    /// <summary>The model is a temperature, so C and F are its scales.</summary>
    public bool Temperature { get; init; }

    /// <summary>The model has the number e, so 2e-1 is 2e − 1 and not a fifth.</summary>
    public bool HasE { get; init; }

    /// <summary>The model has several values, so +- is ±.</summary>
    public bool SeveralValues { get; init; }

    /// <summary>The model is a point, so A(2, 3) is a point with its letter.</summary>
    public bool Points { get; init; }

    /// <summary>The model is a point, a vector or a matrix, so t(3, 4) is a multiple of one.</summary>
    public bool Vectors { get; init; }

    /// <summary>The model is a number in a base, so FF_16 is one too.</summary>
    public bool Based { get; init; }

    /// <summary>The model is a value that may stand after a name and an equals sign.</summary>
    public bool Labels { get; init; }

    /// <summary>The model gives each of its values a name, so x: 2 is x = 2.</summary>
    public bool Named { get; init; }

    /// <summary>The name that the model itself gives the value: y, f(x), u_n; null if it gives none.</summary>
    public string? Subject { get; init; }

    public static readonly ReadingContext Plain = new(null, false, false, false);
}
