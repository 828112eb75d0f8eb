// Newsletters and their PDFs, for tests of what comes in and goes out.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class Newsletters
{
    /// <summary>Bytes that begin as a PDF does; the rest is noise, the same for the same size.</summary>
    public static byte[] Pdf(int bytes)
    {
        var pdf = new byte[bytes];
        new Random(bytes).NextBytes(pdf);
        "%PDF-1.7\n"u8.CopyTo(pdf);
        return pdf;
    }

    /// <summary>A draft without a text.</summary>
    public static readonly Article Draft = new()
    {
        Kind = ArticleKind.Newsletter, Title = "Été & primes", AuthorName = "Noor",
        Summary = "What the society did this term, and a problem for the holidays.",
    };

    /// <summary>Stores an article and returns the address of the page about its PDF.</summary>
    public static string AddNewsletter(this Site site, Article? article = null)
    {
        using var db = site.OpenDatabase();
        var id = db.Write(sql => Articles.Add(sql, article ?? Draft, site.Now));
        return $"/admin/articles/{id}/pdf";
    }

    /// <summary>Sends a PDF with the form of that page.</summary>
    public static async Task<PageResponse> SendPdfAsync(this Person who, string path, byte[] pdf, string name = "newsletter.pdf")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(pdf), "pdf", name } };
        return await who.PostFormAsync(path, form);
    }

    /// <summary>The names of the files in the site's folder of uploads.</summary>
    public static string[] Uploads(this Site site) => Directory.Exists(Path.Combine(site.Folder, "uploads"))
        ? [.. Directory.GetFiles(Path.Combine(site.Folder, "uploads")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
        : [];
}
