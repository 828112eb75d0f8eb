// Files that were made to do harm, or are none: each is a sentence about that file, soon, and nothing waits for ever.
using System.Buffers.Binary;
using System.Diagnostics;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class HostileFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int opened;

    public void Dispose() => folder.Dispose();

    /// <summary>The refusal; empty if it is read.</summary>
    private async Task<string> OpenAsync(string path)
    {
        var scratch = folder[$"own{++opened}"];
        Directory.CreateDirectory(scratch);
        // A pipe that is opened waits for whoever writes into it.
        using var source = await Task.Run(() => MovingSource.Open(path, null, scratch, CancellationToken.None))
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return source.Site.Refusal ?? "";
    }

    private string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], bytes);
        return folder[name];
    }

    private string Pipe(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        using var made = Process.Start("mkfifo", folder[name]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return folder[name];
    }

    private byte[] Society()
    {
        using (var file = new EarlierSiteFile(folder["old.db"])) new EarlierSociety(3, submissions: 20).Write(file);
        return File.ReadAllBytes(folder["old.db"]);
    }

    [Fact]
    public async Task Nobody_waits_for_a_pipe_or_reads_a_device()
    {
        const string NoFile = "it is a pipe or a device, and no file.";
        Assert.Equal(NoFile, await OpenAsync(Pipe("pipe.db")));
        foreach (var device in new[] { "/dev/zero", "/dev/urandom" })
        {
            Assert.Equal(NoFile, await OpenAsync(device));
            File.CreateSymbolicLink(folder[$"link{++opened}.db"], device);
            Assert.Equal(NoFile, await OpenAsync(folder[$"link{opened}.db"]));
        }
        Pipe("folder/app.db");
        Assert.Contains("there is no database in it", await OpenAsync(folder["folder"]), StringComparison.Ordinal);
        // Beside a database, as its log, it is not there.
        var database = Write("beside/app.db", Society());
        Pipe("beside/app.db-wal");
        Assert.Empty(await OpenAsync(database));
        Pipe("beside/uploads/picture.png");
        using var source = MovingSource.Open(folder["beside"], null, folder.Path, CancellationToken.None);
        var read = await Task.Run(() => source.ReadUpload(100, "picture.png").Problem).WaitAsync(TimeSpan.FromSeconds(30),
            TestContext.Current.CancellationToken);
        Assert.Equal("it is a folder, a link or a pipe", read);
    }

    [Fact]
    public async Task Of_a_damaged_file_nothing_is_said_that_is_for_the_site()
    {
        var whole = Society();
        foreach (var bytes in new[] { whole[..100], whole[..(whole.Length / 2 + 100)], [.. whole[..16], 0, 3, .. whole[18..]] })
            Assert.Equal("it cannot be read: it is damaged, or not the whole of a database. Take another copy.",
                await OpenAsync(Write("half.db", bytes)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_zip_whose_list_is_too_long_is_not_opened(bool isLarge)
    {
        // The smallest entry of a list has 46 bytes and a letter; how many there are is not what the end says.
        byte[] one = [.. "PK\u0001\u0002"u8, .. new byte[24], 1, 0, .. new byte[16], (byte)'a'];
        var zip = new MemoryStream();
        zip.Write([.. "PK\u0003\u0004"u8, .. new byte[22], 1, 0, 0, 0, (byte)'a']);
        var start = (uint)zip.Length;
        for (var i = 0; i < 200_000; i++) zip.Write(one);
        var end = zip.Length;
        if (isLarge)
        {
            var large = new byte[56 + 20];
            "PK\u0006\u0006"u8.CopyTo(large);
            large[4] = 44;
            BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(48), start);
            "PK\u0006\u0007"u8.CopyTo(large.AsSpan(56));
            BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(64), end);
            zip.Write(large);
        }
        var last = new byte[22];
        "PK\u0005\u0006"u8.CopyTo(last);
        last[8] = last[10] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(last.AsSpan(16), isLarge ? uint.MaxValue : start);
        zip.Write(last);
        Assert.True(ZipList.IsLonger(zip, 20_000));
        Assert.False(ZipList.IsLonger(zip, 30_000));
        Assert.Equal("it has more than 20,000 files.", await OpenAsync(Write("long.zip", zip.ToArray())));
        Assert.False(ZipList.IsLonger(new MemoryStream(Zips.Pack(("app.db", Society()))), 1));
    }

    [Fact]
    public void If_every_row_is_skipped_it_is_not_said_that_all_are_here()
    {
        using var place = new MovingPlace(folder.Path);
        var none = place.Move(static file =>
            file.Submission(1, 7, 7, 7, "2", isRight: true, EarlierSiteFile.Time(new DateTime(2026, 1, 1))));
        Assert.Equal((true, 1), (none.IsNothing, none.Count("answers", MoveFate.Skipped)));
        Assert.Equal("Nothing of it can be brought in: every row is skipped.", MovingPlan.Nothing(none));
        Assert.Equal("Nothing to do: it has no rows.", MovingPlan.Nothing(new MoveOutcome()));
    }
}
