// Before several people are erased the whole site is copied; where that is not possible, nobody is.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SnapshotTests
{
    [Fact]
    public async Task Two_who_are_refused_together_are_copied_first_and_one_is_not()
    {
        await using var site = await Site.StartAsync();
        var ids = AddWaiting(site, "ada", "bob", "cy");
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        await teacher.PostAsync("/admin/approvals/refuse", ("member", $"{ids[0]}"));
        Assert.Empty(BackupFolder.List(Backups(site)));
        await teacher.PostAsync("/admin/approvals/refuse", ("member", $"{ids[1]}"), ("member", $"{ids[2]}"));
        var snapshot = Assert.Single(BackupFolder.List(Backups(site)));
        Assert.Equal(BackupReason.BeforeErasing, snapshot.Reason);
        Assert.Equal(3, site.Count("SELECT count(*) FROM members WHERE state = 'former'"));
    }

    [Fact]
    public async Task Where_no_copy_can_be_made_nobody_is_erased_and_a_sentence_says_why()
    {
        await using var site = await Site.StartAsync();
        var ids = AddWaiting(site, "ada", "bob");
        // A file where the folder should be, as good as a full disk.
        File.WriteAllText(Backups(site), "");
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var refused = await teacher.PostAsync("/admin/approvals/refuse", ("member", $"{ids[0]}"), ("member", $"{ids[1]}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Nobody was erased. Before several people are, a copy of the whole site is made", refused.Text,
            StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE state = 'former'"));
    }

    [Fact]
    public void The_newest_five_are_kept()
    {
        using var site = new BackedUpSite();
        Assert.NotNull(site.Make().File);
        var snapshots = site.Snapshots();
        for (var i = 0; i < 7; i++)
        {
            site.Clock.SetTo(site.Clock.GetUtcNow().AddMinutes(1));
            Assert.Null(snapshots.Make(i % 2 == 0 ? BackupReason.BeforeErasing : BackupReason.BeforeSchoolYear, "a test"));
        }
        Assert.Equal(6, BackedUpSite.NamesIn(site.Backups).Length);
        Assert.EndsWith("-daily.db", BackedUpSite.NamesIn(site.Backups)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_job_erases_nobody_without_a_copy_and_removes_the_rest_all_the_same()
    {
        using var site = new BackedUpSite();
        site.Db.Write(sql => Audit.Add(sql, Actor.Program, "clock.accept", 1));
        for (var i = 0; i < 2; i++) site.Db.Add(Seed.Pupil($"gone{i}") with { State = MemberState.Leaving }, now: 1);
        var job = site.Retention();
        File.WriteAllText(site.Backups, "");
        var failure = Assert.Throws<Hosting.JobFailedException>(() => job.Run(site.Now));
        Assert.StartsWith("Nobody was erased.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, site.Db.Read(Members.CountFormer));
        Assert.Equal(0, site.CountNow("SELECT count(*) FROM audit WHERE action = 'clock.accept'"));
        File.Delete(site.Backups);
        job.Run(site.Now);
        Assert.Equal(2, site.Db.Read(Members.CountFormer));
        Assert.Equal(BackupReason.BeforeErasing, Assert.Single(BackupFolder.List(site.Backups)).Reason);
    }

    [Fact]
    public async Task Owners_see_for_seven_days_that_a_backup_was_put_back()
    {
        await using var site = await Site.StartAsync();
        var (head, teacher) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("ruth", Role.Teacher)));
        using (var db = site.OpenDatabase())
            db.Write(sql => Restores.Add(sql, "2026-11-09T023000Z-daily.db", site.Now - TestSociety.Day, 2, site.Now));
        var admin = await head.GetAsync("/admin");
        Assert.Contains("A backup was put back on ", admin.Text, StringComparison.Ordinal);
        Assert.Contains("restored from 2026-11-09T023000Z-daily.db", admin.Text, StringComparison.Ordinal);
        Assert.Contains("2 members erased again", admin.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A backup was put back", (await teacher.GetAsync("/admin")).Text, StringComparison.Ordinal);
    }

    private static string Backups(Site site) => Path.Combine(site.Folder, "backups");

    private static List<long> AddWaiting(Site site, params string[] logins)
    {
        using var db = site.OpenDatabase();
        return [.. logins.Select(login => db.Add(Seed.Pupil(login) with { State = MemberState.Waiting }))];
    }
}
