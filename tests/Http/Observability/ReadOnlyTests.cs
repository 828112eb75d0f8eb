// Looking changes nothing: the owner opens every page there is, and the database is the same as before.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ReadOnlyTests
{
    [Fact]
    public async Task No_page_changes_the_database()
    {
        Assert.SkipWhen(Site.IsBinary,
            "The published binary notes by the clock when sessions were last used, in the middle of this; "
            + "the test runs in process, where nothing but the pages is at work.");
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Fill(site, head.MemberId);
        var before = Dump.Of(site);
        var seen = 0;
        foreach (var row in RouteTable.Rows.Where(row => row.Verb == "GET"))
            foreach (var path in Paths(row))
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
                {
                    var answer = await head.SendAsync(method, path);
                    Assert.True((int)answer.Status < 500 && answer.Status != HttpStatusCode.Forbidden,
                        $"{method} {path} is {(int)answer.Status}");
                    if (answer.Status == HttpStatusCode.OK) seen++;
                }
        Assert.True(seen >= 2 * 10, $"only {seen} pages were there to be seen");
        Assert.Equal(before, Dump.Of(site));
        // What the test would find: a form that is sent does move the count.
        await head.PostAsync("/account/quiet", ("quiet", "1"));
        Assert.NotEqual(before, Dump.Of(site));
    }

    /// <summary>The address as it is; with a number in it, those of the first few of whatever it counts, and one of nobody.</summary>
    private static IEnumerable<string> Paths(RouteRow row)
    {
        if (!row.Template.Contains("{id}", StringComparison.Ordinal))
            return [row.Template, row.Template + "?said=out&next=/about&q=a&page=2&token=x&code=x"];
        return new[] { "1", "2", "3", "999999999" }.Select(id => row.Template.Replace("{id}", id, StringComparison.Ordinal));
    }

    /// <summary>Something in every table that pages show.</summary>
    private static void Fill(Site site, long head)
    {
        using var db = site.OpenDatabase();
        db.Add(Seed.Pupil("ada") with { WantedName = "Fox" });
        db.Add(Seed.Pupil("bob") with { State = MemberState.Waiting });
        db.Write(sql =>
        {
            Schools.Add(sql, "Hill School", "hill.example", 1);
            var code = new JoinCode
            {
                Code = "ABCD2345",
                Label = "9B, autumn",
                StartYear = 2024,
                Class = "9B",
                MaxUses = 30,
                ExpiresAt = 4_102_444_800,
            };
            JoinCodes.Add(sql, code, head, 1);
            PasswordLinks.Add(sql, 2, "ABCDEFGHJKMNPQRS", true, head, 4_102_444_800, 1);
            Audit.Add(sql, new Actor(head, "127.0.0.1"), "member.role", 1, "member", 2, "editor");
        });
    }
}
