// The one rule for who may see an uploaded file: those who may see something that shows it.

namespace MathsSoc.Data;

/// <summary>A file that somebody may see now.</summary>
/// <param name="FileName">What it is called when it is saved; null if nothing that shows it gives it a name.</param>
public sealed record VisibleUpload(string ContentType, string? FileName);

/// <summary>Asks the rule of each kind of owner, so that a file is never seen earlier, or by others, than the text that shows it.</summary>
public static class UploadRules
{
    /// <summary>The file if <paramref name="viewer"/> may see it at <paramref name="now"/>; null if there is none for them.</summary>
    public static VisibleUpload? Find(Sql sql, Viewer viewer, string hash, long now)
    {
        if (Uploads.FindType(sql, hash) is not { } type) return null;
        var isShown = false;
        foreach (var article in Articles.ListOfUpload(sql, hash))
        {
            if (!ArticleRules.For(article, viewer, now).MayRead) continue;
            if (article.PdfHash == hash) return new VisibleUpload(type, article.PdfName);
            isShown |= article.Body.Contains(hash, StringComparison.Ordinal);
        }
        // Who writes also sees files that nothing shows yet.
        return isShown || viewer.Authors || IsInChallenge(sql, viewer, hash, now) ? new VisibleUpload(type, null) : null;
    }

    /// <summary>In the statement of a challenge that is for this viewer, or in its worked solution once that is shown.</summary>
    private static bool IsInChallenge(Sql sql, Viewer viewer, string hash, long now)
    {
        // Challenges are for members. What visitors are shown of the newest one has addresses of its own, below /wall.
        if (viewer.Role is null) return false;
        foreach (var challenge in Uploads.ListChallenges(sql, hash))
        {
            var standing = ChallengeRules.For(challenge, viewer, now);
            if (!standing.MaySee) continue;
            if (challenge.Body.Contains(hash, StringComparison.Ordinal)) return true;
            if (standing.MaySeeSolution && challenge.Solution.Contains(hash, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
