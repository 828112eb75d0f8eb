// The calendar to subscribe to, and one challenge's dates for somebody's own calendar.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /calendar.ics and /challenges/{id}/calendar.ics.</summary>
public sealed class CalendarEndpoints
{
    private readonly FeedMemory memory = new();
    private readonly MadeOnce<FeedText> made = new();

    public void Map(RouteGroup anyone, RouteGroup member)
    {
        anyone.Page("/calendar.ics", "calendar", Show);
        member.Page("/challenges/{id}/calendar.ics", "challenge.calendar", ShowOne);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var rules = visit.Rules;
        var (site, challenges, changed, competitions) = await visit.Read(sql =>
            (SiteName.Find(sql), ChallengeDates.List(sql, visit.Now), TermDay.FindChanged(sql), Competitions.ListPublic(sql)));
        var days = TermDay.List(rules.Scoring.TermDates, visit.SchoolYear);
        var named = SiteOf(visit, site, rules.NamesChallenges);
        IEnumerable<string> versions =
        [
            $"{visit.Absolute("/")} {changed} {named.HasTitles} {named.Name}",
            .. days.Select(static day => $"{day}"),
            .. competitions.Select(static one => $"{one.Id} {one.Version}"),
            .. challenges.Select(static one => $"{one.Id} {one.Version} {one.Title is null} {one.IsCancelled}"),
        ];
        return new FeedResult(await made.Get(string.Join('\n', versions), () => Task.FromResult(memory.Of(
            CalendarText.Of(named, challenges, days, changed ?? site.MadeAt, competitions), visit.Now))), CalendarText.Type);
    }

    private static async Task<IResult> ShowOne(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (site, challenge) = await visit.Read(sql => (SiteName.Find(sql), Challenges.Find(sql, id)));
        if (challenge is null || !ChallengeRules.For(challenge, visit.Reader, visit.Now).MaySee) return visit.NotFound();
        if (ChallengeDates.Of(challenge, visit.Now) is not { Title: not null } dates) return visit.NotFound();
        // Members are shown the titles in any case.
        var text = CalendarText.Of(SiteOf(visit, site, hasTitles: true), dates);
        return new Download(string.Create(CultureInfo.InvariantCulture, $"challenge-{id}.ics"), CalendarText.Type, text);
    }

    private static CalendarSite SiteOf(Visit visit, SiteName site, bool hasTitles) =>
        new(visit.Frame.SocietyName, site, visit.Absolute, hasTitles);
}
