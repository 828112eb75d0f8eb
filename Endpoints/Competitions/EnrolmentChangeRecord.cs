// The lines of a change to many enrolments for its page at /admin/changes, and who may still undo it.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Reads what the page of such a change shows.</summary>
internal static class EnrolmentChangeRecord
{
    /// <summary>The lines, by name, and why this reader cannot undo the change; null: they can.</summary>
    public static async Task<(List<ChangeRecordLine> Lines, string? Obstacle)> Read(Visit visit, Change change)
    {
        var (enrolments, schools) = await visit.Read(sql => (EnrolmentUndo.ListOf(sql, change), Schools.List(sql)));
        var words = new EnrolmentWords(schools);
        var lines = enrolments.ConvertAll(one =>
        {
            var standing = one.StandingTo(change);
            return new ChangeRecordLine(one.MemberId, one.Name, words.Of(one.Before), words.Of(one.After), Today(standing), standing);
        });
        return (lines, await FindObstacle(visit, change));
    }

    /// <summary>Why this reader cannot undo the change; null: they can.</summary>
    public static async Task<string?> FindObstacle(Visit visit, Change change) =>
        change.Action == ChangeAction.Move && !visit.Member.Role.Opens(Access.Owner)
            ? "Only an owner moves pupils, and takes that back. Ask one."
            : EnrolmentChanges.FindObstacle((await visit.Read(sql => Competitions.Find(sql, change.CompetitionId!.Value)))!);

    private static string Today(ChangeStanding standing) => standing switch
    {
        ChangeStanding.AsChanged => "As changed",
        ChangeStanding.AsBefore => "As before",
        _ => "Changed again, or begun, since",
    };
}
