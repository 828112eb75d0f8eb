// The ledger and its totals: no row is edited or removed, every total is the sum of its rows, and damage is found and repaired.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class LedgerTests : IDisposable
{
    private readonly TestSociety club = new();

    public void Dispose() => club.Dispose();

    [Fact]
    public void Rows_are_neither_edited_nor_removed()
    {
        Adjust(club.Pupil("ada"), 1);
        Assert.Throws<SqliteException>(() => club.Db.Write(sql => sql.Execute("UPDATE awards SET points = 2")));
        Assert.Throws<SqliteException>(() => club.Db.Write(sql => sql.Execute("DELETE FROM awards")));
        Assert.Equal(1, club.Count("SELECT sum(points) FROM awards"));
    }

    [Fact]
    public void An_adjustment_has_a_reason_an_actor_and_a_line_in_the_record()
    {
        var head = club.Staff("head", Role.Owner);
        var ada = club.Pupil("ada");
        Assert.True(club.Db.Write(sql => Awards.Adjust(sql, ada, -2, "Posters.", new Actor(head, "127.0.0.1"), club.Rules, club.Now)));
        var expected = new Award
        {
            Id = 1,
            MemberId = ada,
            Kind = AwardKind.Adjustment,
            Points = -2,
            Reason = "Posters.",
            ActorId = head,
            ActorName = "head",
            At = club.Now,
            MadeAt = club.Now,
            Week = 20261109,
            Term = 20261,
            SchoolYear = 2026,
            KeyStage = "KS3",
        };
        Assert.Equal(expected, Assert.Single(club.Ledger(ada)));
        Assert.Equal(1, club.Count("""
            SELECT count(*) FROM audit WHERE action = 'points.adjust' AND subject_id = @ada AND detail = '-2'
            """, new { ada }));
        Assert.Throws<SqliteException>(() => Adjust(ada, 1, ""));
        Assert.False(Adjust(head, 1));
        Assert.False(Adjust(ada, 0));
        Assert.False(Adjust(999, 1));
    }

    [Fact]
    public void Why_this_score_is_answered_for_each_period_and_key_stage()
    {
        var ada = club.Pupil("ada");
        var challenge = club.Challenge("1");
        club.Solve(ada, challenge);
        club.Now += TestSociety.Week;
        Adjust(ada, 4);
        Assert.Equal([4L, 2L, 1L], club.Ledger(ada).Select(row => row.Points));
        var week = Period.Week(new DateOnly(2026, 11, 9));
        Assert.Equal([2L, 1L], club.Db.Read(sql => Awards.List(sql, ada, week, "KS3", 0, 10)).Select(row => row.Points));
        Assert.Equal([2L], club.Db.Read(sql => Awards.List(sql, ada, Period.AllTime, "", 1, 1)).Select(row => row.Points));
        Assert.Empty(club.Db.Read(sql => Awards.List(sql, ada, Period.AllTime, "KS5", 0, 10)));
        Assert.Equal(["Sums", "Sums"], club.Ledger(ada).Where(row => row.ChallengeId == challenge).Select(row => row.Title));
        Assert.Equal(7, club.Db.Read(sql => Totals.List(sql, ada)).Single(total => total is { Period: 0, KeyStage: "" }).Points);
    }

    [Fact]
    public void Somebody_who_is_deleted_needs_no_row_of_the_ledger_changed()
    {
        var ada = club.Pupil("ada");
        club.Db.Write(sql => ExtraTime.Set(sql, ada, 10, club.Teacher, club.Now));
        Adjust(ada, 3);
        club.Challenge("1");
        club.Db.Write(sql => { sql.Execute("UPDATE challenges SET author_id = @ada", new { ada }); });
        Assert.True(club.Db.Write(sql => Anonymisation.Apply(sql, ada, club.Now)));
        Assert.Equal(3, club.Points(ada));
        Assert.Equal(0, club.Count("SELECT count(*) FROM extra_time"));
        Assert.Equal(0, club.Count("SELECT count(*) FROM challenges WHERE author_name <> ''"));
        club.HoldsTogether();
    }

    [Fact]
    public void A_total_that_differs_from_its_ledger_is_found_and_repaired()
    {
        var ada = club.Pupil("ada");
        Adjust(ada, 3);
        foreach (var damage in new[]
        {
            "UPDATE totals SET points = 9 WHERE period = 2026",
            "UPDATE totals SET changed_at = 1 WHERE period = 0 AND key_stage = ''",
            "UPDATE totals SET is_listed = 0",
            "DELETE FROM totals WHERE period = 20261",
            "INSERT INTO totals VALUES (1999, '', 1, 1, 1, 1)",
        })
        {
            club.Db.Write(sql => { sql.Execute(damage); });
            Assert.NotEmpty(club.Db.Read(sql => Totals.Check(sql)));
            club.Db.Write(Totals.Rebuild);
            Assert.Empty(club.Db.Read(sql => Totals.Check(sql)));
        }
        Assert.Equal(3, club.Points(ada, Period.Term(2026, 1), "KS3"));
    }

    [Fact]
    public void Totals_are_their_ledger_after_thousands_of_random_deeds()
    {
        var random = new Random(2026);
        var pupils = Enumerable.Range(0, 25)
            .Select(i => club.Pupil($"pupil{i}", random.Next(8) == 0 ? null : 2019 + random.Next(8))).ToList();
        var challenges = Enumerable.Range(0, 30)
            .Select(i => club.Challenge([.. Enumerable.Range(1, 1 + i % 3).Select(n => $"{n}")])).ToList();
        for (var deed = 0; deed < 2000; deed++)
        {
            club.Now += random.Next(4000);
            var (pupil, challenge) = (pupils[random.Next(pupils.Count)], challenges[random.Next(challenges.Count)]);
            switch (random.Next(20))
            {
                case 0: Adjust(pupil, random.Next(-3, 4)); break;
                case 1: RemarkSome(challenge, random); break;
                case 2: club.Db.Write(sql => Members.SetQuiet(sql, pupil, random.Next(2) == 0)); break;
                case 3:
                    var state = random.Next(3) == 0 ? MemberState.Archived : MemberState.Active;
                    club.Db.Write(sql => { Members.SetState(sql, pupil, state, club.Now); });
                    break;
                default:
                    var parts = club.PartsOf(challenge);
                    var part = parts[random.Next(parts.Count)];
                    club.Answer(pupil, part, random.Next(3) == 0 ? $"wrong {random.Next(4)}" : part.Answer, $"key {random.Next(3000)}");
                    break;
            }
        }
        Assert.True(club.Count("SELECT count(*) FROM awards") > 300);
        club.HoldsTogether();
        Assert.Equal(0, club.Count("""
            SELECT count(*) FROM (SELECT 1 FROM attempts GROUP BY member_id, part_id HAVING count(*) > 3 OR max(number) <> count(*))
            """));
        Assert.Equal(0, club.Count("""
            SELECT count(*) FROM members m JOIN challenges h LEFT JOIN completions c ON c.member_id = m.id AND c.challenge_id = h.id
                LEFT JOIN firsts f ON f.member_id = m.id AND f.challenge_id = h.id
            WHERE coalesce((SELECT sum(points) FROM awards w WHERE w.member_id = m.id AND w.challenge_id = h.id), 0)
                <> (c.member_id IS NOT NULL) + 2 * (f.member_id IS NOT NULL)
            """));
        Assert.Equal(0, club.Count("""
            SELECT count(*) FROM firsts f JOIN completions mine ON mine.challenge_id = f.challenge_id AND mine.member_id = f.member_id
            WHERE EXISTS (SELECT 1 FROM completions c WHERE c.challenge_id = f.challenge_id AND c.completed_at < mine.completed_at)
            """));
        Assert.Equal(0, club.Count("""
            SELECT count(*) FROM completions c JOIN attempts a ON a.id = c.attempt_id
            WHERE a.is_right = 0 OR a.submitted_at <> c.completed_at
            """));
    }

    private void RemarkSome(long challenge, Random random) => club.Db.Write(sql =>
    {
        var attempts = Attempts.ListOfEverybody(sql, challenge);
        if (attempts.Count == 0) return;
        var verdicts = attempts.Where(_ => random.Next(4) == 0).Select(attempt => new NewVerdict(attempt.Id, random.Next(2) == 0)).ToList();
        var (one, isRight) = (attempts[random.Next(attempts.Count)].Id, random.Next(2) == 0);
        var isByHand = random.Next(3) == 0;
        var preview = (isByHand ? Remark.PreviewByHand(sql, one, isRight, club.Rules)
            : Remark.Preview(sql, challenge, verdicts, club.Rules))!;
        var applied = (isByHand ? Remark.ByHand(sql, one, isRight, "At random.", club.Teacher, club.Rules, club.Now)
            : Remark.Apply(sql, challenge, verdicts, attempts[^1].Id, "At random.", club.Teacher, club.Rules, club.Now))!;
        Assert.Equal(preview.Changes, applied.Changes);
        foreach (var change in applied.Changes)
            Assert.Equal(change.PointsAfter, ChallengeQueries.FindOwn(sql, change.MemberId, challenge).Points);
    });

    private bool Adjust(long member, int points, string reason = "For the test.") =>
        club.Db.Write(sql => Awards.Adjust(sql, member, points, reason, club.Teacher, club.Rules, club.Now));
}
