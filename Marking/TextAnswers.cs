// Answers that are words or a choice: trimmed, folded and compared.
using System.Text;

namespace MathsSoc.Marking;

internal static class TextAnswers
{
    // Letters with an accent, composed, and the letter without it: with InvariantGlobalization there is no other way to fold them.
    private const string Accented =
        "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ"
        + "āăąćĉċčďđēĕėęěĝğġģĥĩīĭįĵķĺļľłńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżž";
    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuyyaaaccccddeeeeegggghiiiijkllllnnnooorrrssssttuuuuuuwyzzz";

    private static readonly Dictionary<char, char> Folds = Accented.Zip(Plain).ToDictionary(p => p.First, p => p.Second);

    /// <summary>The texts a model accepts: split at | and at line ends, with the additional ones.</summary>
    public static IEnumerable<string> Accepted(AnswerSpec spec) =>
        spec.Model.Split(['|', '\n']).Concat(spec.AlsoAccepted).Where(t => t.AsSpan().Trim().Length > 0).Take(Limits.Alternatives);

    /// <summary>
    /// Lower case, without accents, outer spaces, quotes round it, final punctuation or what MathLive adds; one space between words.
    /// </summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var space = false;
        foreach (var c in Typed(Spelling.Plain(text).Text).ToLowerInvariant())
        {
            if (char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF' or '\u00AD')
            {
                space |= char.IsWhiteSpace(c);
                continue;
            }
            if (c is >= '\u0300' and <= '\u036F') continue; // an accent written after its letter
            if (space && folded.Length > 0 && !(char.IsAsciiDigit(folded[^1]) && char.IsLetter(c))) folded.Append(' '); // 3 pm is 3pm
            space = false;
            folded.Append(c switch
            {
                '−' => '-',
                _ => Folds.GetValueOrDefault(c, c),
            });
        }
        return Unquoted(folded.ToString());
    }

    // Without quotes round it and punctuation after it; 5! keeps its sign.
    private static string Unquoted(string text)
    {
        if (text.Length > 2 && text[0] is '"' or '\'' && text[^1] == text[0]) text = text[1..^1].Trim();
        var end = text.Length;
        while (end > 1 && (".,;? ".Contains(text[end - 1]) || text[end - 1] == '!' && !char.IsAsciiDigit(text[end - 2]))) end--;
        return text[..end];
    }

    /// <summary>A choice may be written as B, b, (b), "b)" or "B.".</summary>
    public static string FoldChoice(string text) => Fold(text).Trim('(', ')', '[', ']', '.', ':', ' ');

    // What was typed into a MathLive field: \text{...} unwrapped, and rema\in der back to remainder.
    private static string Typed(string text)
    {
        if (!text.Contains('\\')) return text;
        var typed = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}') continue;
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                typed.Append(text[i]);
                continue;
            }
            var end = i + 1;
            while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
            if (end == i + 1)
            {
                typed.Append(text[end] is ':' or ',' or ';' or ' ' or '!' ? ' ' : text[end]);
                i = end;
                continue;
            }
            var command = text[(i + 1)..end];
            if (!Lexicon.TextCommands.Contains(command) && command is not ("left" or "right"))
                typed.Append(command is "lor" ? "or" : command is "land" ? "and" : command);
            i = end < text.Length && text[end] == ' ' ? end : end - 1;
        }
        return typed.ToString();
    }
}
