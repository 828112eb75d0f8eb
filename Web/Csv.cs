// Reads and writes tables as spreadsheets exchange them (RFC 4180): pure, bounded, and safe to open in a spreadsheet.
using System.Text;
using System.Text.RegularExpressions;
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>One row of a table. <c>Number</c> is the line on which it begins, counted from 1 as an editor does.</summary>
public sealed record CsvRow(int Number, IReadOnlyList<string> Cells);

/// <summary>A table that was read. <c>Problem</c> names the line and says why it could not be read; null if it could.</summary>
public sealed record CsvTable(IReadOnlyList<CsvRow> Rows, string? Problem);

/// <summary>Reads and writes comma-separated values.</summary>
public static partial class Csv
{
    private const int MaxCells = 50;
    private const int LongestCell = 1000;

    // The characters of Windows-1252 where Latin-1 has control characters, above all the curly quote of O’Brien. '\0' where it has none.
    private const string Windows1252 = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

    // A spreadsheet calculates a cell that begins like this instead of showing it; the last four are wide forms that some spreadsheets
    // treat the same.
    private const string FormulaStarts = "=+-@＝＋－＠";

    // Where another spreadsheet may begin a cell: one set to semicolons does not see the quotation marks that open after a comma.
    private const string OtherSeparators = ";\t\r\n";

    private const int LooksAhead = 6; // lines that tell the separator

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
    /// The rows that are not empty: one of headings, at most <paramref name="titleRows"/> above it and <paramref name="mostRows"/> below
    /// it. Cells are trimmed. The separator is the one of comma, semicolon and tab that most of the first lines have, unless a line before
    /// them names the separator (<c>sep=;</c>, as some spreadsheets write and read it, also in quotation marks).
    /// </summary>
    public static CsvTable Parse(string text, int mostRows, int titleRows = 0)
    {
        var rows = new List<CsvRow>();
        var cells = new List<string>();
        var (at, line, firstLine) = (text.StartsWith('\uFEFF') ? 1 : 0, 1, 1);
        char separator;
        if (SeparatorLine().Match(text, at) is { Success: true } named)
        {
            separator = named.Groups["sign"].ValueSpan[0];
            at += named.Length;
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
            if (rows.Count > titleRows + 1 + mostRows) return Unreadable(TooManyRows(mostRows));
        }
        return new CsvTable(rows, null);
    }

    /// <summary>The sentence about a list that is too long.</summary>
    public static string TooManyRows(int most) => $"There are more than {most} rows. Split the list and send one part after the other.";

    /// <summary>
    /// Adds a row to a file. What a spreadsheet would calculate, a cell or what follows a semicolon, tab or line break in it, is prefixed
    /// with an apostrophe; a cell with a comma, a quotation mark or a line break is quoted.
    /// </summary>
    public static void AppendRow(StringBuilder file, params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) file.Append(',');
            var cell = Guard(cells[i]);
            if (cell.AsSpan().IndexOfAny(",;\"\r\n\t'") < 0) file.Append(cell);
            else file.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        file.Append("\r\n");
    }

    /// <summary>
    /// Whether a spreadsheet would calculate this instead of showing it. Spaces, quotation marks and characters that cannot be seen do not
    /// always keep it from that.
    /// </summary>
    public static bool IsFormula(ReadOnlySpan<char> cell) =>
        cell.TrimStart('\'') is ['\t' or '\r' or '\n', ..] || BeginsFormula(cell);

    /// <summary>
    /// The cell without the apostrophes that <see cref="AppendRow"/> put into it, or the text of a cell that is kept as text by a formula
    /// (<c>="009"</c>, as school information systems write it).
    /// </summary>
    public static string Unguard(string cell)
    {
        if (QuotedText().Match(cell) is { Success: true } quoted)
            return quoted.Groups["text"].Value.Replace("\"\"", "\"", StringComparison.Ordinal).Trim();
        if (!cell.Contains('\'', StringComparison.Ordinal)) return cell;
        var text = new StringBuilder(cell.Length);
        for (var at = 0; at < cell.Length; at++)
            if (cell[at] != '\'' || !IsCalculated(cell, at, at + 1)) text.Append(cell[at]);
        return text.ToString();
    }

    private static string Guard(string cell)
    {
        if (!IsFormula(cell) && cell.AsSpan().IndexOfAny(OtherSeparators) < 0) return cell;
        var text = new StringBuilder(cell.Length + 4);
        for (var at = 0; at < cell.Length; at++)
        {
            if (IsCalculated(cell, at, at)) text.Append('\'');
            text.Append(cell[at]);
        }
        return text.ToString();
    }

    /// <summary>
    /// Whether a spreadsheet may begin a cell at <paramref name="at"/> and would calculate the text after <paramref name="from"/>. White
    /// space at the beginning is guarded as a whole.
    /// </summary>
    private static bool IsCalculated(string cell, int at, int from) => at == 0
        ? IsFormula(cell.AsSpan(from))
        : OtherSeparators.Contains(cell[at - 1], StringComparison.Ordinal)
            && cell.AsSpan(0, at).IndexOfAnyExcept(" '\t\r\n") >= 0
            && BeginsFormula(cell.AsSpan(from));

    private static bool BeginsFormula(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && !OtherSeparators.Contains(text[0], StringComparison.Ordinal))
        {
            if (FormulaStarts.Contains(text[0], StringComparison.Ordinal)) return true;
            if (text[0] is not ('"' or '\'') && !LineText.BeginsUnseen(text)) return false;
            text = text[(char.IsHighSurrogate(text[0]) && text.Length > 1 ? 2 : 1)..];
        }
        return false;
    }

    [GeneratedRegex("""^="(?<text>([^"]|"")*)"$""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedText();

    [GeneratedRegex("""\G"?sep=(?<sign>[,;\t])"?[,;\t ]*(?=[\r\n])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorLine();

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

    /// <summary>
    /// The sign that most of the first lines have outside quotation marks; of two, the one that lines below each other have equally often,
    /// and then the one that there is more of.
    /// </summary>
    private static char FindSeparator(string text)
    {
        const string Signs = ",;\t";
        var best = (Lines: 0, Pairs: 0, Total: 0, Sign: ',');
        foreach (var sign in Signs)
        {
            var (lines, pairs, total) = (0, 0, 0);
            var before = 0;
            foreach (var count in CountInLines(text.AsSpan().TrimStart("\uFEFF\r\n "), sign))
            {
                if (count > 0) lines++;
                if (count > 0 && count == before) pairs++;
                (before, total) = (count, total + count);
            }
            if ((lines, pairs, total).CompareTo((best.Lines, best.Pairs, best.Total)) > 0) best = (lines, pairs, total, sign);
        }
        return best.Sign;
    }

    /// <summary>How often a sign stands outside quotation marks in each of the first lines that are not empty.</summary>
    private static List<int> CountInLines(ReadOnlySpan<char> text, char sign)
    {
        var (counts, count, isQuoted, isEmpty) = (new List<int>(LooksAhead), 0, false, true);
        foreach (var letter in text)
        {
            if (letter == '"') isQuoted = !isQuoted;
            if (letter == sign && !isQuoted) count++;
            if (isQuoted || letter is not ('\r' or '\n'))
            {
                isEmpty = false;
                continue;
            }
            if (!isEmpty) counts.Add(count);
            (count, isEmpty) = (0, true);
            if (counts.Count == LooksAhead) return counts;
        }
        counts.Add(count);
        return counts;
    }
}
