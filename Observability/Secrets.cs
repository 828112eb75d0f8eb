// Masks the values of token, code and key parameters, however they are encoded, before a text reaches any log.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace MathsSoc.Observability;

/// <summary>Masks secrets. A link that resets a password is as good as the password, and people paste such links everywhere.</summary>
internal static class Secrets
{
    private const string Hidden = "***";
    private static readonly string[] Names = ["token", "code", "key"];
    private static readonly string[] PropertyNames = ["token", "code", "password", "secret", "cookie", "authorization", "answer"];
    private static readonly string[] HeaderWords = ["cookie", "authorization", "token", "password", "secret"];
    private static readonly string[] VariableWords =
        ["COOKIE", "AUTHORIZATION", "TOKEN", "PASSWORD", "SECRET", "KEY", "CREDENTIAL", "WEBHOOK"];
    private static readonly SearchValues<char> Signs = SearchValues.Create("=%");
    private static readonly SearchValues<char> WordEnds = SearchValues.Create("& \t\r\n\"'<>),;]}");

    /// <summary>Whether a log event's property of this name is never shown.</summary>
    public static bool IsSecretProperty(string name) => PropertyNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an access log must not show this header.</summary>
    public static bool IsSecretHeader(string name) => HeaderWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an access log must not show this environment variable.</summary>
    public static bool IsSecretVariable(string name) => VariableWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Masks a request target, query or header, where a secret value ends only at <c>&amp;</c>. The same string if nothing is hidden.
    /// </summary>
    public static string MaskField(string text) => Mask(text, wordsEnd: false);

    /// <summary>Masks a sentence for people, where a secret value also ends at the end of the word.</summary>
    public static string MaskText(string text) => Mask(text, wordsEnd: true);

    private static string Mask(string text, bool wordsEnd)
    {
        var sign = text.AsSpan().IndexOfAny(Signs);
        if (sign < 0) return text;
        StringBuilder? masked = null;
        var copied = 0;
        var boundary = true;
        for (var at = 0; at < text.Length;)
        {
            var (unit, width) = ReadUnit(text, at);
            if (boundary && FindValue(text, at) is var value and > 0)
            {
                var end = FindEnd(text, value, wordsEnd);
                if (end > value)
                {
                    (masked ??= new StringBuilder(text.Length)).Append(text, copied, value - copied).Append(Hidden);
                    copied = end;
                }
                at = end;
                boundary = true;
                continue;
            }
            boundary = !char.IsAsciiLetterOrDigit(unit) && unit is not ('_' or '-');
            at += width;
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Where the value of a secret parameter that begins at <paramref name="at"/> starts; 0 if none begins there.</summary>
    private static int FindValue(string text, int at)
    {
        foreach (var name in Names)
        {
            var position = at;
            var matched = 0;
            while (matched < name.Length && position < text.Length)
            {
                var (unit, width) = ReadUnit(text, position);
                if (char.ToLowerInvariant(unit) != name[matched]) break;
                matched++;
                position += width;
            }
            if (matched < name.Length || position >= text.Length) continue;
            var (sign, signWidth) = ReadUnit(text, position);
            if (sign == '=') return position + signWidth;
        }
        return 0;
    }

    private static int FindEnd(string text, int start, bool wordsEnd)
    {
        var end = wordsEnd ? text.AsSpan(start).IndexOfAny(WordEnds) : text.AsSpan(start).IndexOf('&');
        return end < 0 ? text.Length : start + end;
    }

    /// <summary>
    /// One character as the server would read it: percent-encoded any number of times, since a link within a link is encoded twice.
    /// </summary>
    private static (char Unit, int Width) ReadUnit(string text, int at)
    {
        if (text[at] != '%') return (text[at], 1);
        var digits = at + 1;
        while (digits + 2 < text.Length && text[digits] == '2' && text[digits + 1] == '5') digits += 2;
        return digits + 2 <= text.Length
            && int.TryParse(text.AsSpan(digits, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? ((char)value, digits + 2 - at)
            : ('%', 1);
    }
}
