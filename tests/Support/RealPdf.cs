// A PDF that a viewer can show: pages with a line of text each, and as many bytes as a scanned newsletter has.
using System.Globalization;
using System.Text;

namespace MathsSoc.Tests.Support;

public static class RealPdf
{
    /// <summary>A document by ISO 32000-1, 7.5, in which noise that no page shows takes <paramref name="padding"/> bytes.</summary>
    public static byte[] Make(int pages, int padding)
    {
        using var pdf = new MemoryStream();
        var places = new List<long>();
        void Write(string text) => pdf.Write(Encoding.ASCII.GetBytes(text));
        void Add(string text)
        {
            places.Add(pdf.Length);
            Write($"{places.Count} 0 obj\n{text}\nendobj\n");
        }

        Write("%PDF-1.7\n");
        var kids = string.Join(' ', Enumerable.Range(0, pages).Select(page => $"{4 + 2 * page} 0 R"));
        Add("<</Type/Catalog/Pages 2 0 R>>");
        Add($"<</Type/Pages/Kids[{kids}]/Count {pages}>>");
        Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        for (var page = 1; page <= pages; page++)
        {
            var words = $"BT /F1 24 Tf 20 120 Td (Page {page}) Tj ET";
            Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents {places.Count + 2} 0 R/Resources<</Font<</F1 3 0 R>>>>>>");
            Add($"<</Length {words.Length}>>stream\n{words}\nendstream");
        }
        places.Add(pdf.Length);
        Write($"{places.Count} 0 obj\n<</Length {padding}>>stream\n");
        pdf.Write(Newsletters.Pdf(padding));
        Write("\nendstream\nendobj\n");
        var table = pdf.Length;
        Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places) Write(place.ToString("d10", CultureInfo.InvariantCulture) + " 00000 n \n");
        Write($"trailer<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return pdf.ToArray();
    }
}
