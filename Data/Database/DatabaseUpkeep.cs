// Writes into the audit that an older copy of the database was put back while it was served.
namespace MathsSoc.Data;

/// <summary>Called every few seconds, by one thread at a time.</summary>
public sealed class DatabaseUpkeep(Db db)
{
    private DatabaseLoss? recorded;

    /// <summary>Does what is due at <paramref name="now"/>, in unix seconds. Throws <see cref="DatabaseUnavailableException"/>.</summary>
    public void Run(long now)
    {
        if (db.FindProblem() is not null) return;
        if (db.Loss is { Missing: > 0 } loss && loss != recorded)
        {
            db.Write(sql => DatabaseLosses.Add(sql, loss, now));
            recorded = loss;
        }
    }
}
