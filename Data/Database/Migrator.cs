// Brings a database to this program's schema: applies the sections of Migrations.sql, each in one transaction; none is ever edited.
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// One section of Migrations.sql; <c>Hash</c> is the SHA-256 of its statements after line endings and trailing blanks are normalised.
/// </summary>
public sealed record Migration(int Number, string Why, string Statements, string Hash);

/// <summary>How a migration ended. WrongLog: the write-ahead log beside the file is not its own, see <see cref="OwnLog"/>.</summary>
public enum MigrationResult { Ready, Newer, Edited, Unusable, WrongLog }

/// <summary>The outcome of a migration.</summary>
/// <param name="Version">The schema version that the database has afterwards; after a dry run, that it has now.</param>
/// <param name="Applied">The sections that were applied, or that a dry run would apply.</param>
/// <param name="Message">A sentence on the outcome: if it was refused, the reason.</param>
public sealed record MigrationOutcome(MigrationResult Result, int Version, IReadOnlyList<Migration> Applied, string Message);

/// <summary>Reads, checks and applies migrations.</summary>
public static partial class Migrator
{
    private const int NoSpace = 28; // ENOSPC of errno.h

    /// <summary>The sections of the Migrations.sql embedded in this program, in order.</summary>
    public static IReadOnlyList<Migration> Sections { get; } = Parse(ReadEmbedded());

    /// <summary>The schema version that this program needs.</summary>
    public static int Newest => Sections[^1].Number;

    /// <summary>
    /// Splits the text at its <c>-- migration NNN: why</c> lines. Throws <see cref="FormatException"/> if the numbers do not run 1, 2,
    /// 3…: the text is the program's own, so that is a bug.
    /// </summary>
    public static IReadOnlyList<Migration> Parse(string text)
    {
        var matches = Heading().Matches(text);
        var sections = new List<Migration>();
        foreach (Match match in matches)
        {
            var end = sections.Count + 1 < matches.Count ? matches[sections.Count + 1].Index : text.Length;
            var statements = text[(match.Index + match.Length)..end];
            var normalised = string.Join('\n', statements.Split('\n').Select(line => line.TrimEnd())).Trim();
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalised)));
            if (int.Parse(match.Groups[1].ValueSpan, null) != sections.Count + 1)
                throw new FormatException($"Migrations.sql: section {match.Groups[1].Value} should be number {sections.Count + 1}.");
            sections.Add(new Migration(sections.Count + 1, match.Groups[2].Value.Trim(), normalised, hash));
        }
        return sections;
    }

    /// <summary>
    /// Creates the database at <paramref name="path"/> (its folder exists) or brings it up to <paramref name="sections"/>.
    /// A dry run only reports what would happen; it creates nothing. <paramref name="now"/> is in unix seconds.
    /// <paramref name="beforeFirst"/> is called before the first section is applied to a database that has some already.
    /// </summary>
    public static MigrationOutcome Run(
        string path, IReadOnlyList<Migration> sections, long now, bool dryRun = false, Action? beforeFirst = null)
    {
        try
        {
            if (SocietyRemains.Find(path) is { } remains) return Unusable(path, remains);
            if (!File.Exists(path) || new FileInfo(path).Length == 0)
            {
                if (dryRun) return new MigrationOutcome(MigrationResult.Ready, 0, sections, "The database would be made.");
                Create(path);
            }
            if (DatabaseFile.Look(path).Problem is { } problem)
                return new MigrationOutcome(MigrationResult.Unusable, 0, [], $"The database {path} is {problem}. Put the right file back, "
                    + $"or a backup in its place: {ShellCommand.For("restore latest", Path.GetDirectoryName(Path.GetFullPath(path))!)}");
            if (OwnLog.FindProblem(path) is { } stray) return Unusable(path, stray) with { Result = MigrationResult.WrongLog };
            if (dryRun) return UntouchedRead.Run(path, sql => Plan(sql, path, sections));
            ProveWritable(path);
            using var connection = Connections.Open(path, queryOnly: false);
            return Apply(new Sql(connection, null), path, sections, now, beforeFirst);
        }
        catch (SqliteException problem) when (Connections.Explain(problem) is { } sentence)
        {
            return new MigrationOutcome(MigrationResult.Unusable, 0, [], $"The database {path} cannot be used: {sentence}");
        }
        catch (IOException problem) when (problem.HResult == NoSpace)
        {
            return Unusable(path, "not usable: the disk is full. Free some space");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Unusable(path, "read-only. Check the permissions of the data folder and the files in it");
        }
    }

    /// <summary>
    /// Finds a read-only file at the start, not when the first pupil sends an answer. SQLite would open it all the same, and write to its
    /// log for as long as that is possible.
    /// </summary>
    private static void ProveWritable(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();

    private static MigrationOutcome Unusable(string path, string problem) =>
        new(MigrationResult.Unusable, 0, [], $"The database {path} is {problem}.");

    /// <summary>
    /// Creates the file under another name and then renames it, so that a power cut leaves either a whole database or none. The mark must
    /// be in the file's own header, so it is written before the write-ahead log exists.
    /// </summary>
    private static void Create(string path)
    {
        var making = $"{path}.{Environment.ProcessId}.new";
        File.Delete(making);
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = making, Pooling = false }.ToString()))
        {
            connection.Open();
            var mark = DatabaseFile.MarkPrefix | (uint)RandomNumberGenerator.GetInt32(1, 1 << 24);
            var sql = new Sql(connection, null);
            sql.Execute($"PRAGMA application_id = {mark}");
            CreateHistory(sql);
            sql.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        }
        File.Move(making, path, overwrite: true);
    }

    private static MigrationOutcome Plan(Sql sql, string path, IReadOnlyList<Migration> sections)
    {
        var (done, refusal) = Compare(sql, path, sections);
        return refusal
            ?? new MigrationOutcome(MigrationResult.Ready, done, [.. sections.Skip(done)], $"{sections.Count - done} to apply.");
    }

    private static MigrationOutcome Apply(Sql sql, string path, IReadOnlyList<Migration> sections, long now, Action? beforeFirst)
    {
        var (done, refusal) = Compare(sql, path, sections);
        if (refusal is not null) return refusal;
        var pending = sections.Skip(done).ToList();
        if (done > 0 && pending.Count > 0) beforeFirst?.Invoke();
        // A copy made by VACUUM INTO is not in WAL mode.
        sql.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        foreach (var section in pending) ApplyOne(sql, section, now);
        // From here on the file by itself is the whole database, for whoever copies it without its log. If another program reads it, the
        // log is folded in later.
        if (pending.Count > 0) sql.ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)");
        return new MigrationOutcome(MigrationResult.Ready, sections.Count, pending, $"Schema {sections.Count}.");
    }

    /// <summary>
    /// How many of the sections the database at <paramref name="path"/> has. The refusal is null if they are the first of
    /// <paramref name="sections"/>, each as it is here.
    /// </summary>
    internal static (int Done, MigrationOutcome? Refusal) Compare(Sql sql, string path, IReadOnlyList<Migration> sections)
    {
        if (sql.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'") == 0)
            return (0, Unusable(path, "a SQLite database, but not one of MathsSoc's. Name another data folder"));
        var done = sql.Query<AppliedMigration>("SELECT number, hash FROM migrations ORDER BY number").AsList();
        if (done.Count > sections.Count)
            return (done.Count, new MigrationOutcome(MigrationResult.Newer, done.Count, [],
                $"The database has schema {done.Count}, this program knows {sections.Count}. "
                    + "Use the newer program, or restore an older backup."));
        for (var i = 0; i < done.Count; i++)
        {
            if (done[i].Number != i + 1 || done[i].Hash != sections[i].Hash)
                return (done.Count, new MigrationOutcome(MigrationResult.Edited, done.Count, [],
                    $"Migration {i + 1} is not the one that made this database: a section that has landed is never edited. "
                        + "Use the program that made it."));
        }
        return (done.Count, null);
    }

    private static void ApplyOne(Sql sql, Migration section, long now)
    {
        using var transaction = sql.Connection.BeginTransaction();
        sql.Execute(section.Statements);
        sql.Execute("INSERT INTO migrations (number, why, hash, applied_at) VALUES (@Number, @Why, @Hash, @now)",
            new { section.Number, section.Why, section.Hash, now });
        sql.CountTransaction();
        transaction.Commit();
    }

    /// <summary>
    /// What the first <paramref name="version"/> sections make, by name: the statement of every table, index, trigger and view.
    /// </summary>
    internal static Dictionary<string, string> MakeSchema(int version)
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        var sql = new Sql(connection, null);
        CreateHistory(sql);
        foreach (var section in Sections.Take(version)) sql.Execute(section.Statements);
        return ReadSchema(sql);
    }

    /// <summary>
    /// The same of an open database, without what SQLite itself adds: a trigger or a view of such a name is somebody else's.
    /// </summary>
    internal static Dictionary<string, string> ReadSchema(Sql sql) =>
        sql.Query<SchemaEntry>("""
            SELECT type, name, sql AS statement FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_' OR type NOT IN ('table', 'index')
            """)
            .ToDictionary(entry => $"{entry.Type} {entry.Name}", entry => Normalise(entry.Statement ?? ""));

    // Versions of SQLite differ in how they quote a name in a statement that ALTER TABLE has rewritten.
    private static string Normalise(string statement) =>
        string.Join(' ', statement.Replace("\"", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    internal sealed record SchemaEntry(string Type, string Name, string? Statement);

    private static void CreateHistory(Sql sql) => sql.Execute("""
        CREATE TABLE migrations (
            number     INTEGER PRIMARY KEY,
            why        TEXT NOT NULL,
            hash       TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        ) STRICT
        """);

    private static string ReadEmbedded()
    {
        using var stream = typeof(Migrator).Assembly.GetManifestResourceStream("Migrations.sql")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^-- migration (\d{3}): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    internal sealed record AppliedMigration(long Number, string Hash);
}
