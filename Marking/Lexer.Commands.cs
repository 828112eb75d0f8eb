// TeX commands: signs, brackets, and words set upright.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private void ReadCommand()
    {
        var start = _at;
        var end = _at + 1;
        while (char.IsAsciiLetter(At(end))) end++;
        if (end == _at + 1) end = Math.Min(end + 1, _stop);
        var name = _text[(start + 1)..end];
        if (Lexicon.Skipped.Contains(name) || name is "(" or ")" or "[" or "]")
        {
            _spaced = true;
            _at = end;
        }
        else if (name is "begin" or "end") ReadEnvironment(name == "begin", start, end);
        else if (_matrices > 0 && name == "\\")
        {
            Add(TokenKind.Comma, ",", end - start); // the end of a row
        }
        else if (name is "left" or "right") ReadDelimiter(name == "left", end);
        else if (Lexicon.TextCommands.Contains(name)) ReadText(end);
        else if (name == "placeholder") _fault = new Fault("This has no value: an empty box is still to be filled in.", start);
        else if (name is "overline" or "dot" or "bar") _fault = new Fault("Only the digits after a decimal point can recur.", start);
        else if (name == "choose" && Last is TokenKind.Number or TokenKind.Letter && _tokens.Count > 1
            && _tokens[^2].Kind is TokenKind.BraceOpen)
            Add(TokenKind.Choose, "C", end - start); // {n \choose r}
        else if (name == "mod" && EndsValue) Add(TokenKind.Modulo, name, end - start);
        else if (name is "frac" or "dfrac" or "tfrac" && TryUnitFraction(end)) { }
        else if (Lexicon.Functions.ContainsKey(name)) Add(TokenKind.Function, name, end - start);
        else if (Lexicon.Greek.ContainsKey(name)) AddName(name, end - start);
        else if (Lexicon.Commands.TryGetValue(name, out var sign))
        {
            if (sign.Kind == TokenKind.Then) AddThen(end - start);
            else if (sign.Kind is TokenKind.Union or TokenKind.Intersection) AddUnion(sign.Kind, sign.Text, end - start);
            else
            if (sign.Kind == TokenKind.Letter || sign.Text == "e") AddName(sign.Text, end - start);
            else Add(sign.Kind, sign.Text, end - start);
        }
        else
        {
            _fault = new Fault(
                name.Length is 0 or > 20
                    ? "This \\ begins nothing that I can read."
                    : $"“\\{name}” is not something I can read in an answer.",
                start);
        }
    }

    // (\mathrm{mod} 7) and 3 \operatorname{mod} 7, but not \operatorname{mod}(x).
    private bool IsModulo(int end)
    {
        while (At(end) is ' ' or '~' || At(end) == '\\' && At(end + 1) is ' ' or ',' or ':' or ';') end += At(end) == '\\' ? 2 : 1;
        return (Last == TokenKind.Open && _tokens.Count > 1 || EndsValue) && char.IsAsciiLetterOrDigit(At(end));
    }

    private int _matrices;
    private int _transparent = -1; // the place of a closing brace that means nothing

    // \begin{pmatrix} and \end{pmatrix}.
    private void ReadEnvironment(bool begins, int start, int end)
    {
        var close = Rest(end).IndexOf('}');
        var name = close < 0 ? "" : RunText(end, end + close + 1);
        var after = end + close + 1;
        if (name == "{array}" && begins && At(after) == '{' && Rest(after).IndexOf('}') is var columns and > 0) after += columns + 1;
        if (name is not ("{pmatrix}" or "{bmatrix}" or "{matrix}" or "{smallmatrix}" or "{array}"))
        {
            _fault = new Fault("Of \\begin{…} I can read pmatrix and bmatrix.", start);
            return;
        }
        _matrices += begins ? 1 : -1;
        if (begins) Add(TokenKind.Matrix, "matrix", 0);
        else Add(TokenKind.MatrixEnd, "the matrix", 0);
        _tokens[^1] = _tokens[^1] with { Start = start, End = after };
        _at = after;
    }

    private void ReadDelimiter(bool left, int end)
    {
        _at = SkipSpace(end);
        if (At(_at) == '.') _at++;
        else if (At(_at) == '|') Add(left ? TokenKind.BarOpen : TokenKind.BarClose, "|", 1);
        else if (Rest(_at).StartsWith("\\vert")) Add(left ? TokenKind.BarOpen : TokenKind.BarClose, "|", 5);
    }

    private int _textEnd = -1; // the brace that closes a text whose units are read one by one

    // \text{ or }, \operatorname{\mathrm{cm}}, \mathrm{e}: the words inside decide.
    private void ReadText(int end)
    {
        var open = SkipSpace(end);
        if (At(open) != '{')
        {
            _at = open;
            return;
        }
        var close = open;
        var depth = 0;
        for (; close < _stop; close++)
        {
            if (At(close) == '{') depth++;
            else if (At(close) == '}' && --depth == 0) break;
        }
        if (close >= _stop)
        {
            _fault = new Fault("A bracket is missing: this { is never closed.", open);
            return;
        }
        var inner = _text[(open + 1)..close];
        foreach (var command in Lexicon.TextCommands) inner = inner.Replace($"\\{command}", "");
        inner = inner.Replace("\\:", " ").Replace("\\,", " ").Trim('{', '}', ' ');
        var start = _at;
        if (inner.Length == 0)
        {
            _at = close + 1;
            return;
        }
        var first = SkipSpace(open + 1);
        if (_context.Quantity && CanTakeUnit() && Units.Find(RunText(first, WordEnd(first))) is not null)
        {
            (_at, _textEnd) = (open + 1, close); // \mathrm{km\,h^{-1}}
            return;
        }
        if (inner.ToLowerInvariant() is ("or" or "and") and var word)
            Add(word == "or" ? TokenKind.Or : TokenKind.And, word, 0);
        else if (inner == "mod" && IsModulo(close + 1)) Add(TokenKind.Modulo, inner, 0);
        else if (inner == "R" && Last == TokenKind.Relation) Add(TokenKind.Letter, inner, 0);
        else if (Lexicon.Functions.ContainsKey(inner)) Add(TokenKind.Function, inner, 0);
        else if (inner is "degrees" or "degree") Add(TokenKind.Degree, "°", 0);
        else if (_context.Units && Last is TokenKind.Degree or TokenKind.Number && TryScale(inner, close + 1)) return;
        else if (_context.Units && CanTakeUnit() && StartsUnits(open + 1, inner))
        {
            (_at, _transparent) = (open + 1, close);
            return;
        }
        else if (Units.Find(inner) is not null && (_context.Units || inner.Length > 1) && CanTakeUnit()) Add(TokenKind.Unit, inner, 0);
        else
        {
            _at = open; // letters after all: read what is inside as a group
            return;
        }
        _tokens[^1] = _tokens[^1] with { Start = start, End = close + 1 };
        _at = close + 1;
    }
}
