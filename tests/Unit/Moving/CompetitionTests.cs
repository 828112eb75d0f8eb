// The earlier site's competition arrives row by row: over, with its pupils, schools, answers and the points that its board showed.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class CompetitionTests : IDisposable
{
    private const string Later = "2026-11-01 10:00:00.5";
    private static readonly DateTime Day = new(2026, 10, 5, 9, 0, 0);
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public CompetitionTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private static string Codes(MoveOutcome outcome, string kind) =>
        string.Join(" ", outcome.Lines.Where(line => line.Kind == kind).Select(line => $"{line.SourceId}:{line.Code}").Order());

    [Theory]
    [InlineData(EarlierVariant.Migrated)]
    [InlineData(EarlierVariant.CreatedAtOnce)]
    public void The_competition_is_here_row_by_row_and_on_no_board_of_the_society(EarlierVariant variant)
    {
        var society = new EarlierSociety(1).WithContest(1);
        var contest = society.Contest!;
        Assert.InRange(contest.Answers.Count, 40, 300);
        var outcome = place.Move(society, variant);
        place.HoldsTogether();
        Assert.Equal(["Autumn competition 2026|0|fixed|0|sum|KS3 7-8, KS4 9-11, KS5 12-13|"
            + $"{SchoolTime.Instant(contest.Opens)}|{SchoolTime.Instant(contest.Closes)}|1"], place.Rows("""
            SELECT title || '|' || is_draft || '|' || time_kind || '|' || counts_for_society || '|' || formula || '|' || divisions || '|'
                || opens_at || '|' || closes_at || '|' || (results_at IS NOT NULL) FROM competitions
            """));
        Assert.Equal(
            contest.Rounds.Select(one => $"flask-s{one.Id}|Round {one.Id}|{one.KeyStage}|{SchoolTime.Instant(one.Posted)}|"
                + $"{SchoolTime.Instant(one.Posted.AddHours(one.Hours))}|{one.Boxes}"),
            place.Rows("""
                SELECT file_id || '|' || title || '|' || key_stage || '|' || released_at || '|' || locked_at || '|'
                    || (SELECT count(*) FROM parts p WHERE p.challenge_id = h.id)
                FROM challenges h WHERE competition_id = 1 AND is_draft = 0 ORDER BY id
                """));
        Assert.Equal(
            contest.Answers.Select(one => $"{society.People[(int)one.User - 1].Email}|Round {one.Challenge}|Part {one.Box % 10 + 1}|"
                + $"{one.Number}|{one.Answer}|{(one.IsRight ? 1 : 0)}|{SchoolTime.Instant(one.At)}"),
            place.Rows("""
                SELECT m.login || '|' || h.title || '|' || p.label || '|' || a.number || '|' || a.typed || '|' || a.is_right || '|'
                    || a.submitted_at
                FROM attempts a JOIN members m ON m.id = a.member_id JOIN parts p ON p.id = a.part_id
                JOIN challenges h ON h.id = p.challenge_id WHERE h.competition_id = 1 ORDER BY a.id
                """));
        Assert.Equal(
            contest.Competitors.Select(one => $"{one.Email}|{(one.School == 1 ? "Larkhill School" : "Mill Road")}|"
                + $"{EarlierSociety.KeyStageOf(one.Year)}|{contest.Shown.GetValueOrDefault(one.Id)}|"
                + $"{(contest.Answers.Find(answer => answer.User == one.Id) is { } first ? SchoolTime.Instant(first.At) : 0)}|"
                + $"{(one.IsAdmin ? 0 : 1)}"),
            place.Rows("""
                SELECT m.login || '|' || s.name || '|' || e.division || '|' || e.points || '|' || coalesce(e.answered_at, 0)
                    || '|' || e.is_listed
                FROM enrolments e JOIN members m ON m.id = e.member_id JOIN schools s ON s.id = e.school_id
                WHERE e.state = 'enrolled' ORDER BY m.id
                """));
        Assert.Equal(["1 accepted", "2 accepted"], place.Rows("SELECT school_id || ' ' || state FROM competition_schools ORDER BY 1"));
        Assert.Equal(
            society.Shown.OrderBy(one => one.Key).Select(one => $"{society.People[(int)one.Key - 1].Email}|{one.Value}"),
            place.Rows("""
                SELECT m.login || '|' || t.points FROM totals t JOIN members m ON m.id = t.member_id
                WHERE t.period = 0 AND t.key_stage = '' ORDER BY m.id
                """));
        Assert.Equal(0, outcome.BroughtForward);
        Assert.Equal(society.People.Where(one => one.School is null && EarlierContest.IsMarked(one)).Select(one => $"{one.Id}:no-school"),
            Codes(outcome, "enrolments").Split(' ').OrderBy(code => long.Parse(code.Split(':')[0], null)));
        Assert.Equal(contest.Shown.Values.DefaultIfEmpty(0).Max(),
            place.Count("SELECT max(points) FROM competition_results WHERE rank = 1"));
    }

    [Fact]
    public void A_second_run_changes_nothing_and_a_newer_copy_brings_only_what_is_new()
    {
        var society = new EarlierSociety(2).WithContest(2);
        var contest = society.Contest!;
        var half = contest.Answers[contest.Answers.Count / 2].At;
        place.Move(society, EarlierVariant.Migrated, until: half);
        var before = place.Everything();
        var again = place.Move(society, EarlierVariant.Migrated, until: half);
        Assert.True(again.IsNothing, again.Summary);
        Assert.Equal(before.Where(IsOfContent), place.Everything().Where(IsOfContent));

        var rest = place.Move(society, EarlierVariant.Migrated);
        Assert.Equal(0, rest.Count("enrolments", MoveFate.New));
        Assert.Equal(contest.Answers.Count(one => one.At > half), rest.Count("competition answers", MoveFate.New));
        foreach (var person in contest.Competitors)
            Assert.Equal(contest.Shown.GetValueOrDefault(person.Id), place.Count(
                "SELECT e.points FROM enrolments e JOIN members m ON m.id = e.member_id WHERE m.login = @Email", person));
        place.HoldsTogether();
    }

    private static bool IsOfContent(string row) => !row.StartsWith("audit", StringComparison.Ordinal);

    private static void Base(EarlierSiteFile file)
    {
        file.School(1, "Mill Road");
        file.School(2, "Hill");
        file.School(3, "MILL road");
        for (var id = 1; id <= 6; id++)
            file.User(id, $"p{id}@x.example", $"Pupil {(char)('A' + id)}", 9, "", school: id <= 2 ? id : null, competes: id <= 4,
                keyStage: "ks4");
        file.Round(1, "Round", "<p>Add.</p>", Day, 24);
        file.RoundBox(11, 1, "a", "5", 0);
    }

    [Fact]
    public void Whoever_took_part_is_enrolled_with_the_school_of_then_and_each_doubt_is_told()
    {
        var outcome = place.Move(file =>
        {
            Base(file);
            file.RoundSubmission(1, 1, 2, 1, 11, "5", true, Later);
            file.RoundSubmission(2, 5, 3, 1, 11, "5", true, Later);
            file.RoundSubmission(3, 6, 99, 1, 11, "4", false, Later);
            file.RoundSubmission(4, 77, 1, 1, 11, "4", false, Later);
            file.RoundSubmission(5, 1, 1, 8, 11, "4", false, Later);
            file.RoundSubmission(6, 1, 1, 1, 11, "4", null, Later);
            file.RoundEntry(1, 1, 2, 2, Later);
            file.RoundEntry(2, 1, 2, 5, Later);
            file.RoundEntry(3, 4, 1, -2, "2099-01-01 00:00:00");
            file.RoundEntry(4, 88, 1, 9, Later);
            file.RoundEntry(5, 5, 1, "nine", Later);
        });
        place.HoldsTogether();
        Assert.Equal("3:no-school 5:not-marked 6:no-school 6:not-marked", Codes(outcome, "enrolments"));
        Assert.Equal("4:no-member 5:no-challenge 6:not-judged", Codes(outcome, "competition answers"));
        Assert.Equal("1:difference 4:difference 4:no-member 5:difference 5:value", Codes(outcome, "competition scores"));
        Assert.Equal(["1 2 KS4 7", "2 2 KS4 0", "4 1 KS4 -2", "5 1 KS4 0", "6 0 KS4 0"], place.Rows(
            "SELECT member_id || ' ' || coalesce(school_id, 0) || ' ' || division || ' ' || points FROM enrolments ORDER BY 1"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM totals WHERE points <> 0"));
    }

    [Fact]
    public void Odd_times_are_told_and_the_competition_has_a_window_all_the_same()
    {
        var outcome = place.Move(file =>
        {
            Base(file);
            file.Round(2, "No hours", "x", Day, 0);
            file.Round(3, "Released when over", "x", Day, 2, released: Day.AddDays(2));
            file.Round(4, "Of another stage", "x", Day, 2, keyStage: "xx", file: "p.png", isLocked: true);
            file.Round(5, "Null", "x", Day, 3, released: Day.AddHours(1));
        });
        place.HoldsTogether();
        Assert.Equal("2:duration 2:no-boxes 2:no-release 3:duration 3:no-boxes 4:key-stage 4:no-boxes 4:no-release 4:picture 5:no-boxes",
            Codes(outcome, "competition challenges").Replace("1:no-release ", "", StringComparison.Ordinal));
        var day = SchoolTime.Instant(Day);
        Assert.Equal([$"1 {day} {24}", $"2 {day} {168}", $"3 {day + 48 * 3600} {49}", $"4 {day} {2}", $"5 {day + 3600} {3}"], place.Rows(
            $"SELECT substr(file_id, 8) || ' ' || released_at || ' ' || ((locked_at - {day}) / 3600) FROM challenges ORDER BY file_id"));
        Assert.Equal([$"{day} {day + 168 * 3600}"], place.Rows("SELECT opens_at || ' ' || closes_at FROM competitions"));
    }

    [Fact]
    public void Points_without_challenges_are_a_competition_too_and_without_either_there_is_none()
    {
        place.Move(static file =>
        {
            file.School(1, "Mill Road");
            file.User(1, "p@x.example", "Pupil A", 9, "", school: 1, competes: true);
            file.RoundEntry(1, 1, 1, 9, Later);
        });
        Assert.Equal(9, place.Count("SELECT points FROM enrolments"));
        place.HoldsTogether();
        using var other = new MovingPlace(folder.Path);
        var notes = other.Convert(static file => file.User(1, "p@x.example", "Pupil A", 9, "", competes: true)).Notes;
        Assert.Contains(notes, static note => note.StartsWith("1 member are marked", StringComparison.Ordinal)
            || note.StartsWith("1 member is marked", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_goes_on_goes_on_here_and_has_no_results()
    {
        place.Move(file =>
        {
            Base(file);
            file.Round(2, "Long", "x", SchoolTime.Local(MovingPlace.Now), 48);
        });
        Assert.Equal([$"{MovingPlace.Now + 48 * 3600} 0"],
            place.Rows("SELECT closes_at || ' ' || (results_at IS NOT NULL) FROM competitions"));
    }

    [Fact]
    public void Other_schools_are_guests_only_if_the_own_one_is_named()
    {
        var asked = place.Convert(Base).Questions;
        Assert.Equal([new SchoolChoice("Hill", 1, 1), new SchoolChoice("Mill Road", 1, 1)], asked.Schools);
        Assert.Contains(asked.Write(place.Options, new MoveOutcome()), static sentence => sentence.Contains(
            "With --own-school NAME the others arrive as guests, who are on none of the society’s boards: 1 pupil if it is Hill, "
            + "1 pupil if it is Mill Road.", StringComparison.Ordinal));
        place.Move(Base);
        Assert.Equal(0, place.Count("SELECT count(*) FROM schools WHERE is_guest = 1"));
        using var other = new MovingPlace(folder.Path);
        other.Choices = other.Choices with { OwnSchool = "mill road" };
        other.Move(Base);
        Assert.Equal(["Hill"], other.Rows("SELECT name FROM schools WHERE is_guest = 1"));
        other.HoldsTogether();
    }

    [Fact]
    public void Two_challenges_of_one_day_with_one_picture_each_take_it_by_their_own_day()
    {
        var uploads = place.Uploads = folder["uploads"];
        foreach (var (day, size) in new[] { ("2026-10-05", 3), ("2026-10-06", 4) })
        {
            Directory.CreateDirectory(Path.Combine(uploads, $"challenge_{day}"));
            File.WriteAllBytes(Path.Combine(uploads, $"challenge_{day}", "p.png"), Pictures.Png(size));
        }
        var conversion = place.Convert(file =>
        {
            Base(file);
            file.Challenge(1, "Weekly", "x", Day, Day, file: "p.png");
            file.Round(2, "Same day", "x", Day, 5, file: "p.png");
            file.Round(3, "Next day", "x", Day.AddDays(1), 5, file: "p.png");
        });
        var weekly = Assert.Single(conversion.Arrivals.Challenges).Pictures[0].Hash;
        var rounds = conversion.Arrivals.Competition!.Challenges;
        Assert.Equal(weekly, rounds[1].Pictures[0].Hash);
        Assert.NotEqual(weekly, rounds[2].Pictures[0].Hash);
        Assert.Equal(2, conversion.Files.Count());
    }
}
