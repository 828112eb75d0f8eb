// A form with a large file: its fields are read into memory, its file is written to the disk while it arrives.
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>Disposing deletes the files that the handler did not move.</summary>
internal sealed class StreamedForm : FormCollection, IDisposable
{
    // The same as the framework's own.
    private const int MaxBoundary = 128;

    private readonly FormFileCollection files;

    private StreamedForm(Dictionary<string, StringValues> fields, FormFileCollection files) : base(fields, files) => this.files = files;

    /// <summary>Whether the disk did not take a file.</summary>
    public bool IsUnstorable => files.Any(static file => file is ArrivedFile { IsUnstorable: true });

    public void Dispose()
    {
        foreach (var file in files) (file as ArrivedFile)?.Dispose();
    }

    /// <summary>
    /// Reads the sections of a multipart body. A body that is malformed, or has more or longer fields than <paramref name="limit"/>
    /// allows, is an exception, and nothing of it stays on the disk.
    /// </summary>
    /// <param name="arriving">Null: files are read and dropped, because their sender is signed out.</param>
    public static async Task<StreamedForm> Read(HttpRequest request, BodyLimit limit, ArrivingFiles? arriving, CancellationToken ends)
    {
        var fields = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        var files = new FormFileCollection();
        var form = new StreamedForm(fields, files);
        var isWhole = false;
        try
        {
            var reader = new MultipartReader(BoundaryOf(request), request.Body, bufferSize: 16 << 10);
            var (left, count) = (BodyLimit.Member.Bytes, 0);
            while (await reader.ReadNextSectionAsync(ends) is { } section)
            {
                if (++count > limit.Fields) throw new InvalidDataException("The form has too many fields.");
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw new InvalidDataException("A part of the form has no name.");
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                if (name.Length > BodyLimit.MaxNameBytes) throw new InvalidDataException("A field's name is too long.");
                if (!disposition.IsFileDisposition())
                {
                    var text = await ReadText(section.Body, left, ends);
                    left -= text.Length;
                    fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), Encoding.UTF8.GetString(text));
                }
                else if (files.Count == limit.Files) throw new InvalidDataException("The form has too many files.");
                else if (arriving is null) await section.Body.CopyToAsync(Stream.Null, ends);
                else
                {
                    var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue
                        ? disposition.FileNameStar : disposition.FileName).ToString();
                    files.Add(await arriving.Receive(name, fileName, section.Body, limit.FileBytes, ends));
                }
            }
            isWhole = true;
            return form;
        }
        finally
        {
            if (!isWhole) form.Dispose();
        }
    }

    private static string BoundaryOf(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        return boundary.Length is > 0 and <= MaxBoundary ? boundary : throw new InvalidDataException("The form has no boundary.");
    }

    private static async Task<byte[]> ReadText(Stream from, int most, CancellationToken ends)
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = await from.ReadAsync(buffer, ends)) > 0;)
        {
            if (text.Length + count > most) throw new InvalidDataException("The text of the form is too long.");
            text.Write(buffer, 0, count);
        }
        return text.ToArray();
    }
}
