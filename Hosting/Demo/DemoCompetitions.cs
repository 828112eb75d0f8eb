// The demo's competitions between four schools: one that is over, with its results, and one that is running.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Adds three guest schools with their pupils, and the two competitions with their answers.</summary>
internal static class DemoCompetitions
{
    private const long Day = 86_400;

    private sealed record Guest(string School, string[] Pupils);

    private sealed record Problem(string Title, string Body, string Answer, string[] Wrong, string Division);

    private sealed record Sending(long At, long Pupil, bool IsRight, string Typed);

    private static readonly Guest[] Guests =
    [
        new("Ashdown Academy", ["Ravi Bell", "Nora Quist", "Ellis Grant", "Tamsin Lowe", "Bilal Hussain", "Kitty Marlow"]),
        new("Brackley Grammar", ["Alba Nunez", "Owen Treharne", "Mina Sato", "Femi Akande", "Lotte Visscher"]),
        new("St Cuthbert’s", ["Jonah Pike", "Saffron Lyle", "Tariq Aziz", "Greta Holm", "Dev Anand"]),
    ];

    private static readonly Problem[] Problems =
    [
        new("Even Digits", "How many three-digit numbers have only even digits?", "100", ["125", "64"], ""),
        new("Two Squares", "The difference of the squares of two whole numbers in a row is $45$. What is the larger of the two?", "23",
            ["22", "45"], ""),
        new("Cut a Cake", "A round cake is cut by $5$ straight cuts. Into how many pieces can it be cut at most?", "16", ["10", "15", "32"],
            "Junior"),
        new("Last Digit", "What is the last digit of $7^{2026}$?", "9", ["7", "1", "3"], "Senior"),
    ];

    /// <summary>
    /// Adds them. <paramref name="society"/> are the pupils of <paramref name="ours"/>, the society's own school; every third competes.
    /// </summary>
    public static void Add(
        Sql sql, Rules rules, long ours, List<DemoPupil> society, long authorId, long lastMonday, long now)
    {
        var joined = lastMonday - 40 * Day;
        // Of its own, so that the society's term is the same with and without it.
        var random = new Random(16);
        var schools = new List<long> { ours };
        var pupils = new List<DemoPupil>();
        for (var i = 0; i < society.Count; i += 3) pupils.Add(society[i]);
        foreach (var (name, people) in Guests)
        {
            var school = Schools.Add(sql, name, null, joined)!.Value;
            Schools.SetGuest(sql, school, true);
            schools.Add(school);
            foreach (var person in people)
            {
                var year = 8 + pupils.Count % 5;
                var id = DemoPeople.AddGuest(sql, person, school, SchoolTime.StartYear(year, SchoolTime.SchoolYear(now)), joined);
                pupils.Add(new DemoPupil(id, "", 0.3 + 0.6 * random.NextDouble(), 1));
            }
        }
        var over = Hold(sql, rules, "The Autumn Cup", lastMonday - 21 * Day, lastMonday - 14 * Day, schools, pupils, authorId, random, now);
        CompetitionResults.Publish(sql, over, rules, new Actor(authorId, Actor.CommandLine.Client), lastMonday - 13 * Day);
        Hold(sql, rules, "The Winter Relay", lastMonday, lastMonday + 21 * Day, schools, pupils, authorId, random, now);
    }

    private static long Hold(Sql sql, Rules rules, string title, long opens, long closes, List<long> schools,
        List<DemoPupil> pupils, long authorId, Random random, long now)
    {
        var wanted = new Competition
        {
            Title = title,
            Body = "Four problems, and as long as you like until the close. Work by yourself, with pencil and paper.\n\n"
                + "The school’s score is the mean of its best five pupils, so that a small school can win.",
            Fairness = "I worked on the problems alone, and used no calculator.",
            OpensAt = opens,
            ClosesAt = closes,
            EnrolFrom = opens - 14 * Day,
            EnrolUntil = closes,
            Divisions = "Junior 7-9, Senior 10-13",
            CountsForSociety = false,
            CreatedBy = authorId,
        };
        var id = Competitions.Add(sql, wanted, $"demo {title}", opens - 15 * Day);
        var draft = Competitions.Find(sql, id)!;
        Competitions.Update(sql, draft with { IsDraft = false }, opens - 14 * Day);
        var competition = Competitions.Find(sql, id)!;
        foreach (var school in schools)
        {
            CompetitionSchools.Invite(sql, id, school, opens - 14 * Day);
            CompetitionSchools.Accept(sql, competition, school, null, null, opens - 10 * Day);
        }
        foreach (var pupil in pupils) Enrolments.Add(sql, competition, pupil.Id, null, opens - 5 * Day);
        foreach (var problem in Problems) Play(sql, rules, competition, problem, pupils, authorId, random, now);
        return id;
    }

    private static void Play(Sql sql, Rules rules, Competition competition,
        Problem problem, List<DemoPupil> pupils, long authorId, Random random, long now)
    {
        var written = competition.OpensAt - 6 * Day;
        var challenge = Challenge.Draft(rules.Scoring, authorId, DemoPeople.Author) with
        {
            Title = problem.Title, Body = problem.Body, KeyStage = problem.Division, IsDraft = false, CompetitionId = competition.Id,
        };
        var id = Challenges.Add(sql, challenge.ReleasedOn(competition.OpensAt, null, competition.ClosesAt), written);
        var part = Parts.Save(sql, id, [Part.New("", problem.Answer)], written)[0];
        var sendings = new List<Sending>();
        foreach (var pupil in pupils)
        {
            // On one of the first six days, between eight in the morning and nine in the evening: nobody loses sleep for it.
            var since = random.Next(600, 6 * (int)Day);
            var at = competition.OpensAt + since / Day * Day + 600 + since % Day * 13 / 24;
            var isRight = random.NextDouble() < pupil.Skill;
            var typed = isRight ? problem.Answer : problem.Wrong[random.Next(problem.Wrong.Length)];
            if (random.NextDouble() < 0.85 && at < now) sendings.Add(new Sending(at, pupil.Id, isRight, typed));
        }
        // The first right answer is the earliest.
        sendings.Sort(static (one, other) => one.At != other.At ? one.At.CompareTo(other.At) : one.Pupil.CompareTo(other.Pupil));
        foreach (var (at, pupil, isRight, typed) in sendings)
        {
            var answer = new Answer(pupil, part, typed, string.Create(CultureInfo.InvariantCulture, $"demo {id} {pupil}"), at - 60);
            if (Answering.Look(sql, answer, rules) is { } ground)
                Answering.Record(sql, answer, new Judgement(isRight, typed), ground, rules, at);
        }
    }
}
