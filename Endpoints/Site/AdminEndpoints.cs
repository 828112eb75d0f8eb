// The admin home page: what needs attention, then the areas that this role may open; here an owner confirms a doubtful clock.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The admin home page.</summary>
/// <param name="SeesNeeds">Whether this role decides about people; other roles see nothing of what needs attention.</param>
/// <param name="Client">An owner's address as the site sees it; null for others, who can do nothing about it.</param>
public sealed record AdminModel(bool SeesNeeds, IReadOnlyList<AdminNeed> Needs, IReadOnlyList<AdminArea> Areas, string? Client)
{
    /// <summary>The judgement on the clock.</summary>
    public required ClockVerdict Clock { get; init; }

    /// <summary>Members who wait for an owner before they are erased; null: none, or it is not this role's business.</summary>
    public WaitingErasures? Erasures { get; init; }

    public required bool IsOwner { get; init; }

    /// <summary>What a new society's owner does first; empty once it is done.</summary>
    public required IReadOnlyList<FirstStep> Steps { get; init; }

    /// <summary>The result of what was done here; null: nothing was.</summary>
    public string? Notice { get; init; }
}

/// <summary>Maps /admin.</summary>
public sealed class AdminEndpoints(ClockWatch watch, AdminNeeds adminNeeds)
{
    /// <summary>How long after the page was loaded its clock may be confirmed, in seconds: what the owner saw must still be true.</summary>
    private const long ConfirmWithin = 3600;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["clock"] = "The clock is confirmed. Everything goes on by it.",
        ["clock-moved"] = "The clock was set anew since you loaded this page, so nothing was confirmed. Look at what it says now.",
        ["erased"] = "They are former members now.",
    };

    public void Map(RouteGroup admin, RouteGroup owner)
    {
        admin.Page("/admin", "admin.home", Show);
        owner.Post("/admin/clock", "admin.clock", ConfirmClock).WithMetadata(ClockPolicy.Nothing);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var role = visit.Member.Role;
        var seesNeeds = role.Opens(Access.Staff);
        var needs = seesNeeds ? await adminNeeds.Find(visit, role) : [];
        var model = new AdminModel(seesNeeds, needs, [.. AdminAreas.For(role)], role == Role.Owner ? visit.Client : null)
        {
            Clock = visit.Clock,
            Erasures = seesNeeds ? await visit.Read(sql => WaitingErasures.Find(sql, visit.Rules)) : null,
            IsOwner = role == Role.Owner,
            Steps = await FirstStepList.Find(visit, role),
            Notice = Notices.GetValueOrDefault(visit.Query("said")),
        };
        return visit.Page(new Pages_Admin { Frame = visit.Frame, Model = model });
    }

    private async Task<IResult> ConfirmClock(Visit visit)
    {
        var isAsSeen = FormReader.IdIn(visit.Form["at"].ToString()) is { } seen && Math.Abs(visit.Now - seen) <= ConfirmWithin;
        if (isAsSeen) await watch.ConfirmAsync(visit.Actor);
        return visit.SeeOther(isAsSeen ? "/admin?said=clock" : "/admin?said=clock-moved");
    }
}
