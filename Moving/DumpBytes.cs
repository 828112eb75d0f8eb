// The bytes of a dump, read one after the other with a few ahead, and whole lines of them.
namespace MathsSoc.Moving;

/// <summary>Reads a stream once, in order. -1 stands for its end.</summary>
internal sealed class DumpBytes(Stream stream)
{
    private readonly byte[] buffer = new byte[1 << 16];
    private int at, length;

    /// <summary>Passes over the mark with which some editors begin a text in UTF-8.</summary>
    public void SkipMark()
    {
        Fill();
        if (buffer.AsSpan(0, length).StartsWith<byte>([0xEF, 0xBB, 0xBF])) at = 3;
    }

    /// <summary>The number of the line that is read next, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Whether nothing of the line has been read yet.</summary>
    public bool IsLineStart { get; private set; } = true;

    /// <summary>The byte so many places ahead, without taking it.</summary>
    public int Peek(int ahead = 0)
    {
        if (at + ahead >= length) Fill();
        return at + ahead < length ? buffer[at + ahead] : -1;
    }

    public int Next()
    {
        var next = Peek();
        if (next < 0) return -1;
        at++;
        IsLineStart = next == '\n';
        if (IsLineStart) Line++;
        return next;
    }

    /// <summary>
    /// Takes the rest of the line. <paramref name="line"/> holds it without its end, LF or CRLF, and at most <paramref name="most"/> bytes
    /// of it.
    /// </summary>
    /// <returns>Its whole length; -1 if there is no line any more.</returns>
    public long ReadLine(ByteText line, int most)
    {
        line.Clear();
        if (Peek() < 0) return -1;
        long whole = 0;
        while (Peek() >= 0)
        {
            var rest = buffer.AsSpan(at, length - at);
            var end = rest.IndexOf((byte)'\n');
            var taken = end < 0 ? rest : rest[..end];
            line.Add(taken[..(int)Math.Min(taken.Length, Math.Max(0, most - whole))]);
            whole += taken.Length;
            at += taken.Length + (end < 0 ? 0 : 1);
            IsLineStart = end >= 0;
            if (end < 0) continue;
            Line++;
            break;
        }
        if (line.Length == whole && line.EndsWith((byte)'\r')) line.Shorten(1);
        return whole;
    }

    private void Fill()
    {
        buffer.AsSpan(at, length - at).CopyTo(buffer);
        (length, at) = (length - at, 0);
        for (int read; length < buffer.Length && (read = stream.Read(buffer, length, buffer.Length - length)) > 0;) length += read;
    }
}
