// A database of the earlier site as pg_dump would have written it: the same rows, by the rules of the format.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Support;

/// <summary>The three ways in which pg_dump writes rows: by default, with <c>--inserts</c>, and with <c>--column-inserts</c>.</summary>
public enum DumpForm { Copy, Inserts, ColumnInserts }

/// <summary>Reads a database that <see cref="EarlierSiteFile"/> wrote. Values that PostgreSQL could not have had are not for it.</summary>
public sealed class EarlierDump(DumpForm form, string schema = "public.", int rowsPerInsert = 1)
{
    private readonly StringBuilder text = new();

    /// <summary>The whole text.</summary>
    public string Write(string database)
    {
        text.Append("--\n-- PostgreSQL database dump\n--\n\n\\restrict aBcD\n\n-- Dumped from database version 15.14\n\n"
            + "SET statement_timeout = 0;\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n"
            + "SELECT pg_catalog.set_config('search_path', '', false);\nSET default_tablespace = '';\n\n");
        using var connection = Connections.OpenUntrusted(database);
        var tables = Read(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        foreach (var table in tables) Define((string)table[0], Columns(connection, (string)table[0]));
        text.Append($"CREATE FUNCTION {schema}f() RETURNS integer\n    LANGUAGE plpgsql\n    AS $$ BEGIN; COPY users (id) FROM stdin; "
            + "END; $$;\n\nALTER TABLE ONLY " + schema + "users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass);\n\n");
        foreach (var table in tables) Fill(connection, (string)table[0], Columns(connection, (string)table[0]));
        text.Append($"SELECT pg_catalog.setval('{schema}users_id_seq', 60, true);\n\n"
            + $"ALTER TABLE ONLY {schema}users\n    ADD CONSTRAINT pk_users PRIMARY KEY (id);\n\n"
            + "--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict aBcD\n");
        return text.ToString();
    }

    private void Define(string table, List<(string Name, string Type)> columns)
    {
        var lines = columns.Select(column => $"    {Quoted(column.Name)} {TypeOf(column.Type)}" + (column.Name == "id" ? " NOT NULL" : ""));
        text.Append(CultureInfo.InvariantCulture, $"--\n-- Name: {table}; Type: TABLE; Schema: public; Owner: flask\n--\n\n")
            .Append(CultureInfo.InvariantCulture, $"CREATE TABLE {schema}{table} (\n{string.Join(",\n", lines)}\n);\n\n\n")
            .Append(CultureInfo.InvariantCulture, $"ALTER TABLE {schema}{table} OWNER TO flask;\n\n");
    }

    private void Fill(SqliteConnection connection, string table, List<(string Name, string Type)> columns)
    {
        var names = string.Join(", ", columns.Select(column => Quoted(column.Name)));
        var rows = Read(connection, $"SELECT {string.Join(", ", columns.Select(column => $"\"{column.Name}\""))} FROM {table}");
        text.Append(CultureInfo.InvariantCulture, $"--\n-- Data for Name: {table}; Type: TABLE DATA; Schema: public; Owner: flask\n--\n\n");
        if (form == DumpForm.Copy)
        {
            text.Append(CultureInfo.InvariantCulture, $"COPY {schema}{table} ({names}) FROM stdin;\n");
            foreach (var row in rows)
                text.AppendJoin('\t', row.Select((value, place) => Field(value, columns[place].Type))).Append('\n');
            text.Append("\\.\n\n\n");
            return;
        }
        foreach (var some in rows.Chunk(rowsPerInsert))
        {
            text.Append(CultureInfo.InvariantCulture, $"INSERT INTO {schema}{table} ")
                .Append(form == DumpForm.ColumnInserts ? $"({names}) " : "").Append(rowsPerInsert == 1 ? "VALUES " : "VALUES\n\t")
                .AppendJoin(",\n\t", some.Select(row =>
                    $"({string.Join(", ", row.Select((value, place) => Literal(value, columns[place].Type)))})"))
                .Append(";\n");
        }
        text.Append("\n\n");
    }

    private static List<(string Name, string Type)> Columns(SqliteConnection connection, string table) =>
        [.. Read(connection, $"SELECT name, type FROM pragma_table_info('{table}') ORDER BY cid")
            .Select(row => ((string)row[0], (string)row[1]))];

    private static List<object[]> Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    private static string TypeOf(string type) => type switch
    {
        "DATETIME" => "timestamp without time zone",
        "BOOLEAN" => "boolean DEFAULT false",
        _ => type.Replace("VARCHAR", "character varying", StringComparison.Ordinal).ToLowerInvariant(),
    };

    private static string Quoted(string name) => name == "order" ? "\"order\"" : name;

    /// <summary>Whole seconds have no fraction there.</summary>
    private static string Plain(object value, string type) => type == "DATETIME" && ((string)value).Contains('.', StringComparison.Ordinal)
        ? ((string)value).TrimEnd('0').TrimEnd('.')
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Field(object value, string type) => value switch
    {
        DBNull => "\\N",
        long yes when type == "BOOLEAN" => yes == 1 ? "t" : "f",
        _ => Plain(value, type).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\b", "\\b", StringComparison.Ordinal).Replace("\f", "\\f", StringComparison.Ordinal)
            .Replace("\v", "\\v", StringComparison.Ordinal),
    };

    private static string Literal(object value, string type) => value switch
    {
        DBNull => "NULL",
        long yes when type == "BOOLEAN" => yes == 1 ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => $"'{Plain(value, type).Replace("'", "''", StringComparison.Ordinal)}'",
    };
}
