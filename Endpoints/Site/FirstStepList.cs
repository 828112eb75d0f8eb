// The list of first steps for the owner of a new society, for the home page and the admin home page. A step that is taken is not in it.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One step. <c>Sentence</c> is the link; <c>About</c> says what it is good for.</summary>
/// <param name="OffersProblems">Whether the program's own problems can be brought in instead.</param>
public sealed record FirstStep(string Path, string Sentence, string About, bool OffersProblems = false);

/// <summary>Finds the steps that are still to be taken.</summary>
public static class FirstStepList
{
    /// <summary>What is left for this role, in order; empty once the society is on its way, and for everybody but owners.</summary>
    public static async Task<IReadOnlyList<FirstStep>> Find(Visit visit, Role role)
    {
        if (role != Role.Owner) return [];
        var there = await visit.Read(FirstSteps.Find);
        if (there.AreTaken) return [];
        var steps = new List<FirstStep>();
        if (there.Names == 0)
            steps.Add(new FirstStep("/admin/settings", "Give the society its name and its colour",
                "They are at the top of the settings, with the way to the crest, and on every page from then on."));
        if (there.Challenges == 0 && there.Pupils == 0)
            steps.Add(new FirstStep("/admin/import", "Bring the earlier website in, if there was one",
                "Members with their passwords, challenges, answers and points come along. If there was none, go on with the next step."));
        if (there.Challenges == 0)
            steps.Add(new FirstStep("/admin/challenges", "Write the first challenge",
                "Or begin with ours: twenty problems with their solutions, as drafts. Pupils see none before you publish it.",
                OffersProblems: true));
        else if (there.Published == 0)
            steps.Add(new FirstStep("/admin/challenges?state=draft", "Publish the first challenge",
                "Pupils see no challenge yet. Open one: “Publish now” and “Schedule” are at the top of its page."));
        if (there.Pupils == 0)
            steps.Add(new FirstStep("/admin/codes", "Make a code for a class",
                "It goes on the board, and pupils join with it. A list of names can also be brought in, under Members."));
        if (there.Owners < 2)
            steps.Add(new FirstStep("/admin/members/new", "Add a colleague, and make them an owner too",
                "If you cannot sign in, nobody else can change the settings or help you here."));
        return steps;
    }
}
