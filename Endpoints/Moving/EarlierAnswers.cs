// Converts answers with the verdicts they had, and says where the marking engine here would have judged otherwise; nothing is judged anew.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>One site's answers and scores.</summary>
internal sealed class EarlierAnswers(
    EarlierSite site, Arrivals arrivals, MovingOptions options, Dictionary<long, (long Challenge, Part Part, PreparedModel Model)> models)
{
    private const string Kind = "answers";
    private const int MaxTyped = Limits.Length, MaxExamples = 10, FirstYear = 2020;
    private readonly Dictionary<(long Box, string Typed), (string Key, Verdict Verdict)> marked = [];
    private readonly SortedDictionary<long, (int Count, List<string> Examples)> otherwise = [];

    public void Convert(List<string> notes)
    {
        var users = site.Users.Select(static user => user.Id).ToHashSet();
        var challenges = site.Challenges.Select(static challenge => challenge.Id).ToHashSet();
        var kept = new List<(ArrivingAnswer Answer, int Microseconds)>(site.Submissions.Count);
        foreach (var one in site.Submissions)
            if (FindFault(one, users, challenges) is { } fault)
                arrivals.Lines.Add(new MoveLine(Kind, one.Id, "", MoveFate.Skipped, fault.Code, fault.Sentence));
            else kept.Add((Convert(one), one.At.Microseconds));
        // In the order in which they were given: the numbers of attempts and the first places follow from it.
        kept.Sort(static (one, other) =>
        {
            var order = one.Answer.At.CompareTo(other.Answer.At);
            if (order == 0) order = one.Microseconds.CompareTo(other.Microseconds);
            return order != 0 ? order : one.Answer.SourceId.CompareTo(other.Answer.SourceId);
        });
        foreach (var (answer, _) in kept) arrivals.Answers.Add(answer);
        TellOtherwise(notes);
        ConvertScores(users, notes);
    }

    private (string Code, string Sentence)? FindFault(SourceSubmission one, HashSet<long> users, HashSet<long> challenges)
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
            arrivals.Lines.Add(new MoveLine(Kind, one.Id, "", MoveFate.Changed, "odd-time",
                at > options.Now ? "It was given in the future, by its own date: it counts as given now."
                    : "It was given before 2020, by its own date."));
        var typed = one.Answer;
        if (typed.Length > MaxTyped)
        {
            typed = typed[..(char.IsHighSurrogate(typed[MaxTyped - 1]) ? MaxTyped - 1 : MaxTyped)];
            arrivals.Lines.Add(new MoveLine(Kind, one.Id, "", MoveFate.Changed, "long", $"It was cut to {MaxTyped} characters."));
        }
        var (key, verdict) = Mark(one.BoxId, typed);
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

    /// <summary>Many pupils give the same answer, and each is marked once.</summary>
    private (string Key, Verdict Verdict) Mark(long box, string typed)
    {
        if (marked.TryGetValue((box, typed), out var known)) return known;
        var result = models[box].Model.Mark(typed);
        return marked[(box, typed)] = (result.Verdict is Verdict.Right or Verdict.Wrong ? result.Key : "", result.Verdict);
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
        notes.Add($"Of {arrivals.Answers.Count:N0} answers {all:N0} would be judged otherwise here. "
            + "They keep the verdict they had; marking them again is for the author of the challenge.");
        foreach (var (challenge, (count, examples)) in otherwise)
            arrivals.Lines.Add(new MoveLine("challenges", challenge, "", MoveFate.Changed, "verdicts",
                $"{count} of its answers would be judged otherwise here, and stay as they were: {string.Join(", ", examples)}."));
    }

    /// <summary>The board held several rows of one member, one for each spelling of a key stage: they are added up.</summary>
    private void ConvertScores(HashSet<long> users, List<string> notes)
    {
        var sums = new Dictionary<long, (long Points, long At)>();
        foreach (var score in site.Scores)
        {
            if (!users.Contains(score.UserId))
            {
                arrivals.Lines.Add(new MoveLine("scores", score.Id, "", MoveFate.Skipped, "no-member",
                    "Whoever had these points is gone."));
                continue;
            }
            var sum = sums.GetValueOrDefault(score.UserId);
            var at = score.Updated is { } updated ? Math.Min(options.Instant(updated), options.Now) : 0;
            sums[score.UserId] = (sum.Points + Math.Clamp(score.Points, -1_000_000, 1_000_000), Math.Max(sum.At, at));
        }
        foreach (var user in site.Users)
        {
            var (points, at) = sums.GetValueOrDefault(user.Id);
            arrivals.Scores.Add(new ArrivingScore(user.Id, points, at == 0 ? options.Now : at));
        }
        if (site.Scores.Count == 0 && arrivals.Answers.Count > 0 && options.KeepsShown)
            notes.Add("The earlier site’s board is empty, so nobody will have points, unless points are what the answers are worth "
                + "here.");
    }
}
