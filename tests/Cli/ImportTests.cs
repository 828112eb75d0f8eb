// `mathsoc import`: what it says before it does anything, what it brings, and that a second run changes nothing.
using System.IO.Compression;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Tests.Unit.Moving;

namespace MathsSoc.Tests.Cli;

public sealed class ImportTests : IDisposable
{
    private readonly ImportPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task An_export_of_CTFd_moves_in_and_is_undone_by_its_backup()
    {
        await place.MakeSite();
        var export = new CtfdArchive();
        export.User(1, "Helen", "helen@x.example", "admin");
        export.User(2, "Ada", "ada@x.example");
        export.Challenge(5, "Squares", "What is $7^2$?", 30);
        export.Flag(1, 5, "49");
        export.Submission(1, 2, 5, "49", "correct", "2026-09-10T10:01:00");
        File.WriteAllBytes(place["ctfd.zip"], export.Pack());
        var dry = await place.Import(place["ctfd.zip"], "--dry-run");
        Assert.True(dry.Code == 0, dry.Errors);
        Assert.Matches("(?m)^members +2 +0 +0 +0$", dry.Output);
        Assert.Contains("It is an export of CTFd", dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Times are read as", dry.Output, StringComparison.Ordinal);
        var done = await place.Import(place["ctfd.zip"], "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(30, place.Count("SELECT sum(points) FROM awards"));
        var backup = Path.GetFileName(Directory.GetFiles(Path.Combine(place.Data, "backups"), "*-import.db").Single());
        var back = await Support.Cli.RunAsync("restore", backup, "--yes", "--data", place.Data);
        Assert.True(back.Code == 0, back.Errors);
        Assert.Equal(1, place.Count("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task Another_MathsSoc_moves_in_from_its_folder_its_backup_or_a_zip_of_it_with_the_passwords_that_everybody_has()
    {
        await place.MakeSite();
        int people, files;
        List<string> there;
        using (var society = new RandomSociety(place["there"], 6))
        {
            there = RandomSociety.Describe(society.Db);
            files = society.Files;
            people = there.Count(static row => row.StartsWith("member ", StringComparison.Ordinal));
        }
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", place["there"])).Code);
        var backup = Directory.GetFiles(place["there/backups"], "*.db").Single();
        ZipFile.CreateFromDirectory(place["there/backups"], place["backup.zip"]);
        var plans = new List<string>();
        foreach (var source in new[] { place["there"], backup, place["backup.zip"] })
        {
            var dry = await place.Import(source, "--dry-run");
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

        await using (var server = await ServerProcess.StartAsync(place.Data))
        {
            var done = await place.Import(place["backup.zip"], "--yes");
            Assert.True(done.Code == 0, done.Errors);
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await SignIn(client, "not this one", "owner"));
            Assert.Equal(HttpStatusCode.SeeOther, await SignIn(client, Seed.Password, "owner"));
        }
        using (var db = Db.Open(Path.Combine(place.Data, "mathsoc.db"), readers: 1)) Assert.Equal(there, RandomSociety.Describe(db));
        Assert.Equal(files, Directory.GetFiles(Path.Combine(place.Data, "uploads")).Length);
        var check = await Support.Cli.RunAsync("check", "--data", place.Data, "--port", "0");
        Assert.True(check.Code == 0, check.Output);
        Assert.Matches(@"^Nothing to do: all [\d,]+ rows are here.\n$", (await place.Import(backup, "--yes")).Output);

        var before = Path.GetFileName(Directory.GetFiles(Path.Combine(place.Data, "backups"), "*-import.db").Single());
        Assert.Equal(0, (await Support.Cli.RunAsync("restore", before, "--yes", "--data", place.Data)).Code);
        Assert.Equal(1, place.Count("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task It_plans_asks_makes_a_backup_and_brings_everything_in_and_then_there_is_nothing_to_do()
    {
        await place.MakeSite();
        var old = place.WriteSociety(more: file => file.User(61, "x@y.example", "=cmd|' /C calc'!A0", 3, ""));
        var dry = await place.Import(old, "--dry-run", "--report", place["report.csv"]);
        Assert.True(dry.Code == 0, dry.Errors);
        Assert.Matches("(?m)^members +61 +0 +0 +0$", dry.Output);
        Assert.Matches("(?m)^answers +900 +0 +0 +0$", dry.Output);
        Assert.Contains("60 keep theirs, 1 need a slip", dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("This version", dry.Output, StringComparison.Ordinal);
        Assert.Contains("'=cmd", File.ReadAllText(place["report.csv"]), StringComparison.Ordinal);
        Assert.Equal(1, place.Count("SELECT count(*) FROM members"));

        var refused = await Support.Cli.RunAsync(["import", old, "--data", place.Data], "no\n", []);
        Assert.Equal(1, refused.Code);
        Assert.Equal(1, place.Count("SELECT count(*) FROM members"));

        var done = await place.Import(old, "--yes");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Contains("To undo all of it: mathsoc restore ", done.Output, StringComparison.Ordinal);
        Assert.Equal(62, place.Count("SELECT count(*) FROM members"));
        Assert.Equal(900, place.Count("SELECT count(*) FROM attempts"));
        Assert.Empty(Directory.GetFileSystemEntries(place.Data, "import.tmp*"));
        var check = await Support.Cli.RunAsync("check", "--data", place.Data, "--port", "0");
        Assert.True(check.Code == 0, check.Output);

        var again = await place.Import(old, "--yes");
        Assert.Matches(@"^Nothing to do: all [\d,]+ rows are here.\n$", again.Output);
        Assert.Equal(1, place.Count("SELECT count(*) FROM imports"));

        var undo = done.Output.Split("To undo all of it: mathsoc ")[1].Trim().Split(' ');
        Assert.Equal(0, (await Support.Cli.RunAsync([.. undo, "--yes"])).Code);
        Assert.Equal((1, 0), (place.Count("SELECT count(*) FROM members"), place.Count("SELECT count(*) FROM attempts")));
    }

    [Fact]
    public async Task Whose_login_is_here_already_is_joined_only_by_the_flag_and_the_plan_says_in_numbers_what_it_means()
    {
        await place.MakeSite();
        using (var db = Db.Open(Path.Combine(place.Data, "mathsoc.db"), readers: 1)) db.Add(Seed.Pupil("pupil9@lark.example"));
        var old = place.WriteSociety();
        var dry = await place.Import(old, "--dry-run");
        Assert.Contains("1 member with a login that is here already: 0 under the same name, 1 under another.", dry.Output,
            StringComparison.Ordinal);
        Assert.Contains("59 keep theirs, 1 need a slip", dry.Output, StringComparison.Ordinal);
        var byName = await place.Import(old, "--dry-run", "--merge", "name");
        Assert.Contains("59 keep theirs, 1 need a slip", byName.Output, StringComparison.Ordinal);
        var done = await place.Import(old, "--yes", "--merge", "login");
        Assert.True(done.Code == 0, done.Errors);
        Assert.Equal(61, place.Count("SELECT count(*) FROM members"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM imports WHERE options LIKE '%merge=login%' AND backup <> ''"));
    }

    [Fact]
    public async Task Without_an_owner_it_says_how_to_make_one_and_changes_nothing()
    {
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", place.Data)).Code);
        var result = await place.Import(place.WriteSociety(), "--yes");
        Assert.Equal(1, result.Code);
        Assert.Contains("Make one first: mathsoc create-admin --data ", result.Errors, StringComparison.Ordinal);
        Assert.Equal(0, place.Count("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task Beside_a_served_site_pupils_sign_in_with_the_password_they_had_and_it_is_hashed_anew()
    {
        await place.MakeSite();
        var old = place.WriteSociety(more: file => file.User(70, "ada@x.example", "Ada Byron", 9, WerkzeugHashTests.Known));
        await using var server = await ServerProcess.StartAsync(place.Data);
        var done = await place.Import(old, "--yes");
        Assert.True(done.Code == 0, done.Errors);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SignIn(client, "correct horse 8"));
        Assert.Equal(HttpStatusCode.SeeOther, await SignIn(client, "correct horse 7"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM members WHERE login = 'ada@x.example' AND password_hash LIKE 'AQAAAAIA%'"));
    }

    [Fact]
    public async Task A_site_that_is_served_is_not_held_up_for_longer_than_allowed_and_can_be_stopped_first()
    {
        await place.MakeSite();
        var old = place.WriteSociety();
        await using (await ServerProcess.StartAsync(place.Data))
        {
            var refused = await place.Import(old, "--yes", "--longest-wait", "0");
            Assert.Equal(69, refused.Code);
            Assert.Contains("nothing was changed. The site is being served, and answers would wait for 0 seconds or more: stop it first "
                + "(systemctl stop mathsoc), import, and start it again.", refused.Errors, StringComparison.Ordinal);
            Assert.Equal((1, 0), (place.Count("SELECT count(*) FROM members"), place.Count("SELECT count(*) FROM imports")));
            var backups = Path.Combine(place.Data, "backups");
            Assert.False(Directory.Exists(backups) && Directory.GetFiles(backups).Length > 0);
        }
        Assert.Equal(0, (await place.Import(old, "--yes", "--longest-wait", "0")).Code);
        Assert.Equal(900, place.Count("SELECT count(*) FROM attempts"));
    }

    private static async Task<HttpStatusCode> SignIn(HttpClient client, string password, string login = "Ada@x.example")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Content = new FormUrlEncodedContent([new("login", login), new("password", password)]);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
