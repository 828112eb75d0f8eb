// Saving a challenge from its form: checked, held against what others saved meanwhile, and, where answers would be judged otherwise, shown first.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The one way by which the form is saved.</summary>
internal static class ChallengeSaving
{
    /// <summary>Saves, publishes or makes a draft again, as <paramref name="wish"/> says.</summary>
    public static async Task<IResult> Save(Visit visit, ChallengeEditor desk, TypedChallenge typed, string wish)
    {
        if (await Checked(desk, typed, wish) is not { } ready)
            return await desk.Page(typed.View, null, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
        if (ready.Challenge.Version != desk.Challenge.Version) return await Conflict(desk, ready);
        if (desk.HasAttempts && await KeyVerdicts.Of(visit, desk, ready.Parts) is { } key
            && await RemarkPage.ShowPlan(visit, desk, ready, key) is { } plan)
            return plan;
        var result = await visit.Write(sql =>
        {
            var (saved, _) = KeyChange.Save(sql, ready.Challenge, ready.Parts, visit.Now, desk.LastAttemptFor(ready.Challenge, ready.Parts));
            if (saved == SaveResult.Saved) Note(sql, visit, desk, ready.Challenge);
            return saved;
        });
        // An answer came in at this moment, to a key that changes or a challenge that would be hidden: now there is somebody to think of.
        if (result == SaveResult.Overtaken)
            return await ChallengeEditor.Find(visit) is { } later ? await Save(visit, later, typed, wish) : visit.NotFound();
        if (result == SaveResult.Stale) return await ChallengeEditor.Find(visit) is { } now ? await Conflict(now, ready) : visit.NotFound();
        var said = ready.Challenge.IsDraft == desk.Challenge.IsDraft ? "saved" : ready.Challenge.IsDraft ? "draft" : "published";
        return visit.SeeOther($"{ChallengeEditor.PathOf(desk.Challenge.Id)}?said={said}");
    }

    /// <summary>What was typed, ready to be stored; null when something is wrong with it, which the form then says.</summary>
    public static async Task<TypedChallenge?> Checked(ChallengeEditor desk, TypedChallenge typed, string wish)
    {
        var isLive = wish == "publish" || (wish != "draft" && !desk.Challenge.IsDraft);
        var next = typed.Challenge with { IsDraft = !isLive };
        var parts = new List<Part>();
        for (var i = 0; i < typed.Parts.Count; i++)
        {
            var part = typed.Parts[i];
            // A new part in which nothing is written yet is none.
            if (part is { Id: 0, Answer.Length: 0, Label.Length: 0 }) continue;
            if (part.Answer.Length == 0) typed.Form.Fail(ChallengeForm.Name(i, "answer"), "Model answer: please fill this in, or remove the part.");
            parts.Add(part);
        }
        ChallengeChecks.Fail(typed with { Challenge = next }, await desk.Settings(next), isLive, parts.Count);
        if (TimeProblem(desk.Challenge, next, desk.HasAttempts, desk.Visit.Now) is var (field, sentence)) typed.Form.Fail(field, sentence);
        return typed.Form.IsGood ? typed with { Challenge = next, Parts = parts } : null;
    }

    /// <summary>Why a challenge that somebody has answered cannot be hidden again; null when it is not.</summary>
    public static (string Field, string Sentence)? TimeProblem(Challenge old, Challenge next, bool hasAttempts, long now)
    {
        if (!hasAttempts) return null;
        if (next.IsDraft && !old.IsDraft) return ("", "There are answers to it already, so it cannot be a draft again. Lock it now, or put it away.");
        if (next.ReleasedAt > now) return ("release", "Goes live: there are answers to it already, so this must stay in the past.");
        return null;
    }

    /// <summary>Notes in the record what was done, and gives the challenge the pictures that its texts name.</summary>
    public static void Note(Sql sql, Visit visit, ChallengeEditor desk, Challenge next)
    {
        var id = desk.Challenge.Id;
        Uploads.Share(sql, UploadOwner.Challenge(id), UploadTypes.HashesIn(next.Body + "\n" + next.Solution, Uploads.MostOfOwner));
        var action = next.IsDraft == desk.Challenge.IsDraft ? "challenge.edit" : next.IsDraft ? "challenge.draft" : "challenge.publish";
        Audit.Add(sql, visit.Actor, action, visit.Now, "challenge", id);
    }

    /// <summary>Somebody else has saved it: what was typed stays in the form, and what saving it would now change is told.</summary>
    public static async Task<IResult> Conflict(ChallengeEditor desk, TypedChallenge typed)
    {
        var old = ChallengeBundles.Of(desk.Challenge with { IsDraft = false }, desk.Parts, "", desk.PartNames);
        var next = ChallengeBundles.Of(typed.Challenge with { IsDraft = false }, Numbered(typed.Parts), "", desk.PartNames) with { Id = old.Id };
        typed.View["version"] = desk.Challenge.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var changes = new List<string>(Bundle.Diff(old, next));
        return await desk.Page(typed.View, null, conflict: changes, isUnsaved: true, status: StatusCodes.Status409Conflict);
    }

    // New parts have no number yet, and each needs a name of its own.
    private static List<Part> Numbered(IReadOnlyList<Part> parts)
    {
        var numbered = new List<Part>();
        for (var i = 0; i < parts.Count; i++) numbered.Add(parts[i].Id != 0 ? parts[i] : parts[i] with { Id = -i - 1 });
        return numbered;
    }
}
