// Whether the front page shows visitors the whole problem of the week, or its first lines, as the corridor's wall does.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What every view of the front page by a visitor needs to know of a society that has begun.</summary>
/// <param name="ShowsWhole">As <see cref="FrontPage.ShowsWhole"/>.</param>
public sealed record FrontPageFacts(bool ShowsWhole)
{
    /// <summary>Reads them; null: the society has not begun, there is no owner who can sign in.</summary>
    public static FrontPageFacts? Find(Sql sql) => Members.AnyOwner(sql) ? new(FrontPage.ShowsWhole(sql)) : null;
}

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
