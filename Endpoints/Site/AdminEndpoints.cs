// The admin home page: what needs somebody, then the areas that this role may open.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Something to look at. <c>Sentence</c> is the link; <c>About</c> says why it matters and what can be done.</summary>
public sealed record AdminNeed(string Path, string Sentence, string About);

/// <summary>The admin home page.</summary>
/// <param name="SeesNeeds">Whether this role decides on people at all; who does not is told nothing of them.</param>
/// <param name="Client">An owner's address as the site sees it; null for others, who can do nothing about it.</param>
public sealed record AdminModel(bool SeesNeeds, IReadOnlyList<AdminNeed> Needs, IReadOnlyList<AdminArea> Areas, string? Client);

/// <summary>Maps /admin.</summary>
public static class AdminEndpoints
{
    private const int WarnedDays = 30;

    public static void Map(RouteGroup admin) => admin.Page("/admin", "admin.home", Show);

    private static IResult Show(Visit visit)
    {
        var role = visit.Member.Role;
        var seesNeeds = role.Opens(Access.Staff);
        var model = new AdminModel(seesNeeds, seesNeeds ? FindNeeds(visit, role) : [], [.. AdminAreas.For(role)], role == Role.Owner ? visit.Client : null);
        return visit.Page(new Pages_Admin { Frame = visit.Frame, Model = model });
    }

    /// <summary>What an owner or a teacher should look at; the home page shows it too.</summary>
    internal static List<AdminNeed> FindNeeds(Visit visit, Role role)
    {
        var rules = visit.Rules;
        var oldestStart = SchoolTime.StartYear(rules.LastYear, visit.SchoolYear);
        // Archived so long ago that their time is up within the days that are warned of.
        var archivedBefore = DateTimeOffset.FromUnixTimeSeconds(visit.Now).AddDays(WarnedDays).AddMonths(-rules.LeaverMonths).ToUnixTimeSeconds();
        var count = visit.Db.Read(sql => PendingCounts.Count(sql, oldestStart, archivedBefore));

        var needs = new List<AdminNeed>();
        void Add(long many, string path, string one, string several, string about)
        {
            if (many > 0) needs.Add(new AdminNeed(path, many == 1 ? one : several.Replace("#", many.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), about));
        }

        Add(count.Waiting, "/admin/approvals", "1 person is waiting to be let in", "# people are waiting to be let in",
            "Until somebody decides, they cannot sign in.");
        Add(count.WantedNames, "/admin/approvals#names", "1 member would like another display name", "# members would like another display name",
            "Others see the old one until somebody decides.");
        Add(count.PastLastYear, "/admin/rollover", $"1 member is past year {rules.LastYear}, and not archived", $"# members are past year {rules.LastYear}, and not archived",
            "If they have left, archive them: what is known of them is then removed in time.");
        Add(count.SoonFormer, "/admin/members?state=archived", $"1 leaver becomes anonymous within {WarnedDays} days", $"# leavers become anonymous within {WarnedDays} days",
            "This happens by itself, and cannot be undone. Somebody who is coming back has to be made active before.");
        if (role == Role.Owner && count.Owners == 1)
            needs.Add(new AdminNeed("/admin/members?role=teacher", "You are the only owner",
                "If you cannot sign in, nobody can change the settings or help you here. Make somebody you trust an owner too."));
        return needs;
    }
}
