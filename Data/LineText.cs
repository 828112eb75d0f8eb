// The one rule for every text of one line (names, titles, labels): it shows all that is in it, and in the order in which it was typed.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace MathsSoc.Data;

/// <summary>
/// Tidies and checks lines. A character without a shape, or one that turns the direction of writing, would make one name look like another
/// or put a page's own words out of order. Those that letters and pictures need are allowed where they are needed.
/// </summary>
public static class LineText
{
    private const int Shown = 12; // characters of the line that an error repeats
    // The marks, embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX 9).
    private static readonly SearchValues<char> Turns =
        SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    private const int NonJoiner = 0x200C, Joiner = 0x200D, KeyCap = 0x20E3, EmojiStyle = 0xFE0F;

    /// <summary>
    /// The line with its accents composed, nothing around it, and one ordinary space wherever it has spaces of any kind: two lines that
    /// look the same are then the same.
    /// </summary>
    public static string Tidy(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var letter in Latin.Compose(text.Trim()))
            if (char.GetUnicodeCategory(letter) != UnicodeCategory.SpaceSeparator) line.Append(letter);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        return line.ToString().TrimEnd(' ');
    }

    /// <summary>A sentence about the first character that does not belong in a line, and where it is; null if there is none.</summary>
    public static string? FindProblem(string text)
    {
        Rune? before = null;
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)) return Describe(text, at, "shown");
            var next = at + rune.Utf16SequenceLength;
            Rune? after = next < text.Length && Rune.TryGetRuneAt(text, next, out var following) ? following : null;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control) return Describe(text, at, "shown");
            if (!Belongs(rune, before, after)) return Describe(text, at, "seen");
            (before, at) = (rune, next);
        }
        return null;
    }

    /// <summary>
    /// A line that was stored by another way than a form, as a page may show it: without the characters that turn the direction of writing,
    /// which would turn the page's own words too.
    /// </summary>
    public static string WithoutTurns(string text) => text.AsSpan().IndexOfAny(Turns) < 0 ? text
        : string.Concat(text.Where(static letter => !Turns.Contains(letter)));

    /// <summary>Whether this begins with a character that cannot be seen; a spreadsheet may look at what comes after it.</summary>
    public static bool BeginsUnseen(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == System.Buffers.OperationStatus.Done
        && (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || !Belongs(rune, null, null));

    private static string Describe(string text, int at, string verb)
    {
        var start = Math.Max(0, at - Shown);
        if (start < at && char.IsLowSurrogate(text[start])) start++;
        var place = at == 0 ? "at its beginning" : $"after “{text[start..at]}”";
        return $"There is a line break or another character in it that cannot be {verb}, {place}. Delete it, or type the line again.";
    }

    private static bool Belongs(Rune rune, Rune? before, Rune? after) => rune.Value switch
    {
        // Persian and the scripts of India join letters, or keep them apart, by these two; pictures such as families are joined too.
        NonJoiner => IsJoining(before) && IsJoining(after),
        Joiner => (IsJoining(before) && IsJoining(after)) || (IsPicture(before) && IsPicture(after)),
        // Variation selectors: of a picture or a sign, of mathematics, of Mongolian letters, of the ideographs in Japanese names.
        0xFE0E or EmojiStyle => IsSign(before) || after?.Value == KeyCap,
        >= 0xFE00 and <= 0xFE0D => IsSign(before) || IsIdeograph(before),
        >= 0x180B and <= 0x180F => before?.Value is >= 0x1820 and <= 0x18AA,
        >= 0xE0100 and <= 0xE01EF => IsIdeograph(before),
        // Letters, marks and signs by their category that have no shape all the same: fillers, joiners, the Braille blank.
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or 0x16FE4 or 0x1D159 => false,
        // The place of a picture that was not copied, unassigned characters that are never shown, and the tags.
        0x2065 or (>= 0xFFF0 and <= 0xFFFC) or (>= 0xE0000 and <= 0xE0FFF) => false,
        // Signs of Arabic and Kaithi numbers: formats by their category, and yet seen.
        (>= 0x0600 and <= 0x0605) or 0x06DD or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD => true,
        _ => !IsNonCharacter(rune.Value) && Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };

    private static bool IsNonCharacter(int value) => value is >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;

    /// <summary>Arabic and its relatives, and the scripts of India and South-East Asia.</summary>
    private static bool IsJoining(Rune? letter) =>
        letter is { } rune
        && rune.Value is (>= 0x0600 and <= 0x109F) or (>= 0x1780 and <= 0x18AF) or (>= 0x1A00 and <= 0x1CFF) or (>= 0xA800 and <= 0xABFF)
            or (>= 0xFB50 and <= 0xFDCF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10A00 and <= 0x11FFF)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsPicture(Rune? sign) => sign is { } rune
        && (rune.Value is EmojiStyle or (>= 0x1F3FB and <= 0x1F3FF) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol);

    private static bool IsSign(Rune? sign) => sign is { IsAscii: false } rune
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.OtherPunctuation;

    private static bool IsIdeograph(Rune? letter) =>
        letter?.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD);
}
