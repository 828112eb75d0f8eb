// An x that is a times sign: 3x10^4, 6 x π, 2 x a x b.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    // 3x10^4 and 3 x 4: an x between numbers is a multiplication sign, and between any values if the model has no x.
    private bool TryTimes(string run, int end)
    {
        if (run is not ("x" or "X")) return false;
        if (IsTimes(_at, end))
        {
            Add(TokenKind.Times, "*", 1);
            return true;
        }
        if (Last != TokenKind.Number) return false;
        var next = SkipSpace(end);
        var power = At(next) == '1' && At(next + 1) == '0' && (At(next + 2) == '^' || Lexicon.Raised(At(next + 2)) != '\0');
        var apart = _spaced && next > end && char.IsAsciiDigit(At(next)) && _context.Names?.Contains(run) != true;
        if (power || apart) Add(TokenKind.Times, "*", 1);
        return power || apart;
    }

    private bool IsTimes(int at, int end)
    {
        if (At(at) is not ('x' or 'X') || _context.Names is null || !EndsValue) return false;
        if (_context.ModelNames.Contains("x") || _context.ModelNames.Contains("X")) return false;
        var next = SkipSpace(end);
        var c = At(next);
        if (char.IsAsciiDigit(c) && next == end && IsNumbered("x")) return false; // 2x1 for 2x_1
        if (char.IsAsciiDigit(c) || c is '(' or '√' or 'π' || Lexicon.Vulgar(c) is not null) return true;
        if (c == '.') return char.IsAsciiDigit(At(next + 1));
        if (c is '-' or '−') return _spaced && next > end && char.IsAsciiDigit(At(next + 1));
        if (Lexicon.GreekName(c) is { } greek) return _context.ModelNames.Contains(greek);
        if (c == '\\') return Rest(next) is var rest && (rest.StartsWith("\\pi") || rest.StartsWith("\\sqrt")
            || rest.StartsWith("\\frac") || rest.StartsWith("\\left(") || rest.StartsWith("\\surd")
            || Lexicon.Functions.ContainsKey(RunText(next + 1, WordEnd(next + 1))));
        if (!char.IsAsciiLetter(c)) return false;
        var run = RunText(next, Math.Min(WordEnd(next), next + 8));
        if (run.Length > 2 && (StartsFunction(run, 3) || StartsFunction(run, 4)) || StartsFunction(run, 2)) return true;
        return _context.ModelNames.Contains(c.ToString())
            || run.StartsWith("pi", StringComparison.OrdinalIgnoreCase) || run.StartsWith("sqrt", StringComparison.OrdinalIgnoreCase);
    }

    private static bool StartsFunction(string run, int length) =>
        run.Length >= length && Lexicon.Functions.ContainsKey(run[..length]);
}
