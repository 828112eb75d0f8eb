// The wrong answers to the parts of a challenge as a page shows them, for a teacher's next lesson. It names no members.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>
/// One wrong answer. <c>Reading</c> is its formula if it was typed as TeX; <c>Hint</c> is the author's hint, null if there is none.
/// </summary>
/// <param name="Members">How many gave it, in words or digits.</param>
public sealed record MistakeLine(string Typed, ReadLine? Reading, string Members, WrittenLine? Hint);

/// <summary>One part with its wrong answers, the most common first.</summary>
/// <param name="Answer">The model answer as a formula; null if it is words, or cannot be read, or is not shown.</param>
/// <param name="AnswerText">The model answer as it is stored; null: it is not shown to this reader.</param>
public sealed record MistakePart(WrittenLine Heading, ReadLine? Answer, string? AnswerText, IReadOnlyList<MistakeLine> Lines)
{
    /// <summary>Why no answers are listed although there may be some; null: they are listed.</summary>
    public string? Silence { get; init; }
}

/// <summary>The page.</summary>
public sealed record MistakesModel(long ChallengeId, string Title, IReadOnlyList<MistakePart> Parts, int Most)
{
    /// <summary>Whose pupils gave the answers; null: everybody’s are here.</summary>
    public string? School { get; init; }

    /// <summary>The page that led here, with its words; null: none.</summary>
    public NavLink? Back { get; init; }

    public bool HasMaths => Parts.Any(static part =>
        part.Heading.HasMaths || part.Lines.Any(static line => line.Hint is { HasMaths: true }));
}

/// <summary>Makes the parts of the page, for those who run the society and for the coordinator of a school.</summary>
internal static class MistakeParts
{
    /// <summary>The most wrong answers to one part that a page lists.</summary>
    public const int Most = 50;

    /// <summary>One of so many parts, with how its wrong answers were read and what those who gave them were told.</summary>
    /// <param name="count">The words for a number of members.</param>
    public static MistakePart Of(
        Part part, int parts, IReadOnlyList<WrongAnswer> wrong, Func<long, string> count, bool showsAnswer)
    {
        var lines = new List<MistakeLine>();
        foreach (var one in wrong)
        {
            var reading = Marker.IsTeX(one.Typed) ? ReadLine.Of(Marker.Read(PartMarking.SpecOf(part), one.Typed).Reading) : null;
            var hint = Hints.Find(part, one.Typed);
            lines.Add(new MistakeLine(one.Typed, reading, count(one.Members), hint is null ? null : Markdown.Line(hint)));
        }
        var heading = Markdown.Line(HeadingOf(part, parts));
        if (!showsAnswer) return new MistakePart(heading, null, null, lines);
        var isWords = part.Kind is "text" or "choice" || part.Choices.Count > 0;
        var answer = isWords ? null : ReadLine.Of(new PreparedModel(PartMarking.SpecOf(part)).ModelReading);
        return new MistakePart(heading, answer, part.Answer, lines);
    }

    private static string HeadingOf(Part part, int parts)
    {
        var heading = part.Label.Length > 0 ? $"Part {part.Label}" : parts == 1 ? "The answer" : $"Part {part.Position}";
        return part.RemovedAt is null ? heading : heading + ", which was taken out";
    }
}
