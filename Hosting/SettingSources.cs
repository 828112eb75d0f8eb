// Where a setting's text can come from: flag, environment, --env-file, a secret's file, systemd's credentials; the first one found wins.

namespace MathsSoc.Hosting;

/// <summary>The places where settings are looked up, read once. Names are those of the environment variables.</summary>
public sealed class SettingSources
{
    private const int MaxFileBytes = 64 * 1024;
    private readonly IReadOnlyDictionary<string, string> flags;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly Dictionary<string, string> file = new(StringComparer.Ordinal);
    private readonly List<string> errors = [];
    private readonly List<string> warnings = [];

    /// <param name="flags">Settings given on the command line, by setting name.</param>
    /// <param name="environment">The process's environment, or a test's.</param>
    /// <param name="envFilePath">A file of NAME=value lines; null for none.</param>
    public SettingSources(IReadOnlyDictionary<string, string> flags, IReadOnlyDictionary<string, string> environment, string? envFilePath)
    {
        this.flags = flags;
        this.environment = environment;
        EnvFilePath = envFilePath is null ? null : Path.GetFullPath(envFilePath);
        if (EnvFilePath is not null) ReadEnvFile(EnvFilePath);
    }

    /// <summary>The absolute path of the <c>--env-file</c>; null for none.</summary>
    public string? EnvFilePath { get; }

    /// <summary>
    /// What is wrong with the file itself: missing, too long, a line without an equals sign. An unknown name is no error, see
    /// <see cref="Warnings"/>.
    /// </summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>
    /// A sentence for each name in the file that is no setting: probably a slip, but other programs may read the file too.
    /// </summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The same sources with the file's present contents; flags and environment of a running process cannot change.</summary>
    public SettingSources Reread() => new(flags, environment, EnvFilePath);

    /// <summary>The same sources with one more flag.</summary>
    public SettingSources With(string name, string value) =>
        new(new Dictionary<string, string>(flags, StringComparer.Ordinal) { [name] = value }, environment, EnvFilePath);

    /// <summary>The same flags and environment with another file.</summary>
    public SettingSources WithEnvFile(string path) => new(flags, environment, path);

    /// <summary>Sources with the process's own environment.</summary>
    public static SettingSources FromProcess(IReadOnlyDictionary<string, string> flags, string? envFilePath)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        return new SettingSources(flags, environment, envFilePath);
    }

    /// <summary>The setting's text and its source; a problem if a secret's file cannot be read.</summary>
    public (string Text, string Source, string? Problem) Find(Setting setting)
    {
        if (flags.TryGetValue(setting.Name, out var text)) return (text, "flag", null);
        foreach (var name in Names(setting))
        {
            if (environment.TryGetValue(name, out text)) return (text, "environment", null);
            if (setting.Secret && environment.TryGetValue(name + "_FILE", out var path))
                return ReadSecret(path, "file named by " + name + "_FILE");
            if (file.TryGetValue(name, out text)) return (text, "env-file", null);
            if (setting.Secret && file.TryGetValue(name + "_FILE", out path)) return ReadSecret(path, "file named by " + name + "_FILE");
        }
        if (setting.Secret && environment.TryGetValue("CREDENTIALS_DIRECTORY", out var credentials))
        {
            var path = Path.Combine(credentials, setting.Name.ToLowerInvariant());
            if (File.Exists(path)) return ReadSecret(path, "credential");
        }
        return (setting.Default, "default", null);
    }

    private static IEnumerable<string> Names(Setting setting) => setting.Alias is null ? [setting.Name] : [setting.Name, setting.Alias];

    private static (string, string, string?) ReadSecret(string path, string source)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes) return ("", source, $"the file {path} is longer than a secret can be.");
            var text = File.ReadAllText(path).Trim();
            // Whoever names a file means to have a secret; without this word the site would run as if none had been set.
            return (text, source, text.Length == 0 ? $"the file {path} is empty. Write the secret into it, or do not name it." : null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return ("", source, $"the file {path} cannot be read. Check its name and permissions.");
        }
    }

    private void ReadEnvFile(string path)
    {
        string[] lines;
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes) { errors.Add($"--env-file: {path} is longer than 64 KB."); return; }
            lines = File.ReadAllLines(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--env-file: {path} cannot be read. Check its name and permissions.");
            return;
        }
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) { errors.Add($"--env-file: line {i + 1} of {path} is not NAME=value."); continue; }
            var value = line[(equals + 1)..].Trim();
            if (value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0]) value = value[1..^1];
            var name = line[..equals].Trim();
            file[name] = value;
            if (SettingNames.FindProblem(name) is { } problem) warnings.Add($"--env-file: line {i + 1} of {path}: {problem}");
        }
    }
}
