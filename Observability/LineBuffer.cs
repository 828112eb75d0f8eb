// A growing buffer of UTF-8 bytes in which one log line or one scrape is built; each thread reuses its own, so nothing is allocated.
using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace MathsSoc.Observability;

/// <summary>The bytes of a line that is being built. Not thread-safe; <see cref="ForThisThread"/> gives each thread an empty one.</summary>
internal sealed class LineBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 1024;
    private const int KeptSize = 64 * 1024;
    private const int MaxFieldChars = 8192;

    // The control characters that Apache's log escapes in C style; the others are written as \xhh.
    private const string Short = "\t\n\v\f\r\b";
    private const string ShortNames = "tnvfrb";
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    [ThreadStatic] private static LineBuffer? mine;
    private byte[] bytes = new byte[FirstSize];
    private int length;

    /// <summary>The calling thread's buffer, emptied.</summary>
    public static LineBuffer ForThisThread()
    {
        var buffer = mine ??= new LineBuffer();
        buffer.Clear();
        return buffer;
    }

    /// <summary>The bytes written so far; valid until the next change.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => bytes.AsMemory(0, length);

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>Empties the buffer, and gives back the memory of an unusually long line.</summary>
    public void Clear()
    {
        length = 0;
        if (bytes.Length > KeptSize) bytes = new byte[FirstSize];
    }

    public void Add(byte value)
    {
        Reserve(1);
        bytes[length++] = value;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(bytes.AsSpan(length));
        length += text.Length;
    }

    /// <summary>Adds text that needs no escaping.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * 3);
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
    }

    public void Add(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, bytes.AsSpan(length), out var written);
        length += written;
    }

    /// <summary>Adds an address; an IPv4 address mapped to IPv6 is written as IPv4, and null as <c>-</c>.</summary>
    public void Add(IPAddress? address)
    {
        if (address is null) { Add((byte)'-'); return; }
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Reserve(65);
        address.TryFormat(bytes.AsSpan(length), out var written);
        length += written;
    }

    /// <summary>
    /// Adds a field that a client wrote: quotes and backslashes get a backslash, control characters become <c>\n</c>, <c>\t</c> or
    /// <c>\xhh</c> (the rules of Apache's mod_log_config), and characters that could reverse or split a line on a terminal become
    /// <c>\uhhhh</c>. At most 8192 characters are kept. Null or empty is written as <c>-</c>.
    /// </summary>
    public void AddEscaped(string? field)
    {
        if (string.IsNullOrEmpty(field)) { Add((byte)'-'); return; }
        var rest = field.AsSpan();
        if (rest.Length > MaxFieldChars) rest = rest[..MaxFieldChars];
        while (true)
        {
            var plain = rest.IndexOfAnyExcept(Plain);
            if (plain < 0) { Add(rest); return; }
            Add(rest[..plain]);
            rest = rest[plain..];
            var taken = AddUnplain(rest);
            rest = rest[taken..];
            if (rest.IsEmpty) return;
        }
    }

    /// <summary>Writes the first character of <paramref name="text"/> and returns how many UTF-16 units it took.</summary>
    private int AddUnplain(ReadOnlySpan<char> text)
    {
        var c = text[0];
        if (c is '"' or '\\')
        {
            Add((byte)'\\');
            Add((byte)c);
        }
        else if (Short.IndexOf(c) is >= 0 and var name)
        {
            Add((byte)'\\');
            Add((byte)ShortNames[name]);
        }
        else if (c < 0x20 || c == 0x7f)
        {
            Add("\\x"u8);
            AddHex(c, 2);
        }
        else if (IsTreacherous(c))
        {
            Add("\\u"u8);
            AddHex(c, 4);
        }
        else
        {
            var units = char.IsHighSurrogate(c) && text.Length > 1 && char.IsLowSurrogate(text[1]) ? 2 : 1;
            Add(text[..units]);
            return units;
        }
        return 1;
    }

    /// <summary>Control characters beyond ASCII, line and paragraph separators, and marks that reverse the direction of text.</summary>
    internal static bool IsTreacherous(char c) =>
        c is (>= '\u0080' and <= '\u009f') or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';

    private void AddHex(int value, int digits)
    {
        for (var shift = (digits - 1) * 4; shift >= 0; shift -= 4) Add((byte)"0123456789abcdef"[(value >> shift) & 15]);
    }

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Reserve(int more)
    {
        if (bytes.Length - length < more) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + more));
    }
}
