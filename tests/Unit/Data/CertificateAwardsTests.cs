// How certificates are shared out: shares of the upper half, places that are shared, and the best of each year group.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class CertificateAwardsTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "G")]
    [InlineData(2, "G-")]
    [InlineData(4, "GB--")]
    [InlineData(12, "GSSBBB------")]
    [InlineData(24, "GGSSSSBBBBBB------------")]
    public void The_upper_half_is_shared_one_to_two_to_three(int count, string levels) =>
        Assert.Equal(levels, Levels(Enumerable.Range(0, count).Select(i => 100L - i)));

    [Theory]
    [InlineData("GGG-", 9, 9, 9, 1)]
    [InlineData("GSSSBB------", 90, 80, 80, 80, 50, 50, 1, 1, 1, 1, 1, 1)]
    [InlineData("GSSBBBBBB---", 12, 11, 10, 9, 8, 5, 5, 5, 5, 3, 2, 1)]
    public void Equals_are_never_parted(string levels, params int[] points) =>
        Assert.Equal(levels, Levels(points.Select(one => (long)one)));

    [Fact]
    public void The_best_of_each_year_group_are_named_all_of_them_when_they_are_equal()
    {
        var awards = CertificateAwards.Share(Board((9, 2022), (7, 2023), (7, 2023), (5, null), (4, 2022), (1, 2024)));
        Assert.Equal([true, true, true, false, false, true], awards.Select(award => award.IsBestInYear));
    }

    private static string Levels(IEnumerable<long> points) =>
        string.Concat(CertificateAwards.Share(Board([.. points.Select(one => (one, (long?)null))])).Select(award => award.Level switch
        {
            CertificateLevel.Gold => 'G', CertificateLevel.Silver => 'S', CertificateLevel.Bronze => 'B', _ => '-',
        }));

    /// <summary>A board in descending order, with the ranks that the leaderboard gives.</summary>
    private static List<BoardLine> Board(params (long Points, long? StartYear)[] scores) =>
    [
        .. scores.Select((score, i) => new BoardLine(i + 1, $"M{i}", score.StartYear, score.Points, i,
            1 + scores.Count(other => other.Points > score.Points), scores.Count(other => other.Points == score.Points) > 1)),
    ];
}
