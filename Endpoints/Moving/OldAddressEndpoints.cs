// The addresses of the earlier site: what they led to is here now, for links in old posters, newsletters and bookmarks.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps the addresses that only the earlier site had. Where nothing came from one, each of them is 404.</summary>
public static class OldAddressEndpoints
{
    private static readonly (string Old, string Now)[] Fixed =
    [
        ("/home", "/"), ("/register", "/join"), ("/autumn_register", "/join"), ("/autumn_login", "/login"), ("/profile", "/account"),
        ("/privacy_policy", "/privacy"),
    ];

    public static void Map(RouteGroup anyone, RouteGroup member, RouteGroup people)
    {
        foreach (var (old, now) in Fixed) anyone.Page(old, $"old.{old[1..]}", visit => ShowFixed(visit, now));
        people.Page("/admin/manage_users", "old.manage_users", visit => ShowFixed(visit, "/admin/members"));
        foreach (var kind in (string[])["article", "newsletter"])
            anyone.Page($"/{kind}/{{id}}", $"old.{kind}", visit => Show(visit, sql => OldLinks.OfArticle(sql, visit)));
        // Challenges are for members, here as there.
        member.Page("/autumn_challenge/{id}", "old.autumn_challenge",
            visit => Show(visit, sql => OldLinks.OfChallenge(sql, visit, isOfCompetition: true)));
        anyone.Page("/autumn_about", "old.autumn_about", visit => Show(visit, sql => OldLinks.OfCompetition(sql, visit, "")));
        anyone.Page("/autumn_leaderboard", "old.autumn_leaderboard",
            visit => Show(visit, sql => OldLinks.OfCompetition(sql, visit, "/pupils")));
    }

    private static Task<IResult> ShowFixed(Visit visit, string path) => Show(visit, sql => OldAddresses.Exist(sql) ? path : null);

    private static async Task<IResult> Show(Visit visit, Func<Sql, string?> find) =>
        await visit.Read(find) is { } path ? visit.MovedTo(path) : visit.NotFound();
}
