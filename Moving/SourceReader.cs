// Reads the earlier site's database: named columns of real tables, within bounds, every value by its type; nothing in the file is run.
using System.Data.Common;

namespace MathsSoc.Moving;

/// <summary>The site, or one sentence on why the file cannot be used.</summary>
public sealed record SourceReading(EarlierSite? Site, string? Refusal)
{
    /// <summary>Whether it is a database of this program's own instead.</summary>
    public bool IsOurs { get; init; }

    internal static SourceReading Refuse(string sentence) => new(null, sentence);
}

/// <summary>Reads through a connection that was opened for a file nobody trusts.</summary>
public static class SourceReader
{
    private const int MaxFaults = 20_000;

    /// <summary>Reads everything, or says why not; it throws only where the file itself cannot be read.</summary>
    public static SourceReading Read(DbConnection connection)
    {
        var tables = ReadTables(connection);
        if (tables.Count == 0) return SourceReading.Refuse("it is an empty database: there is no table in it.");
        if (tables.Contains("members") && tables.Contains("migrations")) return new SourceReading(null, null) { IsOurs = true };
        if (FindRefusal(connection, tables) is { } refusal) return SourceReading.Refuse(refusal);
        var site = new EarlierSite();
        if (tables.Contains("alembic_version"))
            foreach (var row in Rows(connection, "SELECT substr(version_num, 1, 40) FROM alembic_version LIMIT 1"))
                site.Version = row[0] as string ?? "";
        foreach (var table in tables) Note(connection, site, table);
        foreach (var table in SourceSchema.Read)
            if (tables.Contains(table.Name) && Load(connection, site, table) is { } tooMany) return SourceReading.Refuse(tooMany);
        return new SourceReading(site, null);
    }

    private static string? FindRefusal(DbConnection connection, List<string> tables)
    {
        if (!tables.Contains("users") && tables.Contains("user"))
            return "it is of a version of before July 2025, with a table “user”. On the earlier site run: flask db upgrade. "
                + "Then take a new copy.";
        foreach (var table in SourceSchema.Read)
        {
            if (table.MayBeMissing && !tables.Contains(table.Name)) continue;
            if (!tables.Contains(table.Name))
                return $"it is no database of the earlier site: the table “{table.Name}” is missing.";
            var columns = ReadColumns(connection, table.Name);
            foreach (var column in table.Columns)
            {
                if (columns.Contains(column.Name)) continue;
                return table == SourceSchema.Users && column.Name == "email"
                    ? "its members have no e-mail: it is of a version of before July 2025. On the earlier site run: flask db upgrade. "
                        + "Then take a new copy."
                    : $"the column “{column.Name}” of the table “{table.Name}” is missing, so it is not a version that this program knows.";
            }
        }
        return null;
    }

    /// <summary>The real tables: neither views nor virtual ones, whose reading would run somebody else's code.</summary>
    private static List<string> ReadTables(DbConnection connection)
    {
        var tables = new List<string>();
        foreach (var row in Rows(connection, """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND length(name) < 100 LIMIT 500
            """))
            if (row[0] is string name) tables.Add(name);
        return tables;
    }

    /// <summary>Columns that are stored: a generated one would be computed by an expression of the file's.</summary>
    private static List<string> ReadColumns(DbConnection connection, string table)
    {
        var columns = new List<string>();
        foreach (var row in Rows(connection, $"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0 LIMIT 200"))
            if (row[0] is string name) columns.Add(name);
        return columns;
    }

    private static void Note(DbConnection connection, EarlierSite site, string table)
    {
        if (Array.Find(SourceSchema.Read, known => known.Name == table) is { } read)
        {
            foreach (var column in ReadColumns(connection, table))
            {
                var name = $"{table}.{column}";
                if (!Array.Exists(read.Columns, known => known.Name == column) && !SourceSchema.Unused.Contains(name))
                    site.Unknown.Add(name);
            }
        }
        else if (table != "alembic_version") site.Unknown.Add(table);
    }

    /// <summary>A sentence if there are more rows than are taken; null once all are read.</summary>
    private static string? Load(DbConnection connection, EarlierSite site, SourceTable table)
    {
        var columns = string.Join(", ", table.Columns.Select(column =>
            column.Kind == SourceKind.Text ? $"substr(\"{column.Name}\", 1, {column.MaxLength})" : $"\"{column.Name}\""));
        var values = new object?[table.Columns.Length];
        var count = 0;
        long? before = null;
        foreach (var row in Rows(connection, $"SELECT {columns} FROM {table.Name} ORDER BY id LIMIT {table.MaxRows + 1}"))
        {
            if (++count > table.MaxRows) return $"its table “{table.Name}” has more than {table.MaxRows:N0} rows, which is the most.";
            string? problem = null;
            for (var i = 0; i < values.Length && problem is null; i++) problem = SourceValues.Read(table.Columns[i], row[i], out values[i]);
            // The program's own tables cannot have this; a table that only has their names can.
            if (problem is null && before == (long)values[0]!) problem = "the number is that of another row too";
            before = row[0] as long? ?? before;
            if (problem is null) Add(site, table, values);
            else if (site.Faults.Count < MaxFaults)
                site.Faults.Add(new SourceFault(table.Name, row[0] as long? ?? 0, "value", $"{Capital(problem)}: the row is left out."));
        }
        return null;
    }

    private static void Add(EarlierSite site, SourceTable table, object?[] of)
    {
        if (table == SourceSchema.Schools)
            site.Schools.Add(new SourceSchool(Whole(of[0]), Text(of[1]), Text(of[2]), of[3] as SourceTime?));
        else if (table == SourceSchema.Users)
            site.Users.Add(new SourceUser
            {
                Id = Whole(of[0]),
                Email = Text(of[1]),
                FullName = Text(of[2]),
                Year = of[3] as long?,
                Class = Text(of[4]),
                PasswordHash = Text(of[5]),
                IsAdmin = of[6] is true,
                SchoolId = of[7] as long?,
                Competes = of[8] is true,
                KeyStage = Text(of[9]),
            });
        else if (table == SourceSchema.Challenges) site.Challenges.Add(Challenge(of) with { LockAfterHours = of[8] as long? });
        else if (table == SourceSchema.Boxes) site.Boxes.Add(Box(of));
        else if (table == SourceSchema.Submissions) site.Submissions.Add(Submission(of));
        else if (table == SourceSchema.Articles) site.Articles.Add(Article(of));
        else if (table == SourceSchema.Announcements)
            site.Announcements.Add(new SourceAnnouncement(Whole(of[0]), Text(of[1]), Text(of[2]), (SourceTime)of[3]!));
        else if (table == SourceSchema.CompetitionChallenges)
            site.Competition.Challenges.Add(Challenge(of) with { DurationHours = of[8] as long? ?? 0 });
        else if (table == SourceSchema.CompetitionBoxes) site.Competition.Boxes.Add(Box(of));
        else if (table == SourceSchema.CompetitionSubmissions)
        {
            site.Competition.Submissions.Add(Submission(of));
            if (of[7] is long school) site.Competition.SchoolOf.TryAdd(Whole(of[1]), school);
        }
        else (table == SourceSchema.Scores ? site.Scores : site.Competition.Scores).Add(new SourceScore(
            Whole(of[0]), Whole(of[1]), Whole(of[2]), of[3] as SourceTime?, of.Length > 4 ? of[4] as long? : null));
    }

    private static SourceChallenge Challenge(object?[] of) => new()
    {
        Id = Whole(of[0]),
        Title = Text(of[1]),
        Content = Text(of[2]),
        Posted = (SourceTime)of[3]!,
        FileName = Text(of[4]),
        KeyStage = Text(of[5]),
        ReleaseAt = of[6] as SourceTime?,
        IsLocked = of[7] is true,
        LockAfterHours = null,
    };

    private static SourceBox Box(object?[] of) => new(Whole(of[0]), Whole(of[1]), Text(of[2]), Text(of[3]), of[4] as long? ?? 0);

    private static SourceSubmission Submission(object?[] of) =>
        new(Whole(of[0]), Whole(of[1]), Whole(of[2]), Whole(of[3]), Text(of[4]), of[5] as bool?, (SourceTime)of[6]!);

    private static SourceArticle Article(object?[] of) => new()
    {
        Id = Whole(of[0]),
        Title = Text(of[1]),
        FileName = Text(of[2]),
        Content = Text(of[3]),
        Creator = Text(of[4]),
        Posted = (SourceTime)of[5]!,
        UserId = of[6] as long?,
        Type = Text(of[7]),
    };

    private static IEnumerable<object[]> Rows(DbConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var row = new object[reader.FieldCount];
        while (reader.Read())
        {
            reader.GetValues(row);
            yield return row;
        }
    }

    private static long Whole(object? value) => (long)value!;

    private static string Text(object? value) => value as string ?? "";

    private static string Capital(string phrase) => char.ToUpperInvariant(phrase[0]) + phrase[1..];
}
