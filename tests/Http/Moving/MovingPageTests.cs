// An owner moves an earlier site in through pages: the file, the plan and its questions, the deed, the slips, and the undo.
using System.IO.Compression;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.MovingPages;

namespace MathsSoc.Tests.Http;

public sealed class MovingPageTests
{
    [Fact]
    public async Task The_whole_way_from_the_file_to_the_undo()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var name = await SendAsync(head, Society(file => file.User(70, "=cmd@x.example", "=cmd|' /C calc'!A0", 9, "scrypt:1:2:3$a$b")));
        Assert.Matches(@"^sent-\d{4}-\d\d-\d\d-\d{6}\.db$", name);
        var before = Dump.Of(site);

        var plan = await PlanAsync(head, name);
        Assert.Contains("Nothing was changed yet: look at it, and answer what it asks.", plan.Text, StringComparison.Ordinal);
        Assert.Equal("Members21000", PlanRow(plan, "Members"));
        Assert.Equal("Answers120000", PlanRow(plan, "Answers"));
        Assert.Contains("Passwords: 20 keep theirs, 1 need a slip.", plan.Text, StringComparison.Ordinal);
        Assert.Contains("“Puzzle", plan.Page.QuerySelector("#zone-about")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("of whom", plan.Page.QuerySelector("#year-about")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("--", plan.Page.QuerySelector("#plan")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before, Dump.Of(site));

        var other = await PlanAsync(head, name, ("zone", "utc"), ("year", "2024"), ("points", "derived"));
        Assert.NotNull(other.Page.QuerySelector("input[name=zone][value=utc][checked]"));
        Assert.NotNull(other.Page.QuerySelector("input[name=year][value='2024'][checked]"));
        plan = await PlanAsync(head, name, ("zone", "london"), ("year", "2026"), ("points", "shown"));

        var report = await head.PostAsync(Page + "/report.csv");
        Assert.Equal("text/csv; charset=utf-8", report.Response.Content.Headers.ContentType!.ToString());
        Assert.Contains("'=cmd", await report.Response.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Without the password nothing is begun; with it everything is here.
        var wrong = await head.PostAsync(Page + "/run", PlanOf(plan), ("password", "guess"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "This is not your password. Capitals matter."),
            (wrong.Status, wrong.ErrorOf("password")));
        Assert.Equal(1, site.Count("SELECT count(*) FROM members"));
        var done = await RunAsync(head, plan);
        Assert.Contains("Everything is here. The file and its copy are deleted.", done.Text, StringComparison.Ordinal);
        Assert.Equal((22, 120), (site.Count("SELECT count(*) FROM members"), site.Count("SELECT count(*) FROM attempts")));
        Assert.Equal("import.report import.begin import.done",
            site.Read("SELECT group_concat(action, ' ') FROM (SELECT action FROM audit WHERE action LIKE 'import.%' ORDER BY id)"));
        Assert.DoesNotContain("=cmd", File.ReadAllText(site.LogPath), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(site.Folder, "import"), "sent-*"));
        Assert.Empty(Directory.GetFileSystemEntries(site.Folder, "import.tmp*"));

        var slips = await head.GetAsync(done.Page.QuerySelector("#step a[href*=members]")!.GetAttribute("href")!);
        Assert.Contains("1 member without a password", slips.Text, StringComparison.Ordinal);
        Assert.Single(slips.Page.QuerySelectorAll("tbody tr"));

        var past = await head.GetAsync(done.Page.QuerySelector("#step a[href^='/admin/import/']")!.GetAttribute("href")!);
        Assert.Contains("21 members who never signed in here are removed", past.Text, StringComparison.Ordinal);
        Assert.Contains("mathsoc restore ", past.Text, StringComparison.Ordinal);
        // The members alone are not taken back, for their points would stay.
        var change = site.Count("SELECT change_id FROM imports");
        var alone = await head.PostAsync($"/admin/changes/{change}/undo");
        Assert.Contains("An owner undoes it as a whole", alone.Text, StringComparison.Ordinal);
        Assert.Equal(22, site.Count("SELECT count(*) FROM members WHERE state <> 'former'"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await head.PostAsync($"{past.Path}/undo", ("password", ""))).Status);
        await head.PostAsync($"{past.Path}/undo", Password);
        var undone = await WaitAsync(head, past.Path);
        Assert.Contains("The import is undone: 21 members, 4 challenges,", undone.Text, StringComparison.Ordinal);
        Assert.Contains("This import was undone.", undone.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE state <> 'former'"));
        Assert.Equal(0, site.Count("SELECT coalesce(sum(points), 0) FROM awards"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(site.Folder, "backups"), "*.db").Length);
    }

    [Fact]
    public async Task Where_no_password_came_the_sheet_speaks_of_slips()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Contains("the password that you had. If", (await head.GetAsync(Page + "/sheet")).Text, StringComparison.Ordinal);
        var export = new CtfdArchive();
        export.User(2, "Ada", "ada@x.example");
        export.Challenge(5, "Squares", "What is $7^2$?", 30);
        var plan = await PlanAsync(head, await SendAsync(head, export.Pack(), "ctfd.zip"));
        // It knows neither zones nor year groups.
        foreach (var asked in new[] { "zone", "year" }) Assert.Null(plan.Page.QuerySelector($"[name={asked}]"));
        await RunAsync(head, plan);
        var sheet = await head.GetAsync(Page + "/sheet");
        Assert.Contains("The password that you had stays behind. Ask for your slip", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("your initials now, not your name", sheet.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_MathsSoc_is_planned_without_questions_that_its_rows_answer_brought_in_and_undone()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using var folder = new TemporaryFolder();
        // What was saved last is in the log beside the database.
        using (new RandomSociety(folder["there"], 4)) { }
        Assert.True(new FileInfo(folder["there/mathsoc.db-wal"]).Length > 0);
        ZipFile.CreateFromDirectory(folder["there"], folder["there.zip"]);
        var plan = await PlanAsync(head, await SendAsync(head, File.ReadAllBytes(folder["there.zip"]), "there.zip"));
        Assert.Contains("It is of another MathsSoc, “Lark & Linnet”.", plan.Text, StringComparison.Ordinal);
        foreach (var asked in new[] { "zone", "year", "own_school" })
            Assert.Null(plan.Page.QuerySelector($"[name={asked}]"));
        Assert.Contains("Who reads them there", plan.Text, StringComparison.Ordinal);
        plan = await PlanAsync(head, plan.Page.QuerySelector("input[name=name]")!.GetAttribute("value")!,
            ("points", "shown"), ("articles", "members"), ("announcements", "all"));
        Assert.NotNull(plan.Page.QuerySelector("input[name=articles][value=members][checked]"));
        var done = await RunAsync(head, plan);
        Assert.Contains("Everything is here.", done.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM articles WHERE audience = 'everyone'"));
        Assert.True(site.Count("SELECT count(*) FROM attempts") > 0);
        var sheet = await head.GetAsync(Page + "/sheet");
        Assert.Contains("the password that you had", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("the same of you as before", sheet.Text, StringComparison.Ordinal);
        var owner = site.VisitAs(site.Count("SELECT id FROM members WHERE login = 'owner'"));
        var welcome = await owner.GetAsync("/welcome");
        Assert.Contains("What others see of you", welcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("everybody saw your full name", welcome.Text, StringComparison.Ordinal);
        var past = await head.GetAsync(done.Page.QuerySelector("#step a[href^='/admin/import/']")!.GetAttribute("href")!);
        await head.PostAsync($"{past.Path}/undo", Password);
        Assert.Contains("The import is undone", (await WaitAsync(head, past.Path)).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE state <> 'former'"));
        Assert.Equal(0, site.Count("SELECT coalesce(sum(points), 0) FROM awards"));
    }

    [Fact]
    public async Task Which_school_is_the_own_one_is_asked_if_a_competition_comes_and_the_others_are_guests()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var none = await PlanAsync(head, await SendAsync(head, Society()));
        Assert.Null(none.Page.QuerySelector("input[name=own_school]"));
        byte[] file;
        using (var folder = new TemporaryFolder())
        {
            using (var old = new EarlierSiteFile(folder["old.db"])) new EarlierSociety(3, 20, 4, 120).WithContest(3).Write(old);
            file = File.ReadAllBytes(folder["old.db"]);
        }
        var sent = await head.PostFileAsync(Page + "/file", "contest.sqlite", file);
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        var name = (await head.GetAsync(Page)).Page.QuerySelectorAll("input[name=name][type=radio]")
            .Select(input => input.GetAttribute("value")!).Last();
        var plan = await PlanAsync(head, name);
        Assert.NotNull(plan.Page.QuerySelector("input[name=own_school][value=''][checked]"));
        Assert.Matches("Mill Road: [0-9]+ pupil", plan.Page.QuerySelector("#questions")!.TextContent);
        Assert.Matches("[0-9]+ pupils? of the others arrive", plan.Page.QuerySelector("#questions")!.TextContent);
        Assert.Contains("Autumn competition 2026", plan.Text, StringComparison.Ordinal);

        var unknown = await PlanAsync(head, name, ("zone", "london"), ("year", ""), ("points", "shown"), ("own_school", "Hogwarts"));
        Assert.Contains("it has no school called Hogwarts. Its schools are: Larkhill School, Mill Road.", unknown.Text,
            StringComparison.Ordinal);
        plan = await PlanAsync(head, name, ("zone", "london"), ("year", ""), ("points", "shown"), ("own_school", "Larkhill School"));
        Assert.NotNull(plan.Page.QuerySelector("input[name=own_school][value='Larkhill School'][checked]"));
        var done = await RunAsync(head, plan);
        Assert.Equal("Mill Road", site.Read("SELECT group_concat(name) FROM schools WHERE is_guest = 1"));
        Assert.EndsWith("own-school=Larkhill School", site.Read("SELECT options FROM imports"), StringComparison.Ordinal);
        var past = await head.GetAsync(done.Page.QuerySelector("#step a[href^='/admin/import/']")!.GetAttribute("href")!);
        Assert.Contains("The competition goes to the archive too, and its results are withdrawn.", past.Text, StringComparison.Ordinal);
        await head.PostAsync($"{past.Path}/undo", Password);
        var undone = await WaitAsync(head, past.Path);
        Assert.Contains("12 challenges, the competition, ", undone.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM enrolments WHERE state = 'enrolled'"));
    }

    [Fact]
    public async Task A_login_that_is_here_is_a_question_of_the_plan()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("pupil9@lark.example"));
        var name = await SendAsync(head, Society());
        var plan = await PlanAsync(head, name);
        Assert.NotNull(plan.Page.QuerySelector("input[name=merge][value=nobody][checked]"));
        Assert.Contains("Also those of another name: 1", plan.Text, StringComparison.Ordinal);
        Assert.Contains("1 need a slip", plan.Text, StringComparison.Ordinal);
        plan = await PlanAsync(head, name, ("zone", "london"), ("year", ""), ("points", "shown"), ("merge", "login"));
        Assert.Contains("0 need a slip", plan.Text, StringComparison.Ordinal);
        Assert.Contains("taken for the same person", plan.Text, StringComparison.Ordinal);
        await RunAsync(head, plan, ("keep", "1"));
        Assert.Equal(21, site.Count("SELECT count(*) FROM members"));
        Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "import"), "sent-*"));
        // The same file again: nothing to do, and no button.
        var again = await PlanAsync(head, name);
        Assert.Matches(@"Nothing to do: all [\d,]+ rows are here\.", again.Text);
        Assert.Null(again.Page.QuerySelector("#run"));
    }

    [Fact]
    public async Task Files_that_lie_in_the_folder_are_listed_and_planned_with_the_uploads_beside_them()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Contains(Path.Combine(site.Folder, "import"), (await head.GetAsync(Page)).Text, StringComparison.Ordinal);
        string Place(string name) => Path.Combine(site.Folder, "import", name);
        Directory.CreateDirectory(Place("uploads/challenge_2026-09-06"));
        File.WriteAllBytes(Place("uploads/challenge_2026-09-06/a.png"), Pictures.Png(9));
        File.WriteAllBytes(Place("app.db"), Society(file =>
            file.Run("UPDATE challenge SET file_url = 'a.png', date_posted = '2026-09-06 09:00:00' WHERE id = 1")));
        File.CreateSymbolicLink(Place("passwd"), "/etc/passwd");
        File.WriteAllText(Place("app.db-shm"), "");
        var page = await head.GetAsync(Page);
        Assert.Equal(["app.db"], page.Page.QuerySelectorAll("input[name=name]").Select(one => one.GetAttribute("value")));
        foreach (var path in new[] { "../mathsoc.db", "passwd", "/etc/passwd", "" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await head.PostAsync(Page + "/plan", ("name", path))).Status);
        var plan = await PlanAsync(head, "app.db");
        Assert.Contains("Files: 1,", plan.Text, StringComparison.Ordinal);
        await RunAsync(head, plan);
        Assert.Equal(1, site.Count("SELECT count(*) FROM uploads"));
        Assert.False(File.Exists(Place("app.db")) || Directory.Exists(Place("uploads")));
        Assert.True(File.Exists("/etc/passwd"));
    }

    [Fact]
    public async Task A_zip_with_pictures_is_read_as_the_command_reads_it()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("site/app.db", Society(file =>
                file.Run("UPDATE challenge SET file_url = 'a.png', date_posted = '2026-09-06 09:00:00' WHERE id = 1")));
            Add("site/uploads/challenge_2026-09-06/a.png", Pictures.Png(9));

            void Add(string name, byte[] bytes)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        var plan = await PlanAsync(head, await SendAsync(head, zip.ToArray(), "old.zip"));
        Assert.Contains("Files: 1,", plan.Text, StringComparison.Ordinal);
    }
}
