// The uploads table: which files there are and what they belong to. The bytes lie in the uploads folder, under the hash.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A file that was sent.</summary>
/// <param name="Hash">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="ContentType">By its content.</param>
/// <param name="Alt">What it shows, as the author of its owner said.</param>
public sealed record Upload(string Hash, string ContentType, long Bytes, string Alt);

/// <summary>What a file belongs to. It may have several owners, of several kinds, and stays until the last gives it up.</summary>
/// <param name="Kind">As the database has it; each kind has its triggers in Migrations.sql.</param>
public readonly record struct UploadOwner(string Kind, long Id)
{
    internal const string ChallengeKind = "challenge";

    public static UploadOwner Challenge(long id) => new(ChallengeKind, id);
}

/// <summary>Reads and writes uploads.</summary>
public static class Uploads
{
    /// <summary>More files than a challenge, or anything else, has need of.</summary>
    public const int MostOfOwner = 50;

    /// <summary>The files of one owner, the newest first.</summary>
    public static List<Upload> List(Sql sql, UploadOwner owner) => sql.Query<Upload>("""
        SELECT u.hash, u.content_type, u.bytes, x.alt FROM upload_uses x JOIN uploads u ON u.hash = x.hash
        WHERE x.owner_kind = @kind AND x.owner_id = @id ORDER BY u.created_at DESC, u.hash LIMIT @most
        """, new { kind = owner.Kind, id = owner.Id, most = MostOfOwner }).AsList();

    /// <summary>The type of a file; null when there is no such file.</summary>
    public static string? FindType(Sql sql, string hash) =>
        sql.ExecuteScalar<string?>("SELECT content_type FROM uploads WHERE hash = @hash", new { hash });

    /// <summary>The challenges a file belongs to. <see cref="ChallengeRules"/> says whether one of them lets somebody see it.</summary>
    public static List<Challenge> ListChallenges(Sql sql, string hash) => sql.Query<Challenge>($"""
        SELECT {Challenges.Columns} FROM challenges
        WHERE id IN (SELECT owner_id FROM upload_uses WHERE hash = @hash AND owner_kind = @kind)
        """, new { hash, kind = UploadOwner.ChallengeKind }).AsList();

    /// <summary>Bytes of all files together.</summary>
    public static long Total(Sql sql) => sql.ExecuteScalar<long>("SELECT coalesce(sum(bytes), 0) FROM uploads");

    /// <summary>
    /// Adds a file to an owner; one that is there already only has its description replaced. False when the owner has as many as it may.
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
            """, new { kind = owner.Kind, id = owner.Id, upload.Hash, upload.Alt, most = MostOfOwner }) == 1;
    }

    /// <summary>Gives an owner the files that its texts name and others brought along, such as the challenge it was copied from.</summary>
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

    /// <summary>Takes a file away from an owner; false when the owner does not have it.</summary>
    public static bool Remove(Sql sql, UploadOwner owner, string hash) => sql.Execute(
        "DELETE FROM upload_uses WHERE owner_kind = @kind AND owner_id = @id AND hash = @hash",
        new { kind = owner.Kind, id = owner.Id, hash }) == 1;

    /// <summary>Forgets the files that belong to nothing any more and names them: they are then removed from the folder.</summary>
    public static List<string> RemoveUnused(Sql sql)
    {
        var hashes = sql.Query<string>("SELECT hash FROM uploads WHERE hash NOT IN (SELECT hash FROM upload_uses)").AsList();
        foreach (var hash in hashes) sql.Execute("DELETE FROM uploads WHERE hash = @hash", new { hash });
        return hashes;
    }
}
