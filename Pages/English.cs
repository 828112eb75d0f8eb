// Words and numbers that every page writes in the same way.
using System.Globalization;

namespace MathsSoc.Pages;

/// <summary>Capital letters, counts, lists and ordinals.</summary>
public static class English
{
    /// <summary>The words with a capital letter at their beginning; <paramref name="words"/> is not empty.</summary>
    public static string Capital(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}";

    /// <summary>"1 part", "3 parts".</summary>
    public static string Count(long number, string thing) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture), " ", thing, number == 1 ? "" : "s");

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> things) => things.Count < 2
        ? string.Concat(things)
        : $"{string.Join(", ", things.Take(things.Count - 1))} and {things[^1]}";

    /// <summary>"1st", "2nd", "13th".</summary>
    public static string Ordinal(long number) =>
        $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}";
}
