// The files that browsers fetch, packed into the executable by wwwroot/bundle.mjs: the position of each one's bytes, and its address.
using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MathsSoc.Pages;

/// <summary>One encoding of a file: bytes in the mapped executable, and the entity tag of exactly these bytes.</summary>
public sealed record AssetForm(ReadOnlyMemory<byte> Bytes, string ETag);

/// <summary>
/// One file. A text has both compressed forms, and its plain form is unpacked on the first request for it; anything else has only the
/// plain form.
/// </summary>
public sealed class Asset
{
    private readonly string hash;
    private readonly int length;
    private AssetForm? identity;

    internal Asset(string[] fields, ReadOnlyMemory<byte> bytes)
    {
        (Path, ContentType, hash) = (fields[0], fields[1], fields[2]);
        length = int.Parse(fields[3], CultureInfo.InvariantCulture);
        identity = Form(fields[4], "");
        Brotli = Form(fields[5], "-br");
        Gzip = Form(fields[6], "-gz");

        AssetForm? Form(string place, string suffix)
        {
            if (place == "-") return null;
            var numbers = place.Split(' ');
            var offset = int.Parse(numbers[0], CultureInfo.InvariantCulture);
            return new AssetForm(bytes.Slice(offset, int.Parse(numbers[1], CultureInfo.InvariantCulture)), $"\"{hash}{suffix}\"");
        }
    }

    /// <summary>Below /static/{hash}/, without a leading slash.</summary>
    public string Path { get; }

    /// <summary>The media type, with its character set.</summary>
    public string ContentType { get; }

    /// <summary>The plain bytes; those of a text are unpacked on first use and kept.</summary>
    public AssetForm Identity => identity ??= new AssetForm(Unpack(), $"\"{hash}\"");

    /// <summary>Null for a file whose format is compressed already.</summary>
    public AssetForm? Brotli { get; }

    /// <summary>Null for a file whose format is compressed already.</summary>
    public AssetForm? Gzip { get; }

    private byte[] Unpack()
    {
        var plain = new byte[length];
        using var packed = new MemoryStream(Gzip!.Bytes.ToArray());
        using var stream = new GZipStream(packed, CompressionMode.Decompress);
        stream.ReadExactly(plain);
        return plain;
    }
}

/// <summary>The whole set, read once. Its format is described in wwwroot/bundle.mjs.</summary>
public sealed class AssetPack
{
    /// <summary>The address under which the site serves the set.</summary>
    public const string Prefix = "/static/";

    private readonly Dictionary<string, Asset> files;
    private readonly Dictionary<string, string> urls;

    private AssetPack(ReadOnlyMemory<byte> pack)
    {
        var line = pack.Span.IndexOf((byte)'\n');
        var index = pack.Slice(line + 1, int.Parse(pack.Span[..line], NumberStyles.None, CultureInfo.InvariantCulture));
        var bytes = pack[(line + 1 + index.Length)..];
        var lines = Encoding.UTF8.GetString(index.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Hash = lines[0];
        files = lines.Skip(1).Select(text => new Asset(text.Split('\t'), bytes)).ToDictionary(file => file.Path, StringComparer.Ordinal);
        urls = files.Keys.ToDictionary(path => path, path => $"{Prefix}{Hash}/{path}", StringComparer.Ordinal);
    }

    /// <summary>The set inside this executable.</summary>
    public static AssetPack Current { get; } = ReadEmbedded();

    /// <summary>16 hexadecimal digits that change with any byte of the set.</summary>
    public string Hash { get; }

    /// <summary>Every file of the set.</summary>
    public IReadOnlyCollection<Asset> Files => files.Values;

    /// <summary>The address of a file; a name that is not in the set is a mistake in a template and throws.</summary>
    public string Url(string path) =>
        urls.TryGetValue(path, out var url) ? url : throw new ArgumentException($"wwwroot has no {path} in its bundle.", nameof(path));

    /// <summary>The file at a path such as <c>css/all.css</c>; null if there is none.</summary>
    public Asset? Find(ReadOnlySpan<char> path) =>
        files.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out var file) ? file : null;

    private static unsafe AssetPack ReadEmbedded()
    {
        // The stream is a view of the mapped executable: nothing is copied, and pages that are never requested are never read from disk.
        var stream = (UnmanagedMemoryStream)typeof(AssetPack).Assembly.GetManifestResourceStream("assets.pack")!;
        return new AssetPack(new MappedBytes(stream.PositionPointer, checked((int)stream.Length)).Memory);
    }

    /// <summary>Memory over bytes that are mapped for as long as the process lives.</summary>
    private sealed unsafe class MappedBytes(byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
