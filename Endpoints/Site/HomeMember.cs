// A pupil's part of the home page: open challenges that are not finished, and when the next one opens.
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A pupil's part of the home page.</summary>
/// <param name="Waiting">Open challenges with something left to do, the pupil's own key stage first; the first few.</param>
/// <param name="Open">How many challenges are open in all.</param>
/// <param name="NextRelease">When the next challenge opens; null if none is scheduled.</param>
public sealed record HomeMember(SiteFrame Frame, IReadOnlyList<ChallengeCard> Waiting, int Open, long? NextRelease)
{
    private const int Shown = 6;

    /// <summary>Whether a card begins with a formula.</summary>
    public bool HasMaths => Waiting.Any(static card => card.Opening.Line is { HasMaths: true });

    internal static async Task<HomeMember> Find(Visit visit, ChallengeCache challenges)
    {
        var (member, rules, frame, now) = (visit.Member, visit.Rules.Scoring, visit.Frame, visit.Now);
        var (lines, book) = (await challenges.Lines(), await challenges.BookOf(member.MemberId, rules));
        var viewer = visit.Reader;
        var (open, waiting, listed) = (0, new List<ChallengeCard>(), new List<Listed>());
        foreach (var one in ChallengeList.Order(lines, viewer, ChallengeList.StageOf(visit), "", now, hasLocked: false))
        {
            open++;
            if (waiting.Count == Shown || ChallengeList.IsDone(one, book, rules)) continue;
            listed.Add(one);
            waiting.Add(ChallengeList.Card(one, viewer, book, rules, frame, now));
        }
        await ChallengeList.Open(waiting, listed, challenges, frame);
        return new HomeMember(frame, waiting, open, ChallengeCache.NextRelease(lines, now));
    }
}
