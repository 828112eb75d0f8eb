// The writer's thread: writes of one moment share a transaction, fail alone, and are refused with the true reason when they cannot begin.
using System.Diagnostics;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class WriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Db db;

    public WriterTests()
    {
        Migrator.Run(Database, Migrator.Sections, 1);
        db = Db.Open(Database, readers: 2);
        db.Write(sql => sql.Execute("""
            CREATE TABLE owners (id INTEGER PRIMARY KEY);
            CREATE TABLE things (owner_id INTEGER REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED)
            """));
    }

    private string Database => folder["mathsoc.db"];

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Writes_of_one_moment_share_a_transaction()
    {
        var before = db.Writes;
        var results = await AllAtOnce([.. Enumerable.Range(0, 30).Select(i => Setting($"{i}"))]);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), results.Select(result => result.Result));
        Assert.Equal(before + 1, db.Writes);
        Assert.Equal(30, CountSettings());
    }

    [Fact]
    public async Task A_write_that_throws_is_undone_alone()
    {
        var results = await AllAtOnce([
            Setting("a"),
            sql =>
            {
                Settings.Set(sql, "test.lost", "x", 1);
                throw new InvalidOperationException("its own bug");
            },
            Setting("b"),
            sql => sql.ExecuteScalar<string>("SELECT no_such_column FROM settings")!,
        ]);
        Assert.Equal("a", results[0].Result);
        Assert.Equal("its own bug", Assert.IsType<InvalidOperationException>(results[1].Problem).Message);
        Assert.Equal("b", results[2].Result);
        Assert.IsType<SqliteException>(results[3].Problem);
        Assert.Equal(2, CountSettings());
    }

    /// <summary>A deferred foreign key is checked by the commit only, which then fails for every write of the transaction.</summary>
    [Fact]
    public async Task A_write_that_only_the_commit_refuses_fails_alone()
    {
        var results = await AllAtOnce([Setting("a"), Orphan, Setting("b"), Orphan, Setting("c")]);
        Assert.Equal(["a", null, "b", null, "c"], results.Select(result => result.Result));
        Assert.All([results[1], results[3]], result => Assert.Equal(19, Assert.IsType<SqliteException>(result.Problem).SqliteErrorCode));
        Assert.Equal(3, CountSettings());
        Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM things")));

        static string Orphan(Sql sql)
        {
            sql.Execute("INSERT INTO things (owner_id) VALUES (7)");
            return "orphan";
        }
    }

    [Fact]
    public async Task A_long_write_runs_alone_and_in_its_turn()
    {
        var before = db.Writes;
        using var gate = new Gate(db);
        Task<string>[] all = [
            db.WriteAsync(Setting("a")), db.WriteAsync(Setting("b")), db.WriteAloneAsync(Setting("long")), db.WriteAsync(Setting("c")),
        ];
        gate.Open();
        await Task.WhenAll(all);
        Assert.Equal(before + 3, db.Writes);
    }

    /// <summary>Statements are prepared once; each run has its own values, also after one that failed.</summary>
    [Fact]
    public void A_statement_that_is_run_again_has_nothing_of_the_run_before()
    {
        const string Next = "SELECT value FROM settings WHERE name >= @name ORDER BY name";
        var read = db.WriteAlone(sql =>
        {
            for (var i = 0; i < 40; i++) Insert(sql, $"{i}");
            Assert.Throws<SqliteException>(() => Insert(sql, "3"));
            Assert.Throws<SqliteException>(() => Insert(sql, null));
            Insert(sql, "last");
            var values = new List<string?>();
            foreach (var name in new[] { "5", "none", null, "last" })
                values.Add(sql.QueryFirstOrDefault<string>(Next, new { name }));
            // The same text while it is being read.
            foreach (var one in sql.Query<string>(Next, new { name = "8" }, buffered: false))
                values.Add(sql.QueryFirst<string>(Next, new { name = one }));
            return values;
        });
        Assert.Equal(["5", null, null, "last", "8", "9", "last"], read);
        Assert.Equal(41, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM settings WHERE value = name")));
        Assert.Equal("last", db.Read(sql => sql.QueryFirst<string>("SELECT value FROM settings ORDER BY name DESC")));

        static void Insert(Sql sql, string? value) =>
            sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES (@value, @value, 1)", new { value });
    }

    [Fact]
    public async Task Cached_values_are_dropped_before_a_writer_hears_that_its_write_is_saved()
    {
        var count = new Cached<string>(db, TimeProvider.System, sql => $"{CountSettings(sql)}");
        for (var i = 0; i < 50; i++)
        {
            await db.WriteAsync(Setting($"{i}"));
            Assert.Equal($"{i + 1}", await count.Get());
        }
    }

    [Fact]
    public void A_write_inside_a_write_is_a_bug_that_is_told_at_once() =>
        Assert.Throws<InvalidOperationException>(() => db.Write(_ => db.Write(Setting("inner"))));

    [Fact]
    public async Task While_another_program_holds_the_lock_pages_are_read_and_a_write_hears_why_it_cannot_be_saved()
    {
        using var other = Connections.Open(Database, queryOnly: false);
        using (other.BeginTransaction(deferred: false))
        {
            var watch = Stopwatch.StartNew();
            var writes = Enumerable.Range(0, 20).Select(i => db.WriteAsync(Setting($"{i}"))).ToList();
            Assert.Equal(0, await db.ReadAsync(CountSettings));
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
            foreach (var write in writes)
            {
                var problem = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => write);
                Assert.Contains("Another program holds the database's lock", problem.Message, StringComparison.Ordinal);
            }
            Assert.InRange(watch.Elapsed.TotalSeconds, 4, 7);
        }
        Assert.Equal("after", await db.WriteAsync(Setting("after")));
        // What was refused is not saved later.
        Assert.Equal(1, CountSettings());
    }

    [Fact]
    public async Task A_write_that_waits_behind_a_large_one_hears_that_and_not_that_the_disk_is_slow()
    {
        using var gate = new Gate(db);
        var problem = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => db.WriteAsync(Setting("late")));
        Assert.Contains("A large change, such as an import, is being saved", problem.Message, StringComparison.Ordinal);
        Assert.Equal("A large change, such as an import, is being saved at this moment.", problem.ForVisitors);
    }

    [Fact]
    public async Task A_site_without_writes_for_a_while_has_everything_in_the_database_file_itself()
    {
        await db.WriteAsync(Setting("kept"));
        await Eventually.TrueAsync(() =>
        {
            File.Copy(Database, folder["copy.db"], overwrite: true);
            using var sql = new Sql(Connections.Open(folder["copy.db"], queryOnly: true), null);
            try
            {
                return Task.FromResult(CountSettings(sql) == 1);
            }
            catch (SqliteException)
            {
                // The copy was made before or amid the checkpoint: it may not even have the table.
                return Task.FromResult(false);
            }
        }, 15);
    }

    /// <summary>Queues all of it while the writer is held up, so that it becomes one batch, and returns each outcome.</summary>
    private async Task<List<(string? Result, Exception? Problem)>> AllAtOnce(List<Func<Sql, string>> work)
    {
        List<Task<string>> all;
        using (var gate = new Gate(db))
        {
            all = [.. work.Select(db.WriteAsync)];
            gate.Open();
        }
        var outcomes = new List<(string?, Exception?)>();
        foreach (var one in all)
        {
            try
            {
                outcomes.Add((await one, null));
            }
            catch (Exception problem) when (problem is InvalidOperationException or SqliteException)
            {
                outcomes.Add((null, problem));
            }
        }
        return outcomes;
    }

    private long CountSettings() => db.Read(CountSettings);

    private static long CountSettings(Sql sql) => sql.ExecuteScalar<long>("SELECT count(*) FROM settings WHERE name LIKE 'test.%'");

    private static Func<Sql, string> Setting(string value) => sql =>
    {
        Settings.Set(sql, "test." + value, value, 1);
        return value;
    };

    /// <summary>A write that changes nothing and lasts until the gate is opened.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim open = new();
        private readonly Task held;

        public Gate(Db db)
        {
            using var entered = new ManualResetEventSlim();
            held = db.WriteAloneAsync(_ =>
            {
                entered.Set();
                return open.Wait(TimeSpan.FromSeconds(20));
            });
            Assert.True(entered.Wait(TimeSpan.FromSeconds(20)));
        }

        public void Open() => open.Set();

        public void Dispose()
        {
            open.Set();
            ((IAsyncResult)held).AsyncWaitHandle.WaitOne();
            open.Dispose();
        }
    }
}
