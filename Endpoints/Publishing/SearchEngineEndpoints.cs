// /robots.txt and /sitemap.xml: what search engines may read, or that the society asks them to stay away.
using System.Security;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps both. While the database is unavailable there is no map, because robots would forget what is not in it.</summary>
public sealed class SearchEngineEndpoints(PublicPages pages)
{
    private readonly FeedMemory robots = new(), map = new();

    public void Map(RouteGroup anyone)
    {
        anyone.Page("/robots.txt", "robots", ShowRobots);
        anyone.Page("/sitemap.xml", "sitemap", ShowSitemap);
    }

    private IResult ShowRobots(Visit visit)
    {
        var text = new StringBuilder();
        if (visit.Society.IsKeptFromSearch)
        {
            text.Append("# The society asks search engines to stay away.\nUser-agent: *\nDisallow: /\n");
        }
        else
        {
            var root = visit.Root;
            text.Append("# What visitors may read. The rest is the members’ own.\nUser-agent: *\n");
            // Some robots take the first line that matches, and not the longest: what is open comes first.
            foreach (var beginning in PublicPages.Open) text.Append($"Allow: {root}{beginning}\n");
            text.Append("Disallow: /\n\n").Append($"Sitemap: {visit.Absolute("/sitemap.xml")}\n");
        }
        return new FeedResult(robots.Of(text.ToString(), visit.Now), "text/plain; charset=utf-8");
    }

    private async Task<IResult> ShowSitemap(Visit visit)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        foreach (var page in await pages.List(visit))
        {
            xml.Append($"<url><loc>{SecurityElement.Escape(visit.Absolute(page.Path))}</loc>");
            if (page.ChangedAt is { } at) xml.Append($"<lastmod>{SchoolTime.Machine(at)}</lastmod>");
            xml.Append("</url>\n");
        }
        return new FeedResult(map.Of(xml.Append("</urlset>\n").ToString(), visit.Now), "application/xml; charset=utf-8");
    }
}
