// The twenty problems that are inside the program, as challenge files with pictures: the demo plays with them, and an empty site may take
// them in.
using System.Security.Cryptography;
using System.Text;

namespace MathsSoc.ChallengeFiles;

/// <summary>A picture of one of the problems: its name in the problem's file, and its PNG with the SHA-256 of that.</summary>
public sealed record ReadyPicture(string Name, string Hash, byte[] Bytes);

/// <summary>Reads the program's own challenge files.</summary>
public static class ReadyProblems
{
    private const string Prefix = "demo/", PicturePrefix = "pictures/";

    /// <summary>The pictures that the files show.</summary>
    public static List<ReadyPicture> Pictures() => [.. Files(PicturePrefix).Select(static one =>
        new ReadyPicture(one.Name, Convert.ToHexStringLower(SHA256.HashData(one.Bytes)), one.Bytes))];

    /// <summary>Each file with its name, in the order of the names: the younger half first.</summary>
    public static List<(string Name, string Text)> Texts(IReadOnlyList<ReadyPicture> pictures)
    {
        var texts = Texts(Prefix);
        // The build draws the pictures, so that a file can only name them by what they show.
        foreach (var (name, hash, _) in pictures)
            for (var i = 0; i < texts.Count; i++)
                texts[i] = (texts[i].Name, texts[i].Text.Replace($"]({name})", $"](upload:{hash}.png)", StringComparison.Ordinal));
        return texts;
    }

    /// <summary>
    /// The program's own files whose names begin with <paramref name="prefix"/>, each with the rest of its name, in the order of the names.
    /// </summary>
    public static List<(string Name, string Text)> Texts(string prefix) =>
        [.. Files(prefix).Select(one => (one.Name, Encoding.UTF8.GetString(one.Bytes)))];

    /// <summary>The challenges of the files, in the same order.</summary>
    public static List<BundleChallenge> Read(IReadOnlyList<ReadyPicture> pictures)
    {
        var challenges = new List<BundleChallenge>();
        foreach (var (name, text) in Texts(pictures))
        {
            var (challenge, errors) = Bundle.Read(text);
            challenges.Add(challenge ?? throw new InvalidOperationException($"{name}, line {errors[0].Line}: {errors[0].Message}"));
        }
        return challenges;
    }

    private static List<(string Name, byte[] Bytes)> Files(string prefix)
    {
        var assembly = typeof(ReadyProblems).Assembly;
        var names = new List<string>();
        foreach (var name in assembly.GetManifestResourceNames())
            if (name.StartsWith(prefix, StringComparison.Ordinal)) names.Add(name);
        names.Sort(StringComparer.Ordinal);
        var files = new List<(string, byte[])>();
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add((name[prefix.Length..], bytes));
        }
        return files;
    }
}
