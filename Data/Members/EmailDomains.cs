// Reads the domain of e-mail addresses, for the form of a school and for the rule for joining.
namespace MathsSoc.Data;

/// <summary>Reads domains as people type them: with or without the @, in any case.</summary>
public static class EmailDomains
{
    /// <summary>The longest, in characters: an address with it has to be a login.</summary>
    public const int MaxLength = 100;

    private const int MaxLabel = 63; // RFC 1035, 2.3.4

    /// <summary>
    /// The domain in lower case and without the @: at least two names of letters, digits and dashes with dots between them. Otherwise a
    /// sentence that says what is wrong. A domain in another script is typed as mail servers write it (<c>xn--</c>).
    /// </summary>
    public static (string? Domain, string? Problem) Parse(string text)
    {
        var domain = text.Trim().TrimStart('@').ToLowerInvariant();
        if (domain.Length > MaxLength) return (null, $"A domain has at most {MaxLength} characters here.");
        if (domain.Contains('@', StringComparison.Ordinal))
            return (null, "Leave out what stands before the @, and the @ itself: school.example.");
        var labels = domain.Split('.');
        var isShaped = labels.Length >= 2;
        foreach (var label in labels)
        {
            isShaped &= label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-';
            foreach (var letter in label) isShaped &= char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
        }
        return isShaped
            ? (domain, null)
            : (null, "Write what stands after the @ of your school’s e-mail addresses, such as school.example.");
    }
}
