// The alerts that are firing now, for the pages that show them: written by what watches the site, read by whoever draws a page.
namespace MathsSoc.Data;

/// <summary>One firing alert.</summary>
/// <param name="Name">As in messages and metrics: <c>DiskLow</c>.</param>
/// <param name="Title">What is wrong, as a phrase: "the disk is nearly full".</param>
/// <param name="Since">When it began to fire, in unix seconds.</param>
/// <param name="Sentence">What is wrong, with its numbers.</param>
/// <param name="Remedy">What to do about it, in a sentence or two.</param>
/// <param name="IsPageOnly">No message is sent about it: it is for the owners, not for whoever looks after the computer.</param>
public sealed record FiringAlert(string Name, string Title, long Since, string Sentence, string Remedy, bool IsPageOnly);

/// <summary>Renewed every 30 seconds. Reading never waits, also while the database or the disk hangs.</summary>
public sealed class AlertBoard
{
    private volatile IReadOnlyList<FiringAlert> firing = [];

    /// <summary>All that fire, in the order of the table of rules; empty: none.</summary>
    public IReadOnlyList<FiringAlert> Firing
    {
        get => firing;
        set => firing = value;
    }
}
