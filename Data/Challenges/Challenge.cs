// One challenge as it is stored, and the one rule for what a person may see and do with it now.
namespace MathsSoc.Data;

/// <summary>The state of a challenge, in the order in which a challenge usually passes through them.</summary>
public enum ChallengeState { Draft, Scheduled, Open, Locked, Archived }

/// <summary>One challenge. Times are unix seconds.</summary>
public record Challenge
{
    /// <summary>0: not stored yet.</summary>
    public long Id { get; init; }

    public string Title { get; init; } = "";

    /// <summary>The key stage it is meant for, by a name of the school's map; empty: all. Any member may try it.</summary>
    public string KeyStage { get; init; } = "";

    /// <summary>Markdown and TeX, as <see cref="Solution"/> is.</summary>
    public string Body { get; init; } = "";

    /// <summary>Where the problem comes from; empty: not given.</summary>
    public string Source { get; init; } = "";

    public string Solution { get; init; } = "";

    /// <summary>For having all parts right, or for each right part if <see cref="IsByPart"/>.</summary>
    public required long Points { get; init; }

    /// <summary>
    /// Whether each right part gives the points, and all of them together nothing more. It stays once an answer has counted.
    /// </summary>
    public bool IsByPart { get; init; }

    /// <summary>On top of the points, for the first member to have all parts right.</summary>
    public required long FirstBonus { get; init; }

    public bool IsDraft { get; init; }
    public long? ReleasedAt { get; init; }

    /// <summary>
    /// The lock was set as so many hours after the release, and moves with it; null: it was set as an instant, or there is no lock.
    /// </summary>
    public long? LockHours { get; init; }

    /// <summary>When answers stop counting; null: never.</summary>
    public long? LockedAt { get; init; }

    /// <summary>Since when the solution has been shown. It is never hidden again, and nothing scores from then on.</summary>
    public long? SolutionShownAt { get; init; }

    /// <summary>So many hours after the lock the solution shows itself: <see cref="Challenges.ShowDue"/>; null: staff show it.</summary>
    public long? SolutionHours { get; init; }

    public long? ArchivedAt { get; init; }

    /// <summary>The competition it belongs to; null: it is one of the society's own. It stays once an answer has counted.</summary>
    public long? CompetitionId { get; init; }

    public long? AuthorId { get; init; }

    /// <summary>As it is shown on pages.</summary>
    public required string AuthorName { get; init; }

    public long CreatedAt { get; init; }
    public long UpdatedAt { get; init; }

    /// <summary>Rises with every change of the challenge or of a part.</summary>
    public long Version { get; init; }

    /// <summary>A new draft with the society's usual points; the caller adds the rest: <c>with { Title = "…" }</c>.</summary>
    public static Challenge Draft(ScoreRules rules, long? authorId, string authorName) => new()
    {
        Points = rules.Points,
        FirstBonus = rules.FirstBonus,
        IsDraft = true,
        AuthorId = authorId,
        AuthorName = authorName,
    };

    /// <summary>
    /// Sets when it is released and locked. Hours are counted in real time, so that a change to or from summer time does not alter them.
    /// </summary>
    public Challenge ReleasedOn(long? releasedAt, long? lockHours, long? lockedAt) => this with
    {
        ReleasedAt = releasedAt,
        LockHours = releasedAt is null ? null : lockHours,
        LockedAt = releasedAt is { } release && lockHours is { } hours ? release + hours * 3600 : lockedAt,
    };

    /// <summary>Its state for a person without extra time.</summary>
    public ChallengeState StateAt(long now) => ChallengeRules.StateAt(this, now, 0);
}

/// <summary>The person who is viewing a challenge.</summary>
/// <param name="MemberId">0: a visitor.</param>
/// <param name="Role">Null for a visitor, and for a member who is not active.</param>
/// <param name="ExtraSeconds">How much later every lock falls for this member, see <see cref="ExtraTime"/>.</param>
public sealed record Viewer(long MemberId, Role? Role, long ExtraSeconds)
{
    public static readonly Viewer Visitor = new(0, null, 0);

    /// <summary>The competitions this person takes part in.</summary>
    public IReadOnlyList<CompetitionEntry> Entries { get; init; } = [];

    /// <summary>
    /// Whether the society's own challenges are not for this person: a guest (see <see cref="MemberRules.IsGuest"/>), unless guests take
    /// part in them.
    /// </summary>
    public bool IsGuest { get; init; }

    /// <summary>Whether this person's answers score: only those of pupils do, never those of staff.</summary>
    public bool Scores => Role == Data.Role.Member;

    /// <summary>
    /// Whether this person writes challenges, and so knows every answer. Coordinators do not, because their pupils compete.
    /// </summary>
    public bool Authors => Role is Data.Role.Editor or Data.Role.Teacher or Data.Role.Owner;

    /// <summary>
    /// This person's part in a competition; null: none. Who enrolled as a pupil and has joined the staff since does not compete any more.
    /// </summary>
    public CompetitionEntry? EntryIn(long competitionId)
    {
        foreach (var entry in Entries)
            if (entry.CompetitionId == competitionId && entry.IsPupil == Scores && entry.TakesPart) return entry;
        return null;
    }

    /// <summary>This person's part in the challenge's competition; null: it belongs to none, or they do not take part.</summary>
    public CompetitionEntry? EntryFor(Challenge challenge) => challenge.CompetitionId is { } id ? EntryIn(id) : null;

    /// <summary>
    /// When this person learns which of their answers in a competition are right; null: at once. Whoever withdrew or was disqualified
    /// waits as the others do, because they could pass it on.
    /// </summary>
    public long? VerdictsAt(long competitionId)
    {
        if (Authors) return null;
        foreach (var entry in Entries)
            if (entry.CompetitionId == competitionId && entry is { IsPupil: true, HoldsVerdicts: true, HasResults: false })
                return entry.VerdictsAt(ExtraSeconds);
        return null;
    }

    /// <summary>
    /// Whether this person is not told yet if their answers to the challenge are right. Answers that were begun before the close still
    /// count for <paramref name="graceSeconds"/>, so verdicts wait for as long.
    /// </summary>
    public bool AwaitsVerdicts(Challenge challenge, long now, long graceSeconds) =>
        challenge.CompetitionId is { } id && CompetitionEntry.AreHeld(VerdictsAt(id), now, graceSeconds);
}

/// <summary>What a person may see and do with one challenge now.</summary>
/// <param name="Closes">When its lock falls for this person; null: it has none.</param>
/// <param name="MaySee">The statement and its images, and the challenge in lists and feeds.</param>
/// <param name="MayAnswer">For points.</param>
/// <param name="MaySeeSolution">The worked solution and the model answers.</param>
/// <param name="MayPractise">Have answers marked that are neither kept nor scored: for members to whom the solution is shown.</param>
public sealed record Standing(ChallengeState State, long? Closes, bool MaySee, bool MayAnswer, bool MaySeeSolution, bool MayPractise)
{
    /// <summary>The same for those who do not take part in the challenge's competition: members see it, and nobody answers.</summary>
    internal Standing ForOthers(Viewer viewer) =>
        this with
        {
            MaySee = MaySee && viewer.Role is not null,
            MayAnswer = false,
            MaySeeSolution = MaySeeSolution && viewer.Role is not null,
        };
}

/// <summary>The one rule, which lists, pages, images, the feed and the sending of answers all use.</summary>
public static class ChallengeRules
{
    /// <summary>Neither a draft nor archived: scheduled, open or locked. SQL on a challenges table that is called h.</summary>
    internal const string IsPublished = "h.is_draft = 0 AND h.released_at IS NOT NULL AND h.archived_at IS NULL";

    /// <summary>
    /// Published, and one of the society's own: those of a competition are for the pupils who take part, in a section of their own.
    /// </summary>
    internal const string IsOnShelf = $"{IsPublished} AND h.competition_id IS NULL";

    /// <summary>
    /// The same as <see cref="StateAt"/> in SQL: the state of a challenge h at @now, without extra time. A test checks that the two agree.
    /// </summary>
    internal const string StateNow = $"""
        CASE
            WHEN h.archived_at IS NOT NULL THEN 'archived'
            WHEN NOT ({IsPublished}) THEN 'draft'
            WHEN @now < h.released_at THEN 'scheduled'
            WHEN @now >= h.solution_shown_at OR @now >= h.locked_at THEN 'locked'
            ELSE 'open' END
        """;

    /// <summary>The state of a challenge for a person whose locks fall <paramref name="extraSeconds"/> later.</summary>
    public static ChallengeState StateAt(Challenge challenge, long now, long extraSeconds)
    {
        if (challenge.ArchivedAt is not null) return ChallengeState.Archived;
        if (challenge.IsDraft || challenge.ReleasedAt is not { } release) return ChallengeState.Draft;
        if (now < release) return ChallengeState.Scheduled;
        return IsLocked(challenge, now, extraSeconds) ? ChallengeState.Locked : ChallengeState.Open;
    }

    /// <summary>What <paramref name="viewer"/> may see and do at <paramref name="now"/>.</summary>
    public static Standing For(Challenge challenge, Viewer viewer, long now)
    {
        // Guests see nothing of the society's own challenges, and of competitions those that they take part in.
        var isClosed = viewer.IsGuest;
        if (challenge.CompetitionId is { } competition)
        {
            // For whoever takes part the times are their own; others practise with it once it has locked for everybody.
            var entry = viewer.EntryIn(competition);
            isClosed = viewer.IsGuest && entry is null;
            // Extra time may be given later, for something else: after the results it must not open this one again.
            if (entry is { HasResults: true }) viewer = viewer with { ExtraSeconds = 0 };
            if (entry?.Narrow(challenge) is { } own) challenge = own;
            else if (!viewer.Authors)
                return For(
                    challenge with { CompetitionId = null, ReleasedAt = challenge.LockedAt },
                    viewer with { ExtraSeconds = 0, IsGuest = isClosed }, now).ForOthers(viewer);
        }
        var state = StateAt(challenge, now, viewer.ExtraSeconds);
        if (isClosed) return new Standing(state, challenge.LockedAt + viewer.ExtraSeconds, false, false, false, false);
        var isReleased = !challenge.IsDraft && challenge.ReleasedAt <= now;
        var isShown = isReleased && challenge.SolutionShownAt <= now;
        var maySee = isReleased || viewer.Authors;
        var maySeeSolution = isShown || viewer.Authors;
        var mayAnswer = state == ChallengeState.Open && viewer.Scores;
        var mayPractise = maySeeSolution && viewer.Role is not null;
        return new Standing(state, challenge.LockedAt + viewer.ExtraSeconds, maySee, mayAnswer, maySeeSolution, mayPractise);
    }

    /// <summary>
    /// Whether an answer that arrives now still counts: while the challenge is open, and for <paramref name="graceSeconds"/> longer if its
    /// page was loaded (<paramref name="begunAt"/>) before the lock. The browser reports when that was; a false report gains no more than
    /// the grace.
    /// </summary>
    public static bool Counts(Challenge challenge, Viewer viewer, long now, long begunAt, long graceSeconds) =>
        For(challenge, viewer, now).MayAnswer
        // Looked at when it was begun, not a grace ago: somebody's own window may be shorter than the grace.
        || (For(challenge, viewer, Math.Min(begunAt, now)) is { MayAnswer: true, Closes: { } closes }
            && now < closes + graceSeconds
            && !IsShown(challenge, now));

    /// <summary>
    /// Whether an answer from paper still counts for this pupil. It may have been written before the lock, so only showing the solution or
    /// archiving the challenge ends it. Who answers on paper need not have started the personal minutes of a competition.
    /// </summary>
    public static bool CountsFromPaper(Challenge challenge, Viewer pupil, long now)
    {
        if (challenge.CompetitionId is { } competition)
        {
            if (pupil.EntryIn(competition) is not { } entry) return false;
            if ((entry with { StartedAt = entry.StartedAt ?? entry.OpensAt }).Narrow(challenge) is not { } own) return false;
            challenge = own;
        }
        else if (pupil.IsGuest) return false;
        return pupil.Scores
            && !IsShown(challenge, now)
            && StateAt(challenge, now, pupil.ExtraSeconds) is ChallengeState.Open or ChallengeState.Locked;
    }

    private static bool IsShown(Challenge challenge, long now) => challenge.SolutionShownAt <= now;

    private static bool IsLocked(Challenge challenge, long now, long extraSeconds) =>
        IsShown(challenge, now) || now >= challenge.LockedAt + extraSeconds;
}
