// What pupils write in front of an answer and that is no part of it: "= 4", "Ans: 4", quotes, a name such as Area = or T(n) =.

namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private const int MaxOpenings = 12, MaxWords = 4;

    private static readonly HashSet<string> Introductions = [
        "the", "final", "my", "answer", "answers", "ans", "result", "solution", "is", "its", "it", "so", "hence", "therefore", "thus",
        "then", "equals", "either", "both", "exactly", "think", "got", "get", "therefor", "value", "values", "solutions", "roots", "are",
        "nth", "term", "centre", "center", "vertex", "midpoint", "turning", "stationary", "point", "coordinates",
        "range", "domain", "gradient", "angle"];

    private static readonly HashSet<string> Joiners = [
        "so", "hence", "therefore", "thus", "then", "giving", "gives", "implies"];

    private void SkipOpening()
    {
        for (var i = 0; i < MaxOpenings && _at < _stop; i++)
        {
            var c = At(_at);
            if (char.IsWhiteSpace(c) || IsInvisible(c)) _at++;
            else if (c is '"' or '\'' && _stop - _at > 2 && LastTyped(c) is var close and > 0)
            {
                _at++;
                _stop = close;
                DropFullStop();
            }
            else if (Rest(_at) is ['=' or '-', '>', ..]) _at += 2;
            else if (c is '=' or '≈' or ':' && At(_at + 1) is not ('=' or '<')) _at++;
            else if (Lexicon.Sign(c).Kind == TokenKind.Then) _at++;
            else if (c == '\\' && TrySkipText()) { }
            else if (WordEnd(_at) is var end && IsIntroduction(RunText(_at, end), end))
            {
                _at = SkipSpace(end);
                if (At(_at) == '\'' && At(_at + 1) is 's' or 'S' && !char.IsAsciiLetter(At(_at + 2))) _at += 2; // it's
                if (At(_at) is ':' or ';' or ',' || At(_at) is '-' or '.' && At(_at - 1) != ' ' && !char.IsAsciiDigit(At(_at + 1))) _at++;
            }
            else break;
        }
        while (TryLabel()) { }
    }

    // \text{Ans: } and \mathrm{Area}=, as a maths field has them.
    private bool TrySkipText()
    {
        var open = WordEnd(_at + 1);
        if (At(open) != '{' || !Lexicon.TextCommands.Contains(RunText(_at + 1, open))) return false;
        var close = Rest(open).IndexOf('}');
        if (close < 0) return false;
        var inner = RunText(open + 1, open + close).Trim(' ', ':');
        var next = SkipSpace(open + close + 1);
        var words = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > MaxWords || !Array.TrueForAll(words, static w => w.All(char.IsAsciiLetter))) return false;
        var named = _context.Labels && inner.Length > 1 && At(next) == '=' && IsLabel(string.Concat(words));
        if (!named && !Array.TrueForAll(words, w => Introductions.Contains(w.ToLowerInvariant()) && !SpelledByModel(w))) return false;
        _at = named ? next + 1 : next;
        return true;
    }

    // The place of the closing quote if it is the last sign.
    private int LastTyped(char quote)
    {
        var last = _stop - 1;
        while (last > _at && char.IsWhiteSpace(_text[last])) last--;
        return last > _at && _text[last] == quote ? last : 0;
    }

    private int WordEnd(int at)
    {
        while (char.IsAsciiLetter(At(at))) at++;
        return at;
    }

    private bool IsIntroduction(string run, int end)
    {
        var lower = run.ToLowerInvariant();
        if (lower == "i") return At(end) == ' ' && RunText(end + 1, WordEnd(end + 1)).ToLowerInvariant() is "think" or "got" or "get";
        return Introductions.Contains(lower) && SkipSpace(end) < _stop && !SpelledByModel(run);
    }

    // Is every letter of it a name of the model?
    private bool SpelledByModel(string run)
    {
        foreach (var letter in run)
            if (!_context.ModelNames.Contains(letter.ToString())) return false;
        return true;
    }

    // "so" and its like between two statements.
    private bool TryJoiner(string run)
    {
        if (_tokens.Count == 0 || !Joiners.Contains(run.ToLowerInvariant()) || SpelledByModel(run)) return false;
        AddThen(run.Length);
        return true;
    }

    private void AddThen(int length)
    {
        if (Last == TokenKind.Comma) _tokens.RemoveAt(_tokens.Count - 1);
        Add(TokenKind.Then, "so", length);
    }

    // 2x = 6 => x = 3 joins two statements, and 6/2 => 3 two numbers; x => 3 is typed for x ≥ 3.
    private bool IsImplication()
    {
        var next = SkipSpace(_at + 2);
        var isInterval = At(next) is '[' or '(' && Rest(next).IndexOf(',') > 0;
        var letters = Rest(_at + 2).ContainsAnyInRange('a', 'z') || Rest(_at + 2).ContainsAnyInRange('A', 'Z');
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            if (_tokens[i].Kind is TokenKind.Comma or TokenKind.Or or TokenKind.And or TokenKind.Then) break;
            letters |= _tokens[i].Kind is TokenKind.Letter or TokenKind.Function;
            if (_tokens[i].Kind != TokenKind.Relation) continue;
            return _tokens[i].Text == "=" || isInterval || Rest(_at + 2).IndexOfAny("=<>≤≥") >= 0;
        }
        return !letters && _tokens.Count > 0;
    }

    // x = 1 y = 2 and x < 1 x > 3: a name after a space, with a sign of comparison after it, begins the next statement.
    private bool StartsStatement(int at)
    {
        if (!_spaced || _separating > 0 || _context.Names is null || !EndsValue) return false;
        var end = at + 1;
        if (At(end) == '_') end++;
        while (char.IsAsciiDigit(At(end)) || Lexicon.Lowered(At(end)) != '\0') end++;
        end = SkipSpace(end);
        var equals = At(end) == '=' && At(end + 1) is not ('=' or '>' or '<');
        var compares = At(end) is '<' or '>' or '≤' or '≥' or '≠';
        if (!equals && !compares) return false;
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            if (_tokens[i].Kind is TokenKind.Comma or TokenKind.Or or TokenKind.And or TokenKind.Then) return false;
            if (_tokens[i].Kind != TokenKind.Relation) continue;
            if (equals) return _tokens[i].Text == "=";
            // In 1 < 2 x < 5 the x goes on with what is in front of it.
            return i > 0 && _tokens[i - 1] is { Kind: TokenKind.Letter } name && name.Text == At(at).ToString();
        }
        return false;
    }

    private bool EndsValue => Last is TokenKind.Number or TokenKind.Vulgar or TokenKind.Letter or TokenKind.Constant or TokenKind.Close
        or TokenKind.BraceClose or TokenKind.BarClose or TokenKind.Factorial or TokenKind.Percent or TokenKind.Degree;

    // Area =, T(n) =, fg(x) =, un =, P(X = 2) =, |AB| =: a name that the model lacks is left out.
    private bool TryLabel()
    {
        var at = SkipSpace(_at);
        var (name, end) = _context.Labels ? ReadLabel(at) : default;
        if (end > 0 && IsLabel(name) || (end = LengthOfSegment(at)) > 0)
        {
            _at = end;
            return true;
        }
        return false;
    }

    // The place after the equals sign of |AB| =; 0 for anything else.
    private int LengthOfSegment(int at)
    {
        if (!_context.Labels || At(at) != '|' || !char.IsAsciiLetterUpper(At(at + 1)) || !char.IsAsciiLetterUpper(At(at + 2))) return 0;
        var end = SkipSpace(at + 4);
        return At(at + 3) == '|' && At(end) == '=' && !SpelledByModel(RunText(at + 1, at + 3)) ? end + 1 : 0;
    }

    // The name before an equals sign, without spaces, and where the value after the sign begins; 0 if there is no such name.
    private (string Name, int End) ReadLabel(int at)
    {
        // ∠ABC =
        at = SkipSpace(At(at) == '∠' ? at + 1 : Rest(at).StartsWith("\\angle") ? at + 6 : at);
        var start = at;
        var letters = false;
        for (var words = 0; words < MaxWords && char.IsAsciiLetter(At(at)); words++)
        {
            at = SkipSpace(WordEnd(at));
            letters = true;
        }
        if (!letters) return default;
        while (PrimeAt(at) is var prime and > 0) at += prime;
        while (At(at) == '_' || char.IsAsciiDigit(At(at)) || Lexicon.Lowered(At(at)) != '\0') at++;
        if (At(at) == '{' && At(at - 1) == '_') at = _text.IndexOf('}', at, _stop - at) + 1;
        if (at == 0) return default;
        at = RaisedName(at);
        at = SkipSpace(at);
        for (var calls = 0; calls < 2 && OpenAt(at) is var open and > 0; calls++)
        {
            var depth = 0;
            for (at = open - 1; at < _stop; at++)
            {
                if (At(at) == '(') depth++;
                else if (At(at) == ')' && --depth == 0) break;
            }
            at = SkipSpace(at + 1);
        }
        if (at >= _stop || At(at) is not ('=' or '≈') || At(at + 1) is '=' or '<' or '>') return default;
        var name = _text[start..at].Replace(" ", "").Replace("\\left", "").Replace("\\right", "").Replace("^{\\prime}", "'");
        return (name, at + 1);
    }

    // The length of a prime: ' or, from a maths field, ^{\prime}; 0 if there is none.
    private int PrimeAt(int at) => At(at) == '\'' ? 1 : Rest(at).StartsWith("^{\\prime}") ? 9 : Rest(at).StartsWith("^\\prime") ? 7 : 0;

    // Past the -1 of f⁻¹(x), or the 2 of f²(x), which is f of f(x).
    private int RaisedName(int at)
    {
        foreach (var power in new[] { "^{-1}", "^-1", "⁻¹", "^{2}", "^2", "²" })
            if (Rest(at).StartsWith(power) && (power.Contains('1') || OpenAt(at + power.Length) > 0)) return at + power.Length;
        return at;
    }

    // The place after an opening bracket, ( or \left(; 0 if there is none here.
    private int OpenAt(int at) =>
        At(at) == '(' ? at + 1 : Rest(at).StartsWith("\\left(") ? at + 6 : 0;

    private bool IsLabel(string name)
    {
        var letters = 0;
        while (letters < name.Length && char.IsAsciiLetter(name[letters])) letters++;
        var (head, rest) = (name[..letters], name[letters..]);
        var call = rest.Contains('(');
        if (head.Length == 1 && !call && !rest.Any(char.IsAsciiDigit)) return false; // x = is read with the answer
        if (IsMathsWord(head) || SpelledByModel(head) && !call) return false;
        if (call)
        {
            var first = head[0].ToString();
            // x(x+1) = 6 is an equation, and so is a(b+1) where the model has an a.
            if (_context.Subject == head && !rest.Contains(head, StringComparison.Ordinal)) return true; // v(t) = for v =
            if (rest.Contains(first, StringComparison.Ordinal) || _context.ModelNames.Contains(first)) return false;
            if (first is "x" or "y" or "z" && head.Length == 1) return false;
            if (_context.Subject is { Length: 1 } unknown && rest.Contains(unknown, StringComparison.Ordinal)) return false;
        }
        return _context.Subject is not { } subject || Subjects.AreSame(name, subject) || head.Length > 2 && !call;
    }

    // sin, cosx, lnx, pi and theta are not names of answers; cost and distance are.
    private bool IsMathsWord(string head)
    {
        var lower = head.ToLowerInvariant();
        if (lower is "pi" or "sqrt" or "root" or "cbrt" || Lexicon.Greek.ContainsKey(lower)) return true;
        foreach (var function in Lexicon.Functions.Keys)
            if (lower.StartsWith(function, StringComparison.Ordinal) && lower.Length - function.Length <= 1
                && !(lower == "cost" && _context.Names?.Contains("t") != true)) return true;
        return false;
    }
}
