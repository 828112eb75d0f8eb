// Writes the XML of the feed. Our own sixty lines, because System.Xml's writer would make the program half a megabyte larger.
using System.Text;

namespace MathsSoc.Pages;

/// <summary>Collects elements; all text is escaped, and what XML 1.0 cannot hold (2.2, Characters) is left out.</summary>
internal sealed class AtomWriter
{
    private readonly StringBuilder xml = new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");

    /// <summary>The whole document.</summary>
    public override string ToString() => xml.ToString();

    /// <summary>Begins an element that holds others; <paramref name="attributes"/> are names and values in turn.</summary>
    public void Begin(string name, params ReadOnlySpan<string> attributes)
    {
        Open(name, attributes);
        xml.Append(">\n");
    }

    public void End(string name) => xml.Append("</").Append(name).Append(">\n");

    /// <summary>An element with nothing in it.</summary>
    public void Empty(string name, params ReadOnlySpan<string> attributes)
    {
        Open(name, attributes);
        xml.Append("/>\n");
    }

    /// <summary>An element with text.</summary>
    public void Text(string name, string text, params ReadOnlySpan<string> attributes)
    {
        Open(name, attributes);
        xml.Append('>');
        Escaped(text);
        End(name);
    }

    private void Open(string name, ReadOnlySpan<string> attributes)
    {
        xml.Append('<').Append(name);
        for (var i = 0; i < attributes.Length; i += 2)
        {
            xml.Append(' ').Append(attributes[i]).Append("=\"");
            Escaped(attributes[i + 1]);
            xml.Append('"');
        }
    }

    private void Escaped(string text)
    {
        // Half a character comes out of the enumeration as the sign for one that is missing.
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': xml.Append("&amp;"); break;
                case '<': xml.Append("&lt;"); break;
                case '>': xml.Append("&gt;"); break;
                case '"': xml.Append("&quot;"); break;
                case '\t' or '\n': xml.Append((char)rune.Value); break;
                case < ' ' or 0xFFFE or 0xFFFF: break;
                default: xml.Append(rune); break;
            }
        }
    }
}
