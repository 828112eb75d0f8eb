// Reads the files sent for an import: files of challenges and articles, and their pictures, distinguished by content; also from a zip file.
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>A picture or PDF that was sent with the files.</summary>
public sealed record SentPicture(string Hash, string ContentType, byte[] Bytes);

/// <summary>The files chosen in the form, those that the confirming form sends again, and the pasted text.</summary>
public sealed record SentFiles(IReadOnlyList<(string Name, string Text)> Texts, IReadOnlyList<SentPicture> Pictures)
{
    private const int MaxTexts = 50, MaxText = 2_000_000, MaxPictures = 50, MaxPictureBytes = 5 << 20, MaxEntries = 500;

    /// <summary>All sent files; <c>Problem</c> is an error message if there are none or too many, otherwise null.</summary>
    public static (SentFiles Files, string? Problem) Read(IFormCollection form)
    {
        var (texts, pictures, length, weight) = (new List<(string, string)>(), new List<SentPicture>(), 0L, 0L);
        foreach (var file in form.Files)
        {
            if (file.Length == 0) continue;
            var content = new byte[file.Length];
            using (var from = file.OpenReadStream()) from.ReadExactly(content);
            if (Take(content, Short(Path.GetFileName(file.FileName))) is { } problem) return (new([], []), problem);
        }
        foreach (var text in form["text"])
            if (!string.IsNullOrWhiteSpace(text)) TakeText("the pasted text", text.Trim() + "\n");
        foreach (var picture in form["picture"])
        {
            var bytes = new byte[(picture ?? "").Length];
            if (Convert.TryFromBase64String(picture ?? "", bytes, out var count) && UploadTypes.Find(bytes.AsSpan(0, count)) is not null)
                Take(bytes[..count], "a picture");
        }
        var files = new SentFiles(texts, pictures);
        if (length > MaxText || texts.Count > MaxTexts)
            return (files, "That is too much at once: at most 50 files and 2 MB of text, please.");
        if (weight > MaxPictureBytes || pictures.Count > MaxPictures)
            return (files, "These pictures and PDFs are too much at once: at most 50 of 5 MB together, please. Bring in a few challenges "
                + "or articles at a time, each with its files; a larger PDF is sent on its newsletter’s page.");
        if (texts.Count > 0) return (files, null);
        return (files, pictures.Count > 0
            ? "These are pictures only. Choose the files that show them as well."
            : "Choose files or paste one.");

        string? Take(byte[] bytes, string name, bool isInZip = false)
        {
            if (bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
                return isInZip ? $"{name} is a zip file in a zip file. Unpack it first, and choose it by itself." : TakeZip(bytes, name);
            if (UploadTypes.Find(bytes) is not { } type)
            {
                TakeText(name, Encoding.UTF8.GetString(bytes));
                return null;
            }
            // A newsletter's PDF may be larger than pictures and sheets.
            if (bytes.Length > UploadTypes.MaxBytes && type != UploadTypes.Pdf)
                return $"{name} is larger than 2 MB. Make it smaller first: 1,500 pixels across are plenty.";
            weight += bytes.Length;
            if (weight <= MaxPictureBytes) pictures.Add(new SentPicture(UploadFolder.HashOf(bytes), type, bytes));
            return null;
        }

        string? TakeZip(byte[] bytes, string name)
        {
            try
            {
                using var zip = ZipList.Open(new MemoryStream(bytes), MaxEntries);
                if (zip is null) return $"{name} is a zip file of more than {MaxEntries} files: choose fewer, please.";
                foreach (var entry in zip.Entries)
                {
                    // Of the path only the last name is used, and nothing is written under it. Folders have none, and what a Mac adds
                    // begins with a dot.
                    if (entry.Name.Length == 0 || entry.Name[0] == '.') continue;
                    var file = Short(entry.Name);
                    // Whatever size the entry claims to have, no more than that is unpacked of it.
                    var content = new byte[Math.Min(entry.Length, MaxPictureBytes) + 1];
                    using var from = entry.Open();
                    var count = from.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
                    if (count == content.Length) return $"{file} in {name} is too large: {MaxPictureBytes >> 20} MB is the most.";
                    if (Take(content[..count], file, isInZip: true) is { } problem) return problem;
                    if (length > MaxText || weight > MaxPictureBytes) return null;
                }
                return null;
            }
            catch (Exception problem) when (problem is InvalidDataException or NotSupportedException or IOException)
            {
                return $"{name} is a zip file that cannot be read. Unpack it, then choose what was in it, all at once.";
            }
        }

        void TakeText(string name, string text)
        {
            length += text.Length;
            if (texts.Count <= MaxTexts && length <= MaxText) texts.Add((name, text));
        }
    }

    private static string Short(string name) => name.Length is > 0 and <= 80 ? name : "a file";
}
