// The short verbs: migrate, config, version and healthcheck.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>What the verbs share: loading their settings, and ending with a sentence on standard error.</summary>
internal static class Settled
{
    /// <summary>
    /// Loads the settings, becomes the folder's owner if the process is root's, prepares the data folder and, for the one verb that writes
    /// them, tries the log files; prints every problem at once, and then returns null and the exit code for it.
    /// </summary>
    public static AppOptions? Load(SettingSources sources, out int code, bool needsFolder = true, bool needsLogs = false)
    {
        var (options, errors) = AppOptions.Load(sources);
        var all = errors.ToList();
        Print(sources.Warnings);
        code = Exit.Unavailable;
        // After the settings are read: a secret's file may be root's alone.
        if (FolderUser.Become(options.DataDir) is { } closed)
        {
            Refuse(closed, code);
            return null;
        }
        if (needsFolder && all.Count == 0 && SiteFiles.FindProblem(options, needsLogs) is { } foreign)
        {
            Refuse(foreign, code);
            return null;
        }
        code = Exit.Configuration;
        var folderProblem = needsFolder && options.DataDir.Length > 0 ? DataFolder.Prepare(options.DataDir) : null;
        if (folderProblem == DataFolder.Full(options.DataDir)) code = Exit.Unavailable;
        if (folderProblem is not null) all.Add($"DATA_DIR: {folderProblem}");
        // If the folder itself cannot be used, its logs are not tried: they would repeat the folder's problem.
        if (needsLogs)
        {
            var isUsable = folderProblem is null && options.DataDir.Length > 0;
            all.AddRange(Logs.FindProblems(options.Log, except: isUsable ? null : options.InDataDir(".")));
        }
        if (Print(all)) return null;
        if (InterruptedRestore.Finish(options, mayChange: needsFolder) is not { } unfinished) return options;
        code = Refuse(unfinished, Exit.Unavailable);
        return null;
    }

    /// <summary>
    /// Loads the settings for a request to a running site: only a problem with the site's address matters, and not even that if the address
    /// is given.
    /// </summary>
    public static AppOptions? LoadAddress(SettingSources sources, bool isGiven)
    {
        var (options, errors) = AppOptions.Load(sources);
        return !isGiven && Print(errors.Where(NamesAddress)) ? null : options;
    }

    /// <summary>Loads the settings of the site that a verb has found, and prints what is wrong with them; null if anything is.</summary>
    public static AppOptions? Read(SettingSources sources)
    {
        var (options, errors) = AppOptions.Load(sources);
        return Print(errors) ? null : options;
    }

    private static bool NamesAddress(string error) => error.Split(':')[0] is "PORT" or "LISTEN" or "--env-file";

    private static bool Print(IEnumerable<string> problems)
    {
        var any = false;
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"mathsoc: {problem}");
            any = true;
        }
        return any;
    }

    /// <summary>Prints on standard error why the verb ends here, and returns <paramref name="code"/>.</summary>
    public static int Refuse(string sentence, int code)
    {
        Console.Error.WriteLine($"mathsoc: {sentence}");
        return code;
    }

    /// <summary>The exit code for a migration's result; <see cref="Exit.Ok"/> if it succeeded.</summary>
    public static int ExitOf(MigrationResult result) => result switch
    {
        MigrationResult.Ready => Exit.Ok,
        MigrationResult.Unusable or MigrationResult.WrongLog => Exit.Unavailable,
        _ => Exit.Configuration,
    };
}

/// <summary><c>mathsoc migrate [--dry-run]</c>.</summary>
internal static class MigrateCommand
{
    public static int Run(SettingSources sources, bool dryRun)
    {
        if (Settled.Load(sources, out var code, needsFolder: !dryRun) is not { } options) return code;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var outcome = dryRun
            ? Migrator.Run(options.DatabasePath, Migrator.Sections, now, dryRun)
            : SiteMigration.Run(options, now);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        foreach (var section in outcome.Applied)
            Console.WriteLine($"{(dryRun ? "would apply" : "applied")} {section.Number:000}: {section.Why}");
        if (outcome.Applied.Count == 0) Console.WriteLine($"Nothing to do: the schema is {outcome.Version}.");
        return Exit.Ok;
    }
}

/// <summary><c>mathsoc config</c>: each setting's value, source and default, with secrets masked. Errors follow the table.</summary>
internal static class ConfigCommand
{
    public static int Run(SettingSources sources)
    {
        sources = SiteFinder.FindOrKeep(sources);
        var (options, errors) = AppOptions.Load(sources);
        var rows = options.Values
            .Select(value => (value.Setting.Name, Text: value.Shown, value.Source, Default: SettingValue.Quoted(value.Setting.Default)))
            .ToList();
        var widths = (
            Name: rows.Max(row => row.Name.Length),
            Text: Math.Min(48, rows.Max(row => row.Text.Length)),
            Source: rows.Max(row => row.Source.Length));
        foreach (var (name, text, source, fallback) in rows)
            Console.WriteLine(
                $"{name.PadRight(widths.Name)}  {text.PadRight(widths.Text)}  {source.PadRight(widths.Source)}  default {fallback}");
        foreach (var problem in sources.Warnings.Concat(errors)) Console.Error.WriteLine($"mathsoc: {problem}");
        return errors.Count == 0 ? Exit.Ok : Exit.Configuration;
    }
}

/// <summary><c>mathsoc version</c>.</summary>
internal static class VersionCommand
{
    public static int Run()
    {
        Console.WriteLine($"mathsoc {BuildVersion.Number} ({BuildVersion.Commit}), .NET {BuildVersion.Runtime}, "
            + $"SQLite {SqliteLibrary.Version}, schema {Migrator.Newest}");
        return Exit.Ok;
    }
}

/// <summary><c>mathsoc healthcheck [--ready] [--url URL]</c>: a health check for containers, which have no curl.</summary>
internal static class HealthcheckCommand
{
    /// <summary>Three seconds at most, together with the start of the process.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2.5);

    public static int Run(SettingSources sources, bool ready, string? url)
    {
        // The answer is one line for a script, so nothing is said of which site was found.
        var found = SiteFinder.FindOrKeep(sources, isQuiet: true);
        if (Settled.LoadAddress(found, isGiven: url is not null) is not { } options) return Exit.Configuration;
        var path = ready ? "/readyz" : "/healthz";
        var site = url ?? AppOptions.AddressFromHere(options.Endpoint).ToString();
        if (!Uri.TryCreate(site.TrimEnd('/') + path, UriKind.Absolute, out var address))
            return Settled.Refuse($"'{url}' is not a web address.", Exit.Usage);
        try
        {
            // The request must reach the site itself: no proxy from the environment, and a redirect does not count as healthy.
            using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
            using var client = new HttpClient(handler) { Timeout = Timeout };
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
