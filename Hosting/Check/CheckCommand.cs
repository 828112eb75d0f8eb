// `mathsoc check [--repair]`: ok/warn/fail lines about everything that can be wrong with an installation; exit 1 on a fail.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>
/// Runs beside a serving process and changes nothing, see <see cref="UntouchedRead"/>. With --repair it writes all totals of points again,
/// but only if they differ from the ledger.
/// </summary>
internal static class CheckCommand
{
    public static int Run(SettingSources sources, bool repair)
    {
        sources = SiteFinder.FindOrKeep(sources);
        var (options, errors) = AppOptions.Load(sources);
        if (FolderUser.Become(options.DataDir) is { } closed) return Settled.Refuse(closed, Exit.Unavailable);
        var lines = new List<SiteFact>();
        lines.AddRange(errors.Select(error => SiteFact.Fail("settings", error)));
        lines.AddRange(sources.Warnings.Select(warning => SiteFact.Warn("settings", warning)));
        var isLogForeign = false;
        if (errors.Count > 0) lines.AddRange(MachineCheck.Run());
        else
        {
            lines.Add(SiteFact.Ok("settings", $"{options.Values.Count} read"));
            lines.AddRange(FolderCheck.Run(options));
            var found = Directory.Exists(options.DataDir) ? DatabaseFileCheck.Run(options, repair) : null;
            if (found is not null) lines.AddRange(found.Facts);
            isLogForeign = found?.IsLogForeign ?? false;
            lines.AddRange(SiteCheck.Run(options, found));
            if (BackupCheck.FindInterrupted(options) is { } interrupted) lines.Add(interrupted);
            lines.AddRange(BackupCheck.ListAsides(options));
        }
        foreach (var line in lines) Console.WriteLine(line);
        // The same code with which every verb refuses to touch such a database.
        if (isLogForeign) return Exit.Unavailable;
        return lines.Any(line => line.State == FactState.Fail) ? Exit.Failed : Exit.Ok;
    }
}
