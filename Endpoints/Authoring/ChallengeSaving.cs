// Saves a challenge from its form: checks it, detects what others saved meanwhile, and shows first how verdicts would change.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The only code that saves the form.</summary>
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
            var lastAttempt = desk.LastAttemptFor(ready.Challenge, ready.Parts);
            var (saved, _) = KeyChange.Save(sql, ready.Challenge, ready.Parts, visit.Now, lastAttempt);
            if (saved == SaveResult.Saved) Note(sql, visit, desk, ready.Challenge);
            return saved;
        });
        // An answer was sent at this moment, and the change would affect its verdict or hide the challenge: plan again with that answer.
        if (result == SaveResult.Overtaken)
            return await ChallengeEditor.Find(visit) is { } later ? await Save(visit, later, typed, wish) : visit.NotFound();
        if (result == SaveResult.Stale)
            return await ChallengeEditor.Find(visit) is { } now ? await Conflict(now, ready) : visit.NotFound();
        var notice = ready.Challenge.IsDraft == desk.Challenge.IsDraft ? "saved"
            : ready.Challenge.IsDraft ? "draft"
            : ready.Challenge.ReleasedAt <= visit.Now ? "published-now" : "published";
        return visit.SeeOther(ForgottenPicture.Mark(visit.Form, $"{ChallengeEditor.PathOf(desk.Challenge.Id)}?said={notice}"));
    }

    /// <summary>The form's challenge, ready to be stored; null, with the errors in the form, if it is invalid.</summary>
    public static async Task<TypedChallenge?> Checked(ChallengeEditor desk, TypedChallenge typed, string wish)
    {
        var isLive = wish == "publish" || (wish != "draft" && !desk.Challenge.IsDraft);
        var next = await Scheduled(desk, typed, isLive) with { IsDraft = !isLive };
        if (desk.Competition is { } competition) next = CompetitionTimes.Within(competition, desk.Challenge, next, typed.Form);
        var parts = new List<Part>();
        for (var i = 0; i < typed.Parts.Count; i++)
        {
            var part = typed.Parts[i];
            // A new part that is still empty is ignored.
            if (part is { Id: 0, Answer.Length: 0, Label.Length: 0 }) continue;
            if (part.Answer.Length == 0)
                typed.Form.Fail(ChallengeForm.Name(i, "answer"), "Model answer: please fill this in, or remove the part.");
            parts.Add(part);
        }
        var texts = RenderedTexts.Of(next, await desk.Settings(next));
        ChallengeChecks.Fail(typed with { Challenge = next }, texts, isLive, parts.Count);
        if (AnsweredProblem(desk.Challenge, next, desk.HasAttempts, desk.Visit.Now) is var (field, sentence))
            typed.Form.Fail(field, sentence);
        return typed.Form.IsGood ? typed with { Challenge = next, Parts = parts } : null;
    }

    /// <summary>The challenge with its times as the form asks for: now, in the next free week, or as they were typed.</summary>
    private static async Task<Challenge> Scheduled(ChallengeEditor desk, TypedChallenge typed, bool isLive)
    {
        var (challenge, now) = (typed.Challenge, desk.Visit.Now);
        if (challenge.ReleasedAt is not null || !desk.Challenge.IsDraft) return challenge;
        if (desk.Competition is { } competition) return challenge.ReleasedOn(competition.OpensAt, challenge.LockHours, challenge.LockedAt);
        if (!isLive)
        {
            if (challenge.LockHours is not null)
                typed.Form.Fail("lock_hours",
                    "Hours: a draft keeps these only with a time in “Opens”. Give one, or publish it now.");
            return challenge;
        }
        if (typed.View["publish"] == ChallengeForm.Week)
        {
            var week = await desk.Visit.Read(sql => WeeklySlots.FindFree(sql, now));
            return challenge.ReleasedOn(week.Opens, null, week.Closes);
        }
        if (typed.View["publish"] != ChallengeForm.Now) return challenge;
        if (challenge.LockedAt <= now) typed.Form.Fail("lock_at", "Closes at: this is over already, and it would open now.");
        return challenge.ReleasedOn(now, challenge.LockHours, challenge.LockedAt);
    }

    /// <summary>
    /// The error if the change would hide a challenge that has been answered, or change what its points are for; null if it would not.
    /// </summary>
    public static (string Field, string Sentence)? AnsweredProblem(Challenge old, Challenge next, bool hasAttempts, long now)
    {
        if (!hasAttempts) return null;
        if (next.IsByPart != old.IsByPart)
            return ("by_part", "There are answers to it already, so what its points are for stays: "
                + (old.IsByPart ? "each part." : "all parts together."));
        if (next.IsDraft && !old.IsDraft)
            return ("", "There are answers to it already, so it cannot be a draft again. Close it now, or archive it.");
        if (next.ReleasedAt > now) return ("release", "Opens: there are answers to it already, so this must stay in the past.");
        return null;
    }

    /// <summary>Writes the audit entry, and links the challenge with the pictures that its texts show.</summary>
    public static void Note(Sql sql, Visit visit, ChallengeEditor desk, Challenge next)
    {
        var id = desk.Challenge.Id;
        Uploads.Share(sql, UploadOwner.Challenge(id), UploadTypes.HashesIn(next.Body + "\n" + next.Solution, Uploads.MaxOfOwner));
        var action = next.IsDraft == desk.Challenge.IsDraft ? "challenge.edit" : next.IsDraft ? "challenge.draft" : "challenge.publish";
        Audit.Add(sql, visit.Actor, action, visit.Now, "challenge", id);
    }

    /// <summary>Another author has saved it: the page keeps what was typed, and lists what saving it now would change.</summary>
    public static async Task<IResult> Conflict(ChallengeEditor desk, TypedChallenge typed)
    {
        var old = ChallengeBundles.Of(desk.Challenge with { IsDraft = false }, desk.Parts, "", desk.PartNames);
        var published = typed.Challenge with { IsDraft = false };
        var next = ChallengeBundles.Of(published, Numbered(typed.Parts), "", desk.PartNames) with { Id = old.Id };
        typed.View["version"] = $"{desk.Challenge.Version}";
        var changes = new List<string>(Bundle.Diff(old, next));
        return await desk.Page(typed.View, null, conflict: changes, isUnsaved: true, status: StatusCodes.Status409Conflict);
    }

    // New parts have no id yet. Each gets a different negative one, from which a distinct name is made.
    private static List<Part> Numbered(IReadOnlyList<Part> parts)
    {
        var numbered = new List<Part>();
        for (var i = 0; i < parts.Count; i++) numbered.Add(parts[i].Id != 0 ? parts[i] : parts[i] with { Id = -i - 1 });
        return numbered;
    }
}
