// Which table of a competition an address means, and how much of it this reader may see now: one rule for pupils, schools and the wall.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Why a table shows no points.</summary>
public enum TableSilence
{
    /// <summary>It does show them.</summary>
    None,

    /// <summary>The competition has not opened yet.</summary>
    Coming,

    /// <summary>Verdicts are held back until nobody may answer any more.</summary>
    Held,

    /// <summary>So few are in this division that visitors could guess who is who.</summary>
    TooFew,
}

/// <summary>A table as one reader may see it.</summary>
public sealed record TableView
{
    public required Competition Competition { get; init; }
    public required TableNumbers Numbers { get; init; }
    public required TableScope Scope { get; init; }
    public TableSilence Silence { get; init; }

    /// <summary>Whether the reader is staff: they see points at all times, and the live view while the tables are frozen.</summary>
    public bool IsStaff { get; init; }

    public bool IsVisitor { get; init; }

    /// <summary>Whether staff look at frozen tables as they are now.</summary>
    public bool IsLive { get; init; }

    /// <summary>The address of the table without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The way to the competition's other pages.</summary>
    public required IReadOnlyList<BoardLink> Places { get; init; }

    /// <summary>When the tables were frozen; null: they are not.</summary>
    public long? FrozenAt => Competition.ResultsAt is null ? Competition.FrozenAt : null;

    /// <summary>The divisions as links, the present one chosen; those that visitors may not see are left out.</summary>
    public IReadOnlyList<BoardLink> Divisions
    {
        get
        {
            var links = new List<BoardLink> { new(PathOf("", IsLive), "All", Scope.Division.Length == 0) };
            foreach (var division in Competition.DivisionList)
                if (!IsVisitor || Numbers.In(division.Name) >= CompetitionTableWords.LeastShown)
                    links.Add(new BoardLink(PathOf(division.Name, IsLive), division.Name, division.Name == Scope.Division));
            return links;
        }
    }

    /// <summary>The frozen and the live table as links; empty for those who may only see the frozen one.</summary>
    public IReadOnlyList<BoardLink> Views => !IsStaff || FrozenAt is null ? [] :
    [
        new(PathOf(Scope.Division, false), "As others see it", !IsLive),
        new(PathOf(Scope.Division, true), "As it is now", IsLive),
    ];

    /// <summary>The address of another division, with a page of the whole table if <paramref name="page"/> is above 0.</summary>
    public string PathOf(string division, bool isLive, int page = 0)
    {
        var query = (division.Length > 0 ? "&division=" + Uri.EscapeDataString(division) : "") + (isLive ? "&view=live" : "")
            + (page > 0 ? $"&page={page}" : "");
        return query.Length == 0 ? Path : $"{Path}?{query[1..]}";
    }

    /// <summary>The address of how a school's score was made, in the same division.</summary>
    public string PathOfSchool(long school) => (this with { Path = $"/competitions/{Competition.Id}/schools/{school}" })
        .PathOf(Scope.Division, IsLive);

    /// <summary>Finds the table that the address means. The refusal is the response to whoever may not see the competition.</summary>
    /// <param name="name">The last part of its address, such as "pupils".</param>
    /// <param name="hasKey">Whether the address has the key of the wall, which lets visitors in.</param>
    public static async Task<(TableView? View, IResult? Refusal)> Find(
        Visit visit, TableCache cache, string name, bool hasKey = false)
    {
        if (visit.Id() is not { } id || await visit.Read(sql => Competitions.Find(sql, id)) is not { IsDraft: false } competition)
            return (null, visit.NotFound());
        var reader = visit.Reader;
        var isStaff = reader.Role is { } role && role.Opens(Access.Staff);
        if (competition.ArchivedAt is not null && !isStaff) return (null, visit.NotFound());
        if (reader.Role is null)
        {
            // A member about to be deleted would be led to the same page again and again.
            if (!competition.IsPublic && !hasKey) return (null, visit.SignedIn is null ? visit.SignInFirst() : visit.NotFound());
            // The switch opens the tables to visitors, not to search engines.
            visit.Context.Response.Headers["X-Robots-Tag"] = "noindex";
        }
        else if (!CompetitionPlaces.HasTables(visit, competition))
        {
            return (null, visit.NotFound());
        }
        var numbers = await cache.Numbers(competition);
        var division = competition.FindDivision(visit.Query("division")) ?? "";
        var isLive = isStaff && visit.Query("view") == "live";
        return (new TableView
        {
            Competition = competition,
            Numbers = numbers,
            Scope = new TableScope(id, division, isLive || competition.ResultsAt is not null ? null : competition.FrozenAt),
            Silence = SilenceOf(competition, numbers, division, visit, isStaff),
            IsStaff = isStaff,
            IsVisitor = reader.Role is null,
            IsLive = isLive,
            Path = $"/competitions/{id}/{name}",
            Places = CompetitionPlaces.Of(visit, competition, $"/competitions/{id}/{name}"),
        }, null);
    }

    /// <summary>Whether a row may be shown to this reader: to visitors, nobody of a division with very few pupils.</summary>
    public bool Shows(TableRow row) => !IsVisitor || Numbers.In(row.Division) >= CompetitionTableWords.LeastShown;

    private static TableSilence SilenceOf(
        Competition competition, TableNumbers numbers, string division, Visit visit, bool isStaff)
    {
        if (visit.Now < competition.OpensAt) return TableSilence.Coming;
        var isHeld = competition.HoldsVerdicts && CompetitionEntry.AreHeld(numbers.EndsAt, visit.Now, visit.Rules.Scoring.GraceSeconds);
        if (isHeld && !isStaff) return TableSilence.Held;
        var pupils = division.Length == 0 ? numbers.Pupils : numbers.In(division);
        return visit.Reader.Role is null && pupils < CompetitionTableWords.LeastShown ? TableSilence.TooFew : TableSilence.None;
    }
}
