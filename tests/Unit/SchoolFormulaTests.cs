// Every formula by which schools score: worked examples, and a slow reference in fractions over random competitions.
using System.Globalization;
using System.Numerics;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit;

public sealed class SchoolFormulaTests
{
    private const long Ash = 1, Birch = 2, Cedar = 3, Elm = 4;

    private static readonly Competition Plain = new()
    {
        OpensAt = 1, ClosesAt = 2, EnrolFrom = 0, EnrolUntil = 2, Divisions = "Junior 7-9, Senior 10-13",
    };

    [Fact]
    public void A_sum_is_all_the_points()
    {
        var sum = Plain with { Formula = SchoolFormula.Sum };
        Assert.Equal("1:2=7/1 2:1=6/1", Say(sum, [Ash, Birch], [(Ash, 4), (Ash, 3), (Birch, 6)]));
        Assert.Equal("=1:1=5/1 =1:2=5/1 3:1=2/1", Say(sum, [Ash, Birch, Cedar], [(Ash, 5), (Birch, 3), (Birch, 2), (Cedar, 2)]));
    }

    [Fact]
    public void In_the_mean_of_the_best_size_does_not_win_and_who_is_missing_counts_as_nothing()
    {
        var best = Plain with { Formula = SchoolFormula.Best, BestOf = 3 };
        // Birch has many pupils with few points; of Cedar one is missing.
        Assert.Equal("1:3=24/3 2:9=18/3 3:2=17/3",
            Say(best, [Ash, Birch, Cedar], [(Ash, 10), (Ash, 8), (Ash, 6), .. Enumerable.Repeat((Birch, 6L), 9), (Cedar, 9), (Cedar, 8)]));
        // Points that were taken off do not make a pupil worse than nobody.
        Assert.Equal("1:2=4/3", Say(best, [Ash], [(Ash, 4), (Ash, -2)]));
    }

    [Fact]
    public void A_mean_divides_by_those_who_took_part_and_a_third_is_a_third()
    {
        var mean = Plain with { Formula = SchoolFormula.Mean, LeastPupils = 3 };
        // 10/3 and 20/6 are equal; 13/4 and the rest are not, although rounding could make them so.
        Assert.Equal("=1:3=10/3 =1:6=20/6 3:4=13/4 -:2=40/2",
            Say(mean, [Ash, Birch, Cedar, Elm],
                [(Ash, 10), (Ash, 0), (Ash, 0), .. Enumerable.Repeat((Birch, 4L), 5), (Birch, 0),
                    (Cedar, 13), (Cedar, 0), (Cedar, 0), (Cedar, 0), (Elm, 20), (Elm, 20)]));
        Assert.Equal("-:0=0/0", Say(mean, [Ash], []));
    }

    [Fact]
    public void Weekly_places_give_25_18_15_and_equals_the_same()
    {
        long[] places = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1, 0, 0];
        for (var i = 0; i < places.Length; i++) Assert.Equal(places[i], SchoolScores.ForPlace(i + 1));
        var weekly = Plain with { Formula = SchoolFormula.Places };
        List<ScoredPupil> pupils = [new(11, Ash, "", 9, true), new(12, Birch, "", 9, true), new(13, Cedar, "", 4, true)];
        // First week: Ash and Birch tie, Cedar is third. Second week: Cedar alone; a school without points has no place.
        List<WeekPoints> weeks = [new(11, 100, 9), new(12, 100, 9), new(13, 100, 1), new(13, 101, 3), new(99, 101, 50)];
        Assert.Equal("1:1=40/1 =2:1=25/1 =2:1=25/1", Say(SchoolScores.Rank(weekly, [Ash, Birch, Cedar], pupils, weeks)));
        // Below its minimum a school takes no place from others.
        pupils.Add(new ScoredPupil(14, Birch, "", 0, true));
        Assert.Equal("1:2=25/1 -:1=0/1 -:1=0/1",
            Say(SchoolScores.Rank(weekly with { LeastPupils = 2 }, [Ash, Birch, Cedar], pupils, weeks)));
    }

    [Fact]
    public void Medals_are_the_pupils_first_three_places_in_each_division()
    {
        var medals = Plain with { Formula = SchoolFormula.Medals };
        List<ScoredPupil> pupils =
        [
            new(11, Ash, "Junior", 9, true), new(12, Birch, "Junior", 9, true), new(13, Cedar, "Junior", 5, true),
            new(14, Elm, "Junior", 4, true), new(15, Birch, "Senior", 2, true), new(16, 0, "Senior", 3, true),
            new(17, Elm, "Senior", 0, true),
        ];
        // Two gold in Junior, so no silver there; the pupil without a school has the gold of Senior.
        Assert.Equal("1 1 0 0; 2 1 1 0; 3 0 0 1; 4 0 0 0", string.Join("; ", SchoolScores.Rank(medals, [Ash, Birch, Cedar, Elm], pupils, [])
            .OrderBy(score => score.SchoolId).Select(score => $"{score.SchoolId} {score.Sum} {score.Silver} {score.Bronze}")));
        Assert.Equal([Birch, Ash, Cedar, Elm], SchoolScores.Rank(medals, [Ash, Birch, Cedar, Elm], pupils, []).Select(one => one.SchoolId));
    }

    [Fact]
    public void Of_the_weeks_the_best_count_so_that_a_late_school_stays_in()
    {
        var best = Plain with { Formula = SchoolFormula.Weeks, BestOf = 2 };
        List<ScoredPupil> pupils = [new(11, Ash, "", 0, true), new(12, Birch, "", 0, true)];
        List<WeekPoints> weeks = [new(11, 1, 5), new(11, 2, 5), new(11, 3, 5), new(12, 3, 6), new(12, 2, 5), new(11, 4, -3)];
        Assert.Equal("1:1=11/1 2:1=10/1", Say(SchoolScores.Rank(best, [Ash, Birch], pupils, weeks)));
    }

    [Fact]
    public void Every_formula_agrees_with_counting_by_hand()
    {
        var random = new Random(16);
        for (var round = 0; round < 400; round++)
        {
            long[] schools = [.. Enumerable.Range(1, random.Next(1, 12)).Select(id => (long)id)];
            var pupils = Enumerable.Range(100, random.Next(0, 60)).Select(id => new ScoredPupil(id, random.Next(0, schools.Length + 2),
                random.Next(2) == 0 ? "Junior" : "Senior", random.Next(-2, 12), random.Next(5) > 0)).ToList();
            var weeks = pupils.SelectMany(pupil =>
                Enumerable.Range(1, 4).Select(week => new WeekPoints(pupil.MemberId, week, random.Next(-1, 6)))).ToList();
            foreach (var formula in Enum.GetValues<SchoolFormula>())
            {
                var competition = Plain with { Formula = formula, BestOf = random.Next(1, 7), LeastPupils = random.Next(1, 5) };
                var told = SchoolScores.Rank(competition, schools, pupils, weeks);
                var expected = Slow(competition, schools, pupils, weeks);
                Assert.Equal(schools.Length, told.Count);
                foreach (var score in told)
                {
                    var (rank, isShared, count) = expected[score.SchoolId];
                    Assert.True((rank, isShared, count) == (score.Rank, score.IsShared, score.Pupils),
                        $"{formula}, round {round}: school {score.SchoolId} is {score.Rank}, not {rank}");
                }
                Assert.Equal(told.Select(score => score.Rank ?? long.MaxValue).Order(), told.Select(score => score.Rank ?? long.MaxValue));
            }
        }
    }

    [Theory]
    [InlineData(SchoolFormula.Best, "is the mean of its best 5 pupils, and those who are missing count as 0: for Ash 65 ÷ 5 = 13.")]
    [InlineData(SchoolFormula.Mean, "for Ash 65 ÷ 5 = 13.")]
    [InlineData(SchoolFormula.Sum, "is the sum of the points of all its pupils: for Ash 65, by 7 pupils who took part.")]
    [InlineData(SchoolFormula.Places, "equals the same: for Ash 40 + 25 = 65.")]
    [InlineData(SchoolFormula.Weeks, "is the sum of its best 5 weeks: for Ash 40 + 25 = 65.")]
    [InlineData(SchoolFormula.Medals, "for Ash 65 gold, 2 silver, 1 bronze.")]
    public void The_formula_is_one_sentence_with_the_numbers_of_an_example(SchoolFormula formula, string end)
    {
        var of = formula is SchoolFormula.Best or SchoolFormula.Mean ? 5 : 1;
        var first = new SchoolScore { SchoolId = Ash, Pupils = 7, Sum = 65, Of = of, Silver = 2, Bronze = 1, Weeks = [40, 25] };
        var sentence = CompetitionTableWords.Formula(Plain with { Formula = formula }, first, "Ash");
        Assert.EndsWith(end, sentence, StringComparison.Ordinal);
        Assert.Equal(1, sentence.Count(letter => letter == '.'));
    }

    private static string Say(Competition competition, long[] schools, (long School, long Points)[] points) =>
        Say(SchoolScores.Rank(competition, schools,
            [.. points.Select((one, i) => new ScoredPupil(100 + i, one.School, "Junior", one.Points, true))], []));

    private static string Say(List<SchoolScore> scores) => string.Join(' ', scores.Select(score =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(score.Rank is { } rank ? $"{(score.IsShared ? "=" : "")}{rank}" : "-")}:{score.Pupils}={score.Sum}/{score.Of}")));

    /// <summary>Places by comparing every school with every other, in fractions that are brought to one denominator.</summary>
    private static Dictionary<long, (long? Rank, bool IsShared, long Pupils)> Slow(
        Competition competition, long[] schools, List<ScoredPupil> pupils, List<WeekPoints> weeks)
    {
        const int Denominator = 2 * 2 * 2 * 2 * 2 * 2 * 3 * 3 * 3 * 5 * 5 * 7 * 7 * 11 * 13;
        long Pupils(long school) => pupils.Count(pupil => pupil.SchoolId == school && pupil.TookPart);
        bool IsIn(long school) => schools.Contains(school) && Pupils(school) >= competition.LeastPupils;
        long Week(long school, long week) => weeks.Where(one => one.Week == week
            && pupils.Any(pupil => pupil.MemberId == one.MemberId && pupil.SchoolId == school)).Sum(one => one.Points);
        long Medals(long school, int place) => pupils.Count(pupil => pupil.SchoolId == school && pupil.Points > 0
            && 1 + pupils.Count(other => other.Division == pupil.Division && other.Points > pupil.Points) == place);
        BigInteger Score(long school)
        {
            var points = pupils.Where(pupil => pupil.SchoolId == school && pupil.TookPart).Select(pupil => pupil.Points).ToList();
            return competition.Formula switch
            {
                SchoolFormula.Sum => points.Sum(),
                SchoolFormula.Best => points.Concat(Enumerable.Repeat(0L, 100)).OrderDescending().Take((int)competition.BestOf).Sum(),
                SchoolFormula.Mean => (BigInteger)points.Sum() * (long)1e15 * Denominator / points.Count,
                SchoolFormula.Places => Enumerable.Range(1, 4).Sum(week => Week(school, week) <= 0 ? 0
                    : SchoolScores.ForPlace(1 + schools.Count(other => IsIn(other) && Week(other, week) > Week(school, week)))),
                SchoolFormula.Weeks => Enumerable.Range(1, 4).Select(week => Math.Max(0, Week(school, week))).OrderDescending()
                    .Take((int)competition.BestOf).Sum(),
                _ => 1_000_000 * Medals(school, 1) + 1000 * Medals(school, 2) + Medals(school, 3),
            };
        }

        var scores = schools.Where(IsIn).ToDictionary(school => school, Score);
        return schools.ToDictionary(school => school, school => scores.TryGetValue(school, out var own)
            ? ((long?)1 + scores.Values.Count(other => other > own), scores.Values.Count(other => other == own) > 1, Pupils(school))
            : (null, false, Pupils(school)));
    }
}
