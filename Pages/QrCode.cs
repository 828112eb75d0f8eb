// QR codes as SVG, for posters, slips and the corridor screen: a camera reads the address off the paper.
using QRCoder;

namespace MathsSoc.Pages;

/// <summary>Draws a text, mostly an address of this site, as a QR code.</summary>
public static class QrCode
{
    /// <summary>
    /// The longest text, in UTF-8 bytes. A longer one makes modules too small for a phone at arm's length: 213 bytes fill version 10,
    /// 57 modules wide.
    /// </summary>
    public const int MaxBytes = 213;

    // The light border that a reader needs around the code (ISO/IEC 18004), in modules.
    private const int QuietZone = 4;

    /// <summary>
    /// An <c>svg</c> element of no size of its own. Error correction M: 15 % of a torn or crumpled code may be missing. It is dark on
    /// white in every theme and in print, because readers expect that.
    /// </summary>
    /// <param name="label">A description for those who do not see it: "QR code for this challenge's page".</param>
    /// <returns>Null if the text is empty or longer than <see cref="MaxBytes"/>.</returns>
    public static SafeHtml? Draw(string text, string label)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        if (bytes.Length is 0 or > MaxBytes) return null;
        using var code = QRCodeGenerator.GenerateQrCode(bytes, QRCodeGenerator.ECCLevel.M);
        using var svg = new PageBuffer();
        // The package draws the border into the matrix, four modules wide as the standard requires.
        var size = code.ModuleMatrix.Count;
        svg.Literal("<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
        svg.Formatted(size);
        svg.Literal(" ");
        svg.Formatted(size);
        svg.Literal("\" role=\"img\" aria-label=\"");
        svg.Text(label);
        svg.Literal("\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h");
        svg.Formatted(size);
        svg.Literal("v");
        svg.Formatted(size);
        svg.Literal("H0z\"/><path fill=\"#000\" d=\"");
        Modules(code, svg);
        svg.Literal("\"/></svg>");
        return new SafeHtml(System.Text.Encoding.UTF8.GetString(svg.Written.Span));
    }

    // One bar for each run of dark modules in a row.
    private static void Modules(QRCodeData code, PageBuffer svg)
    {
        var rows = code.ModuleMatrix;
        for (var y = QuietZone; y < rows.Count - QuietZone; y++)
        {
            var row = rows[y];
            for (var x = 0; x < row.Length; x++)
            {
                if (!row[x]) continue;
                var from = x;
                while (x < row.Length && row[x]) x++;
                svg.Literal("M");
                svg.Formatted(from);
                svg.Literal(" ");
                svg.Formatted(y);
                svg.Literal("h");
                svg.Formatted(x - from);
                svg.Literal("v1H");
                svg.Formatted(from);
                svg.Literal("z");
            }
        }
    }
}
