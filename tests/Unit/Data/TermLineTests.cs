// The solve rate of a term's line: to the nearest per cent, and never all or nothing where it is not.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class TermLineTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 7, 0)]
    [InlineData(7, 7, 100)]
    [InlineData(1, 3, 33)]
    [InlineData(2, 3, 67)]
    [InlineData(1, 8, 13)]
    [InlineData(1, 1000, 1)]
    [InlineData(999, 1000, 99)]
    public void A_rate_is_rounded_and_says_none_and_all_only_where_it_is_so(long solved, long tried, int percent) =>
        Assert.Equal(percent, new TermLine(tried, tried, tried, solved).Percent);
}
