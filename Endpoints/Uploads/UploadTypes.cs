// Which files may be uploaded, and how large: pictures that browsers show, and PDFs, recognised by their first bytes and never by name.
using System.Buffers.Binary;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>Finds the types, file endings and addresses of uploads.</summary>
public static class UploadTypes
{
    /// <summary>The most pixels along an edge, and in all: showing more would overload a small computer.</summary>
    private const int MaxEdge = 10_000, MaxPixels = 40_000_000;

    /// <summary>The most bytes in one file, and the most characters in a picture's alternative text.</summary>
    public const int MaxBytes = 2 << 20, MaxAlt = 300;

    public const string Pdf = "application/pdf";

    /// <summary>The prefix of a file's name in Markdown texts.</summary>
    public const string Scheme = "upload:";

    /// <summary>
    /// The media type of these bytes; null if it is not an accepted type, or a picture of more than <paramref name="maxEdge"/> pixels
    /// along an edge.
    /// </summary>
    public static string? Find(ReadOnlySpan<byte> bytes, int maxEdge = MaxEdge)
    {
        if (bytes.StartsWith("%PDF-"u8)) return Pdf;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return IsPng(bytes, maxEdge) ? "image/png" : null;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return IsGif(bytes, maxEdge) ? "image/gif" : null;
        if (bytes.Length > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF)
            return IsJpeg(bytes, maxEdge) ? "image/jpeg" : null;
        if (bytes.Length > 30 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8))
            return IsWebP(bytes, maxEdge) ? "image/webp" : null;
        return null;
    }

    /// <summary>The file ending for a media type, without the dot.</summary>
    public static string EndingOf(string contentType) => contentType switch
    {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        Pdf => "pdf",
        _ => "bin",
    };

    /// <summary>The hash in <c>upload:HASH.png</c> or <c>HASH.png</c>; null if there is none.</summary>
    public static string? HashIn(ReadOnlySpan<char> name)
    {
        if (name.StartsWith(Scheme)) name = name[Scheme.Length..];
        if (name.Length < 64 || !Uploads.IsHash(name[..64]) || name.Length > 70) return null;
        var ending = name[64..];
        if (ending.Length > 0 && (ending[0] != '.' || ending.Length < 2)) return null;
        foreach (var c in ending[Math.Min(1, ending.Length)..])
            if (!char.IsAsciiLetterLower(c)) return null;
        return name[..64].ToString();
    }

    /// <summary>The address of the picture that a text calls <paramref name="name"/>; null if that is not the name of an upload.</summary>
    public static string? Address(string root, string name)
    {
        var file = name.StartsWith(Scheme, StringComparison.Ordinal) ? name[Scheme.Length..] : name;
        return HashIn(file) is null ? null : $"{root}/uploads/{file}";
    }

    /// <summary>The hashes that a text mentions, each once, up to <paramref name="most"/> of them.</summary>
    public static List<string> HashesIn(string text, int most)
    {
        var hashes = new List<string>();
        foreach (var before in (string[])[Scheme, "/uploads/"])
        {
            var at = text.IndexOf(before, StringComparison.Ordinal);
            for (; at >= 0 && hashes.Count < most; at = text.IndexOf(before, at, StringComparison.Ordinal))
            {
                at += before.Length;
                if (at + 64 > text.Length || !Uploads.IsHash(text.AsSpan(at, 64))) continue;
                var hash = text.Substring(at, 64);
                if (!hashes.Contains(hash)) hashes.Add(hash);
            }
        }
        return hashes;
    }

    private static bool IsPng(ReadOnlySpan<byte> bytes, int maxEdge) =>
        bytes.Length > 33 && bytes[12..16].SequenceEqual("IHDR"u8)
        && IsPlausible(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]), maxEdge);

    private static bool IsGif(ReadOnlySpan<byte> bytes, int maxEdge) =>
        bytes.Length > 13
        && IsPlausible(BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), maxEdge);

    // The size is in the frame header. The segments before it are skipped by the length that each of them gives.
    private static bool IsJpeg(ReadOnlySpan<byte> bytes, int maxEdge)
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
                var width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]);
                return IsPlausible(width, height, maxEdge);
            }
            at += 2 + Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]), 2);
        }
        return false;
    }

    private static bool IsWebP(ReadOnlySpan<byte> bytes, int maxEdge)
    {
        var kind = bytes[12..16];
        if (kind.SequenceEqual("VP8X"u8)) return IsPlausible(ReadUInt24(bytes[24..]) + 1, ReadUInt24(bytes[27..]) + 1, maxEdge);
        if (kind.SequenceEqual("VP8 "u8))
        {
            if (!bytes[23..26].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])) return false;
            var width = (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF;
            var height = (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF;
            return IsPlausible(width, height, maxEdge);
        }
        if (!kind.SequenceEqual("VP8L"u8) || bytes[20] != 0x2F) return false;
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        return IsPlausible((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1, maxEdge);
    }

    private static uint ReadUInt24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16);

    private static bool IsPlausible(uint width, uint height, int maxEdge) =>
        width > 0 && width <= maxEdge && height > 0 && height <= maxEdge && (long)width * height <= MaxPixels;
}
