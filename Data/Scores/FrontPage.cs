// Whether the front page shows visitors the whole problem of the week, or its first lines, as the corridor's wall does.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads and sets it; it is decided on the page about the wall.</summary>
public static class FrontPage
{
    private const string Setting = "front.whole_problem", On = "1";

    /// <summary>Whether visitors see all of the statement.</summary>
    public static bool ShowsWhole(Sql sql) =>
        sql.ExecuteScalar<bool>("""
            SELECT EXISTS (SELECT 1 FROM settings WHERE name = @name AND value = @on)
            """, new { name = Setting, on = On });

    /// <summary>Sets it from now on.</summary>
    public static void Set(Sql sql, bool isWhole, long now) => Settings.Set(sql, Setting, isWhole ? On : "", now);
}
