// The pack inside the executable: what was packed comes out unchanged, and nothing is missing.
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed partial class AssetPackTests
{
    [Fact]
    public void Both_compressed_forms_unpack_to_the_plain_one()
    {
        Assert.NotEmpty(AssetPack.Current.Files);
        foreach (var file in AssetPack.Current.Files)
        {
            Assert.Equal(file.Brotli is null, file.Gzip is null);
            var plain = file.Identity.Bytes.ToArray();
            if (file.Brotli is { } brotli) Assert.Equal(plain, Unpack(new BrotliStream(Open(brotli), CompressionMode.Decompress)));
            if (file.Gzip is { } gzip) Assert.Equal(plain, Unpack(new GZipStream(Open(gzip), CompressionMode.Decompress)));
        }
    }

    [Fact]
    public void Text_is_compressed_and_fonts_are_not()
    {
        Assert.NotNull(AssetPack.Current.Find("katex/katex.min.js")!.Brotli);
        Assert.NotNull(AssetPack.Current.Find("katex/katex.min.js")!.Gzip);
        Assert.Null(AssetPack.Current.Find("katex/fonts/KaTeX_Main-Regular.woff2")!.Brotli);
    }

    [Fact]
    public void Every_address_inside_a_style_sheet_is_in_the_set()
    {
        var addresses = 0;
        foreach (var file in AssetPack.Current.Files.Where(file => file.Path.EndsWith(".css", StringComparison.Ordinal)))
        {
            foreach (Match match in CssUrl().Matches(Encoding.UTF8.GetString(file.Identity.Bytes.Span)))
            {
                var path = new Uri(new Uri("http://site/" + file.Path), match.Groups[1].Value).AbsolutePath[1..];
                Assert.True(AssetPack.Current.Find(path) is not null, $"{file.Path} names {match.Groups[1].Value}");
                addresses++;
            }
        }
        Assert.InRange(addresses, 20, 100);
    }

    [Fact]
    public void An_address_names_the_content_and_a_misspelt_name_is_an_error()
    {
        Assert.Matches("^/static/[0-9a-f]{16}/css/all.css$", AssetPack.Current.Url("css/all.css"));
        Assert.Throws<ArgumentException>(() => AssetPack.Current.Url("css/sight.css"));
    }

    [Fact]
    public void Every_licence_that_asks_to_be_passed_on_is_there()
    {
        foreach (var path in new[] { "katex/licence.txt", "mathlive/licence.txt" })
            Assert.Contains("Permission is hereby granted", Encoding.UTF8.GetString(AssetPack.Current.Find(path)!.Identity.Bytes.Span));
    }

    private static MemoryStream Open(AssetForm form) => new(form.Bytes.ToArray());

    private static byte[] Unpack(Stream stream)
    {
        using (stream)
        using (var plain = new MemoryStream())
        {
            stream.CopyTo(plain);
            return plain.ToArray();
        }
    }

    [GeneratedRegex("""url\(["']?([^"')]+)""")]
    private static partial Regex CssUrl();
}
