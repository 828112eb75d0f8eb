// The status page: the site's facts with the worst first, and the buttons by which an owner makes and proves backups.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/status.</summary>
public sealed class StatusEndpoints(StatusSource source, PasswordCheck check)
{
    private const string Page = "/admin/status";

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["backup"] = "A backup is being made. It goes on by itself: look again in a moment to see how it went.",
        ["prove"] = "The newest backup is being proved. It goes on by itself: look again in a moment to see how it went.",
        ["busy"] = "A backup or a proof goes on already. Look again in a moment; then begin the next one.",
        ["work"] = "The work is announced. Every page tells of it from a day before.",
        ["work-over"] = "Nothing is announced any more.",
    };

    private readonly BackupDownloads downloads = new();

    public void Map(RouteGroup staff, RouteGroup owner)
    {
        staff.Page(Page, "status", Show);
        owner.Post(Page + "/backup", "status.backup", visit => Begin(visit, BackupTaskKind.Backup)).WithMetadata(ClockPolicy.Nothing);
        owner.Post(Page + "/prove", "status.prove", visit => Begin(visit, BackupTaskKind.Proof)).WithMetadata(ClockPolicy.Nothing);
        owner.Post(Page + "/download", "status.download", Download).WithMetadata(RatePolicy.Login);
        owner.Post(Page + "/handover", "status.handover", HandOver);
        owner.Post(Page + "/work", "status.work", Announce).WithMetadata(FilledForm.Shown);
        owner.Post(Page + "/work/over", "status.work_over", TakeBack);
    }

    private async Task<IResult> Show(Visit visit) => ShowPage(visit, await See(visit), StatusCodes.Status200OK);

    private async Task<StatusModel> See(Visit visit) => new()
    {
        Work = await visit.Read(sql => PlannedWork.Find(sql, visit.Now)),
        Report = await source.Look(false),
        IsOwner = visit.Member.Role == Role.Owner,
        Notice = Notices.GetValueOrDefault(visit.Query("said")),
        Client = visit.Client,
        IsForwarded = StatusModel.FindForwarding(visit.Context.Request),
    };

    private static IResult ShowPage(Visit visit, StatusModel model, int status) =>
        visit.Page(new Pages_Status { Frame = visit.Frame, Model = model }, status);

    private Task<IResult> Begin(Visit visit, BackupTaskKind kind)
    {
        var said = !source.Begin(kind) ? "busy" : kind == BackupTaskKind.Backup ? "backup" : "prove";
        return Task.FromResult(visit.SeeOther($"{Page}?said={said}#backups"));
    }

    private async Task<IResult> Download(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var model = await See(visit) with { Form = form.View };
        IResult Again(int status) => ShowPage(visit, model, status);
        var name = form.OneOf("backup", "Backup", model.Downloadable.Select(line => line.File.Name));
        var login = (await visit.Read(sql => visit.FindMe(sql))).Login;
        if (await check.AskAgain(visit, form, login, Again) is { } refusal) return refusal;
        return downloads.Send(visit, model.Downloadable.First(line => line.File.Name == name));
    }

    private async Task<IResult> HandOver(Visit visit)
    {
        var report = await source.Look(false);
        var people = await visit.Read(sql => Members.ListOwners(sql));
        await visit.Write(sql => Audit.Add(sql, visit.Actor, "site.handover", visit.Now));
        return HandoverPack.Make(visit, report, people);
    }

    private async Task<IResult> Announce(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var work = PlannedWorkForm.Read(form, visit.Now);
        if (work is null || !form.IsGood)
            return ShowPage(visit, await See(visit) with { Form = form.View }, StatusCodes.Status422UnprocessableEntity);
        await visit.Write(sql =>
        {
            work.Announce(sql, visit.Now);
            Audit.Add(sql, visit.Actor, "work.announce", visit.Now, detail: work.Words);
        });
        return visit.SeeOther(Page + "?said=work#work");
    }

    private static async Task<IResult> TakeBack(Visit visit)
    {
        await visit.Write(sql =>
        {
            if (PlannedWork.Find(sql, visit.Now) is null) return;
            PlannedWork.TakeBack(sql);
            Audit.Add(sql, visit.Actor, "work.over", visit.Now);
        });
        return visit.SeeOther(Page + "?said=work-over#work");
    }
}
