// The desk on which announcements are written, published, changed and removed.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the desk's list. <c>Readers</c> says who sees it, <c>When</c> its next time.</summary>
public sealed record AnnouncementRow(Announcement One, string State, string Readers, DueText When);

/// <summary>The desk's list.</summary>
public sealed record AnnouncementListModel(
    IReadOnlyList<AnnouncementRow> Rows, long Total, int Page, int Pages, string? Notice, bool MayWrite);

/// <summary>The page with the form of one announcement.</summary>
public sealed record AnnouncementFormModel
{
    /// <summary>As it is stored; its id is 0 for a new one.</summary>
    public required Announcement Stored { get; init; }

    public required FormView Form { get; init; }
    public required IReadOnlyList<Choice> Audiences { get; init; }

    /// <summary>Classes that there are, to choose from while typing.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public required string State { get; init; }
    public required DueText When { get; init; }

    /// <summary>Who sees it as it is stored.</summary>
    public required string Readers { get; init; }

    /// <summary>Whether this person may change it.</summary>
    public required bool MayEdit { get; init; }

    /// <summary>Whether this person may publish it.</summary>
    public required bool MayPublish { get; init; }

    public string? Notice { get; init; }

    /// <summary>Something in it that its author may not have meant; null: nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether somebody else has saved it, in between, as <see cref="Stored"/>.</summary>
    public bool IsOvertaken { get; init; }

    /// <summary>How it will look; null: not asked for.</summary>
    public AnnouncementView? Preview { get; init; }

    /// <summary>Whether the form has text that is not saved.</summary>
    public bool IsUnsaved { get; init; }

    public string Path => Stored.Id == 0 ? "/admin/announcements/new" : $"/admin/announcements/{Stored.Id}";
}

/// <summary>Maps /admin/announcements and below. <see cref="AnnouncementPermissions"/> says who may do what.</summary>
public static class AdminAnnouncementEndpoints
{
    private const int MaxPages = 200;
    private const string ListPath = "/admin/announcements";

    public static void Map(RouteGroup admin)
    {
        admin.Page(ListPath, "announcements.list", List);
        admin.Page(ListPath + "/new", "announcements.new_page", ShowNew);
        admin.Post(ListPath + "/new", "announcements.new", SaveNew).WithMetadata(BodyLimit.OwnPage, FilledForm.Shown);
        admin.Page(ListPath + "/{id}", "announcements.edit_page", Show);
        admin.Post(ListPath + "/{id}", "announcements.edit", Save).WithMetadata(BodyLimit.OwnPage, FilledForm.Shown);
        admin.Page(ListPath + "/{id}/remove", "announcements.remove_page", AskRemove);
        admin.Post(ListPath + "/{id}/remove", "announcements.remove", Remove);
    }

    private static async Task<IResult> List(Visit visit)
    {
        var (now, school, wanted) = (visit.Now, MemberPermissions.SchoolOf(visit.Member),
            Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1);
        var (total, page, pages, rows, schools) = await visit.Read(sql =>
        {
            var total = Announcements.CountAll(sql, school);
            var pages = (int)Math.Clamp((total + Announcements.DeskPage - 1) / Announcements.DeskPage, 1, MaxPages);
            var page = Math.Min(wanted, pages);
            var rows = Announcements.ListAll(sql, school, now, (page - 1) * Announcements.DeskPage);
            return (total, page, pages, rows, Schools.ListNames(sql));
        });
        var notice = visit.Query("said") == "removed" ? "The announcement was removed." : null;
        var lines = rows.ConvertAll(one => new AnnouncementRow(
            one,
            AnnouncementWords.Of(one.StateAt(now)),
            AnnouncementWords.Readers(one, schools.Find(school => school.Id == one.SchoolId)?.Name),
            AnnouncementWords.When(one, now)));
        var mayWrite = !MemberPermissions.NeedsSchool(visit.Member.Role, visit.Member.SchoolId);
        var model = new AnnouncementListModel(lines, total, page, pages, notice, mayWrite);
        return visit.Page(new Pages_AdminAnnouncements { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> ShowNew(Visit visit)
    {
        var desk = await AnnouncementDesk.Of(visit, AnnouncementDesk.New);
        return desk.Page(AnnouncementForm.Empty(desk.Audiences, visit.Now));
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await AnnouncementDesk.Find(visit) is not { } desk) return visit.NotFound();
        var notice = visit.Query("said") switch
        {
            "draft" => "The draft is saved. Nobody sees it before it is published.",
            "saved" => "It is saved.",
            "published" => "It is published, and shows and ends by itself.",
            _ => null,
        };
        return desk.Page(AnnouncementForm.Fill(desk.Stored), notice);
    }

    private static async Task<IResult> SaveNew(Visit visit)
    {
        var desk = await AnnouncementDesk.Of(visit, AnnouncementDesk.New);
        if (desk.Read(out var ready) is { } page) return page;
        var key = FormKey.Of(visit.Form);
        var id = await visit.Write<long?>(sql =>
        {
            if (!ready.IsDraft && Announcements.CountOthers(sql, 0, visit.Now) >= Announcements.MaxCurrent) return null;
            var (added, isNew) = Announcements.Add(sql, ready with { ActorId = visit.Member.MemberId }, key, visit.Now);
            if (isNew)
                Audit.Add(sql, visit.Actor, ready.IsDraft ? "announcement.add" : "announcement.publish", visit.Now, "announcement", added);
            return added;
        });
        return id is null ? desk.TooMany() : Saved(visit, id.Value, ready, wasDraft: true);
    }

    private static async Task<IResult> Save(Visit visit)
    {
        if (await AnnouncementDesk.Find(visit) is not { } desk) return await AnnouncementDesk.Overtaken(visit);
        if (desk.Read(out var ready) is { } page) return page;
        var wasDraft = desk.Stored.IsDraft;
        var outcome = await visit.Write(sql =>
        {
            if (!ready.IsDraft && Announcements.CountOthers(sql, ready.Id, visit.Now) >= Announcements.MaxCurrent) return Outcome.TooMany;
            if (!Announcements.Update(sql, ready, visit.Now)) return Outcome.Overtaken;
            var action = wasDraft && !ready.IsDraft ? "announcement.publish" : "announcement.edit";
            Audit.Add(sql, visit.Actor, action, visit.Now, "announcement", ready.Id);
            return Outcome.Saved;
        });
        if (outcome == Outcome.TooMany) return desk.TooMany();
        return outcome == Outcome.Saved ? Saved(visit, ready.Id, ready, wasDraft) : await AnnouncementDesk.Overtaken(visit);
    }

    private enum Outcome { Saved, Overtaken, TooMany }

    private static IResult Saved(Visit visit, long id, Announcement one, bool wasDraft) =>
        visit.SeeOther($"{ListPath}/{id}?said={(one.IsDraft ? "draft" : wasDraft ? "published" : "saved")}");

    private static async Task<IResult> AskRemove(Visit visit) =>
        await AnnouncementDesk.Find(visit) is { MayEdit: true } desk
            ? visit.Page(new Pages_AdminAnnouncementRemove { Frame = visit.Frame, Model = desk.Stored })
            : visit.NotFound();

    private static async Task<IResult> Remove(Visit visit)
    {
        if (await AnnouncementDesk.Find(visit) is not { MayEdit: true, Stored: var stored }) return visit.NotFound();
        // What somebody else wrote in between was never looked at: the page asks again, and shows its present title.
        var version = FormReader.IdIn(visit.Form["version"].ToString()) ?? -1;
        var isGone = await visit.Write(sql =>
        {
            if (!Announcements.Remove(sql, stored.Id, version)) return false;
            Audit.Add(sql, visit.Actor, "announcement.remove", visit.Now, "announcement", stored.Id);
            return true;
        });
        return visit.SeeOther(isGone ? ListPath + "?said=removed" : $"{ListPath}/{stored.Id}/remove");
    }
}
