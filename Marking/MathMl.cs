// Writes a tree as MathML for a browser to show.
using System.Text;

namespace MathsSoc.Marking;

/// <summary>Well-formed presentation MathML (MathML Core) with a <c>math</c> root.</summary>
internal static class MathMl
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

    private static void WriteStatement(StringBuilder text, Node node)
    {
        text.Append("<mrow>");
        switch (node)
        {
            case Relation r:
                for (var i = 0; i < r.Sides.Length; i++)
                {
                    if (i > 0) Operator(text, Printer.Sign(r.Signs[i - 1]));
                    Write(text, r.Sides[i], false);
                }
                break;
            case Either e:
                List(text, e.Items, "<mtext>&#160;or&#160;</mtext>");
                break;
            case Listing l:
                List(text, l.Items, l.And ? "<mtext>&#160;and&#160;</mtext>" : "<mo>,</mo>");
                break;
            case Bracketed b:
                Operator(text, b.Open.ToString());
                List(text, b.Items, "<mo>,</mo>");
                Operator(text, b.Close.ToString());
                break;
            case Braced { Items.Length: 0 }:
                text.Append("<mi>∅</mi>");
                break;
            case Braced b:
                Operator(text, "{");
                List(text, b.Items, "<mo>,</mo>");
                Operator(text, "}");
                break;
            case Builder b:
                Operator(text, "{");
                Write(text, b.Variable, false);
                Operator(text, ":");
                Write(text, b.Condition, false);
                Operator(text, "}");
                break;
            case Ratio r:
                List(text, r.Parts, "<mo>:</mo>");
                break;
            case Matrix m:
                Operator(text, "(");
                text.Append("<mtable>");
                for (var i = 0; i < m.Entries.Length; i++)
                {
                    if (i % m.Columns == 0) text.Append(i == 0 ? "<mtr>" : "</mtr><mtr>");
                    text.Append("<mtd>");
                    Write(text, m.Entries[i], false);
                    text.Append("</mtd>");
                }
                text.Append("</mtr></mtable>");
                Operator(text, ")");
                break;
            case Congruence c:
                Write(text, c.Statement, false);
                text.Append("<mspace width=\"0.5em\"/><mo>(</mo><mi>mod</mi><mspace width=\"0.3em\"/>");
                Write(text, c.Modulus, false);
                text.Append("<mo>)</mo>");
                break;
            case Joined j:
                List(text, j.Sets, j.Meet ? "<mo>∩</mo>" : "<mo>∪</mo>");
                break;
        }
        text.Append("</mrow>");
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

    private static void WriteNumber(StringBuilder text, Number number)
    {
        switch (number.Notation)
        {
            case Notation.Recurring:
                var open = number.Digits.IndexOf('(');
                text.Append("<mrow><mn>").Append(number.Digits, 0, open)
                    .Append("</mn><mover accent=\"true\"><mn>").Append(number.Digits, open + 1, number.Digits.Length - open - 2)
                    .Append("</mn><mo>¯</mo></mover></mrow>");
                break;
            case Notation.PowerOfTen:
                var e = number.Digits.IndexOf('e');
                text.Append("<mrow><mn>").Append(number.Digits, 0, e)
                    .Append("</mn><mo>×</mo><msup><mn>10</mn><mn>").Append(number.Digits, e + 1, number.Digits.Length - e - 1)
                    .Append("</mn></msup></mrow>");
                break;
            default:
                text.Append("<mn>").Append(number.Digits).Append("</mn>");
                break;
        }
    }

    private static void WriteName(StringBuilder text, string id)
    {
        var primes = id.Length - id.TrimEnd('\'').Length;
        var bare = id[..^primes];
        var at = bare.IndexOf('_');
        var letter = at < 0 ? bare : bare[..at];
        if (primes > 0) text.Append("<msup>");
        if (at >= 0) text.Append("<msub>");
        if (letter.Contains('/'))
            text.Append("<mfrac><mi>").Append(letter.AsSpan(0, 2)).Append("</mi><mi>").Append(letter.AsSpan(3)).Append("</mi></mfrac>");
        else text.Append("<mi>").Append(Lexicon.Greek.TryGetValue(letter, out var greek) ? greek.ToString() : letter).Append("</mi>");
        if (at >= 0) text.Append("<mi>").Append(bare, at + 1, bare.Length - at - 1).Append("</mi></msub>");
        if (primes > 0) text.Append("<mo>").Append('′', primes).Append("</mo></msup>");
    }

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
