// The distribution of a competition's points as bars: every pupil is in one of them, and there are never more than eleven.
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class PointSpreadTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("0x4", "0:4")]
    [InlineData("0x1 3x2", "0:1 1:0 2:0 3:2")]
    [InlineData("-2x1 0x3 1x1", "below 0:1 0:3 1:1")]
    [InlineData("-5x2", "below 0:2 0:0")]
    [InlineData("0x1 9x1 10x1", "0 to 1:1 2 to 3:0 4 to 5:0 6 to 7:0 8 to 9:1 10 to 11:1")]
    public void Points_are_counted_in_steps_of_one_width(string points, string bars) => Assert.Equal(bars, string.Join(' ',
        CompetitionNumberEndpoints.Spread(Read(points)).Select(bar => $"{bar.Words}:{bar.Value}")));

    [Fact]
    public void Nobody_is_lost_and_the_longest_bar_is_whole()
    {
        for (var most = 1; most < 300; most++)
        {
            PointCount[] points = [.. Enumerable.Range(0, most + 1).Select(value => new PointCount(value, 1 + value % 3))];
            var bars = CompetitionNumberEndpoints.Spread(points);
            Assert.InRange(bars.Count, 1, 11);
            Assert.Equal(points.Sum(one => one.Pupils), bars.Sum(bar => long.Parse(bar.Value)));
            Assert.Equal(100, bars.Max(bar => bar.Percent));
        }
    }

    private static List<PointCount> Read(string points) => [.. points.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(text => text.Split('x')).Select(pair => new PointCount(long.Parse(pair[0]), long.Parse(pair[1])))];
}
