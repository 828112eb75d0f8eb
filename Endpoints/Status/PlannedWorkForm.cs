// Reads the form in which an owner announces work on the site.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The fields "sentence", "from" and "until".</summary>
internal static class PlannedWorkForm
{
    /// <summary>The work; null if a field is wrong, which is then shown at it.</summary>
    public static PlannedWork? Read(FormReader form, long now)
    {
        var sentence = form.Line("sentence", "What is going to happen", PlannedWork.MaxSentence);
        var (from, until) = (form.Instant("from", "From"), form.Instant("until", "Until"));
        if (LineText.FindProblem(sentence) is { } unseen) form.Fail("sentence", $"What is going to happen: {unseen}");
        if (from is not { } begins || until is not { } ends || sentence.Length == 0) return null;
        if (ends <= begins) form.Fail("until", "Until: please choose a time after the beginning.");
        else if (ends <= now) form.Fail("until", "Until: that is over already. Choose a time to come.");
        else if (ends - begins > PlannedWork.LongestWork) form.Fail("until", "Until: announced work lasts for seven days at most.");
        if (begins - now > PlannedWork.LongestAhead) form.Fail("from", "From: please choose a day within a year.");
        return new PlannedWork(sentence, begins, ends);
    }
}
