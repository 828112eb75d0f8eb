// Replaces look-alike characters by the plain ones before an answer is read, so that the reader meets one spelling of each.
using System.Text;

namespace MathsSoc.Marking;

internal static class Spelling
{
    // The Greek block of the mathematical alphabets: 58 signs for each of five styles.
    private const string StyledGreek = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡθΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂εθκφρπ";

    /// <summary>
    /// The plain spelling and, for each of its characters and its end, the place it had in the text; null if no place has changed.
    /// </summary>
    public static (string Text, int[]? Places) Plain(string text)
    {
        if (Ascii.IsValid(text) && !text.AsSpan().ContainsAny('\t', '\n', '\r') && !text.Contains("  ", StringComparison.Ordinal))
            return (text, null);
        var plain = new StringBuilder(text.Length);
        var places = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at = AddSpace(text, at, plain, places);
                continue;
            }
            places.Add(at);
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
                && Styled(char.ConvertToUtf32(text[at], text[at + 1])) is var letter and not '\0')
            {
                plain.Append(letter);
                at++;
            }
            else plain.Append(Of(text, at));
        }
        places.Add(text.Length);
        return (plain.ToString(), plain.Length == text.Length ? null : [.. places]);
    }

    // A run of spaces is one; but 1 234 is a number, and with a tab or two spaces none: between digits they stay. Returns its last place.
    private static int AddSpace(string text, int start, StringBuilder plain, List<int> places)
    {
        var end = start + 1;
        while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
        var isOne = start == 0 || end == text.Length || !char.IsDigit(text[start - 1]) || !char.IsDigit(text[end]);
        for (var at = start; at < (isOne ? start + 1 : end); at++)
        {
            places.Add(at);
            plain.Append(isOne ? ' ' : Of(text, at));
        }
        return end - 1;
    }

    private static char Of(string text, int at) => text[at] switch
    {
        // Full-width forms, from phones set to East Asian languages.
        >= '！' and <= '～' and var wide => (char)(wide - 0xFEE0),
        '　' => ' ',
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '﹣' or '➖' => '-',
        // A raised minus before a digit on the line is a minus; before a raised digit it belongs to a power.
        '⁻' or '¯' when at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) => '-',
        '➕' => '+',
        '✖' or '⨯' => '×',
        '➗' => '÷',
        '≦' or '⩽' => '≤',
        '≧' or '⩾' => '≥',
        '＝' or '﹦' or '꞊' => '=',
        '“' or '”' or '„' or '«' or '»' => '"',
        '‘' or '`' or '´' or '′' or '’' => '\'',
        '∏' or 'ᴨ' => 'π',
        'ℎ' => 'h',
        var other => other,
    };

    // Mathematical italic, bold and so on, as copied from a web page or a word processor; NUL for anything else.
    private static char Styled(int code) => code switch
    {
        >= 0x1D400 and <= 0x1D6A3 => (code - 0x1D400) % 52 is var letter && letter < 26 ? (char)('A' + letter) : (char)('a' + letter - 26),
        >= 0x1D6A8 and <= 0x1D7C9 => StyledGreek[(code - 0x1D6A8) % 58],
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + (code - 0x1D7CE) % 10),
        _ => '\0',
    };
}
