// The grid in which staff enter the answers of a class from paper: a row for each pupil, a column for each part.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Which part of the grid is shown.</summary>
/// <param name="Class">Empty: pupils of every class.</param>
/// <param name="Page">Counts from 1; a page has at most <see cref="MaxPupils"/> pupils.</param>
/// <param name="Parts">Counts from 1; at most <see cref="MaxParts"/> parts are shown at once.</param>
public sealed record PaperClassView(string Class, int Page, int Parts)
{
    public const int MaxPupils = 40, MaxParts = 10;

    /// <summary>The query of its address.</summary>
    public string Query => $"?class={Uri.EscapeDataString(Class)}&page={Page}&parts={Parts}";
}

/// <summary>One pupil's answer to one part.</summary>
/// <param name="Name">The name of its field, and the id.</param>
/// <param name="Label">What a screen reader calls it: the pupil and the part.</param>
/// <param name="State">Why nothing can be entered; null if it can.</param>
public sealed record PaperCell(string Name, string Label, string? State);

/// <summary>One pupil.</summary>
public sealed record PaperRow(string Pupil, IReadOnlyList<PaperCell> Cells);

/// <summary>The page of the grid.</summary>
public sealed record PaperClassModel
{
    public required Challenge Challenge { get; init; }
    public required FormView Form { get; init; }
    public required IReadOnlyList<Choice> Classes { get; init; }

    /// <summary>Null until a class is chosen.</summary>
    public required PaperClassView? View { get; init; }

    /// <summary>The headings of the columns.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    public required IReadOnlyList<PaperRow> Rows { get; init; }

    /// <summary>Links to the other pupils and parts of the class, with their words; empty if all are shown.</summary>
    public required IReadOnlyList<(PaperClassView View, string Words)> Others { get; init; }

    public required string SendKey { get; init; }

    /// <summary>What came of the answers that were sent before; null on the first visit.</summary>
    public string? Notice { get; init; }
}
