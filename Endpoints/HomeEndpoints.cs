// The pages about the site itself: home, about, privacy, accessibility.
using System.Reflection;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The home page: a site without an owner tells its new admin what to do next.</summary>
public sealed record HomeModel(bool HasOwner);

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
        anyone.Page("/privacy", "privacy", visit => visit.Page(new Pages_Privacy { Frame = visit.Frame }));
        anyone.Page("/accessibility", "accessibility", visit => visit.Page(new Pages_Accessibility { Frame = visit.Frame }));
    }

    private static IResult ShowHome(Visit visit) =>
        visit.Page(new Pages_Home { Frame = visit.Frame, Model = new HomeModel(visit.Db.Read(Members.AnyOwner)) });
}
