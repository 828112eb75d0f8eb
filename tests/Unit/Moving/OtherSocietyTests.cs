// Another MathsSoc's society moves in: everything as it was there, once, and back again; what is no such database is a sentence.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class OtherSocietyTests : IDisposable
{
    private const long Now = MovingPlace.Now;
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;
    private int opened;

    public OtherSocietyTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private MovingSource Open(string path)
    {
        var scratch = folder[$"own{++opened}"];
        Directory.CreateDirectory(scratch);
        return MovingSource.Open(path, null, scratch, CancellationToken.None);
    }

    private MoveOutcome Move(string path, MovingPlace? into = null)
    {
        using var source = Open(path);
        Assert.True(source.Society is not null, source.Site.Refusal);
        var conversion = OtherArrivals.Convert(source.Society, source, place.Options);
        var outcome = (into ?? place).Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, Now));
        (into ?? place).HoldsTogether();
        return outcome;
    }

    private string Refusal(string path)
    {
        using var source = Open(path);
        Assert.Null(source.Society);
        return source.Site.Refusal!;
    }

    /// <summary>A copy of a small society's database after somebody's statements.</summary>
    private string Change(string statements, int seed = 1)
    {
        var name = $"changed{++opened}";
        using (new RandomSociety(folder[name], seed, people: 6, texts: 2, answers: 20)) { }
        using var connection = Connections.Open(folder[name + "/mathsoc.db"], queryOnly: false);
        using var sql = new Sql(connection, null);
        sql.Execute($"PRAGMA foreign_keys = OFF; {statements}");
        return folder[name + "/mathsoc.db"];
    }

    private static List<string> Expected(RandomSociety society) => RandomSociety.Describe(society.Db);

    [Fact]
    public void Of_many_societies_everything_arrives_as_it_was_and_the_same_again_is_nothing()
    {
        for (var seed = 0; seed < 24; seed++)
        {
            using var own = new TemporaryFolder();
            using var society = new RandomSociety(own["there"], seed, people: 4 + seed % 14, texts: 1 + seed % 7, answers: seed * 10);
            using var here = new MovingPlace(own.Path);
            var outcome = Move(own["there"], here);
            Assert.Equal(Expected(society), RandomSociety.Describe(here.Db));
            Assert.Equal(society.Files, outcome.Uploads);
            Assert.Equal(0, here.Count("SELECT count(*) FROM members WHERE role = 'owner' OR state IN ('former', 'leaving')"));
            var stages = society.Db.Read(sql => Rules.Write(Rules.Find(sql).KeyStages));
            Assert.Equal(stages, here.Db.Read(sql => Rules.Write(Rules.Find(sql).KeyStages)));
            var again = Move(own["there"], here);
            Assert.True(again.IsNothing, again.Summary);
        }
    }

    [Fact]
    public void A_society_that_never_set_its_name_has_the_one_that_its_pages_show()
    {
        using var source = Open(Change("DELETE FROM settings WHERE name = 'society.name'"));
        Assert.Equal(Society.Default.Name, source.Society!.Name);
        Assert.Contains($"“{Society.Default.Name}”", OtherArrivals.Convert(source.Society, source, place.Options).Notes[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_copy_brings_what_is_new_and_an_undo_leaves_the_site_as_it_was()
    {
        place.Db.Add(Seed.Person("head", Role.Owner));
        var ours = place.Db.Write(sql => Challenges.Add(sql, Challenge.Draft(ScoreRules.Default, null, "A. Teacher"), Now - 99));
        place.Db.Write(sql => Parts.Save(sql, ours, [Part.New("", "4")], Now - 99));
        place.Db.Write(sql => sql.Execute("UPDATE challenges SET file_id = 'ours'"));
        var before = RandomSociety.Describe(place.Db);
        using var society = new RandomSociety(folder["there"], 4);
        var first = Move(folder["there"]);
        var arrived = RandomSociety.Describe(place.Db);
        society.AddMember(80);
        society.AddChallenge(80);
        society.Answer(60);
        var newer = Move(folder["there"]);
        Assert.Equal((1, 1), (newer.Count("members", MoveFate.New), newer.Count("challenges", MoveFate.New)));
        Assert.True(newer.Count("answers", MoveFate.New) > 0);
        // Their own challenges beside ours: all of theirs is as there, but for the numbers of those who answer here next.
        Assert.Superset(new HashSet<string>(Expected(society).Where(static row => !row.StartsWith("member", StringComparison.Ordinal))),
            new HashSet<string>(RandomSociety.Describe(place.Db)));
        var undo = place.Db.Write(sql => MoveBack.Run(sql, 2, Actor.CommandLine, Now + 60));
        Assert.NotNull(undo.Outcome);
        place.HoldsTogether();
        Assert.NotNull(place.Db.Write(sql => MoveBack.Run(sql, 1, Actor.CommandLine, Now + 120)).Outcome);
        place.HoldsTogether();
        Assert.Empty(place.Rows("SELECT title FROM challenges WHERE archived_at IS NULL AND title LIKE 'Problem%'"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM members WHERE state <> 'former'"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM totals WHERE points <> 0"));
        Assert.True(first.Completions > 0 && arrived.Count > before.Count);
        // All of it comes again, also the answers of the second copy for members of the first.
        Move(folder["there"]);
        Assert.Superset(new HashSet<string>(Expected(society).Where(static row => row[0] is 'a' or 'n')),
            new HashSet<string>(RandomSociety.Describe(place.Db)));
        place.HoldsTogether();
    }

    [Fact]
    public void A_copy_with_an_older_schema_is_brought_up_and_one_with_a_newer_is_refused()
    {
        foreach (var version in new[] { 4, 9, 13, 17, 20, 25, Migrator.Newest - 1 })
        {
            var path = folder[$"old{version}.db"];
            Assert.Equal(MigrationResult.Ready, Migrator.Run(path, [.. Migrator.Sections.Take(version)], 1).Result);
            using (var connection = Connections.Open(path, queryOnly: false))
            using (var sql = new Sql(connection, null))
                sql.Execute("""
                    INSERT INTO members (login, name, role, password_hash, created_at, display_name, display_key, state, state_at)
                    VALUES ('head', 'Helen Head', 'owner', '', 5, 'HH', 'hh', 'active', 5),
                        ('ada', 'Ada', 'member', '', 5, 'A', 'a', 'active', 5)
                    """);
            using var here = new MovingPlace(folder.Path);
            Assert.Equal(2, Move(path, here).Count("members", MoveFate.New));
            Assert.Equal(["Ada|member", "Helen Head|teacher"], here.Rows("SELECT name || '|' || role FROM members ORDER BY name"));
        }
        Assert.Equal($"it is of a newer version of this program: its schema is {Migrator.Newest + 1}, and the newest known here is "
            + $"{Migrator.Newest}. Bring this site’s program up to date first.",
            Refusal(Change($"INSERT INTO migrations VALUES ({Migrator.Newest + 1}, 'x', 'y', 1)")));
        Assert.Contains("was not made by the migrations", Refusal(Change("UPDATE migrations SET hash = 'x' WHERE number = 3")),
            StringComparison.Ordinal);
        Assert.Contains("was not made by the migrations", Refusal(Change("DELETE FROM migrations")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TRIGGER evil AFTER INSERT ON settings BEGIN DELETE FROM members; END", "trigger evil is none of ours")]
    [InlineData("CREATE TRIGGER _litestream_x AFTER INSERT ON settings BEGIN DELETE FROM members; END", "trigger _litestream_x is none")]
    [InlineData("CREATE TRIGGER challenge_texts_idx AFTER INSERT ON audit BEGIN DELETE FROM members; END",
        "trigger challenge_texts_idx is")]
    [InlineData("CREATE VIEW _litestream_v AS SELECT 1", "view _litestream_v is none of ours")]
    [InlineData("CREATE VIRTUAL TABLE _litestream_f USING fts5 (a)", "table _litestream_f is none of ours")]
    [InlineData("CREATE INDEX _litestream_i ON members (abs(id))", "index _litestream_i is none of ours")]
    [InlineData("ALTER TABLE members ADD COLUMN x TEXT AS (upper(name))", "table members is not as it was made")]
    [InlineData("DROP TRIGGER awards_are_not_removed", "trigger awards_are_not_removed is missing")]
    [InlineData("DROP TABLE extra_time; CREATE VIEW extra_time AS SELECT 1 AS member_id, 2 AS minutes", "extra_time is")]
    [InlineData("UPDATE members SET school_id = 99", "refer to rows that are gone")]
    [InlineData("""
        PRAGMA writable_schema = ON;
        INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('trigger', 'sqlite_x', 'settings', 0,
            'CREATE TRIGGER sqlite_x AFTER INSERT ON settings BEGIN DELETE FROM members; END'); PRAGMA writable_schema = OFF
        """, "trigger sqlite_x is none of ours")]
    public void A_schema_that_the_migrations_do_not_make_is_refused(string statements, string sentence)
    {
        var path = Change(statements);
        Assert.Contains(sentence, Refusal(path), StringComparison.Ordinal);
        using var connection = Connections.Open(path, queryOnly: true);
        Assert.NotEmpty(DatabaseCheck.FindSchemaDifferences(new Sql(connection, null), Migrator.Newest)
            .Concat(sentence.Contains("gone", StringComparison.Ordinal) ? ["rows"] : []));
    }

    [Fact]
    public void Texts_and_numbers_that_no_form_takes_are_cut_or_left_out_and_told()
    {
        var huge = new string('x', 300_000);
        var outcome = Move(Change($"""
            UPDATE members SET login = 'A B', name = 'Eve' || char(8238) || 'x', display_name = 'Eve', start_year = 99999, class = '{huge}'
                WHERE id = 5;
            UPDATE members SET password_hash = 'AQAAAAL/////AAAAENKjzYGpK4ElaVQHhiZSbhCmap/3mYjwCOVbBDX6Qczm2hgiC8+ZV/SkF7TWPdypsg=='
                WHERE id = 6;
            UPDATE challenges SET title = '{huge}', body = '{huge}' || char(1), released_at = 9000000000000000000,
                locked_at = 9100000000000000000,
                lock_hours = 9000000000, solution_hours = 9000000000, file_id = '../x' || id;
            UPDATE parts SET kind = 'magic', label = '{huge}', choices = replace('{huge}', 'x', 'a' || char(10)), figures = -9000000000,
                tolerance = '-5', mistakes = '{huge}';
            UPDATE attempts SET submitted_at = 9000000000000000000, typed = '{huge}', folded = '{huge}';
            UPDATE articles SET published_at = -9000000000000000000, body = '{huge}', summary = '{huge}', file_id = 'A/B' || id;
            UPDATE announcements SET shown_until = 9223372036854775807, body = '{huge}', key_stage = '', class = '', audience = 'members',
                school_id = NULL;
            UPDATE settings SET value = char(8238) || ' 7-9' WHERE name = 'school.key_stages';
            """));
        foreach (var kind in new[] { "members", "challenges", "answers", "articles", "announcements" })
            Assert.Contains(outcome.Lines, line => line.Kind == kind && line.Code == "bounds");
        Assert.Equal(0, place.Count("SELECT count(*) FROM challenges WHERE released_at > 8000000000 OR length(body) > 100000"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM attempts WHERE submitted_at > @Now OR length(typed) > 2000", new { Now }));
        Assert.Equal(0, place.Count("SELECT count(*) FROM challenges WHERE file_id LIKE '%/%'"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM members WHERE start_year > 3000 OR login = 'A B'"));
        Assert.Contains("rows that this program does not write", Refusal(Change("UPDATE parts SET tolerance = 'much'")),
            StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(Change("INSERT INTO awards SELECT NULL, member_id, NULL, NULL, 'adjustment', '', "
            + "9223372036854775807, 'x', NULL, 1, 1, 1, NULL, 1, '', NULL, 1 FROM (SELECT 4 AS member_id UNION ALL SELECT 4)")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Who_was_erased_since_the_copy_was_made_stays_behind()
    {
        using (var society = new RandomSociety(folder["there"], 1, people: 8))
        {
            File.Copy(society.Path, folder["old.db"]);
            File.Copy(society.Path + "-wal", folder["old.db-wal"]);
            society.Db.Write(sql => Anonymisation.Apply(sql, 6, Now - 500));
            var record = new ErasureRecord();
            Assert.True(society.Db.Read(sql => record.AddFrom(sql, 0)));
            record.Write(folder.Path);
        }
        var outcome = Move(folder["old.db"]);
        Assert.DoesNotContain("user4@lark.example", place.Rows("SELECT login FROM members"));
        Assert.Contains("user3@lark.example", place.Rows("SELECT login FROM members"));
        Assert.True(outcome.Count("members", MoveFate.New) > 0);
    }

    [Fact]
    public void A_password_that_was_changed_there_is_taken_until_its_owner_has_signed_in_here()
    {
        using var society = new RandomSociety(folder["there"], 1, people: 8);
        Move(folder["there"]);
        var other = Passwords.Hash("quite another one");
        society.Db.Write(sql => sql.Execute("UPDATE members SET password_hash = @other WHERE role = 'owner'", new { other }));
        Assert.Contains(Move(folder["there"]).Lines, static line => line.Code == "password-changed");
        Assert.Equal(other, place.Rows("SELECT password_hash FROM members WHERE login = 'owner'").Single());
        place.Db.Write(sql => sql.Execute("UPDATE members SET last_sign_in_at = @Now WHERE login = 'owner'", new { Now }));
        society.Db.Write(sql => sql.Execute("UPDATE members SET password_hash = @hash WHERE role = 'owner'",
            new { hash = Passwords.NobodysHash }));
        Assert.DoesNotContain(Move(folder["there"]).Lines, static line => line.Code == "password-changed");
        Assert.Equal(other, place.Rows("SELECT password_hash FROM members WHERE login = 'owner'").Single());
    }

    [Fact]
    public void Two_societies_merge_and_a_school_and_a_login_of_both_are_told()
    {
        place.Db.AddSchool("School 1");
        place.Db.Add(Seed.Pupil("user3@lark.example") with { Name = "Zoë D. O’Neill" });
        using var society = new RandomSociety(folder["there"], 2);
        place.Choices = place.Choices with { Merge = MoveMerge.SameName };
        var outcome = Move(folder["there"]);
        Assert.Contains(outcome.Lines, static line => line.Code == "member-here");
        Assert.Equal(1, place.Count("SELECT count(*) FROM members WHERE login LIKE 'user3@%'"));
        Assert.Contains(outcome.Lines, static line => line.Code == "school-here");
        Assert.Equal(1, place.Count("SELECT count(*) FROM schools WHERE name = 'School 1'"));
    }

    [Fact]
    public void Any_bytes_changed_in_a_database_are_a_sentence_or_a_plan()
    {
        using (new RandomSociety(folder["there"], 1, people: 5, texts: 2, answers: 10)) { }
        var plain = File.ReadAllBytes(folder["there/mathsoc.db"]);
        var (random, plans) = (new Random(9), 0);
        for (var i = 0; i < 120; i++)
        {
            var bytes = (byte[])plain.Clone();
            // Texts of the schema and of rows as often as the places that hold pages together.
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(i % 2 == 0 ? 8192 : bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["bent.db"], bytes);
            using var source = Open(folder["bent.db"]);
            if (source.Society is { } society)
            {
                plans++;
                OtherArrivals.Convert(society, source, place.Options);
            }
            else Assert.EndsWith(".", source.Site.Refusal, StringComparison.Ordinal);
            Directory.Delete(folder[$"own{opened}"], recursive: true);
        }
        Assert.InRange(plans, 1, 119);
    }
}
