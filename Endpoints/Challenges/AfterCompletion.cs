// What a pupil is shown on completing a challenge: the place that the points have led to, and the problem to go on with.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What follows from completing a challenge.</summary>
/// <param name="Place">The place of this school year in a sentence; null if there is none, or others do not see the member.</param>
/// <param name="NextAddress">The next open challenge with something left to do, with the site's root; null if there is none.</param>
/// <param name="NextTitle">Its title; null if there is none.</param>
/// <param name="ListAddress">The address of the list of challenges, or of the competition, with the site's root.</param>
/// <param name="ListWords">The words of the link to it.</param>
public sealed record AfterCompletion(string? Place, string? NextAddress, string? NextTitle, string ListAddress, string ListWords)
{
    internal static async Task<AfterCompletion> Find(Visit visit, ChallengeCache challenges, BoardCache boards, Challenge completed)
    {
        var (member, rules, now) = (visit.Member, visit.Rules.Scoring, visit.Now);
        var competition = completed.CompetitionId is { } id ? await challenges.Competitions.Line(id) : null;
        var (lines, book) = (competition?.Challenges ?? await challenges.Lines(), await challenges.BookOf(member.MemberId, rules));
        var next = ChallengeList.Order(lines, visit.Reader, ChallengeList.StageOf(visit), "", now, hasLocked: false)
            .Find(one => one.Challenge.Id != completed.Id && !ChallengeList.IsDone(one, book, rules))?.Challenge;
        // On a frozen board the place does not follow from the points that have just been earned; and a competition has boards of its own.
        var place = rules.FrozenSince(now) is not null || competition is not null ? null
            : (await boards.Own(new Board(Periods.At(rules, now).Year), member.MemberId)).Place;
        var words = place is { IsListed: true, Rank: { } rank }
            ? $"You are {BoardWords.Spoken(rank, place.IsShared)} this year, with {BoardWords.Points(place.Points)}." : null;
        return new AfterCompletion(words, next is null ? null : visit.Frame.Link($"/challenges/{next.Id}"), next?.Title,
            visit.Frame.Link(competition?.Link.Path ?? "/challenges"), competition?.Link.Words ?? "All challenges");
    }
}
