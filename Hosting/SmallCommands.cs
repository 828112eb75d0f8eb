// The short verbs: migrate, config, version and healthcheck.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>What every verb does with its settings before it begins.</summary>
internal static class Settled
{
    /// <summary>Loads the settings and prepares the data folder; prints every problem in one go and returns null when there is any.</summary>
    public static AppOptions? Load(SettingSources sources, bool needsFolder = true)
    {
        var (options, errors) = AppOptions.Load(sources);
        var all = errors.ToList();
        if (needsFolder && options.DataDir.Length > 0 && DataFolder.Prepare(options.DataDir) is { } problem) all.Add($"DATA_DIR: {problem}");
        else if (needsFolder && errors.Count == 0) all.AddRange(Logs.FindProblems(options.Log));
        foreach (var error in all) Console.Error.WriteLine($"mathsoc: {error}");
        return all.Count == 0 ? options : null;
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
        if (outcome.Result != MigrationResult.Ready)
        {
            Console.Error.WriteLine($"mathsoc: {outcome.Message}");
            return Settled.ExitOf(outcome.Result);
        }
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
        Console.WriteLine($"mathsoc {BuildVersion.Number} ({BuildVersion.Commit}), .NET {BuildVersion.Runtime}, SQLite {BuildVersion.Sqlite}, schema {Migrator.Newest}");
        return Exit.Ok;
    }
}

/// <summary><c>mathsoc healthcheck [--ready] [--url URL]</c>: what a container runs instead of curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static int Run(SettingSources sources, bool ready, string? url)
    {
        if (Settled.Load(sources, needsFolder: false) is not { } options) return Exit.Configuration;
        var path = ready ? "/readyz" : "/healthz";
        if (!Uri.TryCreate((url ?? AddressOf(options)).TrimEnd('/') + path, UriKind.Absolute, out var address))
        {
            Console.Error.WriteLine($"mathsoc: '{url}' is not a web address.");
            return Exit.Usage;
        }
        try
        {
            using var client = new HttpClient { Timeout = Patience };
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

    private static string AddressOf(AppOptions options)
    {
        var host = options.Listen.Equals(IPAddress.Any) ? IPAddress.Loopback : options.Listen.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : options.Listen;
        return $"http://{new IPEndPoint(host, options.Port)}";
    }
}
