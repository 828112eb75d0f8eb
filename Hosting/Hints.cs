// Commands as they are printed for people to type: each names its data folder, so that it reaches the same site from anywhere.
namespace MathsSoc.Hosting;

/// <summary>Writes commands.</summary>
internal static class Hints
{
    /// <summary>A command for the site of these options: <c>mathsoc check --repair --data /var/lib/mathsoc</c>.</summary>
    public static string Command(string verb, AppOptions options) => $"mathsoc {verb} --data {Quote(options.DataDir)}";

    /// <summary>The text as one word of a shell.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
