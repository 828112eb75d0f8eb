// Converts answers with the verdicts they had, and says where the marking engine here would have judged otherwise; nothing is judged anew.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>The answers to one site's weekly challenges, or to those of its competition.</summary>
/// <param name="users">The ids of its members.</param>
internal sealed class EarlierAnswers(EarlierRows rows, HashSet<long> users, Arrivals arrivals, MovingOptions options,
    Dictionary<long, (long Challenge, Part Part, PreparedModel Model)> models)
{
    private const int MaxTyped = Limits.Length, MaxExamples = 10, FirstYear = 2020, MaxMarked = 20_000;
    private readonly Dictionary<(long Box, string Typed), (string Typed, string Key, Verdict Verdict)> marked = [];
    private readonly SortedDictionary<long, (int Count, List<string> Examples)> otherwise = [];

    public void Convert(List<string> notes)
    {
        var challenges = rows.Challenges.Select(static challenge => challenge.Id).ToHashSet();
        var kept = new List<(ArrivingAnswer Answer, int Microseconds)>(rows.Submissions.Count);
        foreach (var one in rows.Submissions)
            if (FindFault(one, challenges) is { } fault)
                arrivals.Lines.Add(new MoveLine(rows.AnswerKind, one.Id, "", MoveFate.Skipped, fault.Code, fault.Sentence));
            else kept.Add((Convert(one), one.At.Microseconds));
        // In the order in which they were given: the numbers of attempts and the first places follow from it.
        kept.Sort(static (one, other) =>
        {
            var order = one.Answer.At.CompareTo(other.Answer.At);
            if (order == 0) order = one.Microseconds.CompareTo(other.Microseconds);
            return order != 0 ? order : one.Answer.SourceId.CompareTo(other.Answer.SourceId);
        });
        rows.ArrivingAnswers.Capacity = kept.Count;
        foreach (var (answer, _) in kept) rows.ArrivingAnswers.Add(answer);
        TellOtherwise(notes);
    }

    private (string Code, string Sentence)? FindFault(SourceSubmission one, HashSet<long> challenges)
    {
        if (one.IsRight is null) return ("not-judged", "The earlier site never judged it, so it is no attempt.");
        if (!users.Contains(one.UserId)) return ("no-member", "Whoever gave it is gone.");
        if (!challenges.Contains(one.ChallengeId)) return ("no-challenge", "Its challenge is gone.");
        if (!models.TryGetValue(one.BoxId, out var box)) return ("no-part", "Its answer box is gone.");
        return box.Challenge == one.ChallengeId ? null : ("other-challenge", "Its answer box belongs to another challenge.");
    }

    private ArrivingAnswer Convert(SourceSubmission one)
    {
        var at = options.Instant(one.At);
        if (at > options.Now || one.At.Local.Year < FirstYear)
            arrivals.Lines.Add(new MoveLine(rows.AnswerKind, one.Id, "", MoveFate.Changed, "odd-time",
                at > options.Now ? "It was given in the future, by its own date: it counts as given now."
                    : "It was given before 2020, by its own date."));
        var typed = one.Answer;
        if (typed.Length > MaxTyped)
        {
            typed = typed[..(char.IsHighSurrogate(typed[MaxTyped - 1]) ? MaxTyped - 1 : MaxTyped)];
            arrivals.Lines.Add(new MoveLine(rows.AnswerKind, one.Id, "", MoveFate.Changed, "long",
                $"It was cut to {MaxTyped} characters."));
        }
        (typed, var key, var verdict) = Mark(one.BoxId, typed);
        var isRight = one.IsRight!.Value;
        if (verdict is Verdict.Right or Verdict.Wrong ? isRight != (verdict == Verdict.Right) : isRight) NoteOtherwise(one, typed);
        return new ArrivingAnswer
        {
            SourceId = one.Id,
            MemberSourceId = one.UserId,
            PartSourceId = one.BoxId,
            Typed = typed,
            Folded = key,
            IsRight = isRight,
            At = Math.Min(at, options.Now),
        };
    }

    /// <summary>Many pupils give the same answer, mostly in the same weeks: it is marked once, and is in memory once.</summary>
    private (string Typed, string Key, Verdict Verdict) Mark(long box, string typed)
    {
        if (marked.TryGetValue((box, typed), out var known)) return known;
        if (marked.Count == MaxMarked)
        {
            marked.Clear();
            EarlierArrivals.GiveBackMemory();
        }
        var result = models[box].Model.Mark(typed);
        return marked[(box, typed)] = (typed, result.Verdict is Verdict.Right or Verdict.Wrong ? result.Key : "", result.Verdict);
    }

    private void NoteOtherwise(SourceSubmission one, string typed)
    {
        if (!otherwise.TryGetValue(one.ChallengeId, out var of)) of = (0, []);
        var label = models[one.BoxId].Part.Label;
        var example = $"“{(typed.Length > 40 ? typed[..40] + "…" : typed)}”{(label.Length > 0 ? $" to {label}" : "")} "
            + $"{(one.IsRight!.Value ? "right" : "wrong")} there";
        if (of.Examples.Count < MaxExamples && !of.Examples.Contains(example)) of.Examples.Add(example);
        otherwise[one.ChallengeId] = (of.Count + 1, of.Examples);
    }

    private void TellOtherwise(List<string> notes)
    {
        if (otherwise.Count == 0) return;
        var all = otherwise.Values.Sum(static of => of.Count);
        notes.Add($"Of {rows.ArrivingAnswers.Count:N0} {rows.AnswerKind} {all:N0} would be judged otherwise here. "
            + "They keep the verdict they had; marking them again is for the author of the challenge.");
        foreach (var (challenge, (count, examples)) in otherwise)
            arrivals.Lines.Add(new MoveLine(rows.Kind, challenge, "", MoveFate.Changed, "verdicts",
                $"{count} of its answers would be judged otherwise here, and stay as they were: {string.Join(", ", examples)}."));
    }
}
