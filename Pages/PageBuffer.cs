// Holds a page, as UTF-8, until it is complete: if a template throws half-way, nothing has been sent yet.
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MathsSoc.Pages;

/// <summary>A growing buffer of rented memory; disposing gives the memory back.</summary>
public sealed class PageBuffer : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    /// <summary>Encodes what HTML needs encoded and leaves letters and maths signs of every script readable.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int length;

    /// <summary>What has been written; valid until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    /// <summary>Writes markup as it is.</summary>
    public void Literal(ReadOnlySpan<char> markup)
    {
        // A character of UTF-16 takes at most three bytes; one outside its first plane is two of them, and takes four.
        Reserve(3 * markup.Length);
        length += Encoding.UTF8.GetBytes(markup, bytes.AsSpan(length));
    }

    /// <summary>Writes bytes that are already UTF-8 markup.</summary>
    public void Literal(ReadOnlySpan<byte> markup)
    {
        Reserve(markup.Length);
        markup.CopyTo(bytes.AsSpan(length));
        length += markup.Length;
    }

    /// <summary>Writes text so that it reads the same in an element and in a quoted attribute.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        // Nearly all text needs no encoding.
        var start = length;
        Literal(text);
        if (Encoder.FindFirstCharacterToEncodeUtf8(bytes.AsSpan(start, length - start)) < 0) return;
        length = start;
        Encoded(text);
    }

    /// <summary>Writes a number or date in its invariant form.</summary>
    public void Formatted<T>(T value) where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[128];
        if (value.TryFormat(text, out var written, default, System.Globalization.CultureInfo.InvariantCulture)) Text(text[..written]);
        else Text(value.ToString(null, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        var rented = bytes;
        bytes = [];
        length = 0;
        if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented);
    }

    private void Encoded(ReadOnlySpan<char> text)
    {
        Span<char> encoded = stackalloc char[512];
        while (!text.IsEmpty)
        {
            Encoder.Encode(text, encoded, out var read, out var written);
            Literal(encoded[..written]);
            text = text[read..];
        }
    }

    private void Reserve(int more)
    {
        if (bytes.Length - length >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + more));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
