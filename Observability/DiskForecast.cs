// When the disk will be full, judged by how its free space has fallen since the site started, in the last week at most.
namespace MathsSoc.Observability;

/// <summary>A straight line through one measurement an hour. One thread adds; any may ask.</summary>
public sealed class DiskForecast
{
    private const long Hour = 3600, Day = 24 * Hour;
    private const int MostSamples = 7 * 24;

    private readonly Queue<(long At, long Free)> samples = new();
    private volatile object? daysLeft;

    /// <summary>
    /// Days until nothing is free; null if less than a day was seen, or free space does not fall, or it would last for more than ten years.
    /// </summary>
    public double? DaysLeft => (double?)daysLeft;

    /// <summary>Notes the free bytes at a time in unix seconds; more than one an hour is not kept.</summary>
    public void Add(long at, long free)
    {
        if (samples.Count > 0)
        {
            var last = samples.Last().At;
            // A clock that was set says nothing about pace.
            if (at < last || at - last > Day) samples.Clear();
            else if (at - last < Hour) return;
        }
        samples.Enqueue((at, free));
        if (samples.Count > MostSamples) samples.Dequeue();
        daysLeft = Judge(free);
    }

    private double? Judge(long free)
    {
        var first = samples.Peek().At;
        if (samples.Last().At - first < Day) return null;
        double meanAt = samples.Average(sample => (double)(sample.At - first)), meanFree = samples.Average(sample => (double)sample.Free);
        double together = 0, alone = 0;
        foreach (var (at, left) in samples)
        {
            together += (at - first - meanAt) * (left - meanFree);
            alone += (at - first - meanAt) * (at - first - meanAt);
        }
        var lostEachDay = -together / alone * Day;
        return lostEachDay > 0 && free / lostEachDay is var days and < 3653 ? days : null;
    }
}
