// Enum values as the database and forms write them, and columns that may be NULL.
using System.Data;

namespace MathsSoc.Data;

/// <summary>An enum value is stored as its name in lower case.</summary>
public static class Names
{
    /// <summary>The stored form.</summary>
    public static string Of<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The value of a stored form; the table's CHECK has already refused any other text.</summary>
    internal static T Read<T>(string text) where T : struct, Enum =>
        Parse<T>(text) ?? throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    /// <summary>The value of a text from a form or a file; null when it is none. Numbers are none.</summary>
    public static T? Parse<T>(string text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }

    /// <summary>The column's text; null for NULL.</summary>
    internal static string? Text(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>The column's number; null for NULL.</summary>
    internal static long? Number(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
