// Names: a letter with its subscript and primes.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    // A letter with its subscript and primes; e and i may be numbers.
    private void AddName(string id, int length)
    {
        var start = _at;
        var spaced = _spaced;
        _at += length;
        var subscript = ReadSubscript(id);
        if (_fault is not null) return;
        if (subscript.Length > 0 && NextTerm($"{id}_{subscript}", _at) is var next and > 0)
        {
            subscript += $"+{At(next - 1)}";
            _at = next;
        }
        if (subscript.Length > 0) id = $"{id}_{subscript}";
        for (var primes = 0; primes < 3 && PrimeAt(_at) is var prime and > 0; primes++, _at += prime) id += "'";
        var kind = id == "e" ? TokenKind.Constant : id == "i" && _context.Complex ? TokenKind.Constant : TokenKind.Letter;
        Add(new Token(kind, id, start, _at, spaced));
    }

    private string ReadSubscript(string id)
    {
        if (Lexicon.Lowered(At(_at)) != '\0')
        {
            var lowered = "";
            while (Lexicon.Lowered(At(_at)) is var plain and not '\0' && lowered.Length < 8)
            {
                lowered += plain;
                _at++;
            }
            return lowered;
        }
        if (char.IsAsciiDigit(At(_at)) && NumberedName(id, _at) is var last and > 0)
        {
            var digits = RunText(_at, last);
            _at = last;
            return digits;
        }
        if (At(_at) != '_') return "";
        var at = SkipSpace(_at + 1);
        if (char.IsAsciiLetter(At(at)))
        {
            _at = at + 1;
            return At(at).ToString();
        }
        if (char.IsAsciiDigit(At(at)))
        {
            var end = at;
            while (char.IsAsciiDigit(At(end)) && end - at < 8) end++;
            _at = end;
            return RunText(at, end);
        }
        return At(at) is '{' or '(' ? BracedSubscript(at) : "";
    }

    // x1 = 2: digits after a letter are its number where the name begins a statement, and wherever the model has such names.
    private int NumberedName(string id, int at)
    {
        var end = at;
        while (char.IsAsciiDigit(At(end)) && end - at < 3) end++;
        if (IsNumbered(id)) return end;
        var begins = _tokens.Count == 0 || Last is TokenKind.Comma or TokenKind.Or or TokenKind.And or TokenKind.Then;
        return _context.Names is not null && begins && At(SkipSpace(end)) == '=' ? end : 0;
    }

    // Has the model names such as x_1?
    private bool IsNumbered(string id)
    {
        foreach (var name in _context.ModelNames)
            if (name.Length > id.Length + 1 && name.StartsWith(id, StringComparison.Ordinal) && name[id.Length] == '_'
                && char.IsAsciiDigit(name[^1])) return true;
        return false;
    }

    // un for u_n, and un+1 = for u_(n+1) = where the model has them; 0 if this is neither.
    private int TryTerm(string run, int at)
    {
        if (at + 1 >= run.Length || _context.ModelNames.Contains(run[at..(at + 1)])) return 0;
        var name = $"{run[at]}_{run[at + 1]}";
        if (at + 2 == run.Length && NextTerm(name, _at + 2) is var next and > 0)
        {
            var length = next - _at;
            Add(TokenKind.Letter, $"{name}+{At(next - 1)}", length);
            return length;
        }
        if (!_context.ModelNames.Contains(name)) return 0;
        Add(TokenKind.Letter, name, 2);
        return 2;
    }

    // u_n+1 = in front, where the model has u_(n+1): the place after the 1, or 0.
    private int NextTerm(string name, int at)
    {
        var digit = SkipSpace(SkipSpace(at) + 1);
        var begins = _tokens.Count == 0 || Last is TokenKind.Comma or TokenKind.Then;
        return begins && At(SkipSpace(at)) == '+' && char.IsAsciiDigit(At(digit)) && At(SkipSpace(digit + 1)) == '='
            && _context.ModelNames.Contains($"{name}+{At(digit)}") ? digit + 1 : 0;
    }

    private string BracedSubscript(int open)
    {
        var text = new System.Text.StringBuilder();
        var depth = 0;
        for (var at = open; at < _stop && at - open < 60; at++)
        {
            var c = At(at);
            if (c is '{' or '(') depth++;
            else if (c is '}' or ')')
            {
                if (--depth > 0) continue;
                _at = at + 1;
                return text.ToString();
            }
            else if (c == '\\')
            {
                while (char.IsAsciiLetter(At(at + 1))) at++; // \text, \mathrm: these change only the appearance
            }
            else if (char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or ',') text.Append(c);
            else if (c != ' ') break;
        }
        _fault = new Fault("This subscript cannot be read.", open);
        return "";
    }
}
