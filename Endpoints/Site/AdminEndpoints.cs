// The admin home page: what needs attention, then the areas that this role may open.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The admin home page.</summary>
/// <param name="SeesNeeds">Whether this role decides about people; other roles see nothing of what needs attention.</param>
/// <param name="Client">An owner's address as the site sees it; null for others, who can do nothing about it.</param>
public sealed record AdminModel(bool SeesNeeds, IReadOnlyList<AdminNeed> Needs, IReadOnlyList<AdminArea> Areas, string? Client);

/// <summary>Maps /admin.</summary>
public sealed class AdminEndpoints(AdminNeeds adminNeeds)
{
    public void Map(RouteGroup admin) => admin.Page("/admin", "admin.home", Show);

    private async Task<IResult> Show(Visit visit)
    {
        var role = visit.Member.Role;
        var seesNeeds = role.Opens(Access.Staff);
        var needs = seesNeeds ? await adminNeeds.Find(visit, role) : [];
        var model = new AdminModel(seesNeeds, needs, [.. AdminAreas.For(role)], role == Role.Owner ? visit.Client : null);
        return visit.Page(new Pages_Admin { Frame = visit.Frame, Model = model });
    }
}
