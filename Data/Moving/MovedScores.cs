// Brings each member's points to what the earlier site showed, by one row of the ledger for the difference.
using System.Globalization;

namespace MathsSoc.Data;

internal static class MovedScores
{
    /// <summary>As members read it beside the points.</summary>
    public const string Reason = "Brought forward from the earlier site";

    /// <param name="members">Ids here by ids there.</param>
    /// <param name="earned">The points that the answers of this import gave, by ids here.</param>
    public static void Bring(Move move, MovedSet set, Dictionary<long, long> members, Dictionary<long, long> earned)
    {
        var known = move.Known(set.ScoreTable);
        foreach (var score in set.Scores)
        {
            if (!members.TryGetValue(score.MemberSourceId, out var member))
            {
                move.Outcome.Add(set.ScoreKind, MoveFate.Skipped, score.MemberSourceId, "", "no-member",
                    "Whoever has these points is not here.");
                continue;
            }
            // What came of this member's points before, in any import; the ledger is only added to.
            var before = known.TryGetValue(score.MemberSourceId, out var row) ? long.Parse(row.Content, CultureInfo.InvariantCulture) : 0;
            var derived = earned.GetValueOrDefault(member);
            var wanted = move.Arrivals.KeepsShownPoints ? score.Shown : before + derived;
            var difference = wanted - before - derived;
            if (row is null && wanted == 0 && derived == 0) continue;
            if (row is not null && wanted == before && difference == 0 && derived == 0)
            {
                move.Outcome.Add(set.ScoreKind, MoveFate.Same);
                continue;
            }
            if (difference != 0) BringForward(move, set, member, difference, Math.Min(score.At, move.Now));
            move.Outcome.Add(set.ScoreKind, row is null ? MoveFate.New : MoveFate.Changed);
            var worth = before + derived;
            if (worth != score.Shown)
                move.Outcome.Say(set.ScoreKind, MoveFate.Changed, score.MemberSourceId, "", "difference", move.Arrivals.KeepsShownPoints
                    ? $"The earlier site showed {score.Shown}, the answers are worth {worth} here: {difference:+0;-0} brought forward."
                    : $"The earlier site showed {score.Shown}, the answers are worth {worth} here: that stays.");
            move.Note(set.ScoreTable, score.MemberSourceId, member, wanted.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void BringForward(Move move, MovedSet set, long member, long points, long at)
    {
        var start = Members.Find(move.Sql, member)?.StartYear;
        Awards.Add(move.Sql, new NewAward
        {
            MemberId = member,
            CompetitionId = set.Competition?.Id,
            Kind = AwardKind.Adjustment,
            Points = points,
            Reason = Reason,
            AwardPeriods = AwardPeriods.Of(move.Rules, start, at),
            MadeAt = move.Now,
        });
        move.Outcome.BroughtForward += points;
    }
}
