// Which challenges a member is shown, in which order, and how far they are with each: for the list of challenges and the home page.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One challenge in a list.</summary>
/// <param name="Address">Of its page, with the site's root.</param>
/// <param name="Progress">Null for those who do not score.</param>
public sealed record ChallengeCard(string Address, string Title, string Audience, string Points, When When, string? Progress, bool IsComplete, bool HasSolution);

/// <summary>Challenges under one heading.</summary>
public sealed record CardGroup(string Heading, string? About, IReadOnlyList<ChallengeCard> Cards);

/// <summary>A challenge and what the one who looks may do with it.</summary>
internal sealed record Listed(ShelfLine Line, Standing Standing, int Group)
{
    public Challenge Challenge => Line.Challenge;
}

/// <summary>Puts challenges in the order in which a member would want them.</summary>
internal static class ChallengeList
{
    public const int Own = 0, Stretch = 1, Locked = 2;

    /// <summary>The member's key stage now; null: none.</summary>
    public static string? StageOf(Visit visit) =>
        visit.Member.StartYear is { } start ? visit.Rules.KeyStageOf(SchoolTime.YearGroup(start, visit.SchoolYear))?.Name : null;

    /// <summary>
    /// Everything open or locked: first what is open and meant for the member, what locks soonest before the rest; then what is open for others; then what is
    /// locked, the latest first. <paramref name="filter"/> is a key stage; empty: all. Without <paramref name="hasLocked"/> the locked ones, which are nearly all in
    /// later years, are left out.
    /// </summary>
    public static List<Listed> Order(IReadOnlyList<ShelfLine> lines, Viewer viewer, string? ownStage, string filter, long now, bool hasLocked = true)
    {
        var listed = new List<Listed>();
        foreach (var line in lines)
        {
            var challenge = line.Challenge;
            if (filter.Length > 0 && challenge.KeyStage.Length > 0 && !Same(challenge.KeyStage, filter)) continue;
            var standing = ChallengeRules.For(challenge, viewer, now);
            // Authors see here what members see; what is still to come stands on their own pages.
            if (standing.State != ChallengeState.Open && !(hasLocked && standing.State == ChallengeState.Locked)) continue;
            var isOwn = ownStage is null || filter.Length > 0 || challenge.KeyStage.Length == 0 || Same(challenge.KeyStage, ownStage);
            listed.Add(new Listed(line, standing, standing.State == ChallengeState.Locked ? Locked : isOwn ? Own : Stretch));
        }
        listed.Sort(Compare);
        return listed;
    }

    /// <summary>The card of one of them.</summary>
    public static ChallengeCard Card(Listed one, Viewer viewer, OwnBook book, ScoreRules rules, SiteFrame frame, long now)
    {
        var challenge = one.Challenge;
        var own = book.Progress.GetValueOrDefault(challenge.Id, OwnProgress.None);
        return new ChallengeCard(frame.Link(FormattableString.Invariant($"/challenges/{challenge.Id}")), challenge.Title, ChallengeWords.Audience(challenge),
            ChallengeWords.Points(challenge, one.Standing.State is ChallengeState.Locked or ChallengeState.Archived), ChallengeWords.WhenOf(challenge, one.Standing, now),
            viewer.Scores ? ChallengeWords.ProgressOf(own, one.Line.Parts, rules, one.Standing.State == ChallengeState.Open) : null,
            own.CompletedAt is not null, challenge.SolutionShownAt <= now);
    }

    /// <summary>Whether there is nothing left to do here: complete, or no attempts left.</summary>
    public static bool IsDone(Listed one, OwnBook book, ScoreRules rules) =>
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
