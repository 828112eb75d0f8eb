// A competition in numbers, for those who run it: every picture stands beside the table that it is drawn from.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One bar beside its number. <c>Percent</c> is its length, from 0 to 100.</summary>
public sealed record CountBar(string Words, string Value, int Percent);

/// <summary>The page.</summary>
public sealed record CompetitionNumbersModel
{
    public required CompetitionHead Head { get; init; }
    public required CompetitionSums Sums { get; init; }

    /// <summary>How many pupils have how many points.</summary>
    public required IReadOnlyList<CountBar> Points { get; init; }

    /// <summary>The mean of each school's pupils, by division.</summary>
    public required IReadOnlyList<(string Division, IReadOnlyList<CountBar> Bars)> Means { get; init; }

    /// <summary>Answers on each of the last seven days, which are those before the close once it is over.</summary>
    public required IReadOnlyList<CountBar> Days { get; init; }

    /// <summary>The hardest challenge first.</summary>
    public required IReadOnlyList<TermBar> Challenges { get; init; }
}

/// <summary>Maps /admin/competitions/{id}.</summary>
public static class CompetitionNumberEndpoints
{
    private const int Buckets = 10;

    public static void Map(RouteGroup staff) => staff.Page("/admin/competitions/{id}", "competitions.numbers", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        // A close at midnight is the end of the day before.
        var numbers = await visit.Read(sql => CompetitionNumbers.Find(sql, one.Id, Math.Min(visit.Now, one.ClosesAt - 1)));
        var notice = visit.Query("said") == "published"
            ? "It is published, with its challenges. Pupils who take part see each when its time comes." : null;
        var model = new CompetitionNumbersModel
        {
            Head = CompetitionHead.Of(visit, one, "", notice),
            Sums = numbers.Sums,
            Points = Spread(numbers.Points),
            Means = MeansOf(one, numbers.Means),
            Days = DaysOf(numbers.Days),
            Challenges = [.. numbers.Challenges.Select(line =>
                new TermBar(line.Title, visit.Root + ChallengeEditor.PathOf(line.ChallengeId), line, null))],
        };
        return visit.Page(new Pages_AdminCompetition { Frame = visit.Frame, Model = model });
    }

    /// <summary>At most eleven bars: points below 0, and ten steps of the same width from 0 to the most that somebody has.</summary>
    internal static List<CountBar> Spread(IReadOnlyList<PointCount> points)
    {
        var bars = new List<CountBar>();
        if (points.Count == 0) return bars;
        var width = Math.Max(1, (Math.Max(0, points[^1].Points) + Buckets) / Buckets);
        var counts = new SortedList<long, long>();
        foreach (var (value, pupils) in points)
        {
            var step = value < 0 ? -1 : value / width;
            counts[step] = counts.GetValueOrDefault(step) + pupils;
        }
        for (long step = 0; step <= Math.Max(0, points[^1].Points) / width; step++) counts.TryAdd(step, 0);
        long most = 1;
        foreach (var count in counts.Values) most = Math.Max(most, count);
        foreach (var (step, count) in counts)
        {
            var words = step < 0 ? "below 0" : width == 1 ? $"{step}" : $"{step * width} to {step * width + width - 1}";
            bars.Add(new CountBar(words, $"{count}", (int)(count * 100 / most)));
        }
        return bars;
    }

    private static List<(string Division, IReadOnlyList<CountBar> Bars)> MeansOf(Competition one, IReadOnlyList<SchoolMean> means)
    {
        var most = 0.0;
        foreach (var mean in means) most = Math.Max(most, mean.Mean);
        var groups = new List<(string, IReadOnlyList<CountBar>)>();
        string[] names = [.. one.DivisionList.Select(division => division.Name), ""];
        foreach (var name in names)
        {
            var bars = new List<CountBar>();
            foreach (var mean in means)
                if (mean.Division.Equals(name, StringComparison.OrdinalIgnoreCase))
                    bars.Add(new CountBar(mean.School,
                        string.Create(CultureInfo.InvariantCulture, $"{mean.Mean:0.0} ({English.Count(mean.Pupils, "pupil")})"),
                        most > 0 ? (int)Math.Clamp(mean.Mean * 100 / most, 0, 100) : 0));
            if (bars.Count > 0) groups.Add((name.Length > 0 ? name : "In no division", bars));
        }
        return groups;
    }

    private static List<CountBar> DaysOf(IReadOnlyList<DayAnswers> days)
    {
        long most = 1;
        foreach (var day in days) most = Math.Max(most, day.Answers);
        var bars = new List<CountBar>();
        foreach (var day in days)
            bars.Add(new CountBar(SchoolTime.Local(day.From).ToString("dddd d MMMM", CultureInfo.InvariantCulture), $"{day.Answers}",
                (int)(day.Answers * 100 / most)));
        return bars;
    }
}
