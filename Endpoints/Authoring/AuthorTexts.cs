// What the forms of challenges and of articles do with a text: render it with the pictures there are, and say what is wrong with it.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Rules for every text that an author writes in Markdown.</summary>
public static class AuthorTexts
{
    // Ten times a usual text: rendering this much takes some ten milliseconds.
    private const int LongText = 20_000;

    /// <summary>Whether rendering texts of so many characters together is a large job, see <see cref="HeavyJobs"/>.</summary>
    public static bool IsLong(int characters) => characters > LongText;

    /// <summary>How a text is rendered on an author's page: only pictures that were uploaded, or are being brought in, are shown.</summary>
    public static async Task<MarkdownSettings> SettingsFor(Visit visit, string text, IReadOnlyList<SentPicture>? brought = null)
    {
        var named = UploadTypes.HashesIn(text, 2 * Uploads.MaxOfOwner);
        var there = named.Count == 0 ? [] : await visit.Read(sql => named.FindAll(hash => Uploads.FindType(sql, hash) is not null));
        foreach (var picture in brought ?? []) there.Add(picture.Hash);
        var root = visit.Root;
        return new MarkdownSettings
        {
            FirstHeading = 3,
            Link = path => root + path,
            Image = name => UploadTypes.HashIn(name) is { } hash && there.Contains(hash) ? UploadTypes.Address(root, name) : null,
        };
    }

    /// <summary>
    /// Adds an error for a text beyond the bounds and, if it is or goes <paramref name="live"/>, one that names everything in it that must
    /// not be published.
    /// </summary>
    public static void Fail(FormReader form, string name, string label, RenderedText text, bool live)
    {
        var refused = text.Refusal is { } refusal ? [refusal]
            : live ? text.Problems.Where(static problem => problem.Refuse).Select(static problem => problem.Message).ToList() : [];
        if (refused.Count > 0) form.Fail(name, $"{label}: {string.Join(' ', refused)}");
    }
}
