// A new site into which tests move societies of the earlier one, without a server.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Support;

/// <summary>A database in a folder of the test's own.</summary>
public sealed class MovingPlace : IDisposable
{
    public const long Now = 1_800_000_000;

    private readonly string folder;
    private int copies;

    public MovingPlace(string folder)
    {
        this.folder = folder;
        Path = System.IO.Path.Combine(folder, $"site{Guid.NewGuid():N}.db");
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Path, Migrator.Sections, 1).Result);
        Db = Db.Open(Path, readers: 2);
    }

    public string Path { get; }
    public Db Db { get; }

    /// <summary>The earlier site's folder of uploads; null: none is given.</summary>
    public string? Uploads { get; set; }

    public MovingOptions Options { get; set; } = new(new MovingChoices { SchoolYear = 2026 }, 1 << 30, Now);

    public MovingChoices Choices
    {
        get => Options.Choices;
        set => Options = Options with { Choices = value };
    }

    /// <summary>Writes the society's file as it was until an instant and moves it in.</summary>
    public MoveOutcome Move(EarlierSociety society, EarlierVariant variant, DateTime? until = null)
    {
        var conversion = Convert(society, variant, until);
        return Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, Now));
    }

    /// <summary>Moves what a test wrote into a file itself.</summary>
    public MoveOutcome Move(Action<EarlierSiteFile> write, EarlierVariant variant = EarlierVariant.Migrated)
    {
        var conversion = Convert(write, variant);
        return Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, Now));
    }

    /// <summary>Undoes an import, which must be possible, an hour after it or when a test says.</summary>
    public MoveBackOutcome Undo(long import = 1, long at = Now + 3600)
    {
        var (outcome, problem) = Db.Write(sql => MoveBack.Run(sql, import, Actor.CommandLine, at));
        Assert.True(outcome is not null, problem);
        HoldsTogether();
        return outcome;
    }

    public EarlierConversion Convert(EarlierSociety society, EarlierVariant variant, DateTime? until) =>
        Convert(file => society.Write(file, until), variant);

    public EarlierConversion Convert(Action<EarlierSiteFile> write, EarlierVariant variant = EarlierVariant.Migrated)
    {
        var own = System.IO.Path.Combine(folder, $"copy{++copies}");
        Directory.CreateDirectory(own);
        using (var file = new EarlierSiteFile(System.IO.Path.Combine(own, "old.db"), variant)) write(file);
        using var source = MovingSource.Open(System.IO.Path.Combine(own, "old.db"), Uploads, own, CancellationToken.None);
        Assert.True(source.Site.Site is not null, source.Site.Refusal);
        return EarlierArrivals.Convert(source.Site.Site, source, Options);
    }

    public List<string> Rows(string query) => Db.Read(sql => new List<string>(sql.Query<string>(query)));

    public long Count(string query, object? values = null) => Db.Read(sql => sql.ExecuteScalar<long>(query, values));

    /// <summary>Every row of every table but for what names the file and the site, as text, for comparing two places.</summary>
    public List<string> Everything()
    {
        var all = new List<string>();
        foreach (var table in Rows("""
            SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\_fts%' ESCAPE '\'
                AND name NOT IN ('migrations', 'imports', 'site_name') ORDER BY name
            """))
        {
            var columns = string.Join(" || '|' || ", Rows($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")
                .Select(column => $"quote(\"{column}\")"));
            all.AddRange(Rows($"SELECT {columns} FROM {table} ORDER BY 1").Select(row => $"{table}: {row}"));
        }
        return all;
    }

    /// <summary>What <c>mathsoc check</c> asks of the content.</summary>
    public void HoldsTogether()
    {
        Assert.Empty(Db.Read(sql => Totals.Check(sql)));
        Assert.Empty(Db.Read(sql => EnrolmentCheck.Check(sql)));
        Assert.Empty(Db.Read(EnrolmentCheck.FindMisplaced));
        Assert.Empty(Db.Read(CompletionCheck.FindUnearned));
        Assert.Empty(Db.Read(CompletionCheck.FindWithoutFirst));
        Assert.Equal(0, Count("SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.Equal(0, Count("""
            SELECT count(*) FROM attempts a WHERE a.number > 3 + coalesce(
                (SELECT sum(x.extra) FROM allowances x WHERE x.member_id = a.member_id AND x.part_id = a.part_id), 0)
            """));
    }

    public void Dispose() => Db.Dispose();
}
