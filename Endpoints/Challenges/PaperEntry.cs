// Counts answers that pupils wrote on paper, as of when they were handed in: for the form for one answer and for the grid of a class.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What came of one answer from paper.</summary>
/// <param name="Outcome">Set if it was entered, now or by the same form before; null if it was not.</param>
/// <param name="Field">What is to be corrected: member, part, answer or at; empty: the whole form.</param>
/// <param name="Sentence">Why it was not entered; empty if it was.</param>
internal sealed record PaperResult(AnswerOutcome? Outcome, string Field, string Sentence)
{
    /// <summary>Whether it could not be read, or is not in the form that is asked for.</summary>
    public bool IsUnreadable { get; init; }
}

/// <summary>Enters answers from paper.</summary>
internal static class PaperEntry
{
    /// <summary>
    /// Retry limit. An answer is marked again if another was entered, or the challenge changed, while it was marked. A pupil cannot have
    /// this many attempts.
    /// </summary>
    private const int MaxRounds = 25;

    /// <summary>
    /// Enters each answer that may be entered, and says of each what came of it, in their order. Each has its own pupil and part, and
    /// <see cref="Answer.HandedInAt"/> is set. All are marked outside the transaction, so that nobody waits for the database meanwhile.
    /// </summary>
    public static async Task<PaperResult[]> Enter(Visit visit, Challenge challenge, List<Answer> answers)
    {
        var challengeId = challenge.Id;
        var isHeld = HoldsVerdicts(visit, challenge);
        answers = answers.ConvertAll(answer => answer with { IsHeld = isHeld });
        var results = new PaperResult?[answers.Count];
        var models = new Dictionary<(long Part, long Version), PreparedModel>();
        for (var round = 0; round <= MaxRounds && results.Contains(null); round++)
        {
            var grounds = await visit.Read(sql =>
            {
                var self = ActingMember.Find(sql, visit);
                return answers.Select((answer, i) =>
                    results[i] is null ? Look(sql, visit, self, challengeId, answer) : (null, results[i])).ToList();
            });
            var ready = new List<(int Index, Judgement Judgement, AnswerGround Ground)>();
            for (var i = 0; i < answers.Count; i++)
            {
                if ((results[i] = grounds[i].Refused) is not null) continue;
                var ground = grounds[i].Ground!;
                var key = (ground.Part.Id, ground.Challenge.Version);
                if (!models.TryGetValue(key, out var model)) models[key] = model = new PreparedModel(PartMarking.SpecOf(ground.Part));
                var (marked, judgement) = PartMarking.Judge(model, ground.Part, answers[i].Typed, ground.Attempts, isHeld);
                if (judgement is not null) ready.Add((i, judgement, ground));
                else results[i] = Refuse("answer", $"{marked.Message} Nothing was spent.") with { IsUnreadable = true };
            }
            if (ready.Count == 0) break;
            var recorded = await visit.WriteAlone(sql =>
            {
                var self = ActingMember.Find(sql, visit);
                return ready.ConvertAll(one => Record(sql, visit, self, challengeId, answers[one.Index], one.Judgement, one.Ground));
            });
            for (var i = 0; i < ready.Count; i++)
                if (recorded[i].Outcome is not { Result: AnswerResult.Changed }) results[ready[i].Index] = recorded[i];
        }
        return [.. results.Select(static result => result ?? Explain(AnswerResult.Changed))];
    }

    /// <summary>
    /// Why this person may not enter answers to a challenge from paper now; null if they may. Staff may at any time. A coordinator may to
    /// the challenges of a competition in which the school takes part, from when the school sees them until they lock for the school.
    /// </summary>
    public static IResult? FindRefusal(Visit visit, Challenge challenge)
    {
        if (visit.Member.Role.Opens(Access.Staff)) return null;
        if (FindOwn(visit, challenge) is not { } own || !ChallengeRules.For(challenge, visit.Reader, visit.Now).MaySee
            || ChallengeRules.StateAt(own, visit.Now, 0) is not (ChallengeState.Open or ChallengeState.Locked)) return visit.NotFound();
        return own.LockedAt <= visit.Now
            ? new Refusal(StatusCodes.Status403Forbidden,
                $"Answers from paper could be entered for your school until {SchoolTime.Moment(own.LockedAt.Value, visit.Now)}. "
                + "If some are missing, send the sheets to those who run the competition: they can still enter them.")
            : null;
    }

    /// <summary>Whether it is not said here which answers are right: a coordinator learns that when the pupils do.</summary>
    public static bool HoldsVerdicts(Visit visit, Challenge challenge) => !visit.Member.Role.Opens(Access.Staff)
        && challenge.CompetitionId is { } id && visit.Reader.EntryIn(id) is { HoldsVerdicts: true } entry && visit.Now < entry.ClosesAt;

    /// <summary>The challenge with the times of the coordinator's school; null: it is in no competition in which the school is.</summary>
    private static Challenge? FindOwn(Visit visit, Challenge challenge) =>
        challenge.CompetitionId is { } id && visit.Reader.EntryIn(id) is { IsPupil: false } entry ? entry.Narrow(challenge) : null;

    /// <summary>Whether this person enters answers for a pupil: a coordinator does for those who are enrolled for the own school.</summary>
    private static bool IsFor(Sql sql, SignedIn self, Challenge challenge, Member member)
    {
        if (!MemberPermissions.MaySee(self, member)) return false;
        return MemberPermissions.SchoolOf(self) is not { } school
            || (challenge.CompetitionId is { } id && Enrolments.Find(sql, id, member.Id)?.SchoolId == school);
    }

    /// <summary>The active pupils among whom this person may enter answers.</summary>
    public static MemberFilter PupilsOf(Visit visit) =>
        MemberFilter.Active with { Role = Role.Member, SchoolId = MemberPermissions.SchoolOf(visit.Member) };

    /// <summary>What is wrong with the time for every pupil; null if it lies between the release of the challenge and now.</summary>
    public static string? FindTimeProblem(Challenge challenge, long handedInAt, long now) =>
        handedInAt > now ? "That is still to come."
        : challenge.ReleasedAt <= handedInAt ? null : "That is before the challenge opened.";

    private static (AnswerGround? Ground, PaperResult? Refused) Look(Sql sql, Visit visit, SignedIn self, long challengeId, Answer answer)
    {
        if (Members.Find(sql, answer.MemberId) is not { } member || !MemberRules.IsActivePupil(member))
            return (null, Refuse("member", "Nobody who scores has this name, login or number."));
        if (Answering.Look(sql, answer, visit.Rules) is not { } ground || ground.Challenge.Id != challengeId)
            return (null, Refuse("part", "Please choose one."));
        if (!IsFor(sql, self, ground.Challenge, member))
            return (null, Refuse("member", "Nobody whom you look after and who takes part has this name, login or number."));
        var at = answer.HandedInAt!.Value;
        if (FindTimeProblem(ground.Challenge, at, visit.Now) is { } problem) return (null, Refuse("at", problem));
        if (ground.Viewer.IsGuest && ground.Challenge.CompetitionId is null)
            return (null, Refuse("member", "The pupil’s school is a guest: its pupils do not take part in the society’s own challenges."));
        if (ChallengeRules.For(ground.Challenge, ground.Viewer, visit.Now).Closes is { } closes && at >= closes)
            return (null, Refuse("at", $"That is after it closed for this pupil, on {SchoolTime.Moment(closes, visit.Now)}."));
        return (ground, null);
    }

    // Looked at again within the transaction: whether it may be entered can have changed while it was marked.
    private static PaperResult Record(
        Sql sql, Visit visit, SignedIn self, long challengeId, Answer answer, Judgement judgement, AnswerGround seen)
    {
        if (Look(sql, visit, self, challengeId, answer).Refused is { } refused) return refused;
        var outcome = Answering.Record(sql, answer, judgement, seen, visit.Rules, visit.Now);
        if (outcome.Result is not (AnswerResult.Counted or AnswerResult.SentBefore or AnswerResult.Changed)) return Explain(outcome.Result);
        if (outcome.Result == AnswerResult.Counted)
            Audit.Add(sql, visit.Actor, "attempt.paper", visit.Now, "member", answer.MemberId,
                $"challenge {challengeId}, part {answer.PartId}, handed in {SchoolTime.Machine(answer.HandedInAt!.Value)}");
        // What a coordinator says about the time takes nothing from a pupil of another school.
        var isFirst = outcome.IsFirst || (outcome.Completes && visit.Member.Role.Opens(Access.Staff)
            && Remark.SettleFirst(sql, challengeId, answer.MemberId, visit.Actor, visit.Rules, visit.Now));
        return new PaperResult(outcome with { IsFirst = isFirst }, "", "");
    }

    private static PaperResult Explain(AnswerResult result) => result switch
    {
        AnswerResult.Repeated => Refuse("answer", "The pupil has tried this already. Nothing was spent."),
        AnswerResult.RightAlready => Refuse("part", "The pupil has this part right already."),
        AnswerResult.NoneLeft => Refuse("part", "The pupil has no attempts left. You can give one back on the pupil’s page of answers."),
        AnswerResult.Closed => Refuse("", "The solution has been shown, or the challenge is archived: nothing can score any more."),
        _ => Refuse("", "Another answer was entered with this form. Look at what the pupil has now, then send it again."),
    };

    private static PaperResult Refuse(string field, string sentence) => new(null, field, sentence);
}
