// Splits an answer into symbols: one stream for TeX and for the keyboard.
using MathsSoc.Marking.Numbers;

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
        if (text.Length > Limits.Length) return ([], new Fault($"This is too large: an answer may have {Limits.Length} characters."));
        var lexer = new Lexer(text, context);
        lexer.Run();
        return (lexer._tokens, lexer._fault);
    }

    private void Run()
    {
        var end = _text.Length;
        while (end > 0 && char.IsWhiteSpace(_text[end - 1])) end--;
        if (end > 1 && _text[end - 1] == '.' && _text[end - 2] is not ('.' or '\\')) _stop = end - 1; // a full stop
        else _stop = end;
        TrimDollars();
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
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(At(_at + 1)) || c == '.' && StartsRecurring(_at + 1))) ReadNumber();
        else if (c == '\\') ReadCommand();
        else if (char.IsAsciiLetter(c)) ReadLetters();
        else if (c == '{') OpenBrace();
        else if (c == '}') CloseBrace();
        else ReadSign(c);
    }

    private void ReadSign(char c)
    {
        if (Lexicon.Raised(c) != '\0') ReadRaised();
        else if (Lexicon.Vulgar(c) is { } vulgar)
            {
                var value = new Rational(vulgar.Top, (System.Numerics.BigInteger)vulgar.Bottom);
                Add(new Token(TokenKind.Vulgar, $"{vulgar.Top}/{vulgar.Bottom}", _at, _at + 1, _spaced) { Value = value });
            }
        else if (Lexicon.GreekName(c) is { } greek) AddName(greek, 1);
        else if (char.IsHighSurrogate(c) && _at + 1 < _stop && char.IsLowSurrogate(_text[_at + 1])) ReadStyled();
        else if (c == 'ℎ') AddName("h", 1);
        else if (Sequence() is var (kind, text, length)) Add(kind, text, length);
        else
        {
            (kind, text) = Lexicon.Sign(c);
            if (kind == TokenKind.End) _fault = new Fault($"“{Shown(c)}” is not something I can read here.", _at);
            else Add(kind, text, 1);
        }
    }

    // Signs of two or three characters, as typed on a keyboard that lacks the sign.
    private (TokenKind, string, int)? Sequence()
    {
        var rest = _text.AsSpan(_at, _stop - _at);
        return rest switch
        {
            ['.', '.', '.', ..] => (TokenKind.Ellipsis, "...", 3),
            ['+', '/', '-', ..] => (TokenKind.PlusMinus, "±", 3),
            ['+', '-' or '−', ..] when _tokens.Count == 0
                || _tokens[^1].Kind is TokenKind.Open or TokenKind.Relation or TokenKind.Comma or TokenKind.Or =>
                (TokenKind.PlusMinus, "±", 2),
            ['<', '=', ..] or ['=', '<', ..] => (TokenKind.Relation, "≤", 2),
            ['>', '=', ..] or ['=', '>', ..] => (TokenKind.Relation, "≥", 2),
            ['!', '=', ..] or ['<', '>', ..] => (TokenKind.Relation, "≠", 2),
            ['=', '=', ..] => (TokenKind.Relation, "=", 2),
            ['*', '*', ..] => (TokenKind.Caret, "^", 2),
            _ => null,
        };
    }

    // x², 10⁻³ and ³√8: a run of raised characters is an exponent in braces.
    private void ReadRaised()
    {
        Add(TokenKind.Caret, "^", 0);
        Add(TokenKind.BraceOpen, "{", 0);
        while (_fault is null && _at < _stop && Lexicon.Raised(_text[_at]) is var plain and not '\0')
        {
            if (char.IsAsciiDigit(plain))
            {
                var start = _at;
                var digits = new System.Text.StringBuilder();
                while (_at < _stop && Lexicon.Raised(_text[_at]) is >= '0' and <= '9' and var digit && digits.Length <= Limits.Digits)
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

    // Mathematical italic, bold and so on, as copied from a web page.
    private void ReadStyled()
    {
        var code = char.ConvertToUtf32(_text[_at], _text[_at + 1]);
        if (code is >= 0x1D400 and <= 0x1D6A3)
        {
            var letter = (code - 0x1D400) % 52;
            AddName(((char)(letter < 26 ? 'A' + letter : 'a' + letter - 26)).ToString(), 2);
        }
        else _fault = new Fault($"“{char.ConvertFromUtf32(code)}” is not something I can read here.", _at);
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
        Add(TokenKind.BraceClose, "}", 1);
    }

    private void Add(TokenKind kind, string text, int length)
    {
        if (kind == TokenKind.Open || kind == TokenKind.BarOpen)
        {
            _brackets.Push(true);
            _separating++;
        }
        else if ((kind == TokenKind.Close || kind == TokenKind.BarClose) && _brackets.TryPop(out var separated) && separated) _separating--;
        Add(new Token(kind, text, _at, _at + length, _spaced));
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

    private TokenKind Last => _tokens.Count > 0 ? _tokens[^1].Kind : TokenKind.End;

    // Full-width forms, from phones set to East Asian languages, are read as the plain characters.
    private char At(int index)
    {
        if (index >= _stop) return '\0';
        var c = _text[index];
        return c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c;
    }

    private static bool IsInvisible(char c) =>
        c is (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u2064') or (>= '\u202A' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069') or '\uFEFF' or '\u00AD';

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? "This character" : c.ToString();
}
