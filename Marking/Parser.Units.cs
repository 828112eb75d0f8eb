// Quantities with their units, and money.
namespace MathsSoc.Marking;

internal sealed partial class Parser
{
    // £5
    private Node? ParseMoney()
    {
        var sign = Here;
        if (Units.Find(sign.Text) is not { } unit || unit.Dimension.Money == 0) return Unexpected();
        _at++;
        if (Kind != TokenKind.Number) return Fail($"A number is missing after {sign.Text}.", sign.Start);
        if (ParseFactor() is not { } value || !IsScalar(value)) return Unexpected();
        // £1.5x10^6
        while (Kind == TokenKind.Times)
        {
            _at++;
            if (ParseFactor() is not { } factor) return null;
            if (!IsScalar(factor)) return Unexpected();
            value = Trees.Product([value, factor]);
        }
        return WithSmaller(new Measure(value, new UnitProduct([(unit, 1)])));
    }

    // 12 cm, 36 cm^2, 20 m/s, 2 hours 30 minutes
    private Node? ParseMeasure(Node value)
    {
        if (!IsScalar(value)) return Unexpected();
        var parts = new List<(Unit, int)>();
        var sign = 1;
        while (true)
        {
            // 5.50£ is read, and 5 + 3£ is not.
            if (Kind != TokenKind.Unit || Here.Text == "$" || Here.Text == "£" && value is not Number) return Unexpected();
            if (Units.Find(Here.Text) is not { } unit) return Unexpected();
            _at++;
            if (ParseUnitPower() is not { } power) return null;
            // ms^-1 is metres per second, not something per millisecond.
            if (unit.Symbol is "ms" or "kmh" && power < 0)
            {
                parts.Add((Units.Find(unit.Symbol[..^1])!, sign));
                unit = Units.Find(unit.Symbol[^1..])!;
            }
            parts.Add((unit, sign * power));
            if (Kind is TokenKind.Slash or TokenKind.Times && Following == TokenKind.Unit)
            {
                if (Kind == TokenKind.Slash) sign = -1;
                _at++;
            }
            else if (Kind != TokenKind.Unit) break;
            if (parts.Count > 6) return Unexpected();
        }
        var measure = new Measure(value, new UnitProduct([.. parts]));
        // 2 hours and 30 minutes; 12 cm and 5 cm stay two values.
        if (Kind == TokenKind.And && Following == TokenKind.Number && _tokens[_at + 2] is { Kind: TokenKind.Unit } next
            && Units.Find(next.Text) is { } part && part.Dimension == measure.Unit.Dimension && part.Size < measure.Unit.Size)
            _at++;
        return WithSmaller(measure);
    }

    // 2 hours 30 minutes, £5 50p
    private Node? WithSmaller(Measure measure)
    {
        if (Kind != TokenKind.Number) return measure;
        if (!Deeper()) return null;
        if (ParseTerm() is not { } rest) return null;
        _depth--;
        var smaller = rest as Measure;
        // 2h 30m
        if (measure.Unit.Parts is [({ Symbol: "h" }, 1)] && smaller?.Unit.Parts is [({ Symbol: "m" }, 1)])
            smaller = smaller with { Unit = new UnitProduct([(Units.Find("min")!, 1)]) };
        return smaller is not null && smaller.Unit.Dimension == measure.Unit.Dimension
            ? Units.Add(measure, smaller)
            : Fail("A unit is missing after this number, or the units do not belong together.");
    }

    private int? ParseUnitPower()
    {
        if (Kind != TokenKind.Caret) return 1;
        _at++;
        var braced = Kind == TokenKind.BraceOpen;
        if (braced) _at++;
        var negative = Kind == TokenKind.Minus;
        if (negative) _at++;
        if (Here is not { Kind: TokenKind.Number, Text.Length: 1 })
        {
            Fail("I expect a whole number as the power of a unit.");
            return null;
        }
        var power = Here.Text[0] - '0';
        _at++;
        if (braced)
        {
            if (Kind != TokenKind.BraceClose)
            {
                Unexpected();
                return null;
            }
            _at++;
        }
        return negative ? -power : power;
    }
}
