// Reads the files sent for an import: challenge files and their pictures, distinguished by content.
using System.Text;

namespace MathsSoc.Endpoints;

/// <summary>A picture that was sent with the files.</summary>
public sealed record SentPicture(string Hash, string ContentType, byte[] Bytes);

/// <summary>The files chosen in the form, those that the confirming form sends again, and the pasted text.</summary>
public sealed record SentFiles(IReadOnlyList<(string Name, string Text)> Texts, IReadOnlyList<SentPicture> Pictures)
{
    private const int MaxTexts = 50, MaxText = 2_000_000, MaxPictures = 50, MaxPictureBytes = 5 << 20;

    /// <summary>All sent files; <c>Problem</c> is an error message if there are none or too many, otherwise null.</summary>
    public static (SentFiles Files, string? Problem) Read(IFormCollection form)
    {
        var (texts, pictures, length, weight) = (new List<(string, string)>(), new List<SentPicture>(), 0L, 0L);
        foreach (var file in form.Files)
        {
            if (file.Length == 0) continue;
            using var content = new MemoryStream((int)file.Length);
            file.CopyTo(content);
            if (Take(content.ToArray(), Short(Path.GetFileName(file.FileName))) is { } problem) return (new([], []), problem);
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
            return (files, "These pictures are too much at once: at most 50 of 5 MB together, please. "
                + "Bring in a few challenges at a time, each with its pictures.");
        if (texts.Count > 0) return (files, null);
        return (files, pictures.Count > 0
            ? "These are pictures only. Choose the files that show them as well."
            : "Choose files or paste one.");

        string? Take(byte[] bytes, string name)
        {
            if (bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
                return $"{name} is a zip file. Unpack it first, then choose what was in it, all at once.";
            if (UploadTypes.Find(bytes) is not { } type)
            {
                TakeText(name, Encoding.UTF8.GetString(bytes));
                return null;
            }
            if (bytes.Length > UploadTypes.MaxBytes)
                return $"{name} is larger than 2 MB. Make it smaller first: 1,500 pixels across are plenty.";
            weight += bytes.Length;
            if (weight <= MaxPictureBytes) pictures.Add(new SentPicture(UploadFolder.HashOf(bytes), type, bytes));
            return null;
        }

        void TakeText(string name, string text)
        {
            length += text.Length;
            if (texts.Count <= MaxTexts && length <= MaxText) texts.Add((name, text));
        }
    }

    private static string Short(string name) => name.Length is > 0 and <= 80 ? name : "a file";
}
