// What others see of a member: initials unless the member asks for an alias, and never the full name.
using System.Globalization;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>Suggests and judges display names.</summary>
public static class DisplayNames
{
    /// <summary>The longest, in characters.</summary>
    public const int MaxLength = 30;

    /// <summary>The longest full name, in characters.</summary>
    public const int MaxFullName = 100;

    private const string NoInitials = "?";
    private const int MostInitials = 4;
    private static readonly char[] BetweenNames = [' ', '-', '\u2010', '\u2011'];

    /// <summary>
    /// The initials of a name of one word or many, in any script: "AvdB" for Ada van der Berg, "P" for Plato, "李明" gives "李". A small word keeps its small letter.
    /// When others have them already, Data numbers them.
    /// </summary>
    public static string Initials(string name)
    {
        var initials = new StringBuilder();
        foreach (var word in name.Split(BetweenNames, StringSplitOptions.RemoveEmptyEntries))
        {
            if (initials.Length >= MostInitials) break;
            foreach (var rune in word.EnumerateRunes())
            {
                if (!Rune.IsLetterOrDigit(rune)) continue;
                initials.Append(rune.ToString());
                break;
            }
        }
        return initials.Length == 0 ? NoInitials : initials.ToString();
    }

    /// <summary>A sentence that says why others cannot see somebody under this name; null when they can.</summary>
    public static string? FindProblem(string wish, string fullName)
    {
        if (wish.Length > MaxLength) return $"At most {MaxLength} characters, please.";
        // Marks that turn the direction of writing, or cannot be seen, would make one name look like another. Two of them join letters in Persian and in Indian scripts.
        if (wish.Any(letter => char.GetUnicodeCategory(letter) == UnicodeCategory.Format && letter is not ('\u200C' or '\u200D')))
            return "There is a character in it that cannot be seen. Type it again.";
        if (Initials(wish) == NoInitials) return "Use at least one letter or digit.";
        if (wish.Equals(fullName, StringComparison.OrdinalIgnoreCase))
            return "That is the full name, which others should not see. Use initials, or a name made up for here.";
        if (wish.Equals(Members.FormerName, StringComparison.OrdinalIgnoreCase)) return "That name is kept for people who have left. Choose another.";
        return null;
    }
}
