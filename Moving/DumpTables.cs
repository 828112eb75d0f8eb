// The tables of a dump that are known, filled into an empty database of our own, from which they are read as from the earlier site's.
using System.Data.Common;
using System.Globalization;

namespace MathsSoc.Moving;

/// <summary>Makes tables from what this program knows of them; of the dump there are only values, and only as parameters.</summary>
internal sealed class DumpTables(DbConnection connection)
{
    /// <summary>Of all known tables together.</summary>
    public const int MaxRows = 2_000_000;

    private const string Version = "alembic_version";

    /// <summary>In the place of “users” in the earliest versions, which are refused: only its ids are kept.</summary>
    private static readonly SourceTable EarliestUsers = new("user", MaxRows, new SourceColumn("id", SourceKind.Whole));

    private static readonly SourceTable VersionTable = new(Version, 1, new SourceColumn("version_num", SourceKind.Text));

    private readonly Dictionary<string, (string Place, List<string> Columns)> made = new(StringComparer.Ordinal);
    private int rows;

    /// <summary>Tables and columns that are not known: <c>songs</c>, <c>users.nickname</c>.</summary>
    public SortedSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the table is one that is read; another is noted.</summary>
    public bool IsKnown(string table)
    {
        if (Find(table) is not null) return true;
        Unknown.Add(table);
        return false;
    }

    /// <summary>
    /// Makes the table of these columns, or those that it has not yet. <paramref name="place"/>: the database and schema it is in.
    /// </summary>
    /// <returns>A sentence if another place has a table of the name too; otherwise null.</returns>
    public string? Declare(string table, string place, IReadOnlyList<string> columns)
    {
        var known = Find(table)!;
        if (!made.TryGetValue(table, out var present)) present = made[table] = (place, []);
        if (present.Place != place)
            return $"the table “{table}” is in it twice, in {present.Place} and in {place}. Make a dump of one database and schema only: "
                + "pg_dump --schema NAME DATABASE.";
        foreach (var column in columns)
        {
            if (KindOf(known, column) is null)
            {
                if (!SourceSchema.Unused.Contains($"{table}.{column}") && known != EarliestUsers) Unknown.Add($"{table}.{column}");
                continue;
            }
            if (present.Columns.Contains(column)) continue;
            Run(present.Columns.Count == 0 ? $"CREATE TABLE {table} (\"{column}\")" : $"ALTER TABLE {table} ADD COLUMN \"{column}\"");
            present.Columns.Add(column);
        }
        return null;
    }

    /// <summary>Fills rows with these columns, in the order of the dump; values of columns that are not known are left.</summary>
    public DumpRows Fill(string table, IReadOnlyList<string> columns)
    {
        var known = Find(table)!;
        var kinds = columns.Select(column => KindOf(known, column)).ToArray();
        // A dump that names a column twice means the same by both.
        for (var i = 0; i < kinds.Length; i++)
            if (columns.Take(i).Contains(columns[i])) kinds[i] = null;
        return new DumpRows(connection, table, columns, kinds, () => ++rows <= MaxRows);
    }

    private void Run(string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static SourceTable? Find(string name) =>
        name == Version ? VersionTable
        : name == EarliestUsers.Name ? EarliestUsers
        : Array.Find(SourceSchema.Read, table => table.Name == name);

    private static SourceKind? KindOf(SourceTable table, string column) =>
        Array.Find(table.Columns, known => known.Name == column)?.Kind;
}

/// <summary>Rows of one table.</summary>
internal sealed class DumpRows : IDisposable
{
    private readonly DbCommand insert;
    private readonly DbParameter?[] parameters;
    private readonly SourceKind?[] kinds;
    private readonly Func<bool> isWithinBounds;

    /// <param name="kinds">Of the columns; null: it is not kept.</param>
    public DumpRows(
        DbConnection connection, string table, IReadOnlyList<string> columns, SourceKind?[] kinds, Func<bool> isWithinBounds)
    {
        (this.kinds, this.isWithinBounds) = (kinds, isWithinBounds);
        insert = connection.CreateCommand();
        parameters = new DbParameter?[columns.Count];
        var (names, places) = (new List<string>(), new List<string>());
        for (var i = 0; i < columns.Count; i++)
        {
            if (kinds[i] is null) continue;
            var parameter = parameters[i] = insert.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"$v{i}");
            insert.Parameters.Add(parameter);
            names.Add($"\"{columns[i]}\"");
            places.Add(parameter.ParameterName);
        }
        HasColumns = names.Count > 0;
        if (HasColumns) insert.CommandText = $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", places)})";
    }

    public int Columns => parameters.Length;

    private bool HasColumns { get; }

    /// <summary>Whether the value in this place is kept.</summary>
    public bool Keeps(int place) => parameters[place] is not null;

    /// <summary>Sets a value of the next row, as the dump writes it; null: NULL.</summary>
    public void Set(int place, string? value)
    {
        if (parameters[place] is { } parameter) parameter.Value = value is null ? DBNull.Value : Stored(kinds[place]!.Value, value);
    }

    /// <summary>Adds the row whose values are set. False: there are more than the most.</summary>
    public bool Add()
    {
        if (!isWithinBounds()) return false;
        if (HasColumns) insert.ExecuteNonQuery();
        return true;
    }

    public void Dispose() => insert.Dispose();

    /// <summary>As SQLite would have it; what is not of the column's kind stays a text, which the reader then tells of.</summary>
    private static object Stored(SourceKind kind, string value) => kind switch
    {
        SourceKind.Whole when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        SourceKind.Yes when value is "t" or "true" or "1" => 1L,
        SourceKind.Yes when value is "f" or "false" or "0" => 0L,
        _ => value,
    };
}
