// Sentences for pupils about competitions: when, who may join, and the time that is theirs.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>When something ends or begins for the reader.</summary>
/// <param name="Words">Up to the instant: "Closes in 2 hours:".</param>
/// <param name="Counted">What a countdown writes before the minutes that are left, such as "Closes in"; null: nothing counts down.</param>
public sealed record CompetitionDue(string Words, long At, string? Counted = null);

/// <summary>Sentences for the pages of competitions.</summary>
public static class CompetitionWords
{
    /// <summary>When the competition opens, closes or closed, for everybody.</summary>
    public static CompetitionDue Due(Competition competition, long now) =>
        now < competition.OpensAt ? new($"Opens in {ChallengeWords.Span(competition.OpensAt - now)}:", competition.OpensAt)
        : now < competition.ClosesAt
            ? new($"Closes in {ChallengeWords.Span(competition.ClosesAt - now)}:", competition.ClosesAt, "Closes in")
        : new("Closed since", competition.ClosesAt);

    /// <summary>The same for a person who takes part; null if their personal minutes have not begun.</summary>
    public static CompetitionDue? Due(CompetitionEntry entry, long extraSeconds, long now)
    {
        if (entry.From is not { } from || entry.Until is not { } until) return null;
        until += entry.IsPupil ? extraSeconds : 0;
        var (begins, ends, ended) = entry.TimeKind switch
        {
            TimeKind.Personal when entry.IsPupil => ("Your time begins in", "Your time ends in", "Your time is over since"),
            TimeKind.School when entry.SlotFrom is not null =>
                ("Your school’s time begins in", "Your school’s time ends in", "Your school’s time is over since"),
            _ => ("Opens in", "Closes in", "Closed since"),
        };
        return now < from ? new($"{begins} {ChallengeWords.Span(from - now)}:", from)
            : now < until ? new($"{ends} {ChallengeWords.Span(until - now)}:", until, ends)
            : new(ended, until);
    }

    /// <summary>What the rule for times is, in a sentence.</summary>
    public static string Times(Competition competition) => competition.TimeKind switch
    {
        TimeKind.School => "Each school has a time of its own for it.",
        TimeKind.Personal =>
            $"You have {English.Count(competition.Minutes ?? 0, "minute")} from when you start, at a time of your own choice.",
        _ => "Everybody has the same time for it.",
    };

    /// <summary>How many whole minutes a pupil has who starts now: less near the close.</summary>
    public static long MinutesFrom(Competition competition, long extraSeconds, long now) =>
        (Math.Min(60 * (competition.Minutes ?? 0), competition.ClosesAt - now) + extraSeconds) / 60;

    /// <summary>Why a member cannot join, and what to do next; empty if nothing is in the way.</summary>
    public static string Obstacle(OwnPart part, Competition competition, SiteFrame frame) => part.Obstacle switch
    {
        not JoinObstacle.NotPupil and not JoinObstacle.Disqualified and not JoinObstacle.None when frame.Now >= competition.ClosesAt =>
            part.HasAnswered ? "It is over." : "It is over, and you did not take part.",
        JoinObstacle.NotPupil => "Pupils take part. Those who look after them read along here.",
        JoinObstacle.Early => $"You can join from {frame.Moment(competition.EnrolFrom)}.",
        JoinObstacle.Late => "Joining is over. If you should be in it, ask your teacher.",
        JoinObstacle.School => $"{part.School} does not take part yet, so you cannot join by yourself. "
            + "Ask the teacher who coordinates competitions at your school.",
        JoinObstacle.Division => "Your year group is in none of its divisions, or the society does not know it. Ask your teacher.",
        JoinObstacle.Disqualified => "You do not take part any more. " + (part.Enrolment!.Reason.Length > 0
            ? $"The reason: {part.Enrolment.Reason}" : "Ask your teacher why."),
        _ => "",
    };
}
