// The announcements table: what a reader sees, what the desk lists, and what a member has read or hidden.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads and writes announcements.</summary>
public static class Announcements
{
    /// <summary>The longest title and text, in characters.</summary>
    public const int MaxTitle = 100, MaxBody = 2000;

    /// <summary>The most that are published and not over: more than anybody reads, and each page looks at all of them.</summary>
    public const int MaxCurrent = 100;

    /// <summary>How long one is shown unless its author says otherwise, and at most; also, how far ahead it may begin: in days.</summary>
    public const int UsualDays = 14, MaxDays = 366;

    /// <summary>How many a page of the desk and of the readers' list have.</summary>
    public const int DeskPage = 50, ReadersPage = 20;

    private const string Columns = """
        a.id, a.title, a.audience, a.key_stage, a.class, a.school_id, a.is_draft, a.shown_from, a.shown_until, a.is_pinned, a.actor_id,
        a.updated_at, a.version, a.body
        """;

    private const string IsListed = $"{AnnouncementRules.IsShown} AND {AnnouncementRules.IsFor}";

    /// <summary>The announcement, in any state; null if there is none.</summary>
    public static Announcement? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<Announcement>($"SELECT {Columns} FROM announcements a WHERE a.id = @id", new { id });

    /// <summary>
    /// Those that are published and not over at <paramref name="now"/>, without their texts, pinned ones and the newest first: for all
    /// readers, so that one reading of a few index entries serves every page.
    /// </summary>
    public static List<AnnouncementHead> ListCurrent(Sql sql, long now) => sql.Query<AnnouncementHead>("""
        SELECT id, title, audience, key_stage, class, school_id, 0 AS is_draft, shown_from, shown_until, is_pinned
        FROM announcements WHERE is_draft = 0 AND shown_until > @now ORDER BY is_pinned DESC, shown_from DESC, id DESC LIMIT @most
        """, new { now, most = MaxCurrent }).AsList();

    /// <summary>
    /// What a reader sees at <paramref name="now"/>, pinned ones and the newest first, and after it what they could have seen since
    /// <paramref name="since"/>.
    /// </summary>
    public static List<Announcement> List(Sql sql, AnnouncementReader reader, long since, long now, int skip) =>
        sql.Query<Announcement>($"""
            SELECT {Columns} FROM announcements a WHERE {IsListed}
            ORDER BY a.shown_until <= @now, a.is_pinned = 1 AND a.shown_until > @now DESC, a.shown_from DESC, a.id DESC
            LIMIT @most OFFSET @skip
            """, new
        {
            now, reader.IsMember, reader.KeyStage, reader.Class, reader.SchoolId, since, skip, most = ReadersPage,
        }).AsList();

    /// <summary>How many <see cref="List"/> has on all pages.</summary>
    public static long Count(Sql sql, AnnouncementReader reader, long since, long now) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM announcements a WHERE {IsListed}",
        new { now, reader.IsMember, reader.KeyStage, reader.Class, reader.SchoolId, since });

    /// <summary>The desk's list: drafts, then what is shown or scheduled, then what is over; of one school or, with null, of all.</summary>
    public static List<Announcement> ListAll(Sql sql, long? schoolId, long now, int skip) => sql.Query<Announcement>($"""
        SELECT {Columns} FROM announcements a WHERE @schoolId IS NULL OR a.school_id = @schoolId
        ORDER BY a.is_draft DESC, a.shown_until <= @now, a.shown_from DESC, a.id DESC LIMIT @most OFFSET @skip
        """, new { schoolId, now, skip, most = DeskPage }).AsList();

    /// <summary>How many <see cref="ListAll"/> has on all pages.</summary>
    public static long CountAll(Sql sql, long? schoolId) => sql.ExecuteScalar<long>(
        "SELECT count(*) FROM announcements WHERE @schoolId IS NULL OR school_id = @schoolId", new { schoolId });

    /// <summary>Drafts that editors began, who cannot publish them, and whose time is not over at <paramref name="now"/>.</summary>
    public static long CountWaiting(Sql sql, long now) => sql.ExecuteScalar<long>("""
        SELECT count(*) FROM announcements a JOIN members m ON m.id = a.actor_id
        WHERE a.is_draft = 1 AND m.role = 'editor' AND a.shown_until > @now
        """, new { now });

    /// <summary>How many besides this one are published and not over.</summary>
    public static long CountOthers(Sql sql, long id, long now) => sql.ExecuteScalar<long>(
        "SELECT count(*) FROM announcements WHERE is_draft = 0 AND shown_until > @now AND id <> @id", new { now, id });

    /// <summary>
    /// Adds an announcement; its id, and whether it is new: a form that is sent twice, by its <paramref name="formKey"/>, makes one.
    /// </summary>
    public static (long Id, bool IsNew) Add(Sql sql, Announcement one, string formKey, long now)
    {
        var added = sql.ExecuteScalar<long?>("""
            INSERT INTO announcements (form_key, title, audience, key_stage, class, school_id, is_draft, shown_from, shown_until, is_pinned,
                actor_id, created_at, updated_at, body)
            VALUES (@formKey, @Title, @audience, @KeyStage, @Class, @SchoolId, @IsDraft, @ShownFrom, @ShownUntil, @IsPinned, @ActorId, @now,
                @now, @Body)
            ON CONFLICT (form_key) DO NOTHING RETURNING id
            """, new
        {
            formKey, one.Title, audience = EnumText.Of(one.Audience), one.KeyStage, one.Class, one.SchoolId, one.IsDraft, one.ShownFrom,
            one.ShownUntil, one.IsPinned, one.ActorId, now, one.Body,
        });
        return added is { } id
            ? (id, true)
            : (sql.ExecuteScalar<long>("SELECT id FROM announcements WHERE form_key = @formKey", new { formKey }), false);
    }

    /// <summary>Writes what an author may change; false if it was changed or removed since its version was read.</summary>
    public static bool Update(Sql sql, Announcement one, long now) => sql.Execute("""
        UPDATE announcements SET title = @Title, audience = @audience, key_stage = @KeyStage, class = @Class, school_id = @SchoolId,
            is_draft = @IsDraft, shown_from = @ShownFrom, shown_until = @ShownUntil, is_pinned = @IsPinned, body = @Body, updated_at = @now,
            version = version + 1
        WHERE id = @Id AND version = @Version
        """, new
    {
        one.Title, audience = EnumText.Of(one.Audience), one.KeyStage, one.Class, one.SchoolId, one.IsDraft, one.ShownFrom, one.ShownUntil,
        one.IsPinned, one.Body, now, one.Id, one.Version,
    }) == 1;

    /// <summary>Removes an announcement for good; false if it was changed or removed since this version.</summary>
    public static bool Remove(Sql sql, long id, long version) =>
        sql.Execute("DELETE FROM announcements WHERE id = @id AND version = @version", new { id, version }) == 1;

    /// <summary>Removes those of a school that is deleted: nobody could read them.</summary>
    internal static void RemoveOf(Sql sql, long schoolId) => sql.Execute("DELETE FROM announcements WHERE school_id = @schoolId",
        new { schoolId });

    /// <summary>Notes that a member has read the announcements that began until <paramref name="until"/>.</summary>
    public static void MarkRead(Sql sql, long memberId, long until) => sql.Execute(
        "UPDATE members SET news_seen_at = max(coalesce(news_seen_at, 0), @until) WHERE id = @memberId", new { until, memberId });

    /// <summary>Notes that a member wants no line about the pinned announcements that began until <paramref name="until"/>.</summary>
    public static void Hide(Sql sql, long memberId, long until) => sql.Execute(
        "UPDATE members SET news_hidden_at = max(coalesce(news_hidden_at, 0), @until) WHERE id = @memberId", new { until, memberId });
}
