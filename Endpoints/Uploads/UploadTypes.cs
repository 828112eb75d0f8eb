// What may be uploaded and how large it may be. A file is what its first bytes say, never its name: a picture that browsers show, or a PDF.
using System.Buffers.Binary;

namespace MathsSoc.Endpoints;

/// <summary>Tells types, endings and the addresses that texts use for uploads.</summary>
public static class UploadTypes
{
    /// <summary>Pixels along an edge, and in all: more would stop a small computer.</summary>
    private const int MostEdge = 10_000, MostPixels = 40_000_000;

    /// <summary>The most bytes of one file, and letters of the sentence that says what a picture shows.</summary>
    public const int MaxBytes = 2 << 20, MaxAlt = 300;

    /// <summary>What texts write before a file's name.</summary>
    public const string Scheme = "upload:";

    /// <summary>The type of these bytes; null when they are none that is taken.</summary>
    public static string? Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("%PDF-"u8)) return "application/pdf";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return bytes.Length > 33 && bytes[12..16].SequenceEqual("IHDR"u8) && IsPlausible(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])) ? "image/png" : null;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return bytes.Length > 13 && IsPlausible(BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])) ? "image/gif" : null;
        if (bytes.Length > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF) return IsJpeg(bytes) ? "image/jpeg" : null;
        if (bytes.Length > 30 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return IsWebP(bytes) ? "image/webp" : null;
        return null;
    }

    /// <summary>The ending of a type's files.</summary>
    public static string EndingOf(string contentType) => contentType switch
    {
        "image/png" => "png", "image/jpeg" => "jpg", "image/gif" => "gif", "image/webp" => "webp", "application/pdf" => "pdf", _ => "bin",
    };

    /// <summary>The hash in <c>upload:HASH.png</c> or <c>HASH.png</c>; null when there is none.</summary>
    public static string? HashIn(ReadOnlySpan<char> name)
    {
        if (name.StartsWith(Scheme)) name = name[Scheme.Length..];
        if (name.Length < 64 || !UploadFolder.IsHash(name[..64]) || name.Length > 70) return null;
        var ending = name[64..];
        if (ending.Length > 0 && (ending[0] != '.' || ending.Length < 2)) return null;
        foreach (var c in ending[Math.Min(1, ending.Length)..])
            if (!char.IsAsciiLetterLower(c)) return null;
        return name[..64].ToString();
    }

    /// <summary>The address of the picture that a text calls <paramref name="name"/>; null when that is the name of no upload.</summary>
    public static string? Address(string root, string name)
    {
        var file = name.StartsWith(Scheme, StringComparison.Ordinal) ? name[Scheme.Length..] : name;
        return HashIn(file) is null ? null : $"{root}/uploads/{file}";
    }

    /// <summary>The hashes that a text names, each once, at most <paramref name="most"/>.</summary>
    public static List<string> HashesIn(string text, int most)
    {
        var hashes = new List<string>();
        foreach (var before in (string[])[Scheme, "/uploads/"])
            for (var at = text.IndexOf(before, StringComparison.Ordinal); at >= 0 && hashes.Count < most; at = text.IndexOf(before, at, StringComparison.Ordinal))
            {
                at += before.Length;
                if (at + 64 > text.Length || !UploadFolder.IsHash(text.AsSpan(at, 64))) continue;
                var hash = text.Substring(at, 64);
                if (!hashes.Contains(hash)) hashes.Add(hash);
            }
        return hashes;
    }

    // The size stands in the frame header; what comes before it are segments that say how long they are.
    private static bool IsJpeg(ReadOnlySpan<byte> bytes)
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
                return IsPlausible(BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += 2 + Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]), 2);
        }
        return false;
    }

    private static bool IsWebP(ReadOnlySpan<byte> bytes)
    {
        var kind = bytes[12..16];
        if (kind.SequenceEqual("VP8X"u8)) return IsPlausible(Three(bytes[24..]) + 1, Three(bytes[27..]) + 1);
        if (kind.SequenceEqual("VP8 "u8))
            return bytes[23..26].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
                && IsPlausible((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF);
        if (!kind.SequenceEqual("VP8L"u8) || bytes[20] != 0x2F) return false;
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        return IsPlausible((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1);
    }

    private static uint Three(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16);

    private static bool IsPlausible(uint width, uint height) => width is > 0 and <= MostEdge && height is > 0 and <= MostEdge && (long)width * height <= MostPixels;
}
