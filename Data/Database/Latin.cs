// Composes letters and combining accents (e and U+0301 make é), and removes accents for comparing: the program has no culture data.
using System.Globalization;
using System.Text;

namespace MathsSoc.Data;

/// <summary>
/// Canonical composition (https://unicode.org/reports/tr15/) for the Latin letters of European names, Vietnamese ones not included. The
/// same name typed on two devices is then the same text. Letters outside the table stay as they were typed.
/// </summary>
public static class Latin
{
    // A combining mark, the letters it goes on, and the composed letters in the same order.
    private static readonly (char Mark, string Letters, string Composed)[] Table =
    [
        ('\u0300', "AEIOUaeiouNn", "ÀÈÌÒÙàèìòùǸǹ"),
        ('\u0301', "AEIOUYaeiouyCcLlNnRrSsZzGgKkMmPpWw", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǴǵḰḱḾḿṔṕẂẃ"),
        ('\u0302', "AEIOUaeiouCcGgHhJjSsWwYyZz", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑ"),
        ('\u0303', "ANOanoIiUuEeYyVv", "ÃÑÕãñõĨĩŨũẼẽỸỹṼṽ"),
        ('\u0304', "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
        ('\u0306', "AEIOUaeiouGg", "ĂĔĬŎŬăĕĭŏŭĞğ"),
        ('\u0307', "CcEeGgZzI", "ĊċĖėĠġŻżİ"),
        ('\u0308', "AEIOUaeiouyY", "ÄËÏÖÜäëïöüÿŸ"),
        ('\u030A', "AaUu", "ÅåŮů"),
        ('\u030B', "OoUu", "ŐőŰű"),
        ('\u030C', "CcDdEeNnRrSsTtZzGgAaIiOoUu", "ČčĎďĚěŇňŘřŠšŤťŽžǦǧǍǎǏǐǑǒǓǔ"),
        ('\u0326', "SsTt", "ȘșȚț"),
        ('\u0327', "CcSsTtGgKkLlNnRr", "ÇçŞşŢţĢģĶķĻļŅņŖŗ"),
        ('\u0328', "AaEeIiUuOo", "ĄąĘęĮįŲųǪǫ"),
    ];

    private static readonly Dictionary<(char Letter, char Mark), char> Composed = Table
        .SelectMany(row => row.Letters.Zip(row.Composed, (letter, composed) => KeyValuePair.Create((letter, row.Mark), composed)))
        .ToDictionary();

    /// <summary>The text with every accent of the table composed; the same string if there is none to compose.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u0300', '\u036F') < 0) return text;
        var composed = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (composed.Length > 0 && Composed.TryGetValue((composed[^1], letter), out var both)) composed[^1] = both;
            else composed.Append(letter);
        }
        return composed.ToString();
    }

    /// <summary>
    /// The text in the letters of an English keyboard, such as <c>Zoe Muller-Strasse</c>: accents are left off, and so are letters that
    /// have no counterpart there.
    /// </summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in Compose(text))
        {
            if (char.IsAscii(letter)) plain.Append(letter);
            else plain.Append(PlainOf(letter));
        }
        return plain.ToString();
    }

    /// <summary>
    /// The text for comparing, searching and sorting: in lower case and without accents, so that Émile is sorted beside Emile. Unlike
    /// <see cref="Plain"/> it keeps the letters of other scripts.
    /// </summary>
    public static string Fold(string text)
    {
        var fold = new StringBuilder(text.Length);
        foreach (var letter in Compose(text))
        {
            if (char.IsAscii(letter)) fold.Append(char.ToLowerInvariant(letter));
            else if (PlainOf(letter) is { Length: > 0 } plain) fold.Append(plain.ToLowerInvariant());
            else if (char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
                fold.Append(char.ToLowerInvariant(letter));
        }
        return fold.ToString();
    }

    private static string PlainOf(char letter)
    {
        foreach (var row in Table)
            if (row.Composed.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var index) return row.Letters[index].ToString();
        // Unicode has the Vietnamese letters in the order of their base letters, with the capitals at even numbers.
        if (letter is >= '\u1EA0' and <= '\u1EF9')
        {
            var capital = letter switch
            {
                <= '\u1EB7' => 'A',
                <= '\u1EC7' => 'E',
                <= '\u1ECB' => 'I',
                <= '\u1EE3' => 'O',
                <= '\u1EF1' => 'U',
                _ => 'Y',
            };
            return (letter % 2 == 0 ? capital : char.ToLowerInvariant(capital)).ToString();
        }
        return letter switch
        {
            'ß' => "ss", 'Æ' => "AE", 'æ' => "ae", 'Œ' => "OE", 'œ' => "oe", 'Ø' => "O", 'ø' => "o", 'Ł' => "L", 'ł' => "l",
            'Đ' or 'Ð' => "D", 'đ' or 'ð' => "d", 'Þ' => "Th", 'þ' => "th", 'ı' => "i",
            'Ơ' => "O", 'ơ' => "o", 'Ư' => "U", 'ư' => "u", '\u2010' or '\u2011' => "-", '’' => "'", '\u00A0' => " ",
            _ => "",
        };
    }
}
