// Reads and writes tables as spreadsheets exchange them (RFC 4180): pure, bounded, and safe to open in a spreadsheet.
using System.Text;

namespace MathsSoc.Web;

/// <summary>One row of a table. <c>Number</c> is the line on which it begins, counted from 1 as an editor does.</summary>
public sealed record CsvRow(int Number, IReadOnlyList<string> Cells);

/// <summary>A table that was read. <c>Problem</c> names the line and says why it could not be read; null if it could.</summary>
public sealed record CsvTable(IReadOnlyList<CsvRow> Rows, string? Problem);

/// <summary>Reads and writes comma-separated values.</summary>
public static class Csv
{
    private const int MaxCells = 50;
    private const int LongestCell = 1000;

    // The characters of Windows-1252 where Latin-1 has control characters, above all the curly quote of O’Brien. '\0' where it has none.
    private const string Windows1252 = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

    // A spreadsheet calculates a cell that begins like this instead of showing it; the last four are wide forms that some spreadsheets
    // treat the same.
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    /// <summary>
    /// The text of a file: UTF-8 or UTF-16 by their byte order marks, UTF-8 if the bytes are valid UTF-8, otherwise Windows-1252, which
    /// Excel still writes.
    /// </summary>
    public static string Decode(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        if (bytes is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        var text = new StringBuilder(bytes.Length);
        foreach (var one in bytes)
            text.Append(one is >= 0x80 and <= 0x9F && Windows1252[one - 0x80] is var letter and not '\0' ? letter : (char)one);
        return text.ToString();
    }

    /// <summary>
    /// The rows that are not empty: one of headings and at most <paramref name="mostRows"/> below it. Cells are trimmed. The separator is
    /// the one of comma, semicolon and tab that the first line has most of, unless a line before it names the separator
    /// (<c>sep=;</c>, as some spreadsheets write and read it).
    /// </summary>
    public static CsvTable Parse(string text, int mostRows)
    {
        var rows = new List<CsvRow>();
        var cells = new List<string>();
        var (at, line, firstLine) = (text.StartsWith('\uFEFF') ? 1 : 0, 1, 1);
        char separator;
        if (text.AsSpan(at).StartsWith("sep=", StringComparison.OrdinalIgnoreCase)
            && at + 5 < text.Length
            && text[at + 4] is ',' or ';' or '\t'
            && text[at + 5] is '\r' or '\n')
        {
            separator = text[at + 4];
            at += 5;
            SkipLineEnd(text, ref at);
            line = firstLine = 2;
        }
        else separator = FindSeparator(text);
        while (at < text.Length)
        {
            if (ReadCell(text, separator, ref at, ref line, out var cell) is { } problem) return Unreadable(problem);
            if (cell.Length > LongestCell)
            {
                return Unreadable($"Line {firstLine}: a cell has more than {LongestCell} characters. "
                    + "Is a quotation mark missing somewhere above?");
            }
            if (cells.Count == MaxCells)
                return Unreadable($"Line {firstLine}: there are more than {MaxCells} columns. Remove those that are not needed.");
            cells.Add(cell);
            if (at < text.Length && text[at] == separator)
            {
                at++;
                // A separator at the very end leaves one more empty cell, which does not matter.
                if (at < text.Length) continue;
            }
            else SkipLineEnd(text, ref at);
            line = EndRow(rows, cells, firstLine, line);
            firstLine = line;
            if (rows.Count > mostRows + 1)
                return Unreadable($"There are more than {mostRows} rows. Split the list and send one part after the other.");
        }
        return new CsvTable(rows, null);
    }

    /// <summary>
    /// Adds a row to a file. A cell that a spreadsheet would calculate is prefixed with an apostrophe; one with a comma, a quotation mark
    /// or a line break is quoted.
    /// </summary>
    public static void AppendRow(StringBuilder file, params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) file.Append(',');
            var cell = IsFormula(cells[i]) ? "'" + cells[i] : cells[i];
            if (cell.AsSpan().IndexOfAny(",;\"\r\n\t'") < 0) file.Append(cell);
            else file.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        file.Append("\r\n");
    }

    /// <summary>Whether a spreadsheet would calculate this instead of showing it.</summary>
    public static bool IsFormula(string cell) => cell.Length > 0 && FormulaStarts.Contains(cell[0], StringComparison.Ordinal);

    /// <summary>The cell without the apostrophe that <see cref="AppendRow"/> put before it.</summary>
    public static string Unguard(string cell) => cell.Length > 1 && cell[0] == '\'' && IsFormula(cell[1..]) ? cell[1..] : cell;

    /// <summary>
    /// Reads the cell that begins at <paramref name="at"/> up to its separator or line end; returns what is wrong with it, or null.
    /// </summary>
    private static string? ReadCell(string text, char separator, ref int at, ref int line, out string cell)
    {
        cell = "";
        while (at < text.Length && text[at] == ' ' && separator != ' ') at++;
        if (at == text.Length || text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
            end = end < 0 ? text.Length : at + end;
            cell = text[at..end].Trim();
            at = end;
            return null;
        }
        var (opened, content) = (line, new StringBuilder());
        for (at++; ; at++)
        {
            if (at == text.Length) return $"Line {opened}: a quotation mark is opened and never closed.";
            if (text[at] == '\n' || (text[at] == '\r' && !(at + 1 < text.Length && text[at + 1] == '\n'))) line++;
            if (text[at] == '"' && !(at + 1 < text.Length && text[at + 1] == '"')) break;
            if (text[at] == '"') at++;
            content.Append(text[at]);
        }
        at++;
        while (at < text.Length && text[at] == ' ') at++;
        if (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
            return $"Line {line}: there is something after a closing quotation mark. Inside quotation marks, write each one twice.";
        cell = content.ToString().Trim();
        return null;
    }

    private static CsvTable Unreadable(string problem) => new([], problem);

    private static void SkipLineEnd(string text, ref int at)
    {
        if (at < text.Length && text[at] == '\r') at++;
        if (at < text.Length && text[at] == '\n') at++;
    }

    /// <summary>Keeps the row unless all its cells are empty; returns the number of the next line.</summary>
    private static int EndRow(List<CsvRow> rows, List<string> cells, int firstLine, int line)
    {
        if (cells.Exists(cell => cell.Length > 0)) rows.Add(new CsvRow(firstLine, cells.ToArray()));
        cells.Clear();
        return line + 1;
    }

    private static char FindSeparator(string text)
    {
        var (commas, semicolons, tabs, isQuoted) = (0, 0, 0, false);
        foreach (var letter in text.AsSpan().TrimStart("\uFEFF\r\n "))
        {
            if (letter == '"') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (letter is '\r' or '\n') break;
            if (letter == ',') commas++;
            else if (letter == ';') semicolons++;
            else if (letter == '\t') tabs++;
        }
        return tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }
}
