// Writes numbers and names as MathML.
using System.Text;

namespace MathsSoc.Marking;

internal static partial class MathMl
{
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
            case Notation.Based:
                text.Append("<msub><mn>").Append(number.Digits.Replace("_", "</mn><mn>", StringComparison.Ordinal)).Append("</mn></msub>");
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
            text.Append("<mfrac><mi>")
                .Append(letter.Replace("^2", "²", StringComparison.Ordinal).Replace("/", "</mi><mi>", StringComparison.Ordinal))
                .Append("</mi></mfrac>");
        else text.Append("<mi>").Append(Lexicon.Greek.TryGetValue(letter, out var greek) ? greek.ToString() : letter).Append("</mi>");
        if (at >= 0) text.Append("<mi>").Append(bare, at + 1, bare.Length - at - 1).Append("</mi></msub>");
        if (primes > 0) text.Append("<mo>").Append('′', primes).Append("</mo></msup>");
    }
}
