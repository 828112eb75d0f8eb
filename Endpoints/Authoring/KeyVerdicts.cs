// Marks the existing answers by a changed mark scheme, without writing anything.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The new verdicts. <c>Answers</c> are all answers to the challenge, for the page that shows what changes.</summary>
internal sealed record KeyVerdicts(IReadOnlyList<NewVerdict> Verdicts, IReadOnlyList<Attempt> Answers)
{
    /// <summary>Null if saving these parts affects no answer: no answered part's mark scheme changes, and no part is removed.</summary>
    public static async Task<KeyVerdicts?> Of(Visit visit, ChallengeEditor desk, IReadOnlyList<Part> next)
    {
        var models = new Dictionary<long, PreparedModel>();
        var isLess = false;
        foreach (var old in desk.AllParts)
        {
            var now = ChallengeForm.Find(next, old.Id);
            if (now is null) isLess |= old.RemovedAt is null;
            else if (ChallengeChecks.IsKeyChanged(old, now)) models[old.Id] = new PreparedModel(PartMarking.SpecOf(now));
        }
        if (models.Count == 0 && !isLess) return null;
        var answers = await visit.Read(sql => Attempts.ListOfEverybody(sql, desk.Challenge.Id));
        var verdicts = new List<NewVerdict>();
        var isConcerned = isLess;
        foreach (var answer in answers)
        {
            if (!models.TryGetValue(answer.PartId, out var model)) continue;
            isConcerned = true;
            if (answer.Typed.Length > 0) verdicts.Add(new NewVerdict(answer.Id, model.Mark(answer.Typed).Verdict == Verdict.Right));
        }
        return isConcerned ? new KeyVerdicts(verdicts, answers) : null;
    }
}
