// The pictures and PDFs that come in with challenges and articles: which of them a text needs, whether they may be stored, and how.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What the imports of challenges and of articles do with files.</summary>
internal static class ImportedFiles
{
    /// <summary>Those that a text shows, or that are its PDF, and that it does not have yet.</summary>
    /// <param name="pdf">The hash of a newsletter's PDF.</param>
    public static List<SentPicture> Find(IReadOnlyList<SentPicture> sent, string text, IReadOnlyList<Upload> owned, string? pdf = null)
    {
        var named = UploadTypes.HashesIn(text, Uploads.MaxOfOwner);
        if (pdf is not null) named.Add(pdf);
        var found = new List<SentPicture>();
        foreach (var file in sent)
            if (named.Contains(file.Hash) && !owned.Any(one => one.Hash == file.Hash)) found.Add(file);
        return found;
    }

    /// <summary>A sentence on why these may not be stored; null if they may.</summary>
    /// <param name="pdf">The hash of a newsletter's PDF, which may be larger than other files.</param>
    public static string? FindProblem(Sql sql, UploadFolder folder, IReadOnlyList<SentPicture> files, string? pdf)
    {
        var bytes = 0L;
        foreach (var file in files)
        {
            if (Uploads.FindType(sql, file.Hash) is null) bytes += file.Bytes.Length;
            if (file.Bytes.Length > UploadTypes.MaxBytes && file.Hash != pdf)
                return $"A PDF that the text shows is larger than {UploadTypes.MaxBytes >> 20} MB. Save it with smaller pictures first.";
        }
        return bytes == 0 || Uploads.Total(sql) + bytes <= folder.Capacity ? null
            : "There is no room left for its pictures. Remove some that are not needed, "
                + "or ask whoever runs the server for more (UPLOADS_CAPACITY).";
    }

    /// <summary>Adds a sentence on how many come.</summary>
    public static void Describe(List<string> changes, IReadOnlyList<SentPicture> files)
    {
        var pdfs = files.Count(static file => file.ContentType == UploadTypes.Pdf);
        if (files.Count > pdfs) changes.Add($"{English.Count(files.Count - pdfs, "picture")} {Comes(files.Count - pdfs)} with it.");
        if (pdfs > 0) changes.Add($"{English.Count(pdfs, "PDF")} {Comes(pdfs)} with it.");
    }

    /// <summary>
    /// Stores the files, within a write transaction, and gives their owner those as well that its text shows and that others have.
    /// </summary>
    public static void Take(
        Sql sql, Visit visit, UploadOwner owner, string text, IReadOnlyList<SentPicture> files, StagedFiles staged, string? pdf = null)
    {
        foreach (var file in files)
        {
            staged.Keep(file.Hash);
            var upload = new Upload(file.Hash, file.ContentType, file.Bytes.Length, AltIn(text, file.Hash));
            Uploads.Add(sql, owner, upload, visit.Member.MemberId, visit.Now);
        }
        Uploads.Share(sql, owner, UploadTypes.HashesIn(text, Uploads.MaxOfOwner));
        if (pdf is not null) Uploads.Share(sql, owner, [pdf]);
    }

    /// <summary>The alternative text of a picture in the Markdown; empty if there is none.</summary>
    internal static string AltIn(string text, string hash)
    {
        var end = text.IndexOf($"]({UploadTypes.Scheme}{hash}", StringComparison.Ordinal);
        var start = end < 0 ? -1 : text.LastIndexOf("![", end, StringComparison.Ordinal);
        return start < 0 || end - start - 2 > UploadTypes.MaxAlt ? "" : text[(start + 2)..end];
    }

    private static string Comes(int count) => count == 1 ? "comes" : "come";
}
