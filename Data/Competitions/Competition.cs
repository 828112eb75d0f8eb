// One competition between schools as it is stored, and what state it is in by the clock.
namespace MathsSoc.Data;

/// <summary>When a pupil may answer: all at once, in a slot of the own school, or for some minutes from when the pupil starts.</summary>
public enum TimeKind { Fixed, School, Personal }

/// <summary>How a school's score is made of its pupils' points; <see cref="Competition.BestOf"/> says of how many.</summary>
public enum SchoolFormula
{
    /// <summary>The sum of all.</summary>
    Sum,
    /// <summary>The mean of the best pupils; those who are missing count as 0.</summary>
    Best,
    /// <summary>The points for each pupil who took part.</summary>
    Mean,
    /// <summary>Every week the schools get 25, 18, 15, 12, 10, 8, 6, 4, 2 and 1 for their places in it.</summary>
    Places,
    /// <summary>Gold, silver and bronze medals of the pupils, by division.</summary>
    Medals,
    /// <summary>The sum of the school's best weeks.</summary>
    Weeks,
}

/// <summary>The states that a competition passes through, by the clock and by what staff have published.</summary>
public enum CompetitionState { Draft, Coming, Open, Closed, Results, Archived }

/// <summary>One competition. Times are unix seconds.</summary>
public record Competition
{
    /// <summary>0: not stored yet.</summary>
    public long Id { get; init; }

    public string Title { get; init; } = "";

    /// <summary>Markdown and TeX: what it is about, and its rules. A list does not read it.</summary>
    public string Body { get; init; } = "";

    /// <summary>Markdown: what is allowed. A pupil agrees to it before the first answer; empty: there is nothing to agree to.</summary>
    public string Fairness { get; init; } = "";

    public required long OpensAt { get; init; }
    public required long ClosesAt { get; init; }
    public required long EnrolFrom { get; init; }
    public required long EnrolUntil { get; init; }
    public TimeKind TimeKind { get; init; }

    /// <summary>Of each pupil's own window; null unless <see cref="TimeKind"/> is personal.</summary>
    public long? Minutes { get; init; }

    /// <summary>The divisions, as <see cref="Rules.ParseKeyStages"/> reads them.</summary>
    public required string Divisions { get; init; }

    public SchoolFormula Formula { get; init; } = SchoolFormula.Best;

    /// <summary>So many pupils (<see cref="SchoolFormula.Best"/>) or weeks (<see cref="SchoolFormula.Weeks"/>) count.</summary>
    public long BestOf { get; init; } = 5;

    /// <summary>A school in which fewer pupils took part has no place.</summary>
    public long LeastPupils { get; init; } = 1;

    /// <summary>Why the formula was changed after the opening; empty: it was not.</summary>
    public string FormulaReason { get; init; } = "";

    /// <summary>Whether pupils learn at the close, and not before, whether their answers are right.</summary>
    public bool HoldsVerdicts { get; init; }

    /// <summary>
    /// Whether its points are on the society's own boards too; never while <see cref="HoldsVerdicts"/>, because points are a verdict.
    /// </summary>
    public bool CountsForSociety { get; init; } = true;

    /// <summary>Whether visitors may read the page and the tables.</summary>
    public bool IsPublic { get; init; }

    public bool IsDraft { get; init; } = true;

    /// <summary>The tables show what was known at this instant; null: they are live.</summary>
    public long? FrozenAt { get; init; }

    /// <summary>When the results were published; null: not yet.</summary>
    public long? ResultsAt { get; init; }

    public long? ArchivedAt { get; init; }
    public long? CreatedBy { get; init; }
    public long CreatedAt { get; init; }
    public long UpdatedAt { get; init; }

    /// <summary>Rises with every change.</summary>
    public long Version { get; init; }

    /// <summary>Rises when <see cref="Body"/> or <see cref="Fairness"/> changes: schools and pupils agree to one version.</summary>
    public long TermsVersion { get; init; } = 1;

    /// <summary>The divisions in ascending order of their year groups; the text was checked when it was saved.</summary>
    public IReadOnlyList<KeyStage> DivisionList => Rules.ParseKeyStages(Divisions) ?? [];

    /// <summary>The name of the division for a year group; empty: there is none.</summary>
    public string DivisionOf(int? yearGroup)
    {
        foreach (var division in DivisionList)
            if (yearGroup >= division.FirstYear && yearGroup <= division.LastYear) return division.Name;
        return "";
    }

    /// <summary>The same for somebody who began year 7 in this year, by the school year of <paramref name="at"/>.</summary>
    public string DivisionOf(long? startYear, long at) =>
        startYear is { } start ? DivisionOf(SchoolTime.YearGroup(start, SchoolTime.SchoolYear(at))) : "";

    /// <summary>A division's name as the competition writes it, found in any case of letters; null: it has none of this name.</summary>
    public string? FindDivision(string name)
    {
        foreach (var division in DivisionList)
            if (division.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return division.Name;
        return null;
    }

    /// <summary>Whether it has a division of this name, in any case of letters.</summary>
    public bool HasDivision(string name) => FindDivision(name) is not null;

    /// <summary>Whether nobody is invited to it or moved in it any more: it has its results, or is archived.</summary>
    public bool IsOver => ArchivedAt is not null || ResultsAt is not null;

    /// <summary>Its state for everybody; a pupil with extra time, or with a window of their own, may answer at other times.</summary>
    public CompetitionState StateAt(long now) =>
        ArchivedAt is not null ? CompetitionState.Archived
        : IsDraft ? CompetitionState.Draft
        : now < OpensAt ? CompetitionState.Coming
        : now < ClosesAt ? CompetitionState.Open
        : ResultsAt is null ? CompetitionState.Closed
        : CompetitionState.Results;

    /// <summary>Whether pupils may enrol now.</summary>
    public bool IsEnrolling(long now) =>
        !IsDraft && !IsOver && now >= EnrolFrom && now < EnrolUntil && now < ClosesAt;
}
