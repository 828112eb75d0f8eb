// A challenge as pupils will see it, made from a form that is not saved; and answers to it, tried and kept nowhere.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One part of the preview.</summary>
/// <param name="Name">The field for trying an answer.</param>
/// <param name="Verdict">What came of it; null: nothing was tried.</param>
/// <param name="Reading">How it was read; null when it was not.</param>
/// <param name="Answer">The model answer as it is read; null when it cannot be.</param>
/// <param name="Nudge">What the author says to this wrong answer.</param>
public sealed record PreviewPart(Part Part, string Heading, string Name, string Typed, string? Verdict, bool IsRight, ReadLine? Reading, ReadLine? Answer, string? Nudge);

/// <summary>The preview.</summary>
public sealed record AuthorPreview(Challenge Challenge, string Audience, string Points, RenderedText Statement, IReadOnlyList<PreviewPart> Parts, RenderedText? Solution, IReadOnlyList<string> Warnings)
{
    public bool HasMaths
    {
        get
        {
            if (Statement.HasMaths || Solution is { HasMaths: true }) return true;
            foreach (var part in Parts)
                if (part.Heading.Contains('$') || part.Part.Choices.Any(static choice => choice.Contains('$'))) return true;
            return false;
        }
    }

    /// <summary>The preview of what was typed, with what was tried.</summary>
    internal static async Task<AuthorPreview> Of(ChallengeEditor desk, TypedChallenge typed)
    {
        var challenge = typed.Challenge;
        var settings = await desk.Settings(challenge);
        var parts = new List<PreviewPart>();
        for (var i = 0; i < typed.Parts.Count; i++) parts.Add(Build(typed, i));
        return new AuthorPreview(challenge, ChallengeWords.Audience(challenge), ChallengeWords.Points(challenge), Markdown.Render(challenge.Body, settings), parts,
            challenge.Solution.Length == 0 ? null : Markdown.Render(challenge.Solution, settings), ChallengeChecks.Warnings(challenge, typed.Parts, settings));
    }

    private static PreviewPart Build(TypedChallenge typed, int index)
    {
        var part = typed.Parts[index];
        var name = ChallengeForm.Name(index, "try");
        var tried = typed.View[name];
        var heading = part.Label.Length > 0 ? part.Label : typed.Parts.Count == 1 ? "Answer" : FormattableString.Invariant($"Answer {index + 1}");
        var model = new PreparedModel(PartMarking.SpecOf(part));
        var answer = part.Answer.Length == 0 ? null : ReadLine.Of(model.ModelReading);
        if (tried.Trim().Length == 0) return new PreviewPart(part, heading, name, tried, null, false, null, answer, null);
        var marked = model.Mark(tried);
        var verdict = marked.Verdict switch
        {
            Verdict.Right => "Right.",
            Verdict.Wrong => "Not right.",
            Verdict.WrongForm => $"Not in the form asked for: {marked.Message} It costs nothing.",
            _ => $"Not readable: {marked.Message} It costs nothing.",
        };
        var isRight = marked.Verdict == Verdict.Right;
        return new PreviewPart(part, heading, name, tried, verdict, isRight, ReadLine.Of(marked.Reading), answer, isRight ? null : Nudges.Find(part, tried));
    }
}
