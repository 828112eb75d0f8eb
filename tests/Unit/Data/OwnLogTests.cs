// Whether a write-ahead log belongs to the database file beside it: told from the files alone, and never wrong about a site that is served.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class OwnLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Db db;

    public OwnLogTests()
    {
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Database, Migrator.Sections, 1).Result);
        db = Db.Open(Database, readers: 2);
    }

    private string Database => folder["mathsoc.db"];
    private string Place => folder["place/mathsoc.db"];

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_migrated_database_is_whole_without_its_log()
    {
        Assert.Equal(0, new FileInfo(Database + "-wal").Length);
        Put(Database, log: null);
        Assert.Equal(Migrator.Newest, Migrator.Run(Place, Migrator.Sections, 1).Version);
        Assert.Empty(Migrator.Run(Place, Migrator.Sections, 1).Applied);
    }

    [Fact]
    public void The_log_of_the_file_itself_is_its_own_at_every_moment()
    {
        for (var i = 0; i < 60; i++)
        {
            Write($"value {i}");
            if (i % 20 == 19) Assert.True(db.Checkpoint());
            Put(Database, Database + "-wal");
            Assert.Null(OwnLog.FindProblem(Place));
            Assert.Null(OwnLog.FindProblem(Database));
        }
    }

    [Fact]
    public async Task Writing_and_folding_in_all_the_while_gives_no_false_alarm()
    {
        using var enough = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 400; i++)
            {
                Write($"value {i}");
                if (i % 7 == 0) db.Checkpoint();
            }
            enough.Cancel();
        }, TestContext.Current.CancellationToken);
        while (!enough.IsCancellationRequested) Assert.Null(OwnLog.FindProblem(Database));
        await writer;
    }

    /// <summary>The copy may be as old as the log's beginning: SQLite then makes the newest state of the two.</summary>
    [Fact]
    public void A_copy_from_the_time_of_the_log_is_brought_up_to_date_by_it()
    {
        Write("folded in");
        Assert.True(db.Checkpoint());
        File.Copy(Database, folder["copy.db"]);
        for (var i = 0; i < 5; i++) Write($"value {i}");
        Put(folder["copy.db"], Database + "-wal");
        Assert.Null(OwnLog.FindProblem(Place));
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Place, Migrator.Sections, 1).Result);
        using var other = Db.Open(Place, readers: 1);
        Assert.Equal("value 4", other.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'a'")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void An_older_copy_beside_the_log_is_refused_and_says_how_much_is_missing(int between)
    {
        Assert.True(db.Checkpoint());
        File.Copy(Database, folder["copy.db"]);
        for (var i = 0; i < between; i++) Write($"value {i}");
        Assert.True(db.Checkpoint());
        Write("in the log");
        Put(folder["copy.db"], Database + "-wal");
        IsRefused(between == 1 ? "1 write transaction is missing" : $"{between} write transactions are missing");
    }

    [Fact]
    public void A_newer_file_beside_an_older_log_is_refused()
    {
        Write("in the log");
        File.Copy(Database + "-wal", folder["old-wal"]);
        Assert.True(db.Checkpoint());
        Write("later");
        Assert.True(db.Checkpoint());
        Put(Database, folder["old-wal"]);
        IsRefused("newer than the log beside it");
    }

    [Fact]
    public void The_log_of_another_society_is_refused()
    {
        Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["other.db"], Migrator.Sections, 1).Result);
        Write("in the log");
        Put(folder["other.db"], Database + "-wal");
        IsRefused("not the one that the log beside it belongs to");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_compacted_copy_whose_pages_are_others_is_refused(bool wasOpened)
    {
        Write("before");
        Assert.True(db.Checkpoint());
        using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            connection.Execute("VACUUM INTO @to", new { to = folder["copy.db"] });
        }
        if (wasOpened) Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["copy.db"], Migrator.Sections, 1).Result);
        Write("in the log");
        Put(folder["copy.db"], Database + "-wal");
        IsRefused("the log beside it is not its own");
    }

    [Fact]
    public void A_log_is_damaged_when_what_was_written_wholly_cannot_be_read()
    {
        Write("one");
        Write("two");
        var log = ReadShared(Database + "-wal");
        var sound = Look(log);
        Assert.True(sound is { IsDamaged: false, Frames: > 1, First: not null, Last: not null });
        Assert.Equal(1, DatabaseFile.Distance(sound.First!.Value.Counter, sound.Last!.Value.Counter));
        foreach (var at in new[] { 5, 20, 32 + 17, 32 + 24 + 100 })
        {
            var bytes = (byte[])log.Clone();
            bytes[at] ^= 1;
            Assert.True(Look(bytes) is { IsDamaged: true, Frames: 0 }, $"byte {at}");
        }
        Assert.True(Look(new byte[log.Length]) is { IsDamaged: true });
        // A power cut in the middle of the first transaction: nobody was told that it was saved.
        Assert.True(Look(log[..(32 + 24 + 1000)]) is { IsDamaged: false, Frames: 0 });
        Assert.True(Look(log[..32]) is { IsDamaged: false, Frames: 0 });
    }

    private void IsRefused(string words)
    {
        var (file, log) = (File.ReadAllBytes(Place), File.ReadAllBytes(Place + "-wal"));
        var outcome = Migrator.Run(Place, Migrator.Sections, 1);
        Assert.Equal(MigrationResult.WrongLog, outcome.Result);
        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(MigrationResult.WrongLog, Migrator.Run(Place, Migrator.Sections, 1, dryRun: true).Result);
        Assert.Equal(file, File.ReadAllBytes(Place));
        Assert.Equal(log, File.ReadAllBytes(Place + "-wal"));
    }

    private WriteAheadLog Look(byte[] bytes)
    {
        File.WriteAllBytes(folder["log"], bytes);
        return WriteAheadLog.Look(folder["log"])!;
    }

    /// <summary>Puts a file and a log together in a folder of their own.</summary>
    private void Put(string file, string? log)
    {
        var place = Path.GetDirectoryName(Place)!;
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        Directory.CreateDirectory(place);
        File.WriteAllBytes(Place, ReadShared(file));
        if (log is not null) File.WriteAllBytes(Place + "-wal", ReadShared(log));
    }

    private void Write(string value) => db.Write(sql => Settings.Set(sql, "a", value, 1));

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
