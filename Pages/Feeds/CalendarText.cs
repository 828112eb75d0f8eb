// The society's calendar as an iCalendar file: when challenges and competitions open and close, and when terms begin and end.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>What a calendar needs to know of the site.</summary>
/// <param name="Name">The society's.</param>
/// <param name="Address">The absolute address of a page by its path.</param>
/// <param name="HasTitles">Whether a challenge that has opened is named.</param>
public sealed record CalendarSite(string Name, SiteName Site, Func<string, string> Address, bool HasTitles);

/// <summary>
/// Writes RFC 5545. There is no METHOD, because a calendar that is subscribed to is published, not sent; each event is known by a UID that
/// never changes, so that one which moves is moved in the reader's calendar too.
/// </summary>
public sealed class CalendarText
{
    /// <summary>The media type.</summary>
    public const string Type = "text/calendar; charset=utf-8";

    private const string Often = "PT1H";

    private readonly IcsWriter ics = new();
    private readonly CalendarSite site;

    private CalendarText(CalendarSite site) => this.site = site;

    /// <summary>The whole calendar. <paramref name="termsChangedAt"/>: when their dates were entered, in unix seconds.</summary>
    /// <param name="competitions">Those that visitors may read; null: none.</param>
    public static string Of(CalendarSite site, IEnumerable<ChallengeDates> challenges, IEnumerable<TermDay> terms, long termsChangedAt,
        IEnumerable<Competition>? competitions = null)
    {
        var text = new CalendarText(site);
        text.Begin();
        text.ics.Text("NAME", site.Name);
        text.ics.Text("X-WR-CALNAME", site.Name); // what most readers know instead of NAME (RFC 7986)
        text.ics.Line("REFRESH-INTERVAL;VALUE=DURATION", Often);
        text.ics.Line("X-PUBLISHED-TTL", Often);
        foreach (var day in terms) text.Write(day, termsChangedAt);
        foreach (var competition in competitions ?? []) text.Write(competition);
        foreach (var challenge in challenges) text.Write(challenge);
        return text.End();
    }

    /// <summary>One challenge for somebody's own calendar.</summary>
    public static string Of(CalendarSite site, ChallengeDates challenge)
    {
        var text = new CalendarText(site);
        text.Begin();
        text.Write(challenge);
        return text.End();
    }

    private void Begin()
    {
        ics.Line("BEGIN", "VCALENDAR");
        ics.Line("VERSION", "2.0");
        ics.Line("PRODID", "-//MathsSoc//Calendar//EN");
        ics.Line("CALSCALE", "GREGORIAN");
    }

    private string End()
    {
        ics.Line("END", "VCALENDAR");
        return ics.ToString();
    }

    private void Write(ChallengeDates challenge)
    {
        var title = site.HasTitles ? challenge.Title : null;
        string Words(string what) => ChallengeWords.Event(what, title, challenge.KeyStage);
        Write(challenge, $"challenge-{challenge.Id}", challenge.ReleasedAt, Words("New challenge"));
        if (challenge.LockedAt is { } closes)
            Write(challenge, $"challenge-{challenge.Id}-closes", closes, Words("Challenge closes"));
    }

    /// <summary>An event that takes no time: it has a start and no end.</summary>
    private void Write(ChallengeDates challenge, string id, long at, string summary)
    {
        Begin(id, challenge.ChangedAt);
        ics.Line("SEQUENCE", $"{challenge.Version}");
        ics.Instant("DTSTART", at);
        ics.Text("SUMMARY", summary);
        if (challenge.Title is not null) ics.Line("URL", site.Address($"/challenges/{challenge.Id}"));
        End(challenge.IsCancelled);
    }

    // The society's own times: a school's slot and a pupil's minutes are theirs alone.
    private void Write(Competition competition)
    {
        Write(competition, "", competition.OpensAt, "Competition opens");
        Write(competition, "-closes", competition.ClosesAt, "Competition closes");
    }

    private void Write(Competition competition, string ending, long at, string what)
    {
        Begin($"competition-{competition.Id}{ending}", competition.UpdatedAt);
        ics.Line("SEQUENCE", $"{competition.Version}");
        ics.Instant("DTSTART", at);
        ics.Text("SUMMARY", $"{what}: {competition.Title}");
        ics.Line("URL", site.Address($"/competitions/{competition.Id}"));
        End(isCancelled: false);
    }

    private void Write(TermDay day, long changedAt)
    {
        var term = day.Term.Contains("term", StringComparison.OrdinalIgnoreCase) ? day.Term : $"{day.Term} term";
        var summary = day.Kind switch
        {
            TermDayKind.Begins => $"{term} begins",
            TermDayKind.Ends => $"{term} ends",
            _ => $"{term}: break",
        };
        Begin($"term-{day.Key}", changedAt);
        ics.Day("DTSTART", day.First);
        ics.Day("DTEND", day.Last.AddDays(1)); // the first day that is not part of it
        ics.Text("SUMMARY", day.IsUsual ? $"{summary} (usual date)" : summary);
        if (day.IsUsual) ics.Text("DESCRIPTION", "The usual date in England. The society has not entered its own.");
        End(isCancelled: false);
    }

    private void Begin(string id, long changedAt)
    {
        ics.Line("BEGIN", "VEVENT");
        ics.Line("UID", $"{id}@{site.Site.Authority}");
        ics.Instant("DTSTAMP", changedAt);
    }

    private void End(bool isCancelled)
    {
        ics.Line("STATUS", isCancelled ? "CANCELLED" : "CONFIRMED");
        ics.Line("TRANSP", "TRANSPARENT"); // nobody is busy because of it
        ics.Line("END", "VEVENT");
    }
}
