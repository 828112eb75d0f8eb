// The hourly job that carries out, once September has come, what was decided before for the new school year.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Nearly always nothing waits. The rules are those of <see cref="Rollovers"/> and <see cref="ClassMoves"/>.</summary>
public sealed class SeptemberJob(Db db, Cached<Rules> rules, Snapshots snapshots, ILogger log)
{
    /// <summary>
    /// Carries out what is due at <paramref name="now"/>, in unix seconds, after a copy of the site. Without room for one it goes on:
    /// whoever repeats a year or leaves can be put back by hand.
    /// </summary>
    public void Run(long now)
    {
        var year = SchoolTime.SchoolYear(now);
        if (db.Read(sql => Rollovers.CountDue(sql, year) == 0 && !ClassMoves.IsDue(sql, year))) return;
        if (snapshots.Make(BackupReason.BeforeSchoolYear, "a snapshot") is { } problem)
            log.LogWarning("No snapshot was made before the new school year: {Problem}", problem);
        var lastYear = rules.Get().GetAwaiter().GetResult().LastYear;
        db.Write(sql =>
        {
            // First who repeats or leaves: their class names stay.
            Rollovers.CarryOut(sql, year, now);
            ClassMoves.CarryOut(sql, year, lastYear, now);
        });
    }
}
