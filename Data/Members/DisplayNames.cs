// What others see of a member: initials unless the member asks for an alias, and never the full name.
using System.Globalization;
using System.Text;

namespace MathsSoc.Data;

/// <summary>Suggests and checks display names.</summary>
public static class DisplayNames
{
    /// <summary>The longest, in characters.</summary>
    public const int MaxLength = 30;

    /// <summary>The longest full name, in characters.</summary>
    public const int MaxFullName = 100;

    private const string NoInitials = "?";
    private const int MaxInitials = 4;
    private static readonly string[] Titles = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Rev"];
    private static readonly char[] BetweenNames = [' ', '-', '\u2010', '\u2011'];

    /// <summary>
    /// The initials of a name of one word or many, in any script: "AvdB" for Ada van der Berg, "P" for Plato, "李明" gives "李". A word
    /// in lower case keeps its small letter, and a title before the name has none. <see cref="Members.Add"/> numbers initials that
    /// another member already has.
    /// </summary>
    public static string Initials(string name)
    {
        var initials = new StringBuilder();
        var words = name.Split(BetweenNames, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length && initials.Length < MaxInitials; i++)
        {
            var word = words[i];
            if (i == 0 && words.Length > 1 && Titles.Contains(word.TrimEnd('.'), StringComparer.OrdinalIgnoreCase)) continue;
            foreach (var rune in word.EnumerateRunes())
            {
                if (!Rune.IsLetterOrDigit(rune)) continue;
                initials.Append(rune.ToString());
                break;
            }
        }
        return initials.Length == 0 ? NoInitials : initials.ToString();
    }

    /// <summary>A sentence that says why this cannot be the display name; null if it can.</summary>
    public static string? FindProblem(string wish, string fullName)
    {
        if (wish.Length > MaxLength) return $"At most {MaxLength} characters, please.";
        if (LineText.FindProblem(wish) is { } problem) return problem;
        if (Initials(wish) == NoInitials) return "Use at least one letter or digit.";
        if (TellsFullName(wish, fullName))
        {
            return "That tells the full name, which others should not see. "
                + $"Use initials such as {Initials(fullName)}, or a name made up for here.";
        }
        if (wish.Equals(Members.FormerName, StringComparison.OrdinalIgnoreCase))
            return "That name is kept for people who have left. Choose another.";
        return null;
    }

    /// <summary>
    /// Whether others could read the full name from it: in any spelling, run together, the other way round, or by a word of the first name
    /// and one of the last. The initials are always allowed, even if the whole name is a letter or two.
    /// </summary>
    private static bool TellsFullName(string wish, string fullName)
    {
        var names = new List<List<string>>();
        foreach (var part in Latin.Fold(fullName).Split(' '))
            if (Words(part) is { Count: > 0 } words) names.Add(words);
        var typed = Words(wish);
        if (names.Count == 0 || string.Concat(typed) == string.Concat(Words(Initials(fullName)))) return false;
        var (first, last) = (names[0], names[^1]);
        // Jean-Luc Picard is known by Luc Picard too; of the one name Mary-Jane, Mary is only a part.
        if (names.Count == 1 ? first.TrueForAll(typed.Contains) : typed.Exists(first.Contains) && typed.Exists(last.Contains)) return true;
        // The name with a number added is still the name.
        var letters = Letters(string.Concat(typed));
        return letters.Length > 0
            && (letters == Letters(string.Concat(Words(fullName))) || letters == Letters(string.Concat([.. last, .. first])));
    }

    private static string Letters(string folded) => new([.. folded.Where(letter => !char.IsDigit(letter))]);

    /// <summary>
    /// The words in lower case, without accents: separated by spaces, hyphens and other marks. Apostrophes within a word are left out.
    /// </summary>
    private static List<string> Words(string text)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var letter in Latin.Fold(text) + ' ')
        {
            var isOfWord = char.IsLetterOrDigit(letter)
                || char.IsSurrogate(letter)
                || char.GetUnicodeCategory(letter) is UnicodeCategory.SpacingCombiningMark;
            if (isOfWord) word.Append(letter);
            else if (letter is not ('\'' or '’' or 'ʼ' or '`') && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return words;
    }
}
