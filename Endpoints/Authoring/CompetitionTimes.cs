// The times of a challenge that belongs to a competition: the competition's own, or others within them.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Checks the form of such a challenge.</summary>
internal static class CompetitionTimes
{
    /// <summary>
    /// The challenge with the competition's times where it has none. Adds an error for times outside them, and if it would be published
    /// before the competition is.
    /// </summary>
    public static Challenge Within(Competition competition, Challenge stored, Challenge next, FormReader form)
    {
        next = next with { ReleasedAt = next.ReleasedAt ?? competition.OpensAt, LockedAt = next.LockedAt ?? competition.ClosesAt };
        if (competition.IsDraft && !next.IsDraft)
        {
            form.Fail("", $"It belongs to “{competition.Title}”, which is a draft. Save it: "
                + "it is published together with the competition.");
        }
        // What was set before the competition's times were moved, and locks that staff have brought forward, stay.
        if (next.ReleasedAt != stored.ReleasedAt && (next.ReleasedAt < competition.OpensAt || next.ReleasedAt >= competition.ClosesAt))
            form.Fail("release", $"Opens: please choose a time while the competition is open, {Span(competition)}.");
        if (next.LockedAt != stored.LockedAt && (next.LockedAt > competition.ClosesAt || next.LockedAt <= next.ReleasedAt))
            form.Fail("lock_at", $"Closes at: please choose a time while the competition is open, {Span(competition)}.");
        return next;
    }

    private static string Span(Competition competition) =>
        $"from {SchoolTime.Time(competition.OpensAt)} to {SchoolTime.Time(competition.ClosesAt)}";
}
