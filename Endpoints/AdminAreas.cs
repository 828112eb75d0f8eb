// The table of the areas below /admin: where each is, what it is for, and who may open it; the navigation and the tiles are made from it.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One area. <c>About</c> is the sentence on its tile; <c>Access</c> is the access that its route requires.</summary>
/// <param name="Group">The heading under which the navigation lists it.</param>
public sealed record AdminArea(string Path, string Words, string Group, string About, Access Access)
{
    /// <summary>Whether it is shown only to those who look after one school: staff reach the same from their own pages.</summary>
    public bool IsOneSchools { get; init; }

    /// <summary>Other addresses whose pages belong to it in the navigation.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>The table of areas, and the part of it that each role may use.</summary>
public static class AdminAreas
{
    private const string People = "People", Challenges = "Challenges", Publishing = "Publishing", Print = "Print & wall",
        Settings = "Settings", Records = "Records";

    /// <summary>Every area, in the order in which they are shown.</summary>
    public static readonly AdminArea[] All =
    [
        new("/admin/members", "Members", People,
            "Find people, change what is known of them, give them a new password, import a class and print its slips.",
            Access.People),
        new("/admin/approvals", "Approvals", People,
            "Let in the people who signed up, and decide on the names they want to be shown by.",
            Access.Staff),
        new("/admin/codes", "Join codes", People,
            "Make a code for a class or a year, and show it on the board.",
            Access.Staff),
        new("/admin/rollover", "New school year", People,
            "What happens when the school year turns: who moves up, who repeats, who leaves.",
            Access.Staff),
        new("/admin/schools", "Schools", People,
            "The schools that members belong to, and their e-mail domains.",
            Access.Staff),
        new("/admin/own-competitions", "My school", People,
            "The competitions to which your own school was invited: accept, enrol its pupils, see how they get on.",
            Access.People) { IsOneSchools = true, Others = ["/admin/competitions", "/admin/schools"] },
        new("/admin/challenges", "Challenges", Challenges,
            "Write challenges, try them, say when they open and when they close, bring them in from files.",
            Access.Content),
        new("/admin/competitions", "Competitions", Challenges,
            "Between schools: the times, the challenges, the schools that are invited, their pupils and the numbers.",
            Access.Staff),
        new("/admin/help", "Help", Challenges,
            "How to write a challenge, and which answers are marked right.",
            Access.Content),
        new("/admin/articles", "Articles", Publishing,
            "Write articles and newsletters, say when they are published and who may read them, and look at what waits for a teacher.",
            Access.Content),
        new("/admin/announcements", "Announcements", Publishing,
            "A few lines for everybody, a key stage, a class or a school, which begin and end by themselves.",
            Access.Admin),
        new("/admin/pages", "Pages", Publishing,
            "The society’s own words: about it, whom to ask, how to take part.",
            Access.Staff),
        new("/admin/wall", "Wall", Print,
            "A calm page for the screen in the corridor: the newest challenge, when it closes, and names if you like.",
            Access.Staff),
        new("/admin/certificates", "Certificates", Print,
            "Print certificates at the end of a term or a year, a sheet for each pupil.",
            Access.Staff),
        new("/admin/settings", "Settings", Settings,
            "The society’s name and colour, who may join, how long people stay signed in, what is kept for how long.",
            Access.Owner),
        new("/admin/term", "This term", Records,
            "Pupils who took part, answers, and solve rates by year group and challenge, on one page to print.",
            Access.Staff),
        new("/admin/changes", "Undo history", Records,
            "What was done to many members at once, with a way back.",
            Access.People),
        new("/admin/audit", "Audit", Records,
            "Who changed or exported what, when, and from where.",
            Access.Staff),
        new("/admin/status", "Status", Records,
            "How the site is: what is wrong, backups and their proofs, requests, jobs, and work that is planned.",
            Access.Staff),
        new("/admin/import", "Moving in", Records,
            "Bring the members, challenges, answers and points of an earlier site in, after a plan that changes nothing.",
            Access.Owner),
    ];

    private static readonly NavLink Overview = new("/admin", "Overview");

    // Indexed by role; made once, because every page below /admin shows it.
    private static readonly NavGroup[][] Nav =
    [
        .. Enum.GetValues<Role>().Select(role => (NavGroup[])[new(Overview.Path, Overview.Words, []), .. GroupsFor(role)]),
    ];

    /// <summary>The areas that a role may open.</summary>
    public static IEnumerable<AdminArea> For(Role role) =>
        All.Where(area => role.Opens(area.Access) && (!area.IsOneSchools || role == Role.Coordinator));

    /// <summary>The navigation of the pages below /admin.</summary>
    public static IReadOnlyList<NavGroup> NavFor(Role role) => Nav[(int)role];

    private static IEnumerable<NavGroup> GroupsFor(Role role) => For(role).GroupBy(static area => area.Group).Select(static group =>
    {
        List<NavLink> areas = [.. group.Select(static area => new NavLink(area.Path, area.Words) { Others = area.Others })];
        return new NavGroup(areas[0].Path, group.Key, areas);
    });
}
