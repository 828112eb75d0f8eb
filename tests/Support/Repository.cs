// The source tree that the tests were built from, for tests that read it: the architecture, the README, the systemd unit.
using System.Text.RegularExpressions;

namespace MathsSoc.Tests.Support;

/// <summary>Files by their path from the root, with forward slashes.</summary>
public static class Repository
{
    /// <summary>The folder that holds MathsSoc.csproj.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The text of one file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Every file under <paramref name="folder"/> that ends with <paramref name="ending"/>, without build output.</summary>
    public static IReadOnlyList<string> Files(string folder, string ending) =>
        !Directory.Exists(Path.Combine(Root, folder)) ? [] :
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*" + ending, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !Regex.IsMatch(path, "(^|/)(bin|obj|node_modules|artifacts)/"))
            .Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MathsSoc.csproj")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("MathsSoc.csproj is in no folder above the tests.");
        return folder;
    }
}
