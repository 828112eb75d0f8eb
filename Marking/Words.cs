// Puts a tree into plain English, as a teacher would read it aloud.
using System.Text;

namespace MathsSoc.Marking;

/// <summary>"x squared plus one half": brackets that matter are read out.</summary>
internal static class Words
{
    public static string Say(Node node) => node switch
    {
        Number n => SayNumber(n),
        Mixed m => $"{m.Whole.Digits} and {SayFraction(m.Top, m.Bottom)}",
        Name n => SayName(n.Id),
        Symbol s => s.Constant switch { Constant.Pi => "pi", Constant.E => "e", Constant.I => "i", _ => "infinity" },
        Sum s => SaySum(s),
        Negative n => $"minus {Part(n.Inner)}",
        PlusMinus p => $"{(p.Flipped ? "minus or plus" : "plus or minus")} {Part(p.Inner)}",
        Product p => SayProduct(p),
        Quotient { Sign: false, Top: Number { Notation: Notation.Whole } top, Bottom: Number { Notation: Notation.Whole } bottom } =>
            SayFraction(top, bottom),
        Quotient { Sign: true } q => $"{Part(q.Top)} divided by {Part(q.Bottom)}",
        Quotient q => IsShort(q.Top) && IsShort(q.Bottom)
            ? $"{Say(q.Top)} over {Say(q.Bottom)}"
            : $"the fraction {Say(q.Top)} over {Say(q.Bottom)}, end of fraction",
        Power p => SayPower(p),
        Root r => SayRoot(r),
        Apply a => SayFunction(a),
        Factorial f => $"{Tight(f.Inner)} factorial",
        Percent p => $"{Tight(p.Inner)} percent",
        Degrees d => $"{Tight(d.Inner)} degrees",
        Measure m => $"{Part(m.Value)} {SayUnit(m.Unit)}",
        Relation r => SayRelation(r),
        Either e => string.Join(" or ", e.Items.Select(Say)),
        Listing l => string.Join(l.And ? " and " : ", ", l.Items.Select(Say)),
        Bracketed b => (b.Open == '(' ? "open bracket " : "open square bracket ")
            + string.Join(", ", b.Items.Select(Say))
            + (b.Close == ')' ? " close bracket" : " close square bracket"),
        Braced { Items.Length: 0 } => "the empty set",
        Braced b => $"the set of {string.Join(", ", b.Items.Select(Say))}",
        Builder b => $"the set of {Say(b.Variable)} such that {Say(b.Condition)}",
        Ratio r => string.Join(" to ", r.Parts.Select(Part)),
        Matrix m => "the matrix with rows "
            + string.Join("; ", m.Entries.Chunk(m.Columns).Select(static row => string.Join(", ", row.Select(Say)))),
        Congruence c => $"{Say(c.Statement)}, modulo {Say(c.Modulus)}",
        Joined j => string.Join(j.Meet ? " and also in " : " together with ", j.Sets.Select(Say)),
        _ => "",
    };

    private static bool IsShort(Node node) =>
        node is Number or Name or Symbol or Power { Base: Name, Exponent: Number } or Root { Radicand: Number }
        || node is Product product && Array.TrueForAll(product.Factors, IsShort)
        || node is Negative { Inner: Number or Name };

    // Inside a product or after a minus, the brackets of a sum are read out.
    private static string Part(Node node) => node is Sum or PlusMinus or Negative ? InBrackets(node) : Say(node);

    private static string Tight(Node node) =>
        node is Number { Notation: not Notation.PowerOfTen } or Name or Symbol or Bracketed ? Say(node) : InBrackets(node);

    private static string InBrackets(Node node) => $"open bracket {Say(node)} close bracket";

    private static string SayNumber(Number n) => n.Notation switch
    {
        Notation.Recurring => n.Digits
            .Replace("(", ", then ", StringComparison.Ordinal)
            .Replace(")", " recurring", StringComparison.Ordinal),
        Notation.PowerOfTen => n.Digits.Replace("e", " times 10 to the power ", StringComparison.Ordinal),
        Notation.Based => n.Digits.Replace("_", " in base ", StringComparison.Ordinal),
        _ => n.Digits,
    };

    private static string SayFraction(Number top, Number bottom)
    {
        var part = bottom.Digits switch
        {
            "2" => "half", "3" => "third", "4" => "quarter", "5" => "fifth", "6" => "sixth", "7" => "seventh", "8" => "eighth",
            "9" => "ninth", "10" => "tenth",
            _ => "",
        };
        if (part.Length == 0) return $"{top.Digits} over {bottom.Digits}";
        if (top.Digits == "1") return $"one {part}";
        if (top.Digits.Length > 2) return $"{top.Digits} over {bottom.Digits}";
        return $"{(top.Digits == "2" ? "two" : top.Digits == "3" ? "three" : top.Digits)} {(part == "half" ? "halves" : part + "s")}";
    }

    private static string SayName(string id)
    {
        var at = id.IndexOf('_');
        var text = at < 0 ? id : $"{id[..at]} sub {SaySubscript(id[(at + 1)..])}";
        text = text.Replace("'", " dash", StringComparison.Ordinal).Replace("/", " by ", StringComparison.Ordinal)
            .Replace("^2", " two ", StringComparison.Ordinal).TrimEnd();
        return char.IsAsciiLetterUpper(id[0]) ? $"capital {text}" : text;
    }

    private static string SaySubscript(string subscript) =>
        subscript.Replace("+", " plus ", StringComparison.Ordinal).Replace("-", " minus ", StringComparison.Ordinal);

    private static string SaySum(Sum sum)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sum.Terms.Length; i++)
        {
            var term = sum.Terms[i];
            if (term is Negative n) text.Append(i == 0 ? "minus " : " minus ").Append(Part(n.Inner));
            else if (term is PlusMinus p)
                text.Append(i == 0 ? "" : " ").Append(p.Flipped ? "minus or plus " : "plus or minus ").Append(Part(p.Inner));
            else text.Append(i == 0 ? "" : " plus ").Append(Part(term));
        }
        return text.ToString();
    }

    private static string SayProduct(Product product)
    {
        var text = new StringBuilder();
        for (var i = 0; i < product.Factors.Length; i++)
        {
            var factor = product.Factors[i];
            // "2 x" is read without "times"; two numbers, or anything longer, with it.
            if (i > 0)
            {
                var beside = factor is Name or Symbol or Power { Base: Name or Symbol }
                    && product.Factors[i - 1] is Number or Name or Symbol;
                text.Append(beside ? " " : " times ");
            }
            text.Append(Part(factor));
        }
        return text.ToString();
    }

    private static string SayPower(Power power)
    {
        var of = Tight(power.Base);
        return power.Exponent switch
        {
            Number { Digits: "2" } => $"{of} squared",
            Number { Digits: "3" } => $"{of} cubed",
            Sum or Product or Quotient { Top: not Number } => $"{of} to the power {Say(power.Exponent)}, end of power",
            _ => $"{of} to the power {Say(power.Exponent)}",
        };
    }

    private static string SayRoot(Root root)
    {
        var order = !Trees.TryWhole(root.Order, out var n) ? $"root of order {Say(root.Order)}" : n switch
        {
            2 => "square root",
            3 => "cube root",
            4 => "fourth root",
            5 => "fifth root",
            6 => "sixth root",
            _ => $"root of order {n}",
        };
        return $"the {order} of {Tight(root.Radicand)}";
    }

    private static string SayFunction(Apply apply)
    {
        if (apply.Function == Function.Abs) return $"the absolute value of {Say(apply.Argument)}";
        if (apply.Function == Function.Binomial) return $"{Tight(apply.Argument)} choose {Tight(apply.Base!)}";
        var name = apply.Function switch
        {
            Function.Ln => "the natural log of",
            Function.Log => apply.Base is null ? "log of" : $"log base {Tight(apply.Base)} of",
            Function.Exp => "e to the power",
            Function.Cosec => "cosec of",
            var f => $"{Printer.NameOf(f)} of",
        };
        return $"{name} {(apply.Argument is Sum ? InBrackets(apply.Argument) : Say(apply.Argument))}";
    }

    private static string SayUnit(UnitProduct unit)
    {
        var text = new StringBuilder();
        foreach (var (part, power) in unit.Parts)
        {
            if (text.Length > 0) text.Append(' ');
            if (power < 0) text.Append("per ");
            var symbol = part.Symbol switch { "£" => "pounds", "€" => "euros", "$" => "dollars", var other => other };
            text.Append(Math.Abs(power) switch { 2 => $"square {symbol}", 3 => $"cubic {symbol}", _ => symbol });
        }
        return text.ToString();
    }

    private static string SayRelation(Relation relation)
    {
        var text = new StringBuilder(Say(relation.Sides[0]));
        for (var i = 0; i < relation.Signs.Length; i++)
        {
            text.Append(relation.Signs[i] switch
            {
                Comparison.Less => " is less than ",
                Comparison.Greater => " is greater than ",
                Comparison.LessOrEqual => " is less than or equal to ",
                Comparison.GreaterOrEqual => " is greater than or equal to ",
                Comparison.NotEqual => " is not equal to ",
                Comparison.In => " is in ",
                _ => " equals ",
            });
            text.Append(Say(relation.Sides[i + 1]));
        }
        return text.ToString();
    }
}
