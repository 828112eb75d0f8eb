// The database guard: with a deleted, replaced or damaged file it refuses writes, recovers by itself and loses no committed row.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class DbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Db db;

    public DbTests()
    {
        Make(Database);
        db = Db.Open(Database, readers: 4);
        Write("before");
    }

    private string Database => folder["mathsoc.db"];
    private string Aside => folder["aside.db"];

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_database_that_is_moved_away_refuses_writes_until_it_is_back()
    {
        File.Move(Database, Aside);
        RefusesWrites("missing");
        File.Move(Aside, Database);
        RecoversWithEverything();
    }

    [Fact]
    public void A_database_that_is_deleted_and_restored_from_a_copy_recovers()
    {
        File.Copy(Database, Aside);
        File.Delete(Database);
        RefusesWrites("missing");
        File.Move(Aside, Database);
        RecoversWithEverything();
    }

    [Fact]
    public void A_truncated_database_refuses_writes_until_its_bytes_are_back()
    {
        Assert.True(db.Checkpoint());
        Write("checkpointed");
        var bytes = ReadShared();
        using (var file = new FileStream(Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(4096);
        RefusesWrites("truncated");
        WriteShared(bytes);
        Assert.Equal("checkpointed", Read());
        RecoversWithEverything();
    }

    [Fact]
    public void A_database_overwritten_by_garbage_refuses_writes_until_its_bytes_are_back()
    {
        var bytes = ReadShared();
        var garbage = new byte[bytes.Length];
        new Random(1).NextBytes(garbage);
        WriteShared(garbage);
        RefusesWrites("not a database");
        WriteShared(bytes);
        RecoversWithEverything();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_sound_database_in_its_place_is_not_taken_for_it(bool sameInode)
    {
        var original = ReadShared();
        Make(folder["other.db"]);
        if (sameInode)
        {
            WriteShared(File.ReadAllBytes(folder["other.db"]));
        }
        else
        {
            File.Move(Database, Aside);
            File.Move(folder["other.db"], Database);
        }
        RefusesWrites("replaced by another one");
        Assert.Throws<DatabaseUnavailableException>(() => db.Write(sql => { Settings.Set(sql, "a", "into the wrong one", 9); return 0; }));
        if (sameInode) WriteShared(original);
        else File.Move(Aside, Database, overwrite: true);
        RecoversWithEverything();
    }

    [Fact]
    public void An_older_copy_is_refused_while_a_newer_log_lies_beside_it()
    {
        Assert.True(db.Checkpoint());
        File.WriteAllBytes(folder["backup.db"], ReadShared());
        Write("later, folded in");
        Assert.True(db.Checkpoint());
        Write("later still, in the log");
        File.Move(Database, Aside);
        File.Copy(folder["backup.db"], Database);
        Assert.StartsWith("an older copy", db.FindProblem(), StringComparison.Ordinal);
        Assert.False(db.Checkpoint());
        Assert.Throws<DatabaseUnavailableException>(() => Write("must not be saved"));
        File.Move(Aside, Database, overwrite: true);
        RecoversWithEverything();
    }

    [Fact]
    public void An_older_copy_written_over_the_database_is_noticed_too()
    {
        Assert.True(db.Checkpoint());
        var backup = ReadShared();
        Write("later, folded in");
        Assert.True(db.Checkpoint());
        Write("in the log");
        var newest = ReadShared();
        WriteShared(backup);
        Assert.StartsWith("an older copy", db.FindProblem(), StringComparison.Ordinal);
        WriteShared(newest);
        Assert.Equal("in the log", Read());
        RecoversWithEverything();
    }

    [Fact]
    public void A_restored_backup_without_a_log_is_taken()
    {
        Assert.True(db.Checkpoint());
        File.WriteAllBytes(folder["backup.db"], ReadShared());
        Write("later, folded in");
        Assert.True(db.Checkpoint());
        File.Move(Database, Aside);
        File.Delete(Database + "-wal");
        File.Delete(Database + "-shm");
        File.Move(folder["backup.db"], Database);
        Assert.Equal("before", Read());
        RecoversWithEverything();
    }

    [Fact]
    public void A_log_that_was_removed_from_the_folder_is_saved_first()
    {
        Write("only in the log");
        File.Delete(Database + "-wal");
        Write("after the log was removed");
        Assert.True(db.Checkpoint());
        Assert.Equal("after the log was removed", Read());
        using var beside = Db.Open(Database, readers: 1);
        Assert.Equal("before", beside.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'first'")));
        Assert.Equal("ok", beside.Read(sql => sql.ExecuteScalar<string>("PRAGMA integrity_check")));
    }

    [Fact]
    public void Looking_at_the_file_does_not_drop_the_locks_that_keep_other_programs_from_removing_the_log()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed; this test needs another program with SQLite.");
        Write("in the log");
        for (var i = 0; i < 3; i++) Assert.Null(db.FindProblem());
        using var other = System.Diagnostics.Process.Start("/usr/bin/python3",
            [
                "-c",
                "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('select count(*) from settings').fetchall(); c.close()",
                Database,
            ]);
        other.WaitForExit();
        Assert.Equal(0, other.ExitCode);
        Assert.True(File.Exists(Database + "-wal"), "another program took itself for the last one and removed the log");
        Write("after the other program");
        Assert.Equal("after the other program", Read());
    }

    [Fact]
    public void A_file_lost_in_the_middle_of_a_transaction_is_not_committed_to()
    {
        Assert.Throws<DatabaseUnavailableException>(() => db.Write(sql =>
        {
            Settings.Set(sql, "a", "lost", 2);
            File.Move(Database, Aside);
            return 0;
        }));
        File.Move(Aside, Database);
        RecoversWithEverything();
    }

    [Fact]
    public void The_probe_sees_the_same_and_recovers_too()
    {
        using var probe = new DatabaseProbe(db, new ManualClock());
        Assert.Null(probe.Look().Problem);
        Assert.Equal(Migrator.Newest, probe.Look().SchemaVersion);
        File.Move(Database, Aside);
        Assert.NotNull(probe.Look().Problem);
        File.Move(Aside, Database);
        Assert.Null(probe.Look().Problem);
    }

    private void RefusesWrites(string problem)
    {
        Assert.Equal(problem, db.FindProblem());
        var refused = Assert.Throws<DatabaseUnavailableException>(() => Write("must not be saved"));
        Assert.Contains("nothing was saved", refused.Message, StringComparison.Ordinal);
    }

    private void RecoversWithEverything()
    {
        Assert.Null(db.FindProblem());
        Assert.NotEqual("must not be saved", Read());
        Assert.NotEqual("lost", Read());
        Write("after");
        Assert.Equal("after", Read());
        Assert.Equal("ok", db.Read(sql => sql.ExecuteScalar<string>("PRAGMA integrity_check")));
        Assert.Equal("before", db.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'first'")));
    }

    private static void Make(string path) => Assert.Equal(MigrationResult.Ready, Migrator.Run(path, Migrator.Sections, 1).Result);

    private void Write(string value) => db.Write(sql =>
    {
        sql.Execute("INSERT OR IGNORE INTO settings (name, value, updated_at) VALUES ('first', 'before', 1)");
        Settings.Set(sql, "a", value, 1);
        return 0;
    });

    private string? Read() => db.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'a'"));

    private byte[] ReadShared()
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private void WriteShared(byte[] bytes)
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
        file.Write(bytes);
    }
}
