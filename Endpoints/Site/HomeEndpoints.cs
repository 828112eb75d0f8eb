// The pages about the site itself: home, privacy, accessibility.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The privacy page, which shows the society's own periods.</summary>
/// <param name="Rules">Null if they cannot be read because the database is unavailable.</param>
/// <param name="BackupDays">The longest that a backup is kept.</param>
/// <param name="Contacts">The people behind the site, as far as the owner has filled them in.</param>
/// <param name="MayFill">Whether the reader is the one to fill in the rest.</param>
/// <param name="Controllers">Who is responsible for what, by name, for a pupil of a guest school; empty for others.</param>
public sealed record PrivacyModel(Rules? Rules, int BackupDays, PrivacyContacts Contacts, bool MayFill, string Controllers);

/// <summary>Maps the pages that exist from the first start.</summary>
public sealed class HomeEndpoints(
    CachedByKey<bool, FrontPageFacts> front, ChallengeCache challenges, BoardCache boards, AnnouncementCache announcements,
    ArticleCache articles, AdminNeeds needs)
{
    public void Map(RouteGroup anyone)
    {
        anyone.Page("/", "home", Show);
        anyone.Page("/privacy", "privacy", ShowPrivacy);
        anyone.Page("/accessibility", "accessibility", visit => visit.Page(new Pages_Accessibility { Frame = visit.Frame }));
    }

    private async Task<IResult> Show(Visit visit)
    {
        var notice = await FindNotice(visit);
        var model = await new HomePage(visit, front, challenges, boards, needs).Build(notice);
        if (model.HasOwner)
            model = model with
            {
                News = await announcements.ForHome(visit),
                Newest = await articles.Newest(visit.Reader.Role is not null, visit.Now),
            };
        return visit.Page(new Pages_Home { Frame = visit.Frame, Model = model });
    }

    private static async Task<string?> FindNotice(Visit visit) => (visit.SignedIn, visit.Query("said")) switch
    {
        ({ } member, "joined") => "Welcome: you have joined, and you are signed in. "
            + $"Others see you as {member.DisplayName}{await WhatWaits(visit, member.MemberId)}. {await GuestNotice.ControllersOf(visit)}"
                .TrimEnd(),
        ({ } member, "renamed") => "Welcome: you have joined, and you are signed in. The login that you typed is somebody’s already, so "
            + $"yours is {await visit.Read(sql => visit.FindMe(sql).Login)}: write it down, you sign in with it and with the password you "
            + "have just chosen. If you had an account before, sign out and use that one; a teacher can give you a link for its password. "
            + $"Others see you as {member.DisplayName}{await WhatWaits(visit, member.MemberId)}. {await GuestNotice.ControllersOf(visit)}"
                .TrimEnd(),
        ({ }, "password") => "Your new password is set, and you are signed in. Everywhere else you are signed out.",
        ({ Role: Role.Owner }, "owner") => "You are the owner of this site, and signed in. What members see is decided on the admin pages.",
        _ => null,
    };

    private static async Task<string> WhatWaits(Visit visit, long memberId) =>
        await visit.Read(sql => Members.Find(sql, memberId)) is { WantedName: { } wanted }
            ? $" until a teacher has agreed to “{wanted}”" : "";

    private static async Task<IResult> ShowPrivacy(Visit visit)
    {
        Rules? rules = null;
        var controllers = "";
        try
        {
            rules = visit.Rules;
            controllers = await GuestNotice.ControllersOf(visit);
        }
        catch (DatabaseUnavailableException)
        {
            // The page is worth reading without the society's periods.
        }
        var mayFill = visit.SignedIn is { State: MemberState.Active, Role: Role.Owner };
        var model = new PrivacyModel(rules, visit.BackupDays, visit.Society.Privacy, mayFill, controllers);
        return visit.Page(new Pages_Privacy { Frame = visit.Frame, Model = model });
    }
}
