// Reads logins (e-mail addresses or usernames) in the same way for the sign-in page, the admin pages and the command line.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Reads logins as they are typed.</summary>
public static class Logins
{
    /// <summary>The longest login, in characters.</summary>
    public const int MaxLength = 120;

    private const int MaxSuggested = 30; // letters of one word of a name

    /// <summary>
    /// The login trimmed and in lower case, or a sentence that says what is wrong with it. Combining marks are refused because the
    /// same name typed on two devices can be composed differently, and this program cannot normalise it.
    /// </summary>
    public static (string? Login, string? Problem) Parse(string text)
    {
        var login = text.Trim().ToLowerInvariant();
        if (login.Length == 0) return (null, "Type a login: an e-mail address or a username.");
        if (login.Length > MaxLength) return (null, $"A login has at most {MaxLength} characters.");
        foreach (var letter in login)
        {
            if (char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                return (null, "A login cannot have accents that are typed separately from their letter. Leave the accent out.");
            if (!char.IsLetterOrDigit(letter) && !"@.-_+'".Contains(letter, StringComparison.Ordinal))
                return (null, "A login has letters, digits and @ . - _ + ' only.");
        }
        return (login, null);
    }

    /// <summary>The part of an e-mail address after the @; null for a username.</summary>
    public static string? DomainOf(string login) =>
        login.LastIndexOf('@') is > 0 and var at && at < login.Length - 1 ? login[(at + 1)..] : null;

    /// <summary>
    /// The text typed as a login, if it is a valid login, otherwise <c>(invalid)</c>. It may go into a log: people type passwords into the
    /// wrong box, and a line break would forge a line.
    /// </summary>
    public static string ForLog(string typed) => Parse(typed).Login is null ? "(invalid)" : typed.Trim();

    /// <summary>
    /// A login made from a name, for members who are added without one: <c>ada.byron</c>, or <c>ada.byron2</c> if that is taken. A name
    /// without a letter of the English alphabet makes <c>member</c>.
    /// </summary>
    public static string Suggest(string name, Func<string, bool> isTaken)
    {
        var words = new List<string>();
        foreach (var word in Latin.Plain(name).ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var letters = new string([.. word.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')]).Trim('-');
            if (letters.Length > 0) words.Add(letters.Length <= MaxSuggested ? letters : letters[..MaxSuggested]);
        }
        var login = words.Count switch { 0 => "member", 1 => words[0], _ => $"{words[0]}.{words[^1]}" };
        if (!isTaken(login)) return login;
        for (var number = 2; ; number++)
        {
            var numbered = login + number.ToString(CultureInfo.InvariantCulture);
            if (!isTaken(numbered)) return numbered;
        }
    }
}
