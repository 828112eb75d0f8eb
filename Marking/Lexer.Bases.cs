// Numbers in a base: 1011_2, (1011)_2, 2F_{16}, 1011 base 2.
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private const int LargestBase = 36;

    // Reads one if there is one here; a letter in front needs a model in a base, because A_16 is also a name.
    private bool TryBased()
    {
        if (Last is TokenKind.Number or TokenKind.Letter && !_spaced) return false;
        var from = At(_at) == '(' ? SkipSpace(_at + 1) : _at;
        var end = from;
        var points = 0;
        while (char.IsAsciiLetterOrDigit(At(end)) || At(end) == '.' && points++ == 0) end++;
        if (end == from || end - from > Limits.Digits) return false;
        var digits = RunText(from, end);
        if (!char.IsAsciiDigit(digits[0]) && !_context.Based && (digits.Length < 2 || digits.Any(char.IsAsciiLetterLower))) return false;
        if (from > _at)
        {
            end = SkipSpace(end) + 1;
            if (At(end - 1) != ')') return false;
        }
        var (radix, stop) = BaseAt(end);
        if (stop == 0 || radix < 11 && digits.Any(char.IsAsciiLetter)) return false;
        if (radix is < 2 or > LargestBase)
            _fault = new Fault("I can read numbers in the bases 2 to 36.", end);
        else if (ValueOf(digits, radix) is not { } value)
            _fault = new Fault($"A number in base {radix} has only digits below {radix}.", from);
        else
            Add(new Token(TokenKind.Number, $"{digits.ToUpperInvariant()}_{radix}", _at, stop, _spaced)
            {
                Value = value,
                Notation = Notation.Based,
            });
        return true;
    }

    // The base written here and where it ends; 0 if there is none.
    private (int Base, int End) BaseAt(int at)
    {
        var end = at;
        if (Lexicon.Lowered(At(at)) is >= '0' and <= '9')
        {
            while (Lexicon.Lowered(At(end)) is >= '0' and <= '9' && end - at < 3) end++;
            return (int.Parse(string.Concat(_text[at..end].Select(Lexicon.Lowered))), end);
        }
        if (At(at) == '_')
        {
            var braced = At(at + 1) is '{' or '(';
            var (number, stop) = Whole(braced ? at + 2 : at + 1);
            return stop == 0 || braced && At(stop) is not ('}' or ')') ? default : (number, braced ? stop + 1 : stop);
        }
        at = SkipSpace(at);
        var bracket = At(at) == '(';
        if (bracket) at = SkipSpace(at + 1);
        if (!Rest(at).StartsWith("base", StringComparison.OrdinalIgnoreCase)) return default;
        var (radix, last) = Whole(SkipSpace(at + 4));
        if (bracket && last > 0) last = SkipSpace(last);
        return last == 0 || bracket && At(last) != ')' ? default : (radix, bracket ? last + 1 : last);
    }

    private (int Number, int End) Whole(int at)
    {
        var end = at;
        while (char.IsAsciiDigit(At(end)) && end - at < 3) end++;
        return end == at ? default : (int.Parse(RunText(at, end), System.Globalization.CultureInfo.InvariantCulture), end);
    }

    private static Rational? ValueOf(string digits, int radix)
    {
        var (value, scale) = (BigInteger.Zero, BigInteger.One);
        var point = digits.IndexOf('.');
        for (var i = 0; i < digits.Length; i++)
        {
            if (i == point) continue;
            var digit = char.IsAsciiDigit(digits[i]) ? digits[i] - '0' : char.ToUpperInvariant(digits[i]) - 'A' + 10;
            if (digit >= radix) return null;
            value = value * radix + digit;
            if (point >= 0 && i > point) scale *= radix;
        }
        return new Rational(value, scale);
    }
}
