// Which backups are kept: compared with a slow reference while clocks jump, and the newest and the last proven one are never lost.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class BackupRotationTests
{
    private const long Day = 86_400;
    private const long Start = 1_794_301_200; // Tuesday 10 November 2026

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_keeps_what_the_reference_keeps_whatever_the_clock_does(int seed)
    {
        var random = new Random(seed);
        string[] reasons = [BackupReason.Daily, BackupReason.Daily, BackupReason.Daily, BackupReason.Manual, BackupReason.BeforeMigrating];
        var (all, now, removed) = (new List<KeptBackup>(), Start, 0);
        for (var number = 1; number <= 600; number++)
        {
            now += random.Next(20) switch
            {
                0 => -40 * Day,
                1 => 365 * Day,
                2 => -random.NextInt64(400 * Day),
                _ => random.NextInt64(Day + Day / 2),
            };
            all.Add(Backup(now, reasons[random.Next(reasons.Length)], number, random.Next(3) > 0));
            var over = BackupRotation.FindOver(all, now, BackupRotation.MostDays).ToHashSet();
            foreach (var backup in all)
                Assert.True(IsOver(backup, all, now) == over.Contains(backup), $"{seed} {number}: {backup.File.Name} at {now}");
            Assert.DoesNotContain(all.MaxBy(backup => backup.Number)!, over);
            if (all.Where(backup => backup.IsProven).MaxBy(backup => backup.Number) is { } proven) Assert.DoesNotContain(proven, over);
            removed += all.RemoveAll(over.Contains);
        }
        Assert.InRange(removed, 100, 599);
    }

    [Fact]
    public void A_year_of_nights_leaves_seven_days_and_four_weeks_and_nothing_older_than_35_days()
    {
        var all = new List<KeptBackup>();
        for (var night = 0; night < 365; night++)
        {
            var now = Start + night * Day;
            all.Add(Backup(now, BackupReason.Daily, night + 1, isProven: true));
            foreach (var over in BackupRotation.FindOver(all, now, BackupRotation.MostDays)) all.Remove(over);
            Assert.All(all, backup => Assert.InRange(now - backup.At, 0, BackupRotation.MostDays * Day));
        }
        Assert.Equal(BackupRotation.Days + BackupRotation.Weeks, all.Count);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(day => Start + (364 - day) * Day),
            all.OrderByDescending(one => one.At).Take(7).Select(one => one.At));
    }

    [Fact]
    public void A_clock_that_is_a_year_ahead_leaves_the_newest_and_the_last_proven_one()
    {
        KeptBackup[] all =
        [
            Backup(Start, BackupReason.Daily, 1, isProven: true), Backup(Start + Day, BackupReason.Daily, 2, isProven: true),
            Backup(Start + 2 * Day, BackupReason.Daily, 3, isProven: false),
        ];
        Assert.Equal([all[0]], BackupRotation.FindOver(all, Start + 365 * Day, BackupRotation.MostDays));
    }

    [Fact]
    public void One_that_a_wrong_clock_dated_a_year_ahead_goes_once_a_newer_one_is_proven()
    {
        KeptBackup[] all =
        [
            Backup(Start + 365 * Day, BackupReason.Daily, 1, isProven: true), Backup(Start, BackupReason.Daily, 2, isProven: false),
        ];
        Assert.Empty(BackupRotation.FindOver(all, Start, BackupRotation.MostDays));
        all[1] = all[1] with { IsProven = true };
        Assert.Equal([all[0]], BackupRotation.FindOver(all, Start, BackupRotation.MostDays));
    }

    /// <summary>The rule in its plainest form: for one backup, by counting the others.</summary>
    private static bool IsOver(KeptBackup one, List<KeptBackup> all, long now)
    {
        if (all.TrueForAll(other => other.Number <= one.Number)) return false;
        if (one.IsProven && all.TrueForAll(other => !other.IsProven || other.Number <= one.Number)) return false;
        if (!IsPresent(one, now)) return true;
        if (one.File.Reason == BackupReason.Manual) return false;
        var others = all.Where(other => IsPresent(other, now)).ToList();
        if (one.File.Reason == BackupReason.BeforeMigrating)
            return now - one.At >= BackupRotation.SnapshotDays * Day
                || others.Count(other => other.File.Reason == BackupReason.BeforeMigrating && IsNewer(other, one))
                    >= BackupRotation.Snapshots;

        var dailies = others.Where(other => other.File.Reason == BackupReason.Daily).ToList();
        if (dailies.Exists(other => DayOf(other) == DayOf(one) && IsNewer(other, one))) return true;
        if (CountLaterDays(one) < BackupRotation.Days) return false;
        var older = dailies.Where(other => CountLaterDays(other) >= BackupRotation.Days).ToList();
        if (older.Exists(other => WeekOf(other) == WeekOf(one) && IsNewer(other, one))) return true;
        var laterWeeks = older.Where(other => other.At > one.At).Select(WeekOf).Where(week => week != WeekOf(one)).Distinct();
        return laterWeeks.Count() >= BackupRotation.Weeks;

        int CountLaterDays(KeptBackup backup) => dailies.Select(DayOf).Where(day => day > DayOf(backup)).Distinct().Count();
    }

    private static bool IsPresent(KeptBackup one, long now) =>
        one.At <= now + 48 * 3600 && now - one.At < BackupRotation.MostDays * Day;

    private static bool IsNewer(KeptBackup one, KeptBackup other) =>
        one.At > other.At || (one.At == other.At && one.Number > other.Number);

    private static DateTime DayOf(KeptBackup one) => SchoolTime.Local(one.At).Date;

    private static (int, int) WeekOf(KeptBackup one) => (ISOWeek.GetYear(DayOf(one)), ISOWeek.GetWeekOfYear(DayOf(one)));

    private static KeptBackup Backup(long at, string reason, long number, bool isProven) =>
        new(BackupFolder.NewFile("/nowhere", DateTimeOffset.FromUnixTimeSeconds(at), reason), number, isProven);
}
