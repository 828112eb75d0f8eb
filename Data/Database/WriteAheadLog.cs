// Reads SQLite's write-ahead log without SQLite, to find out whether it belongs to the database file that it lies beside.
using System.Buffers.Binary;

namespace MathsSoc.Data;

/// <summary>What a frame of the log that holds page 1 says in its header; the fields are those of <see cref="DatabaseFile"/>.</summary>
public readonly record struct LoggedHeader(uint Mark, uint Counter, uint SchemaCookie);

/// <summary>
/// A log as SQLite would read it (https://sqlite.org/fileformat2.html, section 4): frames count only up to the last one that ends a
/// transaction, and only while their salts and checksums are right.
/// </summary>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Frames">How many frames can be read.</param>
/// <param name="First">The first of them that holds page 1; null: none does.</param>
/// <param name="Last">The last of them that holds page 1; null: none does.</param>
/// <param name="IsDamaged">
/// No frame can be read although some were written. A power cut in the middle of a log's first transaction, which nobody was told was
/// saved, leaves a log without a readable frame too, but not a damaged one.
/// </param>
public sealed record WriteAheadLog(long Bytes, long Frames, LoggedHeader? First, LoggedHeader? Last, bool IsDamaged)
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint Magic = 0x377F0682; // the last bit says which end of a number comes first in the checksums
    private const int MaxTries = 5;

    /// <summary>Reads the log at <paramref name="path"/>; null if there is none, if it is empty or if it may not be read.</summary>
    public static WriteAheadLog? Look(string path)
    {
        if (!FileIdentity.IsFile(path)) return null;
        // A server that runs meanwhile may begin its log again from the start, and what was read before and after would not fit together.
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
                if (file.Length == 0) return null;
                var header = ReadHeader(file);
                var log = Read(file, header);
                file.Seek(0, SeekOrigin.Begin);
                if (ReadHeader(file).AsSpan().SequenceEqual(header) || tries == MaxTries) return log;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    private static byte[] ReadHeader(FileStream file)
    {
        var header = new byte[HeaderBytes];
        file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        return header;
    }

    private static WriteAheadLog Read(FileStream file, byte[] header)
    {
        var bytes = file.Length;
        var pageSize = (int)Number(header, 8);
        var sums = new Checksum(isBigEndian: (Number(header, 0) & 1) == 1);
        sums.Add(header.AsSpan(0, 24));
        var isSound = (Number(header, 0) & ~1u) == Magic && pageSize is >= 512 and <= 65_536 && sums.Are(header, 24);
        if (!isSound) return new WriteAheadLog(bytes, 0, null, null, IsDamaged: bytes >= HeaderBytes);

        var frame = new byte[FrameHeaderBytes + pageSize];
        var salts = header.AsSpan(16, 8);
        long frames = 0, readable = 0;
        LoggedHeader? first = null, last = null, firstSoFar = null, lastSoFar = null;
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            sums.Add(frame.AsSpan(0, 8));
            sums.Add(frame.AsSpan(FrameHeaderBytes));
            if (!frame.AsSpan(8, 8).SequenceEqual(salts) || !sums.Are(frame, 16)) break;
            readable++;
            if (Number(frame, 0) == 1)
            {
                lastSoFar = HeaderOf(frame.AsSpan(FrameHeaderBytes));
                firstSoFar ??= lastSoFar;
            }
            if (Number(frame, 4) == 0) continue;
            (frames, first, last) = (readable, firstSoFar, lastSoFar);
        }
        return new WriteAheadLog(bytes, frames, first, last, frames == 0 && HasWholeTransaction(file, frame, salts));
    }

    /// <summary>Whether a frame of this log that ends a transaction lies anywhere in the file, readable or not.</summary>
    private static bool HasWholeTransaction(FileStream file, byte[] frame, ReadOnlySpan<byte> salts)
    {
        file.Seek(HeaderBytes, SeekOrigin.Begin);
        // A transaction's last frame is written last, so one that is followed by another frame of the same log was written wholly.
        var hasEnded = false;
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            if (!frame.AsSpan(8, 8).SequenceEqual(salts)) continue;
            if (hasEnded) return true;
            hasEnded = Number(frame, 4) != 0;
        }
        return false;
    }

    private static LoggedHeader HeaderOf(ReadOnlySpan<byte> page) => new(Number(page, 68), Number(page, 60), Number(page, 40));

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    /// <summary>The running checksum of section 4.2 of the file format: each frame's includes all before it.</summary>
    private struct Checksum(bool isBigEndian)
    {
        private uint first, second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at += 8)
            {
                first += Word(bytes[at..]) + second;
                second += Word(bytes[(at + 4)..]) + first;
            }
        }

        public readonly bool Are(ReadOnlySpan<byte> bytes, int at) => Number(bytes, at) == first && Number(bytes, at + 4) == second;

        private readonly uint Word(ReadOnlySpan<byte> bytes) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
