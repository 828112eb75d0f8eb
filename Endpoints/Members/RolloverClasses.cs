// September's class names: what the rule does to them, and moving them up, at once or when that September comes.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What the page shows of the class names.</summary>
/// <param name="IsPlanned">Whether they move up by themselves when that September comes.</param>
public sealed record ClassMoveModel(ClassMovePlan Plan, bool IsPlanned);

/// <summary>The part of September's page that is about classes.</summary>
internal static class RolloverClasses
{
    /// <summary>The values of the button <c>step</c>.</summary>
    public const string MoveUp = "classes", Keep = "keep-classes";

    public static ClassMoveModel Find(Sql sql, int year, Rules rules) =>
        new(ClassMoves.Plan(sql, year, rules.LastYear), ClassMoves.FindPlanned(sql) == year);

    /// <summary>Does what the button says: at once if that September has been, otherwise it is recorded.</summary>
    public static async Task<IResult> Decide(Visit visit, int year, bool isUp)
    {
        if (year > visit.SchoolYear)
        {
            await visit.Write(sql => ClassMoves.SetPlanned(sql, visit.Actor, year, isUp, visit.Now));
            return visit.SeeOther($"/admin/rollover?year={year}&said={(isUp ? "classes" : "no-classes")}#classes");
        }
        if (!isUp) return visit.SeeOther($"/admin/rollover?year={year}");
        // It can be undone without a copy, so a disk that is full is no reason to refuse it.
        await visit.Snapshot(BackupReason.BeforeSchoolYear);
        var outcome = await visit.WriteAlone(sql =>
        {
            var actor = ActingMember.Find(sql, visit);
            return ClassMoves.Apply(
                sql, visit.Actor, year, visit.Rules.LastYear, member => MemberPermissions.MayEdit(actor, member), visit.Now);
        });
        return visit.SeeOther(outcome.ChangeId is { } id
            ? $"/admin/changes/{id}?said=made" : $"/admin/rollover?year={year}&said=nothing");
    }
}
