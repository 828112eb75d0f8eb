// Certificates of a competition, by its published places: gold, silver and bronze in a division, the best of each school, and the schools.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>What is printed.</summary>
/// <param name="Division">Empty: every division, each by its own places.</param>
/// <param name="SchoolId">Only of this school; null: of all.</param>
/// <param name="IsWithinSchool">Whether the shares are made within each school, not over all of them.</param>
/// <param name="IsEverybody">Whether the lower half gets certificates of participation.</param>
public sealed record CertificateWish(
    string Division, long? SchoolId, bool IsWithinSchool, bool IsEverybody, bool IsDisplay, bool IsOfSchools);

/// <summary>Makes the sheets.</summary>
public static class CompetitionCertificates
{
    private const int MaxLines = 20_000;

    /// <summary>The sheets of a competition whose results are published, division by division and in the order of places.</summary>
    public static List<Certificate> Read(Sql sql, Competition competition, CertificateWish wish)
    {
        if (wish.IsOfSchools) return OfSchools(sql, competition, wish);
        var sheets = new List<Certificate>();
        foreach (var division in wish.Division.Length > 0 ? [wish.Division] : competition.DivisionList.Select(one => one.Name))
        {
            var results = CompetitionResults.List(
                sql, new TableScope(competition.Id, division), competition.ResultsAt!.Value, false, 0, MaxLines);
            var (lines, best) = (LinesOf(results), BestOf(results));
            var (names, of) = (BoardNames.Find(sql, lines), results.ToDictionary(one => one.MemberId));
            if (!wish.IsWithinSchool) Add(lines);
            else
                foreach (var school in results.GroupBy(one => one.SchoolId))
                    if (wish.SchoolId is not { } only || school.Key == only) Add(Again([.. school]));

            void Add(List<BoardLine> some) => CompetitionCertificates.Add(sheets, wish, division, some, names, of, best);
        }
        return sheets;
    }

    /// <summary>
    /// A pupil's own sheet, by the places over all schools; null for whoever did not take part. In quiet mode it names no place, as the
    /// tables name nobody.
    /// </summary>
    public static Certificate? ReadOwn(Sql sql, Competition competition, long memberId, string name)
    {
        if (Enrolments.Find(sql, competition.Id, memberId) is not { State: EnrolmentState.Enrolled } enrolment) return null;
        if (!enrolment.TookPart) return null;
        var scope = new TableScope(competition.Id, enrolment.Division);
        var results = competition.ResultsAt!.Value;
        var school = enrolment.SchoolId is { } id ? Schools.Find(sql, id)?.Name : null;
        var own = CompetitionResults.List(sql, scope, results, false, 0, 1, memberId).FirstOrDefault();
        if (own is not { Rank: { } rank })
            return SheetOf(CertificateLevel.Part, name, null, BoardWords.Points(enrolment.Points), null) with
            {
                School = school, Division = enrolment.Division,
            };
        // Every pupil prints one, so the whole list is counted and not read.
        var all = (int)CompetitionResults.Count(sql, scope, false);
        var isBest = school is not null && own.SchoolId is { } home && CompetitionResults.FindBest(sql, scope, home) == own.Points;
        return SheetOf(CertificateAwards.LevelOf(rank, all), name, isBest ? $"Best in {school}" : null,
            BoardWords.Points(own.Points), $"{BoardWords.Spoken(rank, own.IsShared)} of {all}") with
        {
            School = school, Division = enrolment.Division,
        };
    }

    private static void Add(List<Certificate> sheets, CertificateWish wish, string division, List<BoardLine> lines,
        Dictionary<long, BoardName> names, Dictionary<long, PupilResult> of, Dictionary<long, long> best)
    {
        foreach (var award in CertificateAwards.Share(lines))
        {
            var line = award.Line;
            var result = of[line.MemberId];
            if (wish.SchoolId is { } only && result.SchoolId != only) continue;
            var isBest = result.SchoolId is { } school && best[school] == line.Points;
            if (award.Level == CertificateLevel.Part && !isBest && !wish.IsEverybody) continue;
            var within = wish.IsWithinSchool && result.School is { } home ? $" in {home}" : "";
            sheets.Add(SheetOf(award.Level, wish.IsDisplay ? line.DisplayName : names[line.MemberId].Name,
                isBest ? $"Best in {result.School}" : null, BoardWords.Points(line.Points),
                $"{BoardWords.Spoken(line.Rank, line.IsShared)} of {lines.Count}{within}") with
            {
                School = result.School, Division = division,
            });
        }
    }

    private static List<Certificate> OfSchools(Sql sql, Competition competition, CertificateWish wish)
    {
        var names = TableCache.NamesOf(SchoolTables.ListSchools(sql, competition.Id));
        var results = CompetitionResults.ListSchools(sql, competition.Id)
            .FindAll(one => one.Rank is not null && names.ContainsKey(one.SchoolId)
                && one.Division.Equals(wish.Division, StringComparison.OrdinalIgnoreCase));
        results.Sort((one, other) => one.Rank!.Value.CompareTo(other.Rank!.Value));
        var sheets = new List<Certificate>();
        foreach (var result in results)
        {
            if (wish.SchoolId is { } only && result.SchoolId != only) continue;
            var rank = result.Rank!.Value;
            var level = rank <= 3 ? (CertificateLevel)(rank - 1) : CertificateLevel.Part;
            var words = CompetitionTableWords.Score(competition.Formula, result.ToScore());
            sheets.Add(SheetOf(level, names[result.SchoolId], null,
                competition.Formula == SchoolFormula.Medals ? words : $"a score of {words}",
                $"{BoardWords.Spoken(rank, result.IsShared)} of {English.Count(results.Count, "school")}") with
            {
                Division = wish.Division,
            });
        }
        return sheets;
    }

    private static Certificate SheetOf(CertificateLevel level, string name, string? best, string points, string? place)
    {
        var (title, medal) = Certificate.WordsOf(level);
        return new Certificate(name, title, best, points, level == CertificateLevel.Part && best is null ? null : place, medal);
    }

    /// <summary>The most points of a pupil of each school.</summary>
    private static Dictionary<long, long> BestOf(List<PupilResult> results)
    {
        var best = new Dictionary<long, long>();
        foreach (var one in results) best.TryAdd(one.SchoolId ?? 0, one.Points);
        return best;
    }

    private static List<BoardLine> LinesOf(List<PupilResult> results) =>
        results.ConvertAll(one => new BoardLine(
            one.MemberId, one.DisplayName, one.StartYear, one.Points, 0, one.Rank!.Value, one.IsShared));

    /// <summary>The places of some of the lines, which are in their order, among themselves.</summary>
    private static List<BoardLine> Again(List<PupilResult> some) => Leaderboard.Rank(
        some.ConvertAll(one => new Leaderboard.Score(one.MemberId, one.DisplayName, one.StartYear, one.Points, 0)), 0, some.Count, 1);
}
