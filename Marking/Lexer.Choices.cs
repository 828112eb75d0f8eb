// Choices: 10C3, nCr, 7P3, and nC2 with raised and lowered numbers as TeX and word processors write them.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private const int LongestPart = 12;
    private static readonly string[] UprightSigns = ["\\mathrm{C}", "\\mathrm{P}", "\\text{C}", "\\text{P}"];

    // 10C3, 10C_3, 7P3, nC2 and nCr.
    private bool TryChoose(string run, int end)
    {
        if (run is not (['C' or 'P'] or [.., 'C' or 'P'] or [.., 'C' or 'P', _]) || run.Length > 3) return false;
        if (_context.Units && Units.Find(run) is not null) return false; // kPa
        var sign = run.Length == 1 ? 0 : run.Length - (run[^1] is 'C' or 'P' ? 1 : 2);
        if (run[sign] is not ('C' or 'P') || _context.Names?.Contains(run.Substring(sign, 1)) == true) return false;
        if (sign == 0 && !(Last == TokenKind.Number && !_spaced)) return false;
        if (sign == 1 && !char.IsAsciiLetterLower(run[0])) return false;
        var lettered = sign + 2 == run.Length; // nCr
        if (lettered && (sign == 0 || !char.IsAsciiLetterLower(run[^1]))) return false;
        var (from, to, stop) = lettered ? (end - 1, end, end) : BottomAt(end);
        if (stop == 0) return false;
        if (sign == 1) Add(TokenKind.Letter, run[..1], 1);
        Add(TokenKind.Choose, run.Substring(sign, 1), 1);
        AddPart(from, to, stop);
        return true;
    }

    // ^{10}C_3, {}^nC_r and ¹⁰C₃, where nothing stands in front that could have a power.
    private bool TryRaisedChoose()
    {
        if (EndsValue || Last == TokenKind.BraceClose) return false;
        var at = SkipSpace(Rest(_at).StartsWith("{}") ? _at + 2 : _at);
        var raised = Lexicon.Raised(At(at)) != '\0';
        if (!raised && At(at) != '^') return false;
        var (from, to, end) = raised ? RaisedAt(at) : PartAt(at + 1);
        var next = SkipSpace(end);
        var upright = Array.Find(UprightSigns, s => Rest(next).StartsWith(s));
        var sign = upright is null ? At(next) : upright[^2];
        if (end == 0 || sign is not ('C' or 'P') || _context.Names?.Contains(sign.ToString()) == true) return false;
        var (first, last, stop) = BottomAt(next + (upright?.Length ?? 1));
        if (stop == 0) return false;
        AddPart(from, to, next);
        Add(TokenKind.Choose, sign.ToString(), 1);
        AddPart(first, last, stop);
        return true;
    }

    // What is chosen: 3, _3, _{n-1}, _r or ₃; End is 0 if there is no such thing.
    private (int From, int To, int End) BottomAt(int at)
    {
        if (At(at) == '_') return PartAt(at + 1);
        var end = at;
        while (Lexicon.Lowered(At(end)) != '\0' && end - at < LongestPart) end++;
        if (end > at) return (at, end, end);
        while (char.IsAsciiDigit(At(end)) && end - at < LongestPart) end++;
        return end == at ? default : (at, end, end);
    }

    private (int From, int To, int End) RaisedAt(int at)
    {
        var end = at;
        while (Lexicon.Raised(At(end)) != '\0' && end - at < LongestPart) end++;
        return (at, end, end);
    }

    // A number, a letter, or a sum of them in braces.
    private (int From, int To, int End) PartAt(int at)
    {
        var end = at;
        if (At(at) == '{')
        {
            while (char.IsAsciiLetterOrDigit(At(end + 1)) || At(end + 1) is '+' or '-') end++;
            return At(end + 1) == '}' && end > at && end - at <= LongestPart ? (at + 1, end + 1, end + 2) : default;
        }
        if (char.IsAsciiLetterLower(At(at))) return (at, at + 1, at + 1);
        while (char.IsAsciiDigit(At(end)) && end - at < LongestPart) end++;
        return end == at ? default : (at, end, end);
    }

    // In brackets if it is a sum; what follows begins at the stop.
    private void AddPart(int from, int to, int stop)
    {
        var text = string.Create(to - from, (this, from), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = state.Item1.At(state.from + i);
                span[i] = Lexicon.Raised(c) is var high and not '\0' ? high : Lexicon.Lowered(c) is var low and not '\0' ? low : c;
            }
        });
        var isSum = text.AsSpan().ContainsAny('+', '-') || text.Any(char.IsAsciiLetter) && text.Length > 1;
        _at = from;
        if (isSum) Add(TokenKind.Open, "(", 0);
        for (var i = 0; i < text.Length && _fault is null;)
        {
            var digits = i;
            while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
            _at = from + Math.Max(i + 1, digits);
            if (digits > i) AddNumber(text[i..digits], from + i);
            else
            {
                _at = from + i;
                Add(text[i] == '+' ? TokenKind.Plus : text[i] == '-' ? TokenKind.Minus : TokenKind.Letter, text[i..(i + 1)], 1);
            }
            i = Math.Max(i + 1, digits);
        }
        if (isSum) Add(TokenKind.Close, ")", 0);
        _at = stop;
    }
}
