// The hourly job that deletes data whose time is over: members who left, sign-ups never approved, old audit lines and copies.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>
/// The periods are set in <see cref="Retention"/> and in the society's rules; <see cref="Anonymisation.Apply"/> decides what is removed.
/// </summary>
/// <param name="snapshots">What copies the site before several members are erased; null: nothing does.</param>
public sealed class RetentionJob(Db db, Cached<Rules> rules, ILogger log, Snapshots? snapshots = null)
{
    private const long Day = 86_400;

    /// <summary>
    /// Deletes what is due at <paramref name="now"/>, in unix seconds. If more members are due than one run may end, the others wait for an
    /// owner; members who become due later do not wait with them. Throws <see cref="JobFailedException"/> if nobody could be erased.
    /// </summary>
    public void Run(long now)
    {
        var present = rules.Get().GetAwaiter().GetResult();
        var refusal = EraseMembers(present, now);
        var archived = db.Write(sql =>
            GuestRetention.ArchiveCoordinators(sql, Retention.MonthsBefore(now, present.GuestMonths), now));
        if (archived > 0) log.LogInformation("{Coordinators} coordinators, whose last competition is long over, were archived", archived);
        db.Write(sql => Audit.Sweep(sql, now - present.AuditDays * Day));
        foreach (var name in RescuedFiles.Sweep(db.Path, now - RescuedFiles.KeptDays * Day))
            log.LogInformation("The rescued copy {Name} was removed: it was kept for {Days} days", name, RescuedFiles.KeptDays);
        if (refusal is not null) throw new JobFailedException(refusal);
    }

    /// <summary>A sentence if nobody was erased because no copy of the site could be made before.</summary>
    private string? EraseMembers(Rules present, long now)
    {
        var (waitingSince, most) = db.Read(sql => (Retention.FindWaitingSince(sql), Retention.Most(sql)));
        var overdue = Retention.At(present, now);
        var waiting = waitingSince is { } since ? Retention.At(present, since) : null;
        var due = Math.Min(most, CountOf(overdue, waiting));
        if (due > 1 && snapshots?.Make(BackupReason.BeforeErasing, "a snapshot") is { } problem) return Snapshots.ExplainRefusal(problem);
        var room = most;
        for (var i = 0; i < overdue.Length; i++) Anonymise(overdue[i], waiting?[i].Before ?? long.MinValue, now, ref room);
        if (room < most) log.LogInformation("{Members} members whose time was over are former members now", most - room);
        if (room == 0) KeepTheRest(overdue, waiting, now);
        else if (waiting is not null && CountOf(waiting, null) == 0) db.Write(Retention.EndWaiting);
        return null;
    }

    private void KeepTheRest(Overdue[] overdue, Overdue[]? waiting, long now)
    {
        var rest = CountOf(overdue, waiting);
        if (rest == 0) return;
        db.Write(sql => Retention.SetWaiting(sql, now));
        log.LogWarning("{Members} more members are due to be erased, which is more than one run may do. They wait until an owner agrees, "
            + "on the page /admin", rest);
    }

    private long CountOf(Overdue[] overdue, Overdue[]? after) => db.Read(sql =>
    {
        var count = 0L;
        for (var i = 0; i < overdue.Length; i++) count += Retention.Count(sql, overdue[i], after?[i].Before ?? long.MinValue);
        return count;
    });

    private void Anonymise(Overdue overdue, long after, long now, ref int room)
    {
        while (room > 0)
        {
            var most = Math.Min(Retention.Batch, room);
            var done = db.Write(sql => Retention.Anonymise(sql, overdue, most, now, after));
            room -= done;
            if (done < most) return;
        }
    }
}
