// Writes iCalendar lines by RFC 5545: escaped text, lines folded at 75 octets, CRLF.
using System.Globalization;
using System.Text;

namespace MathsSoc.Pages;

/// <summary>Collects lines; see RFC 5545, 3.1 for the form of a line and 3.3.11 for text.</summary>
internal sealed class IcsWriter
{
    /// <summary>The most octets of a line, without its CRLF.</summary>
    private const int MaxOctets = 75;

    private readonly StringBuilder text = new();

    /// <summary>A line whose value is written as it is: a date, a number, a name of the standard.</summary>
    public void Line(string name, string value) => Fold($"{name}:{value}");

    /// <summary>A line of text that somebody typed.</summary>
    public void Text(string name, string value) => Fold($"{name}:{Escape(value)}");

    /// <summary>An instant in UTC, so that no reader needs to know when clocks change.</summary>
    public void Instant(string name, long unixSeconds) => Line(name,
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    /// <summary>A day, which is the same day wherever the reader is.</summary>
    public void Day(string name, DateOnly day) =>
        Line($"{name};VALUE=DATE", day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    /// <summary>All lines.</summary>
    public override string ToString() => text.ToString();

    /// <summary>
    /// A line break becomes \n, also one that only some readers take for a line break; other control characters are removed, because the
    /// standard has no way to write them.
    /// </summary>
    private static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length + 8);
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            if (c == '\n') escaped.Append("\\n");
            else if (c is '\\' or ';' or ',') escaped.Append('\\').Append(c);
            else if (c == '\t' || !char.IsControl(c)) escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>A continued line begins with a space, which counts among its octets. No character is cut in two.</summary>
    private void Fold(string line)
    {
        if (line.Length <= MaxOctets && Ascii.IsValid(line))
        {
            text.Append(line).Append("\r\n");
            return;
        }
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            octets += rune.Utf8SequenceLength;
            text.Append(rune);
        }
        text.Append("\r\n");
    }
}
