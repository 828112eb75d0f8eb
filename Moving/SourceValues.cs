// Turns a stored value into what its column means, or says in a phrase why it is none: SQLite keeps any type in any column.
using System.Globalization;

namespace MathsSoc.Moving;

/// <summary>Reads single values. A text in a column of numbers is a fault of the row, never an exception.</summary>
internal static class SourceValues
{
    private const int MaxFraction = 6;

    /// <summary>The value in the column's own type (long, string, bool, <see cref="SourceTime"/>); null where it is null.</summary>
    /// <returns>A phrase on what is wrong with it; null if nothing is.</returns>
    public static string? Read(SourceColumn column, object stored, out object? value)
    {
        value = null;
        if (stored is DBNull) return column.MayBeNull ? null : $"{column.Name} is empty";
        value = column.Kind switch
        {
            SourceKind.Whole => stored as long?,
            SourceKind.Yes => stored is 0L or 1L ? stored is 1L : null,
            SourceKind.Instant => stored is string text ? Instant(text) : null,
            _ => stored is string text ? Clean(text) : null,
        };
        return value is not null ? null : column.Kind switch
        {
            SourceKind.Whole => $"{column.Name} is no whole number",
            SourceKind.Yes => $"{column.Name} is neither yes nor no",
            SourceKind.Instant => $"{column.Name} is no time",
            _ => $"{column.Name} is no text",
        };
    }

    /// <summary><c>2026-11-10 09:00:00</c> or the same with up to six digits of a second; null for anything else.</summary>
    public static SourceTime? Instant(string text)
    {
        if (text.Length is < 19 or > 26) return null;
        if (!DateTime.TryParseExact(
            text.AsSpan(0, 19), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        // Of the year 1 or 9999 an hour earlier or later would be no date any more.
        if (local.Year is < 1971 or > 2200) return null;
        if (text.Length == 19) return new SourceTime(local, 0);
        var digits = text.AsSpan(20);
        if (text[19] != '.' || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var fraction)) return null;
        for (var i = digits.Length; i < MaxFraction; i++) fraction *= 10;
        return new SourceTime(local, fraction);
    }

    /// <summary>The text without control characters but for tabs and line breaks: no page could show them.</summary>
    public static string Clean(string text)
    {
        foreach (var letter in text)
            if (IsUnwanted(letter)) return string.Concat(text.Where(static letter => !IsUnwanted(letter)));
        return text;
    }

    private static bool IsUnwanted(char letter) => char.IsControl(letter) && letter is not ('\t' or '\n' or '\r');
}
