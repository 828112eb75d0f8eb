// The audit page: in plain words, by London's clock, filtered and leafed through, and read without leaving a trace.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AuditTests
{
    private static readonly Actor Somewhere = new(null, "198.51.100.7");

    private static List<string> Rows(PageResponse sight) =>
        [.. sight.Page.QuerySelectorAll("tbody tr").Select(row => string.Join(" | ", row.Children.Select(cell =>
            string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))))];

    private static long At(int year, int month, int day, int hour = 12, int minute = 0) =>
        new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    [Fact]
    public async Task Each_line_says_who_did_what_to_whom_when_and_from_where()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
        {
            var ada = db.Add(Seed.Pupil("ada"));
            db.Write(sql =>
            {
                Audit.Add(sql, Actor.CommandLine, "member.role", At(2026, 1, 5), "member", head.MemberId, "owner");
                Audit.Add(sql, new Actor(head.MemberId, "198.51.100.7"), "member.archive", At(2026, 7, 1, 23, 30), "member", ada);
                Audit.Add(sql, new Actor(ada, "198.51.100.8"), "session.end", At(2026, 10, 30, 9, 5), "member", ada);
                Audit.Add(sql, Actor.Program, "lunch.served", At(2026, 10, 31), "table", 4, "<b>soup</b>");
            });
        }
        Assert.Equal(
        [
            "31 October 2026, 12:00 GMT | The program | lunch.served<b>soup</b> | table 4 | the program",
            "30 October 2026, 09:05 GMT | Ada Seeded | ended sessions | themselves | 198.51.100.8",
            "2 July 2026, 00:30 BST | Head Seeded | archived a member | Ada Seeded | 198.51.100.7",
            "5 January 2026, 12:00 GMT | Command line | changed the roleowner | Head Seeded | command line",
        ], Rows(await head.GetAsync("/admin/audit")));
    }

    [Fact]
    public async Task It_is_filtered_by_who_by_what_and_by_whom()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        long ada, bob;
        using (var db = site.OpenDatabase())
        {
            (ada, bob) = (db.Add(Seed.Pupil("ada@school.example")), db.Add(Seed.Pupil("bob")));
            db.Write(sql =>
            {
                Audit.Add(sql, new Actor(ada, "a"), "code.make", 1, "join code", bob);
                Audit.Add(sql, new Actor(ada, "b"), "member.role", 1, "member", bob);
                Audit.Add(sql, new Actor(bob, "c"), "member.class", 1, "member", bob);
                Audit.Add(sql, new Actor(bob, "d"), "members.export", 1);
                Audit.Add(sql, new Actor(bob, "e"), "member.role", 1, "member", ada);
            });
        }
        async Task<string> ClientsAsync(string query) =>
            string.Concat(Rows(await head.GetAsync("/admin/audit" + query)).Select(row => row[^1]));
        Assert.Equal("edcba", await ClientsAsync(""));
        Assert.Equal("ba", await ClientsAsync($"?who={ada}"));
        Assert.Equal("ba", await ClientsAsync("?who=Ada%40School.example"));
        Assert.Equal("ecb", await ClientsAsync("?action=member."));
        Assert.Equal("edcb", await ClientsAsync("?action=member"));
        Assert.Equal("cb", await ClientsAsync("?about=bob"));
        Assert.Equal("c", await ClientsAsync($"?about={bob}&who={bob}&action=member."));
        Assert.Equal("", await ClientsAsync("?action=mem%25"));
        Assert.Contains("No line matches.", (await head.GetAsync("/admin/audit?action=nothing.such")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_is_a_day_in_London()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                // Midnight in London's summer is 23:00 by UTC the day before.
                Audit.Add(sql, Somewhere with { Client = "a" }, "code.end", At(2026, 7, 1, 22, 59));
                Audit.Add(sql, Somewhere with { Client = "b" }, "code.end", At(2026, 7, 1, 23, 0));
                Audit.Add(sql, Somewhere with { Client = "c" }, "code.end", At(2026, 7, 2, 22, 59));
                Audit.Add(sql, Somewhere with { Client = "d" }, "code.end", At(2026, 7, 2, 23, 0));
            });
        async Task<string> ClientsAsync(string query) =>
            string.Concat(Rows(await head.GetAsync("/admin/audit" + query)).Select(row => row[^1]));
        Assert.Equal("cb", await ClientsAsync("?from=2026-07-02&to=2026-07-02"));
        Assert.Equal("dcb", await ClientsAsync("?from=2026-07-02"));
        Assert.Equal("a", await ClientsAsync("?to=2026-07-01"));
    }

    [Theory]
    [InlineData("who=nobody", "who")]
    [InlineData("about=99999", "about")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=9999-12-31", "to")]
    [InlineData("from=2026-07-02&to=2026-07-01", "to")]
    public async Task A_filter_that_cannot_be_read_is_said_at_its_field(string query, string field)
    {
        await using var site = await Site.StartAsync();
        var page = await site.Visit(Seed.Person("head", Role.Owner)).GetAsync("/admin/audit?" + query);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.NotNull(page.ErrorOf(field));
        Assert.Empty(Rows(page));
    }

    [Fact]
    public async Task A_hundred_lines_make_a_page_and_older_ones_follow_with_the_same_filter()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                for (var i = 0; i < 250; i++)
                {
                    Audit.Add(sql, Somewhere with { Client = $"line {i}" }, "code.end", 1_790_000_000);
                    Audit.Add(sql, Somewhere, "settings.change", 1_790_000_000);
                }
            });
        var (seen, path) = (new List<string>(), (string?)"/admin/audit?action=code.&from=2026-09-01");
        for (var page = 0; path is not null; page++)
        {
            var sight = await head.GetAsync(path);
            var rows = Rows(sight);
            Assert.Equal(page < 2 ? 100 : 50, rows.Count);
            Assert.Equal(page > 0,
                sight.Text.Contains("The newest", StringComparison.Ordinal)
                    && sight.Page.QuerySelectorAll(".pages a").Any(link => link.TextContent == "The newest"));
            seen.AddRange(rows.Select(row => row.Split(" | ")[^1]));
            path = sight.Page.QuerySelectorAll(".pages a").FirstOrDefault(link => link.TextContent == "Older")?.GetAttribute("href");
        }
        Assert.Equal(Enumerable.Range(0, 250).Reverse().Select(i => $"line {i}"), seen);
    }

    [Fact]
    public async Task Whoever_is_gone_is_a_number_and_their_address_is_gone_too()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        long ada;
        using (var db = site.OpenDatabase())
        {
            ada = db.Add(Seed.Pupil("ada"));
            db.Write(sql =>
            {
                Audit.Add(sql, new Actor(ada, "198.51.100.8"), "member.password", 1_790_000_000, "member", ada);
                return Anonymisation.Apply(sql, ada, 1_790_000_001);
            });
        }
        Assert.Equal([$"21 September 2026, 15:13 BST | Former member {ada} | changed their password | themselves | "],
            Rows(await head.GetAsync("/admin/audit")));
    }

    [Fact]
    public async Task Reading_it_leaves_no_line()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        await teacher.GetAsync("/admin/audit");
        Assert.Empty(Rows(await teacher.GetAsync("/admin/audit")));
    }

    [Fact]
    public async Task The_lines_of_a_filter_are_taken_away_as_a_file_and_the_audit_says_by_whom()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        using (var db = site.OpenDatabase())
        {
            var ada = db.Add(Seed.Pupil("ada") with { Name = "=HYPERLINK(\"x\")" });
            db.Write(sql =>
            {
                Audit.Add(sql, Somewhere, "code.end", At(2026, 7, 1, 23, 30), "join code", 4);
                Audit.Add(sql, new Actor(ada, "198.51.100.8"), "member.quiet", At(2026, 7, 2), "member", ada, "on, for \"ever\"");
            });
        }
        var page = await teacher.GetAsync("/admin/audit?action=member.");
        var form = page.Page.QuerySelector("form[method=post][action$='export.csv']")!;
        var fields = form.QuerySelectorAll("input")
            .Select(field => (field.GetAttribute("name")!, field.GetAttribute("value") ?? "")).ToArray();
        var sight = await teacher.PostAsync("/admin/audit/export.csv", fields);
        Assert.Equal("text/csv; charset=utf-8", sight.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", sight.Response.Headers.CacheControl!.ToString());
        Assert.Matches("^audit-20[0-9-]{8}\\.csv$", sight.Response.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var lines = (await sight.Response.Content.ReadAsStringAsync())
            .TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("2026-07-02T12:00:00Z,\"2 July 2026, 13:00 BST\",\"'=HYPERLINK(\"\"x\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",\"on, for \"\"ever\"\"\",198.51.100.8", lines[1], StringComparison.Ordinal);

        Assert.Contains("Ruth Seeded | exported the audit1 line |",
            Rows(await teacher.GetAsync("/admin/audit"))[0], StringComparison.Ordinal);
        var wrong = await teacher.PostAsync("/admin/audit/export.csv", ("from", "yesterday"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.NotNull(wrong.ErrorOf("from"));
    }
}
