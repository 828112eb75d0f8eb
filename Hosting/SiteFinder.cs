// Finds the site that a command is about when no flag names its folder, so that no command makes a second society by mistake.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Only serve, migrate and demo make a site. All other verbs look for one here.</summary>
internal static class SiteFinder
{
    /// <summary>Where the package keeps the site: the last place to look.</summary>
    public const string Installed = "/var/lib/mathsoc";

    /// <summary>The settings with which the unit serves the site in <see cref="Installed"/>.</summary>
    public const string InstalledEnvFile = "/etc/mathsoc/env";

    private const string Advice = "Name the site's folder with --data; serve and migrate make a new one.";

    /// <summary>
    /// The same settings with the folder of a site: the one that --data, the environment or the env file names; otherwise ./data or
    /// <see cref="Installed"/>, whose own env file then counts too. Says on standard error which one it is, unless a flag names it. Null,
    /// after a sentence, if there is none.
    /// </summary>
    public static SettingSources? Find(SettingSources sources)
    {
        var (folder, source, _) = sources.Find(SettingsTable.Rows[0]);
        if (source == "default")
        {
            if (FindUnnamed(sources, folder) is { } found) return found;
            Console.Error.WriteLine($"mathsoc: there is no site in {Path.GetFullPath(folder)} or {Installed}. " + Advice);
            return null;
        }
        if (folder.Length > 0 && !HasSite(folder))
        {
            Console.Error.WriteLine($"mathsoc: {Path.GetFullPath(folder)} holds no site: there is no mathsoc.db in it. " + Advice);
            return null;
        }
        if (source != "flag") Announce(folder);
        return WithItsEnvFile(sources, folder);
    }

    /// <summary>The same for a verb that can also make a site, in a folder that is named and holds none yet.</summary>
    public static SettingSources? FindOrName(SettingSources sources)
    {
        var (folder, source, _) = sources.Find(SettingsTable.Rows[0]);
        return source == "default" || folder.Length == 0 || HasSite(folder) ? Find(sources) : WithItsEnvFile(sources, folder);
    }

    /// <summary>
    /// The same for a verb that also has something to say where there is no site. If <paramref name="isQuiet"/>, it does not say which
    /// one it is.
    /// </summary>
    public static SettingSources FindOrKeep(SettingSources sources, bool isQuiet = false)
    {
        var (folder, source, _) = sources.Find(SettingsTable.Rows[0]);
        return source == "default" && FindUnnamed(sources, folder, isQuiet) is { } found ? found : WithItsEnvFile(sources, folder);
    }

    private static SettingSources? FindUnnamed(SettingSources sources, string folder, bool isQuiet = false)
    {
        foreach (var place in new[] { folder, Installed })
        {
            if (!HasSite(place)) continue;
            if (!isQuiet) Announce(place);
            return WithItsEnvFile(sources.With("DATA_DIR", Path.GetFullPath(place)), place);
        }
        return null;
    }

    private static SettingSources WithItsEnvFile(SettingSources sources, string folder)
    {
        var isInstalled = folder.Length > 0 && Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) == Installed;
        return isInstalled && sources.EnvFilePath is null && FileOwner.MayRead(InstalledEnvFile)
            ? sources.WithEnvFile(InstalledEnvFile)
            : sources;
    }

    private static void Announce(string folder) =>
        Console.Error.WriteLine($"mathsoc: this is about the site in {Path.GetFullPath(folder)}");

    /// <summary>A lost database counts too: what is then wrong with it is a better answer than that there is none.</summary>
    private static bool HasSite(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), "mathsoc.db");
        return File.Exists(path) || RestoreJournal.IsUnfinished(folder)
            || (Directory.Exists(folder) && SocietyRemains.Find(path) is not null);
    }
}
