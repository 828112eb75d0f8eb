// The one reader of a day and a time in a form: what it takes, what it refuses, and the two nights when the clocks change.
using MathsSoc.Data;
using MathsSoc.Web;
using Microsoft.AspNetCore.Http;

namespace MathsSoc.Tests.Unit.Web;

public sealed class InstantTests
{
    [Theory]
    [InlineData("2026-12-10T15:30", "2026-12-10T15:30:00Z")]
    [InlineData("2026-12-10 15:30", "2026-12-10T15:30:00Z")]
    [InlineData("2026-12-10T15:30:20", "2026-12-10T15:30:20Z")]
    [InlineData("2026-07-01T12:00", "2026-07-01T11:00:00Z")]
    [InlineData("2000-01-01T00:00", "2000-01-01T00:00:00Z")]
    [InlineData("2100-12-31T23:59", "2100-12-31T23:59:00Z")]
    [InlineData("2027-03-28T00:59", "2027-03-28T00:59:00Z")]
    [InlineData("2027-03-28T02:00", "2027-03-28T01:00:00Z")]
    // The hour that October has twice is the first of the two.
    [InlineData("2026-10-25T01:30", "2026-10-25T00:30:00Z")]
    public void A_time_is_what_clocks_in_London_show(string typed, string instant)
    {
        var form = Form(typed);
        Assert.Equal(instant, SchoolTime.Machine(form.Instant("at", "At")!.Value));
        Assert.True(form.IsGood);
    }

    [Theory]
    [InlineData("2027-02-30T12:00", "a day and a time")]
    [InlineData("2027-02-28T25:00", "a day and a time")]
    [InlineData("1990-01-01T12:00", "a year from 2000 to 2100")]
    [InlineData("2199-01-01T12:00", "a year from 2000 to 2100")]
    [InlineData("tomorrow", "a day and a time")]
    [InlineData("2027-03-28T01:00", "clocks go forward")]
    [InlineData("2027-03-28T01:59", "clocks go forward")]
    public void What_is_no_time_is_refused_and_stays_in_its_field(string typed, string reason)
    {
        var form = Form(typed);
        Assert.Null(form.Instant("at", "At"));
        Assert.Contains(reason, form.View.FindError("at"), StringComparison.Ordinal);
        Assert.Equal(typed, form.View["at"]);
    }

    [Fact]
    public void A_field_that_is_sent_back_unchanged_keeps_the_stored_second_and_the_later_hour_of_October()
    {
        var later = DateTimeOffset.Parse("2026-10-25T01:30:17Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Assert.Equal("2026-10-25T01:30", FormReader.InstantText(later));
        Assert.Equal(later, Form("2026-10-25T01:30").Instant("at", "At", stored: later));
        Assert.Equal(later + 30 * 60 - 17, Form("2026-10-25T02:00").Instant("at", "At", stored: later));
    }

    private static FormReader Form(string typed) => new(new FormCollection(new() { ["at"] = typed }));
}
