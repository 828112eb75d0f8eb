// The nightly backup on a clock that the test sets: a week of nights, missed ones, wrong clocks, a stick that is unplugged.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed class BackupJobTests : IDisposable
{
    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public void Seven_days_make_one_proven_backup_a_night_and_one_upload_is_kept_once()
    {
        var job = site.Job();
        for (var half = 0; half < 7 * 48; half++)
        {
            job.Run(site.Now);
            job.Rotate(site.Now);
            site.Clock.Run(TimeSpan.FromMinutes(30));
        }
        Assert.Equal(
            [
                "2026-11-10T093000Z-daily.db", "2026-11-11T023000Z-daily.db", "2026-11-12T023000Z-daily.db", "2026-11-13T023000Z-daily.db",
                "2026-11-14T023000Z-daily.db", "2026-11-15T023000Z-daily.db", "2026-11-16T023000Z-daily.db", "2026-11-17T023000Z-daily.db",
            ], BackedUpSite.NamesIn(site.Backups));
        Assert.All(BackupFolder.List(site.Backups), file => Assert.NotNull(BackupManifest.Read(file.ManifestPath).Manifest!.ProvenAt));
        Assert.Equal([site.Picture], Directory.GetFiles(BackupFolder.UploadsOf(site.Backups)).Select(Path.GetFileName));
        Assert.Empty(BackedUpSite.PartialsIn(site.Backups));
    }

    [Fact]
    public void A_missed_backup_is_made_five_minutes_after_the_start()
    {
        var job = site.Job(("BACKUP_AT", "08:59"));
        job.Run(site.Now);
        site.Clock.Run(TimeSpan.FromSeconds(299));
        job.Run(site.Now);
        Assert.Empty(BackedUpSite.NamesIn(site.Backups));
        site.Clock.Run(TimeSpan.FromSeconds(1));
        job.Run(site.Now);
        job.Run(site.Now);
        Assert.Equal(["2026-11-10T090500Z-daily.db"], BackedUpSite.NamesIn(site.Backups));
    }

    [Fact]
    public void One_that_a_clock_a_year_ahead_made_puts_none_off_and_is_no_sign_that_they_are_made()
    {
        site.Clock.Advance(TimeSpan.FromDays(365));
        Pass(site.Job(), TimeSpan.FromHours(1));
        site.Clock.Advance(-TimeSpan.FromDays(365));
        Assert.Null(BackupState.Look(site.Backups, site.Now).Proven);
        Pass(site.Job(), TimeSpan.FromHours(1));
        Assert.Equal(2, BackedUpSite.NamesIn(site.Backups).Length);
        Assert.NotNull(BackupState.Look(site.Backups, site.Now).Proven);
        // A month back there is none of that time either, and nothing is removed by it.
        site.Clock.Advance(-TimeSpan.FromDays(30));
        Pass(site.Job(), TimeSpan.FromHours(1));
        Assert.Equal(3, BackedUpSite.NamesIn(site.Backups).Length);
    }

    [Fact]
    public void Only_a_proven_scheduled_backup_counts_for_the_age()
    {
        Pass(site.Job(), TimeSpan.FromHours(1));
        site.Clock.Run(TimeSpan.FromHours(30));
        Assert.NotNull(site.Make(BackupReason.Manual).File);
        Assert.NotNull(site.Make(BackupReason.BeforeMigrating).File);
        var unproven = site.Make().File!;
        File.WriteAllText(Path.Combine(site.Backups, "a.db"), "x");
        var state = BackupState.Look(site.Backups, site.Now);
        Assert.True(state.IsStale(site.Clock.GetUtcNow()));
        Assert.Matches(
            "^Last proven restore: 30 hours ago: [0-9,]+ members, [0-9,]+ answers, [0-9]+ s\\.$", state.Describe(site.Clock.GetUtcNow()));
        Assert.Null(site.Prove(unproven).Problem);
        Assert.False(BackupState.Look(site.Backups, site.Now).IsStale(site.Clock.GetUtcNow()));
    }

    [Fact]
    public void A_missing_upload_fails_the_backup_by_name_leaves_nothing_and_is_tried_again()
    {
        var job = site.Job();
        File.Delete(Path.Combine(site.Uploads, site.Picture));
        var problem = Assert.Throws<JobFailedException>(() => Pass(job, TimeSpan.FromHours(1)));
        Assert.Contains(site.Picture, problem.Message, StringComparison.Ordinal);
        Assert.Empty(BackedUpSite.NamesIn(site.Backups));
        Assert.Empty(BackedUpSite.PartialsIn(site.Backups));
        site.AddUpload("a picture");
        job.Run(site.Now);
        Assert.Single(BackedUpSite.NamesIn(site.Backups));
    }

    [Fact]
    public void One_that_is_interrupted_because_the_server_stops_is_no_failure_and_leaves_nothing()
    {
        var job = site.Job(new CancellationToken(canceled: true));
        Pass(job, TimeSpan.FromHours(1));
        Assert.Empty(BackedUpSite.NamesIn(site.Backups));
        Assert.Empty(BackedUpSite.PartialsIn(site.Backups));
    }

    [Fact]
    public void One_that_would_fill_the_disk_is_refused_before_it_begins()
    {
        var free = new DriveInfo(site.Data).AvailableFreeSpace;
        Assert.Matches("^There is not enough room in .* MB are needed and \\d+ MB are free\\.", BackupRoom.FindProblem(site.Data, free, 0));
        Assert.Matches("^There is not enough room in ", BackupRoom.FindProblem(site.Data, 0, free));
        Assert.Null(BackupRoom.FindProblem(site.Data, 0, 0));
    }

    [Fact]
    public void A_second_place_takes_each_backup_and_may_be_unplugged()
    {
        var job = site.Job(("BACKUP_DIR", site["stick"]));
        Pass(job, TimeSpan.FromHours(1));
        Assert.Single(BackedUpSite.NamesIn(site.Backups));
        Assert.False(Directory.Exists(site["stick"]));

        Directory.CreateDirectory(site["stick"]);
        Pass(job, TimeSpan.FromDays(1));
        var copy = Assert.Single(BackupFolder.List(site["stick"]));
        Assert.Equal(BackedUpSite.NamesIn(site.Backups)[^1], copy.Name);
        Assert.NotNull(BackupManifest.Read(copy.ManifestPath).Manifest!.ProvenAt);
        Assert.Null(site.Prove(copy).Problem);
    }

    [Fact]
    public void Rotation_drops_an_upload_when_no_backup_names_it_and_touches_nothing_else()
    {
        var job = site.Job();
        Pass(job, TimeSpan.FromHours(1));
        var strange = Path.Combine(BackupFolder.UploadsOf(site.Backups), "notes.txt");
        File.WriteAllText(strange, "mine");
        site.Db.Write(sql => sql.Execute("DELETE FROM upload_uses"));
        site.Db.Write(Uploads.RemoveUnused);
        File.Delete(Path.Combine(site.Uploads, site.Picture));
        Pass(job, TimeSpan.FromDays(1));
        job.Rotate(site.Now);
        Assert.True(File.Exists(Path.Combine(BackupFolder.UploadsOf(site.Backups), site.Picture)));
        site.Clock.Run(TimeSpan.FromDays(36));
        job.Rotate(site.Now);
        Assert.Equal([strange], Directory.GetFiles(BackupFolder.UploadsOf(site.Backups)));
        Assert.Single(BackedUpSite.NamesIn(site.Backups));
    }

    [Fact]
    public void A_long_job_keeps_no_other_waiting_and_waits_an_hour_after_a_failure()
    {
        var runs = 0;
        var jobs = new Jobs(site.Clock, NullLogger.Instance, _ => true,
            new Job("backup", TimeSpan.FromMinutes(1), _ => { runs++; throw new JobFailedException("The stick is full."); })
            {
                IsLong = true, RetryAfter = TimeSpan.FromHours(1),
            });
        foreach (var now in new long[] { 1000, 1060, 4000, 4600, 4660 }) jobs.RunOnce(now);
        Assert.Equal(2, runs);
        Assert.Equal(4600, Assert.Single(jobs.LastFailures()).Value);
        Assert.InRange(Assert.Single(jobs.LastDurations()).Value, 0, 60);
        Assert.Empty(jobs.LastSuccesses());
    }

    private void Pass(BackupJob job, TimeSpan time)
    {
        job.Run(site.Now);
        site.Clock.Run(time);
        job.Run(site.Now);
    }
}
