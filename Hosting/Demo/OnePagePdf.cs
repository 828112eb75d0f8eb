// A PDF of one page of plain lines, as the demo's newsletter needs one: the smallest file by ISO 32000-1 that every viewer opens.
using System.Globalization;
using System.Text;

namespace MathsSoc.Hosting;

/// <summary>Writes the file. Its fonts are two of the standard ones, which viewers have; so its letters are ASCII.</summary>
internal static class OnePagePdf
{
    private const int Width = 595, Height = 842, Margin = 72; // A4, in points

    /// <summary>
    /// An A4 page with a heading, a line below it, and the lines of its text. An empty line is a gap, and the line after it a heading.
    /// </summary>
    public static byte[] Write(string heading, string below, IReadOnlyList<string> lines)
    {
        var page = new StringBuilder();
        var y = Height - Margin - 28;
        Put(page, "F2", 28, y, heading);
        Put(page, "F1", 16, y -= 30, below);
        page.Append(CultureInfo.InvariantCulture, $"0.11 0.31 0.47 RG 2 w {Margin} {y - 16} m {Width - Margin} {y - 16} l S\n");
        y -= 56;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length == 0) y -= 20;
            else if (i > 0 && lines[i - 1].Length == 0) Put(page, "F2", 15, y -= 8, lines[i]);
            else Put(page, "F1", 12.5, y, lines[i]);
            if (lines[i].Length > 0) y -= 19;
        }
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Contents 6 0 R "
                + "/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var one in objects)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{one}\nendobj\n");
        }
        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places) file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private static void Put(StringBuilder page, string font, double size, int y, string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal)
            .Replace(")", "\\)", StringComparison.Ordinal);
        page.Append(CultureInfo.InvariantCulture, $"BT /{font} {size} Tf {Margin} {y} Td ({escaped}) Tj ET\n");
    }
}
