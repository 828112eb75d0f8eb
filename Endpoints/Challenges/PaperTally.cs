// Sums up what came of the answers of a class that were entered from paper together.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Counts of answers.</summary>
/// <param name="Completed">Pupils whose answer completed the challenge.</param>
/// <param name="Before">Entered before with the same form: they count once.</param>
/// <param name="Unreadable">Not read, or not in the form that is asked for: they cost nothing.</param>
/// <param name="Refused">Not entered for another reason.</param>
internal sealed record PaperTally(int Right, int Wrong, int Completed, int Before, int Unreadable, int Refused)
{
    /// <summary>Answers of which it is not said yet whether they are right; they are in no other count.</summary>
    public int Held { get; init; }

    public bool IsEmpty => Right + Wrong + Held + Before + Unreadable + Refused == 0;

    /// <summary>The counts of what was entered, for the query of the page that follows.</summary>
    public string Query => $"&right={Right}&wrong={Wrong}&completed={Completed}&before={Before}&held={Held}";

    /// <summary>The counts as sentences.</summary>
    public string Words
    {
        get
        {
            var words = Held > 0
                ? $"{English.Count(Held, "answer")} counted. Which of them are right is shown when the competition has closed."
                : $"{English.Count(Right + Wrong, "answer")} counted: {Right} right, {Wrong} not right.";
            if (Completed > 0) words += $" {English.Count(Completed, "pupil")} completed the challenge.";
            if (Before > 0) words += $" {English.Count(Before, "answer")} had been entered with this form before, and did not count again.";
            if (Unreadable > 0) words += $" {English.Count(Unreadable, "answer")} could not be read and cost nothing.";
            if (Refused > 0) words += $" {English.Count(Refused, "answer")} could not be entered.";
            return Unreadable + Refused > 0 ? words + " What did not count is still in its cell, with the reason." : words;
        }
    }

    public static PaperTally Of(IReadOnlyList<PaperResult> results, bool holdsVerdicts)
    {
        var tally = new PaperTally(0, 0, 0, 0, 0, 0);
        foreach (var result in results)
        {
            if (result.Outcome is not { } outcome)
                tally = result.IsUnreadable ? tally with { Unreadable = tally.Unreadable + 1 } : tally with { Refused = tally.Refused + 1 };
            else if (outcome.Result == AnswerResult.SentBefore) tally = tally with { Before = tally.Before + 1 };
            else if (holdsVerdicts) tally = tally with { Held = tally.Held + 1 };
            else
            {
                tally = outcome.Attempt!.IsRight ? tally with { Right = tally.Right + 1 } : tally with { Wrong = tally.Wrong + 1 };
                if (outcome.Completes) tally = tally with { Completed = tally.Completed + 1 };
            }
        }
        return tally;
    }
}
