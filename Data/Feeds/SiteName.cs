// The site's own name in the ids of its calendar and its feed, which stays the same when the site moves to another address.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Calendars and feed readers know an event or an entry by its id, so that an id with the site's host in it would make everything new
/// once the site has moved. This name was made at random with the database, and moves with it.
/// </summary>
/// <param name="Authority">In place of a host name: letters, digits and dots.</param>
/// <param name="MadeAt">Unix seconds.</param>
public sealed record SiteName(string Authority, long MadeAt)
{
    /// <summary>
    /// The id of something in the feed (RFC 4151): <c>tag:NAME,2026-11-10:challenge/7</c>. It is the same for ever if
    /// <paramref name="madeAt"/> is, in unix seconds.
    /// </summary>
    public string Tag(string kind, long id, long madeAt) => string.Create(
        CultureInfo.InvariantCulture, $"tag:{Authority},{DateTimeOffset.FromUnixTimeSeconds(madeAt):yyyy-MM-dd}:{kind}/{id}");

    /// <summary>The name of this site.</summary>
    public static SiteName Find(Sql sql) => sql.QueryFirst<SiteName>("SELECT authority, made_at FROM site_name");
}
