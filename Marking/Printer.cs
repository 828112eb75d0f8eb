// Prints a tree in one plain form that reads back to the same tree.
using System.Text;

namespace MathsSoc.Marking;

/// <summary>Canonical text: signs written out, brackets where precedence requires them. Equal trees print alike.</summary>
internal static class Printer
{
    // How tightly each kind of node binds; a looser one inside a tighter one needs brackets.
    private const int Loose = 0, Terms = 1, Signed = 2, Factors = 3, Factor = 4, Powers = 5, Suffixed = 6, Atom = 7;

    public static string Print(Node node)
    {
        var text = new StringBuilder();
        Write(text, node, Loose);
        return text.ToString();
    }

    private static int Level(Node node) => node switch
    {
        Sum => Terms,
        Negative or PlusMinus => Signed,
        Product or Quotient or Measure => Factors,
        Mixed => Factors,
        Number { Value.IsInteger: false, Notation: Notation.Whole } => Factors,
        Number { Notation: Notation.PowerOfTen } => Powers,
        Power => Powers,
        Factorial or Percent or Degrees => Suffixed,
        Relation or Either or Listing or Ratio or Joined or Congruence => Loose,
        _ => Atom,
    };

    private static void Write(StringBuilder text, Node node, int least)
    {
        var bracket = Level(node) < least;
        if (bracket) text.Append('(');
        Write(text, node);
        if (bracket) text.Append(')');
    }

    private static void Write(StringBuilder text, Node node)
    {
        switch (node)
        {
            case Number { Notation: Notation.Recurring } n:
                foreach (var c in n.Digits.Where(c => c != ')'))
                    if (c == '(') break;
                    else text.Append(c);
                foreach (var c in n.Digits[(n.Digits.IndexOf('(') + 1)..^1]) text.Append(c).Append('\u0307');
                break;
            case Number { Notation: Notation.PowerOfTen } n:
                // e-3 would be read as e minus 3 in a model.
                text.Append(n.Digits.Replace("e-", "E-", StringComparison.Ordinal));
                break;
            case Number n:
                text.Append(n.Digits);
                break;
            case Mixed m:
                text.Append(m.Whole.Digits).Append(' ').Append(m.Top.Digits).Append('/').Append(m.Bottom.Digits);
                break;
            case Name n:
                WriteName(text, n.Id);
                break;
            case Symbol s:
                text.Append(s.Constant switch { Constant.Pi => "π", Constant.E => "e", Constant.I => "i", _ => "∞" });
                break;
            case Sum s:
                for (var i = 0; i < s.Terms.Length; i++) WriteTerm(text, s.Terms[i], i == 0);
                break;
            case Negative or PlusMinus:
                WriteTerm(text, node, first: true);
                break;
            case Product p:
                Join(text, p.Factors, "*", Factor);
                break;
            case Quotient q:
                Write(text, q.Top, Factors);
                text.Append(q.Sign ? '÷' : '/');
                Write(text, q.Bottom, Factor);
                break;
            case Power p:
                Write(text, p.Base, Suffixed);
                text.Append('^');
                Write(text, p.Exponent, Atom);
                break;
            case Root r:
                var whole = Trees.TryWhole(r.Order, out var order);
                text.Append(whole && order == 2 ? "sqrt" : order == 3 ? "cbrt" : $"sqrt[{Print(r.Order)}]");
                Call(text, r.Radicand);
                break;
            case Apply { Function: Function.Binomial } a:
                text.Append("\\binom{").Append(Print(a.Argument)).Append("}{").Append(Print(a.Base!)).Append('}');
                break;
            case Apply a:
                text.Append(NameOf(a.Function));
                if (a.Base is not null) text.Append("_{").Append(Print(a.Base)).Append('}');
                Call(text, a.Argument);
                break;
            case Factorial f:
                Write(text, f.Inner, Suffixed);
                text.Append('!');
                break;
            case Percent p:
                Write(text, p.Inner, Suffixed);
                text.Append('%');
                break;
            case Degrees d:
                Write(text, d.Inner, Suffixed);
                text.Append('°');
                break;
            case Measure m:
                WriteMeasure(text, m);
                break;
            default:
                WriteStatement(text, node);
                break;
        }
    }

    private static void WriteStatement(StringBuilder text, Node node)
    {
        switch (node)
        {
            case Relation r:
                for (var i = 0; i < r.Sides.Length; i++)
                {
                    if (i > 0) text.Append(' ').Append(Sign(r.Signs[i - 1])).Append(' ');
                    Write(text, r.Sides[i]);
                }
                break;
            case Either e:
                Join(text, e.Items, " or ", Loose);
                break;
            case Listing l:
                Join(text, l.Items, l.And ? " and " : ", ", Loose);
                break;
            case Bracketed b:
                text.Append(b.Open);
                Join(text, b.Items, ", ", Loose);
                text.Append(b.Close);
                break;
            case Braced b:
                text.Append('{');
                Join(text, b.Items, ", ", Loose);
                text.Append('}');
                break;
            case Builder b:
                text.Append('{').Append(Print(b.Variable)).Append(" : ").Append(Print(b.Condition)).Append('}');
                break;
            case Ratio r:
                Join(text, r.Parts, ":", Terms);
                break;
            case Matrix m:
                text.Append('[');
                Join(text, [.. m.Entries.Chunk(m.Columns).Select(row => new Bracketed('[', row, ']'))], ", ", Loose);
                text.Append(']');
                break;
            case Congruence c:
                text.Append(Print(c.Statement)).Append(" mod ").Append(Print(c.Modulus));
                break;
            case Joined j:
                Join(text, j.Sets, j.Meet ? " ∩ " : " ∪ ", Terms);
                break;
        }
    }

    private static void WriteTerm(StringBuilder text, Node term, bool first)
    {
        switch (term)
        {
            case Negative n:
                text.Append(first ? "-" : " - ");
                Write(text, n.Inner, Factors);
                break;
            case PlusMinus p:
                text.Append(first ? "" : " ").Append(p.Flipped ? "∓" : "±").Append(first ? "" : " ");
                Write(text, p.Inner, Factors);
                break;
            default:
                if (!first) text.Append(" + ");
                Write(text, term, Factors);
                break;
        }
    }

    private static void WriteName(StringBuilder text, string id)
    {
        var at = id.IndexOf('_');
        if (at < 0 || id.Length == at + 2) text.Append(id);
        else
        {
            var end = id.IndexOf('\'', at) is var prime and > 0 ? prime : id.Length;
            text.Append(id, 0, at + 1).Append('{').Append(id, at + 1, end - at - 1).Append('}').Append(id, end, id.Length - end);
        }
    }

    private static void WriteMeasure(StringBuilder text, Measure measure)
    {
        if (measure is { Unit.Parts: [({ Symbol: "£" or "$" or "€" } money, 1)], Value: Number })
        {
            text.Append(money.Symbol);
            Write(text, measure.Value, Factors);
            return;
        }
        Write(text, measure.Value, Factors);
        // £ is read after a number alone: (5 + 50/100) pounds.
        var unit = UnitText(measure.Unit);
        text.Append(' ').Append(unit switch { "£" => "pounds", "$" => "dollars", _ => unit });
    }

    /// <summary>m/s^2, kg/m^3.</summary>
    public static string UnitText(UnitProduct unit)
    {
        var text = new StringBuilder();
        foreach (var (part, power) in unit.Parts)
        {
            if (text.Length > 0) text.Append(power < 0 ? "/" : "*");
            text.Append(part.Symbol);
            var size = text.Length == part.Symbol.Length ? power : Math.Abs(power);
            if (size != 1) text.Append('^').Append(size);
        }
        return text.ToString();
    }

    private static void Call(StringBuilder text, Node argument)
    {
        text.Append('(');
        Write(text, argument);
        text.Append(')');
    }

    private static void Join(StringBuilder text, Node[] items, string separator, int least)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(separator);
            Write(text, items[i], least);
        }
    }

    public static string NameOf(Function function) => function switch
    {
        Function.Sin => "sin", Function.Cos => "cos", Function.Tan => "tan", Function.Sec => "sec", Function.Cosec => "cosec",
        Function.Cot => "cot", Function.Arcsin => "arcsin", Function.Arccos => "arccos", Function.Arctan => "arctan",
        Function.Arccot => "arccot", Function.Sinh => "sinh", Function.Cosh => "cosh", Function.Tanh => "tanh", Function.Arsinh => "arsinh",
        Function.Arcosh => "arcosh", Function.Artanh => "artanh", Function.Ln => "ln", Function.Log => "log", Function.Exp => "exp",
        Function.Abs => "abs", _ => "binom",
    };

    public static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.Greater => ">",
        Comparison.LessOrEqual => "≤",
        Comparison.GreaterOrEqual => "≥",
        Comparison.NotEqual => "≠",
        Comparison.In => "∈",
        _ => "=",
    };
}
