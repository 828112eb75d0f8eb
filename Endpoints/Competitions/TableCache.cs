// A cache of a competition's tables, kept until the database changes: the rows of pupils and schools, ready to be shown.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One line of a table of pupils or schools.</summary>
/// <param name="Rank">From 1; null: none.</param>
/// <param name="Correction">
/// Where a later correction would put them: "corrected on 5 Dec 2026: now 4th, with 12 points"; null: nowhere else.
/// </param>
public sealed record TableRow(long Id, long? Rank, bool IsShared, string Name, string Score, string? Correction)
{
    /// <summary>The rank as <c>3</c> or <c>=3</c>; empty: none.</summary>
    public string Place => Rank is { } rank ? BoardLine.PlaceOf(rank, IsShared) : "";

    /// <summary>The same as "3rd" or "joint 3rd"; empty: none.</summary>
    public string Spoken => Rank is { } rank ? BoardWords.Spoken(rank, IsShared) : "";

    /// <summary>Of a pupil; null: none. Of a school, always null.</summary>
    public string? School { get; init; }

    /// <summary>Of a pupil; empty: none.</summary>
    public string Division { get; init; } = "";

    /// <summary>Of a school: how many took part.</summary>
    public long Pupils { get; init; }

    /// <summary>Of a pupil: what the score is in words.</summary>
    public long Points { get; init; }
}

/// <summary>Some lines of the table of pupils, and how many the whole has.</summary>
public sealed record PupilRows(IReadOnlyList<TableRow> Rows, long Count);

/// <summary>A table of schools, with the sentence that explains its scores by the school that stands first.</summary>
public sealed record SchoolRows(IReadOnlyList<TableRow> Placed, IReadOnlyList<TableRow> Below, string Formula);

/// <summary>A pupil's own place. <c>Now</c> are the present points, on tables that are frozen too.</summary>
public sealed record OwnRow(TableRow? Row, long Now, bool IsListed);

/// <summary>Caches tables. What is shown of which to whom is decided by <see cref="TableView"/>.</summary>
public sealed class TableCache(Db db, TimeProvider clock)
{
    private readonly CachedByKey<long, TableNumbers> numbers = new(db, clock, 50);
    private readonly CachedByKey<PupilsKey, PupilRows> pupils = new(db, clock, 200);
    private readonly CachedByKey<OwnKey, OwnRow> places = new(db, clock, 2000);
    private readonly CachedByKey<TableScope, SchoolTable> tables = new(db, clock, 200);
    private readonly CachedByKey<TableScope, SchoolRows> schools = new(db, clock, 200);
    private readonly KeptWeekSums weeks = new();

    /// <summary>How many take part, and when the last of them has to stop.</summary>
    public async Task<TableNumbers> Numbers(Competition competition) =>
        (await numbers.Get(competition.Id, sql => CompetitionTables.FindNumbers(sql, competition)))!;

    /// <summary>Lines of the table of pupils.</summary>
    public async Task<PupilRows> Pupils(TableView view, int skip, int most)
    {
        var (competition, scope, numbers) = (view.Competition, view.Scope, view.Numbers);
        return (await pupils.Get(new PupilsKey(scope, skip, most), sql => ReadPupils(sql, competition, numbers, scope, skip, most)))!;
    }

    /// <summary>A pupil's own place on it; null for whoever is not enrolled, and for pupils of other divisions.</summary>
    public Task<OwnRow?> Own(Competition competition, TableScope scope, long memberId) =>
        places.Get(new OwnKey(scope, memberId), sql => ReadOwn(sql, competition, scope, memberId));

    /// <summary>The scores of the schools in a division, or of all of them, of which <see cref="Schools"/> makes rows.</summary>
    public async Task<SchoolTable> Table(Competition competition, TableScope scope) =>
        (await tables.Get(scope, sql => SchoolTable.Read(sql, competition, scope, weeks)))!;

    /// <summary>The table of schools in a division, or of all of them.</summary>
    public async Task<SchoolRows> Schools(Competition competition, TableScope scope)
    {
        var read = await Table(competition, scope);
        return (await schools.Get(scope, sql => ReadSchools(sql, competition, read, scope.Division)))!;
    }

    private static PupilRows ReadPupils(
        Sql sql, Competition competition, TableNumbers numbers, TableScope scope, int skip, int most)
    {
        var rows = new List<TableRow>();
        if (competition.ResultsAt is not { } results)
        {
            foreach (var line in PupilTable.List(sql, scope, skip, most)) rows.Add(RowOf(line));
            // The live table's length is known from the numbers, which every page of it needs.
            return new PupilRows(rows, scope.FrozenAt is null ? numbers.Shown(scope.Division) : PupilTable.Count(sql, scope));
        }
        var corrected = CompetitionResults.FindCorrection(sql, competition.Id, results);
        foreach (var line in CompetitionResults.List(sql, scope, results, corrected is not null, skip, most))
            rows.Add(RowOf(line, corrected));
        return new PupilRows(rows, CompetitionResults.Count(sql, scope, corrected is not null));
    }

    private static OwnRow? ReadOwn(Sql sql, Competition competition, TableScope scope, long memberId)
    {
        if (competition.ResultsAt is { } results)
        {
            if (PupilTable.FindOwnScore(sql, scope, memberId) is not { } score) return null;
            var corrected = CompetitionResults.FindCorrection(sql, competition.Id, results);
            var written = CompetitionResults.List(sql, scope, results, corrected is not null, 0, 1, memberId);
            return new OwnRow(written.Count == 0 ? null : RowOf(written[0], corrected), score.Points, score.IsListed);
        }
        if (PupilTable.FindOwn(sql, scope, memberId) is not { } own) return null;
        var row = own.Rank is { } rank
            ? RowOf(PupilTable.WithSchools(sql, scope.CompetitionId,
                [new BoardLine(memberId, "", null, own.Points, 0, rank, own.IsShared)])[0])
            : null;
        return new OwnRow(row, own.Points, own.IsListed);
    }

    private static SchoolRows ReadSchools(Sql sql, Competition competition, SchoolTable table, string division)
    {
        var scores = table.Scores;
        var names = NamesOf(table.Schools);
        var (placed, below) = (new List<TableRow>(), new List<TableRow>());
        if (competition.ResultsAt is { } results)
        {
            var corrected = CompetitionResults.FindCorrection(sql, competition.Id, results);
            var now = scores.ToDictionary(score => score.SchoolId);
            foreach (var written in CompetitionResults.ListSchools(sql, competition.Id)
                .Where(one => one.Division.Equals(division, StringComparison.OrdinalIgnoreCase) && names.ContainsKey(one.SchoolId))
                .OrderBy(one => one.Rank ?? long.MaxValue).ThenBy(one => names[one.SchoolId], StringComparer.Ordinal))
            {
                var score = now[written.SchoolId];
                now.Remove(written.SchoolId);
                Add(written.ToScore(), CorrectionOf(competition, written, score, corrected));
            }
            // A school that came back after the results were written has no place in them.
            foreach (var score in now.Values) Add(score with { Rank = null }, null);
        }
        else
        {
            foreach (var score in scores) Add(score, null);
        }
        var first = scores.Find(score => score.Rank == 1);
        return new SchoolRows(placed, below,
            CompetitionTableWords.Formula(competition, first, first is null ? null : names[first.SchoolId]));

        void Add(SchoolScore score, string? correction) => (score.Rank is null ? below : placed).Add(new TableRow(
            score.SchoolId, score.Rank, score.IsShared, names[score.SchoolId],
            CompetitionTableWords.Score(competition.Formula, score), correction) { Pupils = score.Pupils });
    }

    /// <summary>The schools' names, each once: no two schools have the same.</summary>
    internal static Dictionary<long, string> NamesOf(IReadOnlyList<TableSchool> schools) =>
        schools.ToDictionary(school => school.Id, school => school.Name);

    private static string? CorrectionOf(Competition competition, SchoolResult written, SchoolScore now, long? corrected)
    {
        if (corrected is not { } at) return null;
        var isSame = written.Rank == now.Rank && written.Sum == now.Sum && written.Of == now.Of
            && written.Silver == now.Silver && written.Bronze == now.Bronze;
        if (isSame) return null;
        var score = CompetitionTableWords.Score(competition.Formula, now);
        return now.Rank is { } rank
            ? $"corrected on {BoardWords.Reached(at)}: now {BoardWords.Spoken(rank, now.IsShared)}, with {score}"
            : $"corrected on {BoardWords.Reached(at)}: too few pupils are left for a place";
    }

    private static TableRow RowOf(EntrantLine line) => new(
        line.Line.MemberId, line.Line.Rank, line.Line.IsShared, line.Line.DisplayName, $"{line.Line.Points}", null)
    {
        School = line.School, Division = line.Division, Points = line.Line.Points,
    };

    private static TableRow RowOf(PupilResult line, long? corrected)
    {
        string? correction = null;
        if ((line.CorrectedAt ?? corrected) is { } at && (line.Rank != line.NowRank || line.Points != line.NowPoints))
            correction = line.NowRank is { } now
                ? $"corrected on {BoardWords.Reached(at)}: now {BoardWords.Spoken(now, line.IsNowShared)}, with "
                    + BoardWords.Points(line.NowPoints ?? 0)
                : $"corrected on {BoardWords.Reached(at)}: no points are left";
        return new TableRow(line.MemberId, line.Rank, line.IsShared, line.DisplayName, $"{line.Points}", correction)
        {
            School = line.School, Division = line.Division, Points = line.Points,
        };
    }

    private sealed record PupilsKey(TableScope Scope, int Skip, int Most);

    private sealed record OwnKey(TableScope Scope, long MemberId);
}
