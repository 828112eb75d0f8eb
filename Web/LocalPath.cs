// Paths of this site that come from a query or a form: to where somebody goes back afterwards.
namespace MathsSoc.Web;

/// <summary>Checks such paths: they must not lead to another site.</summary>
public static class LocalPath
{
    /// <summary>The longest, in characters.</summary>
    public const int MaxLength = 500;

    /// <summary>The path, without the site's root; the home page for anything that could lead elsewhere.</summary>
    public static string Of(string next) =>
        next.Length is > 1 and <= MaxLength
        && next[0] == '/'
        && next[1] is not ('/' or '\\')
        && !next.Any(letter => letter is <= ' ' or > '~')
            ? next
            : "/";
}
