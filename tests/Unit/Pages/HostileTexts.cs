// Texts of the greatest length that cost a Markdown reader the most: one repeated piece, two in turn, one after another, and tables.
using System.Text;

namespace MathsSoc.Tests.Unit.Pages;

public static class HostileTexts
{
    private const int Length = 100_000;

    // Everything that opens or closes something in Markdown, and what looks like it in other dialects.
    private static readonly string[] Pieces =
    [
        ">", "> ", "[", "![", "[a](", "[a](b", "[a](<b", "[a](b \"", "*", "_", "*a **b ", "**a_b ", "* a", "a**b", "*_", "_a ", "- ", "1. ",
        "> - ", "- > ", "- - - - ", "* * ", "+ a\n", "1) a\n", "|", "|:", "a|", "|a\n", "| a | b |\n", "`", "`a``", "<", "<a ", "<a",
        "</a>", "<!--", "<?", "<![CDATA[", "<http://a", "<a@b", "<a@b.c>", "&", "&#", "&amp;", "&a", "\\", "\\*", "**\\", "\\__",
        "* - ", "[]", "[][", "[a][", "[a]", "](", "][", "]",
        "[[[[", "[^a]", "[^a]: b\n", "*[a]: b\n", "[a]: u\n", "[a]: u \"t\n", "[a]:\n", "[a]\n", "![a]", "![a](b)", "# a\n", "#", "~~~\n",
        "```\n", "``` a\n", "~~", "~~a", "^^", "^a^", "==", "++a++", ":::", ":a:", "{", "{a}", "a\n", "a\n=\n", "a\n-\n", "---\n", "***\n",
        "$", "$$", "$a ", "$a$", "$$a", "$$a\n", "$\\$", "\\$", "$$\n\n", "${", "$\\frac{", "{{{{", "\t", " ", "  \n", "\n", "\r", "\r\n",
        "\0", "\u202E", "\u00A0", "\"", "'", "+", "\uE000", "\ud83d\ude00", "a|b\n-|-\n", "-|-\n", "|-|\n", "    a\n", "- a\n\n", "> a\n",
        "> a\n\n", ">\n", "-\n", "- a\n  - b\n", "https://a.bc ", "www.a.bc ", "*a*", "**a** ", "_a_ ", "a_b", "*a_b*c_",
    ];

    /// <summary>Each with a name that can stand in a list of tests.</summary>
    public static IEnumerable<(string Name, string Text)> All()
    {
        foreach (var piece in Pieces) yield return ("repeated: " + piece, Times(piece, Length));
        // Containers that stay open to the end of the paragraph, and then many pieces that walk through them.
        foreach (var opens in (string[])["*a ", "_a ", "[", "![", "a|", "**a "])
            foreach (var then in (string[])["\\a", "a\n", "&amp;", "`a` ", "$a$ ", "[a]", "<a@b.c>", "*a* ", "a* ", "]", "a|", "](b) "])
                yield return ($"2,000 {opens} and then {then}", Times(opens, 2000 * opens.Length) + Times(then, 60_000));
        foreach (var start in (string[])["> ", "- ", "> - ", "1. ", "- > "])
            foreach (var then in (string[])["a\n", "\n", "- a\n", "> a\n", "    a\n", "a|b\n", "```\n", "\t\n"])
                yield return ($"40 {start} and then {then}", Times(start, 40 * start.Length) + "a\n" + Times(then, 90_000));
        foreach (var start in (string[])["> ", "- ", "1. ", "  "])
            yield return ("every line: " + start, Times(Times(start, 45 * start.Length) + "a\n", Length));
        yield return ("brackets closed", new string('[', 50_000) + new string(']', 50_000));
        yield return ("brackets closed, few", Times(new string('[', 40) + "a" + new string(']', 40) + " ", Length));
        yield return ("emphasis closed", Times("*a ", 50_000) + Times("b* ", 50_000));
        yield return ("emphasis closed, few", Times(Times("*a ", 60) + Times("b* ", 60) + "\n\n", Length));
        yield return ("emphasis in paragraphs", Times(Times("*a **b ", 4800) + "\n\n", Length));
        yield return ("closers in paragraphs", Times(Times("a* b_ ", 4800) + "\n\n", Length));
        yield return ("brackets in paragraphs", Times(Times("[a][", 4600) + "\n\n", Length));
        yield return ("backticks of every length", string.Concat(Enumerable.Range(1, 440).Select(n => new string('`', n) + " ")));
        yield return ("stairs of lists", string.Concat(Enumerable.Range(0, 440).Select(n => new string(' ', n) + "- a\n")));
        yield return ("stairs of quotes", string.Concat(Enumerable.Range(0, 440).Select(n => new string('>', n) + " a\n")));
        yield return ("definitions", string.Concat(Enumerable.Range(0, 9000).Select(n => $"[{n}]: u\n")));
        yield return ("definitions apart", string.Concat(Enumerable.Range(0, 8000).Select(n => $"[{n}]: u\n\n")));
        yield return ("definitions used", string.Concat(Enumerable.Range(0, 4000).Select(n => $"[{n}]: u\n[{n}]\n\n")));
        yield return ("a long address used often", $"[a]: /{new string('u', 50_000)}\n\n" + Times("[a] ", 49_000));
        yield return ("an address of 1,900 used often", $"[a]: /{new string('u', 1900)}\n\n" + Times("[a] ", 97_000));
        yield return ("an address of 1,900 used in paragraphs",
            $"[a]: /{new string('u', 1900)}\n\n" + Times(Times("[a] ", 2000) + "\n\n", 97_000));
        yield return ("a long title used often", $"[a]: x.png \"{new string('t', 50_000)}\"\n\n" + Times("![a]\n\n", 49_000));
        yield return ("a long label used often", $"[{new string('l', 900)}]: x\n\n" + Times($"[{new string('l', 900)}]", 98_000));
        yield return ("many links", Times("[a](b) ", 7000));
        yield return ("many links apart", Times("[a](b)\n\n", 8000));
        yield return ("links that do not end", Times("[a](", 4000) + new string('x', 90_000));
        yield return ("200 links that do not end", Times("[a](", 796) + new string('x', 99_000));
        yield return ("200 titles that do not end", Times("[a](b \"", 1393) + new string('x', 98_000));
        yield return ("200 titles in brackets that do not end", Times("[a](b (", 1393) + Times("\\(", 98_000));
        yield return ("pictures in pictures", Times("![a", 3000) + Times("](b)", 4000));
        yield return ("one long line", new string('a', Length));
        yield return ("one long cell", "a|" + new string('b', 90_000) + "\n-|-\n");
        yield return ("a wide row above short ones", Table(3000, 9000));
        foreach (var (columns, rows) in ((int, int)[])
            [(10, 20), (20, 99), (40, 49), (44, 44), (200, 9), (1900, 1), (2, 990), (1000, 2), (2, 20_000)])
            yield return ($"a table of {columns} x {rows}", Table(columns, rows));
        yield return ("tables of 40 x 45", Times(Table(40, 45) + "\n", Length));
        yield return ("tables of 2 x 2", Times("a|b\n-|-\n1|2\n\n", Length));
        yield return ("tables of 40 x 2", Times(Table(40, 2) + "\n", Length));
        yield return ("a table in a list", "- " + Table(1000, 1900).Replace("\n", "\n  ", StringComparison.Ordinal));
        yield return ("a table in a quote", "> " + Table(1000, 1900).Replace("\n", "\n> ", StringComparison.Ordinal));
        yield return ("a table with code", Times("`a` | ", 6000) + "\n" + Times("-|", 2000) + "\n" + Times("a\n", 80_000));
    }

    /// <summary>Texts of three to eight pieces repeated, always the same ones for a seed.</summary>
    public static IEnumerable<(string Name, string Text)> Random(int seed, int count)
    {
        var random = new Random(seed);
        for (; count > 0; count--)
        {
            var piece = new StringBuilder();
            for (var n = random.Next(3, 9); n > 0; n--) piece.Append(Pieces[random.Next(Pieces.Length)]);
            yield return ("repeated: " + piece, Times(piece.ToString(), Length));
        }
    }

    /// <summary>A piece repeated up to this many characters.</summary>
    public static string Times(string piece, int length) =>
        new StringBuilder(length).Insert(0, piece, length / piece.Length).ToString();

    // A heading, its dashes, and rows of one bar: Markdig fills every row up to the widest.
    private static string Table(int columns, int rows) =>
        Times("a|", 2 * columns) + "\n" + Times("-|", 2 * columns) + "\n" + Times("|b\n", 3 * rows);
}
