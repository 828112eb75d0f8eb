// The desk's numbers of a competition and the places in its list of pupils, compared with counting by hand over random answers.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class CompetitionNumbersTests : IDisposable
{
    // A Wednesday in London, three days after the clocks went back: the Sunday of the seven days has 25 hours.
    private const long Now = TestSociety.Tuesday - 13 * TestSociety.Day;

    private readonly TestSociety club = new() { Now = Now };
    private readonly Random random = new(29);
    private readonly List<(long Member, long Challenge, bool IsRight, long At)> answers = [];
    private readonly HashSet<long> outside = [], quiet = [];

    public void Dispose() => club.Dispose();

    [Fact]
    public void Numbers_and_places_agree_with_counting_by_hand()
    {
        var competition = club.Db.AddCompetition(Now, one => one with { OpensAt = Now - 9 * TestSociety.Day });
        var schools = Enumerable.Range(1, 4).Select(i => club.Db.AddSchool($"School {i}")).ToList();
        foreach (var school in schools) club.Db.AddTo(competition, school, Now);
        var challenges = Enumerable.Range(1, 4).Select(i => club.Db.AddChallenge(competition, Now, $"Sums {i}")).ToList();
        for (var i = 0; i < 24; i++)
        {
            var pupil = club.Db.AddEntrant(competition, $"pupil-{i}", schools[i % 4], 8 + i % 4, Now);
            foreach (var challenge in challenges) AnswerAtRandom(pupil, challenge);
            var state = i % 2 == 0 ? "withdrawn" : "disqualified";
            if (i % 7 == 3) Put($"UPDATE enrolments SET state = '{state}' WHERE member_id = @id", pupil);
            if (i % 7 == 3 || i % 4 == 2) outside.Add(pupil);
            if (i % 5 == 4) Put("UPDATE members SET is_quiet = 1 WHERE id = @id", pupil);
            if (i % 5 == 4) quiet.Add(pupil);
        }
        Put("UPDATE competition_schools SET state = 'withdrawn' WHERE school_id = @id", schools[2]);
        AddAnswerOfAnOutsider(club.PartsOf(challenges[0])[0].Id, challenges[0]);

        Compare(club.Db.Read(sql => CompetitionNumbers.Find(sql, competition.Id, Now)));
        Compare(club.Db.Read(sql => CompetitionPupils.List(sql, competition.Id, PupilFilter.Everybody, 0, 100, countsAnswers: true)));
    }

    private void AnswerAtRandom(long pupil, long challenge)
    {
        if (random.Next(4) == 0) return;
        var at = Now - 1 - random.Next((int)(9 * TestSociety.Day - 3));
        if (random.Next(2) == 0) Answer("7", at - 1);
        if (random.Next(3) > 0) Answer("42", at);

        void Answer(string text, long when)
        {
            club.Db.Answer(pupil, challenge, text, when);
            answers.Add((pupil, challenge, text == "42", when));
        }
    }

    // Only an import could bring one: whoever was never enrolled cannot answer.
    private void AddAnswerOfAnOutsider(long part, long challenge)
    {
        var outsider = club.Pupil("outsider");
        club.Db.Write(sql => sql.Execute("""
            INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key)
            VALUES (@outsider, @part, 1, '42', '42', 1, @at, 'outsider')
            """, new { outsider, part, at = Now - 60 }));
        answers.Add((outsider, challenge, true, Now - 60));
        outside.Add(outsider);
    }

    private void Put(string update, long id) => club.Db.Write(sql => sql.Execute(update, new { id }));

    private void Compare(CompetitionNumbers numbers)
    {
        var counted = answers.FindAll(one => !outside.Contains(one.Member));
        Assert.Equal((counted.Count, counted.Count(one => one.IsRight)), (numbers.Sums.Answers, numbers.Sums.Right));
        Assert.Equal(counted.Select(one => one.Member).Distinct().Count(), numbers.Sums.Started);
        Assert.Equal(
            counted.GroupBy(one => one.Challenge).Select(one => (one.Key,
                (long)one.Select(of => of.Member).Distinct().Count(),
                (long)one.Where(of => of.IsRight).Select(of => of.Member).Distinct().Count())).Order(),
            numbers.Challenges.Select(one => (one.ChallengeId, one.Tried, one.Solved)).Order());
        var today = SchoolTime.Local(Now).Date;
        Assert.Equal(
            Enumerable.Range(-6, 7).Select(day => (long)counted.Count(one => SchoolTime.Local(one.At).Date == today.AddDays(day))),
            numbers.Days.Select(day => day.Answers));
    }

    private void Compare(List<CompetitionPupil> pupils)
    {
        Assert.Equal(24, pupils.Count);
        var onTable = pupils.FindAll(one => one.Points > 0 && !outside.Contains(one.MemberId) && !quiet.Contains(one.MemberId));
        Assert.InRange(onTable.Count, 8, 20);
        foreach (var pupil in pupils)
        {
            var above = onTable.FindAll(one => one.Points > pupil.Points);
            (long?, long?) expected = onTable.Contains(pupil)
                ? (1 + above.Count, 1 + above.Count(one => one.Division == pupil.Division)) : (null, null);
            Assert.Equal(expected, (pupil.Rank, pupil.DivisionRank));
            Assert.Equal(answers.Count(one => one.Member == pupil.MemberId), pupil.Answers);
        }
    }
}
