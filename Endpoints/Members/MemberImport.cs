// Reads a list of new members and decides what happens to each row: pure, so that the dry run and the import itself cannot differ.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What happens to a row.</summary>
public enum ImportAction { Add, Skip, Refuse }

/// <summary>One row of the list as it was read.</summary>
public sealed record ImportRow
{
    /// <summary>The line of the text on which the row begins.</summary>
    public required int Line { get; init; }

    public required string Name { get; init; }
    public required string Login { get; init; }

    /// <summary>Whether the list had no login, so that it was made from the name.</summary>
    public bool IsLoginMade { get; init; }

    /// <summary>The name that others will see: the list's or initials, numbered if a member has it already.</summary>
    public required string DisplayName { get; init; }

    public long? StartYear { get; init; }
    public required string Class { get; init; }
    public long? SchoolId { get; init; }
    public required string School { get; init; }
    public Role Role { get; init; }
    public ImportAction Fate { get; init; }

    /// <summary>Why the row is skipped or refused; a warning, or empty, if it is added.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What an import would change.</summary>
/// <param name="Unused">Headings that the import does not know.</param>
public sealed record ImportPlan(IReadOnlyList<ImportRow> Rows, IReadOnlyList<string> Unused)
{
    /// <summary>The rows with this fate.</summary>
    public IEnumerable<ImportRow> Of(ImportAction fate) => Rows.Where(row => row.Fate == fate);

    /// <summary>How many rows have this fate.</summary>
    public int Count(ImportAction fate) => Of(fate).Count();
}

/// <summary>The list as it was sent, cell by cell.</summary>
/// <param name="Problem">Why the list cannot be read; null if it can.</param>
/// <param name="Unused">Headings that the import does not know.</param>
internal sealed record ImportList(string? Problem, IReadOnlyList<ImportCells> Rows, IReadOnlyList<string> Unused);

/// <summary>Reads lists and plans imports.</summary>
public static class MemberImport
{
    /// <summary>The most rows of one list.</summary>
    public const int MaxRows = 1000;

    // Lists often have a title, a date and an empty line or two above their headings.
    private const int MaxTitleRows = 4;

    // The headings of our own export, of teachers' lists and of the exports of school information systems; and the column that each means.
    private static readonly Dictionary<string, string> Headings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "name",
        ["full name"] = "name",
        ["pupil"] = "name",
        ["pupil name"] = "name",
        ["student"] = "name",
        ["student name"] = "name",
        ["first name"] = "first name",
        ["forename"] = "first name",
        ["given name"] = "first name",
        ["preferred forename"] = "first name",
        ["last name"] = "last name",
        ["surname"] = "last name",
        ["family name"] = "last name",
        ["legal surname"] = "last name",
        ["login"] = "login",
        ["username"] = "login",
        ["user name"] = "login",
        ["email"] = "login",
        ["e-mail"] = "login",
        ["email address"] = "login",
        ["display name"] = "display name",
        ["year"] = "year",
        ["year group"] = "year",
        ["class"] = "class",
        ["form"] = "class",
        ["tutor group"] = "class",
        ["tutor"] = "class",
        ["reg"] = "class",
        ["registration group"] = "class",
        ["school"] = "school",
        ["role"] = "role",
    };

    /// <summary>Reads the list without comparing it with the members.</summary>
    internal static ImportList Parse(string text)
    {
        var table = Csv.Parse(text, MaxRows, MaxTitleRows);
        if (table.Problem is not null) return Fail(table.Problem);
        if (table.Rows.Count == 0)
            return Fail("The list is empty. Its first line names the columns, and each line after it is one member.");
        var (first, columns, unused) = FindHeadings(table.Rows);
        if (first < 0)
            return Fail("The first line has to name the columns, "
                + "and one of them has to be “name” (or “first name” and “last name”).");
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Length > 0 && columns.IndexOf(columns[i]) < i)
                return Fail($"Two columns mean the same: “{table.Rows[first].Cells[i]}” is the second of them. Remove one.");
        var count = table.Rows.Count - first - 1;
        if (count == 0) return Fail("Below the line with the headings there is nobody.");
        if (count > MaxRows) return Fail(Csv.TooManyRows(MaxRows));

        string Cell(CsvRow row, string column) =>
            columns.IndexOf(column) is >= 0 and var index && index < row.Cells.Count ? LineText.Tidy(Csv.Unguard(row.Cells[index])) : "";

        var rows = new List<ImportCells>(count);
        for (var i = first + 1; i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            var name = Cell(row, "name") is { Length: > 0 } whole ? whole : $"{Cell(row, "first name")} {Cell(row, "last name")}".Trim();
            rows.Add(new ImportCells(
                row.Number,
                name,
                Cell(row, "login"),
                Cell(row, "display name"),
                Cell(row, "year"),
                Cell(row, "class"),
                Cell(row, "school"),
                Cell(row, "role")));
        }
        return new ImportList(null, rows, unused);
    }

    /// <summary>
    /// What the list would change. <paramref name="known"/> is every member, also those the actor may not see, because logins are unique.
    /// </summary>
    internal static ImportPlan Plan(
        ImportList list, SignedIn actor, List<KnownMember> known, List<SchoolName> schools, Rules rules, int schoolYear)
    {
        var reading = new ImportReading(actor, known, schools, rules, schoolYear);
        // A login that the list names is not made from the name of another row above it.
        foreach (var cells in list.Rows) reading.Reserve(cells.Login);
        var rows = new List<ImportRow>(list.Rows.Count);
        foreach (var cells in list.Rows) rows.Add(reading.Read(cells));
        return new ImportPlan(rows, list.Unused);
    }

    /// <summary>
    /// The first row that names the columns (-1 if none does), the meaning of each column (empty if the import does not know it), and what
    /// the import does not use: the titles above that row and the headings it does not know.
    /// </summary>
    private static (int Row, List<string> Columns, List<string> Unused) FindHeadings(IReadOnlyList<CsvRow> rows)
    {
        var unused = new List<string>();
        for (var row = 0; row < rows.Count && row <= MaxTitleRows; row++)
        {
            List<string> columns = [.. rows[row].Cells.Select(MeaningOf)];
            var hasName = columns.Contains("name") || (columns.Contains("first name") && columns.Contains("last name"));
            for (var i = 0; i < columns.Count; i++)
                if ((columns[i].Length == 0 || !hasName) && rows[row].Cells[i].Length > 0) unused.Add(rows[row].Cells[i]);
            if (hasName) return (row, columns, unused);
        }
        return (-1, [], []);
    }

    /// <summary>The column that a heading means, such as "name" for "Full_name *:"; empty if the import does not know it.</summary>
    private static string MeaningOf(string heading) =>
        Headings.GetValueOrDefault(LineText.Tidy(heading.Replace('_', ' ')).Trim(' ', ':', '：', '*'), "");

    private static ImportList Fail(string problem) => new(problem, [], []);
}
