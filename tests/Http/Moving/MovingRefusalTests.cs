// What the pages that move an earlier site in refuse: other files, other people, wrong answers, a wrong clock.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.MovingPages;

namespace MathsSoc.Tests.Http;

public sealed class MovingRefusalTests
{
    [Fact]
    public async Task A_file_that_cannot_be_imported_or_has_changed_is_refused_with_a_sentence()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.StartsWith("File: that file is empty.", (await head.PostFileAsync(Page + "/file", "x", [])).ErrorOf("upload"));
        var name = await SendAsync(head, "hello"u8.ToArray(), "../../x.SQLITE-very-long");
        Assert.DoesNotContain('.', name);
        var refused = await PlanAsync(head, name);
        Assert.Contains("This file cannot be imported: it is neither a SQLite database nor a dump", refused.Text, StringComparison.Ordinal);
        await head.PostAsync(Page + "/file/remove", ("name", name));
        Assert.Contains("There is no file yet.", (await head.GetAsync(Page)).Text, StringComparison.Ordinal);

        name = await SendAsync(head, Society());
        var plan = await PlanAsync(head, name);
        File.WriteAllBytes(Path.Combine(site.Folder, "import", name), Society(file => file.User(71, "new@x.example", "New", 9, "")));
        var changed = await RunAsync(head, plan);
        Assert.Contains("has changed since the plan was made, so nothing was brought in", changed.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM members"));
        Assert.Equal("Members21000", PlanRow(changed, "Members"));
        var stale = await head.PostAsync(Page + "/run", PlanOf(plan), Password);
        Assert.Contains("There is no such plan any more", stale.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_an_owner_sees_any_of_it_and_unused_files_and_reports_go_in_time()
    {
        await using var site = await Site.StartWithClockAsync(("RATELIMIT_ENABLED", "false"));
        Assert.SkipWhen(Site.IsBinary, "Its jobs are run by the test, which the published binary does not let it do.");
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.GetAsync(Page)).Status);
        await PlanAsync(head, await SendAsync(head, Society(file => file.User(72, "x@x.example", "X", 99, ""))));
        var reports = Path.Combine(site.Folder, "import", ".reports");
        Assert.Single(Directory.GetFiles(reports));
        site.KeepRunning(TimeSpan.FromHours(23));
        site.Jobs.RunOnce(site.Now);
        Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "import"), "sent-*"));
        site.KeepRunning(TimeSpan.FromHours(2));
        site.Jobs.RunOnce(site.Now);
        Assert.Empty(Directory.GetFiles(Path.Combine(site.Folder, "import"), "sent-*"));
        Assert.Single(Directory.GetFiles(reports));
        site.KeepRunning(TimeSpan.FromDays(30));
        site.Jobs.RunOnce(site.Now);
        Assert.Empty(Directory.GetFiles(reports));
    }

    [Fact]
    public async Task A_clock_that_jumped_brings_nothing_in_and_takes_nothing_back()
    {
        await using var site = await Site.StartWithClockAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var name = await SendAsync(head, Society());
        var first = await RunAsync(head, await PlanAsync(head, name), ("keep", "on"));
        Assert.Contains("Everything is here", first.Text, StringComparison.Ordinal);
        var plan = await PlanAsync(head, await SendAsync(head, Society(file => file.User(73, "y@x.example", "Y", 9, ""))));
        // Two years are no time in which nobody looked at the site: who has left cannot be told from such a clock.
        site.Clock.Advance(TimeSpan.FromDays(730));
        var other = site.Visit(Seed.Person("other", Role.Owner));
        var members = site.Count("SELECT count(*) FROM members");
        foreach (var (path, field) in new[] { ("/run", PlanOf(plan)), ("/1/undo", ("id", "1")) })
        {
            var refused = await other.PostAsync(Page + path, field, Password);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.Contains("This needs a clock that is right, so it was not saved", refused.Text, StringComparison.Ordinal);
        }
        Assert.Equal(members, site.Count("SELECT count(*) FROM members"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM imports WHERE undone_at IS NOT NULL"));
    }

    [Theory]
    [InlineData("zone", "mars")]
    [InlineData("points", "half")]
    [InlineData("articles", "all")]
    [InlineData("announcements", "some")]
    [InlineData("merge", "everybody")]
    [InlineData("year", "25")]
    public async Task An_answer_that_is_none_of_the_choices_is_refused(string question, string answer)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var name = await SendAsync(head, Society());
        var refused = await head.PostAsync(Page + "/plan", ("name", name), (question, answer));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.DoesNotContain("The plan is being made", (await head.GetAsync(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stopped_program_left_in_the_middle_is_told_and_nothing_of_it_stays()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var folder = Directory.CreateDirectory(Path.Combine(site.Folder, "import")).FullName;
        File.WriteAllText(Path.Combine(folder, ".begun"), $"deed {site.Now - 60}");
        Assert.Contains("The program stopped in the middle of the import. Nothing was changed", (await head.GetAsync(Page)).Text,
            StringComparison.Ordinal);
        // The next step is about itself alone.
        var plan = await PlanAsync(head, await SendAsync(head, Society()));
        Assert.DoesNotContain("stopped in the middle", plan.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, ".begun")));
    }
}
