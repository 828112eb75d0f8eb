// Sends a backup to an owner: one zip file of its database, its manifest and its uploads, made while it is sent.
using System.IO.Compression;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One at a time: each keeps a disk and the network busy, and holds everybody's data.</summary>
internal sealed class BackupDownloads
{
    private readonly SemaphoreSlim seat = new(1, 1);

    /// <summary>The zip file of one backup; 503 while another is being sent, 404 if it has been removed meanwhile.</summary>
    public IResult Send(Visit visit, BackupLine backup) => new Sending(seat, visit, backup);

    private sealed class Sending(SemaphoreSlim seat, Visit visit, BackupLine backup) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            if (!seat.Wait(0))
            {
                await new Refusal(StatusCodes.Status503ServiceUnavailable,
                    "A backup is being downloaded at this moment. Wait until that has ended, then ask for this one again.")
                    .ExecuteAsync(context);
                return;
            }
            try
            {
                await Send(context);
            }
            finally
            {
                seat.Release();
            }
        }

        private async Task Send(HttpContext context)
        {
            // Held open from here on, it is read to its end even if its time is over meanwhile.
            await using var database = TryOpen(backup.File.Path);
            if (database is null)
            {
                await new Refusal(StatusCodes.Status404NotFound,
                    "This backup is not there any more. Go back, load the page again and choose another.").ExecuteAsync(context);
                return;
            }
            await visit.Write(sql => Audit.Add(sql, visit.Actor, "backup.download", visit.Now, detail: backup.File.Name));
            await new ZipDownload(Path.ChangeExtension(backup.File.Name, ".zip"), zip => Fill(zip, database)).ExecuteAsync(context);
        }

        private async Task Fill(ZipSender zip, FileStream database)
        {
            var (time, folder) = (SchoolTime.Local(backup.File.At), Path.GetDirectoryName(backup.File.Path)!);
            // As in the folder of backups, so that it is restored in the same way.
            await using (var manifest = File.OpenRead(backup.File.ManifestPath))
                await zip.Add(Path.GetFileName(backup.File.ManifestPath), time, manifest, CompressionLevel.Fastest);
            await zip.Add(backup.File.Name, time, database, CompressionLevel.Fastest);
            // Whoever puts an old one back on another computer must not bring back who was erased since.
            if (File.Exists(Path.Combine(folder, ErasureRecord.FileName)))
                await using (var erasures = File.OpenRead(Path.Combine(folder, ErasureRecord.FileName)))
                    await zip.Add(ErasureRecord.FileName, time, erasures, CompressionLevel.Fastest);
            foreach (var upload in backup.Manifest!.Uploads)
            {
                await using var file = File.OpenRead(Path.Combine(BackupFolder.UploadsOf(folder), upload.Hash));
                await zip.Add($"uploads/{upload.Hash}", time, file, CompressionLevel.NoCompression);
            }
        }

        private static FileStream? TryOpen(string path)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
