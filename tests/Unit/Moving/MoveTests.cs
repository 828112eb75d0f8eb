// A society of the earlier site arrives here row by row: members, challenges, answers, completions, firsts and points.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class MoveTests : IDisposable
{
    /// <summary>Friday 15 January 2027: the term that the society played is over, and so is no school year.</summary>
    private const long Now = 1_800_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(EarlierVariant.Migrated)]
    [InlineData(EarlierVariant.CreatedAtOnce)]
    public void The_golden_society_is_here_row_by_row(EarlierVariant variant)
    {
        using var place = new MovingPlace(folder.Path);
        var society = new EarlierSociety(1);
        var outcome = place.Move(society, variant);
        Assert.Equal("schools 2 new, 0 same, 0 changed, 0 skipped; members 60 new, 0 same, 0 changed, 0 skipped; "
            + "challenges 12 new, 0 same, 0 changed, 0 skipped; answers 900 new, 0 same, 0 changed, 0 skipped; "
            + $"scores {society.Shown.Count} new, 0 same, 0 changed, 0 skipped; {society.Completions.Count} completions, "
            + "0 points brought forward, 60 passwords, 0 files", outcome.Summary);
        Assert.DoesNotContain(outcome.Lines, line => line.Kind != "members" || line.Code != "year");

        Assert.Equal(
            society.People.Select(one => $"{one.Email}|{one.Name}|{(one.IsAdmin ? "teacher" : "member")}|"
                + $"{(one.Year is { } year ? 2026 - year + 7 : 0)}|{(one.Year is { } form ? $"{form}A" : "")}|"
                + $"{one.School switch { 1 => "Larkhill School", 2 => "Mill Road", _ => "" }}"),
            place.Rows("""
                SELECT m.login || '|' || m.name || '|' || m.role || '|' || coalesce(m.start_year, 0) || '|' || m.class || '|'
                    || coalesce(s.name, '')
                FROM members m LEFT JOIN schools s ON s.id = m.school_id WHERE m.state = 'active' ORDER BY m.id
                """));
        Assert.Equal(
            society.Challenges.Select(one => $"{one.Id}|Puzzle {one.Id}|What is **{one.Id}** + 1, for \\$5?|"
                + $"{(one.Id % 2 == 0 ? "KS3" : "KS4")}|{SchoolTime.Instant(one.Released)}|{one.Boxes}|{(one.Id % 3 == 0 ? 336 : 0)}"),
            place.Rows("""
                SELECT h.id || '|' || title || '|' || body || '|' || key_stage || '|' || released_at || '|' ||
                    (SELECT count(*) FROM parts p WHERE p.challenge_id = h.id AND p.kind = 'auto') || '|' || coalesce(lock_hours, 0)
                FROM challenges h WHERE is_draft = 0 AND points = 1 AND first_bonus = 2 ORDER BY id
                """));
        Assert.Equal(
            society.Answers.Select(one => $"{society.People[(int)one.User - 1].Email}|{one.Challenge}|Part {one.Box % 10 + 1}|{one.Number}|"
                + $"{one.Answer}|{(one.IsRight ? 1 : 0)}|{SchoolTime.Instant(one.At)}"),
            place.Rows("""
                SELECT m.login || '|' || p.challenge_id || '|' || p.label || '|' || a.number || '|' || a.typed || '|' || a.is_right
                    || '|' || a.submitted_at
                FROM attempts a JOIN members m ON m.id = a.member_id JOIN parts p ON p.id = a.part_id ORDER BY a.id
                """));
        Assert.Equal(
            society.Completions.OrderBy(one => one.Challenge).ThenBy(one => one.At).Select(one =>
                $"{one.Challenge}|{society.People[(int)one.User - 1].Email}|{SchoolTime.Instant(one.At)}|{(one.IsFirst ? 1 : 0)}"),
            place.Rows("""
                SELECT c.challenge_id || '|' || m.login || '|' || c.completed_at || '|' || (f.member_id IS NOT NULL)
                FROM completions c JOIN members m ON m.id = c.member_id
                    LEFT JOIN firsts f ON f.challenge_id = c.challenge_id AND f.member_id = c.member_id
                ORDER BY c.challenge_id, c.completed_at, c.attempt_id
                """));
        Assert.Equal(
            society.Shown.OrderBy(one => one.Key).Select(one => $"{society.People[(int)one.Key - 1].Email}|{one.Value}"),
            place.Rows("""
                SELECT m.login || '|' || t.points FROM totals t JOIN members m ON m.id = t.member_id
                WHERE t.period = 0 AND t.key_stage = '' ORDER BY m.id
                """));
        place.HoldsTogether();
    }

    [Fact]
    public void A_second_run_changes_nothing_and_a_newer_copy_brings_only_what_is_new()
    {
        using var place = new MovingPlace(folder.Path);
        var society = new EarlierSociety(2);
        var half = society.Answers[450].At;
        place.Move(society, EarlierVariant.Migrated, until: half);
        const string Numbers =
            "SELECT count(*) || ' ' || (SELECT sum(points) FROM awards) || ' ' || (SELECT count(*) FROM members) FROM attempts";
        var before = place.Rows(Numbers);
        var again = place.Move(society, EarlierVariant.Migrated, until: half);
        Assert.True(again.IsNothing, again.Summary);
        Assert.Equal(before, place.Rows(Numbers));

        var rest = place.Move(society, EarlierVariant.Migrated);
        Assert.Equal(0, rest.Count("members", MoveFate.New));
        Assert.Equal(society.Answers.Count(one => one.At > half), rest.Count("answers", MoveFate.New));
        Assert.Equal(society.Completions.Count, place.Count("SELECT count(*) FROM completions"));
        Assert.Equal(society.Shown.Values.Sum(), place.Count("SELECT sum(points) FROM totals WHERE period = 0 AND key_stage = ''"));
        place.HoldsTogether();
    }

    [Fact]
    public void Of_many_societies_the_plan_is_the_deed_and_totals_are_what_the_board_showed()
    {
        for (var seed = 100; seed < 300; seed++)
        {
            using var own = new TemporaryFolder();
            using var place = new MovingPlace(own.Path);
            var random = new Random(seed);
            var society = new EarlierSociety(seed, random.Next(1, 40), random.Next(1, 10), random.Next(0, 200));
            if (seed % 4 > 0) society.WithContest(seed, random.Next(1, 7), random.Next(0, 80));
            // The board was changed by hand, or challenges were deleted with their answers: seen in every old site.
            foreach (var person in society.People)
            {
                if (random.Next(3) == 0) society.Shown[person.Id] = random.Next(-3, 20);
                if (person.School is not null && society.Contest is { } played && random.Next(3) == 0)
                    played.Shown[person.Id] = random.Next(-3, 20);
            }
            var conversion = place.Convert(society, random.Next(2) == 0 ? EarlierVariant.Migrated : EarlierVariant.CreatedAtOnce, null);
            var plan = MovePlan.Run(place.Path, own.Path, conversion.Arrivals, Actor.CommandLine, Now);
            var done = place.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, Now));
            Assert.Equal(plan.Outcome.Summary, done.Summary);
            Assert.Equal(plan.Outcome.Lines, done.Lines);
            foreach (var person in society.People)
                Assert.Equal(society.Shown.GetValueOrDefault(person.Id), place.Count(
                    "SELECT coalesce(sum(t.points), 0) FROM totals t JOIN members m ON m.id = t.member_id "
                    + "WHERE m.login = @Email AND t.period = 0 AND t.key_stage = ''", person));
            foreach (var person in society.Contest?.Competitors ?? [])
                Assert.Equal(society.Contest!.Shown.GetValueOrDefault(person.Id), place.Count(
                    "SELECT e.points FROM enrolments e JOIN members m ON m.id = e.member_id WHERE m.login = @Email", person));
            place.HoldsTogether();
        }
    }

    [Fact]
    public void A_password_that_was_changed_there_is_taken_until_its_owner_has_signed_in_here()
    {
        using var place = new MovingPlace(folder.Path);
        void Write(EarlierSiteFile file, string password, string name)
        {
            file.Challenge(1, "Sums", "x", EarlierSociety.Begins, null);
            for (var id = 1; id < 3; id++)
                file.User(id, $"p{id}@x.example", $"{name} {id}", 9, EarlierSiteFile.Hash(password));
        }
        place.Move(file => Write(file, "the first", "Ada"));
        place.Db.Write(sql => Members.NoteSignIn(sql, 2, Passwords.Hash("mine"), Now));
        var second = place.Move(file => Write(file, "the second", "Eve"));
        Assert.Equal((1, 1), (second.Count("members", MoveFate.Changed), second.Count("members", MoveFate.Same)));
        var hashes = place.Rows("SELECT password_hash FROM members ORDER BY id");
        Assert.True(Passwords.Verify(hashes[0], "the second").Matches);
        Assert.True(Passwords.Verify(hashes[1], "mine").Matches);
        Assert.Equal(["Ada 1", "Ada 2"], place.Rows("SELECT name FROM members ORDER BY id"));
        Assert.Equal(2, second.Lines.Count(line => line.Code == "changed-there"));
    }

    [Fact]
    public void Where_challenges_are_already_those_that_arrive_get_new_numbers_and_keep_their_answers()
    {
        using var place = new MovingPlace(folder.Path);
        var own = place.Db.Write(sql => Challenges.Add(sql, Challenge.Draft(ScoreRules.Default, null, "A. Teacher"), Now));
        var society = new EarlierSociety(5, 20, 4, 100);
        var outcome = place.Move(society, EarlierVariant.Migrated);
        Assert.Contains(outcome.Notes, note => note.Contains("new numbers", StringComparison.Ordinal));
        Assert.Equal(["2 Puzzle 1", "3 Puzzle 2", "4 Puzzle 3", "5 Puzzle 4"],
            place.Rows("SELECT id || ' ' || title FROM challenges WHERE id <> 1 ORDER BY id"));
        Assert.Equal(1, own);
        Assert.Equal(society.Completions.Count, place.Count("SELECT count(*) FROM completions"));
        Assert.True(place.Move(society, EarlierVariant.Migrated).IsNothing);
        place.HoldsTogether();
    }

    [Fact]
    public void Another_site_of_the_same_program_is_not_taken_for_the_first()
    {
        using var place = new MovingPlace(folder.Path);
        place.Move(static file => file.User(1, "ada@x.example", "Ada Byron", 9, ""));
        var other = place.Move(static file => file.User(1, "eve@y.example", "Eve Cole", 9, ""));
        Assert.Equal(1, other.Count("members", MoveFate.New));
        Assert.Equal(2, place.Count("SELECT count(DISTINCT source) FROM imports"));
    }
}
