// What `mathsoc import` reads: a dump, a folder, a zip, a log beside the file; and every file that it refuses with a sentence.
using System.IO.Compression;
using System.Text;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class ImportSourceTests : IDisposable
{
    private readonly ImportPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task A_dump_is_imported_as_a_file_in_a_folder_or_in_a_zip_and_an_own_school_that_is_none_is_refused()
    {
        await place.MakeSite();
        Directory.CreateDirectory(place["site"]);
        using (var file = new EarlierSiteFile(place["old.db"])) new EarlierSociety(3).WithContest(3).Write(file);
        File.WriteAllText(place["site/maths.sql"], new EarlierDump(DumpForm.Copy).Write(place["old.db"]));
        ZipFile.CreateFromDirectory(place["site"], place["site.zip"]);
        var plans = new List<string>();
        foreach (var source in new[] { place["old.db"], place["site/maths.sql"], place["site"], place["site.zip"] })
        {
            var dry = await place.Import(source, "--dry-run");
            Assert.True(dry.Code == 0, dry.Errors);
            plans.Add(dry.Output);
        }
        Assert.Contains("Autumn competition 2026", plans[0], StringComparison.Ordinal);
        Assert.Matches("With --own-school NAME the others arrive as guests, .*: [0-9]+ pupils? if it is Larkhill School, ", plans[0]);
        Assert.Single(plans.Distinct());
        var wrong = await place.Import(place["site.zip"], "--yes", "--own-school", "Hogwarts");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("Its schools are: Larkhill School, Mill Road.", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await place.Import(place["site.zip"], "--yes", "--own-school", "larkhill school")).Code);
        Assert.Equal(1, place.Count("SELECT count(*) FROM schools WHERE is_guest = 1 AND name = 'Mill Road'"));
        var again = await place.Import(place["old.db"], "--own-school", "Larkhill School");
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pictures_come_from_a_folder_or_a_zip_by_their_content(bool isZip)
    {
        await place.MakeSite();
        Directory.CreateDirectory(place["site/uploads/challenge_2026-09-06"]);
        File.WriteAllBytes(place["site/uploads/challenge_2026-09-06/a b.jpg"], Pictures.Png(9));
        File.WriteAllText(place["site/uploads/challenge_2026-09-06/no.png"], "<svg/>");
        Directory.CreateDirectory(place["site/uploads/challenge_2026-09-06/folder.png"]);
        place.WriteSociety("site/old.db", file =>
        {
            foreach (var (id, name) in new[] { (1, "a b.jpg"), (2, "no.png"), (3, "folder.png"), (4, "missing.png"), (5, "../old.db") })
                file.Run($"UPDATE challenge SET file_url = '{name}', date_posted = '2026-09-06 09:00:00' WHERE id = {id}");
        });
        var source = place["site"];
        if (isZip) ZipFile.CreateFromDirectory(source, source = place["site.zip"], CompressionLevel.Fastest, includeBaseDirectory: true);
        var done = await place.Import(source, "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(1, place.Count("SELECT count(*) FROM uploads WHERE content_type = 'image/png'"));
        Assert.Equal(1, place.Count(
            "SELECT count(*) FROM challenges WHERE body LIKE '%![Picture of the challenge “Puzzle 1”](upload:%.png)%'"));
        Assert.Single(Directory.GetFiles(Path.Combine(place.Data, "uploads")));
        Assert.Contains("Its picture no.png does not arrive: it is no picture that browsers show.", done.Output, StringComparison.Ordinal);
        Assert.Contains("Its picture missing.png does not arrive: it is missing.", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_lies_beside_the_file_is_read_with_it()
    {
        await place.MakeSite();
        place.WriteSociety();
        using var connection = Connections.Open(place["old.db"], queryOnly: false);
        using var sql = new Sql(connection, null);
        sql.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        sql.Execute("INSERT INTO school (id, name, date_joined) VALUES (9, 'Only in the log', '2026-01-01 00:00:00')");
        var done = await place.Import(place["old.db"], "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(1, place.Count("SELECT count(*) FROM schools WHERE name = 'Only in the log'"));
    }

    [Fact]
    public async Task Files_that_cannot_be_imported_are_refused_with_a_sentence_and_nothing_changes()
    {
        await place.MakeSite();
        await Refuses(place["none.db"], "there is no such file");
        await Refuses(Write("empty.db", ""), "it is empty");
        await Refuses(Write("x.db", "hello\0"), "it is no SQLite database, or an encrypted one");
        await Refuses(Write("x.txt", "hello"), "it is neither a SQLite database nor a dump that pg_dump made");
        await Refuses(Write("dump.sql", "PGDMP\u0001\u000e"), "pg_restore -f dump.sql FILE");
        await Refuses(Write("dump2.sql", "--\n-- PostgreSQL database dump\n--\nCOPY public.users (id) FROM stdin;\n"), "half a dump");
        await Refuses(Write("x.gz", "\u001f\u008bhello hello hello"), "it cannot be read");
        await Refuses(Path.Combine(place.Data, "mathsoc.db"), "it is a copy of this very site. To go back to it, use mathsoc restore.");
        await Refuses(Change("none.db", ""), "there is no table in it");
        await Refuses(Change("other.db", "CREATE TABLE songs (id INTEGER)"), "the table “school” is missing");
        await Refuses(Change("user.db", "ALTER TABLE users RENAME TO user"), "flask db upgrade");
        await Refuses(Change("mail.db", "DROP INDEX ix_users_email; ALTER TABLE users DROP COLUMN email"), "flask db upgrade");
        await Refuses(Change("column.db", "ALTER TABLE challenge DROP COLUMN release_at"),
            "the column “release_at” of the table “challenge”");
        await Refuses(Change("view.db", "ALTER TABLE school RENAME TO s; CREATE VIEW school AS SELECT * FROM s"),
            "the table “school” is missing");
        await Refuses(Change("virtual.db",
            "DROP TABLE school; CREATE VIRTUAL TABLE school USING fts5 (id, name, email_domain, date_joined)"),
            "the table “school” is missing");
        await Refuses(Change("generated.db",
            "ALTER TABLE school DROP COLUMN email_domain; ALTER TABLE school ADD COLUMN email_domain TEXT AS (upper(name))"),
            "the column “email_domain” of the table “school”");
        await Refuses(Change("huge.db", "UPDATE users SET password_hash = hex(zeroblob(9000000)) WHERE id = 5"),
            "a value of more than 16 MB");
        var damaged = place.WriteSociety("damaged.db");
        using (var file = File.OpenWrite(damaged))
        {
            file.Position = 8192;
            file.Write(new byte[4096]);
        }
        await Refuses(damaged, "damaged");
        Directory.CreateDirectory(place["empty"]);
        await Refuses(place["empty"], "there is no database in it");
        Assert.Equal(1, place.Count("SELECT count(*) FROM members"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM imports"));
        Assert.Equal(2, (await place.Import(damaged, "--zone", "Mars")).Code);
        Assert.Equal(2, (await place.Import(damaged, "--school-year", "12")).Code);
        Assert.Equal(2, (await place.Import(damaged, "--merge", "everybody")).Code);
    }

    private string Write(string name, string text)
    {
        File.WriteAllBytes(place[name], Encoding.Latin1.GetBytes(text));
        return place[name];
    }

    private string Change(string name, string statements)
    {
        if (name is "none.db" or "other.db") Connections.OpenNew(place[name]).Dispose();
        else place.WriteSociety(name);
        using var connection = Connections.Open(place[name], queryOnly: false);
        using var sql = new Sql(connection, null);
        sql.Execute($"PRAGMA foreign_keys = OFF; PRAGMA user_version = 1; {statements}");
        return place[name];
    }

    private async Task Refuses(string path, string sentence)
    {
        var result = await place.Import(path, "--yes");
        Assert.True(result.Code == 1, $"{path}: {result.Code} {result.Output} {result.Errors}");
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", result.Errors, StringComparison.Ordinal);
    }
}
