// Writes a tree as MathML for a browser to show.
using System.Text;

namespace MathsSoc.Marking;

/// <summary>Well-formed presentation MathML (MathML Core) with a <c>math</c> root.</summary>
internal static partial class MathMl
{
    public static string Write(Node node)
    {
        var text = new StringBuilder("<math>", 256);
        Write(text, node, bracketSums: false);
        return text.Append("</math>").ToString();
    }

    /// <summary>Words set as text, for answers that are not formulas.</summary>
    public static string WriteText(string words) =>
        new StringBuilder("<math><mtext>").Append(Escaped(words)).Append("</mtext></math>").ToString();

    private static void Write(StringBuilder text, Node node, bool bracketSums)
    {
        if (bracketSums && node is Sum or Negative or PlusMinus && bracketSums)
        {
            text.Append("<mrow>");
            Operator(text, "(");
            Write(text, node, false);
            Operator(text, ")");
            text.Append("</mrow>");
            return;
        }
        switch (node)
        {
            case Number n:
                WriteNumber(text, n);
                break;
            case Mixed m:
                text.Append("<mrow><mn>").Append(m.Whole.Digits)
                    .Append("</mn><mfrac><mn>").Append(m.Top.Digits)
                    .Append("</mn><mn>").Append(m.Bottom.Digits)
                    .Append("</mn></mfrac></mrow>");
                break;
            case Name n:
                WriteName(text, n.Id);
                break;
            case Symbol s:
                text.Append(s.Constant switch
                {
                    Constant.Pi => "<mi>π</mi>",
                    Constant.E => "<mi>e</mi>",
                    Constant.I => "<mi>i</mi>",
                    _ => "<mi>∞</mi>",
                });
                break;
            case Sum s:
                text.Append("<mrow>");
                for (var i = 0; i < s.Terms.Length; i++) WriteTerm(text, s.Terms[i], i == 0);
                text.Append("</mrow>");
                break;
            case Negative or PlusMinus:
                text.Append("<mrow>");
                WriteTerm(text, node, first: true);
                text.Append("</mrow>");
                break;
            case Product p:
                WriteProduct(text, p);
                break;
            case Quotient { Sign: true } q:
                text.Append("<mrow>");
                Write(text, q.Top, true);
                Operator(text, "÷");
                Write(text, q.Bottom, true);
                text.Append("</mrow>");
                break;
            case Quotient q:
                Pair(text, "mfrac", q.Top, q.Bottom);
                break;
            case Power p:
                text.Append("<msup>");
                Tight(text, p.Base);
                Row(text, p.Exponent);
                text.Append("</msup>");
                break;
            case Root r when Trees.TryWhole(r.Order, out var order) && order == 2:
                text.Append("<msqrt>");
                Write(text, r.Radicand, false);
                text.Append("</msqrt>");
                break;
            case Root r:
                Pair(text, "mroot", r.Radicand, r.Order);
                break;
            case Apply a:
                WriteFunction(text, a);
                break;
            case Factorial f:
                Suffix(text, f.Inner, "!");
                break;
            case Percent p:
                Suffix(text, p.Inner, "%");
                break;
            case Degrees d:
                Suffix(text, d.Inner, "°");
                break;
            case Measure m:
                text.Append("<mrow>");
                Write(text, m.Value, true);
                text.Append("<mspace width=\"0.2em\"></mspace>");
                WriteUnit(text, m.Unit);
                text.Append("</mrow>");
                break;
            default:
                WriteStatement(text, node);
                break;
        }
    }

    private static void WriteTerm(StringBuilder text, Node term, bool first)
    {
        var (sign, inner) = term switch
        {
            Negative n => ("−", n.Inner),
            PlusMinus p => (p.Flipped ? "∓" : "±", p.Inner),
            _ => (first ? "" : "+", term),
        };
        if (sign.Length > 0) Operator(text, sign);
        Write(text, inner, sign.Length > 0);
    }

    private static void WriteProduct(StringBuilder text, Product product)
    {
        text.Append("<mrow>");
        for (var i = 0; i < product.Factors.Length; i++)
        {
            // A sign is shown between two numbers; elsewhere an invisible one lets a screen reader say "times".
            if (i > 0) Operator(text, StartsWithDigit(product.Factors[i]) ? "×" : "&#8290;");
            Write(text, product.Factors[i], true);
        }
        text.Append("</mrow>");
    }

    private static bool StartsWithDigit(Node node) => node switch
    {
        Number or Mixed => true,
        Quotient { Top: var top } => StartsWithDigit(top),
        Power { Base: var b } => StartsWithDigit(b),
        Factorial { Inner: var inner } => StartsWithDigit(inner),
        Degrees { Inner: var inner } => StartsWithDigit(inner),
        Percent { Inner: var inner } => StartsWithDigit(inner),
        _ => false,
    };

    private static void WriteFunction(StringBuilder text, Apply apply)
    {
        if (apply.Function == Function.Abs)
        {
            text.Append("<mrow><mo stretchy=\"true\">|</mo>");
            Write(text, apply.Argument, false);
            text.Append("<mo stretchy=\"true\">|</mo></mrow>");
            return;
        }
        if (apply.Function == Function.Binomial)
        {
            text.Append("<mrow><mo>(</mo><mfrac linethickness=\"0\">");
            Row(text, apply.Argument);
            Row(text, apply.Base!);
            text.Append("</mfrac><mo>)</mo></mrow>");
            return;
        }
        text.Append("<mrow>");
        var name = $"<mi>{Printer.NameOf(apply.Function)}</mi>";
        if (apply.Base is null) text.Append(name);
        else
        {
            text.Append("<msub>").Append(name);
            Row(text, apply.Base);
            text.Append("</msub>");
        }
        Operator(text, "&#8289;");
        Operator(text, "(");
        Write(text, apply.Argument, false);
        Operator(text, ")");
        text.Append("</mrow>");
    }

    private static void WriteUnit(StringBuilder text, UnitProduct unit)
    {
        for (var i = 0; i < unit.Parts.Length; i++)
        {
            var (part, power) = unit.Parts[i];
            if (i > 0) Operator(text, power < 0 ? "/" : "&#8290;");
            var size = i == 0 ? power : Math.Abs(power);
            if (size != 1) text.Append("<msup>");
            text.Append("<mi mathvariant=\"normal\">").Append(part.Symbol).Append("</mi>");
            if (size != 1) text.Append("<mn>").Append(size).Append("</mn></msup>");
        }
    }

    private static void Suffix(StringBuilder text, Node inner, string sign)
    {
        text.Append("<mrow>");
        Tight(text, inner);
        Operator(text, sign);
        text.Append("</mrow>");
    }

    // The base of a power, or the operand of a suffix: anything but a plain symbol is bracketed.
    private static void Tight(StringBuilder text, Node node)
    {
        if (node is Number { Notation: Notation.Whole or Notation.Decimal }
            or Name or Symbol or Bracketed or Apply { Function: Function.Abs } or Root)
        {
            Write(text, node, false);
            return;
        }
        text.Append("<mrow>");
        Operator(text, "(");
        Write(text, node, false);
        Operator(text, ")");
        text.Append("</mrow>");
    }

    private static void Pair(StringBuilder text, string tag, Node first, Node second)
    {
        text.Append('<').Append(tag).Append('>');
        Row(text, first);
        Row(text, second);
        text.Append("</").Append(tag).Append('>');
    }

    private static void Row(StringBuilder text, Node node)
    {
        text.Append("<mrow>");
        Write(text, node, false);
        text.Append("</mrow>");
    }

    private static void List(StringBuilder text, Node[] items, string separator)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(separator);
            Write(text, items[i], false);
        }
    }

    private static void Operator(StringBuilder text, string sign) =>
        text.Append("<mo>").Append(sign is "<" ? "&lt;" : sign is ">" ? "&gt;" : sign).Append("</mo>");

    private static string Escaped(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            safe.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                < ' ' or '\uFFFE' or '\uFFFF' => " ",
                _ when char.IsSurrogate(c) => "\uFFFD",
                _ => c.ToString(),
            });
        }
        return safe.ToString();
    }
}
