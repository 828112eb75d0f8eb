// The most common wrong answers to each part of a challenge, for a teacher's next lesson. It names no members.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/challenges/{id}/mistakes.</summary>
public static class MistakeEndpoints
{
    public static void Map(RouteGroup staff) => staff.Page("/admin/challenges/{id}/mistakes", "mistakes", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (challenge, parts) = await visit.Read(sql =>
        {
            var challenge = Challenges.Find(sql, id);
            var parts = new List<(Part Part, List<WrongAnswer> Wrong)>();
            if (challenge is not null)
                foreach (var part in Parts.ListAll(sql, id)) parts.Add((part, Attempts.ListWrong(sql, part.Id, MistakeParts.Most)));
            return (challenge, parts);
        });
        if (challenge is null) return visit.NotFound();
        var shown = new List<MistakePart>();
        foreach (var (part, wrong) in parts)
        {
            // A part that was taken out is only listed if it has wrong answers.
            if (part.RemovedAt is not null && wrong.Count == 0) continue;
            shown.Add(MistakeParts.Of(part, parts.Count, wrong, static members => $"{members}", showsAnswer: true));
        }
        var model = new MistakesModel(id, challenge.Title, shown, MistakeParts.Most);
        return visit.Page(new Pages_Mistakes { Frame = visit.Frame, Model = model });
    }
}
