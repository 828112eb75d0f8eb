// The twenty problems that are inside the program, as challenge files: the demo plays with them, and an empty site may take them in.
namespace MathsSoc.ChallengeFiles;

/// <summary>Reads the program's own challenge files.</summary>
public static class ReadyProblems
{
    private const string Prefix = "demo/";

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
        var texts = new List<(string, string)>();
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            texts.Add((name[prefix.Length..], reader.ReadToEnd()));
        }
        return texts;
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
