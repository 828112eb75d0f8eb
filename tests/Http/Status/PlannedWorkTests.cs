// Planned work: an owner announces it, every page tells of it from a day before until it is over, and so does the 503 page.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PlannedWorkTests
{
    private const string Form = "/admin/status/work";

    [Fact]
    public async Task It_is_shown_from_a_day_before_until_it_is_over_on_every_page()
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var visitor = new Person(site);
        // Tuesday 10 November 2026, 09:00 in London; the work is on Thursday.
        var page = await head.PostAsync(Form, ("sentence", "The site moves"), ("from", "2026-11-12T10:00"), ("until", "2026-11-12T12:00"));
        Assert.Contains("The work is announced.", page.Text, StringComparison.Ordinal);
        Assert.Null(await NoticeAsync(visitor));
        site.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("Planned work. The site moves: from 12 November 2026, 10:00 GMT until 12 November 2026, 12:00 GMT.",
            await NoticeAsync(visitor));
        File.Move(site.DatabasePath, site.DatabasePath + ".aside");
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, 4);
        var lost = await visitor.GetAsync("/admin/status");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.Status);
        Assert.Contains("The site moves", lost.Text, StringComparison.Ordinal);
        File.Move(site.DatabasePath + ".aside", site.DatabasePath);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, 4);
        site.Clock.Advance(TimeSpan.FromHours(26));
        Assert.Null(await NoticeAsync(visitor));
    }

    [Fact]
    public async Task It_can_be_taken_back_and_both_are_in_the_audit()
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await head.PostAsync(Form, ("sentence", "A new disk"), ("from", "2026-11-10T10:00"), ("until", "2026-11-10T12:00"));
        Assert.NotNull(await NoticeAsync(head));
        Assert.Contains("Nothing is announced any more.", (await head.PostAsync(Form + "/over")).Text, StringComparison.Ordinal);
        Assert.Null(await NoticeAsync(head));
        var audit = (await head.GetAsync("/admin/audit")).Text;
        Assert.Contains("announced work on the site", audit, StringComparison.Ordinal);
        Assert.Contains("took back announced work", audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "2026-11-12T10:00", "2026-11-12T12:00", "sentence")]
    [InlineData("x", "", "2026-11-12T12:00", "from")]
    [InlineData("x", "soon", "2026-11-12T12:00", "from")]
    [InlineData("x", "2026-11-12T10:00", "", "until")]
    [InlineData("x", "2026-11-12T10:00", "2026-11-12T10:00", "until")]
    [InlineData("x", "2026-11-12T10:00", "2026-11-20T10:00", "until")]
    [InlineData("x", "2026-11-08T10:00", "2026-11-09T10:00", "until")]
    [InlineData("x", "2028-11-12T10:00", "2028-11-12T12:00", "from")]
    public async Task A_time_that_cannot_be_is_refused_at_its_field(string sentence, string from, string until, string field)
    {
        await using var site = await Site.StartWithClockAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var page = await head.PostAsync(Form, ("sentence", sentence), ("from", from), ("until", until));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.NotNull(page.ErrorOf(field));
        Assert.Equal(from, page.Page.QuerySelector("#from")!.GetAttribute("value"));
        Assert.Null(await NoticeAsync(head));
    }

    private static async Task<string?> NoticeAsync(Person who) =>
        (await who.GetAsync("/about")).Page.QuerySelector(".notice.work")?.TextContent.Trim();
}
