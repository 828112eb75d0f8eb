// How an answer is written, apart from what does not count: order, the sign for multiplying, where a minus stands, final noughts.
using System.Globalization;

namespace MathsSoc.Marking;

/// <summary>
/// Answers have the same text here exactly if they are in the same form: 5×3×2³ and 2^3*3*5 are, 120 and 8×15 are not. Nothing is
/// worked out: a fraction, a percentage, a decimal, a mixed number, a root and a power are each kept as what they are.
/// </summary>
internal static class WrittenForm
{
    /// <summary>Whether an answer is written like the model; names on the left and the order of solutions do not count.</summary>
    public static bool IsSame(Node model, Node answer) =>
        (Parts(Shapes.Of(model)) ?? [Of(model)]).SequenceEqual(Parts(Shapes.Of(answer)) ?? [Of(answer)], StringComparer.Ordinal);

    // Null for the shapes of which every part counts.
    private static IEnumerable<string>? Parts(Shape shape) => shape switch
    {
        Scalar s => [Of(s.Value)],
        Quantity q => [Of(q.Value)],
        Values v => v.Items.Select(Of).Order(StringComparer.Ordinal),
        Assignments a => a.Cases.Select(static c => string.Join(", ", c.Select(static p => $"{p.Key}={Of(p.Value)}")))
            .Order(StringComparer.Ordinal),
        Points p => p.Items.Select(Of).Order(StringComparer.Ordinal),
        Proportion p => p.Parts.Select(Of),
        Equation e => Sides([e.Left, e.Right]),
        Region r => [Of(r.Statement)],
        _ => null,
    };

    private static IEnumerable<string> Sides(Node[] sides) => sides.Select(Of).Order(StringComparer.Ordinal);

    /// <summary>The text of one expression.</summary>
    public static string Of(Node node)
    {
        var (negative, text) = Signed(node);
        return negative ? "-" + text : text;
    }

    // The sign in front, taken out of products, fractions and numbers but never out of a bracket.
    private static (bool Negative, string Text) Signed(Node node)
    {
        switch (node)
        {
            case Negative n:
                var (inner, text) = Signed(n.Inner);
                return (!inner, text);
            case Number n:
                return (n.Value.Sign < 0, Size(n));
            case Quotient { Sign: false } q when HasFractionInside(q):
                return (false, $"({Of(q.Top)})/({Of(q.Bottom)})");
            case Product or Quotient { Sign: false }:
                return Factors(node);
            default:
                return (false, Unsigned(node));
        }
    }

    private static (bool, string) Factors(Node node)
    {
        var negative = false;
        List<Node> above = [], below = [];
        Split(node, above, below, ref negative);
        string Side(List<Node> factors)
        {
            var texts = new List<string>();
            foreach (var factor in factors)
            {
                var (minus, text) = Signed(factor);
                negative ^= minus;
                if (text != "1") texts.Add(factor is Sum ? $"({text})" : text);
            }
            texts.Sort(StringComparer.Ordinal);
            return texts.Count == 0 ? "1" : string.Join('*', texts);
        }
        string top = Side(above), bottom = Side(below);
        return (negative, bottom == "1" ? top : $"{top}/({bottom})");
    }

    private static void Split(Node node, List<Node> above, List<Node> below, ref bool negative)
    {
        switch (node)
        {
            case Negative n:
                negative = !negative;
                Split(n.Inner, above, below, ref negative);
                break;
            case Product p:
                foreach (var factor in p.Factors) Split(factor, above, below, ref negative);
                break;
            case Quotient { Sign: false } q when !HasFractionInside(q):
                Split(q.Top, above, below, ref negative);
                Split(q.Bottom, below, above, ref negative);
                break;
            default:
                above.Add(node);
                break;
        }
    }

    // A fraction above or below the line is a form of its own.
    private static bool HasFractionInside(Quotient q) => IsFraction(q.Top) || IsFraction(q.Bottom);

    private static bool IsFraction(Node node) => node switch
    {
        Negative n => IsFraction(n.Inner),
        Product p => Array.Exists(p.Factors, IsFraction),
        _ => node is Quotient,
    };

    private static string Size(Number number)
    {
        var value = number.Value.Abs();
        switch (number.Notation)
        {
            case Notation.PowerOfTen: // 3e4 is 3×10^4
                var e = number.Digits.IndexOf('e');
                return string.Join('*', new[] { Decimal(number.Digits[..e]), $"10^({number.Digits[(e + 1)..].TrimStart('+')})" }
                    .Where(static t => t != "1").Order(StringComparer.Ordinal));
            case Notation.Recurring:
                return $"recurring {value}";
            case Notation.Based:
                return number.Digits.TrimStart('0');
            default:
                return number.Digits.Length > 0 && number.Digits.All(static c => char.IsAsciiDigit(c) || c == '.')
                    ? Decimal(number.Digits)
                    : value.ToString();
        }
    }

    private static string Decimal(string digits)
    {
        var text = digits.TrimStart('0');
        if (text.Contains('.')) text = text.TrimEnd('0').TrimEnd('.');
        return text.Length == 0 ? "0" : text[0] == '.' ? "0" + text : text;
    }

    private static string Unsigned(Node node) => node switch
    {
        Mixed m => $"{Of(m.Whole)}_{Of(m.Top)}/{Of(m.Bottom)}",
        Name n => n.Id,
        Symbol s => s.Constant.ToString(),
        Sum s => string.Concat(s.Terms.Select(static t => Signed(t) is (var minus, var text) ? (minus ? "-" : "+") + text : "")
            .Order(StringComparer.Ordinal)),
        Quotient q => $"({Of(q.Top)})÷({Of(q.Bottom)})",
        Product or Negative or Number => Of(node),
        Power { Exponent: Number { Value.IsOne: true } } p => Of(p.Base),
        Power { Base: Symbol { Constant: Constant.E } } p => $"exp({Of(p.Exponent)})",
        Power p => $"{(p.Base is Number or Name or Symbol ? Of(p.Base) : $"({Of(p.Base)})")}^({Of(p.Exponent)})",
        Root r => $"root {Of(r.Order)} ({Of(r.Radicand)})",
        Apply { Function: Function.Exp } a => $"exp({Of(a.Argument)})",
        Apply { Function: Function.Log, Base: Symbol { Constant: Constant.E } } a => $"Ln({Of(a.Argument)})",
        Apply { Function: Function.Log, Base: null or Number { Digits: "10" } } a => $"Log({Of(a.Argument)})",
        Apply { Base: { } radix } a => $"{a.Function} {Of(radix)} ({Of(a.Argument)})",
        Apply a => $"{a.Function}({Of(a.Argument)})",
        Factorial f => $"({Of(f.Inner)})!",
        Percent p => $"{Of(p.Inner)}%",
        Degrees d => $"{Of(d.Inner)}°",
        PlusMinus p => $"±{Of(p.Inner)}",
        Measure m => $"{Of(m.Value)} {UnitText(m.Unit)}",
        Relation r => Comparisons(r),
        Either e => string.Join(" or ", e.Items.Select(Of).Order(StringComparer.Ordinal)),
        Listing l => string.Join(", ", l.Items.Select(Of).Order(StringComparer.Ordinal)),
        Bracketed b => $"{b.Open}{string.Join(", ", b.Items.Select(Of))}{b.Close}",
        Braced b => $"{{{string.Join(", ", b.Items.Select(Of).Order(StringComparer.Ordinal))}}}",
        Builder b => Of(b.Condition),
        Ratio r => string.Join(':', r.Parts.Select(Of)),
        Joined j => string.Join(j.Meet ? " ∩ " : " ∪ ", j.Sets.Select(Of).Order(StringComparer.Ordinal)),
        _ => Printer.Print(node),
    };

    private static string UnitText(UnitProduct unit) =>
        string.Join(' ', unit.Parts.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Unit.Symbol}^{p.Power}"))
            .Order(StringComparer.Ordinal));

    // x > 3 and 3 < x are the same; every chain is turned to read upwards.
    private static string Comparisons(Relation relation)
    {
        if (Array.TrueForAll(relation.Signs, static s => s is Comparison.Equal or Comparison.NotEqual))
            return string.Join($" {relation.Signs[0]} ", Sides(relation.Sides));
        var falls = relation.Signs[0] is Comparison.Greater or Comparison.GreaterOrEqual;
        var sides = falls ? relation.Sides.Reverse() : relation.Sides;
        var signs = falls ? relation.Signs.Reverse().Select(RealSets.Flip) : relation.Signs;
        return string.Join(' ', sides.Select(Of)) + " " + string.Join(' ', signs);
    }
}
