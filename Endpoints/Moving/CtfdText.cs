// Takes over one Markdown text of CTFd with the pictures that it shows from its own files.
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <param name="pictures">Gets the files that the text shows.</param>
/// <param name="tell">Takes a code and a sentence for each thing that is not as it was.</param>
internal sealed class CtfdText(EarlierFiles files, List<Upload> pictures, Action<string, string> tell)
{
    private const string Begins = "](", Place = "/files/";

    /// <summary>The Markdown, whose lines end as here.</summary>
    public string Convert(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var result = new StringBuilder(text.Length);
        var (at, lost) = (0, false);
        for (int next; (next = text.IndexOf(Begins + Place, at, StringComparison.Ordinal)) >= 0;)
        {
            var start = next + Begins.Length;
            var end = text.IndexOfAny([')', ' ', '\n'], start);
            if (end < 0) end = text.Length;
            result.Append(text, at, start - at);
            var file = Find(text[(start + Place.Length)..end]);
            lost |= file is null;
            result.Append(file is null ? text[start..end] : UploadTypes.Scheme + AuthorPictures.FileOf(file));
            at = end;
        }
        result.Append(text, at, text.Length - at);
        if (lost) tell("picture", "A picture or file that the text names does not come: its address in the text is the one of there.");
        if (HasTags(text)) tell("html", "The text has HTML in it, which is shown here as it is typed: write it anew in Markdown.");
        return result.ToString();
    }

    /// <summary>The picture of an address such as <c>HASH/name.png?token=…</c>; null if it is none.</summary>
    private Upload? Find(string address)
    {
        var path = Uri.UnescapeDataString(address.Split('?')[0]).Split('/');
        if (path.Length != 2 || !path[0].All(char.IsAsciiLetterOrDigit)) return null;
        if (files.FindPicture(path[1], [path[0] + "/"], static (_, _) => { }) is not { } file) return null;
        if (!pictures.Exists(one => one.Hash == file.Hash)) pictures.Add(file);
        return file;
    }

    private static bool HasTags(string text)
    {
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length;
            at = text.IndexOf('<', at + 1))
            if (char.IsAsciiLetter(text[at + 1]) || text[at + 1] == '/') return true;
        return false;
    }
}
