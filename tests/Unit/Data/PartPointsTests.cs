// Points by part: each right part is a row of the ledger at its own time, and re-marks compensate it; the new ledger keeps the old rows.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class PartPointsTests : IDisposable
{
    private readonly TestSociety club = new();
    private readonly long ada, ben;

    public PartPointsTests() => (ada, ben) = (club.Pupil("ada"), club.Pupil("ben"));

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    private long ByPart(params string[] answers) =>
        club.Challenge(one => one with { IsByPart = true, Points = 2, FirstBonus = 5 }, answers);

    [Fact]
    public void Each_right_part_gives_its_points_at_once_and_the_bonus_comes_with_the_last()
    {
        var challenge = ByPart("1", "2");
        var parts = club.PartsOf(challenge);
        Assert.Equal((false, 2L), Points(club.Answer(ada, parts[0], "1")));
        Assert.Equal((false, 0L), Points(club.Answer(ada, parts[1], "3")));
        Assert.Equal(2, club.Points(ada));
        club.Now += TestSociety.Week;
        Assert.Equal((true, 7L), Points(club.Answer(ada, parts[1], "2")));
        Assert.Equal([(AwardKind.First, 5L), (AwardKind.Part, 2L), (AwardKind.Part, 2L)],
            club.Ledger(ada).Select(row => (row.Kind, row.Points)));
        Assert.Equal(2, club.Points(ada, Period.Week(new DateOnly(2026, 11, 9))));
        Assert.Equal(7, club.Points(ada, Period.Week(new DateOnly(2026, 11, 16))));
        Assert.Equal([parts[0].Id, parts[1].Id], PartsPaid(ada));
        // Sent again with the same form it gives nothing more.
        club.Answer(ben, parts[0], "1", "key");
        club.Answer(ben, parts[0], "1", "key");
        Assert.Equal(2, club.Points(ben));
    }

    [Fact]
    public void By_default_the_rows_are_those_for_all_parts_together()
    {
        var challenge = club.Challenge("1", "2");
        club.Answer(ada, club.PartsOf(challenge)[0], "1");
        Assert.Empty(club.Ledger(ada));
        club.Solve(ada, challenge);
        Assert.Equal([AwardKind.First, AwardKind.Completion], club.Ledger(ada).Select(row => row.Kind));
        Assert.Equal(0, club.Count("SELECT count(*) FROM awards WHERE part_id IS NOT NULL"));
    }

    [Fact]
    public void A_part_with_no_attempt_left_does_not_cost_the_points_of_the_others()
    {
        var parts = club.PartsOf(ByPart("1", "2"));
        foreach (var wrong in new[] { "7", "8", "9" }) club.Answer(ada, parts[0], wrong);
        club.Answer(ada, parts[1], "2");
        Assert.Equal(2, club.Points(ada));
    }

    [Fact]
    public void A_re_mark_gives_and_takes_a_parts_points_at_the_time_of_the_answer_and_twice_does_nothing()
    {
        var challenge = ByPart("1", "2");
        var parts = club.PartsOf(challenge);
        club.Answer(ada, parts[0], "4"); // right by the corrected key
        club.Answer(ben, parts[0], "1"); // right by the wrong one
        club.Answer(ben, parts[1], "2");
        Assert.Equal((0, 9), (club.Points(ada), club.Points(ben)));
        club.Now += 2 * TestSociety.Week;
        var verdicts = Verdicts(challenge, parts[0].Id, "4");
        var preview = club.Db.Read(sql => Remark.Preview(sql, challenge, verdicts, club.Rules))!;
        Assert.Equal([(ada, 0L, 2L), (ben, 9L, 2L)],
            preview.Changes.Select(change => (change.MemberId, change.PointsBefore, change.PointsAfter)));
        Apply(challenge, verdicts);
        // Ben keeps the other part; without all parts right there is no bonus.
        Assert.Equal((2, 2), (club.Points(ada), club.Points(ben)));
        var week = Period.Week(new DateOnly(2026, 11, 9));
        Assert.Equal((2, 2), (club.Points(ada, week), club.Points(ben, week)));
        var given = Assert.Single(club.Ledger(ada));
        Assert.Equal((AwardKind.Compensation, AwardKind.Part, 2L, TestSociety.Tuesday, club.Now),
            (given.Kind, given.Corrects!.Value, given.Points, given.At, given.MadeAt));
        Assert.Empty(Apply(challenge, verdicts)!.Changes);
        Apply(challenge, Verdicts(challenge, parts[0].Id, "1"));
        Assert.Equal((0, 9), (club.Points(ada), club.Points(ben)));
    }

    [Fact]
    public void An_answer_marked_by_hand_gives_its_part_and_a_changed_number_of_points_leaves_what_was_given()
    {
        var challenge = ByPart("1", "2");
        var parts = club.PartsOf(challenge);
        club.Answer(ben, parts[0], "1");
        club.Answer(ada, parts[0], "7");
        club.Db.Write(sql => Challenges.Update(sql, Challenges.Find(sql, challenge)! with { Points = 4 }, club.Now));
        var attempt = club.Count("SELECT id FROM attempts WHERE typed = '7'");
        club.Db.Write(sql => Remark.ByHand(sql, attempt, true, "Either will do.", club.Teacher, club.Rules, club.Now));
        Assert.Equal((4, 2), (club.Points(ada), club.Points(ben)));
        club.Db.Write(sql => Remark.ByHand(sql, attempt, false, "It will not.", club.Teacher, club.Rules, club.Now));
        Assert.Equal(0, club.Points(ada));
    }

    [Fact]
    public void What_the_points_are_for_stays_once_an_answer_has_counted()
    {
        var challenge = ByPart("1");
        bool Switch(bool isByPart) => club.Db.Write(sql =>
            Challenges.Update(sql, Challenges.Find(sql, challenge)! with { IsByPart = isByPart }, club.Now));
        Assert.True(Switch(false));
        Assert.True(Switch(true));
        club.Answer(ada, club.PartsOf(challenge)[0], "9");
        Assert.ThrowsAny<Exception>(() => Switch(false));
        Assert.True(Switch(true));
    }

    [Fact]
    public void The_new_table_of_the_ledger_has_every_row_of_the_old_one_with_triggers_and_indexes()
    {
        using var folder = new TemporaryFolder();
        var path = folder["mathsoc.db"];
        var before = Migrator.Sections.First(section => section.Statements.Contains("awards_by_part", StringComparison.Ordinal)).Number - 1;
        Migrator.Run(path, [.. Migrator.Sections.Take(before)], 1);
        const string Rows = """
            SELECT group_concat(id || '|' || member_id || '|' || coalesce(challenge_id, '') || '|' || kind || '|' || corrects
                || '|' || points || '|' || reason
                || '|' || at || '|' || made_at || '|' || coalesce(term, '') || '|' || key_stage) FROM awards
            """;
        string old;
        using (var connection = Connections.Open(path, queryOnly: false))
        {
            var sql = new Sql(connection, null);
            sql.Execute("""
                INSERT INTO members (id, login, name, role, password_hash, created_at) VALUES (7, 'ada', 'Ada', 'member', '', 1);
                INSERT INTO awards (id, member_id, kind, corrects, points, reason, at, made_at, week, term, school_year, key_stage) VALUES
                    (3, 7, 'completion', '', 2, '', 10, 11, 20261109, 20261, 2026, 'KS3'),
                    (5, 7, 'compensation', 'completion', -2, 'The key was wrong.', 10, 12, 20261109, NULL, 2026, 'KS3'),
                    (9, 7, 'adjustment', '', 40, 'Helped.', 13, 13, 20261109, NULL, 2026, '');
                """);
            old = sql.ExecuteScalar<string>(Rows)!;
        }
        Assert.Equal(MigrationResult.Ready, Migrator.Run(path, Migrator.Sections, 2).Result);
        using var after = Connections.Open(path, queryOnly: false);
        var now = new Sql(after, null);
        Assert.Equal(old, now.ExecuteScalar<string>(Rows));
        Assert.Equal(2, now.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'awards'"));
        Assert.Equal("awards_challenge,awards_competition,awards_made,awards_member,awards_part", now.ExecuteScalar<string>(
            "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'awards' ORDER BY name)"));
        Assert.Equal(0, now.ExecuteScalar<long>("SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.ThrowsAny<Exception>(() => now.Execute("DELETE FROM awards"));
        Assert.ThrowsAny<Exception>(() => now.Execute("UPDATE awards SET points = 1"));
    }

    private static (bool, long) Points(AnswerOutcome outcome) => (outcome.Completes, outcome.Points);

    private List<long> PartsPaid(long member) => club.Db.Read(sql =>
        RowList.AsList(
            sql.Query<long>("SELECT part_id FROM awards WHERE member_id = @member AND kind = 'part' ORDER BY id", new { member })));

    private List<NewVerdict> Verdicts(long challenge, long part, string answer) => club.Db.Read(sql =>
        Attempts.ListOfEverybody(sql, challenge).Where(attempt => attempt.PartId == part)
            .Select(attempt => new NewVerdict(attempt.Id, attempt.Typed == answer)).ToList());

    private RemarkPlan? Apply(long challenge, List<NewVerdict> verdicts) => club.Db.Write(sql =>
        Remark.Apply(
            sql, challenge, verdicts, KeyChange.LastAttempt(sql, challenge), "The key was wrong.", club.Teacher, club.Rules, club.Now));
}
