// `mathsoc import`: what it says before it does anything, what it brings, what it refuses, and that a second run changes nothing.
using System.IO.Compression;
using System.Net;
using System.Text;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Tests.Unit.Moving;

namespace MathsSoc.Tests.Cli;

public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Data => folder["data"];

    public void Dispose() => folder.Dispose();

    private async Task MakeSite()
    {
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", Data)).Code);
        using var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1);
        db.Add(Seed.Person("head", Role.Owner));
    }

    private Task<CliResult> Import(params string[] args) => Support.Cli.RunAsync(["import", .. args, "--data", Data]);

    private string WriteSociety(string name = "old.db", Action<EarlierSiteFile>? more = null)
    {
        using var file = new EarlierSiteFile(folder[name]);
        new EarlierSociety(3).Write(file);
        more?.Invoke(file);
        return folder[name];
    }

    private long Count(string query)
    {
        using var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1);
        return db.Read(sql => sql.ExecuteScalar<long>(query));
    }

    [Fact]
    public async Task An_export_of_CTFd_moves_in_and_is_undone_by_its_backup()
    {
        await MakeSite();
        var export = new CtfdArchive();
        export.User(1, "Helen", "helen@x.example", "admin");
        export.User(2, "Ada", "ada@x.example");
        export.Challenge(5, "Squares", "What is $7^2$?", 30);
        export.Flag(1, 5, "49");
        export.Submission(1, 2, 5, "49", "correct", "2026-09-10T10:01:00");
        File.WriteAllBytes(folder["ctfd.zip"], export.Pack());
        var dry = await Import(folder["ctfd.zip"], "--dry-run");
        Assert.True(dry.Code == 0, dry.Errors);
        Assert.Matches("(?m)^members +2 +0 +0 +0$", dry.Output);
        Assert.Contains("It is an export of CTFd", dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Times are read as", dry.Output, StringComparison.Ordinal);
        var done = await Import(folder["ctfd.zip"], "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(30, Count("SELECT sum(points) FROM awards"));
        var backup = Path.GetFileName(Directory.GetFiles(Path.Combine(Data, "backups"), "*-import.db").Single());
        var back = await Support.Cli.RunAsync("restore", backup, "--yes", "--data", Data);
        Assert.True(back.Code == 0, back.Errors);
        Assert.Equal(1, Count("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task Another_MathsSoc_moves_in_from_its_folder_its_backup_or_a_zip_of_it_with_the_passwords_that_everybody_has()
    {
        await MakeSite();
        int people, files;
        List<string> there;
        using (var society = new RandomSociety(folder["there"], 6))
        {
            there = RandomSociety.Describe(society.Db);
            files = society.Files;
            people = there.Count(static row => row.StartsWith("member ", StringComparison.Ordinal));
        }
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", folder["there"])).Code);
        var backup = Directory.GetFiles(folder["there/backups"], "*.db").Single();
        ZipFile.CreateFromDirectory(folder["there/backups"], folder["backup.zip"]);
        var plans = new List<string>();
        foreach (var source in new[] { folder["there"], backup, folder["backup.zip"] })
        {
            var dry = await Import(source, "--dry-run");
            Assert.True(dry.Code == 0, dry.Errors);
            plans.Add(dry.Output);
        }
        Assert.Single(plans.Distinct());
        Assert.Matches($"(?m)^members +{people} +0 +0 +0$", plans[0]);
        Assert.Contains("It is of another MathsSoc, “Lark & Linnet”.", plans[0], StringComparison.Ordinal);
        Assert.Contains("1 competition with the challenges and answers in it does not come", plans[0], StringComparison.Ordinal);
        Assert.Contains("2 teachers: Owner Seeded, Zoë A. O’Neill. Nobody arrives as an owner", plans[0], StringComparison.Ordinal);
        foreach (var question in new[] { "Times are read as", "Year groups are taken" })
            Assert.DoesNotContain(question, plans[0], StringComparison.Ordinal);

        await using (var server = await ServerProcess.StartAsync(Data))
        {
            var done = await Import(folder["backup.zip"], "--yes");
            Assert.True(done.Code == 0, done.Errors);
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await SignIn(client, "not this one", "owner"));
            Assert.Equal(HttpStatusCode.SeeOther, await SignIn(client, Seed.Password, "owner"));
        }
        using (var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1)) Assert.Equal(there, RandomSociety.Describe(db));
        Assert.Equal(files, Directory.GetFiles(Path.Combine(Data, "uploads")).Length);
        var check = await Support.Cli.RunAsync("check", "--data", Data, "--port", "0");
        Assert.True(check.Code == 0, check.Output);
        Assert.Matches(@"^Nothing to do: all [\d,]+ rows are here.\n$", (await Import(backup, "--yes")).Output);

        var before = Path.GetFileName(Directory.GetFiles(Path.Combine(Data, "backups"), "*-import.db").Single());
        Assert.Equal(0, (await Support.Cli.RunAsync("restore", before, "--yes", "--data", Data)).Code);
        Assert.Equal(1, Count("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task It_plans_asks_makes_a_backup_and_brings_everything_in_and_then_there_is_nothing_to_do()
    {
        await MakeSite();
        var old = WriteSociety(more: file => file.User(61, "x@y.example", "=cmd|' /C calc'!A0", 3, ""));
        var dry = await Import(old, "--dry-run", "--report", folder["report.csv"]);
        Assert.True(dry.Code == 0, dry.Errors);
        Assert.Matches("(?m)^members +61 +0 +0 +0$", dry.Output);
        Assert.Matches("(?m)^answers +900 +0 +0 +0$", dry.Output);
        Assert.Contains("60 keep theirs, 1 need a slip", dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("This version", dry.Output, StringComparison.Ordinal);
        Assert.Contains("'=cmd", File.ReadAllText(folder["report.csv"]), StringComparison.Ordinal);
        Assert.Equal(1, Count("SELECT count(*) FROM members"));

        var refused = await Support.Cli.RunAsync(["import", old, "--data", Data], "no\n", []);
        Assert.Equal(1, refused.Code);
        Assert.Equal(1, Count("SELECT count(*) FROM members"));

        var done = await Import(old, "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Contains("To undo all of it: mathsoc restore ", done.Output, StringComparison.Ordinal);
        Assert.Equal(62, Count("SELECT count(*) FROM members"));
        Assert.Equal(900, Count("SELECT count(*) FROM attempts"));
        Assert.Empty(Directory.GetFileSystemEntries(Data, "import.tmp*"));
        var check = await Support.Cli.RunAsync("check", "--data", Data, "--port", "0");
        Assert.True(check.Code == 0, check.Output);

        var again = await Import(old, "--yes");
        Assert.Matches(@"^Nothing to do: all [\d,]+ rows are here.\n$", again.Output);
        Assert.Equal(1, Count("SELECT count(*) FROM imports"));

        var undo = done.Output.Split("To undo all of it: mathsoc ")[1].Trim().Split(' ');
        Assert.Equal(0, (await Support.Cli.RunAsync([.. undo, "--yes"])).Code);
        Assert.Equal((1, 0), (Count("SELECT count(*) FROM members"), Count("SELECT count(*) FROM attempts")));
    }

    [Fact]
    public async Task Whose_login_is_here_already_is_joined_only_by_the_flag_and_the_plan_says_in_numbers_what_it_means()
    {
        await MakeSite();
        using (var db = Db.Open(Path.Combine(Data, "mathsoc.db"), readers: 1)) db.Add(Seed.Pupil("pupil9@lark.example"));
        var old = WriteSociety();
        var dry = await Import(old, "--dry-run");
        Assert.Contains("1 member with a login that is here already: 0 under the same name, 1 under another.", dry.Output,
            StringComparison.Ordinal);
        Assert.Contains("59 keep theirs, 1 need a slip", dry.Output, StringComparison.Ordinal);
        var byName = await Import(old, "--dry-run", "--merge", "name");
        Assert.Contains("59 keep theirs, 1 need a slip", byName.Output, StringComparison.Ordinal);
        var done = await Import(old, "--yes", "--merge", "login");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(61, Count("SELECT count(*) FROM members"));
        Assert.Equal(1, Count("SELECT count(*) FROM imports WHERE options LIKE '%merge=login%' AND backup <> ''"));
    }

    [Fact]
    public async Task Without_an_owner_it_says_how_to_make_one_and_changes_nothing()
    {
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", Data)).Code);
        var result = await Import(WriteSociety(), "--yes");
        Assert.Equal(1, result.Code);
        Assert.Contains("Make one first: mathsoc create-admin --data ", result.Errors, StringComparison.Ordinal);
        Assert.Equal(0, Count("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task Beside_a_served_site_pupils_sign_in_with_the_password_they_had_and_it_is_hashed_anew()
    {
        await MakeSite();
        var old = WriteSociety(more: file => file.User(70, "ada@x.example", "Ada Byron", 9, WerkzeugHashTests.Known));
        await using var server = await ServerProcess.StartAsync(Data);
        var done = await Import(old, "--yes");
        Assert.True(done.Code == 0, done.Errors);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SignIn(client, "correct horse 8"));
        Assert.Equal(HttpStatusCode.SeeOther, await SignIn(client, "correct horse 7"));
        Assert.Equal(1, Count("SELECT count(*) FROM members WHERE login = 'ada@x.example' AND password_hash LIKE 'AQAAAAIA%'"));
    }

    [Fact]
    public async Task A_site_that_is_served_is_not_held_up_for_longer_than_allowed_and_can_be_stopped_first()
    {
        await MakeSite();
        var old = WriteSociety();
        await using (await ServerProcess.StartAsync(Data))
        {
            var refused = await Import(old, "--yes", "--longest-wait", "0");
            Assert.Equal(69, refused.Code);
            Assert.Contains("nothing was changed. The site is being served, and answers would wait for 0 seconds or more: stop it first "
                + "(systemctl stop mathsoc), import, and start it again.", refused.Errors, StringComparison.Ordinal);
            Assert.Equal((1, 0), (Count("SELECT count(*) FROM members"), Count("SELECT count(*) FROM imports")));
            Assert.False(Directory.Exists(Path.Combine(Data, "backups")) && Directory.GetFiles(Path.Combine(Data, "backups")).Length > 0);
        }
        Assert.Equal(0, (await Import(old, "--yes", "--longest-wait", "0")).Code);
        Assert.Equal(900, Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task A_dump_is_imported_as_a_file_in_a_folder_or_in_a_zip_and_an_own_school_that_is_none_is_refused()
    {
        await MakeSite();
        Directory.CreateDirectory(folder["site"]);
        using (var file = new EarlierSiteFile(folder["old.db"])) new EarlierSociety(3).WithContest(3).Write(file);
        File.WriteAllText(folder["site/maths.sql"], new EarlierDump(DumpForm.Copy).Write(folder["old.db"]));
        ZipFile.CreateFromDirectory(folder["site"], folder["site.zip"]);
        var plans = new List<string>();
        foreach (var source in new[] { folder["old.db"], folder["site/maths.sql"], folder["site"], folder["site.zip"] })
        {
            var dry = await Import(source, "--dry-run");
            Assert.True(dry.Code == 0, dry.Errors);
            plans.Add(dry.Output);
        }
        Assert.Contains("Autumn competition 2026", plans[0], StringComparison.Ordinal);
        Assert.Matches("With --own-school NAME the others arrive as guests, .*: [0-9]+ pupils? if it is Larkhill School, ", plans[0]);
        Assert.Single(plans.Distinct());
        var wrong = await Import(folder["site.zip"], "--yes", "--own-school", "Hogwarts");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("Its schools are: Larkhill School, Mill Road.", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await Import(folder["site.zip"], "--yes", "--own-school", "larkhill school")).Code);
        Assert.Equal(1, Count("SELECT count(*) FROM schools WHERE is_guest = 1 AND name = 'Mill Road'"));
        var again = await Import(folder["old.db"], "--own-school", "Larkhill School");
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> SignIn(HttpClient client, string password, string login = "Ada@x.example")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Content = new FormUrlEncodedContent([new("login", login), new("password", password)]);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pictures_come_from_a_folder_or_a_zip_by_their_content(bool isZip)
    {
        await MakeSite();
        Directory.CreateDirectory(folder["site/uploads/challenge_2026-09-06"]);
        File.WriteAllBytes(folder["site/uploads/challenge_2026-09-06/a b.jpg"], Pictures.Png(9));
        File.WriteAllText(folder["site/uploads/challenge_2026-09-06/no.png"], "<svg/>");
        Directory.CreateDirectory(folder["site/uploads/challenge_2026-09-06/folder.png"]);
        WriteSociety("site/old.db", file =>
        {
            foreach (var (id, name) in new[] { (1, "a b.jpg"), (2, "no.png"), (3, "folder.png"), (4, "missing.png"), (5, "../old.db") })
                file.Run($"UPDATE challenge SET file_url = '{name}', date_posted = '2026-09-06 09:00:00' WHERE id = {id}");
        });
        var source = folder["site"];
        if (isZip) ZipFile.CreateFromDirectory(source, source = folder["site.zip"], CompressionLevel.Fastest, includeBaseDirectory: true);
        var done = await Import(source, "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(1, Count("SELECT count(*) FROM uploads WHERE content_type = 'image/png'"));
        Assert.Equal(1, Count("SELECT count(*) FROM challenges WHERE body LIKE '%![Picture of the challenge “Puzzle 1”](upload:%.png)%'"));
        Assert.Single(Directory.GetFiles(Path.Combine(Data, "uploads")));
        Assert.Contains("Its picture no.png does not arrive: it is no picture that browsers show.", done.Output, StringComparison.Ordinal);
        Assert.Contains("Its picture missing.png does not arrive: it is missing.", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_lies_beside_the_file_is_read_with_it()
    {
        await MakeSite();
        WriteSociety();
        using var connection = Connections.Open(folder["old.db"], queryOnly: false);
        using var sql = new Sql(connection, null);
        sql.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        sql.Execute("INSERT INTO school (id, name, date_joined) VALUES (9, 'Only in the log', '2026-01-01 00:00:00')");
        var done = await Import(folder["old.db"], "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(1, Count("SELECT count(*) FROM schools WHERE name = 'Only in the log'"));
    }

    [Fact]
    public async Task Files_that_cannot_be_imported_are_refused_with_a_sentence_and_nothing_changes()
    {
        await MakeSite();
        await Refuses(folder["none.db"], "there is no such file");
        await Refuses(Write("empty.db", ""), "it is empty");
        await Refuses(Write("x.db", "hello\0"), "it is no SQLite database, or an encrypted one");
        await Refuses(Write("x.txt", "hello"), "it is neither a SQLite database nor a dump that pg_dump made");
        await Refuses(Write("dump.sql", "PGDMP\u0001\u000e"), "pg_restore -f dump.sql FILE");
        await Refuses(Write("dump2.sql", "--\n-- PostgreSQL database dump\n--\nCOPY public.users (id) FROM stdin;\n"), "half a dump");
        await Refuses(Write("x.gz", "\u001f\u008bhello hello hello"), "it cannot be read");
        await Refuses(Path.Combine(Data, "mathsoc.db"), "it is a copy of this very site. To go back to it, use mathsoc restore.");
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
        var damaged = WriteSociety("damaged.db");
        using (var file = File.OpenWrite(damaged))
        {
            file.Position = 8192;
            file.Write(new byte[4096]);
        }
        await Refuses(damaged, "damaged");
        Directory.CreateDirectory(folder["empty"]);
        await Refuses(folder["empty"], "there is no database in it");
        Assert.Equal(1, Count("SELECT count(*) FROM members"));
        Assert.Equal(0, Count("SELECT count(*) FROM imports"));
        Assert.Equal(2, (await Import(damaged, "--zone", "Mars")).Code);
        Assert.Equal(2, (await Import(damaged, "--school-year", "12")).Code);
        Assert.Equal(2, (await Import(damaged, "--merge", "everybody")).Code);
    }

    private string Write(string name, string text)
    {
        File.WriteAllBytes(folder[name], Encoding.Latin1.GetBytes(text));
        return folder[name];
    }

    private string Change(string name, string statements)
    {
        if (name is "none.db" or "other.db") Connections.OpenNew(folder[name]).Dispose();
        else WriteSociety(name);
        using var connection = Connections.Open(folder[name], queryOnly: false);
        using var sql = new Sql(connection, null);
        sql.Execute($"PRAGMA foreign_keys = OFF; PRAGMA user_version = 1; {statements}");
        return folder[name];
    }

    private async Task Refuses(string path, string sentence)
    {
        var result = await Import(path, "--yes");
        Assert.True(result.Code == 1, $"{path}: {result.Code} {result.Output} {result.Errors}");
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", result.Errors, StringComparison.Ordinal);
    }
}
