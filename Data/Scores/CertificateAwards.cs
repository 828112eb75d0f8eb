// Decides who gets which certificate: gold, silver and bronze for the upper half of a board, and the best of each year group.
namespace MathsSoc.Data;

/// <summary>The kinds of certificate.</summary>
public enum CertificateLevel { Gold, Silver, Bronze, Part }

/// <summary>One line of a board with its certificate. <c>IsBestInYear</c>: no one in the same year group has more points.</summary>
public sealed record CertificateAward(BoardLine Line, CertificateLevel Level, bool IsBestInYear);

/// <summary>Awards certificates.</summary>
public static class CertificateAwards
{
    /// <summary>
    /// The upper half of the board gets gold, silver and bronze in the ratio 1 : 2 : 3, as in the UK Mathematics Trust's challenges; all
    /// others get a certificate of participation. Each share is rounded up, so that even a board of one has a gold. The rank decides, so
    /// members with the same rank get the same certificate.
    /// </summary>
    /// <param name="board">A whole board, in its order.</param>
    public static List<CertificateAward> Share(IReadOnlyList<BoardLine> board)
    {
        var best = new Dictionary<long, long>();
        foreach (var line in board)
            if (line.StartYear is { } year) best.TryAdd(year, line.Points);
        var awards = new List<CertificateAward>(board.Count);
        foreach (var line in board)
        {
            var level = LevelOf(line.Rank, board.Count);
            awards.Add(new CertificateAward(line, level, line.StartYear is { } year && best[year] == line.Points));
        }
        return awards;
    }

    /// <summary>The certificate for a rank on a board of <paramref name="count"/> lines.</summary>
    public static CertificateLevel LevelOf(long rank, int count)
    {
        var half = (count + 1) / 2;
        return rank <= (half + 5) / 6 ? CertificateLevel.Gold
            : rank <= (half + 1) / 2 ? CertificateLevel.Silver
            : rank <= half ? CertificateLevel.Bronze
            : CertificateLevel.Part;
    }
}
