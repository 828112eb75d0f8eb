// Finds the files that an earlier site's rows and texts name: recognised by content, each read once for the plan and once to be stored.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One site's uploaded files, and how many of them are there.</summary>
internal sealed class EarlierFiles(MovingSource source)
{
    private const int MaxPicture = UploadTypes.MaxBytes;
    private static readonly int MaxPdf = BodyLimit.Newsletter.FileBytes;

    private readonly Dictionary<string, (Upload? File, string Problem)> known = new(StringComparer.Ordinal);
    private readonly List<(string Hash, string[] Places)> found = [];

    public int Found => found.Count;
    public long Bytes { get; private set; }

    /// <summary>Named by a row, and nowhere in the folder.</summary>
    public int Missing { get; private set; }

    /// <summary>There, and not of a type or size that is taken.</summary>
    public int Refused { get; private set; }

    /// <summary>
    /// The picture of this name in the first of these folders that has it, each with a slash at its end, or empty; null if there is none,
    /// which <paramref name="tell"/> then says.
    /// </summary>
    public Upload? FindPicture(string name, string[] folders, Action<string, string> tell) =>
        Find(name, folders, MaxPicture, "picture", static type => type is not (null or UploadTypes.Pdf), tell);

    /// <summary>The same of a PDF.</summary>
    public Upload? FindPdf(string name, string[] folders, Action<string, string> tell) =>
        Find(name, folders, MaxPdf, "PDF", static type => type == UploadTypes.Pdf, tell);

    /// <summary>The same of a file of another MathsSoc, which is named by its content.</summary>
    public Upload? FindStored(string hash, Action<string, string> tell)
    {
        if (!Uploads.IsHash(hash)) return null;
        if (Find(hash, [""], Math.Max(MaxPdf, MaxPicture), "file", static type => type is not null, tell) is not { } file) return null;
        if (file.Hash == hash) return file;
        tell("file", $"Its file {hash} does not arrive: it is damaged.");
        return null;
    }

    /// <summary>The files that were found, with their hashes, read one after the other.</summary>
    public IEnumerable<(string Hash, byte[] Bytes)> Read()
    {
        foreach (var (hash, places) in found)
        {
            var (bytes, _) = source.ReadUpload(Math.Max(MaxPdf, MaxPicture), places);
            if (bytes is null || UploadFolder.HashOf(bytes) != hash)
                throw new IOException($"The uploaded file {places[0]} changed while it was read. Try again.");
            yield return (hash, bytes);
        }
    }

    private Upload? Find(
        string name, string[] folders, int most, string word, Func<string?, bool> isWanted, Action<string, string> tell)
    {
        var code = word.ToLowerInvariant();
        if (!IsFileName(name))
        {
            tell(code, $"The name of its {word} is no file name, so it arrives without.");
            return null;
        }
        if (!source.HasUploads)
        {
            tell(code, $"No folder of uploads was given, so its {word} {name} does not arrive.");
            return null;
        }
        string[] places = [.. folders.Select(folder => folder + name)];
        var key = $"{word} {places[0]}";
        if (!known.TryGetValue(key, out var result)) known[key] = result = Look(places, most, word, isWanted);
        if (result.File is null) tell(code, $"Its {word} {name} does not arrive: {result.Problem}.");
        return result.File;
    }

    private (Upload? File, string Problem) Look(string[] places, int most, string word, Func<string?, bool> isWanted)
    {
        var (bytes, problem) = source.ReadUpload(most, places);
        if (bytes is null)
        {
            if (problem == MovingSource.Missing) Missing++;
            else Refused++;
            return (null, problem);
        }
        var type = UploadTypes.Find(bytes);
        if (!isWanted(type))
        {
            Refused++;
            return (null, word == "PDF" ? "it is no PDF" : "it is no picture that browsers show");
        }
        var file = new Upload(UploadFolder.HashOf(bytes), type!, bytes.Length, "");
        if (!found.Exists(one => one.Hash == file.Hash))
        {
            found.Add((file.Hash, places));
            Bytes += file.Bytes;
        }
        return (file, "");
    }

    private static bool IsFileName(string name) => name.Length is > 0 and <= 200 && name[0] != '.'
        && !name.AsSpan().ContainsAny("/\\\0") && LineText.FindProblem(name) is null;
}
