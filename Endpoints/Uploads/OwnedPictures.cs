// What becomes of the pictures of a challenge or an article once its form has been read: stored with it, or taken away from it.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Stores and removes pictures. The files of an owner are in the database and in <paramref name="folder"/> together.</summary>
public sealed class OwnedPictures(UploadFolder folder)
{
    /// <summary>
    /// Gives a picture to its owner; null if it is done, otherwise the status and a sentence for the form, which keeps what was typed.
    /// </summary>
    /// <param name="find">Why the owner cannot have it, such as that somebody has deleted it; null if nothing is in the way.</param>
    public async Task<(int Status, string Sentence)?> Add(
        Visit visit, UploadOwner owner, Upload upload, byte[] bytes, Func<Sql, string?> find)
    {
        using var staged = await folder.Stage([(upload.Hash, bytes)]);
        if (staged is null) return (StatusCodes.Status503ServiceUnavailable, $"Picture: {ArrivingFiles.Unstorable}");
        var problem = await visit.Write(sql =>
        {
            var no = find(sql) ?? folder.Store(sql, visit, owner, upload, () => staged.Keep(upload.Hash));
            if (no is null)
                Audit.Add(sql, visit.Actor, $"{owner.Kind}.picture", visit.Now, owner.Kind, owner.Id,
                    $"{upload.ContentType}, {upload.Bytes} bytes");
            return no;
        });
        return problem is null ? null : (StatusCodes.Status422UnprocessableEntity, problem);
    }

    /// <summary>Takes a picture away from its owner. What came of it; null if the owner has none of this name.</summary>
    /// <param name="find">Why it stays, such as that a text shows it; null if nothing is in the way.</param>
    public async Task<string?> Remove(Visit visit, UploadOwner owner, string hash, Func<Sql, string?> find)
    {
        if (!Uploads.IsHash(hash)) return null;
        List<string> unused = [];
        var result = await visit.Write(sql =>
        {
            if (find(sql) is { } use) return use;
            if (!Uploads.Remove(sql, owner, hash)) return null;
            Audit.Add(sql, visit.Actor, $"{owner.Kind}.picture_removed", visit.Now, owner.Kind, owner.Id);
            unused = Uploads.RemoveUnused(sql);
            return AuthorPictures.Gone;
        });
        await folder.RemoveUnused(visit, unused);
        return result;
    }
}
