// Keeps the source in shape: dependencies between folders, banned calls, how a file begins and how long it may be.
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit;

public sealed class ArchitectureTests
{
    /// <summary>The folders that a folder may name besides itself. Reaching through (Hosting to Marking) is fine, back is not.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Program.cs"] = ["Hosting"],
        ["Hosting"] = ["Endpoints", "Web", "Observability", "ChallengeFiles", "Data", "Marking", "Moving", "Pages"],
        ["Endpoints"] = ["Web", "ChallengeFiles", "Moving", "Data", "Marking", "Pages"],
        ["Web"] = ["Data", "Pages"],
        ["ChallengeFiles"] = ["Data", "Marking", "Pages"],
        ["Pages"] = ["Data", "Marking"],
        ["Observability"] = ["Data"],
        ["Data"] = [],
        ["Marking"] = [],
        ["Moving"] = [],
    };

    private static readonly string[] Folders = [.. Arrows.Keys.Where(folder => !folder.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>
    /// A banned call: a pattern that finds it, the files or folders (with a slash at the end) where it is allowed, and what to write
    /// instead. Without a folder it is banned from the whole product.
    /// </summary>
    private sealed record Ban(string Pattern, string[] Allowed, string Instead, string Ending = ".cs", string Folder = "");

    private static readonly Ban[] Bans =
    [
        new(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b", [], "a TimeProvider, or `now` as a parameter"),
        new(@"\bTask\.Delay\((?![^;]*(clock|TimeProvider))", [], "Task.Delay with a TimeProvider"),
        new(@"\bThread\.Sleep\b", ["Data/Database/DatabaseGuard.cs"], "waiting for what is waited for"),
        new(@"\bdynamic\b", [], "a type: dynamic does not survive native AOT"),
        new(@"\bQuery(First|Single)?(OrDefault)?(Async)?\(|\bExecute(Scalar)?Async\(|\bExecuteScalar\(|\bQueryMultiple\b",
            ["Data/Database/"],
            "Query<Row>, ExecuteScalar<long> and their like: Dapper.AOT writes code for a type it can see", Folder: "Data"),
        new(@"\bDynamicParameters\b|\bSqlMapper\b", [], "new { id }: Dapper itself reflects over these"),
        new(@"\bCreateCommand\b", ["Data/Database/", "Data/Members/PersonalData.cs", "Moving/SourceReader.cs", "Moving/DumpTables.cs"],
            "Query, Execute and so on, called on Sql"),
        new(@"\bILogger<", [], "CreateLogger(\"mathsoc.…\"): every logger's name has one style"),
        new(@"\{@\w", [], "{Name} with a plain value: Serilog would reflect over {@Name}"),
        new(@"\bNonBacktracking\b", [], "a pattern without nested repeats: Trimming/Unreached.xml cuts that engine out of the binary"),
        new(@"\busing Dapper\b", ["Data/"], "a method of Data: SQL stands there and nowhere else"),
        new(@"\bnew SqliteConnection\b", ["Data/Database/Connections.cs", "Data/Database/Migrator.cs"], "Connections.Open"),
        new(@"\bHttpContext\b|\bMicrosoft\.AspNetCore\.Http\b", [], "plain values: this folder does not know the web", Folder: "Data"),
        new(@"\bHttpContext\b|\bMicrosoft\.AspNetCore\.Http\b", [], "plain values: this folder does not know the web", Folder: "Marking"),
        new(@"\bHttpContext\b|\bMicrosoft\.AspNetCore\.Http\b", [], "plain values: this folder does not know the web", Folder: "Pages"),
        new(@"\b(TimeProvider|Random|File|HttpClient)\b", [], "parameters: marking is pure", Folder: "Marking"),
        new(@"\b(TimeProvider|Random|File|HttpClient)\b", [], "parameters: converting is pure", Folder: "Moving"),
        new(@"\bHttpContext\b|\bTimeProvider\b|\bDb\b|\bSql\b|\bawait\b", [], "the model: a page only writes what it was given", ".cshtml"),
        new("""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script(?![^>]*\bsrc\s*=)""", [],
            "a stylesheet or a script file: the page's policy forbids inline ones", ".cshtml"),
        new(@"\bWaitForFunctionAsync\b", [],
            "Eventually with EvaluateAsync: the page's policy lets no script in it evaluate text", Folder: "tests/Browser"),
        new(@"\bThread\.Sleep\b|\bawait Task\.Delay\b",
            [
                "tests/Support/Eventually.cs", "tests/Cli/CrashTests.cs", "tests/Unit/ArchitectureTests.cs",
                "tests/Unit/Observability/ReadinessTests.cs", "tests/Unit/Pages/SliceTests.cs",
            ],
            "Eventually, or a signal: a test that waits for a time fails where the machine is slower", Folder: "tests"),
    ];

    /// <summary>A longer file is about more than one thing.</summary>
    private const int MaxLines = 300;

    /// <summary>With more, a caller can no longer see which value is which.</summary>
    private const int MaxPositionalFields = 8;

    private const string RecordHeader = """
        (?x) \brecord\s+ (?:struct\s+|class\s+)? (?<name>[A-Z]\w*) (?:<[^>]*>)? \s* \(
        (?<fields> (?: (?<open>[(\[<{]) | (?<-open>[)\]>}]) | (?(open) [^()\[\]<>{}] | (?: (?<comma>,) | [^()\[\]<>{},] ) ) )* ) \)
        """;

    private static IEnumerable<string> Product(string ending) =>
        Folders.SelectMany(folder => Repository.Files(folder, ending)).Concat(ending == ".cs" ? ["Program.cs"] : []);

    [Fact]
    public void The_lock_file_says_what_is_installed_never_from_where() =>
        Assert.False(Repository.Read("wwwroot/package-lock.json").Contains("\"resolved\"", StringComparison.Ordinal),
            "Write the lock file with: npm install --omit-lockfile-registry-resolved --ignore-scripts");

    [Fact]
    public void Folders_name_only_what_stands_below_them()
    {
        var wrong = new List<string>();
        foreach (var path in Product(".cs").Concat(Product(".cshtml")))
        {
            var home = path.Split('/')[0];
            var allowed = Arrows[home].Append(home).ToList();
            wrong.AddRange(FoldersNamedIn(path).Except(allowed).Select(other => $"{path} names {other}"));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void What_handlers_share_is_in_no_handlers_class()
    {
        var wrong = new List<string>();
        foreach (var path in Product(".cs").Concat(Product(".cshtml")).Where(path => path != "Endpoints/Routes.cs"))
        {
            var own = Path.GetFileNameWithoutExtension(path);
            wrong.AddRange(Regex.Matches(Code(path), @"\b\w+Endpoints\b").Select(match => match.Value).Where(name => name != own)
                .Distinct().Select(name => $"{path} names {name}"));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Pages_know_the_rows_of_the_database_and_not_how_they_are_read() =>
        Assert.Empty(Repository.Files("Pages", ".cs").SelectMany(path => Matches(path, @"\b(Db|Sql|SqliteConnection|IDataRecord)\b")));

    [Fact]
    public void Nobody_calls_what_is_banned()
    {
        var wrong = new List<string>();
        foreach (var ban in Bans)
            foreach (var path in Product(ban.Ending).Concat(Repository.Files("tests", ban.Ending)).Where(path => IsIn(path, ban.Folder))
                .Where(path => !ban.Allowed.Any(allowed => IsAllowed(path, allowed))))
                wrong.AddRange(Matches(path, ban.Pattern).Select(match => $"{match}: use {ban.Instead}"));
        Assert.Empty(wrong);
    }

    private static bool IsAllowed(string path, string allowed) =>
        path == allowed || (allowed.EndsWith('/') && path.StartsWith(allowed, StringComparison.Ordinal));

    private static bool IsIn(string path, string folder) =>
        folder.Length == 0 ? !path.StartsWith("tests/", StringComparison.Ordinal) : path.StartsWith(folder + "/", StringComparison.Ordinal);

    [Fact]
    public void What_a_ban_allows_is_still_needed()
    {
        var stale = Bans.SelectMany(ban => ban.Allowed
            .Where(allowed => !Product(ban.Ending).Concat(Repository.Files("tests", ban.Ending))
                .Any(path => IsAllowed(path, allowed) && Matches(path, ban.Pattern).Any()))
            .Select(allowed => $"{allowed}: {ban.Pattern}"));
        Assert.Empty(stale);
    }

    [Fact]
    public void Every_ban_can_be_broken()
    {
        string[] sins =
        [
            "var now = DateTime.UtcNow;", "await Task.Delay(100);", "Thread.Sleep(1);", "dynamic row = 1;", "sql.Query(text);",
            "new DynamicParameters()", "connection.CreateCommand()", "ILogger<Gate> log", "log.LogInformation(\"{@Member}\", member);",
            "using Dapper;", "[GeneratedRegex(pattern, RegexOptions.NonBacktracking)]",
            "new SqliteConnection(path)", "void Show(HttpContext context)", "TimeProvider clock", "@inject Db db", "<p style=\"x\">",
            "<script>alert(1)</script>", "<a onclick=\"x\">",
            "await page.WaitForFunctionAsync(script);",
        ];
        foreach (var sin in sins) Assert.Contains(Bans, ban => Regex.IsMatch(sin, ban.Pattern));
        Assert.All(Bans, ban => Assert.Contains(sins, sin => Regex.IsMatch(sin, ban.Pattern)));
        string[] allowed =
        [
            "Task.Delay(wait, clock);", "<script src=\"/a.js\"></script>", "sql.Query<Member>(text, new { id })",
            "sql.ExecuteScalar<long>(text)", "<p class=\"style\">",
        ];
        foreach (var fine in allowed)
            Assert.DoesNotContain(Bans, ban => Regex.IsMatch(fine, ban.Pattern));
    }

    [Fact]
    public void Every_file_opens_with_a_sentence_on_what_it_is_for()
    {
        var files = Product(".cs").Concat(Repository.Files("tests", ".cs"));
        Assert.All(files, path => Assert.True(Regex.IsMatch(Repository.Read(path), @"\A// \S.{15,}\n"), path));
        // A page has its sentence after the line that names its kind.
        Assert.All(Product(".cshtml"), path =>
            Assert.True(Regex.IsMatch(Repository.Read(path), @"\A(@using .+\n)*(@inherits .+\n)?@\* \S.{15,}"), path));
    }

    [Fact]
    public void Every_page_names_its_base_class_in_full_so_that_its_markup_is_UTF8()
    {
        var pages = Product(".cshtml").Where(path => !path.EndsWith("_ViewImports.cshtml", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(pages);
        Assert.All(pages, path => Assert.True(
            Regex.IsMatch(Repository.Read(path), @"(?m)^@inherits MathsSoc\.Pages\.(Slice|Page|Layout)\b"), path));
    }

    /// <summary>Migrations.sql, which only ever grows, and the project file are of other kinds.</summary>
    [Fact]
    public void No_file_of_code_is_longer_than_300_lines()
    {
        string[] endings = [".cs", ".cshtml", ".js", ".mjs", ".css"];
        var tooLong = endings.SelectMany(ending => Repository.Files("", ending))
            .Select(path => (Path: path, Lines: Repository.Read(path).AsSpan().Count('\n')))
            .Where(file => file.Lines > MaxLines).Select(file => $"{file.Path} has {file.Lines}").ToList();
        Assert.True(tooLong.Count == 0, $"Split these along what they are about:\n{string.Join('\n', tooLong)}");
    }

    /// <summary>Its patterns know no capitals: with data/ left out, the second <c>dotnet run</c> in a clone left out Data/ too.</summary>
    [Fact]
    public void What_the_build_leaves_out_is_no_folder_of_the_program()
    {
        var left = Regex.Match(Repository.Read("MathsSoc.csproj"), "<DefaultItemExcludes>(.+)</").Groups[1].Value.Split(';');
        Assert.Contains("tests/**", left);
        Assert.DoesNotContain(Folders, folder => left.Contains($"{folder}/**", StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A publish takes away what would compare or print them, see Trimming/CompilerMethods.cs.</summary>
    [Fact]
    public void Anonymous_objects_are_the_parameters_of_statements_and_nothing_else()
    {
        // After the comma behind the statement, or given a name before it.
        var wrong = Product(".cs").SelectMany(path => Repository.Read(path).Split('\n').Select(line => $"{path}: {line.Trim()}"))
            .Where(line => Regex.IsMatch(line, @"[^,:\s]\s+new \{ ") && !Regex.IsMatch(line, @": var \w+ = new \{ "))
            .ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void No_line_is_longer_than_the_editorconfig_says()
    {
        var setting = Regex.Match(Repository.Read(".editorconfig"), @"^max_line_length = (\d+)$", RegexOptions.Multiline);
        var most = int.Parse(setting.Groups[1].Value);
        string[] endings = [".cs", ".js", ".mjs"];
        var wrong = endings.SelectMany(ending => Repository.Files("", ending))
            .Select(path => (Path: path, Lines: Repository.Read(path).Split('\n').Count(line => line.Length > most)))
            .Where(file => file.Lines > 0)
            .Select(file => $"{file.Path}: {file.Lines}")
            .ToList();
        Assert.True(wrong.Count == 0, $"Lines longer than {most} columns:\n{string.Join('\n', wrong)}");
    }

    /// <summary>"Monday 30 Nov, 8:00" is for everybody; "30 November 2026, 08:00 GMT" is compared with logs and files.</summary>
    [Fact]
    public void The_full_form_of_a_time_is_for_records_and_files()
    {
        string[] records =
        [
            "Endpoints/Status/", "Endpoints/Moving/", "Endpoints/Feeds/", "Endpoints/Publishing/ArticleImport", "Endpoints/Site/Audit",
            "Endpoints/Publishing/ArticleSaving", "Endpoints/Boards/LeaderboardEndpoints", "Endpoints/Authoring/CompetitionTimes",
            "Endpoints/Site/Admin", "Endpoints/Competitions/CompetitionFiles", "Endpoints/Competitions/CompetitionPupilFile",
            "Pages/AccountWords", "Pages/_RemarkChanges",
        ];
        var wrong = Product(".cs").Concat(Product(".cshtml"))
            .Where(path => path.StartsWith("Endpoints/", StringComparison.Ordinal) || path.StartsWith("Pages/", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("SchoolTime.Time(", StringComparison.Ordinal))
            .Where(path => !records.Any(one => path.StartsWith(one, StringComparison.Ordinal)))
            .ToList();
        Assert.True(wrong.Count == 0, $"SchoolTime.Moment is for these:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void No_positional_record_has_more_than_eight_fields()
    {
        var wrong = Product(".cs")
            .SelectMany(path => PositionalRecords(Code(path)).Where(record => record.Fields > MaxPositionalFields)
                .Select(record => $"{path}: {record.Name} has {record.Fields}"))
            .ToList();
        Assert.True(wrong.Count == 0, $"Give these records `required … {{ get; init; }}` properties:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [InlineData("public sealed record Empty();", "Empty 0")]
    [InlineData("record Pair<T>(T First, Func<T, (int A, int B)> Second) : Base(1, 2, 3);", "Pair 2")]
    [InlineData("readonly record struct Two(\n    int[,] A = null,\n    string B = \"a, b\");", "Two 2")]
    [InlineData("sealed record Plain { }\nvar record = new Record(1, 2);", "")]
    public void The_fields_of_a_record_are_counted(string code, string expected) =>
        Assert.Equal(expected, string.Join("; ", PositionalRecords(code).Select(record => $"{record.Name} {record.Fields}")));

    /// <summary>The positional records of a file, with how many fields each has: one more than its commas outside inner brackets.</summary>
    private static IEnumerable<(string Name, int Fields)> PositionalRecords(string code) =>
        Regex.Matches(Regex.Replace(code, @"""(\\.|[^""\\\n])*""", "text"), RecordHeader)
            .Select(match => (match.Groups["name"].Value,
                match.Groups["fields"].Value.Trim().Length == 0 ? 0 : 1 + match.Groups["comma"].Captures.Count));

    private static IEnumerable<string> FoldersNamedIn(string path) =>
        Regex.Matches(Code(path), $@"(?<![\w.])(?:MathsSoc\.)?({string.Join('|', Folders)})(?=[.;]|$)", RegexOptions.Multiline)
            .Where(match => match.Value.StartsWith("MathsSoc.", StringComparison.Ordinal) || IsQualifier(path, match))
            .Select(match => match.Groups[1].Value).Distinct();

    /// <summary>Within the namespace MathsSoc, <c>Data.Db</c> needs no using; a property that is called Data is something else.</summary>
    private static bool IsQualifier(string path, Match match)
    {
        var code = Code(path);
        var rest = code[(match.Index + match.Length)..];
        var name = Regex.Match(rest, @"\A\.(\w+)").Groups[1].Value;
        return name.Length > 0 && Repository.Files(match.Groups[1].Value, ".cs").
            Any(file => file.EndsWith($"/{name}.cs", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Matches(string path, string pattern)
    {
        var lines = Code(path).Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (Regex.Match(lines[i], pattern) is { Success: true } match)
                yield return $"{path}:{i + 1} {match.Value.Trim()}";
    }

    /// <summary>The file without its comments; every line keeps its number.</summary>
    private static string Code(string path) => Regex.Replace(
        Repository.Read(path), @"(?<!:)//.*|@\*[\s\S]*?\*@", match => new string('\n', match.Value.AsSpan().Count('\n')));
}
