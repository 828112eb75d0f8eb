// A dump of a PostgreSQL database brings what the same database brings as a SQLite file; whatever is wrong with one is said in a sentence.
using System.IO.Compression;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class DumpTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Dump(DumpForm form = DumpForm.Copy, string schema = "public.", int rowsPerInsert = 1,
        Action<EarlierSiteFile>? more = null, EarlierSociety? society = null)
    {
        using var own = new TemporaryFolder();
        using (var file = new EarlierSiteFile(own["old.db"]))
        {
            (society ?? new EarlierSociety(1, 12, 4, 60)).Write(file);
            more?.Invoke(file);
        }
        return new EarlierDump(form, schema, rowsPerInsert).Write(own["old.db"]);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private MovingSource Open(byte[] dump, string name = "dump.sql")
    {
        var own = folder[Guid.NewGuid().ToString("N")];
        Directory.CreateDirectory(own);
        File.WriteAllBytes(Path.Combine(own, name), dump);
        return MovingSource.Open(Path.Combine(own, name), null, own, CancellationToken.None);
    }

    private string Refusal(string dump) => Refusal(Utf8(dump));

    private string Refusal(byte[] dump)
    {
        using var source = Open(dump);
        Assert.Null(source.Site.Site);
        return source.Site.Refusal!;
    }

    /// <summary>Everything that is stored of a society, for comparing two ways by which it came.</summary>
    private List<string> Arrived(byte[] dump, string name = "dump.sql")
    {
        using var source = Open(dump, name);
        Assert.True(source.Site.Site is not null, source.Site.Refusal);
        using var place = new MovingPlace(folder.Path);
        var conversion = EarlierArrivals.Convert(source.Site.Site, source, place.Options);
        place.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, MovingPlace.Now));
        place.HoldsTogether();
        return place.Everything();
    }

    private List<string> ArrivedFromFile(EarlierSociety society, Action<EarlierSiteFile>? more = null)
    {
        using var own = new TemporaryFolder();
        using (var file = new EarlierSiteFile(own["old.db"]))
        {
            society.Write(file);
            more?.Invoke(file);
        }
        return Arrived(File.ReadAllBytes(own["old.db"]), "old.db");
    }

    private static void AddHardValues(EarlierSiteFile file)
    {
        file.User(801, "o'brien@x.example", "Zoë O'Brien \\ 🦊", 9, null, mathsClass: "9\\N");
        file.User(802, "b@x.example", "Back\\slash", null, "", mathsClass: "");
        file.Challenge(801, "It's; -- not /* a remark */ $$ and \\. \"quoted\"",
            "<p>line one\n\\.\n\tline\ttwo\r\nC:\\new\\table</p>\n<p>\\(\\frac{1}{2}\\) COPY users (id) FROM stdin; \\N</p>",
            EarlierSociety.Begins, null);
        file.Box(8011, 801, "\\N", "\\frac{1}{2}", 0);
        file.Submission(80001, 801, 801, 8011, "\\frac{1}{2}", true, "2026-10-01 10:00:00");
        file.Submission(80002, 802, 801, 8011, "\t\n", null, "2026-10-01 10:00:00.5");
        file.Entry(8001, 801, -5, "2026-10-01 10:00:00");
    }

    [Theory]
    [InlineData(DumpForm.Copy, 1)]
    [InlineData(DumpForm.Inserts, 1)]
    [InlineData(DumpForm.Inserts, 7)]
    [InlineData(DumpForm.ColumnInserts, 1)]
    public void The_golden_society_is_the_same_row_by_row(DumpForm form, int rowsPerInsert)
    {
        var expected = ArrivedFromFile(new EarlierSociety(1), AddHardValues);
        Assert.InRange(expected.Count, 1000, 100_000);
        Assert.Equal(expected, Arrived(Utf8(Dump(form, "public.", rowsPerInsert, AddHardValues, new EarlierSociety(1)))));
    }

    [Theory]
    [InlineData("maths.")]
    [InlineData("\"Maths; DROP TABLE members; --\".")]
    [InlineData("")]
    public void Of_another_schema_or_none_it_is_the_same(string schema)
    {
        var expected = Arrived(Utf8(Dump()));
        Assert.Equal(expected, Arrived(Utf8(Dump(DumpForm.Copy, schema))));
        Assert.Equal(expected, Arrived(Utf8(Dump(DumpForm.Inserts, schema))));
    }

    [Fact]
    public void Line_ends_of_Windows_a_mark_of_its_encoding_and_gzip_are_taken()
    {
        var (dump, inserts) = (Dump(), Dump(DumpForm.Inserts));
        var expected = Arrived(Utf8(dump));
        Assert.Equal(expected, Arrived(Utf8(dump.ReplaceLineEndings("\r\n"))));
        Assert.Equal(expected, Arrived(Utf8(inserts.ReplaceLineEndings("\r\n"))));
        Assert.Equal(expected, Arrived([0xEF, 0xBB, 0xBF, .. Utf8(dump)]));
        Assert.Equal(expected, Arrived(Gzip(Utf8(dump)), "dump.sql.gz"));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Optimal)) packing.Write(bytes);
        return packed.ToArray();
    }

    [Fact]
    public void Escapes_and_older_texts_mean_what_PostgreSQLs_manual_says()
    {
        var copy = Names("COPY users (id, full_name, email) FROM stdin;\n1\ta\\x41\\101\\tb\\q\\\\\\c3\\xc3\\xab\t\\N\n\\.\n");
        Assert.Equal(["aAA\tb" + "q\\c3ë"], copy);
        Assert.Equal(["it's A\tZoë \\ é"], Names(
            "INSERT INTO users (id, full_name) VALUES (1, E'it\\'s \\x41\\tZo\\u00eb \\\\ \\303\\251');"));
        Assert.Equal(["a\\nb"], Names("INSERT INTO users (id, full_name) VALUES (1, 'a\\nb');"));
        Assert.Equal(["a\nb"], Names(
            "SET standard_conforming_strings = off;\nINSERT INTO \"users\" (id, full_name) VALUES (1, 'a\\nb');"));
        Assert.Equal(["-- 'q' /* x */", "$$"], Names("""
            /* a remark /* in a remark */ ; */ insert INTO Users (ID, "full_name", nick)
            -- INSERT INTO users VALUES (3)
            OVERRIDING SYSTEM VALUE VALUES (1, '-- ''q'' /* x */', 1.5e+20), (2, $a$$$$a$, -3);
            """));
        Assert.Equal(["x"], Names("""
            CREATE UNLOGGED TABLE IF NOT EXISTS public.users (
                CONSTRAINT a CHECK ((length('x(,') > 1)), full_name character varying(100) DEFAULT 'a,b'::character varying,
                PRIMARY KEY (id), id integer);
            INSERT INTO public.users VALUES ('x', 1);
            """));
    }

    /// <summary>The full names that a text has for users; the tables that are required stand before it.</summary>
    private List<string> Names(string text)
    {
        const string Tables = """
            CREATE TABLE school (id int, name text, email_domain text, date_joined timestamp);
            CREATE TABLE challenge_answer_box (id int, challenge_id int, box_label text, correct_answer text, "order" int);
            CREATE TABLE challenge (id int, title text, content text, date_posted timestamp, file_url text, key_stage text,
                release_at timestamp, is_manually_locked boolean, lock_after_hours int);
            CREATE TABLE answer_submission (id int, user_id int, challenge_id int, answer_box_id int, answer text, is_correct boolean,
                submitted_at timestamp);
            CREATE TABLE leaderboard_entry (id int, user_id int, score int, last_updated timestamp);
            CREATE TABLE summer_challenge (id int, title text, content text, date_posted timestamp, duration_hours int, file_url text,
                key_stage text, is_manually_locked boolean, release_at timestamp);

            """;
        using var into = Connections.OpenNew(folder[Guid.NewGuid().ToString("N")]);
        using var stream = new MemoryStream(Utf8(Tables + text));
        var reading = MathsSoc.Moving.DumpReader.Read(stream, into);
        Assert.Null(reading.Refusal);
        using var command = into.CreateCommand();
        command.CommandText = "SELECT full_name FROM users ORDER BY id";
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }

    [Fact]
    public void Half_a_dump_is_refused_wherever_it_ends()
    {
        foreach (var form in Enum.GetValues<DumpForm>())
        {
            var dump = Dump(form, rowsPerInsert: form == DumpForm.Inserts ? 5 : 1);
            var end = dump.IndexOf("-- PostgreSQL database dump complete", StringComparison.Ordinal);
            var random = new Random(7);
            for (var i = 0; i < 40; i++)
                Assert.Contains("half a dump", Refusal(dump[..random.Next(200, end)]), StringComparison.Ordinal);
        }
        // Nothing but the end of the rows is missing.
        Assert.Contains("among the rows of the table “users”", Refusal("COPY users (id) FROM stdin;\n1\n2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Dumps_that_cannot_be_read_are_refused_with_a_sentence()
    {
        void Refuses(string dump, string sentence) => Assert.Contains(sentence, Refusal(dump), StringComparison.Ordinal);
        var whole = Dump();
        Refuses(whole.Replace("'UTF8'", "'LATIN1'", StringComparison.Ordinal), "it is written in LATIN1");
        Refuses("hello", "neither a SQLite database nor a dump");
        Refuses("INSERT INTO users VALUES (1);", "pg_dump --column-inserts");
        Refuses("INSERT INTO users (id) VALUES (1, 2);", "line 1 has a value, or a number of values");
        Refuses("INSERT INTO users (id) VALUES (now());", "line 1 has a value");
        Refuses("INSERT INTO users (id) SELECT 1;", "no INSERT that pg_dump writes");
        Refuses("COPY users (id) FROM stdin WITH CSV;\n1\n\\.\n", "no COPY that pg_dump writes");
        Refuses("COPY users (id, email) FROM stdin;\n1\n\\.\n", "line 2 has 1 values, and the table “users” 2 columns");
        Refuses("CREATE TABLE a.users (id int); CREATE TABLE b.users (id int);", "twice, in a and in b");
        Refuses("\\connect one\nCREATE TABLE users (id int);\n\\connect two\nCREATE TABLE users (id int);", "twice, in one. and in two.");
        Refuses("SET search_path = a, pg_catalog;\nCREATE TABLE users (id int);\nSET search_path = b;\nCREATE TABLE users (id int);",
            "twice, in a and in b");
        Refuses("CREATE TABLE songs (id int);", "there is no table in it");
        Refuses(whole.Replace(" full_name ", " name ", StringComparison.Ordinal).Replace(" full_name,", " name,", StringComparison.Ordinal),
            "the column “full_name” of the table “users” is missing");
        Refuses(whole.Replace("public.users", "public.user", StringComparison.Ordinal), "flask db upgrade");
        Refuses($"INSERT INTO a (b) VALUES (1); \"{new string('n', 300)}\"", "a name that is too long");
        Refuses($"CREATE TABLE users ({string.Join(", ", Enumerable.Range(0, 300).Select(i => $"c{i} int"))});", "more than 200 columns");
        Assert.Contains("UTF-16", Refusal([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(whole)]), StringComparison.Ordinal);
        Assert.Contains("pg_restore -f dump.sql", Refusal([.. "PGDMP"u8, 1, 14, 0]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_larger_than_a_bound_is_refused_or_cut()
    {
        var large = new string('x', (4 << 20) + 1);
        Assert.Contains("line 2, a row of the table “users”, is longer than 4 MB",
            Refusal($"COPY users (id, full_name) FROM stdin;\n1\t{large}\n\\.\n"), StringComparison.Ordinal);
        Assert.Contains("line 1, a row of the table “users”, is longer than 4 MB",
            Refusal($"INSERT INTO users (id, full_name) VALUES (1, '{large}');"), StringComparison.Ordinal);
        foreach (var form in Enum.GetValues<DumpForm>())
        {
            var dump = Dump(form, more: static file =>
                file.Challenge(9, "Long", "<p>" + new string('y', 2 << 20), EarlierSociety.Begins, null));
            using var source = Open(Utf8(dump));
            Assert.Equal(400_001, source.Site.Site!.Challenges[^1].Content.Length);
        }
        // Tables that are not read may have rows of any size.
        Assert.Contains("there is no table in it",
            Refusal($"COPY songs (id) FROM stdin;\n{large}\n\\.\nINSERT INTO songs VALUES ('{large}');"),
            StringComparison.Ordinal);
        var zeros = Gzip(Utf8(Dump() + new string(' ', 20 << 20)));
        Assert.Contains("more than 200 times as large", Refusal(zeros), StringComparison.Ordinal);
    }

    [Fact]
    public void More_rows_than_any_school_has_are_refused()
    {
        var dump = new StringBuilder("COPY answer_submission (id) FROM stdin;\n");
        for (var i = 0; i <= 2_000_000; i++) dump.Append("1\n");
        Assert.Contains("more than 2,000,000 rows", Refusal(dump.Append("\\.\n").ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_told_and_hostile_names_are_only_names()
    {
        var dump = Dump(more: static file => file.Run("""
            ALTER TABLE users ADD COLUMN nickname TEXT DEFAULT 'x';
            CREATE TABLE songs (id INTEGER, title TEXT);
            INSERT INTO songs VALUES (1, 'x');
            """)).Replace("nickname", "\"n\"\" ); DROP TABLE users; --\"", StringComparison.Ordinal);
        using var source = Open(Utf8(dump));
        Assert.Equal(["songs", "users.n\" ); DROP TABLE users; --"], source.Site.Site!.Unknown);
        Assert.Equal(12, source.Site.Site.Users.Count);
    }

    [Fact]
    public void Whatever_bytes_a_dump_has_it_is_read_or_refused()
    {
        var random = new Random(8);
        var wholes = Enum.GetValues<DumpForm>().Select(form => Utf8(Dump(form, rowsPerInsert: form == DumpForm.Inserts ? 3 : 1))).ToList();
        var marks = "'\"\\\n\t;(),$-/*.N\0\r"u8.ToArray();
        var read = 0;
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])wholes[round % wholes.Count].Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : marks[random.Next(marks.Length)];
            if (round % 5 == 0)
            {
                var (from, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
                bytes = [.. bytes[..from], .. bytes[to..]];
            }
            using var source = Open(bytes);
            if (source.Site.Site is null) Assert.NotEmpty(source.Site.Refusal!);
            else read++;
        }
        Assert.InRange(read, 20, 299);
    }
}
