// The list of challenges and a challenge's own page. Data.ChallengeRules decides what may be seen; a hidden challenge answers 404.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page with the list of challenges.</summary>
/// <param name="Stages">The key stages to choose from.</param>
/// <param name="Stage">The chosen key stage; empty for all.</param>
/// <param name="PageNumber">Counts from 1.</param>
/// <param name="NextRelease">When the next challenge opens; null if none is scheduled.</param>
public sealed record ChallengesModel(
    IReadOnlyList<string> Stages,
    string Stage,
    IReadOnlyList<CardGroup> Groups,
    int PageNumber,
    bool HasMore,
    long? NextRelease)
{
    /// <summary>Whether the society's own challenges are not for the reader.</summary>
    public bool IsGuest { get; init; }

    /// <summary>The absolute address of the calendar, to be copied into a program.</summary>
    public required string Calendar { get; init; }

    /// <summary>The list's address with another key stage or page.</summary>
    public string Path(string stage, int page)
    {
        var query = stage.Length > 0 ? "?stage=" + Uri.EscapeDataString(stage) : "";
        return "/challenges" + query + (page > 1 ? $"{(query.Length > 0 ? '&' : '?')}page={page}" : "");
    }
}

/// <summary>Maps /challenges and /challenges/{id}.</summary>
public sealed class ChallengeEndpoints(ChallengeCache challenges, BoardCache boards)
{
    private const int PageSize = 50;
    private const int MaxPages = 40; // more than the cached list holds

    public void Map(RouteGroup member)
    {
        member.Page("/challenges", "challenge.list", List);
        member.Page("/challenges/{id}", "challenge.show", Show);
    }

    private async Task<IResult> List(Visit visit)
    {
        var (rules, now, frame) = (visit.Rules, visit.Now, visit.Frame);
        List<string> stages = [.. rules.KeyStages.Select(stage => stage.Name)];
        var stage = stages.Find(name => name.Equals(visit.Query("stage"), StringComparison.OrdinalIgnoreCase)) ?? "";
        var page = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1;
        var ownStage = ChallengeList.StageOf(visit);
        var (lines, book) = (await challenges.Lines(), await challenges.BookOf(visit.Member.MemberId, rules.Scoring));
        var viewer = visit.Reader;
        var all = ChallengeList.Order(lines, viewer, ownStage, stage, now);
        var skip = Math.Min((page - 1) * PageSize, all.Count);
        var some = all.GetRange(skip, Math.Min(PageSize, all.Count - skip));
        var times = new CardTimes(now);
        List<ChallengeCard> cards = [.. some.Select(one => ChallengeList.Card(one, viewer, book, rules.Scoring, frame, times))];
        await ChallengeList.Open(cards, some, challenges, frame);
        var model = new ChallengesModel(stages, stage, Group(some, cards, ownStage, stage), page, skip + some.Count < all.Count,
            viewer.IsGuest ? null : ChallengeCache.NextRelease(lines, now))
        {
            IsGuest = viewer.IsGuest,
            Calendar = visit.Absolute("/calendar.ics"),
        };
        return visit.Page(new Pages_Challenges { Frame = frame, Model = model });
    }

    private static List<CardGroup> Group(List<Listed> listed, List<ChallengeCard> cards, string? ownStage, string stage)
    {
        var groups = new List<CardGroup>();
        for (var kind = ChallengeList.Own; kind <= ChallengeList.Locked; kind++)
        {
            var some = new List<ChallengeCard>();
            for (var i = 0; i < listed.Count; i++)
                if (listed[i].Group == kind) some.Add(cards[i]);
            if (some.Count == 0) continue;
            groups.Add(kind switch
            {
                ChallengeList.Own =>
                    new CardGroup(stage.Length > 0 ? $"Open for {stage}" : ownStage is null ? "Open" : "Open for you", null, some),
                ChallengeList.Stretch =>
                    new CardGroup("To stretch you", "Set for other key stages. They count for you just the same.", some),
                _ => new CardGroup("Closed",
                    "Answers do not count any more. Where the solution is shown, you can practise as often as you like.",
                    some, IsOver: true),
            });
        }
        return groups;
    }

    private async Task<IResult> Show(Visit visit)
    {
        if (await ChallengePage.Find(visit, challenges) is not { } page)
            return await visit.Read(sql => OldLinks.OfChallenge(sql, visit, isOfCompetition: false)) is { } moved
                ? visit.MovedTo(moved) : visit.NotFound();
        if (long.TryParse(visit.Query("part"), System.Globalization.NumberStyles.None, null, out var part) && page.ShowLastResult(part))
        {
            var next = await AfterCompletion.Find(visit, challenges, boards, page.Challenge);
            page.Change(part, one => one with { Said = one.Said! with { Next = next } });
        }
        return page.Show();
    }
}
