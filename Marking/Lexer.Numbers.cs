// Numbers as written: thousands separators, standard form, recurring decimals.
using System.Numerics;
using System.Text;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private void ReadNumber()
    {
        var start = _at;
        var digits = new StringBuilder();
        ReadWhole(digits);
        if (At(_at) == '.' && (char.IsAsciiDigit(At(_at + 1)) || StartsRecurring(_at + 1) || At(_at + 1) == '(' && _context.OneNumber))
        {
            ReadDecimals(digits, start);
            return;
        }
        if (IsDecimalComma(start))
            _fault = new Fault("Use a point for decimals, as in 2.5.", _at);
        else if (At(_at) == '.' && !(At(_at + 1) == '.' && At(_at + 2) == '.'))
            _fault = new Fault("A digit is missing after the point.", _at);
        else FinishNumber(digits, start);
    }

    private void ReadWhole(StringBuilder digits)
    {
        var commas = GroupsEnd(_at, comma: true);
        // log10 100, log_10 100: what follows the base is not its thousands.
        var isBase = Last == TokenKind.Underscore || Last == TokenKind.Function && !_spaced;
        var end = commas > 0 || isBase ? commas : GroupsEnd(_at, comma: false);
        if (end > 0)
        {
            for (; _at < end; _at++)
                if (char.IsAsciiDigit(At(_at))) digits.Append(At(_at));
            return;
        }
        while (char.IsAsciiDigit(At(_at)) && digits.Length <= Limits.Digits) digits.Append(At(_at++));
    }

    // The end of 1-3 digits followed by groups of exactly three; 0 if the text is anything else.
    private int GroupsEnd(int at, bool comma)
    {
        if (comma && (_separating > 0 || _context.CommasSeparate)) return 0;
        var head = 0;
        while (char.IsAsciiDigit(At(at + head))) head++;
        if (head is 0 or > 3 || At(at) == '0') return 0;
        at += head;
        var groups = 0;
        while (Separator(at, comma) is var width and > 0 && ThreeDigits(at + width))
        {
            at += width + 3;
            groups++;
        }
        // 1,200,30 is three values, not a number with an odd tail.
        if (comma && At(at) == ',' && char.IsAsciiDigit(At(at + 1))) return 0;
        return groups > 0 ? at : 0;
    }

    private int Separator(int at, bool comma)
    {
        if (comma) return At(at) == ',' ? 1 : At(at) == '{' && At(at + 1) == ',' && At(at + 2) == '}' ? 3 : 0;
        if (At(at) is ' ' or '\u00A0' or '\u2009' or '\u202F') return 1;
        return At(at) == '\\' && At(at + 1) is ',' or ':' or ';' or ' ' ? 2 : 0;
    }

    private bool ThreeDigits(int at) =>
        char.IsAsciiDigit(At(at)) && char.IsAsciiDigit(At(at + 1)) && char.IsAsciiDigit(At(at + 2)) && !char.IsAsciiDigit(At(at + 3));

    // Digits after the point, some of them marked as recurring by a dot or a bar.
    private void ReadDecimals(StringBuilder digits, int start)
    {
        var whole = digits.Length;
        digits.Append('.');
        _at++;
        int first = -1, last = -1;
        while (_at < _stop && digits.Length <= Limits.Digits)
        {
            var (from, to, end) = RecurringAt(_at);
            if (end > 0)
            {
                if (first < 0) first = digits.Length;
                for (var i = from; i < to; i++)
                    if (char.IsAsciiDigit(At(i))) digits.Append(At(i));
                    else _fault = new Fault("Only digits can recur.", i);
                last = digits.Length;
                _at = end;
            }
            else if (char.IsAsciiDigit(At(_at)))
            {
                digits.Append(At(_at++));
                if (At(_at) is '\u0307' or '\u0305') // a combining dot or bar over the digit just read
                {
                    if (first < 0) first = digits.Length - 1;
                    last = digits.Length;
                    _at++;
                }
            }
            else break;
        }
        if (first < 0 && _context.OneNumber && TryRecurringMark(digits, ref first, ref last)) { }
        else if (first < 0 && Ellipsis(_at) is var dots and > 0)
        {
            (first, last) = (RepeatedTail(digits, whole + 1), digits.Length);
            if (first < 0)
            {
                _fault = new Fault("I cannot tell which digits go on for ever: write a fraction, or put a dot over them.", _at);
                return;
            }
            _at += dots;
        }
        if (first < 0 && At(_at) == ',' && IsDecimalComma(start)) _fault = new Fault("Use a point for decimals, as in 2.5.", _at);
        else if (first < 0) FinishNumber(digits, start);
        else if (last != digits.Length) _fault ??= new Fault("The recurring digits must come last.", start);
        else AddRecurring(digits, whole, first, start);
    }

    private void AddRecurring(StringBuilder digits, int whole, int first, int start)
    {
        if (_fault is not null || TooLong(digits, start)) return;
        // 0.12(345) is (12345 - 12) / (1000 - 1) hundredths.
        var all = BigInteger.Parse("0" + digits.ToString(0, whole) + digits.ToString(whole + 1, digits.Length - whole - 1));
        var fixedPart = BigInteger.Parse("0" + digits.ToString(0, whole) + digits.ToString(whole + 1, first - whole - 1));
        var scale = BigInteger.Pow(10, first - whole - 1) * (BigInteger.Pow(10, digits.Length - first) - 1);
        var text = $"{(whole == 0 ? "0" : "")}{digits.ToString(0, first)}({digits.ToString(first, digits.Length - first)})";
        Add(new Token(TokenKind.Number, text, start, _at, _spaced)
        {
            Value = new Rational(all - fixedPart, scale),
            Notation = Notation.Recurring,
        });
    }

    private void FinishNumber(StringBuilder digits, int start)
    {
        if (TooLong(digits, start)) return;
        // E-notation: digits, e, digits with or without a sign, and nothing between.
        if (PowerOfTenAt(_at) is var first and > 0 && Last is not TokenKind.Letter)
        {
            var end = first;
            while (char.IsAsciiDigit(At(end)) && end - first < 12) end++;
            var power = long.Parse(_text.AsSpan(first, end - first), System.Globalization.CultureInfo.InvariantCulture);
            if (Lexicon.Sign(At(first - 1)).Kind == TokenKind.Minus) power = -power;
            if (Math.Abs(power) > Limits.PowerOfTen)
            {
                _fault = new Fault("This number is too large.", start);
                return;
            }
            _at = end;
            Rational.TryParseDecimal(digits.ToString(), out var head);
            var value = head * new Rational(10).Pow((int)power);
            Add(new Token(TokenKind.Number, $"{digits}e{power}", start, _at, _spaced) { Value = value, Notation = Notation.PowerOfTen });
            return;
        }
        AddNumber(digits.ToString(), start);
    }

    // Where the digits of the power begin, or 0. A sign before them only counts if e cannot be the number 2.718….
    private int PowerOfTenAt(int at)
    {
        if (At(at) is not ('e' or 'E')) return 0;
        if (char.IsAsciiDigit(At(at + 1))) return at + 1;
        var isNumber = At(at) == 'E' ? _context.Names?.Contains("E") != true : _context.Names is not null && !_context.HasE;
        var signed = Lexicon.Sign(At(at + 1)).Kind is TokenKind.Plus or TokenKind.Minus && char.IsAsciiDigit(At(at + 2));
        return isNumber && signed ? at + 2 : 0;
    }

    // 5,5 and 0·75 where one number is wanted; 2·2·3 is a product, and 1,2,3 a list.
    private bool IsDecimalComma(int start)
    {
        if (!_context.OneNumber || _separating > 0) return false;
        var width = At(_at) is ',' or '·' or '⋅' or '∙' or '•' ? 1 : At(_at) == '{' && At(_at + 1) == ',' && At(_at + 2) == '}' ? 3 : 0;
        // x = 6,7 are two solutions where x is a whole number, and x = 0,75 hardly.
        if (_context.WholeNumber && _tokens.Exists(static t => t.Kind == TokenKind.Relation) && At(_at) == ',' && _text[start.._at] != "0"
            && !char.IsAsciiDigit(At(_at + 2))) return false;
        if (width == 0 || !char.IsAsciiDigit(At(_at + width)) || start > 0 && IsMark(_text[start - 1])) return false;
        var end = _at + width;
        while (char.IsAsciiDigit(At(end))) end++;
        // 3·10^5 is in standard form.
        if (At(_at) != ',' && Rest(_at + 1) is ['1', '0', '^', ..] or ['1', '0', '*', '*', ..]) return false;
        if (At(_at) != ',' && Rest(_at + 1) is ['1', '0', ..] && Lexicon.Raised(At(_at + 3)) != '\0') return false;
        if (At(_at) == ',' && At(end) != ',') return true; // 3,2×10^5
        return !IsMark(At(end)) || !char.IsAsciiDigit(At(end + 1));

        static bool IsMark(char c) => c is ',' or '·' or '⋅' or '∙' or '•' or '*' or '×';
    }

    // 0.3r and 0.1(6): the last digit, or the digits in the bracket, go on for ever.
    private bool TryRecurringMark(StringBuilder digits, ref int first, ref int last)
    {
        if (At(_at) == 'r' && !char.IsAsciiLetterOrDigit(At(_at + 1)) && _context.Names?.Contains("r") == false)
        {
            (first, last) = (digits.Length - 1, digits.Length);
            _at++;
            return true;
        }
        if (RecurringWord() is var past and > 0)
        {
            (first, last) = (digits.Length - 1, digits.Length);
            _at = past;
            return true;
        }
        if (At(_at) != '(') return false;
        var from = SkipSpace(_at + 1);
        var end = from;
        while (char.IsAsciiDigit(At(end)) && end - from < 20) end++;
        if (At(SkipSpace(end)) != ')' || end == from) return false;
        first = digits.Length;
        digits.Append(_text.AsSpan(from, end - from));
        last = digits.Length;
        _at = SkipSpace(end) + 1;
        return true;
    }

    // 0.3 recurring, 0.3 rec. and 0.3 (recurring), after one decimal: the place after the word, or 0.
    private int RecurringWord()
    {
        var at = SkipSpace(_at);
        var bracket = At(at) == '(';
        if (bracket) at = SkipSpace(at + 1);
        var end = WordEnd(at);
        if (RunText(at, end).ToLowerInvariant() is not ("recurring" or "rec" or "recurs")) return 0;
        if (At(end) == '.') end++;
        if (bracket && At(end = SkipSpace(end)) != ')') return 0;
        if (At(_at - 2) != '.') return 0; // 0.16 recurring may be 1/6 or 16/99
        return bracket ? end + 1 : end;
    }

    private void AddNumber(string digits, int start)
    {
        if (digits.StartsWith('.')) digits = "0" + digits;
        if (!Rational.TryParseDecimal(digits, out var value)) _fault = new Fault("This number cannot be read.", start);
        else if (digits.Length > Limits.Digits) _fault = new Fault("This number is too large.", start);
        else
        {
            var notation = digits.Contains('.') ? Notation.Decimal : Notation.Whole;
            Add(new Token(TokenKind.Number, digits, start, _at, _spaced) { Value = value, Notation = notation });
        }
    }

    private bool TooLong(StringBuilder digits, int start)
    {
        if (digits.Length <= Limits.Digits) return false;
        _fault = new Fault("This number is too large.", start);
        return true;
    }

    private bool StartsRecurring(int at) => RecurringAt(at).End > 0;

    // \dot{3}, \dot3, \overline{18}, \bar{3}: where the digits are and where the whole ends; End is 0 for anything else.
    private (int From, int To, int End) RecurringAt(int at)
    {
        if (At(at) != '\\') return default;
        var rest = Rest(at + 1);
        var name = rest.StartsWith("dot") ? 3 : rest.StartsWith("overline") ? 8 : rest.StartsWith("bar") ? 3 : 0;
        if (name == 0) return default;
        at += name + 1;
        while (At(at) == ' ') at++;
        if (char.IsAsciiDigit(At(at))) return (at, at + 1, at + 1);
        if (At(at) != '{') return default;
        var close = _text.IndexOf('}', at);
        return close < 0 || close >= _stop || close == at + 1 ? default : (at + 1, close, close + 1);
    }

    private int Ellipsis(int at)
    {
        if (At(at) == '…') return 1;
        if (At(at) == '.' && At(at + 1) == '.' && At(at + 2) == '.') return 3;
        var rest = Rest(at);
        return rest.StartsWith("\\ldots") ? 6 : rest.StartsWith("\\dots") ? 5 : 0;
    }

    // 0.333… and 0.1818…: the shortest block written at least twice (a single digit three times), or -1.
    private static int RepeatedTail(StringBuilder digits, int from)
    {
        for (var block = 1; block <= (digits.Length - from) / 2; block++)
        {
            var copies = block == 1 ? 3 : 2;
            var start = digits.Length - block * copies;
            if (start < from) continue;
            var same = true;
            for (var i = start; i < digits.Length - block && same; i++) same = digits[i] == digits[i + block];
            if (same) return digits.Length - block;
        }
        return -1;
    }
}
