// The demo's PDF: a whole file by the format's own rules, so that every viewer opens it.
using System.Text;
using System.Text.RegularExpressions;
using MathsSoc.Endpoints;
using MathsSoc.Hosting;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed class OnePagePdfTests
{
    [Fact]
    public void Its_table_leads_to_each_object_and_its_page_is_as_long_as_it_says()
    {
        var bytes = OnePagePdf.Write("A (small) society", "Newsletter", ["A line with a \\ in it", "", "A heading", "The end"]);
        Assert.Equal("application/pdf", UploadTypes.Find(bytes));
        Assert.InRange(bytes.Length, 500, 2000);
        var text = Encoding.ASCII.GetString(bytes);
        var table = int.Parse(Regex.Match(text, @"startxref\n(\d+)\n%%EOF\n\z").Groups[1].Value);
        Assert.StartsWith("xref\n0 7\n0000000000 65535 f \n", text[table..], StringComparison.Ordinal);
        // Each line of the table is 20 bytes, the one of object 0 first.
        for (var number = 1; number <= 6; number++)
        {
            var place = int.Parse(text.Substring(table + "xref\n0 7\n".Length + 20 * number, 10));
            Assert.StartsWith($"{number} 0 obj\n", text[place..], StringComparison.Ordinal);
        }
        var stream = Regex.Match(text, @"/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream");
        Assert.Equal(int.Parse(stream.Groups[1].Value), stream.Groups[2].Length);
        Assert.Contains(@"(A \(small\) society) Tj", text, StringComparison.Ordinal);
        Assert.Contains(@"(A line with a \\ in it) Tj", text, StringComparison.Ordinal);
        Assert.Equal(bytes, OnePagePdf.Write("A (small) society", "Newsletter", ["A line with a \\ in it", "", "A heading", "The end"]));
    }
}
