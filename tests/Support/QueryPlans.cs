// How SQLite would answer the statements that a method runs: they are taken from the log of statements, and explained.
using System.Text.RegularExpressions;
using MathsSoc.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Support;

/// <summary>Records statements and explains them. The program never runs ANALYZE, so plans do not depend on the rows there are.</summary>
public static partial class QueryPlans
{
    /// <summary>The statements that <paramref name="work"/> runs, each once.</summary>
    public static List<string> Record(string database, Action<Sql> work)
    {
        var log = new StatementLog();
        using var db = Db.Open(database, readers: 1, statements: log);
        db.Write(work);
        return [.. log.Statements.Distinct()];
    }

    /// <summary>The lines of the plan, in their order. Parameters are NULL, as the plan does not depend on them.</summary>
    public static List<string> Explain(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        foreach (var name in ParameterNames().Matches(statement).Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, DBNull.Value);
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read()) plan.Add(reader.GetString(3));
        return plan;
    }

    /// <summary>Lines that read a whole stored table or sort rows; what a plan makes itself (a subquery) may be read whole.</summary>
    public static IEnumerable<string> CostlyLines(IReadOnlyList<string> plan)
    {
        var own = plan.Where(line => line.Split(' ')[0] is "CO-ROUTINE" or "MATERIALIZE")
            .Select(line => "SCAN " + line[(line.IndexOf(' ') + 1)..]).ToList();
        bool IsWholeTable(string line) => line.StartsWith("SCAN ", StringComparison.Ordinal) && line != "SCAN CONSTANT ROW"
            && !line.Contains("VIRTUAL TABLE", StringComparison.Ordinal) && !own.Contains(line);
        return plan.Where(line => IsWholeTable(line) || line.Contains("TEMP B-TREE", StringComparison.Ordinal)
            || line.Contains("AUTOMATIC", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex ParameterNames();

    /// <summary>Keeps the text of every statement that is run.</summary>
    private sealed class StatementLog : ILogger
    {
        public List<string> Statements { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            foreach (var (name, value) in (IReadOnlyList<KeyValuePair<string, object?>>)state!)
                if (name == "Statement") Statements.Add((string)value!);
        }
    }
}
