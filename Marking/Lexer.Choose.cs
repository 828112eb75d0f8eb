// Choices and arrangements: 10C3, nCr, and ^nC_r with raised and lowered letters.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    // 10C3, 7P3 and nCr.
    private bool TryChoose(string run, int end)
    {
        var between = Last == TokenKind.Number && !_spaced && char.IsAsciiDigit(At(end));
        if (run is "C" or "P" && between && _context.Names?.Contains(run) != true)
        {
            Add(TokenKind.Choose, run, 1);
            return true;
        }
        if (run is not [>= 'a' and <= 'z', 'C' or 'P', >= 'a' and <= 'z'] || _context.Names?.Contains(run[1..2]) == true) return false;
        Add(TokenKind.Letter, run[..1], 1);
        Add(TokenKind.Choose, run[1..2], 1);
        Add(TokenKind.Letter, run[2..], 1);
        return true;
    }

    // ^nC_r, {}^{10}C_3, ⁵C₂: both numbers are whole or single letters.
    private bool TryRaisedChoose()
    {
        var at = Rest(_at).StartsWith("{}") ? _at + 2 : _at;
        if (at == _at && (EndsValue || Last == TokenKind.BraceClose)) return false;
        var (from, next) = At(at) == '^' ? Piece(at + 1) : SmallPiece(at, Lexicon.Raised);
        next = SkipSpace(next);
        var sign = At(next) == '\\' && Array.Find(UprightSigns, s => Rest(next).StartsWith(s)) is { } upright ? upright : "";
        var choose = sign.Length > 0 ? sign[^2] : At(next);
        if (from.Length == 0 || choose is not ('C' or 'P')) return false;
        next += Math.Max(1, sign.Length);
        var (count, end) = At(next) == '_' ? Piece(next + 1) : SmallPiece(next, Lexicon.Lowered);
        if (count.Length == 0) return false;
        AddPiece(from, end);
        Add(new Token(TokenKind.Choose, choose.ToString(), _at, end, false));
        AddPiece(count, end);
        return true;
    }

    private static readonly string[] UprightSigns = ["\\mathrm{C}", "\\mathrm{P}", "\\text{C}", "\\text{P}"];

    private void AddPiece(string piece, int end)
    {
        var start = _at;
        _at = end;
        if (char.IsAsciiDigit(piece[0])) AddNumber(piece, start);
        else Add(new Token(TokenKind.Letter, piece, start, end, _spaced));
    }

    // A whole number or a letter, in braces or not, and where it ends; empty for anything else.
    private (string Text, int End) Piece(int at)
    {
        var braced = At(at) == '{';
        if (braced) at++;
        var end = at;
        while (char.IsAsciiDigit(At(end)) && end - at < 4) end++;
        if (end == at && char.IsAsciiLetter(At(at))) end++;
        return braced && At(end) != '}' ? ("", at) : (RunText(at, end), braced ? end + 1 : end);
    }

    private (string Text, int End) SmallPiece(int at, Func<char, char> plain)
    {
        var text = "";
        for (; text.Length < 4 && plain(At(at)) is var c && (char.IsAsciiDigit(c) || text.Length == 0 && char.IsAsciiLetter(c)); at++)
        {
            text += c;
            if (char.IsAsciiLetter(c)) return (text, at + 1);
        }
        return (text, at);
    }
}
