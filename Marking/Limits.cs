// Every bound of the marking engine, in one place and each with its reason.
namespace MathsSoc.Marking;

/// <summary>
/// What the engine refuses to process. Together they keep any answer under 10 ms and 10 MB; an answer over one of them is
/// <see cref="Verdict.Unreadable"/> and costs the pupil nothing.
/// </summary>
public static class Limits
{
    /// <summary>Characters in a model or an answer: the longest honest answers (a degree-13 polynomial in TeX) are under 400.</summary>
    public const int Length = 2_000;

    /// <summary>Brackets, fractions, roots and exponents inside one another: honest answers stay under 10, and each costs stack.</summary>
    public const int Depth = 48;

    /// <summary>Symbols read: a symbol is a number, a letter, a sign or a bracket. It bounds every later pass over the tree.</summary>
    public const int Tokens = 1_200;

    /// <summary>Digits in one number: 10^100 written out has 101; converting digits takes quadratic time.</summary>
    public const int Digits = 400;

    /// <summary>Powers of ten in standard form (<c>3e4</c>): no school quantity lies beyond this.</summary>
    public const int PowerOfTen = 1_300;

    /// <summary>Bits of an exact whole number: 2^2024 has 2,025 and with another first digit at most 9,025; 1000! has 8,530.</summary>
    public const int Bits = 9_500;

    /// <summary>Bits of an exact fraction, top and bottom together: cancelling takes quadratic time, here some 10 µs.</summary>
    public const int FractionBits = 4_500;

    /// <summary>Bits of a number whose exact root is looked for: 10^500 has 1,661; at 16,000 one cube root is half a millisecond.</summary>
    public const int RootBits = 2_000;

    /// <summary>
    /// Size of a whole-number exponent on an expression with letters; the value is found by squaring, so this is 20 steps.
    /// </summary>
    public const int Exponent = 1_000_000;

    /// <summary>The order of a root: a tenth root is rare at school.</summary>
    public const int RootOrder = 100;

    /// <summary>n in n!: 1000! has 8,530 bits.</summary>
    public const int Factorial = 1_000;

    /// <summary>Values in a list, a set or a solution: matching two lists compares every pair.</summary>
    public const int Values = 40;

    /// <summary>Comparisons joined in one statement about several names: each is compared with each.</summary>
    public const int Comparisons = 12;

    /// <summary>± signs in one answer: each adds no work (they are all + or all −), but a reader cannot follow more.</summary>
    public const int PlusMinus = 4;

    /// <summary>
    /// Calls of sine, logarithm, root and other functions in one answer: one costs some 5 to 30 µs at each sample point.
    /// </summary>
    public const int Functions = 60;

    /// <summary>
    /// Units of work one answer may spend in ball arithmetic, a unit being about a tenth of a microsecond. The costliest answer of the
    /// test corpus spends less than half of it. When it runs out, the answer is too large, which costs the pupil nothing.
    /// </summary>
    public const int Work = 40_000;

    /// <summary>
    /// Operations in double precision that one answer may spend in looking for the places where moduli turn and domains end, some
    /// 0.2 µs each with the sorting and the fractions between them.
    /// </summary>
    public const int Search = 15_000;

    /// <summary>Moduli, roots, logarithms and denominators whose zeros are looked for.</summary>
    public const int Breakpoints = 24;

    /// <summary>Terms of a polynomial that the form checks expand: the expansion only ever decides form, never value.</summary>
    public const int Terms = 120;

    /// <summary>Products of two terms in one check of form, about a microsecond each.</summary>
    public const int Expansion = 3_000;

    /// <summary>Degree of a polynomial that the form checks expand, for the same reason.</summary>
    public const int Degree = 40;

    /// <summary>Alternatives a text or choice part may accept.</summary>
    public const int Alternatives = 50;

    /// <summary>Formulas of a statement that are marked as if they were answers.</summary>
    public const int Formulas = 200;
}
