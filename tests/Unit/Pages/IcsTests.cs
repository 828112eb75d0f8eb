// The calendar's text by RFC 5545: its lines are looked at octet by octet, and an independent reader says what it finds in them.
using System.Text;
using Ical.Net.CalendarComponents;
using MathsSoc.Data;
using MathsSoc.Pages;
using CalendarReader = Ical.Net.Calendar;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class IcsTests
{
    private static readonly SiteName Name = new("0123456789abcdef.mathsoc.invalid", 1);

    private static CalendarSite SiteAt(string address, string name = "Hill School Maths", bool hasTitles = true) =>
        new(name, Name, path => address + path, hasTitles);

    private static readonly CalendarSite Site = SiteAt("https://maths.example");

    private static ChallengeDates Challenge(string? title, long released, long? locked = null) =>
        new(7, title, "KS3", released, locked, IsCancelled: false, released, 3);

    private static CalendarEvent OnlyEvent(string text) => Assert.Single(CalendarReader.Load(text)!.Events);

    private static string TermsOf(string written, int schoolYear) =>
        CalendarText.Of(Site, [], TermDay.List(Terms.Parse(written)!, schoolYear), 1);

    /// <summary>Checks every line, and returns the lines as they were before they were folded.</summary>
    private static List<string> Unfold(string text)
    {
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        var lines = text[..^2].Split("\r\n");
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain('\n', line);
            Assert.DoesNotContain('\r', line);
            // The encoder throws for half a character.
            Assert.InRange(new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(line), 1, 75);
        });
        return [.. text[..^2].Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n")];
    }

    [Theory]
    [InlineData("Handshakes")]
    [InlineData("Commas, semicolons; and a back\\slash\\n that is no line break")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 are families")]
    [InlineData("ÅÉÎøüéèêëēėęěĕəÅÉÎøüéèêëēėęěĕəÅÉÎøüéèêëēėęěĕəÅÉÎøüéèêëēėęěĕəÅÉÎøüéèêëēėęěĕə")]
    [InlineData("BEGIN:VEVENT")]
    [InlineData("\"Quoted\": and a tab\there")]
    public void A_title_is_read_as_it_was_typed(string title)
    {
        for (var pad = 0; pad < 8; pad++)
        {
            var padded = new string('x', pad) + title;
            var text = CalendarText.Of(Site, Challenge(padded, 1_794_301_200));
            Unfold(text);
            Assert.Equal($"New challenge: {padded} (KS3)", OnlyEvent(text).Summary);
        }
    }

    [Theory]
    [InlineData("two\r\nlines", "two\nlines")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData("two\rlines", "two\nlines")]
    [InlineData("two\u2028lines", "two\nlines")]
    [InlineData("two\u0085lines", "two\nlines")]
    [InlineData("a\u0000b\u0007c\u007fd", "abcd")]
    public void What_no_line_can_hold_is_written_in_its_place_or_left_out(string title, string read)
    {
        var text = CalendarText.Of(Site, Challenge(title, 1_794_301_200));
        Unfold(text);
        Assert.Equal($"New challenge: {read} (KS3)", OnlyEvent(text).Summary);
    }

    [Fact]
    public void Half_a_character_is_written_as_the_sign_for_one_that_is_missing()
    {
        var text = CalendarText.Of(Site, Challenge($"half {(char)0xD83D} a face", 1_794_301_200));
        Unfold(text);
        Assert.Equal("New challenge: half \ufffd a face (KS3)", OnlyEvent(text).Summary);
    }

    [Fact]
    public void The_calendar_begins_as_readers_expect_it_and_is_published_not_sent()
    {
        var site = SiteAt("https://maths.example", "Hill, School");
        var lines = Unfold(CalendarText.Of(site, [Challenge("Handshakes", 1_794_301_200)], [], 1));
        Assert.Equal(
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//MathsSoc//Calendar//EN", "CALSCALE:GREGORIAN", "NAME:Hill\\, School",
                "X-WR-CALNAME:Hill\\, School", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "BEGIN:VEVENT",
                "UID:challenge-7@0123456789abcdef.mathsoc.invalid", "DTSTAMP:20261110T090000Z", "SEQUENCE:3", "DTSTART:20261110T090000Z",
                "SUMMARY:New challenge: Handshakes (KS3)", "URL:https://maths.example/challenges/7", "STATUS:CONFIRMED",
                "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR",
            ],
            lines);
    }

    [Theory]
    [InlineData("2027-03-28 00:59", "20270328T005900Z")] // the last minute of winter time
    [InlineData("2027-03-28 02:00", "20270328T010000Z")] // the first of summer time
    [InlineData("2027-03-29 08:00", "20270329T070000Z")]
    [InlineData("2026-10-24 08:00", "20261024T070000Z")]
    [InlineData("2026-10-25 01:30", "20261025T003000Z")] // twice on that night: the first of the two
    [InlineData("2026-10-25 08:00", "20261025T080000Z")]
    public void A_time_in_London_is_that_instant_on_both_sides_of_a_clock_change(string local, string written)
    {
        var at = SchoolTime.Instant(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture));
        var text = CalendarText.Of(Site, Challenge("Handshakes", at, at + 7 * 86_400));
        Assert.Contains($"\r\nDTSTART:{written}\r\n", text, StringComparison.Ordinal);
        var events = CalendarReader.Load(text)!.Events;
        Assert.Equal([at, at + 7 * 86_400], events.Select(one => new DateTimeOffset(one.DtStart!.AsUtc).ToUnixTimeSeconds()));
        Assert.All(events, one => Assert.True(one.DtStart!.IsUtc));
        // Who reads it in London sees the time that was entered.
        Assert.Equal(SchoolTime.Local(at), events.First().DtStart!.ToTimeZone("Europe/London").Value);
    }

    [Fact]
    public void Terms_are_whole_days_and_a_break_ends_before_school_begins_again()
    {
        const string Written = "Autumn 2026-09-03..2026-10-23; Autumn 2026-11-02..2026-12-18; Spring term 2027-01-05..2027-03-26; "
            + "Autumn 2027-09-02..2027-12-17";
        var text = TermsOf(Written, 2026);
        Unfold(text);
        var events = CalendarReader.Load(text)!.Events;
        Assert.All(events, one => Assert.False(one.IsAllDay is false || one.DtStart!.HasTime, one.Summary));
        Assert.Equal(
            [
                "Autumn term begins 2026-09-03 2026-09-04", "Autumn term: break 2026-10-24 2026-11-02",
                "Autumn term ends 2026-12-18 2026-12-19", "Spring term begins 2027-01-05 2027-01-06",
                "Spring term ends 2027-03-26 2027-03-27", "Autumn term begins 2027-09-02 2027-09-03",
                "Autumn term ends 2027-12-17 2027-12-18",
            ],
            events.Select(one => $"{one.Summary} {one.DtStart!.Date:yyyy-MM-dd} {one.DtEnd!.Date:yyyy-MM-dd}"));
        Assert.Equal(events.Count, events.Select(one => one.Uid).Distinct().Count());
        // Another date is the same event.
        var moved = CalendarReader.Load(TermsOf(Written.Replace("2026-12-18", "2026-12-17", StringComparison.Ordinal), 2026))!.Events;
        Assert.Equal(events.Select(one => one.Uid), moved.Select(one => one.Uid));
    }

    [Fact]
    public void A_year_without_dates_has_the_usual_ones_and_says_so()
    {
        var events = CalendarReader.Load(TermsOf("", 2026))!.Events;
        Assert.Equal(6, events.Count);
        Assert.All(events, one => Assert.EndsWith("(usual date)", one.Summary!, StringComparison.Ordinal));
        Assert.All(events, one => Assert.Contains("has not entered", one.Description!, StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_stay_when_the_site_moves_or_changes_its_name()
    {
        static string[] UidsAt(CalendarSite site)
        {
            var text = CalendarText.Of(site, [Challenge("A", 1, 2)], TermDay.List([], 2026), 1);
            return [.. CalendarReader.Load(text)!.Events.Select(one => one.Uid!)];
        }
        Assert.Equal(UidsAt(SiteAt("https://old.example")), UidsAt(SiteAt("http://new.example/maths", "New")));
    }

    [Fact]
    public void Without_titles_the_instants_are_there()
    {
        var events = CalendarReader.Load(CalendarText.Of(SiteAt("", hasTitles: false), [Challenge("Handshakes", 1, 2)], [], 1))!.Events;
        Assert.Equal(["New challenge (KS3)", "Challenge closes (KS3)"], events.Select(one => one.Summary));
    }
}
