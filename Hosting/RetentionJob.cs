// The hourly job that deletes data whose time is over: members who left, sign-ups that were never approved, old audit lines.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>
/// The periods are set here and in the society's rules; <see cref="Retention"/> and <see cref="Anonymisation.Apply"/> decide what is
/// removed.
/// </summary>
public sealed class RetentionJob(Db db, Cached<Rules> rules, ILogger log)
{
    /// <summary>
    /// The most members that one run anonymises: the rest of a year group follows within a few hours, and the site stays responsive.
    /// </summary>
    public const int MaxMembers = 500;

    private const int Batch = 50; // members per transaction, so that others can write in between
    private const long Day = 86_400;

    /// <summary>Deletes what is due at <paramref name="now"/>, in unix seconds.</summary>
    public void Run(long now)
    {
        var present = rules.Get().GetAwaiter().GetResult();
        var left = DateTimeOffset.FromUnixTimeSeconds(now).AddMonths(-present.LeaverMonths).ToUnixTimeSeconds();
        var room = MaxMembers;
        Anonymise(MemberState.Leaving, now - Rules.UndoDays * Day, "asked to be deleted", now, ref room);
        Anonymise(MemberState.Archived, left, "left some time ago", now, ref room);
        Anonymise(MemberState.Waiting, now - Rules.WaitingDays * Day, "was never let in", now, ref room);
        if (room < MaxMembers) log.LogInformation("{Members} members whose time was over are former members now", MaxMembers - room);
        db.Write(sql => Audit.Sweep(sql, now - present.AuditDays * Day));
    }

    private void Anonymise(MemberState state, long before, string why, long now, ref int room)
    {
        while (room > 0)
        {
            var most = Math.Min(Batch, room);
            var done = db.Write(sql => Retention.Anonymise(sql, state, before, most, why, now));
            room -= done;
            if (done < most) return;
        }
    }
}
