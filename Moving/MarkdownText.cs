// Collects a paragraph of Markdown: words with the marks of Markdown escaped, formulas, emphasis, and beside it the bare text.
using System.Text;

namespace MathsSoc.Moving;

/// <summary>One line of text in the making; hard breaks are within it.</summary>
/// <param name="plain">Where what a reader sees is collected, to be compared with what the Markdown becomes.</param>
internal sealed class MarkdownText(StringBuilder plain)
{
    private const string Escaped = "\\`*_[]<>$|&~";
    private const string EscapedFirst = "#+-=:";

    private readonly StringBuilder text = new();
    private bool wantsSpace;

    public bool IsEmpty => text.Length == 0;

    /// <summary>The line; nothing at its ends.</summary>
    public string Done => text.ToString().Trim();

    public void Words(string words)
    {
        foreach (var letter in words)
        {
            if (char.IsWhiteSpace(letter) || letter == '\u200B')
            {
                wantsSpace = true;
                continue;
            }
            Space();
            if (Escaped.Contains(letter, StringComparison.Ordinal)
                || (IsLineStart && EscapedFirst.Contains(letter, StringComparison.Ordinal))
                || (letter is '.' or ')' && IsNumberAtLineStart))
                text.Append('\\');
            // A digit directly behind a formula would make its dollar one of money.
            if (char.IsAsciiDigit(letter) && EndsInFormula) text.Append(' ');
            text.Append(letter);
            plain.Append(letter);
            EndsInFormula = false;
        }
    }

    public void Formula(string tex, bool isDisplay)
    {
        Space();
        if (EndsInFormula) text.Append(' ');
        var written = isDisplay ? $"$${tex}$$" : $"${tex}$";
        text.Append(written);
        plain.Append(written);
        EndsInFormula = true;
    }

    /// <summary>Markdown that is ready, of which readers see <paramref name="seen"/>.</summary>
    public void Ready(string markdown, string seen)
    {
        Space();
        text.Append(markdown);
        plain.Append(seen);
        EndsInFormula = false;
    }

    public void Break()
    {
        if (text.Length == 0) return;
        text.Append("\\\n");
        wantsSpace = EndsInFormula = false;
    }

    /// <summary>Marks what <paramref name="content"/> writes, without the spaces at its ends.</summary>
    public void Around(string mark, Action content)
    {
        var before = text.Length;
        var hadSpace = wantsSpace;
        wantsSpace = false;
        content();
        var inner = text.ToString(before, text.Length - before);
        text.Length = before;
        wantsSpace |= hadSpace && inner.Length == 0;
        if (inner.Trim().Length == 0) return;
        if (hadSpace && text.Length > 0) text.Append(text[^1] is ' ' or '\n' ? "" : " ");
        text.Append(inner[0] == '\n' ? inner : mark + inner + mark);
        EndsInFormula = false;
    }

    public void Link(string address, Action content)
    {
        var before = text.Length;
        content();
        if (text.Length == before) return;
        var inner = text.ToString(before, text.Length - before);
        var lead = inner[0] == ' ' ? " " : "";
        text.Length = before;
        text.Append($"{lead}[{inner.TrimStart(' ')}](<{address}>)");
        EndsInFormula = false;
    }

    private bool EndsInFormula { get; set; }

    private bool IsLineStart => text.Length == 0 || text[^1] == '\n';

    private bool IsNumberAtLineStart
    {
        get
        {
            var at = text.Length;
            while (at > 0 && char.IsAsciiDigit(text[at - 1]) && text.Length - at < 10) at--;
            return at < text.Length && (at == 0 || text[at - 1] == '\n');
        }
    }

    private void Space()
    {
        if (wantsSpace && text.Length > 0 && text[^1] is not (' ' or '\n')) text.Append(' ');
        wantsSpace = false;
    }
}
