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

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/", PageResult.Verbs, ShowHome).WithName("home");
        app.MapMethods("/about", PageResult.Verbs, ShowAbout).WithName("about");
        app.MapMethods("/privacy", PageResult.Verbs, ShowPrivacy).WithName("privacy");
        app.MapMethods("/accessibility", PageResult.Verbs, ShowAccessibility).WithName("accessibility");
    }

    private static PageResult ShowHome(HttpContext context, Db db, SiteFrames frames) =>
        new(new Pages_Home { Frame = frames.For(context), Model = new HomeModel(db.Read(Members.AnyOwner)) });

    private static PageResult ShowAbout(HttpContext context, SiteFrames frames) =>
        new(new Pages_About { Frame = frames.For(context), Model = About });

    private static PageResult ShowPrivacy(HttpContext context, SiteFrames frames) => new(new Pages_Privacy { Frame = frames.For(context) });

    private static PageResult ShowAccessibility(HttpContext context, SiteFrames frames) =>
        new(new Pages_Accessibility { Frame = frames.For(context) });
}
