// The times in the form of a challenge: when it opens, when it closes, and when its solution shows itself.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

public static partial class ChallengeForm
{
    /// <summary>When a draft is to be published, as the form's buttons send it.</summary>
    public const string Now = "now", At = "at", Week = "week";

    /// <summary>
    /// The buttons that publish a draft whatever "Publish" says: at once, and at the chosen time or else in the next free week.
    /// </summary>
    public const string PublishNow = "publish-now", Schedule = "schedule";

    private static void FillTimes(FormView form, Challenge challenge)
    {
        form["publish"] = challenge.ReleasedAt is null ? Now : At;
        form["release"] = FormReader.InstantText(challenge.ReleasedAt);
        form["lock"] = challenge.LockHours is not null ? "after" : challenge.LockedAt is not null ? "at" : "none";
        form["lock_at"] = challenge.LockHours is null ? FormReader.InstantText(challenge.LockedAt) : "";
        form["lock_hours"] = $"{challenge.LockHours}";
        form["solution_hours"] = $"{challenge.SolutionHours}";
    }

    /// <summary>
    /// The time in "Opens". A draft for which "now" is chosen has none, unless a time was typed since the page was loaded: whoever
    /// types a time means it.
    /// </summary>
    private static long? ReadRelease(FormReader form, Challenge stored, string button)
    {
        if (button == PublishNow && stored.IsDraft)
        {
            (form.View["publish"], form.View["release"]) = (Now, "");
            return null;
        }
        var release = form.Instant("release", "Opens", isOptional: true, stored.ReleasedAt);
        var publish = form.Line("publish", "Publish", 5, isOptional: true);
        if (publish is not (Now or Week) || !stored.IsDraft) return release;
        if (form.View["release"] == form.Line("release_shown", "Opens", 20, isOptional: true))
        {
            if (button == Schedule) form.View["publish"] = Week;
            return null;
        }
        form.View["publish"] = At;
        return release;
    }

    private static Challenge ReadTimes(FormReader form, Challenge challenge, Challenge stored, string button)
    {
        var release = ReadRelease(form, stored, button);
        // Read even if another way to lock is chosen, so that the field keeps its text.
        var lockAt = form.Instant("lock_at", "Closes at", isOptional: true, stored.LockedAt);
        var lockText = form.Line("lock_hours", "Hours", 5, isOptional: true);
        var kind = form.Line("lock", "Closes", 5, isOptional: true);
        long? hours = null;
        if (kind != "at") lockAt = null;
        else if (lockAt is null) form.Fail("lock_at", "Closes at: please give the day and the time, or choose another way to close.");
        else if (lockAt <= release) form.Fail("lock_at", "Closes at: this is before it opens.");
        if (kind == "after")
        {
            hours = Rules.Whole(lockText, 1, Bundle.MaxHours);
            if (hours is null) form.Fail("lock_hours", $"Hours: a whole number from 1 to {Bundle.MaxHours}, please.");
            if (release is null && form.View["publish"] is not (Now or Week))
                form.Fail("release", "Opens: the closing time is counted from here, so please say when, or choose another way to close.");
        }
        var solutionText = form.Line("solution_hours", "Show the solution", 5, isOptional: true);
        var solutionHours = Rules.Whole(solutionText, 0, Bundle.MaxHours);
        if (solutionText.Length > 0 && solutionHours is null)
            form.Fail("solution_hours", $"Show the solution: a whole number of hours from 0 to {Bundle.MaxHours}, please, or nothing.");
        return challenge.ReleasedOn(release, hours, lockAt) with { LockHours = hours, SolutionHours = solutionHours };
    }
}
