// One value in a bundle's front matter: written bare if YAML would read it unchanged, otherwise in quotes.
using System.Globalization;
using System.Text;

namespace MathsSoc.ChallengeFiles;

/// <summary>
/// There are three ways to write a value. Bare: to the end of the line, with its backslashes. <c>'single'</c>: the same, with any
/// character in it, a quote doubled. <c>"double"</c>: with <c>\n</c>, <c>\t</c>, <c>\"</c>, <c>\\</c> and <c>\u00A0</c>. A bare value
/// that YAML would read otherwise is refused, so that every file means the same to every tool.
/// </summary>
internal static class BundleValue
{
    private const string Indicators = "[]{}>|*&!%#`@,\"'";

    /// <summary>The value as written in a file.</summary>
    public static string Write(string value)
    {
        if (value.Length > 0 && value.AsSpan().Trim().Length == value.Length && BareFault(value) is null) return value;
        if (!value.AsSpan().ContainsAny(Unprintable)) return $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c == '\n') text.Append("\\n");
            else if (c == '\t') text.Append("\\t");
            else if (Unprintable.Contains(c)) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else text.Append(c);
        }
        return text.Append('"').ToString();
    }

    /// <summary>
    /// The value, or a sentence on why the text is not a value. The text has no white space around it and is not empty.
    /// </summary>
    public static (string? Value, string? Fault) Read(ReadOnlySpan<char> text) => text[0] switch
    {
        '\'' => ReadSingle(text),
        '"' => ReadDouble(text),
        _ => BareFault(text) is { } why
            ? (null, $"Write this value in quotes, because it {why}: {Write(text.ToString())}")
            : (text.ToString(), null),
    };

    /// <summary>Whether the value was written bare.</summary>
    public static bool IsBare(ReadOnlySpan<char> text) => text[0] is not ('\'' or '"');

    /// <summary>Why YAML would not read a bare value unchanged; null if it would.</summary>
    public static string? BareFault(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(Unprintable)) return "has a character that cannot be seen";
        if (Indicators.Contains(text[0])) return $"begins with {text[0]}";
        if (text[0] is '-' or '?' or ':' && (text.Length == 1 || text[1] == ' ')) return $"begins with {text[0]} and a space";
        if (text.IndexOf(": ") >= 0 || text[^1] == ':') return "has a colon before a space";
        return text.IndexOf(" #") >= 0 ? "has a # after a space" : null;
    }

    private static (string?, string?) ReadSingle(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '\'') value.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '\'') value.Append(text[i++]);
            else if (i == text.Length - 1) return (value.ToString(), null);
            else return (null, "Something stands after the closing quote. A quote within the value is written twice: ''.");
        }
        return (null, "The closing quote is missing.");
    }

    private static (string?, string?) ReadDouble(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i == text.Length - 1
                    ? (value.ToString(), null)
                    : (null, "Something stands after the closing quote. A quote within the value is written \\\".");
            }
            if (text[i] != '\\')
            {
                value.Append(text[i]);
                continue;
            }
            var escape = ++i < text.Length ? text[i] : ' ';
            if (escape == 'u' && i + 4 < text.Length
                && ushort.TryParse(text.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                value.Append((char)code);
                i += 4;
            }
            else if (escape is '"' or '\\') value.Append(escape);
            else if (escape == 'n') value.Append('\n');
            else if (escape == 't') value.Append('\t');
            else return (null, "In double quotes a backslash is written \\\\. Single quotes leave TeX as it is.");
        }
        return (null, "The closing quote is missing.");
    }

    private static readonly System.Buffers.SearchValues<char> Unprintable = System.Buffers.SearchValues.Create(Controls());

    private static char[] Controls()
    {
        // Controls, the line ends of Unicode, the byte order mark and the two noncharacters do not belong in a text file.
        var all = new List<char>();
        for (var c = 0; c <= 0x9F; c++)
            if (c is < 0x20 or >= 0x7F) all.Add((char)c);
        all.AddRange(['\u2028', '\u2029', '\uFEFF', '\uFFFE', '\uFFFF']);
        return [.. all];
    }
}
