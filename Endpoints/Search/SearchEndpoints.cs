// The search over challenges and articles: everybody's page, on which each finds what their own lists show.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One thing that was found. <c>Path</c> is without the site's root.</summary>
public sealed record FoundLine(string Path, string Title, string About);

/// <summary>What was found of one kind, under a heading. <c>HasMore</c>: there are others, which other words would find.</summary>
public sealed record FoundGroup(string Heading, IReadOnlyList<FoundLine> Lines, bool HasMore);

/// <summary>The field for a search. <c>Address</c>: where it is sent; <c>Typed</c>: what is in it.</summary>
public sealed record SearchForm(string Address, string Typed);

/// <summary>The search page.</summary>
/// <param name="Typed">What was searched; empty: nothing yet.</param>
/// <param name="IsForMembers">Whether challenges are searched too.</param>
public sealed record SearchModel(string Typed, IReadOnlyList<FoundGroup> Groups, bool IsForMembers);

/// <summary>Maps /search.</summary>
public static class SearchEndpoints
{
    public static void Map(RouteGroup anyone) => anyone.Page("/search", "search", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        var typed = visit.Query("q", TextSearch.MaxTyped);
        var viewer = visit.Reader;
        var groups = new List<FoundGroup>();
        if (TextSearch.Parse(typed) is { } match)
        {
            var (challenges, articles) = await visit.Read(sql => (
                TextSearch.FindChallenges(sql, match, viewer, visit.Now), TextSearch.FindArticles(sql, match, viewer, visit.Now)));
            Add(groups, "Challenges", [.. challenges.Select(one => new FoundLine($"/challenges/{one.Id}", one.Title,
                $"{ChallengeWords.Audience(one)} · {BoardWords.Reached(one.ReleasedAt!.Value)}"))]);
            Add(groups, "Articles and newsletters", [.. articles.Select(one => new FoundLine(one.Path, one.Title,
                one.Summary.Length > 0 ? one.Summary : BoardWords.Reached(one.PublishedAt!.Value)))]);
        }
        return visit.Page(new Pages_Search { Frame = visit.Frame, Model = new SearchModel(typed, groups, viewer.Role is not null) });
    }

    private static void Add(List<FoundGroup> groups, string heading, List<FoundLine> lines)
    {
        if (lines.Count == 0) return;
        var hasMore = lines.Count > TextSearch.MaxFound;
        groups.Add(new FoundGroup(heading, hasMore ? lines[..TextSearch.MaxFound] : lines, hasMore));
    }
}
