// Converts what the earlier site's boards showed: the sum of each member's points.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

internal static class EarlierScores
{
    private const long MaxPoints = 1_000_000;

    /// <summary>The scores of everybody, with those of whom the board did not show at 0.</summary>
    public static void Convert(EarlierSite site, HashSet<long> users, Arrivals arrivals, MovingOptions options, List<string> notes)
    {
        var sums = Sum(site.Scores, "scores", users, arrivals, options);
        foreach (var user in site.Users) arrivals.Scores.Add(Of(user.Id, sums, options));
        if (site.Scores.Count == 0 && arrivals.Answers.Count > 0 && options.Choices.KeepsShown)
            notes.Add("The earlier site’s board is empty, so nobody will have points, unless points are what the answers are worth "
                + "here.");
    }

    /// <summary>
    /// The points of each user and when they last changed, 0 if nobody kept that. A board held several rows of one member, one for each
    /// spelling of a key stage: they are added up.
    /// </summary>
    public static Dictionary<long, (long Points, long At)> Sum(
        List<SourceScore> scores, string kind, HashSet<long> users, Arrivals arrivals, MovingOptions options)
    {
        var sums = new Dictionary<long, (long Points, long At)>();
        foreach (var score in scores)
        {
            if (!users.Contains(score.UserId))
            {
                arrivals.Lines.Add(new MoveLine(kind, score.Id, "", MoveFate.Skipped, "no-member", "Whoever had these points is gone."));
                continue;
            }
            var sum = sums.GetValueOrDefault(score.UserId);
            var at = score.Updated is { } updated ? Math.Min(options.Instant(updated), options.Now) : 0;
            sums[score.UserId] = (sum.Points + Math.Clamp(score.Points, -MaxPoints, MaxPoints), Math.Max(sum.At, at));
        }
        return sums;
    }

    /// <summary>The score of one of them.</summary>
    public static ArrivingScore Of(long user, Dictionary<long, (long Points, long At)> sums, MovingOptions options)
    {
        var (points, at) = sums.GetValueOrDefault(user);
        return new ArrivingScore(user, points, at == 0 ? options.Now : at);
    }
}
