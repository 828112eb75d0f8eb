// One challenge as it is stored, and the one rule that says what a person may see and do with it now.
using System.Data;

namespace MathsSoc.Data;

/// <summary>Where a challenge stands. The order is that of its life.</summary>
public enum ChallengeState { Draft, Scheduled, Open, Locked, Archived }

/// <summary>One challenge. Times are unix seconds.</summary>
/// <param name="KeyStage">Whom it is meant for, by a name of the school's map; empty: everybody. Anybody may try it.</param>
/// <param name="Body">Markdown and TeX, as <paramref name="Solution"/> is.</param>
/// <param name="Source">Whose problem it is; empty: not told.</param>
/// <param name="Points">For all parts right; <paramref name="FirstBonus"/> comes on top for the first to have them.</param>
/// <param name="LockHours">The lock was asked for as so long after the release, and moves with it; null: as an instant, or there is none.</param>
/// <param name="LockedAt">When answers stop to count; null: never.</param>
/// <param name="SolutionShownAt">Since when the solution is shown; never taken back, and nothing scores from then on.</param>
/// <param name="AuthorName">As it is shown.</param>
/// <param name="Version">Rises with every change of the challenge or of a part.</param>
public sealed record Challenge(
    long Id, string Title, string KeyStage, string Body, string Source, string Solution, long Points, long FirstBonus, bool IsDraft,
    long? ReleasedAt, long? LockHours, long? LockedAt, long? SolutionShownAt, long? ArchivedAt, long? AuthorId, string AuthorName,
    long CreatedAt, long UpdatedAt, long Version) : IRow<Challenge>
{
    public static string Columns =>
        "id, title, key_stage, body, source, solution, points, first_bonus, is_draft, released_at, lock_hours, locked_at, solution_shown_at, archived_at, "
        + "author_id, author_name, created_at, updated_at, version";

    public static Challenge Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
        row.GetString(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8) == 1, row.Number(9), row.Number(10), row.Number(11), row.Number(12),
        row.Number(13), row.Number(14), row.GetString(15), row.GetInt64(16), row.GetInt64(17), row.GetInt64(18));

    /// <summary>A new draft with what the rules say for one; whoever has more to say writes it: <c>with { Title = "…" }</c>.</summary>
    public static Challenge Draft(ScoreRules rules, long? authorId, string authorName) =>
        new(0, "", "", "", "", "", rules.Points, rules.FirstBonus, true, null, null, null, null, null, authorId, authorName, 0, 0, 0);

    /// <summary>When it is to be released, and locked so many hours later by the world's clock, whatever the clocks on the wall do meanwhile.</summary>
    public Challenge ReleasedOn(long? releasedAt, long? lockHours, long? lockedAt) => this with
    {
        ReleasedAt = releasedAt,
        LockHours = releasedAt is null ? null : lockHours,
        LockedAt = releasedAt is { } release && lockHours is { } hours ? release + hours * 3600 : lockedAt,
    };

    /// <summary>Where it stands, for somebody without extra time.</summary>
    public ChallengeState StateAt(long now) => ChallengeRules.StateAt(this, now, 0);
}

/// <summary>Who looks at a challenge.</summary>
/// <param name="MemberId">0: a visitor.</param>
/// <param name="Role">Null for a visitor, and for a member who is not active.</param>
/// <param name="ExtraSeconds">So much later every lock falls for this member, see <see cref="ExtraTime"/>.</param>
public sealed record Viewer(long MemberId, Role? Role, long ExtraSeconds)
{
    public static readonly Viewer Visitor = new(0, null, 0);

    /// <summary>Whether answers of this person score: pupils' do, those of owners, teachers, editors and coordinators never.</summary>
    public bool Scores => Role == Data.Role.Member;

    /// <summary>Whether this person writes challenges, and so knows every answer. Coordinators do not: their pupils compete.</summary>
    public bool Authors => Role is Data.Role.Editor or Data.Role.Teacher or Data.Role.Owner;
}

/// <summary>What a person may see and do with one challenge now.</summary>
/// <param name="Closes">When its lock falls for this person; null: never, or it has none.</param>
/// <param name="MaySee">The statement, its images, its place in lists and feeds.</param>
/// <param name="MayAnswer">For points.</param>
/// <param name="MaySeeSolution">The worked solution and the model answers.</param>
/// <param name="MayPractise">Have answers marked that are neither kept nor scored: for whoever the solution is shown to.</param>
public sealed record Standing(ChallengeState State, long? Closes, bool MaySee, bool MayAnswer, bool MaySeeSolution, bool MayPractise);

/// <summary>The one rule: lists, pages, images, the feed and the sending of answers all ask here.</summary>
public static class ChallengeRules
{
    /// <summary>Neither a draft nor put away: scheduled, open or locked. SQL on a challenges table that is called h.</summary>
    internal const string IsOnShelf = "h.is_draft = 0 AND h.released_at IS NOT NULL AND h.archived_at IS NULL";

    /// <summary>What <see cref="StateAt"/> says at @now of a challenge h, for somebody without extra time; a test holds the two together.</summary>
    internal const string StateNow = $"""
        CASE
            WHEN h.archived_at IS NOT NULL THEN 'archived'
            WHEN NOT ({IsOnShelf}) THEN 'draft'
            WHEN @now < h.released_at THEN 'scheduled'
            WHEN @now >= h.solution_shown_at OR @now >= h.locked_at THEN 'locked'
            ELSE 'open' END
        """;

    /// <summary>Where a challenge stands for somebody whose locks fall <paramref name="extraSeconds"/> later.</summary>
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
        var state = StateAt(challenge, now, viewer.ExtraSeconds);
        var isReleased = !challenge.IsDraft && challenge.ReleasedAt <= now;
        var isShown = isReleased && challenge.SolutionShownAt <= now;
        var maySee = isReleased || viewer.Authors;
        var maySeeSolution = isShown || viewer.Authors;
        return new Standing(state, challenge.LockedAt + viewer.ExtraSeconds, maySee, state == ChallengeState.Open && viewer.Scores, maySeeSolution,
            maySeeSolution && viewer.Role is not null);
    }

    /// <summary>
    /// Whether an answer that arrives now still counts: while it is open, and <paramref name="graceSeconds"/> longer when the page it was typed on was
    /// loaded (<paramref name="begunAt"/>) before the bell. The page says itself when it was loaded, which can win nobody more than the grace.
    /// </summary>
    public static bool Counts(Challenge challenge, Viewer viewer, long now, long begunAt, long graceSeconds) =>
        For(challenge, viewer, now).MayAnswer
        || (For(challenge, viewer, now - graceSeconds).MayAnswer && For(challenge, viewer, Math.Min(begunAt, now)).MayAnswer && !IsShown(challenge, now));

    /// <summary>
    /// Whether an answer from paper still counts for this pupil: it may have been written before the lock, so that only what was shown or put away ends it.
    /// </summary>
    public static bool CountsFromPaper(Challenge challenge, Viewer pupil, long now) =>
        pupil.Scores && !IsShown(challenge, now) && StateAt(challenge, now, pupil.ExtraSeconds) is ChallengeState.Open or ChallengeState.Locked;

    private static bool IsShown(Challenge challenge, long now) => challenge.SolutionShownAt <= now;

    private static bool IsLocked(Challenge challenge, long now, long extraSeconds) => IsShown(challenge, now) || now >= challenge.LockedAt + extraSeconds;
}
