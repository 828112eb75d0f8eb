// A zip file that is made while it is sent: however slow its reader is, it is never whole, neither in memory nor on disk.
using System.IO.Compression;

namespace MathsSoc.Web;

/// <summary>
/// A zip file to download, made for this one person and therefore never cached. If <paramref name="fill"/> fails on the way, the connection
/// breaks, so that the browser reports an incomplete file.
/// </summary>
public sealed class ZipDownload(string fileName, Func<ZipSender, Task> fill) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        Download.SetHeaders(context.Response, fileName, "application/zip");
        if (HttpMethods.IsHead(context.Request.Method)) return;
        using var zip = new ZipSender(context.Response.Body, context.RequestAborted);
        await fill(zip);
        await zip.End();
    }
}

/// <summary>
/// Adds files to a zip file and sends each piece on as soon as it is there. .NET's writer of zip files writes some of its bytes
/// synchronously, which the server does not allow, so a small buffer is between the two.
/// </summary>
public sealed class ZipSender : IDisposable
{
    private const int Piece = 64 << 10;

    /// <summary>The years that a zip file can name: a computer whose clock is at its beginning is in 1970.</summary>
    private const int FirstYear = 1980, LastYear = 2107;

    private readonly Unsent unsent = new();
    private readonly ZipArchive zip;
    private readonly Stream target;
    private readonly CancellationToken gone;

    internal ZipSender(Stream target, CancellationToken gone)
    {
        (this.target, this.gone) = (target, gone);
        zip = new ZipArchive(unsent, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Adds a file with the rest of <paramref name="content"/>.</summary>
    /// <param name="time">Its time as the zip file shows it; one before 1980 becomes 1980.</param>
    public async Task Add(string name, DateTime time, Stream content, CompressionLevel compression)
    {
        var entry = zip.CreateEntry(name, compression);
        entry.LastWriteTime = time.Year switch
        {
            < FirstYear => new DateTime(FirstYear, 1, 1),
            > LastYear => new DateTime(LastYear, 1, 1),
            _ => time,
        };
        using (var file = entry.Open())
        {
            var piece = new byte[Piece];
            for (int length; (length = await content.ReadAsync(piece, gone)) > 0;)
            {
                file.Write(piece, 0, length);
                await Send();
            }
        }
        await Send();
    }

    public void Dispose() => zip.Dispose();

    internal async Task End()
    {
        zip.Dispose();
        await Send();
    }

    private async Task Send()
    {
        await target.WriteAsync(unsent.GetBuffer().AsMemory(0, (int)unsent.Length), gone);
        unsent.SetLength(0);
    }

    /// <summary>The writer must not go back in it, since what is before is sent.</summary>
    private sealed class Unsent : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
