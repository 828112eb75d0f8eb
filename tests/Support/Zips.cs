// Zip files as tests send and receive them.
using System.IO.Compression;

namespace MathsSoc.Tests.Support;

/// <summary>Packs and unpacks zip files in memory.</summary>
public static class Zips
{
    /// <summary>A zip file with these files, in this order.</summary>
    public static byte[] Pack(params (string Name, byte[] Content)[] files)
    {
        using var whole = new MemoryStream();
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return whole.ToArray();
    }

    /// <summary>Every file of a zip file with its whole path.</summary>
    public static List<(string Name, byte[] Content)> Unpack(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.Select(entry =>
        {
            using var from = entry.Open();
            using var to = new MemoryStream();
            from.CopyTo(to);
            return (entry.FullName, to.ToArray());
        }).ToList();
    }
}
