// `mathsoc check [--repair]`: ok/warn/fail lines about everything that can be wrong with an installation; exit 1 on a fail.
namespace MathsSoc.Hosting;

/// <summary>
/// Runs beside a serving process and changes nothing: the file that proves the folder writable is deleted at once. With --repair it
/// writes all totals of points again, but only if they differ from the ledger.
/// </summary>
internal static class CheckCommand
{
    public static int Run(SettingSources sources, bool repair)
    {
        sources = SiteFinder.FindOrKeep(sources);
        var (options, errors) = AppOptions.Load(sources);
        if (FolderUser.Become(options.DataDir) is { } closed) return Settled.Refuse(closed, Exit.Unavailable);
        var lines = new List<CheckLine>();
        lines.AddRange(errors.Select(error => CheckLine.Fail("settings", error)));
        lines.AddRange(sources.Warnings.Select(warning => CheckLine.Warn("settings", warning)));
        var isLogForeign = false;
        if (errors.Count == 0)
        {
            lines.Add(CheckLine.Ok("settings", $"{options.Values.Count} read"));
            lines.AddRange(FolderCheck.Run(options));
            if (Directory.Exists(options.DataDir)) lines.AddRange(DatabaseFileCheck.Run(options, repair, out isLogForeign));
            if (BackupCheck.FindInterrupted(options) is { } interrupted) lines.Add(interrupted);
            if (File.Exists(options.DatabasePath)) lines.AddRange(BackupCheck.Run(options));
            if (options.Site.PublicUrl is not null && options.Site.MetricsToken is null)
                lines.Add(CheckLine.Warn("metrics", "PUBLIC_URL is set and METRICS_TOKEN is not: "
                    + "a proxy that forwards without headers would publish /metrics. Set a token."));
        }
        lines.AddRange(MachineCheck.Run(errors.Count == 0 && !isLogForeign ? options.DatabasePath : null));
        foreach (var line in lines) Console.WriteLine(line);
        // The same code with which every verb refuses to touch such a database.
        if (isLogForeign) return Exit.Unavailable;
        return lines.Any(line => line.Level == CheckLevel.Fail) ? Exit.Failed : Exit.Ok;
    }
}
