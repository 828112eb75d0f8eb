// Commands as they are printed for people to type: each names its data folder, so that it reaches the same site from anywhere.
namespace MathsSoc.Data;

/// <summary>Writes commands.</summary>
public static class ShellCommand
{
    /// <summary>A command for the site in this folder: <c>mathsoc check --repair --data /var/lib/mathsoc</c>.</summary>
    public static string For(string verb, string folder) => $"mathsoc {verb} --data {Quote(folder)}";

    /// <summary>The text as one word of a shell.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
