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
        if (TryScale(run, _at + run.Length) || _context.Quantity && TryJoined(run) || _context.Quantity && TrySquare(run)) return true;
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

    // \text{km/h} and \mathrm{m\,s^{-1}}: units that are more than one word.
    private bool StartsUnits(int at, string inner)
    {
        at = SkipSpace(at);
        return _transparent < _at && Units.Find(inner) is null && Units.Find(RunText(at, WordEnd(at))) is not null;
    }

    // \frac{km}{h} and \frac{\text{m}}{\text{s}^2}
    private bool TryUnitFraction(int at)
    {
        if (!_context.Units || !CanTakeUnit() || HasLetters()) return false;
        var (top, topPower, middle) = UnitGroup(SkipSpace(at));
        var (bottom, bottomPower, end) = middle == 0 ? default : UnitGroup(SkipSpace(middle));
        if (end == 0) return false;
        AddUnit(top, topPower);
        Add(TokenKind.Slash, "/", 0);
        AddUnit(bottom, bottomPower);
        _at = end;
        return true;
    }

    private void AddUnit(string unit, string power)
    {
        Add(TokenKind.Unit, unit, 0);
        if (power.Length == 0) return;
        Add(TokenKind.Caret, "^", 0);
        AddNumber(power, _at);
    }

    // {km} or {\text{s}^2}: a unit, its power and where the group ends; 0 for anything else.
    private (string Unit, string Power, int End) UnitGroup(int open)
    {
        if (At(open) != '{') return default;
        var depth = 0;
        var end = open;
        for (; end < _stop && end - open < 40; end++)
        {
            if (At(end) == '{') depth++;
            else if (At(end) == '}' && --depth == 0) break;
        }
        if (At(end) != '}') return default;
        var inner = RunText(open + 1, end);
        foreach (var command in Lexicon.TextCommands) inner = inner.Replace($"\\{command}", "");
        inner = inner.Replace("{", "").Replace("}", "").Replace(" ", "");
        var power = inner is [.., '^', '2' or '3'] ? inner[^1..] : "";
        if (power.Length > 0) inner = inner[..^2];
        return Units.Find(inner) is null ? default : (inner, power, end + 1);
    }

    // °C, -3C for a temperature, 20 degrees celsius.
    private bool TryScale(string run, int end)
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
        Add(new Token(TokenKind.Unit, "°" + scale, start, end, _spaced));
        return true;
    }

    // Nm^-2 and kgm^-3: the power belongs to the metres alone.
    private bool TryJoined(string run)
    {
        var end = _at + run.Length;
        if (run != "Nm" && Units.Find(run) is not null) return false;
        if (At(end) is not ('^' or '-' or '−') && Lexicon.Raised(At(end)) == '\0') return false;
        for (var first = 1; first < run.Length; first++)
        {
            if (!Units.IsLength(run[first..]) || Units.Find(run[..first]) is null) continue;
            Add(TokenKind.Unit, run[..first], first);
            Add(TokenKind.Unit, run[first..], run.Length - first);
            return true;
        }
        return false;
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
