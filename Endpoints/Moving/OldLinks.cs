// Where an old address leads now, for this reader: to nothing that the reader may not see, so that a redirect tells no more than a page.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Finds paths below the site's root; null where there is nothing for this reader.</summary>
internal static class OldLinks
{
    private const int MaxFileName = 255;

    /// <summary>The article or newsletter that had the address's number.</summary>
    public static string? OfArticle(Sql sql, Visit visit)
    {
        if (visit.Id() is not { } id || OldAddresses.FindArticle(sql, id) is not { } target) return null;
        return Articles.Find(sql, target) is { } article && IsKnownTo(visit, article) ? article.Path : null;
    }

    /// <summary>The PDF that had this name; the page of its article if the PDF is gone.</summary>
    public static string? OfFile(Sql sql, Visit visit, string name)
    {
        if (name.Length is 0 or > MaxFileName) return null;
        foreach (var id in OldAddresses.FindByFile(sql, name))
        {
            if (Articles.Find(sql, id) is not { } article || !IsKnownTo(visit, article)) continue;
            return article.PdfHash is { } pdf && ArticleRules.For(article, visit.Reader, visit.Now).MayRead
                ? UploadTypes.Address("", $"{pdf}.pdf") : article.Path;
        }
        return null;
    }

    /// <summary>
    /// The challenge that had the address's number there. One that has the number here is never passed over, whoever may see it.
    /// </summary>
    public static string? OfChallenge(Sql sql, Visit visit, bool isOfCompetition)
    {
        if (visit.Id() is not { } id || OldAddresses.FindChallenge(sql, id, isOfCompetition) is not { } target) return null;
        if (!isOfCompetition && Challenges.Find(sql, id) is not null) return null;
        return Challenges.Find(sql, target) is { } challenge && ChallengeRules.For(challenge, visit.Reader, visit.Now).MaySee
            ? $"/challenges/{target}" : null;
    }

    /// <summary>The page, or a page <paramref name="below"/> it, of the competition that came; the list if this reader sees none.</summary>
    public static string? OfCompetition(Sql sql, Visit visit, string below)
    {
        if (!OldAddresses.Exist(sql)) return null;
        return OldAddresses.FindCompetition(sql) is { } id && Competitions.Find(sql, id) is { IsDraft: false, ArchivedAt: null } competition
            && (competition.IsPublic || visit.Reader.Role is not null)
            ? $"/competitions/{id}{below}" : "/competitions";
    }

    /// <summary>Whether the reader may read it, or could before it was archived, which its page then says.</summary>
    private static bool IsKnownTo(Visit visit, Article article)
    {
        var standing = ArticleRules.For(article, visit.Reader, visit.Now);
        return standing.MayRead || standing.IsGone;
    }
}
