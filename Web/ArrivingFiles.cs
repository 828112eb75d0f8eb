// Large files of forms on their way to the disk: each is written and hashed as it comes, one at a time, and is never whole in memory.
using System.Buffers;
using System.Security.Cryptography;

namespace MathsSoc.Web;

/// <summary>Receives the file of a form whose <see cref="BodyLimit.FileBytes"/> is set. One for the whole server.</summary>
/// <param name="newPath">A path that no file has, on the disk where the file is to stay; the next start removes what is left there.</param>
public sealed class ArrivingFiles(Func<string> newPath, ILogger log)
{
    /// <summary>Seconds after which the one before is likely to have arrived.</summary>
    public const int RetrySeconds = 15;

    private const int ChunkBytes = 32 << 10;

    private int isTaken;

    /// <summary>Why a file cannot be written.</summary>
    public const string Unstorable = "The file could not be stored, because the server’s disk is full or cannot be written to. "
        + "Nothing was saved. Tell whoever runs the server, and send it again when there is room.";

    /// <summary>The refusal where a file cannot be written.</summary>
    public static Refusal CannotStore => new(StatusCodes.Status503ServiceUnavailable, Unstorable);

    /// <summary>The place for the one form whose file arrives; null while another has it.</summary>
    internal BodySeats.Seat? TakeSeat() =>
        Interlocked.Exchange(ref isTaken, 1) == 0 ? new BodySeats.Seat(() => Volatile.Write(ref isTaken, 0)) : null;

    /// <summary>
    /// Reads a file to its end. More than <paramref name="most"/> bytes are counted and not kept. An exception of <paramref name="from"/>,
    /// such as of a client that is gone, leaves nothing on the disk.
    /// </summary>
    internal async Task<ArrivedFile> Receive(string name, string fileName, Stream from, int most, CancellationToken ends)
    {
        var arrived = new ArrivedFile(name, fileName);
        var isWhole = false;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int count; (count = await from.ReadAsync(buffer, ends)) > 0;)
            {
                arrived.Length += count;
                if (arrived.Length > most) arrived.GiveUp();
                if (!arrived.IsKept) continue;
                arrived.Begin(buffer.AsSpan(0, count));
                hash.AppendData(buffer, 0, count);
                await Store(arrived, file => file.WriteAsync(buffer.AsMemory(0, count), ends));
            }
            // A power cut must not leave a row that names half a file.
            if (arrived is { IsKept: true, Length: > 0 })
                await Store(arrived, static file => new ValueTask(Task.Run(() => file.Flush(flushToDisk: true))));
            arrived.End(hash.GetHashAndReset());
            isWhole = true;
            return arrived;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!isWhole) arrived.Dispose();
        }
    }

    private async Task Store(ArrivedFile arrived, Func<FileStream, ValueTask> write)
    {
        try
        {
            await write(arrived.OpenToWrite(newPath));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogError("An upload could not be stored: {Problem}", problem.Message);
            arrived.GiveUp();
            arrived.IsUnstorable = true;
        }
    }
}
