// Converts the earlier site's one competition, with its challenges, answers and points, and with everybody who took part.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

internal static class EarlierCompetition
{
    private const string Enrolments = "enrolments", Scores = "competition scores";
    private const int Hour = 3600;
    private static readonly string[] Seasons = ["Winter", "Spring", "Summer", "Autumn"];

    /// <param name="schools">The school that each school's id means.</param>
    /// <param name="users">The ids of its members.</param>
    public static void Convert(EarlierSite site, EarlierFiles files, Arrivals arrivals, MovingOptions options,
        Dictionary<long, long> schools, HashSet<long> users, List<string> notes)
    {
        var from = site.Competition;
        if (from.IsEmpty)
        {
            var marked = site.Users.Count(static user => user.Competes);
            if (marked > 0)
                notes.Add($"{Audit.Count(marked, "member")} are marked as taking part in a competition, and there is none: nothing is made "
                    + "of that.");
            return;
        }
        var arriving = new ArrivingCompetition();
        var rows = EarlierRows.OfCompetition(from, arriving);
        var challenges = new EarlierChallenges(rows, files, arrivals, options);
        challenges.Convert();
        new EarlierAnswers(rows, users, arrivals, options, challenges.Models).Convert(notes);
        var sums = EarlierScores.Sum(from.Scores, Scores, users, arrivals, options);
        AddEnrolments(site, arriving, arrivals, schools, sums.Keys);
        foreach (var enrolment in arriving.Enrolments) arriving.Scores.Add(EarlierScores.Of(enrolment.MemberSourceId, sums, options));
        arriving.Competition = Make(arriving, options.Now);
        Note(arriving, options, notes);
        arrivals.Competition = arriving;
    }

    /// <summary>From the first challenge's release to the last one's end, with key stages as divisions and sums for schools.</summary>
    private static Competition Make(ArrivingCompetition arriving, long now)
    {
        var times = arriving.Challenges.Select(static one => (From: one.Challenge.ReleasedAt!.Value, Until: one.Challenge.LockedAt!.Value))
            .ToList();
        if (times.Count == 0) times = [.. arriving.Scores.Select(static score => (score.At - Hour, score.At))];
        if (times.Count == 0) times = [(now - Hour, now)];
        var opens = times.Min(static time => time.From);
        var closes = Math.Max(times.Max(static time => time.Until), opens + Hour);
        var local = SchoolTime.Local(opens);
        return new Competition
        {
            Title = $"{Seasons[local.Month % 12 / 3]} competition {local.Year}",
            Body = "This competition took place on the society’s earlier website.",
            OpensAt = opens,
            ClosesAt = closes,
            EnrolFrom = opens,
            EnrolUntil = closes,
            Divisions = MovingOptions.KeyStages,
            Formula = SchoolFormula.Sum,
            CountsForSociety = false,
            IsDraft = false,
        };
    }

    private static void AddEnrolments(EarlierSite site, ArrivingCompetition arriving, Arrivals arrivals, Dictionary<long, long> schools,
        IReadOnlyCollection<long> scored)
    {
        var answered = arriving.Answers.Select(static answer => answer.MemberSourceId).ToHashSet();
        var boards = new Dictionary<long, long>();
        foreach (var score in site.Competition.Scores)
            if (score.SchoolId is { } of) boards[score.UserId] = of;
        foreach (var user in site.Users)
        {
            var tookPart = answered.Contains(user.Id) || scored.Contains(user.Id);
            if (!tookPart && !user.Competes) continue;
            void Tell(MoveFate fate, string code, string sentence) => arrivals.Lines.Add(
                new MoveLine(Enrolments, user.Id, EarlierMembers.Line(user.FullName, DisplayNames.MaxFullName), fate, code, sentence));
            // The school at that time; the member's own may be another by now.
            long? then = site.Competition.SchoolOf.TryGetValue(user.Id, out var first) ? first
                : boards.TryGetValue(user.Id, out var board) ? board : user.SchoolId;
            long? school = then is { } id && schools.TryGetValue(id, out var folded) ? folded : null;
            if (school is null && !tookPart)
            {
                Tell(MoveFate.Skipped, "no-school", "Is marked as taking part in the competition and has no school: is not enrolled.");
                continue;
            }
            if (school is null) Tell(MoveFate.Changed, "no-school", "Took part for a school that is gone: is enrolled for none.");
            if (!user.Competes) Tell(MoveFate.Changed, "not-marked", "Is not marked as taking part, and did: is enrolled.");
            arriving.Enrolments.Add(new ArrivingEnrolment(user.Id, school, DivisionOf(user)));
        }
    }

    /// <summary>As it was stored at sign-up, by which the earlier site chose the challenges; else of the year group. Empty: none.</summary>
    private static string DivisionOf(SourceUser user) => user.KeyStage.Trim().ToUpperInvariant() switch
    {
        ("KS3" or "KS4" or "KS5") and var stage => stage,
        _ => user.Year switch { >= 7 and <= 8 => "KS3", >= 9 and <= 11 => "KS4", 12 or 13 => "KS5", _ => "" },
    };

    private static void Note(ArrivingCompetition arriving, MovingOptions options, List<string> notes)
    {
        var competition = arriving.Competition!;
        var isOver = competition.ClosesAt <= options.Now;
        notes.Add($"“{competition.Title}” holds the competition’s challenges, from {SchoolTime.Time(competition.OpensAt)} to "
            + $"{SchoolTime.Time(competition.ClosesAt)}: {Audit.Count(arriving.Enrolments.Count, "pupil")} with the school and key stage "
            + $"that they had. {(isOver ? "It is over, and its results are those of then" : "It goes on here until then")}; its points are "
            + "on none of the society’s boards. Its name can be changed.");
    }
}
