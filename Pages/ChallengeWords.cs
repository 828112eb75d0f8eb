// Sentences for pupils about time and progress.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>
/// A sentence that leads up to an instant, such as "Closes in 3 days:". <c>At</c> is null if no instant follows.
/// </summary>
public sealed record DueText(string Words, long? At)
{
    /// <summary>The words for a card, which has no room for how long that is: "Closes".</summary>
    public string Short { get; init; } = Words;

    /// <summary>The instant as people say it; empty if none follows.</summary>
    public string Moment { get; init; } = "";

    /// <summary>The instant for a <c>datetime</c> attribute; empty if none follows.</summary>
    public string Machine { get; init; } = "";
}

/// <summary>
/// The times on the cards of one page. Challenges of a competition open and close together, so that what was said of one is used for the
/// next as long as nothing differs.
/// </summary>
/// <param name="now">In unix seconds.</param>
public sealed class CardTimes(long now)
{
    private Challenge? challenge;
    private Standing? standing;
    private DueText? due;

    public long Now => now;

    /// <summary>When a challenge opens, locks or locked.</summary>
    public DueText Of(Challenge one, Standing by)
    {
        // All that the words are made of.
        var isSame = due is not null && by.State == standing!.State && by.Closes == standing.Closes
            && one.SolutionShownAt == challenge!.SolutionShownAt
            && (by.State != ChallengeState.Scheduled || one.ReleasedAt == challenge.ReleasedAt);
        if (isSame) return due!;
        (challenge, standing) = (one, by);
        return due = ChallengeWords.WhenOf(one, by, now);
    }
}

/// <summary>Sentences for the pages on which members solve challenges.</summary>
public static class ChallengeWords
{
    private const long Minute = 60, Hour = 60 * Minute, Day = 24 * Hour;

    /// <summary>When a challenge opens, locks or locked for this person, by <paramref name="standing"/>.</summary>
    public static DueText WhenOf(Challenge challenge, Standing standing, long now)
    {
        var due = DueOf(challenge, standing, now);
        return due.At is { } at ? due with { Moment = SchoolTime.Moment(at, now), Machine = SchoolTime.Machine(at) } : due;
    }

    private static DueText DueOf(Challenge challenge, Standing standing, long now) => standing.State switch
    {
        ChallengeState.Draft => new DueText("A draft: pupils see nothing of it.", null),
        ChallengeState.Scheduled => new DueText($"Opens in {Span(challenge.ReleasedAt!.Value - now)}:", challenge.ReleasedAt),
        ChallengeState.Open => standing.Closes is { } closes
            ? new DueText($"Closes in {Span(closes - now)}:", closes) { Short = "Closes" }
            : new DueText("Open, with no time limit.", null),
        ChallengeState.Archived => new DueText("Archived: answers are not taken any more.", null),
        // If the solution was shown early, the challenge locked for everyone at that moment, whatever extra time a member had.
        _ => challenge.SolutionShownAt is { } shown && (standing.Closes is not { } lockedAt || shown < lockedAt)
            ? new DueText("Closed since", shown) : new DueText("Closed since", standing.Closes),
    };

    /// <summary>A state in a word.</summary>
    public static string Of(ChallengeState state) => state switch
    {
        ChallengeState.Draft => "Draft",
        ChallengeState.Scheduled => "Scheduled",
        ChallengeState.Open => "Open",
        ChallengeState.Locked => "Closed",
        _ => "Archived",
    };

    /// <summary>How long: "3 days 4 hours", "5 minutes", "less than a minute".</summary>
    public static string Span(long seconds) => seconds switch
    {
        < Minute => "less than a minute",
        < Hour => English.Count(seconds / Minute, "minute"),
        < Day => And(English.Count(seconds / Hour, "hour"), seconds % Hour / Minute, "minute"),
        < 14 * Day => And(English.Count(seconds / Day, "day"), seconds % Day / Hour, "hour"),
        _ => English.Count(seconds / Day, "day"),
    };

    /// <summary>How many attempts are left, for the line above the button.</summary>
    public static string Left(long left, long allowance) => left switch
    {
        1 when allowance == 1 => "You have one attempt.",
        1 => string.Create(CultureInfo.InvariantCulture, $"1 of {allowance} left: this is your last attempt."),
        _ => string.Create(CultureInfo.InvariantCulture, $"{left} of {allowance} left."),
    };

    /// <summary>A member's progress with a challenge, for lists.</summary>
    public static string ProgressOf(OwnProgress own, long parts, ScoreRules rules, bool isOpen)
    {
        if (own.CompletedAt is not null) return "Complete.";
        if (own.Tried == 0) return isOpen ? $"Not tried yet. {English.Count(parts, "part")}." : "Not tried.";
        var right = string.Create(CultureInfo.InvariantCulture, $"{own.Right} of {English.Count(parts, "part")} right");
        if (!isOpen) return right + ".";
        var left = own.Left(parts, rules);
        return left == 0 ? $"{right}, no attempts left." : $"{right}, {English.Count(left, "attempt")} left.";
    }

    /// <summary>What a part is called in a few letters: the mark with which its label begins, or its number.</summary>
    public static string MarkOf(Part part) => MarkIn(part.Label) ?? part.Position.ToString(CultureInfo.InvariantCulture);

    /// <summary>The mark with which a label begins, such as (a) or (iii); null if it begins with none.</summary>
    public static string? MarkIn(string label) =>
        label.StartsWith('(') && label.IndexOf(')') is > 1 and < 6 and var end && label[1..end].All(char.IsAsciiLetterOrDigit)
            ? label[..(end + 1)] : null;

    /// <summary>In place of the points, for a pupil who cannot complete the challenge any more.</summary>
    public const string NoPoints = "It cannot be completed any more";

    /// <summary>Why a challenge cannot be completed: every attempt at this part of it is used.</summary>
    public static string WhyNoPoints(Challenge challenge, Part usedUp, int parts) => challenge.IsByPart && parts > 1
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"This challenge cannot be completed any more: every attempt at part {MarkOf(usedUp)} is used. ")
            + "Each part that you have right gives you its points all the same."
        : parts == 1
        ? "This challenge cannot be completed any more: every attempt is used. It gives you no points."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"This challenge cannot be completed any more: every attempt at part {MarkOf(usedUp)} is used. It gives you no points. ")
            + "You can still answer the other parts to see whether you are right.";

    /// <summary>The audience of a challenge without a key stage.</summary>
    public const string ForEverybody = "For everybody";

    /// <summary>Whom a challenge is for.</summary>
    public static string Audience(Challenge challenge) => challenge.KeyStage.Length == 0 ? ForEverybody : challenge.KeyStage;

    /// <summary>The points of a challenge; the bonus only while somebody can still have it: it is not over, and nobody was first.</summary>
    public static string Points(Challenge challenge, bool isOver = false, FirstSolver? first = null)
    {
        var points = English.Count(challenge.Points, "point") + (challenge.IsByPart ? " for each part" : "");
        return first is { Name: { } name } ? $"{points}, first solved by {name}"
            : challenge.FirstBonus == 0 || isOver || first is not null ? points
            : string.Create(CultureInfo.InvariantCulture, $"{points}, and {challenge.FirstBonus} more for the first to solve it");
    }

    /// <summary>The points that a pupil can still have who cannot complete the challenge any more.</summary>
    public static string PointsLeft(Challenge challenge, long parts) =>
        challenge.IsByPart && parts > 1 ? Points(challenge, isOver: true) : NoPoints;

    /// <summary>"New challenge: Handshakes (KS3)"; where it may not be named, "New challenge (KS3)".</summary>
    public static string Event(string what, string? title, string keyStage) =>
        what + (title is null ? "" : $": {title}") + (keyStage.Length == 0 ? "" : $" ({keyStage})");

    private static string And(string words, long rest, string thing) => rest == 0 ? words : $"{words} {English.Count(rest, thing)}";
}
