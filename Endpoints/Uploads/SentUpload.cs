// Reads a picture or a PDF sheet that an author sends with a text: its bytes, its type, and what it shows.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A file that is small enough to be held in memory, and that may be stored.</summary>
public sealed record SentUpload(Upload Upload, byte[] Bytes)
{
    /// <summary>
    /// The file in the field <c>file</c>, with the words in <c>alt</c>; null if something is wrong, which <paramref name="form"/> then
    /// tells beside these fields.
    /// </summary>
    /// <param name="mayBeDecorative">Whether a picture may have no words: its author says that it only decorates.</param>
    public static SentUpload? Read(IFormCollection sent, FormReader form, bool mayBeDecorative = false)
    {
        var alt = form.Line("alt", "What it shows", UploadTypes.MaxAlt, isOptional: true);
        var bytes = ReadFile(form);
        var type = bytes is null ? null : UploadTypes.Find(bytes);
        if (bytes is not null && type is null)
            form.Fail("file", "Picture: this is no PNG, JPEG, GIF, WebP or PDF file, or it is damaged or far too large in size. "
                + "An SVG drawing must be saved as PNG first.");
        if (type is not null and not UploadTypes.Pdf && alt.Length == 0 && !mayBeDecorative)
            form.Fail("alt", "What it shows: please fill this in, for pupils who cannot see the picture. Choose the file once more.");
        return !form.IsGood || bytes is null || type is null
            ? null
            : new SentUpload(new Upload(UploadFolder.HashOf(bytes), type, bytes.Length, alt), bytes);
    }

    private static byte[]? ReadFile(FormReader form)
    {
        if (form.File("file", "Picture") is not { } file) return null;
        if (file.Length > UploadTypes.MaxBytes)
            form.Fail("file", "Picture: at most 2 MB, please. Make it smaller first: 1,500 pixels across are plenty.");
        else
        {
            using var content = new MemoryStream((int)file.Length);
            file.CopyTo(content);
            return content.ToArray();
        }
        return null;
    }
}
