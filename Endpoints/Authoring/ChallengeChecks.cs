// Checks a challenge before pupils see it: the marking of every part, the texts with their pictures, and the times.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The two texts of a challenge, rendered once for all that a request does with them.</summary>
/// <param name="Solution">Empty if the challenge has no worked solution.</param>
public sealed record RenderedTexts(RenderedText Statement, RenderedText Solution)
{
    public static RenderedTexts Of(Challenge challenge, MarkdownSettings settings) =>
        new(Markdown.Render(challenge.Body, settings), Markdown.Render(challenge.Solution, settings));
}

/// <summary>
/// Checks a challenge. A part that cannot be marked is never saved; errors that pupils would meet prevent publishing; everything else is a
/// warning, and the author decides.
/// </summary>
public static class ChallengeChecks
{
    /// <summary>
    /// Adds an error at each field that must not be saved and, if the challenge is or goes <paramref name="live"/>, at each that must not
    /// be published. The challenge will have <paramref name="count"/> parts.
    /// </summary>
    public static void Fail(TypedChallenge typed, RenderedTexts texts, bool live, int count)
    {
        var (form, challenge) = (typed.Form, typed.Challenge);
        FailLine(form, "title", "Title", challenge.Title);
        FailLine(form, "source", "Source", challenge.Source);
        for (var i = 0; i < typed.Parts.Count; i++)
        {
            FailLine(form, ChallengeForm.Name(i, "label"), "Label", typed.Parts[i].Label);
            foreach (var choice in typed.Parts[i].Choices) FailLine(form, ChallengeForm.Name(i, "choices"), "Choices", choice);
            foreach (var mistake in typed.Parts[i].Mistakes)
                FailLine(form, ChallengeForm.Name(i, "mistakes"), "Common mistakes", mistake.Hint);
            FailPart(form, i, typed.Parts[i], live);
        }
        FailTexts(form, texts, live);
        if (!live) return;
        if (challenge.ReleasedAt is null) form.Fail("release", "Opens: please say when, or choose to publish it now.");
        if (challenge.Body.Length == 0) form.Fail("statement", "Statement: please fill this in.");
        if (count == 0) form.Fail("add", "Add a part: pupils need at least one answer box.");
        for (var i = 0; i < typed.Parts.Count && count > 1; i++)
            if (typed.Parts[i].Label.Length == 0 && typed.Parts[i].Answer.Length > 0)
                form.Fail(ChallengeForm.Name(i, "label"), "Label: with several parts each needs one, such as (a).");
    }

    /// <summary>
    /// The characters of formulas that are marked as answers, for all parts together: one short formula may take as long as ten
    /// milliseconds.
    /// </summary>
    private const int MaxCompared = 4000;

    /// <summary>The warnings, one sentence each.</summary>
    public static List<string> Warnings(Challenge challenge, IReadOnlyList<Part> parts, RenderedTexts texts)
    {
        var warnings = new List<string>();
        foreach (var problem in texts.Statement.Problems) warnings.Add($"Statement: {problem.Message}");
        foreach (var problem in texts.Solution.Problems) warnings.Add($"Worked solution: {problem.Message}");
        var compared = Compared(texts, parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            var name = Heading(parts[i], i, parts.Count);
            foreach (var problem in ChallengeBundles.PartOf(parts[i], "a").Check(challenge.Body, compared))
                warnings.Add($"{name}: {problem.Message}");
        }
        if (!challenge.IsDraft && challenge.Solution.Length == 0)
            warnings.Add("There is no worked solution yet. Pupils see the model answers once you show them, but no working.");
        return warnings;
    }

    /// <summary>The statement's formulas that are marked as answers to each of <paramref name="parts"/> parts: the first of them.</summary>
    public static List<string> Compared(RenderedTexts texts, int parts)
    {
        var characters = MaxCompared / Math.Max(1, parts);
        var first = new List<string>();
        foreach (var formula in texts.Statement.Formulas)
        {
            characters -= formula.Length;
            if (characters < 0) break;
            first.Add(formula);
        }
        return first;
    }

    /// <summary>Whether the mark scheme differs, so that an answer could be judged differently by the new part.</summary>
    public static bool IsKeyChanged(Part old, Part next) =>
        old.Answer != next.Answer
        || old.Kind != next.Kind
        || old.IsDegrees != next.IsDegrees
        || old.IsComplex != next.IsComplex
        || old.Tolerance != next.Tolerance
        || old.Places != next.Places
        || old.Figures != next.Figures
        || string.Join(' ', old.Letters) != string.Join(' ', next.Letters);

    /// <summary>
    /// A part's heading on the author's pages: the letter in brackets with which its label begins, a short label, or its position.
    /// </summary>
    public static string Heading(Part part, int index, int count)
    {
        var label = part.Label;
        if (ChallengeWords.MarkIn(label) is { } mark) return $"Part {mark}";
        return label.Length is > 0 and <= 40 ? $"Part {Markdown.Line(label).Spoken}" : count == 1 ? "The answer" : $"Part {index + 1}";
    }

    private static void FailPart(FormReader form, int index, Part part, bool live)
    {
        string Of(string field) => ChallengeForm.Name(index, field);
        if (part.Answer.Length == 0 || !AnswerKinds.TryParse(part.Kind, out _)) return;
        if (part.Choices.Count > 0 && part.Kind is not ("choice" or "text"))
            form.Fail(Of("kind"), "Kind: answers that are chosen from a list are of the kind choice.");
        if (AuthorCheck.Model(PartMarking.SpecOf(part)) is { } refusal)
        {
            form.Fail(Of("answer"), $"Model answer: {refusal}");
            return;
        }
        var model = new PreparedModel(PartMarking.SpecOf(part));
        bool IsRight(string answer) => model.Mark(answer).Verdict == Verdict.Right;
        if (part.Choices.Count > 0 && !part.Choices.Any(IsRight))
            form.Fail(Of("choices"), "Choices: the model answer is none of these.");
        if (!live) return;
        foreach (var answer in part.Accepted)
            if (!IsRight(answer))
                form.Fail(Of("accepted"), $"Must be right: “{answer}” is not marked right. "
                    + "Change the model answer or its kind, or take this line out.");
        foreach (var answer in part.Rejected)
            if (IsRight(answer))
                form.Fail(Of("rejected"), $"Must not be right: “{answer}” is marked right. "
                    + "Choose a stricter kind, or take this line out.");
    }

    /// <summary>A line that pupils read. A field of the form has been checked already; the line of a file has not.</summary>
    internal static void FailLine(FormReader form, string name, string label, string text)
    {
        if (LineText.FindProblem(text) is { } problem) form.Fail(name, $"{label}: {problem}");
    }

    /// <summary>Adds an error for a text beyond the bounds and, if <paramref name="live"/>, for what must not be published.</summary>
    public static void FailTexts(FormReader form, RenderedTexts texts, bool live)
    {
        AuthorTexts.Fail(form, "statement", "Statement", texts.Statement, live);
        AuthorTexts.Fail(form, "solution", "Worked solution", texts.Solution, live);
    }
}
