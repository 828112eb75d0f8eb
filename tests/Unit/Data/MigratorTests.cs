// Migrations: in order, once each, in one transaction, and never on a database that this program does not understand.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class MigratorTests : IDisposable
{
    private const string Two = """
        -- A preamble that belongs to no section.
        -- migration 001: the first
        CREATE TABLE settings (name TEXT) STRICT;

        -- migration 002: the second
        CREATE TABLE b (x INTEGER) STRICT;
        INSERT INTO b VALUES (1);
        """;

    private readonly TemporaryFolder folder = new();
    private string Database => folder["mathsoc.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_programs_own_sections_apply_and_applying_again_changes_nothing()
    {
        Assert.Equal(Migrator.Newest, Run(Migrator.Sections).Applied.Count);
        var again = Run(Migrator.Sections);
        Assert.Equal((MigrationResult.Ready, 0), (again.Result, again.Applied.Count));
    }

    [Fact]
    public void Every_past_version_comes_up_to_the_newest()
    {
        for (var version = 1; version <= Migrator.Newest; version++)
        {
            using var place = new TemporaryFolder();
            Assert.Equal(version, Migrator.Run(place["mathsoc.db"], [.. Migrator.Sections.Take(version)], 1).Version);
            Assert.Equal(Migrator.Newest, Migrator.Run(place["mathsoc.db"], Migrator.Sections, 2).Version);
        }
    }

    [Fact]
    public void A_society_of_three_schools_has_the_same_boards_after_schools_can_be_guests()
    {
        const int Before = 18;
        Migrator.Run(Database, [.. Migrator.Sections.Take(Before)], 1);
        string Board()
        {
            using var sql = new Sql(Connections.Open(Database, queryOnly: true), null);
            return string.Join('\n', sql.Query<string>("""
                SELECT t.period || ' ' || t.key_stage || ' ' || t.member_id || ' ' || t.points || ' ' || t.changed_at || ' ' || t.is_listed
                FROM totals t ORDER BY 1
                """));
        }
        using (var sql = new Sql(Connections.Open(Database, queryOnly: false), null))
        {
            // Members 1 to 3 of a school each, 4 of none, 5 quiet, 6 a teacher: as the release before wrote them.
            sql.Execute("""
                INSERT INTO schools (id, name, created_at) VALUES (1, 'Hill', 1), (2, 'Vale', 1), (3, 'Dale', 1);
                INSERT INTO members (id, login, name, display_name, display_key, role, is_quiet, school_id, password_hash, created_at)
                    SELECT value, 'm' || value, 'm' || value, 'm' || value, 'm' || value, iif(value = 6, 'teacher', 'member'),
                        value = 5, iif(value < 4, value, NULL), '', 1 FROM json_each('[1,2,3,4,5,6]');
                INSERT INTO awards (member_id, kind, points, reason, at, made_at, week, school_year, key_stage)
                    SELECT id, 'adjustment', id, 'For the test.', 100 + id, 100, 20261109, 2026, 'KS3' FROM members;
                INSERT INTO totals (period, key_stage, member_id, points, changed_at, is_listed)
                    SELECT p.value, s.value, m.id, m.id, 100 + m.id, m.is_quiet = 0 AND m.role = 'member'
                    FROM members m, json_each('[0,2026,20261109]') p, json_each('["","KS3"]') s;
                """);
        }
        var before = Board();
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Database, Migrator.Sections, 2).Result);
        Assert.Equal(before, Board());
        using var db = Db.Open(Database, readers: 1);
        Assert.Empty(db.Read(sql => Totals.Check(sql)));
        Assert.All(db.Read(Schools.List), school => Assert.Equal((false, "", 1), (school.IsGuest, school.Town, school.Members)));
        List<long> Shown() => [.. db.Read(sql => Leaderboard.List(sql, new Board(Period.AllTime), 0, 9)).Select(line => line.MemberId)];
        Assert.Equal([4, 3, 2, 1], Shown());
        db.Write(sql => Schools.SetGuest(sql, 2, true));
        Assert.Equal([4, 3, 1], Shown());
    }

    [Fact]
    public void What_is_to_be_done_before_the_first_section_is_done_once_and_only_where_there_is_something_to_lose()
    {
        var seen = new List<int>();
        MigrationOutcome Bring(int sections) => Migrator.Run(
            Database, [.. Migrator.Sections.Take(sections)], 1, beforeFirst: () => seen.Add(MigrationsOf(Database)));
        Bring(2);
        Assert.Empty(seen);
        Bring(4);
        Assert.Equal([2], seen);
        Bring(4);
        Assert.Equal([2], seen);
    }

    private static int MigrationsOf(string path)
    {
        using var sql = new Sql(Connections.Open(path, queryOnly: true), null);
        return (int)sql.ExecuteScalar<long>("SELECT count(*) FROM migrations");
    }

    [Fact]
    public void A_dry_run_tells_and_makes_nothing()
    {
        var outcome = Migrator.Run(Database, Migrator.Parse(Two), 1, dryRun: true);
        Assert.Equal(2, outcome.Applied.Count);
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public void An_edited_section_that_has_landed_is_refused()
    {
        Run(Migrator.Parse(Two));
        var outcome = Run(Migrator.Parse(Two.Replace("VALUES (1)", "VALUES (2)", StringComparison.Ordinal)));
        Assert.Equal(MigrationResult.Edited, outcome.Result);
        Assert.Contains("Migration 2", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_endings_and_trailing_blanks_are_not_an_edit()
    {
        Run(Migrator.Parse(Two));
        var blanks = Two.Replace(";\n", ";  \n\n", StringComparison.Ordinal).Replace("  \n\n", " \n", StringComparison.Ordinal);
        Assert.Equal(MigrationResult.Ready, Run(Migrator.Parse(blanks)).Result);
    }

    [Fact]
    public void A_schema_newer_than_the_program_is_refused()
    {
        Run(Migrator.Parse(Two));
        var outcome = Run([.. Migrator.Parse(Two).Take(1)]);
        Assert.Equal((MigrationResult.Newer, 2), (outcome.Result, outcome.Version));
    }

    [Fact]
    public void A_section_that_fails_leaves_nothing_of_itself_behind()
    {
        var broken = Migrator.Parse(Two.Replace("INSERT INTO b VALUES (1)", "INSERT INTO nowhere VALUES (1)", StringComparison.Ordinal));
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => Run(broken));
        Assert.Equal(2, Run(Migrator.Parse(Two)).Version);
    }

    [Fact]
    public void Sections_out_of_order_are_the_programmers_mistake() =>
        Assert.Throws<FormatException>(() => Migrator.Parse("-- migration 002: too early\nSELECT 1;"));

    [Theory]
    [InlineData("this is not a database, but it is long enough to have a header of one hundred bytes, or even a few more of them")]
    [InlineData("short")]
    public void A_file_that_is_not_a_database_is_refused_and_left_alone(string content)
    {
        File.WriteAllText(Database, content);
        Assert.Equal(MigrationResult.Unusable, Run(Migrator.Sections).Result);
        Assert.Equal(content, File.ReadAllText(Database));
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (x)";
            command.ExecuteNonQuery();
        }
        var before = File.ReadAllBytes(Database);
        Assert.Equal(MigrationResult.Unusable, Run(Migrator.Sections).Result);
        Assert.Equal(before, File.ReadAllBytes(Database));
    }

    [Fact]
    public void A_database_that_was_copied_without_its_log_mode_gets_it_back()
    {
        Run(Migrator.Sections);
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = $"VACUUM INTO '{folder["copy.db"]}'";
            command.ExecuteNonQuery();
        }
        Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["copy.db"], Migrator.Sections, 2).Result);
        using var db = Db.Open(folder["copy.db"], readers: 1);
        Assert.Equal("wal", db.Read(sql => sql.ExecuteScalar<string>("PRAGMA journal_mode")));
    }

    [Fact]
    public void A_database_that_was_lost_is_not_replaced_by_an_empty_one()
    {
        Run(Migrator.Sections);
        File.Delete(Database);
        var outcome = Run(Migrator.Sections);
        Assert.Equal(MigrationResult.Unusable, outcome.Result);
        Assert.False(File.Exists(Database));
    }

    private MigrationOutcome Run(IReadOnlyList<Migration> sections) => Migrator.Run(Database, sections, 1);
}
