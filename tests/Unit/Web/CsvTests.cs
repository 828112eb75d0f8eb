// CSV files as spreadsheets write them, and files that are made to break the reader or the next spreadsheet.
using System.Diagnostics;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Tests.Unit.Web;

public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\nc,d")]
    [InlineData("a;b\r\nc;d\r\n")]
    [InlineData("a\tb\rc\td")]
    [InlineData("\uFEFFa,b\n\n  \nc,d\n,\n")]
    [InlineData("\"a\",\"b\"\n\"c\" , \"d\"")]
    [InlineData("a , b\n c,d")]
    public void However_it_is_written_it_is_the_same_table(string text) => Assert.Equal("a|b / c|d", Read(text));

    [Fact]
    public void Quoted_cells_may_hold_separators_quotes_and_lines()
    {
        Assert.Equal("name|note / Byron, Ada|says \"hello\"\nand goes", Read("name,note\n\"Byron, Ada\",\"says \"\"hello\"\"\nand goes\""));
        Assert.Equal("6\"|x", Read("6\",x"));
        // The separator is found in the first line; characters in quotation marks are not separators.
        Assert.Equal("a;b;c|d", Read("\"a;b;c\",d"));
    }

    [Fact]
    public void A_row_says_where_it_begins()
    {
        var rows = Csv.Parse("name\n\n\"a\nb\"\r\nc\n", 10).Rows;
        Assert.Equal([1, 3, 5], rows.Select(row => row.Number));
    }

    [Theory]
    [InlineData("name\n\"Ada", "Line 2: a quotation mark is opened")]
    [InlineData("name\n\"Ada\"x", "Line 2: there is something after")]
    [InlineData("name\na\nb\nc\nd\ne", "more than 4 rows")]
    public void What_cannot_be_read_is_said_with_its_line(string text, string problem) =>
        Assert.Contains(problem, Csv.Parse(text, 4).Problem, StringComparison.Ordinal);

    [Fact]
    public void Rows_columns_and_cells_are_bounded()
    {
        Assert.Contains("columns", Csv.Parse(new string(',', 100), 4).Problem, StringComparison.Ordinal);
        Assert.Contains("characters", Csv.Parse(new string('x', 2000), 4).Problem, StringComparison.Ordinal);
        Assert.Contains("rows", Csv.Parse(string.Concat(Enumerable.Repeat("x\n", 300_000)), 1000).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_sent_it_answers_soon_and_never_throws()
    {
        var random = new Random(20261110);
        const string Letters = "\",;\t\r\n \0=a\uFEFF\uD800é";
        for (var run = 0; run < 3000; run++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => Letters[random.Next(Letters.Length)])]);
            var table = Csv.Parse(text, 5);
            Assert.True(table.Problem is not null || table.Rows.Count <= 6, text);
        }
        var started = Stopwatch.GetTimestamp();
        string[] hostile =
        [
            new string('"', 300_000),
            string.Concat(Enumerable.Repeat("\"\",", 100_000)),
            new string('\n', 300_000),
            "\"" + new string('\r', 299_999),
        ];
        foreach (var text in hostile) Csv.Parse(text, 1000);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")", "\"'=HYPERLINK(\"\"http://evil.example\"\")\"")]
    [InlineData("+44 20", "\"'+44 20\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("\u200B=1", "'\u200B=1")]
    [InlineData("\uFEFF@x", "'\uFEFF@x")]
    [InlineData(" =1", "' =1")]
    [InlineData("\u00A0\u00AD-1", "'\u00A0\u00AD-1")]
    [InlineData("a;=1", "\"a;'=1\"")]
    [InlineData("a; \u200E+1", "\"a;' \u200E+1\"")]
    [InlineData("a;\"=1\"", "\"a;'\"\"=1\"\"\"")]
    [InlineData("a\t-1;@x", "\"a\t'-1;'@x\"")]
    [InlineData("a\n＝1", "\"a\n'＝1\"")]
    [InlineData("a;b, c-d", "\"a;b, c-d\"")]
    [InlineData("O'Brien", "\"O'Brien\"")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"")]
    [InlineData("Ada Byron", "Ada Byron")]
    [InlineData("", "")]
    public void A_spreadsheet_shows_every_cell_and_calculates_none(string cell, string written)
    {
        var file = new StringBuilder();
        Csv.AppendRow(file, cell, "end");
        Assert.Equal(written.StartsWith('\'') ? $"\"{written}\",end\r\n" : written + ",end\r\n", file.ToString());
    }

    [Theory]
    [InlineData("=\"009\"", "009")]
    [InlineData("=\"a \"\"b\"\"\"", "a \"b\"")]
    [InlineData("=\"a\"&\"b\"", "=\"a\"&\"b\"")]
    [InlineData("'=1", "=1")]
    [InlineData("'tis", "'tis")]
    public void Text_that_a_spreadsheet_keeps_by_a_formula_is_read_as_text(string cell, string expected) =>
        Assert.Equal(expected, Csv.Unguard(cell));

    [Theory]
    [InlineData("Class 9B\nName;Year\nAda;9", "Class 9B / Name|Year / Ada|9")]
    [InlineData("Class 9B, autumn\n\nName;Year\nByron, Ada;9", "Class 9B, autumn / Name|Year / Byron, Ada|9")]
    [InlineData("\"sep=;\"\na;b,c", "a|b,c")]
    [InlineData("sep=;;;\r\na;b,c", "a|b,c")]
    public void The_separator_is_found_below_a_title_and_in_quotation_marks(string text, string table) => Assert.Equal(table, Read(text));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("'=1+1")]
    [InlineData("=\"009\"")]
    [InlineData("a;=1;'-2\n@x")]
    [InlineData("a;'b")]
    [InlineData("O'Brien")]
    [InlineData("'quoted'")]
    [InlineData("a;b,c\"d\ne")]
    public void What_is_written_is_read_again_as_it_was(string cell)
    {
        var file = new StringBuilder();
        Csv.AppendRow(file, cell, "end");
        Assert.Equal(cell, Csv.Unguard(Csv.Parse(file.ToString(), 1).Rows[0].Cells[0]));
    }

    [Fact]
    public void A_file_is_decoded_as_it_was_encoded()
    {
        const string Text = "name\nZoë O’Brien";
        Assert.Equal(Text, Csv.Decode(Encoding.UTF8.GetBytes("\uFEFF" + Text)));
        Assert.Equal(Text, Csv.Decode(Encoding.UTF8.GetBytes(Text)));
        Assert.Equal(Text, Csv.Decode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)]));
        Assert.Equal(Text, Csv.Decode([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)]));
        // Excel in western Europe.
        Assert.Equal(Text, Csv.Decode([.. "name\nZo"u8, 0xEB, .. " O"u8, 0x92, .. "Brien"u8]));
        Assert.Equal("", Csv.Decode([]));
    }

    private static string Read(string text)
    {
        var table = Csv.Parse(text, 100);
        Assert.Null(table.Problem);
        return string.Join(" / ", table.Rows.Select(row => string.Join('|', row.Cells)));
    }
}
