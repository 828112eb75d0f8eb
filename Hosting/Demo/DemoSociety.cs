// A term of a made-up society: challenges released week by week, with pupils' answers sent through the same code as real ones.
using System.Globalization;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Fills a new database. The same time always makes the same society.</summary>
internal static class DemoSociety
{
    private const int Seed = 1729, ReleaseHour = 8;
    private const long Day = 86_400;

    // The hours at which pupils have time; an hour that is listed twice is twice as likely.
    private static readonly int[] Hours = [8, 12, 12, 13, 15, 16, 16, 17, 18, 19, 19, 20, 21];

    private sealed record Sending(long At, DemoPupil Pupil, DemoPart Part, string Typed);

    /// <summary>
    /// Everything in one transaction: a database is filled completely or not at all. Files go into the folder <paramref name="uploads"/>.
    /// </summary>
    public static void Fill(Db db, string uploads, string passwordHash, long now)
    {
        var pictures = ReadyProblems.Pictures();
        var files = ReadyProblems.Read(pictures);
        Directory.CreateDirectory(uploads);
        foreach (var picture in pictures) File.WriteAllBytes(Path.Combine(uploads, picture.Hash), picture.Bytes);
        db.Write(sql =>
        {
            var random = new Random(Seed);
            // Two a week, one from each half of the files: something for the younger and something for the older. The last two open next
            // Monday.
            var weeks = files.Count / 2;
            var lastMonday = LastMonday(now);
            var joined = Release(lastMonday, 1 - weeks) - 5 * Day;
            var rules = Settle(sql, joined);
            var school = Schools.Add(sql, "Larkhill School", null, joined)!.Value;
            var pupils = DemoPeople.Add(sql, rules, school, passwordHash, random, joined, now, out var author);
            var challenges = new List<DemoChallenge>();
            for (var week = 0; week < weeks; week++)
            {
                var release = Release(lastMonday, week + 2 - weeks);
                foreach (var file in (BundleChallenge[])[files[week], files[week + weeks]])
                    challenges.Add(DemoChallenges.Store(
                        sql, file, pictures, rules, author, release, Math.Min(release - 3 * Day, now)));
            }
            DemoArticles.Add(sql, uploads, author, lastMonday);
            Play(sql, rules, pupils, challenges, random, now);
            DemoCompetitions.Add(sql, rules, school, pupils, author, lastMonday, now);
            Announce(sql, author, Math.Max(lastMonday, joined), now);
            // A solution is shown on the evening of the day its challenge locked; the pair that locked last still waits for the teacher.
            foreach (var challenge in challenges)
                if (challenge.Challenge.LockedAt + Day / 2 is { } shown && shown < lastMonday)
                    Challenges.ShowSolution(sql, challenge.Challenge.Id, shown);
            // The newest line of the audit may be days old; without this, the first start would take that for a jump of the clock.
            ClockRecord.SetTrusted(sql, now);
        });
    }

    private static void Announce(Sql sql, long author, long from, long now)
    {
        var announcement = new Announcement
        {
            Title = "Puzzle lunch on Thursday, in the library",
            Body = "Bring a sandwich and a pencil. We take apart the week’s hardest part, and Mr Kessler explains why\n"
                + "$1+2+3+\\dots+n=\\frac{n(n+1)}{2}$ without writing a word.\n\nEverybody is welcome, **whatever year you are in**.",
            Audience = AnnouncementAudience.Everyone,
            ShownFrom = from,
            ShownUntil = now + Announcements.UsualDays * Day,
            IsPinned = true,
            ActorId = author,
        };
        var (id, _) = Announcements.Add(sql, announcement, "demo", from);
        Audit.Add(sql, new Actor(author, Actor.CommandLine.Client), "announcement.publish", from, "announcement", id);
    }

    private static Rules Settle(Sql sql, long at)
    {
        var society = Society.Default with { Name = "Larkhill Maths Society", Motto = "Two problems a week. Bring a pencil." };
        var rules = Rules.Default with { Scoring = ScoreRules.Default with { Points = 3, FirstDayBonus = 1, BoardsArePublic = true } };
        var changed = Settings.SetAll(sql, new SettingValues(society, rules), at);
        Audit.Add(sql, Actor.CommandLine, "settings.change", at, "settings", null, string.Join("; ", changed));
        return Rules.Find(sql);
    }

    private static void Play(Sql sql, Rules rules, List<DemoPupil> pupils, List<DemoChallenge> challenges, Random random, long now)
    {
        var sendings = new List<Sending>();
        foreach (var challenge in challenges)
            foreach (var pupil in pupils)
                if (random.NextDouble() < Interest(pupil, challenge.Challenge)) Try(sendings, pupil, challenge, random);
        // In order of time, because the earliest completion is the first; ids settle ties, so that every run gives the same order.
        var inOrder = sendings.ToArray();
        Array.Sort(inOrder, static (one, other) =>
            one.At != other.At ? one.At.CompareTo(other.At) : one.Pupil.Id.CompareTo(other.Pupil.Id));
        var lastSeen = new Dictionary<long, long>();
        var number = 0;
        foreach (var sending in inOrder)
        {
            if (sending.At >= now) break;
            lastSeen[sending.Pupil.Id] = sending.At;
            var key = (++number).ToString("x32", CultureInfo.InvariantCulture);
            var answer = new Answer(sending.Pupil.Id, sending.Part.Part.Id, sending.Typed, key, sending.At - 60);
            if (Answering.Look(sql, answer, rules) is { } ground
                && PartMarking.Judge(sending.Part.Model, ground.Part, sending.Typed, ground.Attempts).Judgement is { } judgement)
                Answering.Record(sql, answer, judgement, ground, rules, sending.At);
        }
        foreach (var (pupil, at) in lastSeen) Members.NoteSignIn(sql, pupil, null, at - 300);
    }

    private static double Interest(DemoPupil pupil, Challenge challenge) =>
        challenge.KeyStage.Length == 0 || challenge.KeyStage == pupil.KeyStage ? pupil.Keenness : pupil.Keenness * pupil.Skill * 0.4;

    /// <summary>One sitting of a pupil at a challenge: part by part, with or without wrong answers before a right one.</summary>
    private static void Try(List<Sending> sendings, DemoPupil pupil, DemoChallenge challenge, Random random)
    {
        var isHard = string.CompareOrdinal(challenge.Challenge.KeyStage, pupil.KeyStage) > 0;
        var release = challenge.Challenge.ReleasedAt!.Value;
        // Most answer in the first days, some on the last evening.
        var day = SchoolTime.Local(release).Date.AddDays((int)(7 * Math.Pow(random.NextDouble(), 1.5)));
        var at = Math.Max(
            SchoolTime.Instant(day.AddHours(Hours[random.Next(Hours.Length)]).AddSeconds(random.Next(3600))),
            release + random.Next(240, 3600));
        for (var i = 0; i < challenge.Parts.Count; i++)
        {
            var part = challenge.Parts[i];
            var chance = Math.Clamp(pupil.Skill + 0.1 - 0.08 * i - (isHard ? 0.2 : 0), 0.1, 0.97);
            for (var attempt = 0; attempt < 3; attempt++)
            {
                at += random.Next(45, 600);
                if (at >= challenge.Challenge.LockedAt) return;
                var isRight = random.NextDouble() < chance;
                var typed = Pick(isRight ? part.Right : part.Wrong, random);
                if (typed is not null) sendings.Add(new Sending(at, pupil, part, typed));
                if (isRight) break;
                // A less keen pupil gives up here.
                if (random.NextDouble() > 0.35 + pupil.Keenness) return;
            }
        }
    }

    /// <summary>One of the answers, earlier ones more often; null if there are none.</summary>
    private static string? Pick(IReadOnlyList<string> answers, Random random) =>
        answers.Count == 0 ? null : answers[(int)(answers.Count * random.NextDouble() * random.NextDouble())];

    private static long LastMonday(long now)
    {
        var day = SchoolTime.Local(now).Date;
        while (day.DayOfWeek != DayOfWeek.Monday || SchoolTime.Instant(day.AddHours(ReleaseHour)) > now) day = day.AddDays(-1);
        return SchoolTime.Instant(day.AddHours(ReleaseHour));
    }

    // By local time, so that the hour stays the same when summer time begins or ends in between.
    private static long Release(long lastMonday, int week) => SchoolTime.Instant(SchoolTime.Local(lastMonday).AddDays(7 * week));
}
