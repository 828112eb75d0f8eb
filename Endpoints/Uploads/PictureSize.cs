// Reads how large a picture is, in pixels, from the first bytes of a PNG, GIF, JPEG or WebP file.
using System.Buffers.Binary;

namespace MathsSoc.Endpoints;

/// <summary>A size as the file states it: nothing is drawn to find it out.</summary>
public readonly record struct PictureSize(uint Width, uint Height)
{
    /// <summary>The media type by the file's signature, and the size; null where the bytes are not of such a file.</summary>
    public static (string? Type, PictureSize? Size) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return ("image/png", OfPng(bytes));
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return ("image/gif", OfGif(bytes));
        if (bytes.Length > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF) return ("image/jpeg", OfJpeg(bytes));
        if (bytes.Length > 30 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return ("image/webp", OfWebP(bytes));
        return (null, null);
    }

    private static PictureSize? OfPng(ReadOnlySpan<byte> bytes) => bytes.Length > 33 && bytes[12..16].SequenceEqual("IHDR"u8)
        ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]))
        : null;

    // Browsers make the screen as large as the first picture on it, whatever the header says. Before it come a table of colours and
    // extensions, which are blocks that give their lengths.
    private static PictureSize? OfGif(ReadOnlySpan<byte> bytes)
    {
        const byte Extension = 0x21, Picture = 0x2C;
        if (bytes.Length <= 13) return null;
        var (width, height) = (ReadUInt16(bytes, 6), ReadUInt16(bytes, 8));
        var at = 13 + ((bytes[10] & 0x80) == 0 ? 0 : 3 << ((bytes[10] & 7) + 1));
        while (at + 2 < bytes.Length && bytes[at] == Extension)
        {
            at += 2;
            while (at < bytes.Length && bytes[at] != 0) at += bytes[at] + 1;
            at++;
        }
        return at + 9 < bytes.Length && bytes[at] == Picture
            ? new(Math.Max(width, ReadUInt16(bytes, at + 5)), Math.Max(height, ReadUInt16(bytes, at + 7)))
            : null;
    }

    // The size is in the frame header. The segments before it are skipped by the length that each of them gives.
    private static PictureSize? OfJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]);
                return new(BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), height);
            }
            at += 2 + Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]), 2);
        }
        return null;
    }

    private static PictureSize? OfWebP(ReadOnlySpan<byte> bytes)
    {
        var kind = bytes[12..16];
        if (kind.SequenceEqual("VP8X"u8)) return new(ReadUInt24(bytes[24..]) + 1, ReadUInt24(bytes[27..]) + 1);
        if (kind.SequenceEqual("VP8 "u8))
        {
            if (!bytes[23..26].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])) return null;
            var width = (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF;
            return new(width, (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF);
        }
        if (!kind.SequenceEqual("VP8L"u8) || bytes[20] != 0x2F) return null;
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        return new((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1);
    }

    private static uint ReadUInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint ReadUInt24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16);
}
