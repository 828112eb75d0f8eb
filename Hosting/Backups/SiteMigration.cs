// Brings a site's database to this program's schema, and keeps a copy of what was there before.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>What every verb that migrates a site calls.</summary>
internal static class SiteMigration
{
    /// <summary>A backup that is being made just now is soon done; systemd waits longer than this for a start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Makes a snapshot if there are sections to apply to a society's database, then migrates; <paramref name="now"/> is in unix seconds. A
    /// snapshot that cannot be made is a warning on standard error: no section removes data, and pupils should not wait for a larger disk.
    /// </summary>
    public static MigrationOutcome Run(AppOptions options, long now) =>
        Migrator.Run(options.DatabasePath, Migrator.Sections, now, beforeFirst: () =>
        {
            var snapshots = new Snapshots(options.BackupSource, null, TimeProvider.System);
            if (snapshots.Make(BackupReason.BeforeMigrating, "a migration", Patience) is { } problem)
                Console.Error.WriteLine($"mathsoc: no snapshot was made before the database was migrated. {problem}");
        });
}
