// Reads the text that pg_dump writes, with COPY or with INSERT, statement by statement. None of it is run: values of known tables are kept.
using System.Data.Common;

namespace MathsSoc.Moving;

/// <summary>What was found.</summary>
/// <param name="Unknown">Tables and columns that are not known.</param>
/// <param name="Refusal">A sentence if the text cannot be used; otherwise null.</param>
/// <param name="IsDump">Whether there is any statement in it that a dump has.</param>
public sealed record DumpReading(IReadOnlyCollection<string> Unknown, string? Refusal, bool IsDump);

/// <summary>Reads one dump.</summary>
public sealed class DumpReader
{
    private const int MaxColumns = 200;

    private readonly DumpBytes bytes;
    private readonly DumpLexer lexer;
    private readonly DumpTables tables;

    /// <summary>The columns in the order of CREATE TABLE, by place and table.</summary>
    private readonly Dictionary<string, List<string>> declared = new(StringComparer.Ordinal);

    private string database = "", schema = "";
    private bool isDump;

    private DumpReader(Stream text, DbConnection into)
    {
        bytes = new DumpBytes(text);
        lexer = new DumpLexer(bytes);
        tables = new DumpTables(into);
    }

    /// <summary>Reads <paramref name="text"/> to its end and fills the known tables into an empty database.</summary>
    public static DumpReading Read(Stream text, DbConnection into)
    {
        var reader = new DumpReader(text, into);
        reader.ReadStatements();
        return new DumpReading(reader.tables.Unknown, reader.lexer.Refusal, reader.isDump);
    }

    private void ReadStatements()
    {
        var frame = new DumpFrame(bytes);
        bytes.SkipMark();
        while (lexer.Refusal is null)
        {
            if (!frame.SkipToStatement(ref database)) break;
            lexer.KeepsTexts = true;
            lexer.Next();
            if (lexer.Is("copy")) Copy();
            else if (lexer.Is("insert")) Insert();
            else if (lexer.Is("create")) Create();
            else if (lexer.Is("set")) Set();
            else Skip();
        }
        if (lexer.Refusal is null && !frame.IsWhole) lexer.Refuse("its last line, “PostgreSQL database dump complete”, is missing, so it "
            + "is half a dump. Make it again, and copy all of it.");
    }

    /// <summary>Passes over the rest of a statement.</summary>
    private void Skip()
    {
        lexer.KeepsTexts = false;
        while (!lexer.Is(";") && lexer.Kind != DumpToken.End) lexer.Next();
        if (lexer.Kind == DumpToken.End) lexer.RefuseThis("");
    }

    private void Set()
    {
        lexer.Next();
        var name = lexer.Value;
        lexer.Next();
        lexer.Next();
        var value = lexer.Value;
        if (name == "standard_conforming_strings") lexer.HasEscapes = value.Equals("off", StringComparison.OrdinalIgnoreCase);
        // Dumps of before 2018 name a schema here, and tables without one.
        else if (name == "search_path" && lexer.Kind is DumpToken.Word or DumpToken.Name) schema = value;
        else if (name == "client_encoding") SetEncoding(value);
        Skip();
    }

    private void SetEncoding(string name)
    {
        isDump = true;
        if (name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is "UTF8" or "UNICODE") return;
        lexer.Refuse($"it is written in {(name.Length > 40 ? name[..40] : name)}, and only UTF8 is read: make it again with "
            + "pg_dump --encoding UTF8.");
    }

    private void Create()
    {
        lexer.Next();
        while (lexer.Is("unlogged") || lexer.Is("temporary") || lexer.Is("temp")) lexer.Next();
        if (lexer.Is("table"))
        {
            isDump = true;
            lexer.Next();
            while (lexer.Is("if") || lexer.Is("not") || lexer.Is("exists")) lexer.Next();
            var (table, place) = ReadTable();
            if (lexer.Is("(") && tables.IsKnown(table))
            {
                var columns = ReadDefinitions();
                declared[$"{place}.{table}"] = columns;
                Check(tables.Declare(table, place, columns));
            }
        }
        Skip();
    }

    /// <summary>The first word of each definition between the brackets, but for constraints.</summary>
    private List<string> ReadDefinitions()
    {
        var columns = new List<string>();
        var (depth, isFirst) = (0, false);
        do
        {
            if (isFirst && depth == 1 && (lexer.Kind == DumpToken.Name || (lexer.Kind == DumpToken.Word
                && lexer.Value is not ("constraint" or "primary" or "unique" or "check" or "foreign" or "exclude" or "like"))))
                AddColumn(columns);
            isFirst = depth == 1 && lexer.Is(",");
            if (lexer.Is("(")) isFirst = ++depth == 1;
            else if (lexer.Is(")")) depth--;
            lexer.Next();
        }
        while (depth > 0 && lexer.Kind != DumpToken.End);
        return columns;
    }

    private void Insert()
    {
        isDump = true;
        lexer.Next();
        lexer.Next();
        var (table, place) = ReadTable();
        if (!tables.IsKnown(table))
        {
            Skip();
            return;
        }
        var columns = lexer.Is("(") ? ReadColumns() : declared.GetValueOrDefault($"{place}.{table}");
        while (lexer.Is("overriding") || lexer.Is("system") || lexer.Is("user") || lexer.Is("value")) lexer.Next();
        if (columns is null)
            lexer.RefuseThis($"its INSERT lines for the table “{table}” do not name the columns, and no CREATE TABLE does. Make it again "
                + "with pg_dump --column-inserts.");
        else if (!lexer.Is("values")) lexer.RefuseThis($"line {lexer.Line:N0} is no INSERT that pg_dump writes.");
        else
        {
            Check(tables.Declare(table, place, columns));
            using var rows = tables.Fill(table, columns);
            new DumpValues(lexer).Read(rows, table);
        }
        Skip();
    }

    private void Copy()
    {
        isDump = true;
        lexer.Next();
        var (table, place) = ReadTable();
        var columns = lexer.Is("(") ? ReadColumns() : declared.GetValueOrDefault($"{place}.{table}");
        var hasRows = lexer.Is("from");
        lexer.Next();
        hasRows &= lexer.Is("stdin");
        lexer.Next();
        var isPlain = lexer.Is(";");
        Skip();
        if (!hasRows || lexer.Refusal is not null) return;
        if (!tables.IsKnown(table)) CopyRows.Skip(bytes, lexer, table);
        else if (!isPlain || columns is null)
            lexer.Refuse($"line {lexer.Line:N0} is no COPY that pg_dump writes. Make the dump with pg_dump, without a format.");
        else
        {
            Check(tables.Declare(table, place, columns));
            if (lexer.Refusal is not null) return;
            using var rows = tables.Fill(table, columns);
            CopyRows.Read(bytes, lexer, rows, table);
        }
    }

    /// <summary>A table's name, and the database and schema in which it is.</summary>
    private (string Table, string Place) ReadTable()
    {
        if (lexer.Is("only")) lexer.Next();
        var names = new List<string> { lexer.Value };
        lexer.Next();
        while (lexer.Is(".") && names.Count < 3)
        {
            lexer.Next();
            names.Add(lexer.Value);
            lexer.Next();
        }
        var owner = names.Count > 1 ? names[^2] : schema;
        return (names[^1], database.Length == 0 ? owner : $"{database}.{owner}");
    }

    private List<string> ReadColumns()
    {
        var columns = new List<string>();
        for (lexer.Next(); !lexer.Is(")") && lexer.Kind != DumpToken.End; lexer.Next())
            if (lexer.Kind is DumpToken.Word or DumpToken.Name) AddColumn(columns);
        lexer.Next();
        return columns;
    }

    private void AddColumn(List<string> columns)
    {
        if (columns.Count == MaxColumns) lexer.Refuse($"line {lexer.Line:N0} has a table of more than {MaxColumns} columns.");
        else columns.Add(lexer.Value);
    }

    private void Check(string? refusal)
    {
        if (refusal is not null) lexer.Refuse(refusal);
    }
}
