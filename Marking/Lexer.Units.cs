// Units after numbers: cm, °C, square metres.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private bool TryUnit(string run)
    {
        // 5x cm: after a name only a unit that cannot be anything else.
        var after = Last == TokenKind.Letter && _spaced && Units.IsUnmistakable(run)
            && !run.Any(c => _context.Names?.Contains(c.ToString()) == true);
        if (!after && (!_context.Units || !CanTakeUnit() || HasLetters())) return false;
        if (TryScale(run) || _context.Quantity && TrySquare(run)) return true;
        if (_context.Quantity && run == "kgms") // kgms^-2 is a newton
        {
            Add(TokenKind.Unit, "kg", 2);
            Add(TokenKind.Unit, "ms", 2);
            return true;
        }
        if (Last == TokenKind.Slash && run is "H" or "S") run = run.ToLowerInvariant(); // KM/H
        if (Units.Find(run) is null || _context.Names?.Contains(run) == true) return false;
        Add(TokenKind.Unit, run, run.Length);
        return true;
    }

    // °C, -3C for a temperature, 20 degrees celsius.
    private bool TryScale(string run)
    {
        var scale = run is "C" or "F" ? run : run.ToLowerInvariant() switch
        {
            "celsius" or "centigrade" => "C",
            "fahrenheit" => "F",
            _ => "",
        };
        if (scale.Length == 0 || Last != TokenKind.Degree && !_context.Temperature) return false;
        var start = _at;
        if (Last == TokenKind.Degree)
        {
            start = _tokens[^1].Start;
            _tokens.RemoveAt(_tokens.Count - 1);
        }
        Add(new Token(TokenKind.Unit, "°" + scale, start, _at + run.Length, _spaced));
        return true;
    }

    // 36 sq cm, 36 square cm, 5 cubic metres.
    private bool TrySquare(string run)
    {
        var power = run.ToLowerInvariant() switch { "sq" or "square" => "2", "cubic" or "cu" => "3", _ => "" };
        if (power.Length == 0) return false;
        var next = WordEnd(_at);
        next = SkipSpace(At(next) == '.' ? next + 1 : next);
        var unit = RunText(next, WordEnd(next));
        if (Units.Find(unit) is null) return false;
        Add(TokenKind.Unit, unit, next + unit.Length - _at);
        Add(TokenKind.Caret, "^", 0);
        AddNumber(power, _at);
        return true;
    }

    // 3πr²h is an expression: units follow only numbers, though x = 12 cm has a name before its equals sign.
    private bool HasLetters()
    {
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            if (_tokens[i].Kind is TokenKind.Relation or TokenKind.Comma or TokenKind.Or or TokenKind.And) return false;
            if (_tokens[i].Kind == TokenKind.Letter) return true;
        }
        return false;
    }

    private bool CanTakeUnit() => Last switch
    {
        TokenKind.Number or TokenKind.Vulgar or TokenKind.Close or TokenKind.BraceClose => true,
        TokenKind.Constant or TokenKind.Unit or TokenKind.Degree => true,
        TokenKind.Slash or TokenKind.Times => _tokens.Count > 1
            && _tokens[^2].Kind is TokenKind.Unit or TokenKind.Number
            && _tokens.Exists(t => t.Kind == TokenKind.Unit),
        _ => false,
    };
}
