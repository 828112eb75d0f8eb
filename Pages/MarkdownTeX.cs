// TeX in Markdown: $...$ in a line and $$...$$ by itself are hidden from the Markdown parser, by the rules of wwwroot/js/maths.js.
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MathsSoc.Pages;

/// <summary>Where a formula ends.</summary>
internal static class TeX
{
    /// <summary>
    /// The length of the formula that begins with the dollar at <paramref name="start"/>, dollars included; 0 if it is only a dollar. These
    /// are the delimiters of maths.js, character for character: a test compares the two.
    /// </summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        if (rest.Length < 3) return 0;
        if (rest[1] == '$')
        {
            var close = rest[2..].IndexOf('$');
            return close > 0 && rest[2..][close..].StartsWith("$$") ? close + 4 : 0;
        }
        if (IsSpace(rest[1])) return 0;
        for (var i = 1; i < rest.Length && rest[i] != '\n'; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
                continue;
            }
            if (rest[i] != '$') continue;
            var isMoney = IsSpace(rest[i - 1]) || i + 1 < rest.Length && char.IsAsciiDigit(rest[i + 1]);
            return isMoney ? 0 : i + 1;
        }
        return 0;
    }

    // The characters that match \s in JavaScript.
    private static bool IsSpace(char c) => c == '\uFEFF' || c != '\u0085' && char.IsWhiteSpace(c);
}

/// <summary>One formula.</summary>
internal sealed class TeXInline(string source) : LeafInline
{
    /// <summary>The formula with its dollars, as it was typed.</summary>
    public string Source { get; } = source;

    /// <summary>Whether it is set on a line of its own.</summary>
    public bool IsDisplay => Source.StartsWith("$$", StringComparison.Ordinal);

    /// <summary>The TeX between the dollars.</summary>
    public string Formula => IsDisplay ? Source[2..^2] : Source[1..^1];
}

internal sealed class TeXInlineParser : InlineParser
{
    public TeXInlineParser() => OpeningCharacters = ['$'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var text = slice.AsSpan();
        var length = TeX.LengthAt(text, 0);
        if (length == 0) return false;
        processor.Inline = new TeXInline(text[..length].ToString());
        slice.Start += length;
        return true;
    }
}

/// <summary>
/// Lines from one that begins with <c>$$</c> to the one that ends the formula, so that a line of it that begins with + or - is not a
/// list and one with = is not a heading. A blank line ends it too: then it was not a formula, and its lines are an ordinary paragraph.
/// </summary>
internal sealed class TeXBlock(BlockParser parser) : LeafBlock(parser);

internal sealed class TeXBlockParser : BlockParser
{
    public TeXBlockParser() => OpeningCharacters = ['$'];

    public override BlockState TryOpen(BlockProcessor processor)
    {
        if (processor.IsCodeIndent) return BlockState.None;
        var line = processor.Line.AsSpan();
        // A formula that ends on the line where it began needs no block.
        if (!line.StartsWith("$$") || line[2..].Contains('$')) return BlockState.None;
        processor.NewBlocks.Push(new TeXBlock(this)
        {
            Column = processor.Column,
            Span = new SourceSpan(processor.Start, processor.Line.End),
            ProcessInlines = true,
        });
        return BlockState.Continue;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        if (processor.IsBlankLine) return BlockState.BreakDiscard;
        block.UpdateSpanEnd(processor.Line.End);
        return processor.Line.AsSpan().Contains('$') ? BlockState.Break : BlockState.Continue;
    }
}
