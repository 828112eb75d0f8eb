// The uploads table: which files there are and which challenges they belong to. The bytes lie in the uploads folder, under the hash.
using System.Data;
using Dapper;

namespace MathsSoc.Data;

/// <summary>A file that was sent.</summary>
/// <param name="Hash">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="ContentType">By its content.</param>
/// <param name="Alt">What it shows, as the author of the challenge said.</param>
public sealed record Upload(string Hash, string ContentType, long Bytes, string Alt) : IRow<Upload>
{
    public static string Columns => "u.hash, u.content_type, u.bytes, x.alt";
    public static Upload Read(IDataRecord row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3));
}

/// <summary>Reads and writes uploads.</summary>
public static class Uploads
{
    /// <summary>More than a challenge has pictures.</summary>
    public const int MostOfChallenge = 50;

    /// <summary>The files of a challenge, the newest first.</summary>
    public static List<Upload> List(Sql sql, long challengeId) => sql.Rows<Upload>($"""
        SELECT {Upload.Columns} FROM upload_uses x JOIN uploads u ON u.hash = x.hash WHERE x.challenge_id = @challenge ORDER BY u.created_at DESC, u.hash LIMIT @most
        """, ("challenge", challengeId), ("most", MostOfChallenge));

    /// <summary>The type of a file; null when there is no such file.</summary>
    public static string? FindType(Sql sql, string hash) => sql.Scalar<string>("SELECT content_type FROM uploads WHERE hash = @hash", ("hash", hash));

    /// <summary>The challenges a file belongs to. Whether one of them lets somebody see it says <see cref="ChallengeRules"/>.</summary>
    public static List<Challenge> ListUsers(Sql sql, string hash) => sql.Query<Challenge>($"""
        SELECT {Challenges.Columns} FROM challenges WHERE id IN (SELECT challenge_id FROM upload_uses WHERE hash = @hash)
        """, new { hash }).AsList();

    /// <summary>Bytes of all files together.</summary>
    public static long Total(Sql sql) => sql.Scalar<long>("SELECT coalesce(sum(bytes), 0) FROM uploads");

    /// <summary>Adds a file to a challenge; one that is there already is only described anew. False when the challenge has as many as it may.</summary>
    public static bool Add(Sql sql, long challengeId, Upload upload, long? uploadedBy, long now)
    {
        sql.Run("""
            INSERT INTO uploads (hash, content_type, bytes, uploaded_by, created_at) VALUES (@hash, @type, @bytes, @by, @now) ON CONFLICT (hash) DO NOTHING
            """, ("hash", upload.Hash), ("type", upload.ContentType), ("bytes", upload.Bytes), ("by", uploadedBy), ("now", now));
        return sql.Run("""
            INSERT INTO upload_uses (challenge_id, hash, alt) SELECT @challenge, @hash, @alt
            WHERE (SELECT count(*) FROM upload_uses WHERE challenge_id = @challenge AND hash <> @hash) < @most
            ON CONFLICT (challenge_id, hash) DO UPDATE SET alt = excluded.alt
            """, ("challenge", challengeId), ("hash", upload.Hash), ("alt", upload.Alt), ("most", MostOfChallenge)) == 1;
    }

    /// <summary>Gives a challenge the files that its texts name and others brought along, such as the challenge it was copied from.</summary>
    public static void Share(Sql sql, long challengeId, IReadOnlyList<string> hashes)
    {
        foreach (var hash in hashes)
            sql.Run("""
                INSERT INTO upload_uses (challenge_id, hash, alt)
                SELECT @challenge, u.hash, coalesce((SELECT max(x.alt) FROM upload_uses x WHERE x.hash = u.hash), '') FROM uploads u WHERE u.hash = @hash
                ON CONFLICT (challenge_id, hash) DO NOTHING
                """, ("challenge", challengeId), ("hash", hash));
    }

    /// <summary>Takes a file away from a challenge; false when it has none such.</summary>
    public static bool Remove(Sql sql, long challengeId, string hash) =>
        sql.Run("DELETE FROM upload_uses WHERE challenge_id = @challenge AND hash = @hash", ("challenge", challengeId), ("hash", hash)) == 1;

    /// <summary>Forgets the files that belong to nothing any more, and names them: they are then removed from the folder.</summary>
    public static List<string> RemoveUnused(Sql sql)
    {
        var hashes = new List<string>();
        foreach (var row in sql.Rows<Hash>($"SELECT {Hash.Columns} FROM uploads WHERE hash NOT IN (SELECT hash FROM upload_uses)")) hashes.Add(row.Value);
        foreach (var hash in hashes) sql.Run("DELETE FROM uploads WHERE hash = @hash", ("hash", hash));
        return hashes;
    }

    private sealed record Hash(string Value) : IRow<Hash>
    {
        public static string Columns => "hash";
        public static Hash Read(IDataRecord row) => new(row.GetString(0));
    }
}
