// The sums of weeks that are kept and brought up to date are those that a fresh sum of the ledger gives, whatever happened in between.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class WeekSumsTests : IDisposable
{
    private readonly TestSociety society = new();

    public void Dispose()
    {
        society.HoldsTogether();
        society.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void They_agree_with_a_fresh_sum_after_whatever_happens(int seed)
    {
        var random = new Random(seed);
        var cup = society.Db.AddCup(society.Now, one => one with { ClosesAt = society.Now + 20 * TestSociety.Week });
        var other = society.Db.AddCompetition(society.Now);
        List<long> pupils = [cup.Ada, cup.Ben, cup.Cleo, cup.Dan];
        long? frozenAt = null;
        var kept = new KeptWeekSums();
        var withSums = 0;
        for (var step = 0; step < 150; step++)
        {
            var (pupil, school) = (pupils[random.Next(pupils.Count)], random.Next(2) == 0 ? cup.OurSchool : cup.GuestSchool);
            var points = random.Next(1, 9);
            var what = random.Next(13);
            society.Db.Write(sql => what switch
            {
                0 => CompetitionPupils.SetDisqualified(sql, cup.Id, pupil, random.Next(2) == 0, "Copied.", society.Now),
                1 => CompetitionPupils.Move(sql, cup.Id, pupil, school, random.Next(2) == 0 ? "Junior" : "Senior", "", society.Now),
                2 => CompetitionSchools.Leave(sql, cup.Id, school, society.Now),
                3 or 4 => CompetitionSchools.Invite(sql, cup.Id, school, society.Now)
                    && CompetitionSchools.Accept(sql, cup.Competition, school, null, null, society.Now),
                5 => OwnParts.Withdraw(sql, cup.Id, pupil, society.Now),
                6 => Awards.Adjust(sql, pupil, points, "Posters.", society.Teacher, society.Rules, society.Now),
                _ => false,
            });
            if (what == 7) society.Db.GiveIn(other, pupil, points, society.Now);
            if (what == 8) pupils.Add(society.Db.AddEntrant(cup.Competition, $"pupil {step}", school, random.Next(7, 13), society.Now));
            if (what == 9) society.Now += random.Next((int)TestSociety.Week);
            if (what == 10 && random.Next(4) == 0) frozenAt = society.Now;
            if (what == 11) MarkAgain(cup.ForAll, random.Next(2) == 0 ? "42" : "41");
            if (what == 12 && random.Next(5) == 0) society.Db.Write(sql => Anonymisation.Apply(sql, pupil, society.Now));
            // Each answer is right by one of the two keys.
            var part = society.PartsOf(random.Next(2) == 0 ? cup.ForAll : cup.ForJunior)[0];
            if (random.Next(2) == 0) society.Answer(pupil, part, random.Next(2) == 0 ? "42" : "41");
            else society.Db.Give(cup, pupil, random.Next(2) == 0 ? points : -points, society.Now);

            AgreesWithTheLedger(kept, new TableScope(cup.Id));
            if (Fresh(new TableScope(cup.Id)).Contains(';')) withSums++;
            if (frozenAt is not null) AgreesWithTheLedger(kept, new TableScope(cup.Id, "Junior", frozenAt));
        }
        Assert.NotNull(frozenAt);
        Assert.InRange(withSums, 50, 150);
    }

    [Fact]
    public void Who_sees_an_older_view_of_the_database_gets_its_sums_and_the_next_the_newer_ones()
    {
        var cup = society.Db.AddCup(society.Now);
        var (kept, scope) = (new KeptWeekSums(), new TableScope(cup.Id));
        society.Db.Give(cup, cup.Ada, 3, society.Now);
        AgreesWithTheLedger(kept, scope);
        society.Db.Read(older =>
        {
            society.Db.Give(cup, cup.Ada, 4, society.Now);
            AgreesWithTheLedger(kept, scope);
            Assert.EndsWith("=3", Kept(kept, older, scope), StringComparison.Ordinal);
            return true;
        });
        AgreesWithTheLedger(kept, scope);
        Assert.EndsWith("=7", Fresh(scope), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_was_put_in_the_place_of_the_database_is_summed_anew()
    {
        using var copy = new TestSociety();
        var kept = new KeptWeekSums();
        Cup? cup = null;
        foreach (var (one, points) in new[] { (society, 3), (copy, 5) })
        {
            cup = one.Db.AddCup(one.Now);
            foreach (var pupil in new[] { cup.Ada, cup.Ben }) one.Db.Give(cup, pupil, points, one.Now);
        }
        var scope = new TableScope(cup!.Id);
        Assert.EndsWith("=6", society.Db.Read(sql => Kept(kept, sql, scope)), StringComparison.Ordinal);
        Assert.EndsWith("=10", copy.Db.Read(sql => Kept(kept, sql, scope)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sums_of_more_competitions_than_are_kept_are_right_too()
    {
        var kept = new KeptWeekSums();
        List<Competition> many = [.. Enumerable.Range(0, 7).Select(_ => society.Db.AddCompetition(society.Now))];
        var pupil = society.Pupil("ada");
        foreach (var one in many) society.Db.Enrol(one, pupil, society.Now);
        for (var round = 1; round <= 3; round++)
            foreach (var one in many)
            {
                society.Db.GiveIn(one, pupil, round, society.Now);
                AgreesWithTheLedger(kept, new TableScope(one.Id));
            }
    }

    private void AgreesWithTheLedger(KeptWeekSums kept, TableScope scope)
    {
        Assert.Equal(Fresh(scope), society.Db.Read(sql => Kept(kept, sql, scope)));
        foreach (var formula in new[] { SchoolFormula.Places, SchoolFormula.Weeks })
            Assert.Equal(society.Db.Read(sql => Table(sql, scope, formula, new KeptWeekSums())),
                society.Db.Read(sql => Table(sql, scope, formula, kept)));
    }

    private static string Table(Sql sql, TableScope scope, SchoolFormula formula, KeptWeekSums kept) => string.Join("; ",
        SchoolTable.Read(sql, Competitions.Find(sql, scope.CompetitionId)! with { Formula = formula }, scope, kept).Scores
            .Select(score => $"{score.Rank} {score.SchoolId} {score.Pupils} {score.Sum} {string.Join('+', score.Weeks)}"));

    private static string Kept(KeptWeekSums kept, Sql sql, TableScope scope) => string.Join(';',
        kept.BySchool(sql, scope, CompetitionTables.ListScored(sql, scope, withDivisions: false))
            .SelectMany(week => week.Value.OrderBy(sum => sum.Key).Select(sum => $"{week.Key}:{sum.Key}={sum.Value}")));

    /// <summary>The sums as one statement has them from the ledger itself: "20261109:1=7;...".</summary>
    private string Fresh(TableScope scope) => society.Db.Read(sql => sql.ExecuteScalar<string>($"""
        SELECT coalesce(group_concat(week || ':' || school || '=' || points, ';'), '') FROM (
            SELECT w.week, coalesce(s.school_id, 0) AS school, sum(w.points) AS points
            FROM awards w JOIN ({CompetitionTables.Scores(scope)}) s ON s.member_id = w.member_id AND s.took_part
            WHERE w.competition_id = @CompetitionId AND w.made_at <= coalesce(@FrozenAt, w.made_at) GROUP BY 1, 2 ORDER BY 1, 2)
        """, new { scope.CompetitionId, scope.Division, scope.FrozenAt }))!;

    /// <summary>The key of the challenge was wrong: what was right loses its points by rows that are added.</summary>
    private void MarkAgain(long challenge, string key) => society.Db.Write(sql =>
    {
        List<NewVerdict> verdicts = [.. Attempts.ListOfEverybody(sql, challenge).Select(one => new NewVerdict(one.Id, one.Typed == key))];
        var newest = sql.ExecuteScalar<long?>("SELECT max(id) FROM attempts") ?? 0;
        Remark.Apply(sql, challenge, verdicts, newest, "The key was wrong.", society.Teacher, society.Rules, society.Now);
    });
}
