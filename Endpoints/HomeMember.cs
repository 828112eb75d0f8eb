// A pupil's part of the home page: what is open and left to do, and when something new comes.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>What a pupil finds on the home page.</summary>
/// <param name="Waiting">Open challenges with something left to do, the pupil's own key stage first; the first few.</param>
/// <param name="Open">How many are open in all.</param>
/// <param name="NextRelease">When the next challenge opens; null: none is scheduled.</param>
public sealed record HomeMember(SiteFrame Frame, IReadOnlyList<ChallengeCard> Waiting, int Open, long? NextRelease)
{
    /// <summary>So many open challenges are looked at for something to do, and so many of those are shown.</summary>
    private const int Looked = 40, Shown = 6;

    internal static HomeMember Find(Visit visit)
    {
        var (member, rules, frame, now) = (visit.Member, visit.Rules.Scoring, visit.Frame, visit.Now);
        var (lines, ownStage) = (visit.Services.Shelf.Lines, PlayList.StageOf(visit));
        return visit.Db.Read(sql =>
        {
            var viewer = new Viewer(member.MemberId, member.Role, ExtraTime.Find(sql, member.MemberId) * 60);
            var open = PlayList.Order(lines, viewer, ownStage, "", now);
            open.RemoveAll(static one => one.Group == PlayList.Locked);
            var cards = PlayList.Cards(sql, open.GetRange(0, Math.Min(Looked, open.Count)), viewer, rules, frame, now);
            cards.RemoveAll(static card => card.IsDone);
            return new HomeMember(frame, cards.GetRange(0, Math.Min(Shown, cards.Count)), open.Count, ChallengeShelf.NextRelease(lines, now));
        });
    }
}
