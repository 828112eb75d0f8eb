// The table of alerts: deploy/prometheus/alerts.yml has the same limits, and a test compares the two.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>Every alert, the most urgent first. A look is made every <see cref="LookSeconds"/>.</summary>
internal static class AlertRules
{
    public const int LookSeconds = 30;

    /// <summary>Below so many requests in five minutes, single errors say nothing about the site.</summary>
    public const int FewestRequests = 100;

    private const int Minute = 60 / LookSeconds;
    private const double Day = 24 * 3600;

    public static readonly IReadOnlyList<AlertRule> All =
    [
        new("NotReady", AlertWhen.Below, 1, look => look.Metrics.Find("mathsoc_ready"))
        {
            // More than two looks in a row.
            Looks = 3,
            Title = "the site is not ready",
            Detail = look => look.Problem is { } problem ? $"Pages cannot be served: {problem}." : "",
            Remedy = "Run mathsoc check on the machine: it names the cause. docs/operations.md says what each means.",
        },
        new("ServerErrors", AlertWhen.Above, 0.01,
            look => look.Recent.Requests < FewestRequests ? 0 : look.Recent.Errors / look.Recent.Requests)
        {
            ClearLooks = 5 * Minute,
            Title = "more than 1 % of requests fail",
            Detail = look => $"{Whole(look.Recent.Errors)} of {Whole(look.Recent.Requests)} requests of the last five minutes failed.",
            Remedy = "Look at the log: journalctl -u mathsoc -p warning, or app.log in the data folder.",
        },
        new("Restarts", AlertWhen.Above, 10, look => look.Metrics.Find("mathsoc_starts_last_hour"))
        {
            Title = "the program starts again and again",
            Detail = look => $"It started {Whole(look.Metrics.Find("mathsoc_starts_last_hour"))} times within an hour.",
            Remedy = "The last lines of the log before each start say why it ended: journalctl -u mathsoc.",
        },
        new("DatabaseConnections", AlertWhen.Above, 0, look => look.Recent.Timeouts)
        {
            Title = "database connections are exhausted",
            Detail = look => $"{Whole(look.Recent.Timeouts)} requests of the last five minutes waited in vain for one.",
            Remedy = "A slow disk or another program that holds the database's lock is the usual reason; if the disk is fast and "
                + "the society large, raise DB_CONNECTIONS.",
        },
        new("ProofFailed", AlertWhen.AtLeast, 2, look => look.StatusOf("backup"))
        {
            Title = "the last backup could not be proven",
            Detail = look => look.DetailOf("backup"),
            Remedy = "Run mathsoc check, then mathsoc backup: it makes another one and proves it.",
        },
        new("BackupMissing", AlertWhen.Above, BackupState.Stale.TotalSeconds, look => look.BackupAge)
        {
            Title = "there is no proven backup of the last 26 hours",
            Detail = look => look.DetailOf("backup"),
            Remedy = "The log says why the night's backup was not made or not proven; mathsoc backup makes one at once.",
        },
        new("DiskLow", AlertWhen.Below, SiteFacts.LowDiskShare, look => look.Share("mathsoc_disk_free_bytes", "mathsoc_disk_size_bytes"))
        {
            ClearLooks = 5 * Minute,
            Title = "the disk is nearly full",
            Detail = look => look.DetailOf("disk"),
            Remedy = "Make room on the disk of the data folder: once it is full, no answer can be saved and no backup is made.",
        },
        new("UploadsFull", AlertWhen.Above, SiteFacts.FullUploadsShare,
            look => look.Share("mathsoc_uploads_bytes", "mathsoc_uploads_capacity_bytes"))
        {
            ClearLooks = 5 * Minute,
            Title = "uploads are nearly full",
            Detail = look => look.DetailOf("uploads"),
            Remedy = "Remove files that nothing needs any more, or raise UPLOADS_CAPACITY if the disk has room.",
        },
        new("LogLarge", AlertWhen.Above, SiteFacts.LargeWalBytes, look => look.Metrics.Find("mathsoc_wal_size_bytes"))
        {
            Looks = 10 * Minute + 1,
            ClearLooks = 5 * Minute,
            Title = "the database's log does not get smaller",
            Detail = look => look.DetailOf("wal"),
            Remedy = "Another program holds the database open: end it (a forgotten sqlite3, a copy in progress), or restart the site.",
        },
        new("JobFailing", AlertWhen.AtLeast, 3, look => look.Metrics.FindLargest("mathsoc_job_failures_in_a_row")?.Value)
        {
            Title = "a job of the program fails again and again",
            Detail = look => look.Metrics.FindLargest("mathsoc_job_failures_in_a_row") is { } job
                ? $"The job {job.Labels[0]} failed {Whole(job.Value)} times in a row."
                : "",
            Remedy = "Each failure is a line of the log with its reason; docs/operations.md says what each job does.",
        },
        new("ClockWrong", AlertWhen.AtLeast, 1, look => look.StatusOf("clock"))
        {
            Title = "the clock may be wrong",
            Detail = look => look.DetailOf("clock"),
            Remedy = "timedatectl set-ntp true lets the network set it; if it is right, an owner confirms it on the page /admin.",
        },
        new("CertificateEnding", AlertWhen.Below, SiteFacts.FewDays * Day, look => look.CertificateEnd - look.Now)
        {
            Title = "the certificate ends soon",
            Detail = look => look.CertificateEnd is { } end ? $"It ends on {SchoolTime.Date(end)}; browsers then refuse the site." : "",
            Remedy = "The proxy (Caddy, nginx with certbot) should have renewed it: look at its log.",
        },
        new("SoleOwner", AlertWhen.Above, 30 * Day, look => look.SoleOwnerAge)
        {
            IsPageOnly = true,
            Title = "there is only one owner",
            Detail = _ => "For more than 30 days nobody else could change the settings or help if that one cannot sign in.",
            Remedy = "Make somebody you trust an owner too, on the page of that member.",
        },
    ];

    private static string Whole(double? number) => (number ?? 0).ToString("0", CultureInfo.InvariantCulture);
}
