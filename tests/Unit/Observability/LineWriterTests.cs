// The queue in front of a stream: order, batches, and what happens when the stream stops taking lines.
using System.Text;
using MathsSoc.Observability;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class LineWriterTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Lines_of_many_threads_come_out_whole_and_complete()
    {
        using var stream = new MemoryStream();
        using var writer = new LineWriter("it", new StreamTarget(stream));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++) writer.Write(Encoding.UTF8.GetBytes($"{thread}:{i}\n"));
        })));
        Assert.True(writer.Flush(Soon));
        var lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(80_000, lines.Length);
        foreach (var thread in lines.GroupBy(line => line.Split(':')[0]))
            Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{thread.Key}:{i}"), thread);
    }

    [Fact]
    public async Task A_line_is_written_within_the_time_that_was_promised()
    {
        using var stream = new MemoryStream();
        using var writer = new LineWriter("it", new StreamTarget(stream));
        writer.Write("one\n"u8);
        await Support.Eventually.TrueAsync(() => stream.Length == 4, 2);
    }

    [Fact]
    public void Disposing_writes_what_is_queued()
    {
        var stream = new MemoryStream();
        var writer = new LineWriter("it", new StreamTarget(stream));
        writer.Write("last words\n"u8);
        writer.Dispose();
        Assert.Equal("last words\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task A_stuck_stream_costs_lines_and_never_stops_the_site()
    {
        var complaints = new List<string>();
        var stuck = new StuckTarget();
        using var writer = new LineWriter("it", stuck, complaints.Add);
        var line = new byte[1000];
        line.AsSpan().Fill((byte)'x');
        var writing = Task.Run(() => { for (var i = 0; i < 10_000; i++) writer.Write(line); }, TestContext.Current.CancellationToken);
        // Ten times the queue's capacity: once the queue is full, only the first write waits.
        await writing.WaitAsync(Soon, TestContext.Current.CancellationToken);
        stuck.Let.Set();
        Assert.True(writer.Flush(Soon));
        await Support.Eventually.TrueAsync(() => complaints.Count > 0);
        Assert.Matches(@"^it was stuck: \d+ lines were dropped\.$", complaints[0]);
        writer.Write(line);
        var before = stuck.Bytes;
        Assert.True(writer.Flush(Soon));
        Assert.Equal(before + line.Length, stuck.Bytes);
    }

    [Fact]
    public async Task A_full_disk_is_told_once_and_again_when_it_is_over()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("This machine has no /dev/full to stand for a full disk.");
        var complaints = new List<string>();
        using var writer = new LineWriter("it", new SwitchTarget(), complaints.Add);
        for (var i = 0; i < 3; i++)
        {
            writer.Write("x\n"u8);
            Assert.True(writer.Flush(Soon));
        }
        await Support.Eventually.TrueAsync(() => complaints.Count == 2);
        Assert.StartsWith("it cannot be written: ", complaints[0], StringComparison.Ordinal);
        Assert.Equal("it is written again.", complaints[1]);
    }

    private sealed class StuckTarget : LineTarget
    {
        public ManualResetEventSlim Let { get; } = new();
        public long Bytes { get; private set; }

        public override void Write(ReadOnlySpan<byte> lines)
        {
            Let.Wait();
            Bytes += lines.Length;
        }

        public override void Dispose() => Let.Dispose();
    }

    /// <summary>Fails twice, as a full disk does.</summary>
    private sealed class SwitchTarget : LineTarget
    {
        private readonly FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        private int writes;

        public override void Write(ReadOnlySpan<byte> lines)
        {
            if (writes++ < 2) full.Write(lines);
        }

        public override void Dispose() => full.Dispose();
    }
}
