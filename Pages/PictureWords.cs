// Descriptions of pictures that say nothing, such as "image": who cannot see the picture learns nothing from them, so authors are asked.
namespace MathsSoc.Pages;

/// <summary>Knows descriptions without a meaning (WCAG 2.2, failure F30), and those that stand in for one.</summary>
public static class PictureWords
{
    /// <summary>How the stand-in for a challenge's picture from an earlier site begins; a title and ” follow.</summary>
    public const string OfChallenge = "Picture of the challenge “";

    private static readonly string[] Empty =
        ["picture", "a picture", "image", "an image", "img", "photo", "a photo", "graphic", "figure", "diagram", "untitled", "spacer"];

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".gif", ".webp"];

    /// <summary>What an author should do if this describes no picture in particular, or is the name of a file; null if it does.</summary>
    public static string? FindProblem(string alternative) => SaysNothing(alternative)
        ? $"Say what the picture “{alternative}” shows: these words tell nothing to whoever cannot see it." : null;

    private static bool SaysNothing(string alternative)
    {
        var words = alternative.Trim().TrimEnd('.');
        foreach (var empty in Empty)
            if (words.Equals(empty, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var ending in Endings)
            if (words.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        return words.StartsWith(OfChallenge, StringComparison.Ordinal);
    }
}
