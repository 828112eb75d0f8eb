// The connection that Dapper's methods are called on: what it logs of a statement, what it does not let Dapper change, and which statements
// it keeps prepared.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Data;

public sealed class SqlTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lines lines = new();
    private readonly Db db;

    public SqlTests()
    {
        Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1).Result);
        db = Db.Open(folder["mathsoc.db"], readers: 1, statements: lines);
    }

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Every_statement_is_logged_with_its_rows_and_without_its_values()
    {
        const string Secret = "nobody's business";
        db.Write(sql =>
        {
            sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES ('a', @Secret, 1), ('b', @Secret, 2)", new { Secret });
            Assert.Equal(2, sql.Query<SettingRow>("SELECT name, value, updated_at FROM settings").Count());
            Assert.Null(sql.QueryFirstOrDefault<SettingRow>(
                "SELECT name, value, updated_at FROM settings WHERE value <> @Secret", new { Secret }));
            Assert.Equal(Secret, sql.ExecuteScalar<string>("SELECT max(value) FROM settings"));
        });
        Assert.Collection(lines.Written,
            line => Assert.Matches(@"^INSERT INTO settings .* took \d+ us, 2 rows$", line),
            line => Assert.Matches(@"^SELECT name, value, updated_at FROM settings took \d+ us, 2 rows$", line),
            line => Assert.Matches(@"^SELECT .* <> @Secret took \d+ us, 0 rows$", line),
            line => Assert.Matches(@"^SELECT max\(value\) FROM settings took \d+ us, 1 rows$", line));
        Assert.DoesNotContain(lines.Written, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    /// <summary>Dapper.AOT sets it to 0 on every command, and the driver would then wait for a locked database for ever.</summary>
    [Fact]
    public void A_command_keeps_the_time_limit_of_its_connection()
    {
        using var sql = new Sql(Connections.Open(folder["mathsoc.db"], queryOnly: true), null);
        using var command = sql.CreateCommand();
        command.CommandTimeout = 0;
        Assert.Equal(5, command.CommandTimeout);
    }

    [Fact]
    public void A_statement_stays_prepared_for_the_next_transaction_and_takes_new_values()
    {
        const string Count = "SELECT count(*) FROM settings WHERE updated_at = @at";
        for (var i = 1; i <= 3; i++)
        {
            db.Write(sql => sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES (@name, 'x', 1)", new { name = $"a{i}" }));
            Assert.Equal(i, db.Read(sql => sql.ExecuteScalar<long>(Count, new { at = 1 })));
            Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>(Count, new { at = 2 })));
            Assert.Single(db.Read(sql => sql.KeptStatements), Count);
            Assert.Single(db.Write(sql => sql.KeptStatements), text => text.StartsWith("INSERT INTO settings", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_statement_that_is_being_read_can_be_run_again_meanwhile()
    {
        db.Write(sql =>
        {
            const string Statement = "SELECT name, value, updated_at FROM settings WHERE updated_at < @at ORDER BY name";
            sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES ('a', 'x', 1), ('b', 'x', 2)");
            var seen = new List<string>();
            foreach (var outer in sql.Query<SettingRow>(Statement, new { at = 3 }, buffered: false))
                foreach (var inner in sql.Query<SettingRow>(Statement, new { at = 2 }, buffered: false)) seen.Add(outer.Name + inner.Name);
            Assert.Equal(["aa", "ba"], seen);
        });
    }

    [Fact]
    public void A_kept_statement_is_right_after_another_program_changed_the_schema()
    {
        const string Statement = "SELECT count(*) FROM settings WHERE updated_at = 1";
        Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>(Statement)));
        using var other = Connections.Open(folder["mathsoc.db"], queryOnly: false);
        Connections.Execute(other, "CREATE TABLE another (a)");
        Connections.Execute(other, "CREATE INDEX another_index ON settings (updated_at)");
        db.Write(sql => sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES ('a', 'x', 1)"));
        Assert.Equal(1, db.Read(sql => sql.ExecuteScalar<long>(Statement)));
    }

    [Fact]
    public void Neither_many_statements_nor_long_texts_nor_failures_stay_in_memory()
    {
        db.Write(sql =>
        {
            for (var i = 0; i < 300; i++) sql.ExecuteScalar<long>($"SELECT {i}");
        });
        Assert.InRange(db.Write(sql => sql.KeptStatements).Count, 64, 64);
        var value = new string('x', 5000);
        db.Write(sql => sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES ('a', @value, 1)", new { value }));
        Assert.ThrowsAny<Exception>(() =>
            db.Write(sql => sql.Execute("INSERT INTO settings (name, value, updated_at) VALUES (@name, 'x', 1)", new { name = "a" })));
        Assert.DoesNotContain(db.Write(sql => sql.KeptStatements), text => text.StartsWith("INSERT", StringComparison.Ordinal));
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Written.Add(formatter(state, exception));
    }
}
