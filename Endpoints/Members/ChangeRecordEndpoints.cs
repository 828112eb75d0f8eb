// The record of changes to many members at once: the list, the page of each, and its undo.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list of changes. <c>By</c> is null for a change that the program made.</summary>
public sealed record ChangeListLine(long Id, string What, long Members, string? By, long At, long? UndoneAt);

/// <summary>The latest changes; <c>IsOwn</c>: only those of the person who is viewing them.</summary>
public sealed record ChangeListModel(IReadOnlyList<ChangeListLine> Lines, bool IsOwn);

/// <summary>One member of a change: before, after, and how that compares with the member today.</summary>
public sealed record ChangeRecordLine(long Id, string Name, string Before, string After, string Today, ChangeStanding Standing);

/// <summary>One change. <c>Notice</c> describes what has just been done; <c>MayUndo</c>: the button is shown.</summary>
/// <param name="UndoUntil">When the undo ends, in unix seconds.</param>
/// <param name="PutBack">How many members are as they were before.</param>
public sealed record ChangeRecordModel(
    Change Change, string What, string? Notice, IReadOnlyList<ChangeRecordLine> Lines, bool MayUndo, long UndoUntil, int PutBack)
{
    /// <summary>Why this reader cannot undo it, whatever the time; null: nothing but the time is in the way.</summary>
    public string? Obstacle { get; init; }

    /// <summary>How many of the changed members no longer exist.</summary>
    public long Gone => Change.Members - Lines.Count;
}

/// <summary>Maps /admin/changes and below.</summary>
public static class ChangeRecordEndpoints
{
    private const int MaxListed = 100;

    public static void Map(RouteGroup people)
    {
        people.Page("/admin/changes", "changes.list", List);
        people.Page("/admin/changes/{id}", "changes.show", Show);
        people.Post("/admin/changes/{id}/undo", "changes.undo", Undo);
    }

    private static async Task<IResult> List(Visit visit)
    {
        var isOwn = visit.Member.Role == Role.Coordinator;
        var lines = new List<ChangeListLine>();
        foreach (var change in await visit.Read(sql => Changes.List(sql, isOwn ? visit.Member.MemberId : null, MaxListed)))
        {
            lines.Add(new ChangeListLine(
                change.Id,
                ChangeWords.Of(change),
                change.Members,
                change.ActorName,
                change.MadeAt,
                change.UndoneAt));
        }
        return visit.Page(new Pages_Changes { Frame = visit.Frame, Model = new ChangeListModel(lines, isOwn) });
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (change, members, fates) = await visit.Read(sql => FindVisible(sql, visit, id) is { } found
            ? (found, Changes.MembersOf(sql, id), Rollovers.FatesOf(sql, id))
            : (null, [], []));
        if (change is null) return visit.NotFound();
        if (change.CompetitionId is not null)
        {
            var (enrolments, obstacle) = await EnrolmentChangeRecord.Read(visit, change);
            return Page(visit, change, fates, enrolments, obstacle);
        }
        var words = new ChangeWords(await visit.Read(Schools.List), visit.Rules, visit.SchoolYear);
        var lines = members.ConvertAll(member => Line(visit, words, change, member, FindFate(fates, member.Now.Id)));
        return Page(visit, change, fates, lines, await FindWholeImport(visit, id));
    }

    private static IResult Page(Visit visit, Change change, List<FateLine> fates, List<ChangeRecordLine> lines, string? obstacle)
    {
        var putBack = lines.Count(line => line.Standing == ChangeStanding.AsBefore);
        var until = UndoPeriod.EndOf(change, fates);
        var notice = visit.Query("said") switch
        {
            "made" => $"Done: {ChangeWords.Count(change.Members)}.",
            // Imported members who never signed in are removed, so the list does not show them.
            "undone" when change.Action == ChangeAction.Import =>
                "Undone. Whoever had never signed in is removed; those who had are archived. Whoever was changed since is left alone.",
            "undone" => $"Undone: {ChangeWords.Count(putBack)} {(putBack == 1 ? "is" : "are")} as before."
                + (putBack < lines.Count
                    ? $" {ChangeWords.Count(lines.Count - putBack)} could not be put back; the last column says why."
                    : "")
                + (lines.Count < change.Members ? $" {ChangeWords.Are(change.Members - lines.Count)} no longer here." : ""),
            "already" => "This was undone before. Nothing more was done.",
            "late" => "The time for an undo is over: this can no longer be undone as a whole. "
                + "Each member can still be changed on their own page.",
            "kept" => "Nothing was put back; the reason is below.",
            _ => null,
        };
        var mayUndo = change.UndoneAt is null && visit.Now < until && obstacle is null;
        return visit.Page(new Pages_ChangeRecord
        {
            Frame = visit.Frame,
            Model = new ChangeRecordModel(change, ChangeWords.Of(change), notice, lines, mayUndo, until, putBack) { Obstacle = obstacle },
        });
    }

    private static async Task<IResult> Undo(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (change, fates) = await visit.Read(sql => (FindVisible(sql, visit, id), Rollovers.FatesOf(sql, id)));
        if (change is null) return visit.NotFound();
        if (visit.Now >= UndoPeriod.EndOf(change, fates)) return visit.SeeOther($"/admin/changes/{id}?said=late");
        if (change.CompetitionId is not null)
        {
            if (await EnrolmentChangeRecord.FindObstacle(visit, change) is not null)
                return visit.SeeOther($"/admin/changes/{id}?said=kept");
            var undone = await visit.Write(sql => EnrolmentUndo.Undo(sql, visit.Actor, id, visit.Now));
            return visit.SeeOther($"/admin/changes/{id}?said={(undone is null ? "already" : "undone")}");
        }
        if (await FindWholeImport(visit, id) is not null) return visit.SeeOther($"/admin/changes/{id}?said=kept");
        // Whoever an import has made and has never signed in is removed for good.
        var removed = change.Action == ChangeAction.Import && change.UndoneAt is null ? (int)change.Members : 0;
        if (await visit.SnapshotBeforeErasing(removed) is { } refusal) return refusal;
        var outcome = await visit.Write(sql =>
        {
            var actor = ActingMember.Find(sql, visit);
            return MemberChanges.Undo(sql, visit.Actor, id, visit.Now, (now, then) => MayPutBack(actor, now, then));
        });
        return visit.SeeOther($"/admin/changes/{id}?said={(outcome is null ? "already" : "undone")}");
    }

    /// <summary>
    /// Why the members of an earlier site are not taken back alone, while all that came with them can be; null: they may be.
    /// </summary>
    private static Task<string?> FindWholeImport(Visit visit, long changeId) => visit.Read(sql =>
        PastImports.FindByChange(sql, changeId) is { } import && PastImports.Find(sql, import)!.FindObstacle(visit.Now) is null
            ? $"These members came with an import from an earlier site. An owner undoes it as a whole, on its page: /admin/import/{import}"
            : null);

    /// <summary>An undo is a change like any other: a person who may not make the change may not undo it either.</summary>
    private static bool MayPutBack(SignedIn actor, Member now, Member then) => MemberPermissions.MayEdit(actor, now)
        && (now.Role == then.Role || MemberPermissions.MaySetRole(actor, now, then.Role))
        && (now.SchoolId == then.SchoolId || MemberPermissions.MayChangeAll(actor));

    /// <summary>The change; null if there is none or this person may not see it: a coordinator sees only their own changes.</summary>
    private static Change? FindVisible(Sql sql, Visit visit, long id) =>
        Changes.Find(sql, id) is { } change
        && (visit.Member.Role != Role.Coordinator || (change.CompetitionId is null && change.ActorId == visit.Member.MemberId))
            ? change
            : null;

    private static ChangeRecordLine Line(Visit visit, ChangeWords words, Change change, ChangedMember member, FateLine? fate)
    {
        var standing = member.StandingTo(change);
        var isVisible = MemberPermissions.MaySee(visit.Member, member.Now);
        var (from, to) = member.Before is null ? ("Not here", "Added") : words.Difference(member.Before, member.After);
        if (member.Before is not null && from.Length == 0)
            (from, to) = ("As they were", fate is null ? "As they were" : $"{FateWords(fate.Fate)}, from 1 September {fate.SchoolYear} on");
        var today = standing switch
        {
            ChangeStanding.AsChanged => "As changed",
            ChangeStanding.AsBefore => "As before",
            _ => member.Before is null && member.Now.State == MemberState.Archived ? "Archived" : "Changed again since",
        };
        if (standing == ChangeStanding.AsChanged && change.UndoneAt is not null)
            today = "As changed: not yours to put back, or the last owner";
        return isVisible
            ? new ChangeRecordLine(member.Now.Id, member.Now.Name, from, to, today, standing)
            : new ChangeRecordLine(0, "Somebody who is not at your school now", "", "", "", standing);
    }

    private static string FateWords(RolloverDecision fate) => fate == RolloverDecision.Repeats ? "Repeats the year" : "Leaves";

    private static FateLine? FindFate(List<FateLine> fates, long memberId)
    {
        foreach (var fate in fates)
            if (fate.MemberId == memberId) return fate;
        return null;
    }
}
