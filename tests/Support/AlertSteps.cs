// A site that sends its alerts to a receiver, the looks that a test makes it take, and backups of any age.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class AlertSteps
{
    public const string Secret = "/hook/a-very-secret-path";

    public static Task<Site> StartAsync(Receiver receiver, params (string Name, string Value)[] settings)
    {
        Assert.SkipWhen(Site.IsBinary,
            "The published binary looks every 30 seconds; this test makes it look when it wants to, in process. "
            + "Cli/AlertTests try the binary.");
        return Site.StartAsync([("ALERT_WEBHOOK_URL", receiver.Address + Secret), .. settings]);
    }

    public static async Task LookAsync(Site site, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await site.Alerts.LookAsync();
            await site.Alerts.SendAsync();
        }
    }

    public static async Task<string> ScrapeAsync(Site site) => await (await site.GetAsync("/metrics")).Content.ReadAsStringAsync();

    /// <summary>A scheduled backup so long ago; proven, unless there is a problem with it.</summary>
    public static void AddBackup(Site site, TimeSpan age, string? problem)
    {
        var (at, folder) = (site.Clock.GetUtcNow() - age, Path.Combine(site.Folder, "backups"));
        Directory.CreateDirectory(folder);
        var file = BackupFolder.NewFile(folder, at, BackupReason.Daily);
        var mark = PresentDatabase.FindMark(Path.Combine(site.Folder, "mathsoc.db"))!.Value;
        File.WriteAllText(file.Path, "");
        new BackupManifest
        {
            Format = BackupManifest.CurrentFormat, Version = "1", Commit = "1", Schema = 1, Reason = BackupReason.Daily, Number = 1,
            StartedAt = at, FinishedAt = at, Bytes = 1, Sha256 = "", Header = "", Mark = mark, Counter = 1, Rows = [], Uploads = [],
            ProvenAt = problem is null ? at : null, ProofProblem = problem,
        }.Write(file.ManifestPath);
    }
}
