// Which challenges a member is shown, in which order, and their progress in each: for the list of challenges and the home page.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One challenge in a list.</summary>
/// <param name="Address">The address of the challenge's page, with the site's root.</param>
/// <param name="Progress">Null for those who do not score.</param>
public sealed record ChallengeCard(
    string Address,
    string Title,
    string Audience,
    string Points,
    DueText When,
    string? Progress,
    bool IsComplete,
    bool HasSolution)
{
    /// <summary>Its picture or first sentence; only on cards of open challenges.</summary>
    public CardOpening Opening { get; init; } = CardOpening.None;

    /// <summary>A dot for each part: how many are right, of how many.</summary>
    public long Right { get; init; }

    public long Parts { get; init; }

    /// <summary>Null on lists that do not count.</summary>
    public SolveCount? Solved { get; init; }
}

/// <summary>Challenges under one heading; <c>IsOver</c>: those on which answers do not count any more, a line each.</summary>
public sealed record CardGroup(string Heading, string? About, IReadOnlyList<ChallengeCard> Cards, bool IsOver = false);

/// <summary>A challenge, what the viewer may do with it, and the group it is listed in.</summary>
internal sealed record Listed(ChallengeSummary Line, Standing Standing, int Group)
{
    public Challenge Challenge => Line.Challenge;
}

/// <summary>Sorts challenges in the order that is most useful to a member.</summary>
internal static class ChallengeList
{
    public const int Own = 0, Stretch = 1, Locked = 2;

    /// <summary>The member's current key stage; null if there is none.</summary>
    public static string? StageOf(Visit visit) => visit.Rules.StageOf(visit.Member.StartYear, visit.SchoolYear);

    /// <summary>
    /// All open and locked challenges: first those open for the member's key stage, the soonest to lock first; then those open for other
    /// key stages; then the locked ones, the latest first. <paramref name="filter"/> is a key stage; empty for all. Without
    /// <paramref name="hasLocked"/> locked challenges are left out; after some years they are nearly all there are.
    /// </summary>
    public static List<Listed> Order(IReadOnlyList<ChallengeSummary> lines, Viewer viewer, string? ownStage, string filter, long now,
        bool hasLocked = true)
    {
        var listed = new List<Listed>();
        foreach (var line in lines)
        {
            var challenge = line.Challenge;
            if (filter.Length > 0 && challenge.KeyStage.Length > 0 && !Same(challenge.KeyStage, filter)) continue;
            var standing = ChallengeRules.For(challenge, viewer, now);
            if (!standing.MaySee) continue;
            // Authors see the same list as members; scheduled challenges and drafts are on the authors' own pages.
            if (standing.State != ChallengeState.Open && !(hasLocked && standing.State == ChallengeState.Locked)) continue;
            var isOwn = ownStage is null || filter.Length > 0 || challenge.KeyStage.Length == 0 || Same(challenge.KeyStage, ownStage);
            listed.Add(new Listed(line, standing, standing.State == ChallengeState.Locked ? Locked : isOwn ? Own : Stretch));
        }
        listed.Sort(Compare);
        return listed;
    }

    /// <summary>The card of one challenge.</summary>
    public static ChallengeCard Card(Listed one, Viewer viewer, MemberProgress book, ScoreRules rules, SiteFrame frame, CardTimes times)
    {
        var challenge = one.Challenge;
        var own = book.Progress.GetValueOrDefault(challenge.Id, OwnProgress.None);
        var state = one.Standing.State;
        return new ChallengeCard(
            frame.Link($"/challenges/{challenge.Id}"),
            challenge.Title,
            ChallengeWords.Audience(challenge),
            state == ChallengeState.Open && own.CannotBeCompleted ? ChallengeWords.PointsLeft(challenge, one.Line.Parts)
                : ChallengeWords.Points(
                challenge, state is ChallengeState.Locked or ChallengeState.Archived, one.Line.First?.AsOf(rules.FrozenSince(times.Now))),
            times.Of(challenge, one.Standing),
            viewer.Scores ? ChallengeWords.ProgressOf(own, one.Line.Parts, rules, state == ChallengeState.Open) : null,
            own.CompletedAt is not null,
            challenge.SolutionShownAt <= times.Now) { Right = viewer.Scores ? own.Right : 0, Parts = one.Line.Parts };
    }

    /// <summary>The same cards with what an open challenge's card shows besides: its opening, and how many have solved it.</summary>
    public static async Task Open(List<ChallengeCard> cards, IReadOnlyList<Listed> listed, ChallengeCache challenges, SiteFrame frame)
    {
        var counts = await challenges.SolveCounts();
        for (var i = 0; i < cards.Count; i++)
            if (listed[i].Group != Locked)
                cards[i] = cards[i] with
                {
                    Opening = await challenges.OpeningOf(listed[i].Line, frame.Root),
                    Solved = counts.GetValueOrDefault(listed[i].Challenge.Id),
                };
    }

    /// <summary>Whether the member has nothing left to do here: it is complete, or no attempts are left.</summary>
    public static bool IsDone(Listed one, MemberProgress book, ScoreRules rules) =>
        book.Progress.TryGetValue(one.Challenge.Id, out var own) && (own.CompletedAt is not null || own.Left(one.Line.Parts, rules) == 0);

    private static int Compare(Listed one, Listed other)
    {
        if (one.Group != other.Group) return one.Group.CompareTo(other.Group);
        var byLock = (one.Standing.Closes ?? long.MaxValue).CompareTo(other.Standing.Closes ?? long.MaxValue);
        if (one.Group != Locked && byLock != 0) return byLock;
        var byRelease = other.Challenge.ReleasedAt!.Value.CompareTo(one.Challenge.ReleasedAt!.Value);
        return byRelease != 0 ? byRelease : other.Challenge.Id.CompareTo(one.Challenge.Id);
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
