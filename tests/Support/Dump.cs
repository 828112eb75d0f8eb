// The whole contents of a database as text, to show that nothing has changed, or that something is gone everywhere.
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Support;

/// <summary>Reads the file directly, as another program would.</summary>
internal static class Dump
{
    /// <summary>Every row of every table, one line each with its table's name; the first line is the count of write transactions.</summary>
    public static string Of(Site site)
    {
        using var connection = new SqliteConnection($"Data Source={site.DatabasePath};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var text = new StringBuilder();
        Write(connection, "PRAGMA user_version", "user_version", text);
        foreach (var table in Tables(connection)) Write(connection, $"SELECT * FROM {table} ORDER BY 1, 2", table, text);
        return text.ToString();
    }

    /// <summary>The tables' names, without SQLite's own table of ids.</summary>
    public static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence' ORDER BY name";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    private static void Write(SqliteConnection connection, string query, string name, StringBuilder text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            text.Append(name);
            for (var i = 0; i < reader.FieldCount; i++)
                text.Append('|').Append(reader.GetValue(i) is byte[] bytes
                    ? Convert.ToHexString(bytes)
                    : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture));
            text.Append('\n');
        }
    }
}
