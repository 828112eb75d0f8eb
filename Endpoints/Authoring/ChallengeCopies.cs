// A challenge that begins as a copy of another: with its parts and its pictures, and without its answers.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Stores copies, for the page of a challenge and for a competition that is copied as a whole.</summary>
internal static class ChallengeCopies
{
    /// <summary>
    /// Adds a copy with its parts and pictures, a draft of whoever asks for it, and returns its id. <paramref name="changed"/> is the
    /// challenge as the copy is to be, with the id of the one that is copied.
    /// </summary>
    public static long Add(Sql sql, Visit visit, Challenge changed)
    {
        var copy = changed with
        {
            Id = 0, IsDraft = true, AuthorId = visit.Member.MemberId, AuthorName = visit.Member.DisplayName,
        };
        var added = Challenges.Add(sql, copy, visit.Now, ChallengeBundles.Slug(copy.Title));
        Parts.Save(sql, added, [.. Parts.List(sql, changed.Id).Select(part => part with { Id = 0 })], visit.Now);
        Uploads.Share(sql, UploadOwner.Challenge(added),
            [.. Uploads.List(sql, UploadOwner.Challenge(changed.Id)).Select(picture => picture.Hash)]);
        return added;
    }
}
