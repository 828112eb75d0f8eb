// Splits an answer into symbols: one stream for TeX and for the keyboard.

namespace MathsSoc.Marking;

/// <summary>
/// TeX and typed text are recognised sign by sign, so that a mixture works too. The lexer knows words (sqrt, pi, or), numbers with
/// their separators, and names with their subscripts; what they mean together is left to the parser.
/// </summary>
internal sealed partial class Lexer
{
    private readonly string _text;
    private readonly ReadingContext _context;
    private readonly List<Token> _tokens = [];
    private readonly Stack<bool> _brackets = new(); // true for a bracket in which a comma separates
    private int _separating; // how many entries of _brackets are true
    private int _at;
    private bool _spaced;
    private Fault? _fault;

    private Lexer(string text, ReadingContext context) => (_text, _context) = (text, context);

    /// <summary>The symbols, ending with one of kind End, or a fault.</summary>
    public static (List<Token> Tokens, Fault? Fault) Read(string text, ReadingContext context)
    {
        var lexer = new Lexer(text, context);
        lexer.Run();
        return (lexer._tokens, lexer._fault);
    }

    private void Run()
    {
        var end = _text.Length;
        while (end > 0 && (char.IsWhiteSpace(_text[end - 1]) || IsInvisible(_text[end - 1]))) end--;
        _stop = end;
        DropFullStop();
        TrimDollars();
        if (_context.Names is not null)
        {
            SkipOpening();
            DropIntegers();
        }
        while (_fault is null && _at < _stop)
        {
            if (_tokens.Count >= Limits.Tokens) _fault = new Fault("This is too large to read.", _at);
            else Next();
        }
        _tokens.Add(new Token(TokenKind.End, "", _stop, _stop, _spaced));
    }

    private int _stop;

    private void Next()
    {
        var c = At(_at);
        if (char.IsWhiteSpace(c) || c == '~')
        {
            _spaced = true;
            _at++;
        }
        else if (IsInvisible(c)) _at++;
        else if ((char.IsAsciiLetterOrDigit(c) || c == '(') && TryBased()) { }
        else if (char.IsAsciiDigit(c) || c == '.' && (char.IsAsciiDigit(At(_at + 1)) || StartsRecurring(_at + 1))) ReadNumberOrPower();
        else if ((c is '^' or '{' || Lexicon.Raised(c) != '\0') && TryRaisedChoose()) { }
        else if (c is '-' or '−' && IsUnitPower()) ReadUnitPower();
        else if (c == '\\') ReadCommand();
        else if (char.IsAsciiLetter(c)) ReadLetters();
        else if (c == '{') OpenBrace();
        else if (c == '}' && (_at == _textEnd || _at == _transparent)) _at++;
        else if (c == '}') CloseBrace();
        else if (c is ':' or '∶' && IsNaming()) Add(TokenKind.Relation, "=", 1);
        else ReadSign(c);
    }

    // 20 ms-1 and, where nothing follows, 20 ms -1 are typed for 20 ms⁻¹.
    private bool IsUnitPower() => _context.Quantity && Last == TokenKind.Unit && (!_spaced || _at + 2 >= _stop)
        && At(_at + 1) is >= '1' and <= '9' && !char.IsAsciiLetterOrDigit(At(_at + 2)) && At(_at + 2) != '.';

    private void ReadUnitPower()
    {
        Add(TokenKind.Caret, "^", 0);
        Add(TokenKind.Minus, "-", 1);
        ReadNumber();
    }

    // cm2 is typed for cm², where nothing else follows the digit.
    private void ReadNumberOrPower()
    {
        var beside = Last == TokenKind.Unit && char.IsAsciiLetter(_text[_at - 1]);
        var isPower = At(_at) is '2' or '3' || At(_at) is >= '4' and <= '9' && beside && Units.IsLength(_tokens[^1].Text);
        if (_context.Quantity && beside && isPower && !char.IsAsciiLetterOrDigit(At(_at + 1)))
            Add(TokenKind.Caret, "^", 0);
        ReadNumber();
    }

    private void ReadSign(char c)
    {
        if (Lexicon.Raised(c) != '\0') ReadRaised();
        else if (char.IsAsciiLetterOrDigit(Lexicon.Lowered(c)) && Last == TokenKind.Function) ReadLoweredBase();
        else if (Lexicon.Vulgar(c) is { } vulgar) Add(TokenKind.Vulgar, $"{vulgar.Top}/{vulgar.Bottom}", 1);
        else if (Lexicon.GreekName(c) is { } greek) AddName(greek, 1);
        else if (c is 'ℝ' or 'ℤ') AddName(c == 'ℝ' ? "R" : "Z", 1);
        else if (c is '℃' or '℉' && _context.Units) Add(TokenKind.Unit, c == '℃' ? "°C" : "°F", 1);
        else if (Sequence() is var (kind, text, length))
        {
            if (kind == TokenKind.Then) AddThen(length);
            else Add(kind, text, length);
        }
        else
        {
            (kind, text) = Lexicon.Sign(c);
            if (kind == TokenKind.End) _fault = new Fault($"“{Shown(c)}” is not something I can read here.", _at);
            else if (c == '&' && _matrices > 0) Add(TokenKind.Comma, "&", 1);
            else if (kind == TokenKind.Then) AddThen(1);
            else if (kind is TokenKind.Union or TokenKind.Intersection) AddUnion(kind, text, 1);
            else Add(kind, text, 1);
        }
    }

    // ¹⁄₂ and ¹/₂: raised digits, a slash and lowered digits.
    private bool TrySmallFraction()
    {
        var slash = _at;
        while (Lexicon.Raised(At(slash)) is >= '0' and <= '9' && slash - _at < 9) slash++;
        if (slash == _at || At(slash) is not ('⁄' or '/' or '∕')) return false;
        var end = slash + 1;
        while (Lexicon.Lowered(At(end)) is >= '0' and <= '9' && end - slash < 9) end++;
        if (end == slash + 1) return false;
        var top = string.Concat(_text[_at..slash].Select(Lexicon.Raised));
        var bottom = string.Concat(_text[(slash + 1)..end].Select(Lexicon.Lowered));
        if (bottom.Trim('0').Length == 0) _fault = new Fault("This has no value: look for a division by nought.", slash);
        else Add(new Token(TokenKind.Vulgar, $"{top}/{bottom}", _at, end, _spaced));
        return true;
    }

    // 45⁰: a raised nought after a number is meant as the degree sign.
    private bool TryRaisedNought()
    {
        if (At(_at) != '⁰' || Lexicon.Raised(At(_at + 1)) != '\0' || Last != TokenKind.Number) return false;
        Add(TokenKind.Degree, "°", 1);
        return true;
    }

    // Signs of two or three characters, as typed on a keyboard that lacks the sign.
    private (TokenKind, string, int)? Sequence()
    {
        var rest = Rest(_at);
        return rest switch
        {
            ['.', '.', '.', ..] => (TokenKind.Ellipsis, "...", 3),
            ['+', '/', '-', ..] => (TokenKind.PlusMinus, "±", 3),
            ['+', '-' or '−', ..] when _tokens.Count == 0 || _context.SeveralValues
                || _tokens[^1].Kind is TokenKind.Open or TokenKind.Relation or TokenKind.Comma or TokenKind.Or =>
                (TokenKind.PlusMinus, "±", 2),
            ['=' or '-', '>', ..] when IsImplication() => (TokenKind.Then, "so", 2),
            ['<', '=', ..] or ['=', '<', ..] => (TokenKind.Relation, "≤", 2),
            ['>', '=', ..] or ['=', '>', ..] => (TokenKind.Relation, "≥", 2),
            // 3!=6 ends in the answer 6: three factorial equals it.
            ['!', '=', ..] when _context.Number && Last == TokenKind.Number => null,
            ['!', '=', ..] or ['<', '>', ..] => (TokenKind.Relation, "≠", 2),
            ['=', '=', ..] => (TokenKind.Relation, "=", 2),
            ['*', '*', ..] => (TokenKind.Caret, "^", 2),
            _ => null,
        };
    }

    // x², 10⁻³ and ³√8: a run of raised characters is an exponent in braces.
    private void ReadRaised()
    {
        if (TrySmallFraction() || TryRaisedNought()) return;
        Add(TokenKind.Caret, "^", 0);
        Add(TokenKind.BraceOpen, "{", 0);
        while (_fault is null && _at < _stop && Lexicon.Raised(At(_at)) is var plain and not '\0')
        {
            if (char.IsAsciiDigit(plain))
            {
                var start = _at;
                var digits = new System.Text.StringBuilder();
                while (_at < _stop && Lexicon.Raised(At(_at)) is >= '0' and <= '9' and var digit && digits.Length <= Limits.Digits)
                {
                    digits.Append(digit);
                    _at++;
                }
                AddNumber(digits.ToString(), start);
            }
            else if (plain == '-') Add(TokenKind.Minus, "-", 1);
            else if (plain == '+') Add(TokenKind.Plus, "+", 1);
            else Add(TokenKind.Letter, plain.ToString(), 1);
        }
        Add(TokenKind.BraceClose, "}", 0);
    }

    // log₂8: the digits are its base.
    private void ReadLoweredBase()
    {
        Add(TokenKind.Underscore, "_", 0);
        var start = _at;
        while (_at < _stop && _at - start < 8 && Lexicon.Lowered(At(_at)) is >= '0' and <= '9') _at++;
        if (_at > start) AddNumber(string.Concat(_text[start.._at].Select(Lexicon.Lowered)), start);
        else Add(TokenKind.Letter, Lexicon.Lowered(At(_at)).ToString(), 1);
    }

    private void OpenBrace()
    {
        // After these tokens a brace only groups; elsewhere a typed brace opens a set.
        var groups = _tokens.Count > 0
            && (_tokens[^1].Kind is TokenKind.Caret or TokenKind.Underscore or TokenKind.Fraction or TokenKind.Root or TokenKind.BraceClose
                || _tokens[^1] is { Kind: TokenKind.Close, Text: "]" });
        _brackets.Push(!groups);
        if (!groups) _separating++;
        Add(TokenKind.BraceOpen, "{", 1);
    }

    private void CloseBrace()
    {
        if (_brackets.TryPop(out var separated) && separated) _separating--;
        // 25^{\circ} is 25°, and a C may follow.
        if (_tokens is [.., { Kind: TokenKind.Caret } caret, { Kind: TokenKind.BraceOpen }, { Kind: TokenKind.Degree } degree])
        {
            _tokens.RemoveRange(_tokens.Count - 3, 3);
            Add(degree with { Start = caret.Start, End = _at + 1 });
        }
        else Add(TokenKind.BraceClose, "}", 1);
    }

    private void Add(TokenKind kind, string text, int length)
    {
        if (kind == TokenKind.Open || kind == TokenKind.BarOpen)
        {
            _brackets.Push(true);
            _separating++;
        }
        else if ((kind == TokenKind.Close || kind == TokenKind.BarClose) && _brackets.TryPop(out var separated) && separated) _separating--;
        var start = _at;
        // 25^\circ and 25^° are 25°.
        if (kind == TokenKind.Degree && Last == TokenKind.Caret)
        {
            start = _tokens[^1].Start;
            _tokens.RemoveAt(_tokens.Count - 1);
        }
        Add(new Token(kind, text, start, _at + length, _spaced));
    }

    private void Add(Token token)
    {
        _tokens.Add(token);
        _at = token.End;
        _spaced = false;
    }

    // $x$ and $$x$$: the dollars only mark the text as TeX.
    private void TrimDollars()
    {
        while (_at < _stop && char.IsWhiteSpace(_text[_at])) _at++;
        while (_stop - _at >= 2 && _text[_at] == '$' && _text[_stop - 1] == '$')
        {
            _at++;
            _stop--;
        }
    }

    private void DropFullStop()
    {
        if (_stop > 1 && _text[_stop - 1] == '.' && _text[_stop - 2] is not ('.' or '\\')) _stop--;
    }

    private TokenKind Last => _tokens.Count > 0 ? _tokens[^1].Kind : TokenKind.End;

    private ReadOnlySpan<char> Rest(int from) => from < _stop ? _text.AsSpan(from, _stop - from) : [];

    private char At(int index) => index < _stop ? _text[index] : '\0';

    private static bool IsInvisible(char c) =>
        c is (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u2064') or (>= '\u202A' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069') or (>= '\uFE00' and <= '\uFE0F') or '\uFEFF' or '\u00AD';

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? "This character" : c.ToString();
}
