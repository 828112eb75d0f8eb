// Finds the formulas in a text that was meant for MathJax: \(…\), \[…\], $$…$$ and environments; a single dollar was money there.
namespace MathsSoc.Moving;

/// <summary>A stretch of a text: words, or the TeX of a formula.</summary>
internal readonly record struct TextPiece(string Text, bool IsFormula, bool IsDisplay);

internal static class TeXInHtml
{
    private const int MaxFormula = 4000;

    /// <summary>The pieces of a text, in order. A formula that has no end, or holds a dollar, is words.</summary>
    public static List<TextPiece> Split(string text)
    {
        var pieces = new List<TextPiece>();
        var words = 0;
        // Where no end of a kind was found once, none follows: looking again from every beginning would take quadratic time.
        var hopeless = new HashSet<string>();
        for (var at = 0; at + 1 < text.Length; at++)
        {
            if (text[at] is not ('\\' or '$')) continue;
            if (Begins(text, at) is not { } kind || hopeless.Contains(kind.End)) continue;
            var end = text.IndexOf(kind.End, at + kind.Start, StringComparison.Ordinal);
            if (end < 0)
            {
                hopeless.Add(kind.End);
                continue;
            }
            var tex = kind.KeepsMarks ? text[at..(end + kind.End.Length)] : text[(at + kind.Start)..end];
            tex = OneLine(tex);
            if (tex.Length is 0 or > MaxFormula || HasDollar(tex)) continue;
            if (at > words) pieces.Add(new TextPiece(text[words..at], false, false));
            pieces.Add(new TextPiece(tex, true, kind.IsDisplay));
            words = end + kind.End.Length;
            at = words - 1;
        }
        if (words < text.Length) pieces.Add(new TextPiece(text[words..], false, false));
        return pieces;
    }

    private static (int Start, string End, bool IsDisplay, bool KeepsMarks)? Begins(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("\\(")) return (2, "\\)", false, false);
        if (rest.StartsWith("\\[")) return (2, "\\]", true, false);
        if (rest.StartsWith("$$")) return (2, "$$", true, false);
        if (!rest.StartsWith("\\begin{")) return null;
        var close = rest[7..Math.Min(rest.Length, 30)].IndexOf('}');
        if (close < 1) return null;
        var name = rest.Slice(7, close).ToString();
        return name.All(static letter => char.IsAsciiLetter(letter) || letter == '*')
            ? (8 + close, $"\\end{{{name}}}", true, true) : null;
    }

    private static bool HasDollar(string tex)
    {
        for (var i = 0; i < tex.Length; i++)
        {
            if (tex[i] == '\\') i++;
            else if (tex[i] == '$') return true;
        }
        // A backslash at the end would escape the dollar that ends the formula.
        return tex[^1] == '\\' && (tex.Length < 2 || tex[^2] != '\\');
    }

    internal static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
