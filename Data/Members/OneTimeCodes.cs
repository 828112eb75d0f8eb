// Codes that people type from a board or a slip of paper: made, read and written in one alphabet without look-alikes.
using System.Globalization;
using System.Security.Cryptography;

namespace MathsSoc.Data;

/// <summary>
/// Crockford's base 32 (https://www.crockford.com/base32.html): digits and capitals without I, L, O and U; letters that look like a digit
/// are read as that digit; dashes and spaces of every kind are ignored.
/// </summary>
public static class OneTimeCodes
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Characters of a code for joining: 40 bits, and it expires, is capped, and wrong ones are counted.</summary>
    public const int JoinLength = 8;

    private const int PasswordLength = 16; // 80 bits: it cannot be guessed from its hash within its 14 days
    private const int Group = 4;

    /// <summary>A new code for joining.</summary>
    public static string NewJoinCode() => RandomNumberGenerator.GetString(Alphabet, JoinLength);

    /// <summary>A new code for setting a password.</summary>
    public static string NewPasswordCode() => RandomNumberGenerator.GetString(Alphabet, PasswordLength);

    /// <summary>In groups of four, as it is written on paper: <c>7KQ2-MPXD</c>.</summary>
    public static string Write(string code) => string.Join('-', code.Chunk(Group).Select(letters => new string(letters)));

    /// <summary>The code that was typed; null if it is not a code.</summary>
    public static string? Parse(string text)
    {
        if (text.Length > 3 * PasswordLength) return null;
        var code = new List<char>(PasswordLength);
        foreach (var letter in text.ToUpperInvariant())
        {
            if (IsBetween(letter)) continue;
            var read = letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter };
            if (!Alphabet.Contains(read, StringComparison.Ordinal)) return null;
            code.Add(read);
        }
        return code.Count is JoinLength or PasswordLength ? new string([.. code]) : null;
    }

    /// <summary>A space, a dash (minus signs and hyphen bullets are used as dashes), or what is copied along and cannot be seen.</summary>
    private static bool IsBetween(char letter) => letter is '\u2212' or '\u2043'
        || char.IsWhiteSpace(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
