// An import that is undone: the site is as it was before but for what the archive and the record keep, and the same file can come again.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class MoveBackTests : IDisposable
{
    private const long Now = MovingPlace.Now, Later = Now + 3600;
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public MoveBackTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    /// <summary>
    /// The site as its members see it. Left out is what stays by design: former members with their answers, challenges in the archive with
    /// their parts and files, rows of the ledger that add up to nothing, the record and the history.
    /// </summary>
    private List<string> Picture() =>
    [
        .. place.Rows("""
            SELECT 'member ' || id || ' ' || login || ' ' || name || ' ' || role || ' ' || state || ' ' || class || ' '
                || coalesce(start_year, 0) || ' ' || coalesce(school_id, 0) || ' ' || password_hash
            FROM members WHERE state <> 'former' ORDER BY id
            """),
        .. place.Rows("SELECT 'school ' || id || ' ' || name || ' ' || coalesce(email_domain, '') FROM schools ORDER BY id"),
        .. place.Rows("""
            SELECT 'challenge ' || id || ' ' || title || ' ' || body || ' ' || key_stage || ' ' || coalesce(released_at, 0) || version
            FROM challenges WHERE archived_at IS NULL ORDER BY id
            """),
        .. place.Rows("""
            SELECT 'part ' || p.id || ' ' || p.label || ' ' || p.answer || ' ' || coalesce(p.removed_at, 0) FROM parts p
            JOIN challenges h ON h.id = p.challenge_id WHERE h.archived_at IS NULL ORDER BY p.id
            """),
        .. place.Rows("""
            SELECT 'attempt ' || a.id || ' ' || a.member_id || ' ' || a.part_id || ' ' || a.number || ' ' || a.typed || ' ' || a.is_right
            FROM attempts a JOIN members m ON m.id = a.member_id JOIN parts p ON p.id = a.part_id JOIN challenges h ON h.id = p.challenge_id
            WHERE m.state <> 'former' AND h.archived_at IS NULL ORDER BY a.id
            """),
        .. place.Rows("SELECT 'completed ' || member_id || ' ' || challenge_id || ' ' || completed_at FROM completions ORDER BY 1"),
        .. place.Rows("SELECT 'first ' || challenge_id || ' ' || member_id FROM firsts ORDER BY 1"),
        .. place.Rows("""
            SELECT 'total ' || period || ' ' || key_stage || ' ' || member_id || ' ' || points FROM totals WHERE points <> 0 ORDER BY 1
            """),
        .. place.Rows("SELECT 'setting ' || name || ' ' || value FROM settings ORDER BY 1"),
        .. place.Rows("SELECT 'row ' || source_table || ' ' || source_id FROM import_rows "
            + "WHERE source_table NOT IN ('challenge', 'challenge_answer_box', 'summer_challenge', 'summer_challenge_answer_box', "
            + "'summer_competition') ORDER BY 1"),
        .. Contest(place),
    ];

    /// <summary>Competitions that are not in the archive, with the pupils, schools and places in them.</summary>
    private static List<string> Contest(MovingPlace of) =>
    [
        .. of.Rows("SELECT 'competition ' || id || ' ' || title || ' ' || opens_at || ' ' || closes_at || ' ' || coalesce(results_at, 0) "
            + "FROM competitions WHERE archived_at IS NULL ORDER BY id"),
        .. of.Rows("""
            SELECT 'enrolled ' || competition_id || ' ' || member_id || ' ' || coalesce(school_id, 0) || ' ' || division || ' ' || points
                || ' ' || coalesce(answered_at, 0)
            FROM enrolments WHERE state = 'enrolled' ORDER BY competition_id, member_id
            """),
        .. of.Rows("SELECT 'school ' || competition_id || ' ' || school_id || ' ' || state FROM competition_schools ORDER BY 1"),
        .. of.Rows("SELECT 'place ' || competition_id || ' ' || member_id || ' ' || rank FROM competition_results ORDER BY 1"),
        .. of.Rows("SELECT 'place ' || division || ' ' || school_id || ' ' || sum FROM competition_school_results ORDER BY 1"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void When_nobody_signed_in_the_site_is_as_before_and_the_file_comes_again_as_new(bool isInUse)
    {
        if (isInUse)
        {
            place.Db.Add(Seed.Person("head", Role.Owner));
            place.Db.Add(Seed.Pupil("own"));
            place.Db.AddSchool("Mill Road");
            var id = place.Db.Write(sql => Challenges.Add(sql, Challenge.Draft(ScoreRules.Default, null, "A. Teacher"), Now - 99));
            place.Db.Write(sql => Parts.Save(sql, id, [Part.New("(a)", "4")], Now - 99));
        }
        var society = new EarlierSociety(7).WithContest(7);
        society.Shown[5] = 40;
        society.Contest!.Shown[society.Contest.Competitors.First().Id] = 12;
        var before = Picture();
        var first = place.Move(society, EarlierVariant.Migrated);
        var arrived = Described();

        var outcome = place.Undo();
        Assert.Equal(before, Picture());
        Assert.Equal((60, 12 + 8, 1), (outcome.Members, outcome.Challenges, outcome.Competitions));
        Assert.Equal(0, place.Count("SELECT count(*) FROM awards GROUP BY member_id HAVING sum(points) <> 0 LIMIT 1", null));
        Assert.Equal((null, "This import was undone."), place.Db.Write(sql => MoveBack.Run(sql, 1, Actor.CommandLine, Later)));

        var again = place.Move(society, EarlierVariant.Migrated);
        place.HoldsTogether();
        Assert.Equal(first.Summary, again.Summary);
        Assert.Equal(arrived, Described());
        // Challenges are out of the archive under the numbers they had, with their first places given anew.
        Assert.Equal(0, place.Count("SELECT count(*) FROM challenges WHERE archived_at IS NOT NULL"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM competitions"));
        place.Undo(2, Later + 1);
        Assert.Equal(before, Picture());
    }

    [Fact]
    public void Of_answers_and_points_only_those_of_its_own_members_and_challenges_are_looked_at()
    {
        place.Move(new EarlierSociety(7).WithContest(7), EarlierVariant.Migrated);
        var statements = QueryPlans.Record(place.Path, sql => Assert.NotNull(MoveBack.Run(sql, 1, Actor.CommandLine, Later).Outcome));
        Assert.Contains(statements, static one => one.StartsWith("UPDATE attempts SET send_key", StringComparison.Ordinal));
        using var connection = Connections.Open(place.Path, queryOnly: false);
        foreach (var statement in statements)
            Assert.DoesNotContain(QueryPlans.Explain(connection, statement),
                static line => line.Split(' ') is ["SCAN", "attempts" or "a" or "awards" or "w" or "totals", ..]);
    }

    /// <summary>What arrived, by what people read: ids of members and parts are new each time.</summary>
    private List<string> Described() =>
    [
        .. place.Rows("SELECT login || name || role || state || coalesce(start_year, 0) FROM members WHERE state <> 'former' ORDER BY 1"),
        .. place.Rows("""
            SELECT h.id || h.title || h.body || h.released_at || p.label || p.answer FROM challenges h
            JOIN parts p ON p.challenge_id = h.id AND p.removed_at IS NULL WHERE h.archived_at IS NULL AND h.is_draft = 0 ORDER BY 1
            """),
        .. place.Rows("""
            SELECT m.login || a.typed || a.number || a.is_right || a.submitted_at || p.challenge_id || p.label FROM attempts a
            JOIN members m ON m.id = a.member_id AND m.state <> 'former' JOIN parts p ON p.id = a.part_id ORDER BY 1
            """),
        .. place.Rows("""
            SELECT m.login || f.challenge_id FROM firsts f JOIN members m ON m.id = f.member_id ORDER BY 1
            """),
        .. place.Rows("""
            SELECT m.login || t.points FROM totals t JOIN members m ON m.id = t.member_id AND m.state <> 'former'
            WHERE t.period = 0 AND t.key_stage = '' AND t.points <> 0 ORDER BY 1
            """),
        .. place.Rows("SELECT title || opens_at || closes_at || (results_at IS NOT NULL) FROM competitions WHERE archived_at IS NULL"),
        .. place.Rows("""
            SELECT m.login || e.division || s.name || e.points || ' ' || coalesce(e.answered_at, 0) || ' ' || coalesce(r.rank, 0)
            FROM enrolments e JOIN members m ON m.id = e.member_id JOIN schools s ON s.id = e.school_id
            LEFT JOIN competition_results r ON r.competition_id = e.competition_id AND r.member_id = e.member_id
            WHERE e.state = 'enrolled' ORDER BY 1
            """),
        .. place.Rows("""
            SELECT s.name || r.division || r.sum || ' ' || coalesce(r.rank, 0) || c.state FROM competition_school_results r
            JOIN schools s ON s.id = r.school_id JOIN competition_schools c ON c.school_id = s.id ORDER BY 1
            """),
    ];

    [Fact]
    public void Of_many_societies_with_a_later_copy_undoing_both_leaves_the_site_as_before_each()
    {
        for (var seed = 200; seed < 215; seed++)
        {
            using var own = new TemporaryFolder();
            using var other = new MovingPlace(own.Path);
            var random = new Random(seed);
            var society = new EarlierSociety(seed, random.Next(2, 30), random.Next(2, 8), random.Next(20, 150));
            if (seed % 3 > 0) society.WithContest(seed, random.Next(1, 7), random.Next(0, 80));
            foreach (var person in society.People)
                if (random.Next(4) == 0) society.Shown[person.Id] = random.Next(-3, 20);
            foreach (var person in society.Contest?.Competitors ?? [])
                if (random.Next(4) == 0) society.Contest!.Shown[person.Id] = random.Next(-3, 20);
            other.Move(society, EarlierVariant.Migrated, society.Answers[society.Answers.Count / 2].At);
            var totals = Totals(other);
            if (other.Move(society, EarlierVariant.Migrated).IsNothing) continue;
            Assert.Equal((null, "A later import of the same site has to be undone first."),
                other.Db.Write(sql => MoveBack.Run(sql, 1, Actor.CommandLine, Later)));
            Assert.NotNull(other.Db.Write(sql => MoveBack.Run(sql, 2, Actor.CommandLine, Later)).Outcome);
            other.HoldsTogether();
            Assert.Equal(totals, Totals(other));
            // What it brought comes again with the next copy.
            other.Move(society, EarlierVariant.Migrated);
            foreach (var person in society.People)
                Assert.Equal(society.Shown.GetValueOrDefault(person.Id), other.Count("""
                    SELECT coalesce(sum(w.points), 0) FROM awards w JOIN members m ON m.id = w.member_id
                    WHERE m.login = @Email AND w.competition_id IS NULL
                    """, person));
            foreach (var person in society.Contest?.Competitors ?? [])
                Assert.Equal(society.Contest!.Shown.GetValueOrDefault(person.Id), other.Count("""
                    SELECT e.points FROM enrolments e JOIN members m ON m.id = e.member_id WHERE m.login = @Email AND e.state = 'enrolled'
                    """, person));
            Assert.NotNull(other.Db.Write(sql => MoveBack.Run(sql, 3, Actor.CommandLine, Later + 1)).Outcome);
            Assert.NotNull(other.Db.Write(sql => MoveBack.Run(sql, 1, Actor.CommandLine, Later + 2)).Outcome);
            other.HoldsTogether();
            Assert.Empty(Totals(other));
            Assert.Equal(0, other.Count("SELECT count(*) FROM members WHERE state <> 'former'"));
            Assert.Equal(0, other.Count("SELECT count(*) FROM schools"));
        }

        static List<string> Totals(MovingPlace of) =>
        [
            .. of.Rows("SELECT period || ' ' || key_stage || ' ' || member_id || ' ' || points FROM totals WHERE points <> 0 ORDER BY 1"),
            .. Contest(of),
        ];
    }
}
