// Keeps the pages that visitors ask for in their compressed form: a page is compressed again only once it has changed.
using System.IO.Compression;

namespace MathsSoc.Web;

/// <summary>
/// The compressed form of pages for which nobody is signed in. A member's page is sent as it is: it is another for each of them, and would
/// be compressed for every request.
/// </summary>
public sealed class PackedPages
{
    /// <summary>What is smaller gains nothing worth the name.</summary>
    private const int LeastBytes = 1_000;

    private const int MostBytes = 2_000_000;

    private readonly Dictionary<string, Packed> pages = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int kept;

    /// <summary>The page as gzip; null if it is too small to be worth it.</summary>
    /// <param name="path">Where it stands: the form made last for this path is given again as long as the page is the same.</param>
    public ReadOnlyMemory<byte>? Pack(string path, ReadOnlySpan<byte> page)
    {
        if (page.Length < LeastBytes) return null;
        Packed? known;
        lock (gate) pages.TryGetValue(path, out known);
        if (known is not null && page.SequenceEqual(known.Page)) return known.Gzip;
        var packed = new Packed(page.ToArray(), Compress(page));
        if (packed.Bytes <= MostBytes) Keep(path, packed);
        return packed.Gzip;
    }

    private void Keep(string path, Packed packed)
    {
        lock (gate)
        {
            if (pages.Remove(path, out var before)) kept -= before.Bytes;
            // A crawler may ask for more than fit; then each is compressed again when somebody asks for it.
            if (kept + packed.Bytes > MostBytes)
            {
                pages.Clear();
                kept = 0;
            }
            pages[path] = packed;
            kept += packed.Bytes;
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> page)
    {
        using var packed = new MemoryStream(page.Length / 2);
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(page);
        return packed.ToArray();
    }

    private sealed record Packed(byte[] Page, byte[] Gzip)
    {
        public int Bytes => Page.Length + Gzip.Length;
    }
}
