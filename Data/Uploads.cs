// The uploads table: which files there are and what they belong to. Their bytes are in the uploads folder, named by their hash.
using Dapper;

namespace MathsSoc.Data;

/// <summary>An uploaded file.</summary>
/// <param name="Hash">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="ContentType">Found from its bytes, not from its name.</param>
/// <param name="Alt">The author's description of what it shows.</param>
public sealed record Upload(string Hash, string ContentType, long Bytes, string Alt)
{
    /// <summary>
    /// In the place of a description: the picture only decorates, so readers who cannot see it miss nothing. It is the word for that in
    /// texts too.
    /// </summary>
    public const string Decorative = "decorative";

    public bool IsDecorative => Alt == Decorative;
}

/// <summary>A file as its row describes it, for whoever checks the folder.</summary>
public sealed record StoredUpload(string Hash, long Bytes);

/// <summary>What a file belongs to. It may have several owners, of several kinds, and is kept until none is left.</summary>
/// <param name="Kind">Its name in the database; each kind has its own triggers in Migrations.sql.</param>
public readonly record struct UploadOwner(string Kind, long Id)
{
    internal const string ChallengeKind = "challenge", ArticleKind = "article";

    public static UploadOwner Challenge(long id) => new(ChallengeKind, id);
    public static UploadOwner Article(long id) => new(ArticleKind, id);
}

/// <summary>Reads and writes uploads.</summary>
public static class Uploads
{
    /// <summary>The largest number of files of one owner: more than a challenge, or anything else, needs.</summary>
    public const int MaxOfOwner = 50;

    /// <summary>Whether this could be a file's name. Any other name is never looked up in a folder of uploads.</summary>
    public static bool IsHash(ReadOnlySpan<char> text)
    {
        if (text.Length != 64) return false;
        foreach (var c in text)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }

    /// <summary>The files of one owner, the newest first.</summary>
    public static List<Upload> List(Sql sql, UploadOwner owner) => sql.Query<Upload>("""
        SELECT u.hash, u.content_type, u.bytes, x.alt FROM upload_uses x JOIN uploads u ON u.hash = x.hash
        WHERE x.owner_kind = @kind AND x.owner_id = @id ORDER BY u.created_at DESC, u.hash LIMIT @most
        """, new { kind = owner.Kind, id = owner.Id, most = MaxOfOwner }).AsList();

    /// <summary>Every file there should be.</summary>
    public static List<StoredUpload> ListAll(Sql sql) => sql.Query<StoredUpload>("SELECT hash, bytes FROM uploads ORDER BY hash").AsList();

    /// <summary>The type of a file; null if there is no such file.</summary>
    public static string? FindType(Sql sql, string hash) =>
        sql.ExecuteScalar<string?>("SELECT content_type FROM uploads WHERE hash = @hash", new { hash });

    /// <summary>The challenges a file belongs to. <see cref="ChallengeRules"/> decides whether a visitor may see one of them.</summary>
    public static List<Challenge> ListChallenges(Sql sql, string hash) => sql.Query<Challenge>($"""
        SELECT {Challenges.Columns} FROM challenges
        WHERE id IN (SELECT owner_id FROM upload_uses WHERE hash = @hash AND owner_kind = @kind)
        """, new { hash, kind = UploadOwner.ChallengeKind }).AsList();

    /// <summary>The size of all files together, in bytes.</summary>
    public static long Total(Sql sql) => sql.ExecuteScalar<long>("SELECT coalesce(sum(bytes), 0) FROM uploads");

    /// <summary>
    /// Adds a file to an owner, or replaces the description if the owner has the file already. False if the owner has
    /// <see cref="MaxOfOwner"/> files.
    /// </summary>
    public static bool Add(Sql sql, UploadOwner owner, Upload upload, long? uploadedBy, long now)
    {
        sql.Execute("""
            INSERT INTO uploads (hash, content_type, bytes, uploaded_by, created_at) VALUES (@Hash, @ContentType, @Bytes, @uploadedBy, @now)
            ON CONFLICT (hash) DO NOTHING
            """, new { upload.Hash, upload.ContentType, upload.Bytes, uploadedBy, now });
        return sql.Execute("""
            INSERT INTO upload_uses (owner_kind, owner_id, hash, alt) SELECT @kind, @id, @Hash, @Alt
            WHERE (SELECT count(*) FROM upload_uses WHERE owner_kind = @kind AND owner_id = @id AND hash <> @Hash) < @most
            ON CONFLICT (owner_kind, owner_id, hash) DO UPDATE SET alt = excluded.alt
            """, new { kind = owner.Kind, id = owner.Id, upload.Hash, upload.Alt, most = MaxOfOwner }) == 1;
    }

    /// <summary>
    /// Gives an owner files that its texts name and that belong to others, such as those of the challenge it was copied from.
    /// </summary>
    public static void Share(Sql sql, UploadOwner owner, IReadOnlyList<string> hashes)
    {
        foreach (var hash in hashes)
            sql.Execute("""
                INSERT INTO upload_uses (owner_kind, owner_id, hash, alt)
                SELECT @kind, @id, u.hash, coalesce((SELECT max(x.alt) FROM upload_uses x WHERE x.hash = u.hash), '')
                FROM uploads u WHERE u.hash = @hash
                ON CONFLICT (owner_kind, owner_id, hash) DO NOTHING
                """, new { kind = owner.Kind, id = owner.Id, hash });
    }

    /// <summary>Takes a file away from an owner; false if the owner does not have it.</summary>
    public static bool Remove(Sql sql, UploadOwner owner, string hash) => sql.Execute(
        "DELETE FROM upload_uses WHERE owner_kind = @kind AND owner_id = @id AND hash = @hash",
        new { kind = owner.Kind, id = owner.Id, hash }) == 1;

    /// <summary>
    /// Deletes the rows of files that have no owner left and returns their hashes, so that the caller can delete the files.
    /// </summary>
    public static List<string> RemoveUnused(Sql sql)
    {
        var hashes = sql.Query<string>("SELECT hash FROM uploads WHERE hash NOT IN (SELECT hash FROM upload_uses)").AsList();
        foreach (var hash in hashes) sql.Execute("DELETE FROM uploads WHERE hash = @hash", new { hash });
        return hashes;
    }
}
