// The preview of a challenge as pupils will see it, from a form that is not saved, with answers that its author tries.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One part of the preview.</summary>
public sealed record PreviewPart
{
    public required Part Part { get; init; }
    public required WrittenLine Question { get; init; }

    /// <summary>The choices, in order; empty if the answer is typed.</summary>
    public required IReadOnlyList<WrittenLine> Choices { get; init; }

    /// <summary>The name of the field in which the author tries an answer.</summary>
    public required string Name { get; init; }

    public required string Typed { get; init; }

    /// <summary>The result of the tried answer; null if none was tried.</summary>
    public string? Verdict { get; init; }

    public bool IsRight { get; init; }

    /// <summary>How the tried answer was read; null if it could not be read.</summary>
    public ReadLine? Reading { get; init; }

    /// <summary>How the model answer is read; null if it cannot be read.</summary>
    public ReadLine? Answer { get; init; }

    /// <summary>The author's hint for this wrong answer; null if there is none.</summary>
    public WrittenLine? Hint { get; init; }
}

/// <summary>The preview of the whole challenge.</summary>
public sealed record AuthorPreview(
    Challenge Challenge,
    string Audience,
    string Points,
    RenderedText Statement,
    IReadOnlyList<PreviewPart> Parts,
    RenderedText? Solution,
    IReadOnlyList<string> Warnings)
{
    /// <summary>How usual answers to the form's parts would be marked.</summary>
    public IReadOnlyList<PartTypings> Typings { get; init; } = [];

    public bool HasMaths
    {
        get
        {
            if (Statement.HasMaths || Solution is { HasMaths: true }) return true;
            foreach (var part in Parts)
                if (part.Question.HasMaths || part.Hint is { HasMaths: true } || part.Choices.Any(static choice => choice.HasMaths))
                    return true;
            return false;
        }
    }

    /// <summary>The preview of a form, with the results of the tried answers.</summary>
    internal static async Task<AuthorPreview> Of(ChallengeEditor desk, TypedChallenge typed)
    {
        var challenge = typed.Challenge;
        var texts = RenderedTexts.Of(challenge, await desk.Settings(challenge));
        ChallengeChecks.FailTexts(typed.Form, texts, live: false);
        var parts = new List<PreviewPart>();
        for (var i = 0; i < typed.Parts.Count; i++) parts.Add(Build(typed, i));
        return new AuthorPreview(
            challenge,
            ChallengeWords.Audience(challenge),
            ChallengeWords.Points(challenge),
            texts.Statement,
            parts,
            challenge.Solution.Length == 0 ? null : texts.Solution,
            ChallengeChecks.Warnings(challenge, typed.Parts, texts))
        {
            Typings = AuthorTypings.Of(typed.Parts, texts),
        };
    }

    /// <summary>A verdict as a sentence for whoever tries an answer.</summary>
    public static string VerdictOf(Marked marked) => marked.Verdict switch
    {
        Verdict.Right => "Right.",
        Verdict.Wrong => "Not right.",
        Verdict.WrongForm => $"Not in the form asked for: {marked.Message} It costs nothing.",
        _ => $"Not readable: {marked.Message} It costs nothing.",
    };

    private static PreviewPart Build(TypedChallenge typed, int index)
    {
        var part = typed.Parts[index];
        var name = ChallengeForm.Name(index, "try");
        var tried = typed.View[name];
        var model = new PreparedModel(PartMarking.SpecOf(part));
        var preview = new PreviewPart
        {
            Part = part,
            Question = part.Label.Length > 0 ? Markdown.Line(part.Label)
                : WrittenLine.Plain(typed.Parts.Count == 1 ? "Answer" : $"Answer {index + 1}"),
            Choices = [.. part.Choices.Select(static choice => Markdown.Line(choice, isPlain: true))],
            Name = name,
            Typed = tried,
            Answer = part.Answer.Length == 0 ? null : ReadLine.Of(model.ModelReading),
        };
        if (tried.Trim().Length == 0) return preview;
        var marked = model.Mark(tried);
        var isRight = marked.Verdict == Verdict.Right;
        return preview with
        {
            Verdict = VerdictOf(marked),
            IsRight = isRight,
            Reading = ReadLine.Of(marked.Reading),
            Hint = !isRight && Hints.Find(part, tried) is { } hint ? Markdown.Line(hint) : null,
        };
    }
}
