// The most common wrong answers to each part of a challenge, for a teacher's next lesson. It names no members.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// One wrong answer. <c>Reading</c> is its formula if it was typed as TeX; <c>Hint</c> is the author's hint, null if there is none.
/// </summary>
public sealed record MistakeLine(string Typed, ReadLine? Reading, long Members, WrittenLine? Hint);

/// <summary>One part with its wrong answers, the most common first.</summary>
/// <param name="Answer">The model answer as a formula; null if it is words, or cannot be read.</param>
public sealed record MistakePart(WrittenLine Heading, ReadLine? Answer, string AnswerText, IReadOnlyList<MistakeLine> Lines);

/// <summary>The page.</summary>
public sealed record MistakesModel(long ChallengeId, string Title, IReadOnlyList<MistakePart> Parts, int Most)
{
    public bool HasMaths => Parts.Any(static part =>
        part.Heading.HasMaths || part.Lines.Any(static line => line.Hint is { HasMaths: true }));
}

/// <summary>Maps /admin/challenges/{id}/mistakes.</summary>
public static class MistakeEndpoints
{
    private const int Most = 50;

    public static void Map(RouteGroup staff) => staff.Page("/admin/challenges/{id}/mistakes", "mistakes", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (challenge, parts) = await visit.Read(sql =>
        {
            var challenge = Challenges.Find(sql, id);
            var parts = new List<(Part Part, List<WrongAnswer> Wrong)>();
            if (challenge is not null)
                foreach (var part in Parts.ListAll(sql, id)) parts.Add((part, Attempts.ListWrong(sql, part.Id, Most)));
            return (challenge, parts);
        });
        if (challenge is null) return visit.NotFound();
        var shown = new List<MistakePart>();
        foreach (var (part, wrong) in parts)
        {
            // A part that was taken out is only listed if it has wrong answers.
            if (part.RemovedAt is not null && wrong.Count == 0) continue;
            var lines = new List<MistakeLine>();
            foreach (var one in wrong)
            {
                var reading = one.Typed.Contains('\\') ? ReadLine.Of(Marker.Read(PartMarking.SpecOf(part), one.Typed).Reading) : null;
                var hint = Hints.Find(part, one.Typed);
                lines.Add(new MistakeLine(one.Typed, reading, one.Members, hint is null ? null : Markdown.Line(hint)));
            }
            var isWords = part.Kind is "text" or "choice" || part.Choices.Count > 0;
            var answer = isWords ? null : ReadLine.Of(new PreparedModel(PartMarking.SpecOf(part)).ModelReading);
            shown.Add(new MistakePart(Markdown.Line(HeadingOf(part, parts.Count)), answer, part.Answer, lines));
        }
        return visit.Page(new Pages_Mistakes { Frame = visit.Frame, Model = new MistakesModel(id, challenge.Title, shown, Most) });
    }

    private static string HeadingOf(Part part, int parts)
    {
        var heading = part.Label.Length > 0 ? $"Part {part.Label}" : parts == 1 ? "The answer" : $"Part {part.Position}";
        return part.RemovedAt is null ? heading : heading + ", which was taken out";
    }
}
