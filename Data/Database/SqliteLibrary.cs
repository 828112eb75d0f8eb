// The SQLite library this process runs on: its version, how it was compiled, and whether it is safe to use.
namespace MathsSoc.Data;

/// <summary>
/// The published program has its own SQLite (see MathsSoc.csproj); `dotnet run` and the tests use that of a package. Both must be new
/// enough, and compiled with the options that the program relies on.
/// </summary>
public static class SqliteLibrary
{
    /// <summary>
    /// Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode when one connection commits while another checkpoints:
    /// https://sqlite.org/wal.html#walresetbug. This is 3.51.3, as sqlite3_libversion_number() writes it.
    /// </summary>
    public const int OldestSafe = 3_051_003;

    /// <summary>The compile options that the program relies on, as <c>PRAGMA compile_options</c> lists them.</summary>
    public static readonly IReadOnlyList<string> NeededOptions =
        ["THREADSAFE=1", "ENABLE_COLUMN_METADATA", "ENABLE_FTS5", "ENABLE_MATH_FUNCTIONS"];

    /// <summary>
    /// The beginnings of compile options that must be absent: the driver cannot work with the first two, and with the others a connection
    /// that does not set its PRAGMA would lose acknowledged answers in a power cut.
    /// </summary>
    private static readonly string[] ForbiddenOptions =
        ["OMIT_AUTOINIT", "OMIT_DECLTYPE", "DEFAULT_WAL_SYNCHRONOUS=0", "DEFAULT_WAL_SYNCHRONOUS=1"];

    // The library is loaded before the first of these members asks it anything.
    static SqliteLibrary() => SQLitePCL.Batteries_V2.Init();

    /// <summary>The library's version, "3.53.2".</summary>
    public static string Version => SQLitePCL.raw.sqlite3_libversion().utf8_to_string();

    /// <summary>A sentence on why this library must not be used; null if it is fine.</summary>
    public static string? FindProblem() => FindProblem(SQLitePCL.raw.sqlite3_libversion_number(), Version, ReadOptions());

    /// <summary>A sentence on why a library of this version and these compile options must not be used; null if it is fine.</summary>
    internal static string? FindProblem(int number, string version, IReadOnlyCollection<string> options)
    {
        if (number < OldestSafe)
            return $"version {version} can corrupt the database when one connection saves while another tidies the log. "
                + "Install a newer mathsoc, which has its own SQLite.";
        foreach (var needed in NeededOptions)
            if (!options.Contains(needed))
                return $"version {version} was compiled without {needed}. Publish mathsoc again as MathsSoc.csproj does.";
        foreach (var option in options)
            if (ForbiddenOptions.Any(option.StartsWith))
                return $"version {version} was compiled with {option}. Publish mathsoc again as MathsSoc.csproj does.";
        return null;
    }

    private static List<string> ReadOptions()
    {
        var options = new List<string>();
        while (SQLitePCL.raw.sqlite3_compileoption_get(options.Count).utf8_to_string() is { } option) options.Add(option);
        return options;
    }
}
