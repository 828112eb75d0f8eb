// How schools score in a competition: every formula, in whole numbers and fractions, so that no rounding makes or breaks a tie.
namespace MathsSoc.Data;

/// <summary>A pupil as the scores of schools need them.</summary>
/// <param name="SchoolId">0: of no school.</param>
/// <param name="TookPart">Whether the pupil started, or has sent an answer that counted.</param>
public sealed record ScoredPupil(long MemberId, long SchoolId, string Division, long Points, bool TookPart);

/// <summary>What a pupil earned in one week, by the key of its <see cref="Period"/>.</summary>
public sealed record WeekPoints(long MemberId, long Week, long Points);

/// <summary>One school's score in a competition, or in one of its divisions.</summary>
public sealed record SchoolScore
{
    public required long SchoolId { get; init; }

    /// <summary>How many of its pupils took part.</summary>
    public required long Pupils { get; init; }

    /// <summary>The score is <see cref="Sum"/> divided by this; 0 only for a school in which nobody took part.</summary>
    public long Of { get; init; } = 1;

    /// <summary>The points that count; of medals, the gold ones.</summary>
    public long Sum { get; init; }

    public long Silver { get; init; }
    public long Bronze { get; init; }

    /// <summary>What <see cref="Sum"/> is the sum of, where weeks count: the points for places, or the best weeks.</summary>
    public IReadOnlyList<long> Weeks { get; init; } = [];

    /// <summary>Null: fewer pupils took part than it needs for a place.</summary>
    public long? Rank { get; init; }

    public bool IsShared { get; init; }
}

/// <summary>Scores and ranks schools.</summary>
public static class SchoolScores
{
    private static readonly long[] PlacePoints = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1];

    /// <summary>The points for a place in one week, from 1; 0 below the tenth.</summary>
    public static long ForPlace(long rank) => rank <= PlacePoints.Length ? PlacePoints[rank - 1] : 0;

    /// <summary>
    /// The scores of <paramref name="schools"/>: those with a place first, equals with the same (1, 2, 2, 4) and in the order in which the
    /// schools were given, then those in which too few took part.
    /// </summary>
    /// <param name="pupils">All who are on the tables; those of other schools take medals, and nothing else.</param>
    /// <param name="weeks">Needed for the formulas that count weeks; the sums of other members are ignored.</param>
    public static List<SchoolScore> Rank(
        Competition competition, IReadOnlyList<long> schools, IReadOnlyList<ScoredPupil> pupils, IReadOnlyList<WeekPoints> weeks) =>
        RankBy(competition, schools, pupils, CountsWeeks(competition) ? WeekSums.Of(weeks).BySchool(pupils) : []);

    /// <summary>Whether its formula needs the sums of weeks.</summary>
    public static bool CountsWeeks(Competition competition) => competition.Formula is SchoolFormula.Places or SchoolFormula.Weeks;

    /// <summary>The same from sums by week and school, the earliest week first.</summary>
    internal static List<SchoolScore> RankBy(Competition competition, IReadOnlyList<long> schools, IReadOnlyList<ScoredPupil> pupils,
        SortedList<long, Dictionary<long, long>> weeks)
    {
        var scores = competition.Formula switch
        {
            SchoolFormula.Places or SchoolFormula.Weeks => OfWeeks(competition, schools, pupils, weeks),
            SchoolFormula.Medals => OfMedals(schools, pupils),
            _ => OfPoints(competition, schools, pupils),
        };
        var (placed, below) = (new List<SchoolScore>(), new List<SchoolScore>());
        foreach (var score in scores) (HasPlace(competition, score.Pupils) ? placed : below).Add(score);
        // List.Sort does not keep the order of equals.
        var order = new int[placed.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (one, other) => Compare(placed[other], placed[one]) is var by and not 0 ? by : one.CompareTo(other));
        var ranked = new List<SchoolScore>(scores.Count);
        var rank = 1L;
        for (var i = 0; i < order.Length; i++)
        {
            bool IsEqual(int other) =>
                other >= 0 && other < order.Length && Compare(placed[order[other]], placed[order[i]]) == 0;

            if (!IsEqual(i - 1)) rank = i + 1;
            ranked.Add(placed[order[i]] with { Rank = rank, IsShared = IsEqual(i - 1) || IsEqual(i + 1) });
        }
        ranked.AddRange(below);
        return ranked;
    }

    /// <summary>Above 0 if <paramref name="one"/> is better; 0 if they tie.</summary>
    public static int Compare(SchoolScore one, SchoolScore other)
    {
        var by = ((Int128)one.Sum * Math.Max(1, other.Of)).CompareTo((Int128)other.Sum * Math.Max(1, one.Of));
        if (by == 0) by = one.Silver.CompareTo(other.Silver);
        return by != 0 ? by : one.Bronze.CompareTo(other.Bronze);
    }

    private static bool HasPlace(Competition competition, long pupils) => pupils >= Math.Max(1, competition.LeastPupils);

    private static List<SchoolScore> OfPoints(Competition competition, IReadOnlyList<long> schools, IReadOnlyList<ScoredPupil> pupils)
    {
        var scores = new List<SchoolScore>(schools.Count);
        foreach (var (school, points) in PointsBySchool(schools, pupils))
        {
            var (sum, of) = (0L, 1L);
            if (competition.Formula == SchoolFormula.Best)
            {
                // Somebody who is missing counts as 0, so a pupil from whom points were taken off cannot count as less.
                points.Sort();
                of = competition.BestOf;
                for (var i = 0; i < of && i < points.Count; i++) sum += Math.Max(0, points[^(i + 1)]);
            }
            else
            {
                foreach (var one in points) sum += one;
                if (competition.Formula == SchoolFormula.Mean) of = points.Count;
            }
            scores.Add(new SchoolScore { SchoolId = school, Pupils = points.Count, Sum = sum, Of = of });
        }
        return scores;
    }

    private static List<SchoolScore> OfMedals(IReadOnlyList<long> schools, IReadOnlyList<ScoredPupil> pupils)
    {
        var medals = new Dictionary<long, long[]>();
        foreach (var division in pupils.Where(pupil => pupil.Points > 0).GroupBy(pupil => pupil.Division, StringComparer.OrdinalIgnoreCase))
        {
            var points = division.Select(pupil => pupil.Points).ToList();
            points.Sort();
            foreach (var pupil in division)
            {
                // The place is one more than how many have more points; below the third place there is no medal.
                var better = 0;
                while (better < 3 && better < points.Count && points[^(better + 1)] > pupil.Points) better++;
                if (better == 3) continue;
                if (!medals.TryGetValue(pupil.SchoolId, out var own)) medals[pupil.SchoolId] = own = new long[3];
                own[better]++;
            }
        }
        var scores = new List<SchoolScore>(schools.Count);
        foreach (var (school, points) in PointsBySchool(schools, pupils))
        {
            var own = medals.GetValueOrDefault(school, [0, 0, 0]);
            scores.Add(new SchoolScore { SchoolId = school, Pupils = points.Count, Sum = own[0], Silver = own[1], Bronze = own[2] });
        }
        return scores;
    }

    private static List<SchoolScore> OfWeeks(Competition competition, IReadOnlyList<long> schools, IReadOnlyList<ScoredPupil> pupils,
        SortedList<long, Dictionary<long, long>> weeks)
    {
        var tookPart = new Dictionary<long, long>();
        foreach (var (school, points) in PointsBySchool(schools, pupils)) tookPart[school] = points.Count;
        var kept = new Dictionary<long, List<long>>();
        foreach (var (_, sums) in weeks)
        {
            // A school without a place takes none from others.
            var placed = sums.Where(sum => sum.Value > 0 && tookPart.TryGetValue(sum.Key, out var many) && HasPlace(competition, many))
                .Select(sum => sum.Value).ToList();
            foreach (var (school, sum) in sums)
            {
                if (!tookPart.TryGetValue(school, out var many)) continue;
                var counts = competition.Formula == SchoolFormula.Weeks ? sum
                    : sum > 0 && HasPlace(competition, many) ? ForPlace(1 + placed.Count(other => other > sum))
                    : 0;
                if (!kept.TryGetValue(school, out var own)) kept[school] = own = [];
                own.Add(counts);
            }
        }
        var scores = new List<SchoolScore>(schools.Count);
        foreach (var school in schools)
        {
            List<long> own = kept.GetValueOrDefault(school, []);
            if (competition.Formula == SchoolFormula.Weeks)
                // A week without points counts as 0, as one in which the school was not there.
                own = [.. own.Where(sum => sum > 0).OrderDescending().Take((int)competition.BestOf)];
            scores.Add(new SchoolScore { SchoolId = school, Pupils = tookPart[school], Sum = own.Sum(), Weeks = own });
        }
        return scores;
    }

    /// <summary>Of each school the points of those who took part, in the order of <paramref name="schools"/>.</summary>
    private static List<(long School, List<long> Points)> PointsBySchool(IReadOnlyList<long> schools, IReadOnlyList<ScoredPupil> pupils)
    {
        var bySchool = new Dictionary<long, List<long>>(schools.Count);
        foreach (var school in schools) bySchool[school] = [];
        foreach (var pupil in pupils)
            if (pupil.TookPart && bySchool.TryGetValue(pupil.SchoolId, out var points)) points.Add(pupil.Points);
        var all = new List<(long, List<long>)>(schools.Count);
        foreach (var school in schools) all.Add((school, bySchool[school]));
        return all;
    }
}
