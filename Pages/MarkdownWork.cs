// Bounds the work of reading one text: counts what each paragraph leaves open, and ends the reading before it becomes slow.
using System.Buffers;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MathsSoc.Pages;

/// <summary>
/// What has been read of one text. Markdig keeps every star, underscore, bracket and bar that is not closed as a container around the rest
/// of its paragraph, and walks through all of them for each piece that follows: a paragraph costs the square of what it leaves open.
/// </summary>
internal sealed class MarkdownWork
{
    // A table's bars are open too: this leaves room for one of MaxCells.
    private const int MaxOpen = 2500;

    private const int MaxLinks = 200;

    /// <summary>Why a text with a table of more than <see cref="Markdown.MaxCells"/> is refused.</summary>
    public const string TooManyCells = "A table here has more than 2,000 cells, counting those that fill up its short rows. "
        + "Make several tables of it, and end each row after as many cells as the others have.";

    // Steps through open containers, of some 2 nanoseconds each. A table of 2,000 cells takes about 3 million.
    private const long MaxSteps = 12_000_000;

    // What one character of a link, or of code that does not end, costs beside one step through the containers.
    private const int CharactersAStep = 4;

    private static readonly SearchValues<char> Marks = SearchValues.Create(" \t>-*+.)0123456789");

    private LeafBlock? block;
    private int open, links, lines, bars, widest;
    private int cells, otherCells;
    private long steps;
    private int? longestDefinition;

    /// <summary>Why the text is not read to its end, as a sentence; null if it is.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Counts the character at the beginning of <paramref name="rest"/>, which may open something.</summary>
    public void Count(InlineProcessor processor, StringSlice rest)
    {
        if (processor.Block != block) Begin(processor.Block);
        var (c, before, after) = (rest.CurrentChar, rest.PeekCharExtra(-1), rest.PeekChar());
        switch (c)
        {
            case '\n' or '\r':
                lines++;
                bars = 0;
                break;
            case '|':
                open++;
                // The bars at the two ends of a row are between no cells.
                if (!IsLineEnd(before) && !IsLineEnd(after)) widest = Math.Max(widest, ++bars);
                break;
            case '*' or '_' when BeginsRun(rest) && !(IsSpace(before) && IsSpace(AfterRun(rest))):
            case '[':
            case '!' when after == '[':
                open++;
                break;
            case ']' when after == '(':
                links++;
                steps += rest.Length / CharactersAStep;
                break;
            case ']':
                // A link by its name copies its address.
                steps += (longestDefinition ??= LongestDefinition(processor.Document)) / CharactersAStep;
                break;
            case '`' when before != c:
                steps += rest.Length / CharactersAStep;
                break;
        }
        steps += open;
        cells = widest == 0 ? 0 : (lines + 1) * (widest + 1);
        Refusal = FindRefusal();
    }

    /// <summary>
    /// How many lists and quotations a line begins, one inside the other: Markdig makes all of them before it counts them.
    /// </summary>
    public static int CountOpenings(ReadOnlySpan<char> line)
    {
        var count = 0;
        if (line.IndexOfAnyExcept(Marks) is var at and >= 0) line = line[..at];
        // Stars or dashes alone are a line across the page.
        else if (line.IndexOfAnyExcept("- \t") < 0 || line.IndexOfAnyExcept("* \t") < 0) return 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isBeforeSpace = i + 1 == line.Length || line[i + 1] is ' ' or '\t';
            if (line[i] == '>' || (isBeforeSpace && line[i] is '-' or '*' or '+' or '.' or ')')) count++;
        }
        return count;
    }

    private void Begin(LeafBlock? next)
    {
        block = next;
        otherCells += cells;
        (open, links, lines, bars, widest, cells) = (0, 0, 0, 0, 0, 0);
    }

    private string? FindRefusal()
    {
        if (cells > Markdown.MaxCells) return TooManyCells;
        if (cells + otherCells > Markdown.MaxCellsInAll)
            return $"The tables here have more than {Markdown.MaxCellsInAll:N0} cells together. Make two texts of it.";
        if (links > MaxLinks)
            return $"A paragraph here has more than {MaxLinks} links or pictures. Put an empty line between some of them.";
        if (open > MaxOpen)
        {
            return $"A paragraph here has more than {MaxOpen:N0} of the characters * _ [ | outside of formulas. "
                + "Put an empty line between its parts, or look for a character that was repeated by accident.";
        }
        return steps > MaxSteps
            ? "The paragraphs here have too many of the characters * _ [ ] | ` outside of formulas. "
                + "Put empty lines between their parts, or make two texts of it."
            : null;
    }

    private static int LongestDefinition(MarkdownDocument document)
    {
        if (document.GetData(typeof(LinkReferenceDefinitionGroup)) is not LinkReferenceDefinitionGroup group) return 0;
        var longest = 0;
        foreach (var one in group.Links.Values) longest = Math.Max(longest, (one.Url?.Length ?? 0) + (one.Title?.Length ?? 0));
        return longest;
    }

    // After a backslash the first of them is a character like any other.
    private static bool BeginsRun(StringSlice rest) =>
        rest.PeekCharExtra(-1) != rest.CurrentChar || rest.PeekCharExtra(-2) == '\\';

    private static char AfterRun(StringSlice rest)
    {
        var length = 1;
        while (rest.PeekChar(length) == rest.CurrentChar) length++;
        return rest.PeekChar(length);
    }

    private static bool IsLineEnd(char c) => c is '\0' or '\n' or '\r';

    private static bool IsSpace(char c) => IsLineEnd(c) || char.IsWhiteSpace(c);
}

/// <summary>
/// Asked before every other parser; once there is a refusal it takes the rest of each paragraph, so that the reading ends at once.
/// </summary>
internal sealed class MarkdownWorkParser : InlineParser
{
    private static readonly object Key = typeof(MarkdownWork);

    public MarkdownWorkParser() => OpeningCharacters = ['*', '_', '[', ']', '!', '|', '`', '<', '&', '\\', '$', '\n', '\r'];

    /// <summary>What to give the parser, so that it counts in <paramref name="work"/>.</summary>
    public static MarkdownParserContext ContextOf(MarkdownWork work)
    {
        var context = new MarkdownParserContext();
        context.Properties[Key] = work;
        return context;
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var work = (MarkdownWork)processor.Context!.Properties[Key];
        if (work.Refusal is null) work.Count(processor, slice);
        if (work.Refusal is null) return false;
        processor.Inline = new LiteralInline();
        slice.Start = slice.End + 1;
        return true;
    }
}
