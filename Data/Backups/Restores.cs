// The audit's lines about backups that were put back, from which owners learn of it.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A backup was put back at <c>At</c>, in unix seconds; <c>Detail</c> says which.</summary>
public sealed record RecordedRestore(long At, string Detail);

/// <summary>Written into the database that is put back, so that it is the first line after what the backup held.</summary>
public static class Restores
{
    private const string Action = "database.restore";
    private const long ShownSeconds = 7 * 86_400;

    /// <param name="name">The name of the backup.</param>
    /// <param name="madeAt">The moment of which it is; both times are unix seconds.</param>
    internal static void Add(Sql sql, string name, long madeAt, int erased, long now) => Audit.Add(sql, Actor.CommandLine, Action, now,
        detail: $"restored from {name}, made {SchoolTime.Time(madeAt)}"
            + (erased > 0 ? $"; {Audit.Count(erased, "member")} erased again" : ""));

    /// <summary>Those of the seven days before <paramref name="now"/>, which owners are shown, the latest first.</summary>
    public static List<RecordedRestore> List(Sql sql, long now) => sql.Query<RecordedRestore>("""
        SELECT at, detail FROM audit WHERE action = @action AND at >= @since ORDER BY id DESC LIMIT 10
        """, new { action = Action, since = now - ShownSeconds }).AsList();
}
