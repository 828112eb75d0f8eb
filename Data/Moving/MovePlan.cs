// Plans a move: the same code as the deed's, run on a private copy of the site's database, which is then thrown away.
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>What the deed will do, and how long its transaction will take.</summary>
public sealed record PlannedMove(MoveOutcome Outcome, TimeSpan Duration);

/// <summary>Plans without touching the site.</summary>
public static class MovePlan
{
    /// <summary>
    /// Copies the database into <paramref name="folder"/>, also while the site is served, and moves in there. Throws
    /// <see cref="DatabaseUnavailableException"/> and <see cref="IOException"/>, as on a full disk.
    /// </summary>
    public static PlannedMove Run(string database, string folder, Arrivals arrivals, Actor actor, long now)
    {
        var outcome = TryOnCopy(database, folder, sql => MoveIn.Run(sql, arrivals, actor, now), out var duration);
        return new PlannedMove(outcome, duration);
    }

    /// <summary>Writes to a copy, in one transaction that takes <paramref name="duration"/>; throws as the other method does.</summary>
    public static T TryOnCopy<T>(string database, string folder, Func<Sql, T> work, out TimeSpan duration)
    {
        var copy = Path.Combine(folder, "plan.db");
        try
        {
            using var source = Connections.Open(database, queryOnly: true);
            using var transaction = source.BeginTransaction(deferred: true);
            // The first statement fixes the state that is copied.
            Connections.ReadUserVersion(source);
            OnlineBackup.Copy(source, copy, CancellationToken.None);
        }
        catch (SqliteException problem) when (Connections.Explain(problem) is not null)
        {
            throw Connections.Unavailable(problem);
        }
        using var db = Db.Open(copy, readers: 1);
        var began = Stopwatch.GetTimestamp();
        var result = db.WriteAlone(work);
        duration = Stopwatch.GetElapsedTime(began);
        return result;
    }
}
