// The feed to subscribe to: what the society has published for everybody, made anew only when something in it has changed.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /feed.xml.</summary>
public sealed class FeedEndpoints
{
    private readonly FeedMemory memory = new();
    private readonly MadeOnce<FeedText> made = new();

    public void Map(RouteGroup anyone) => anyone.Page("/feed.xml", "feed", Show);

    private async Task<IResult> Show(Visit visit)
    {
        var items = await visit.Read(sql => FeedItems.List(sql, visit, SiteName.Find(sql)));
        var key = string.Join('\n', items.Select(static item => $"{item.Entry.Id} {item.Version}")
            .Prepend($"{visit.Absolute("/")}\n{visit.Frame.SocietyName}\n{visit.Frame.Motto}"));
        return new FeedResult(await made.Get(key, () => Make(visit)), AtomText.Type);
    }

    private async Task<FeedText> Make(Visit visit)
    {
        var (site, entries) = await visit.Read(sql =>
        {
            var site = SiteName.Find(sql);
            return (site, FeedItems.Render(sql, visit, FeedItems.List(sql, visit, site)));
        });
        return memory.Of(AtomText.Of(visit.Frame.SocietyName, visit.Frame.Motto, site, visit.Absolute, entries), visit.Now);
    }
}
