// The methods that the Razor compiler's code calls to write: text is encoded, attributes that are null or false are left out.

namespace MathsSoc.Pages;

public abstract partial class Slice
{
    private string attributeSuffix = "";
    private string attributePrefix = "";
    private bool attributeOpen;
    private bool attributeIsSingle;

    protected void WriteLiteral(string? markup) => buffer.Literal(markup);

    /// <summary>
    /// Since there is this one, the Razor compiler writes markup as UTF-8, which is half as large and only copied: in pages that name their
    /// base class in full (github.com/dotnet/razor/pull/13052).
    /// </summary>
    protected void WriteLiteral(ReadOnlySpan<byte> markup) => buffer.Literal(markup);

    protected void Write(string? text) => buffer.Text(text);

    protected void Write(SafeHtml? html) => buffer.Literal(html?.Markup);

    protected void Write(PageBuffer? rendered)
    {
        if (rendered is not null) buffer.Literal(rendered.Written.Span);
    }

    protected void Write(char character) => buffer.Text([character]);

    protected void Write<T>(T value) where T : ISpanFormattable => buffer.Formatted(value);

    protected void Write<T>(T? value) where T : struct, ISpanFormattable
    {
        if (value is { } number) buffer.Formatted(number);
    }

    protected void BeginWriteAttribute(string name, string prefix, int prefixOffset, string suffix, int suffixOffset, int valueCount)
    {
        attributePrefix = prefix;
        attributeSuffix = suffix;
        attributeIsSingle = valueCount == 1;
        attributeOpen = false;
        // A single value decides whether there is an attribute at all; of several values, each one is left out separately.
        if (!attributeIsSingle) OpenAttribute();
    }

    protected void WriteAttributeValue(string prefix, int prefixOffset, string? value, int valueOffset, int valueLength, bool isLiteral)
    {
        if (value is null) return;
        OpenAttribute();
        buffer.Literal(prefix);
        if (isLiteral) buffer.Literal(value);
        else buffer.Text(value);
    }

    /// <summary>True writes the attribute's own name as its value (<c>disabled="disabled"</c>), false leaves the attribute out.</summary>
    protected void WriteAttributeValue(string prefix, int prefixOffset, bool value, int valueOffset, int valueLength, bool isLiteral)
    {
        if (!value) return;
        OpenAttribute();
        buffer.Literal(prefix);
        buffer.Literal(attributePrefix.AsSpan().Trim(" =\"'"));
    }

    protected void WriteAttributeValue<T>(string prefix, int prefixOffset, T value, int valueOffset, int valueLength, bool isLiteral)
        where T : ISpanFormattable
    {
        OpenAttribute();
        buffer.Literal(prefix);
        buffer.Formatted(value);
    }

    protected void EndWriteAttribute()
    {
        if (attributeOpen) buffer.Literal(attributeSuffix);
    }

    private void OpenAttribute()
    {
        if (attributeOpen) return;
        attributeOpen = true;
        buffer.Literal(attributePrefix);
    }
}
