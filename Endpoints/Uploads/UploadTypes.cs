// Which files may be uploaded, and how large: pictures that browsers show, and PDFs, recognised by their first bytes and never by name.
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
        var (type, size) = PictureSize.Read(bytes);
        return size is { Width: > 0, Height: > 0 } picture && picture.Width <= maxEdge && picture.Height <= maxEdge
            && (long)picture.Width * picture.Height <= MaxPixels ? type : null;
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
}
