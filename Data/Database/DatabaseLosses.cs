// The audit's lines about older copies of the database that were taken back while the site ran.
using Dapper;

namespace MathsSoc.Data;

/// <summary>An older copy took the place of the database. <c>At</c> is in unix seconds; <c>Detail</c> says how much is missing.</summary>
public sealed record RecordedLoss(long At, string Detail);

/// <summary>Records losses in the copy that is used from then on, for whoever asks later.</summary>
public static class DatabaseLosses
{
    private const string Action = "database.older";

    public static void Add(Sql sql, DatabaseLoss loss, long now) => Audit.Add(sql, Actor.Program, Action, now,
        detail: OwnLog.Transactions(loss.Missing) + (loss.Rescued is null ? "" : $", saved as {loss.Rescued}"));

    /// <summary>
    /// The losses of the last <see cref="RescuedFiles.KeptDays"/> days before <paramref name="now"/> (unix seconds), the latest first, at
    /// most ten.
    /// </summary>
    public static List<RecordedLoss> List(Sql sql, long now) => sql.Query<RecordedLoss>("""
        SELECT at, detail FROM audit WHERE action = @action AND at >= @since ORDER BY id DESC LIMIT 10
        """, new { action = Action, since = now - RescuedFiles.KeptDays * 86_400L }).AsList();
}
