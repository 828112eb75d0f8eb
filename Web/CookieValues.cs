// Reads every value that a browser sent for one cookie's name.
namespace MathsSoc.Web;

/// <summary>
/// Another site on the same host, on another port or path, may have set a cookie of the same name. The browser then sends both, and only
/// the site itself can tell which one is its own.
/// </summary>
public static class CookieValues
{
    /// <summary>So many values are tried, each of which may cost a read of the database.</summary>
    private const int Most = 5;

    /// <summary>The values of <paramref name="name"/> from the shortest to the longest length that are allowed, at most five.</summary>
    public static List<string> Find(HttpRequest request, string name, int shortest, int longest)
    {
        var values = new List<string>();
        foreach (var header in request.Headers.Cookie)
            foreach (var pair in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (values.Count == Most) return values;
                var length = pair.Length - name.Length - 1;
                if (length < shortest || length > longest || pair[name.Length] != '=' || !pair.StartsWith(name, StringComparison.Ordinal))
                    continue;
                values.Add(pair[(name.Length + 1)..]);
            }
        return values;
    }
}
