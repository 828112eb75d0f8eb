// What `mathsoc check` says of uploaded files: each is there, and its bytes have the hash that is its name.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Reads every file, which takes a while with many.</summary>
internal static class UploadsCheck
{
    private const string Advice = "Restore from a backup, or upload again.";

    public static IEnumerable<SiteFact> Run(string folder, IReadOnlyList<StoredUpload> uploads)
    {
        var missing = new List<string>();
        var damaged = new List<string>();
        foreach (var upload in uploads)
        {
            if (DiskFiles.FindHash(Path.Combine(folder, upload.Hash)) is not { } hash) missing.Add(upload.Hash);
            else if (hash != upload.Hash) damaged.Add(upload.Hash);
        }
        if (missing.Count > 0)
            yield return SiteFact.Fail("uploads",
                $"{Count(missing)} missing in {folder} or unreadable: {SiteFact.List(missing)}. {Advice}");
        if (damaged.Count > 0)
            yield return SiteFact.Fail("uploads", $"{Count(damaged)} damaged: {SiteFact.List(damaged)}. {Advice}");
        if (missing.Count + damaged.Count == 0)
            yield return SiteFact.Ok("uploads", $"{uploads.Count}, each with the bytes that were sent");
        var known = uploads.Select(upload => upload.Hash).ToHashSet(StringComparer.Ordinal);
        var strange = Files(folder).Where(name => Uploads.IsHash(name) && !known.Contains(name)).ToList();
        if (strange.Count > 0)
            yield return SiteFact.Warn("uploads", $"{Count(strange)} in {folder} and not in the database: {SiteFact.List(strange)}. "
                + "After an older backup was restored they may be missed; otherwise they can be deleted.");
    }

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder).Select(path => Path.GetFileName(path)) : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Count(List<string> hashes) => hashes.Count == 1 ? "1 file is" : $"{hashes.Count} files are";
}
