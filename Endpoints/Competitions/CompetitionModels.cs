// The models of the pages on which pupils take part in a competition.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One competition in a list.</summary>
/// <param name="Address">Its page, with the site's root.</param>
/// <param name="Own">The reader's part in a few words; empty: none.</param>
public sealed record CompetitionCard(string Address, string Title, CompetitionDue When, string Own)
{
    public static CompetitionCard Of(Competition competition, string root, CompetitionDue due, string own) =>
        new($"{root}/competitions/{competition.Id}", LineText.WithoutTurns(competition.Title), due, own);
}

/// <summary>The list of competitions.</summary>
/// <param name="TakesCodes">Whether the reader is a pupil, who may have a code from a teacher.</param>
/// <param name="Problem">Why the code that was typed led nowhere; null: none was.</param>
public sealed record CompetitionsModel(
    IReadOnlyList<CompetitionCard> Now, IReadOnlyList<CompetitionCard> Coming, IReadOnlyList<CompetitionCard> Past, bool TakesCodes,
    string? Problem)
{
    public bool IsEmpty => Now.Count + Coming.Count + Past.Count == 0;
}

/// <summary>The page of one competition.</summary>
/// <param name="When">The reader's own time, or that of the competition.</param>
/// <param name="LeftSeconds">Until <see cref="When"/>; null: nothing counts down.</param>
public sealed record CompetitionModel(Competition Competition, CompetitionTexts Texts, CompetitionDue When, long? LeftSeconds)
{
    public string Title => LineText.WithoutTurns(Competition.Title);

    /// <summary>The address of the page without the site's root.</summary>
    public string Path => $"/competitions/{Competition.Id}";

    /// <summary>The reader's part; null for a visitor.</summary>
    public OwnPart? Part { get; init; }

    /// <summary>What has just happened; null: nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Why the last form changed nothing; null: it did, or none was sent.</summary>
    public string? Error { get; init; }

    /// <summary>Why the reader cannot join; empty: they can, or take part already.</summary>
    public string Obstacle { get; init; } = "";

    public bool MayJoin => Part is { Obstacle: JoinObstacle.None };
    public bool NeedsAgreement { get; init; }
    public bool MayWithdraw { get; init; }

    /// <summary>How many minutes the pupil has who starts now; null: there is nothing to start.</summary>
    public long? MinutesToStart { get; init; }

    /// <summary>The points so far; null: none, or they are not told yet.</summary>
    public long? Points { get; init; }

    /// <summary>When verdicts that are held back come; null: they come at once, or have come.</summary>
    public long? VerdictsAt { get; init; }

    public IReadOnlyList<CardGroup> Groups { get; init; } = [];

    /// <summary>The way to its tables, and to what is the reader's to do; empty: there are none.</summary>
    public IReadOnlyList<BoardLink> Places { get; init; } = [];
}

/// <summary>Asks before the personal minutes begin.</summary>
/// <param name="Minutes">How many there really are.</param>
/// <param name="Ends">When they end if they begin now.</param>
/// <param name="IsShort">Whether the close comes before the usual minutes are over.</param>
public sealed record StartModel(Competition Competition, long Minutes, long Ends, bool IsShort)
{
    public string Path => $"/competitions/{Competition.Id}";
}
