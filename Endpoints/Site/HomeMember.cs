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

    /// <summary>The competitions in which the pupil takes part that are not over for them, the first to end first.</summary>
    public IReadOnlyList<CompetitionCard> Competitions { get; init; } = [];

    /// <summary>Whether a card begins with a formula.</summary>
    public bool HasMaths => Waiting.Any(static card => card.Opening.Line is { HasMaths: true });

    internal static async Task<HomeMember> Find(Visit visit, ChallengeCache challenges)
    {
        var (member, rules, frame, now) = (visit.Member, visit.Rules.Scoring, visit.Frame, visit.Now);
        var (lines, book) = (await challenges.Lines(), await challenges.BookOf(member.MemberId, rules));
        var viewer = visit.Reader;
        var (open, waiting, listed, times) = (0, new List<ChallengeCard>(), new List<Listed>(), new CardTimes(now));
        foreach (var one in ChallengeList.Order(lines, viewer, ChallengeList.StageOf(visit), "", now, hasLocked: false))
        {
            open++;
            if (waiting.Count == Shown || ChallengeList.IsDone(one, book, rules)) continue;
            listed.Add(one);
            waiting.Add(ChallengeList.Card(one, viewer, book, rules, frame, times));
        }
        await ChallengeList.Open(waiting, listed, challenges, frame);
        return new HomeMember(frame, waiting, open, ChallengeCache.NextRelease(lines, now))
        {
            Competitions = await FindCompetitions(visit, challenges),
        };
    }

    private static async Task<List<CompetitionCard>> FindCompetitions(Visit visit, ChallengeCache challenges)
    {
        var cards = new List<CompetitionCard>();
        var reader = visit.Reader;
        if (reader.Entries.Count == 0) return cards;
        foreach (var competition in await challenges.Competitions.Published())
        {
            if (reader.EntryIn(competition.Id) is not { } entry) continue;
            var due = CompetitionWords.Due(entry, reader.ExtraSeconds, visit.Now) ?? CompetitionWords.Due(competition, visit.Now);
            if (due.At <= visit.Now) continue;
            cards.Add(CompetitionCard.Of(competition, visit.Root, due, ""));
        }
        cards.Sort(static (one, other) => one.When.At.CompareTo(other.When.At));
        return cards;
    }
}
