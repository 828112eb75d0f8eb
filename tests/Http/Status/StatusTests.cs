// The status page: what an owner and a teacher see, what its buttons do, and that it opens while the database cannot be read.
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class StatusTests
{
    private const string Page = "/admin/status";

    [Fact]
    public async Task An_owner_sees_the_same_facts_as_verbose_readiness_and_check_with_the_worst_first()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var page = await head.GetAsync(Page);
        using var json = JsonDocument.Parse(await site.Client.GetStringAsync("/readyz?verbose"));
        var check = await Support.Cli.RunAsync("check", "--data", site.Folder, "--port", "0");
        foreach (var fact in json.RootElement.GetProperty("checks").EnumerateObject())
        {
            var sentence = fact.Value.GetProperty("detail").GetString()!;
            // Times and sizes move on between two looks.
            if (fact.Name is "backup" or "schema" or "sqlite" or "libssl" or "uploads" or "time zone")
            {
                Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
                Assert.Contains(sentence, check.Output, StringComparison.Ordinal);
            }
            else if (fact.Name != "draining") Assert.Matches($"(?m)^\\w+ +{fact.Name} ", check.Output);
        }
        var states = page.Page.QuerySelectorAll(".findings .state").Select(state => state.TextContent).ToArray();
        Assert.Equal("Look at this", states[0]); // no backup yet
        Assert.Equal("Fine", states[^1]);
        Assert.Equal(states.OrderBy(state => Array.IndexOf(["Wrong", "Look at this", "Fine"], state)), states);
        foreach (var heading in new[] { "Alerts", "Backups", "Requests in the last hour", "Jobs", "Warnings and errors", "Planned work" })
            Assert.Contains(page.Page.QuerySelectorAll("h2"), h2 => h2.TextContent.StartsWith(heading, StringComparison.Ordinal));
        Assert.Contains("mathsoc restore latest --data " + site.Folder, page.Text, StringComparison.Ordinal);
        Assert.Contains("Your address as we see it 127.0.0.1", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("meta[http-equiv=refresh]"));
        Assert.Contains(page.Page.QuerySelectorAll(".admin-nav a"), link => link.GetAttribute("href") == Page);
    }

    [Fact]
    public async Task A_teacher_sees_a_short_form_without_buttons_and_others_see_nothing()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var page = await site.Visit(Seed.Person("teacher", Role.Teacher)).GetAsync(Page);
        Assert.NotEmpty(page.Page.QuerySelectorAll(".findings li"));
        Assert.Empty(page.Page.QuerySelectorAll("main form"));
        Assert.DoesNotContain("Your address", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("restore", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.Visit(Seed.Person("ed", Role.Editor)).GetAsync(Page)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.Visit(Seed.Pupil("ada")).GetAsync(Page)).Status);
    }

    [Fact]
    public async Task A_backup_and_a_proof_are_begun_by_a_button_and_their_end_is_told()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var none = await WaitAsync(head, await head.SendAsync(HttpMethod.Post, Page + "/prove"));
        Assert.Contains("There is no backup yet. Make one first.", none.Text, StringComparison.Ordinal);
        var made = await WaitAsync(head, await head.SendAsync(HttpMethod.Post, Page + "/backup"));
        Assert.Contains("was made and proven.", made.Text, StringComparison.Ordinal);
        var row = Assert.Single(made.Page.QuerySelectorAll("#backups tbody tr"));
        Assert.Contains("By hand", row.TextContent, StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "backups"), "*.db"));
        var damaged = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        damaged[5000] ^= 1;
        await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
        var proof = await WaitAsync(head, await head.SendAsync(HttpMethod.Post, Page + "/prove"));
        Assert.Matches("Asked for here, now: The backup .* is not proven: ", proof.Text);
        Assert.NotNull(proof.Page.QuerySelector("#backups .notice.error"));
    }

    [Fact]
    public async Task One_of_a_clock_at_its_beginning_is_downloaded_and_one_that_was_missed_is_announced()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        // It comes a few minutes after the start, not tomorrow.
        Assert.DoesNotContain("hour", (await head.GetAsync(Page)).Page.QuerySelector("#backups h2")!.TextContent, StringComparison.Ordinal);
        await WaitAsync(head, await head.SendAsync(HttpMethod.Post, Page + "/backup"));
        var made = Assert.Single(BackupFolder.List(Path.Combine(site.Folder, "backups")));
        var early = Path.Combine(Path.GetDirectoryName(made.Path)!, "1970-01-01T000010Z-manual.db");
        File.Move(made.Path, early);
        File.Move(made.ManifestPath, Path.ChangeExtension(early, ".json"));
        using var zip = await ZipAsync(site, head, "/download", ("backup", Path.GetFileName(early)), ("password", Seed.Password));
        Assert.Equal(1980, zip.GetEntry(Path.GetFileName(early))!.LastWriteTime.Year);
    }

    [Theory]
    [InlineData(0, "Everything is fine.")]
    [InlineData(1, "1 alert is firing. All that is listed below it is fine.")]
    public void The_page_is_not_called_fine_while_an_alert_is_firing(int alerts, string sentence) =>
        Assert.Equal(sentence, Endpoints.StatusWords.Summary([], alerts));

    [Fact]
    public async Task A_download_asks_for_the_password_is_audited_and_holds_what_a_restore_needs()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await WaitAsync(head, await head.SendAsync(HttpMethod.Post, Page + "/backup"));
        var name = Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "backups"), "*.db")));
        var wrong = await head.SendAsync(HttpMethod.Post, Page + "/download", ("backup", name), ("password", "not it"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("This is not your password. Capitals matter.", wrong.ErrorOf("password"));
        var strange = await head.SendAsync(
            HttpMethod.Post, Page + "/download", ("backup", "../mathsoc.db"), ("password", Seed.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, strange.Status);
        Assert.Contains("No line matches.", (await head.GetAsync("/admin/audit?action=backup.download")).Text, StringComparison.Ordinal);

        using var zip = await ZipAsync(site, head, "/download", ("backup", name), ("password", Seed.Password));
        Assert.Equal([name, Path.ChangeExtension(name, ".json")],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        await using (var content = await zip.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken))
        using (var copy = new MemoryStream())
        {
            await content.CopyToAsync(copy, TestContext.Current.CancellationToken);
            var made = Path.Combine(site.Folder, "backups", name);
            Assert.Equal(await File.ReadAllBytesAsync(made, TestContext.Current.CancellationToken), copy.ToArray());
        }
        // Who was erased since is in it too: on another computer nothing else would say so.
        var record = Path.Combine(site.Folder, "backups", ErasureRecord.FileName);
        await File.WriteAllTextAsync(record, "{\"mark\":1,\"id\":7,\"created_at\":1,\"erased_at\":2}\n",
            TestContext.Current.CancellationToken);
        using var second = await ZipAsync(site, head, "/download", ("backup", name), ("password", Seed.Password));
        Assert.Equal(new FileInfo(record).Length, second.GetEntry(ErasureRecord.FileName)!.Length);
        var audit = await head.GetAsync("/admin/audit?action=backup.download");
        Assert.Contains(name, audit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_one_backup_is_sent_at_a_time()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        // More than the buffers between here and the program hold.
        var picture = new byte[24 << 20];
        new Random(1).NextBytes(picture);
        var hash = Endpoints.UploadFolder.HashOf(picture);
        Directory.CreateDirectory(Path.Combine(site.Folder, "uploads"));
        await File.WriteAllBytesAsync(Path.Combine(site.Folder, "uploads", hash), picture, TestContext.Current.CancellationToken);
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute(
                "INSERT INTO uploads (hash, content_type, bytes, created_at) VALUES (@hash, 'image/png', @bytes, 1)",
                new { hash, bytes = picture.Length }));
        await WaitAsync(head, await head.SendAsync(HttpMethod.Post, Page + "/backup"));
        var name = Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "backups"), "*.db")));
        (string, string)[] fields = [("backup", name), ("password", Seed.Password)];
        using (var first = await AskAsync(site, head, "/download", fields))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            var second = await head.SendAsync(HttpMethod.Post, Page + "/download", fields);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, second.Status);
            Assert.Contains("A backup is being downloaded at this moment.", second.Text, StringComparison.Ordinal);
        }
        // The first reader went away.
        await Eventually.TrueAsync(async () =>
        {
            using var third = await AskAsync(site, head, "/download", fields);
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task The_handover_pack_names_owners_and_addresses_and_no_pupil_or_secret()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example"));
        site.Visit(Seed.Pupil("ada"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using var zip = await ZipAsync(site, head, "/handover");
        var text = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            text.Append(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        foreach (var words in new[] { "https://maths.example/admin/status", "No backup yet.", "restore latest", "head", "Autumn" })
            Assert.Contains(words, text.ToString(), StringComparison.Ordinal);
        foreach (var words in new[] { "ada", Seed.Password }) Assert.DoesNotContain(words, text.ToString(), StringComparison.Ordinal);
        Assert.Contains("made the handover pack", (await head.GetAsync("/admin/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_cannot_be_read_an_owner_who_was_here_sees_the_page_and_nobody_else_does()
    {
        await using var site = await Site.StartAsync();
        var (head, absent) = (site.Visit(Seed.Person("ermintrude", Role.Owner)), site.Visit(Seed.Person("deputy", Role.Owner)));
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync(Page)).Status);
        Assert.Equal(HttpStatusCode.OK, (await teacher.GetAsync(Page)).Status);
        File.Move(site.DatabasePath, site.DatabasePath + ".aside");
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, 4);

        var started = Stopwatch.GetTimestamp();
        var page = await head.GetAsync(Page);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(3), $"it took {Stopwatch.GetElapsedTime(started)}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("The database cannot be read", page.Text, StringComparison.Ordinal);
        Assert.Equal("Wrong", page.Page.QuerySelector(".findings .state")!.TextContent);
        Assert.Empty(page.Page.QuerySelectorAll("form"));
        Assert.DoesNotContain("ermintrude", page.Page.Body!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-store", page.Response.Headers.CacheControl?.ToString());
        foreach (var other in new[] { absent, teacher, new Person(site), new Person(site, new string('A', 43)) })
        {
            var refused = await other.GetAsync(Page);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.Contains("mathsoc check", refused.Text, StringComparison.Ordinal);
            Assert.Empty(refused.Page.QuerySelectorAll(".findings"));
        }
        File.Move(site.DatabasePath + ".aside", site.DatabasePath);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, 4);
        Assert.NotEmpty((await head.GetAsync(Page)).Page.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task An_owners_session_is_remembered_for_fifteen_minutes_and_not_after_signing_out()
    {
        Assert.SkipWhen(Site.IsBinary, "The process's own clock cannot be moved on from outside while its database is away.");
        await using var site = await Site.StartAsync();
        var (head, other) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("other", Role.Owner)));
        await head.GetAsync(Page);
        await other.GetAsync(Page);
        var token = other.Token;
        await other.PostAsync("/logout");
        var signedOut = new Person(site, token);
        await signedOut.GetAsync("/");
        File.Move(site.DatabasePath, site.DatabasePath + ".aside");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await signedOut.GetAsync(Page)).Status);
        site.Clock.Run(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync(Page)).Status);
        site.Clock.Run(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await head.GetAsync(Page)).Status);
        File.Move(site.DatabasePath + ".aside", site.DatabasePath);
    }

    [Fact]
    public async Task The_last_hours_requests_are_counted_drawn_and_listed_and_problems_name_nobody()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        for (var i = 0; i < 5; i++) await site.GetAsync("/about");
        await site.GetAsync("/healthz");
        await new Person(site).SignInAsync("somebody.particular", "wrong one");
        var page = await head.GetAsync(Page);
        Assert.NotNull(page.Page.QuerySelector(".plot svg rect"));
        var row = Assert.Single(page.Page.QuerySelectorAll("#requests th code"), code => code.TextContent == "/about").Closest("tr")!;
        Assert.Equal("5", row.QuerySelector("td")!.TextContent);
        Assert.DoesNotContain(page.Page.QuerySelectorAll("#requests code"), code => code.TextContent == "/healthz");
        var problem = Assert.Single(page.Page.QuerySelectorAll(".problems li")).TextContent;
        Assert.Contains("Failed login attempt for: … from …", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody.particular", page.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>Follows the redirect of a form that began something, and looks again until that has ended.</summary>
    private static async Task<PageResponse> WaitAsync(Person head, PageResponse begun)
    {
        Assert.Equal(HttpStatusCode.SeeOther, begun.Status);
        var page = await head.GetAsync(begun.Response.Headers.Location!.ToString());
        Assert.NotNull(page.Page.QuerySelector("[role=status]"));
        await Eventually.TrueAsync(async () =>
        {
            page = await head.GetAsync(Page);
            return page.Text.Contains("Asked for here", StringComparison.Ordinal);
        }, 20);
        return page;
    }

    private static async Task<ZipArchive> ZipAsync(Site site, Person head, string form, params (string Name, string Value)[] fields)
    {
        var response = await AskAsync(site, head, form, fields);
        Assert.Equal("application/zip", response.Content.Headers.ContentType?.ToString());
        return new ZipArchive(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Sends a form and reads only the headers of the response.</summary>
    private static async Task<HttpResponseMessage> AskAsync(
        Site site, Person head, string form, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Page + form)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Cookie", $"mathsoc_session={head.Token}");
        return await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
