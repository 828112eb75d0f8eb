// Writes a text that is a whole page: a lead, then a section for each of its highest headings.
using Markdig.Syntax;

namespace MathsSoc.Pages;

internal sealed partial class MarkdownWriter
{
    /// <summary>Where the sections begin, in bytes; 0 if none were asked for.</summary>
    public int SectionsAt { get; private set; }

    /// <summary>The same as <see cref="Write()"/> for such a text.</summary>
    public void WriteSections()
    {
        var isInSection = false;
        foreach (var block in document)
        {
            if (block is HeadingBlock heading && heading.Level == highest)
            {
                if (isInSection) html.Literal("</div></section>\n");
                else SectionsAt = html.Written.Length;
                html.Literal("<section class=\"entry\">");
                Heading(heading);
                html.Literal("<div>\n");
                isInSection = true;
            }
            else if (block is ParagraphBlock { Inline: not null } first && html.Written.Length == 0)
            {
                html.Literal("<p class=\"lead\">");
                Inlines(first.Inline);
                html.Literal("</p>\n");
            }
            else
            {
                Write(block, isTight: false);
            }
        }
        if (isInSection) html.Literal("</div></section>\n");
        else SectionsAt = html.Written.Length;
    }
}
