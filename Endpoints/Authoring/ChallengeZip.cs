// The files of many challenges in one zip file, with their pictures beside them.
using System.IO.Compression;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Sends all challenges, or those of a competition.</summary>
internal static class ChallengeZip
{
    /// <summary>Adds challenges to a zip file in this order, each as <paramref name="textOf"/> writes it, and their pictures.</summary>
    public static async Task Send(
        ZipSender zip, UploadFolder folder, Visit visit, List<long> ids, Func<ChallengeEditor, string> textOf)
    {
        var number = 0;
        var pictures = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (await ChallengeEditor.Find(visit, id) is not { } desk) continue;
            var time = SchoolTime.Local(desk.Challenge.UpdatedAt);
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(textOf(desk)));
            await zip.Add($"{++number:00}-{desk.FileId}.md", time, text, CompressionLevel.Optimal);
            // In the same folder as the files, so that all can be selected at once for an import.
            foreach (var picture in desk.Pictures)
                if (pictures.Add(picture.Hash)) await folder.Send(zip, "", picture, time);
        }
    }
}
