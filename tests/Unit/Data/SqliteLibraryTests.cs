// Which SQLite libraries the program accepts, and that it accepts the one of the tests; tests/Cli checks the published one.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class SqliteLibraryTests
{
    [Fact]
    public void The_one_that_dotnet_run_uses_is_new_enough_and_compiled_as_needed()
    {
        Assert.True(new Version(SqliteLibrary.Version) >= new Version(3, 53), SqliteLibrary.Version);
        Assert.Null(SqliteLibrary.FindProblem());
    }

    [Theory]
    [InlineData(3_040_001, "3.40.1", "can corrupt the database")]
    [InlineData(3_051_002, "3.51.2", "can corrupt the database")]
    [InlineData(3_051_003, "3.51.3", null)]
    public void Versions_with_the_fault_in_the_write_ahead_log_are_refused(int number, string version, string? problem)
    {
        var found = SqliteLibrary.FindProblem(number, version, [.. SqliteLibrary.NeededOptions]);
        if (problem is null) Assert.Null(found);
        else Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_is_missing_is_named()
    {
        foreach (var option in SqliteLibrary.NeededOptions)
        {
            string[] others = [.. SqliteLibrary.NeededOptions.Where(one => one != option)];
            Assert.Contains(option, SqliteLibrary.FindProblem(3_053_002, "3.53.2", others), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("THREADSAFE=0")]
    [InlineData("DEFAULT_WAL_SYNCHRONOUS=1")]
    [InlineData("OMIT_AUTOINIT")]
    [InlineData("OMIT_DECLTYPE")]
    public void An_option_that_breaks_the_program_is_named(string option)
    {
        string[] options = [.. SqliteLibrary.NeededOptions.Where(one => one.Split('=')[0] != option.Split('=')[0]), option];
        Assert.NotNull(SqliteLibrary.FindProblem(3_053_002, "3.53.2", options));
    }

    /// <summary>An identifier in double quotes that names no column is an error and not a string, whichever SQLite runs.</summary>
    [Fact]
    public void Text_in_double_quotes_is_never_a_string()
    {
        using var folder = new Support.TemporaryFolder();
        File.WriteAllBytes(folder["empty.db"], []);
        using var connection = Connections.Open(folder["empty.db"], queryOnly: false);
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "no column" """;
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => command.ExecuteScalar());
    }
}
