// The pages about the site itself: home, about, privacy, accessibility.
using System.Reflection;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The home page: a site without an owner tells its new admin what to do next.</summary>
/// <param name="Notice">What just happened, in a sentence or two; null: nothing.</param>
public sealed record HomeModel(bool HasOwner, string? Notice)
{
    /// <summary>What a pupil finds here; null for everybody else.</summary>
    public HomeMember? Member { get; init; }
}

/// <summary>A pupil's part of the home page.</summary>
/// <param name="Waiting">Open challenges with something left to do, the pupil's own key stage first; the first few.</param>
/// <param name="Open">How many are open in all.</param>
/// <param name="NextRelease">When the next challenge opens; null: none is scheduled.</param>
public sealed record HomeMember(SiteFrame Frame, IReadOnlyList<ChallengeCard> Waiting, int Open, long? NextRelease);

/// <summary>The privacy page, which names the society's own periods.</summary>
/// <param name="Rules">Null while they cannot be read.</param>
public sealed record PrivacyModel(Rules? Rules);

/// <summary>The about page.</summary>
/// <param name="Version">The program's, such as 0.1.0.</param>
public sealed record AboutModel(string Version);

/// <summary>Maps the pages that are there from the first start.</summary>
public static class HomeEndpoints
{
    // What stands behind the plus sign is the commit, which is of no use to a reader.
    private static readonly AboutModel About = new(
        typeof(HomeEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    public static void Map(RouteGroup anyone)
    {
        anyone.Page("/", "home", ShowHome);
        anyone.Page("/about", "about", visit => visit.Page(new Pages_About { Frame = visit.Frame, Model = About }));
        anyone.Page("/privacy", "privacy", ShowPrivacy);
        anyone.Page("/accessibility", "accessibility", visit => visit.Page(new Pages_Accessibility { Frame = visit.Frame }));
    }

    private static IResult ShowHome(Visit visit)
    {
        var isPupil = visit.SignedIn is { Role: Role.Member, State: MemberState.Active };
        var model = new HomeModel(isPupil || visit.Db.Read(Members.AnyOwner), FindNotice(visit)) { Member = isPupil ? FindMemberPart(visit) : null };
        return visit.Page(new Pages_Home { Frame = visit.Frame, Model = model });
    }

    private static string? FindNotice(Visit visit) => (visit.SignedIn, visit.Query("said")) switch
    {
        ({ } member, "joined") => $"Welcome: you have joined, and you are signed in. Others see you as {member.DisplayName}{WhatWaits(visit, member.MemberId)}.",
        ({ }, "password") => "Your new password is set, and you are signed in. Everywhere else you are signed out.",
        ({ Role: Role.Owner }, "owner") => "You are the owner of this site, and signed in. What members see is decided on the admin pages.",
        _ => null,
    };

    private static string WhatWaits(Visit visit, long memberId) =>
        visit.Db.Read(sql => Members.Find(sql, memberId))?.WantedName is { } wanted ? $" until a teacher has agreed to “{wanted}”" : "";

    private static IResult ShowPrivacy(Visit visit)
    {
        Rules? rules = null;
        try
        {
            rules = visit.Rules;
        }
        catch (DatabaseUnavailableException)
        {
            // What people may expect of the site is worth reading without its numbers.
        }
        return visit.Page(new Pages_Privacy { Frame = visit.Frame, Model = new PrivacyModel(rules) });
    }

    private static HomeMember FindMemberPart(Visit visit)
    {
        const int Looked = 40, Shown = 6;
        var (member, rules, frame, now) = (visit.Member, visit.Rules.Scoring, visit.Frame, visit.Now);
        var (lines, ownStage) = (visit.Services.Shelf.Lines, PlayList.StageOf(visit));
        return visit.Db.Read(sql =>
        {
            var viewer = new Viewer(member.MemberId, member.Role, ExtraTime.Find(sql, member.MemberId) * 60);
            var open = PlayList.Order(lines, viewer, ownStage, "", now);
            open.RemoveAll(static one => one.Group == PlayList.Locked);
            var cards = PlayList.Cards(sql, open.GetRange(0, Math.Min(Looked, open.Count)), viewer, rules, frame, now);
            cards.RemoveAll(static card => card.IsDone);
            return new HomeMember(frame, cards.GetRange(0, Math.Min(Shown, cards.Count)), open.Count, ChallengeShelf.NextRelease(lines, now));
        });
    }
}
