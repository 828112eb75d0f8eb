// The connection that Dapper's methods are called on: what it logs of a statement, and what it does not let Dapper change.
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

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Written.Add(formatter(state, exception));
    }
}
