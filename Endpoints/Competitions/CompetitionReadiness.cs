// What is missing before a competition can be published: the same checks as for publishing each of its challenges, and its own.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Looks for what is missing.</summary>
internal static class CompetitionReadiness
{
    /// <summary>The challenges with their texts and parts.</summary>
    public static List<(Challenge Challenge, IReadOnlyList<Part> Parts)> Read(Sql sql, long competitionId)
    {
        var list = new List<(Challenge, IReadOnlyList<Part>)>();
        foreach (var challenge in CompetitionChallenges.ListWhole(sql, competitionId))
            list.Add((challenge, Parts.List(sql, challenge.Id)));
        return list;
    }

    /// <summary>A sentence for each thing that is missing, with the address where it can be put right.</summary>
    public static async Task<List<(string Sentence, string Path)>> FindProblems(
        Visit visit, Competition one, IReadOnlyList<(Challenge Challenge, IReadOnlyList<Part> Parts)> challenges)
    {
        var path = CompetitionDesk.PathOf(one.Id);
        var problems = new List<(string, string)>();
        if (one.ClosesAt <= visit.Now) problems.Add(("Its closing time is over already. Choose a time to come.", path + "/edit"));
        if (challenges.Count == 0) problems.Add(("It has no challenges. Write one, or move one in.", path + "/challenges"));
        foreach (var division in one.DivisionList)
            if (challenges.Count > 0 && !challenges.Any(line => IsFor(line.Challenge, division)))
            {
                problems.Add(($"The division {division.Name} has no challenge. Write one, or make one for all divisions.",
                    path + "/challenges"));
            }
        foreach (var (challenge, parts) in challenges)
        {
            var form = new FormReader(FormCollection.Empty);
            var texts = RenderedTexts.Of(challenge, await ChallengeEditor.SettingsFor(visit, challenge));
            ChallengeChecks.Fail(new TypedChallenge(challenge, parts, form), texts, live: true, parts.Count);
            foreach (var (_, sentence) in form.View.Errors)
                problems.Add(($"“{challenge.Title}”: {sentence}", ChallengeEditor.PathOf(challenge.Id)));
        }
        return problems;
    }

    private static bool IsFor(Challenge challenge, KeyStage division) =>
        challenge.KeyStage.Length == 0 || challenge.KeyStage.Equals(division.Name, StringComparison.OrdinalIgnoreCase);
}
