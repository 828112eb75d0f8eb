// The twenty problems that are inside the program, as challenge files with pictures: the demo plays with them, and an empty site may take
// them in.
using System.Security.Cryptography;

namespace MathsSoc.ChallengeFiles;

/// <summary>Reads the program's own challenge files.</summary>
public static class ReadyProblems
{
    private const string Prefix = "demo/", PicturePrefix = "pictures/";

    /// <summary>Each file with its name, in the order of the names: the younger half first.</summary>
    public static List<(string Name, string Text)> Texts() => Texts(Prefix);

    /// <summary>
    /// The program's own files whose names begin with <paramref name="prefix"/>, each with the rest of its name, in the order of the names.
    /// </summary>
    public static List<(string Name, string Text)> Texts(string prefix)
    {
        var assembly = typeof(ReadyProblems).Assembly;
        var names = new List<string>();
        foreach (var name in assembly.GetManifestResourceNames())
            if (name.StartsWith(prefix, StringComparison.Ordinal)) names.Add(name);
        names.Sort(StringComparer.Ordinal);
        var pictures = Drawn();
        var texts = new List<(string, string)>();
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var text = reader.ReadToEnd();
            // The build draws the pictures, so that a file can only name them by what they show.
            foreach (var (picture, hash, _) in pictures)
                text = text.Replace($"]({picture})", $"](upload:{hash}.png)", StringComparison.Ordinal);
            texts.Add((name[prefix.Length..], text));
        }
        return texts;
    }

    /// <summary>The PNGs that the texts show, with the SHA-256 of each, by which a text names it.</summary>
    public static List<(string Hash, byte[] Bytes)> Pictures() => [.. Drawn().Select(one => (one.Hash, one.Bytes))];

    private static List<(string Name, string Hash, byte[] Bytes)> Drawn()
    {
        var assembly = typeof(ReadyProblems).Assembly;
        var pictures = new List<(string, string, byte[])>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(PicturePrefix, StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            pictures.Add((name[PicturePrefix.Length..], Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes));
        }
        return pictures;
    }

    /// <summary>The challenges of the files, in the same order.</summary>
    public static List<BundleChallenge> Read()
    {
        var challenges = new List<BundleChallenge>();
        foreach (var (name, text) in Texts())
        {
            var (challenge, errors) = Bundle.Read(text);
            challenges.Add(challenge ?? throw new InvalidOperationException($"{name}, line {errors[0].Line}: {errors[0].Message}"));
        }
        return challenges;
    }
}
