// Bytes of a text that are collected before they are decoded, in one piece of memory for all of a file's values.
using System.Text;

namespace MathsSoc.Moving;

/// <summary>Grows as it needs to; whoever adds keeps to a bound.</summary>
internal sealed class ByteText
{
    private byte[] bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Add(byte one)
    {
        if (Length == bytes.Length) Array.Resize(ref bytes, 2 * bytes.Length);
        bytes[Length++] = one;
    }

    public void Add(ReadOnlySpan<byte> more)
    {
        while (Length + more.Length > bytes.Length) Array.Resize(ref bytes, 2 * bytes.Length);
        more.CopyTo(bytes.AsSpan(Length));
        Length += more.Length;
    }

    /// <summary>Adds a character in UTF-8; none for half of a surrogate pair, which is no character.</summary>
    public void AddRune(int code)
    {
        if (!Rune.IsValid(code)) return;
        Span<byte> encoded = stackalloc byte[4];
        Add(encoded[..new Rune(code).EncodeToUtf8(encoded)]);
    }

    public bool EndsWith(byte one) => Length > 0 && bytes[Length - 1] == one;

    public void Shorten(int by) => Length -= by;

    /// <summary>Decoded as UTF-8; what is no UTF-8 becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}
