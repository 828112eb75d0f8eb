// The short verbs: migrate, config, version and healthcheck.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>What every verb does with its settings before it begins.</summary>
internal static class Settled
{
    /// <summary>
    /// Loads the settings, prepares the data folder and, for the one verb that writes them, tries the log files; prints every problem in one go and
    /// returns null when there is any.
    /// </summary>
    public static AppOptions? Load(SettingSources sources, bool needsFolder = true, bool needsLogs = false)
    {
        var (options, errors) = AppOptions.Load(sources);
        var all = errors.ToList();
        var folderProblem = needsFolder && options.DataDir.Length > 0 ? DataFolder.Prepare(options.DataDir) : null;
        if (folderProblem is not null) all.Add($"DATA_DIR: {folderProblem}");
        // A log in a folder that cannot be used has that folder's problem, which is told already.
        if (needsLogs) all.AddRange(Logs.FindProblems(options.Log, except: folderProblem is null && options.DataDir.Length > 0 ? null : options.InDataDir(".")));
        return Tell(all) ? null : options;
    }

    /// <summary>
    /// Loads the settings for a question to a running site: only what names its address can be in the way, and nothing is when the address is given.
    /// </summary>
    public static AppOptions? LoadAddress(SettingSources sources, bool isGiven)
    {
        var (options, errors) = AppOptions.Load(sources);
        return !isGiven && Tell(errors.Where(NamesAddress)) ? null : options;
    }

    private static bool NamesAddress(string error) => error.Split(':')[0] is "PORT" or "LISTEN" or "--env-file";

    private static bool Tell(IEnumerable<string> problems)
    {
        var any = false;
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"mathsoc: {problem}");
            any = true;
        }
        return any;
    }

    /// <summary>Says on standard error why the verb ends here, and returns <paramref name="code"/>.</summary>
    public static int Refuse(string sentence, int code)
    {
        Console.Error.WriteLine($"mathsoc: {sentence}");
        return code;
    }

    /// <summary>The exit code of a migration that was refused; <see cref="Exit.Ok"/> when it was not.</summary>
    public static int ExitOf(MigrationResult result) => result switch
    {
        MigrationResult.Ready => Exit.Ok,
        MigrationResult.Unusable => Exit.Unavailable,
        _ => Exit.Configuration,
    };
}

/// <summary><c>mathsoc migrate [--dry-run]</c>.</summary>
internal static class MigrateCommand
{
    public static int Run(SettingSources sources, bool dryRun)
    {
        if (Settled.Load(sources, needsFolder: !dryRun) is not { } options) return Exit.Configuration;
        var outcome = Migrator.Run(options.DatabasePath, Migrator.Sections, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), dryRun);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        foreach (var section in outcome.Applied)
            Console.WriteLine($"{(dryRun ? "would apply" : "applied")} {section.Number:000}: {section.Why}");
        if (outcome.Applied.Count == 0) Console.WriteLine($"Nothing to do: the schema is {outcome.Version}.");
        return Exit.Ok;
    }
}

/// <summary><c>mathsoc config</c>: value, where from, default; secrets masked. Errors follow the table.</summary>
internal static class ConfigCommand
{
    public static int Run(SettingSources sources)
    {
        var (options, errors) = AppOptions.Load(sources);
        var rows = options.Values.Select(value => (value.Setting.Name, Text: Shown(value), value.Source, Default: Quoted(value.Setting.Default))).ToList();
        var widths = (Name: rows.Max(row => row.Name.Length), Text: Math.Min(48, rows.Max(row => row.Text.Length)), Source: rows.Max(row => row.Source.Length));
        foreach (var (name, text, source, fallback) in rows)
            Console.WriteLine($"{name.PadRight(widths.Name)}  {text.PadRight(widths.Text)}  {source.PadRight(widths.Source)}  default {fallback}");
        foreach (var error in errors) Console.Error.WriteLine($"mathsoc: {error}");
        return errors.Count == 0 ? Exit.Ok : Exit.Configuration;
    }

    private static string Shown(SettingValue value) => value.Setting.Secret && value.Text.Length > 0 ? "***" : Quoted(value.Text);

    private static string Quoted(string text) => text.Length == 0 ? "\"\"" : text;
}

/// <summary><c>mathsoc version</c>.</summary>
internal static class VersionCommand
{
    public static int Run()
    {
        Console.WriteLine($"mathsoc {BuildVersion.Number} ({BuildVersion.Commit}), .NET {BuildVersion.Runtime}, SQLite {SqliteLibrary.Version}, schema {Migrator.Newest}");
        return Exit.Ok;
    }
}

/// <summary><c>mathsoc healthcheck [--ready] [--url URL]</c>: what a container runs instead of curl.</summary>
internal static class HealthcheckCommand
{
    /// <summary>With the start of the process, three seconds at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    public static int Run(SettingSources sources, bool ready, string? url)
    {
        if (Settled.LoadAddress(sources, isGiven: url is not null) is not { } options) return Exit.Configuration;
        var path = ready ? "/readyz" : "/healthz";
        if (!Uri.TryCreate((url ?? options.AddressFromHere(options.Port).ToString()).TrimEnd('/') + path, UriKind.Absolute, out var address))
            return Settled.Refuse($"'{url}' is not a web address.", Exit.Usage);
        try
        {
            // It asks this very site: a proxy of the environment has no business between them, and a redirect is not an answer.
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, address));
            Console.WriteLine($"{address}: {(int)response.StatusCode} {response.StatusCode}");
            return response.StatusCode == HttpStatusCode.OK ? Exit.Ok : Exit.Failed;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException or NotSupportedException)
        {
            Console.WriteLine($"{address}: no answer");
            return Exit.Failed;
        }
    }
}
