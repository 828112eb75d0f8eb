// The whole URL map: every feature's group with its policy, one line a feature. Read this second, after Program.cs.
namespace MathsSoc.Endpoints;

/// <summary>What answers at which address, and to whom.</summary>
public static class Routes
{
    /// <summary>Maps every route of the site.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider.GetRequiredService<Services>();
        RouteGroup For(Access access) => new(app, access, services);

        var anyone = For(Access.Anyone);
        HomeEndpoints.Map(anyone);
        ThemeEndpoints.Map(app);
        SignInEndpoints.Map(anyone);
        var member = For(Access.Member);
        ChallengeEndpoints.Map(member);
        AnswerEndpoints.Map(member);
        var staff = For(Access.Staff);
        PaperEndpoints.Map(staff);
        MemberAnswerEndpoints.Map(staff);
    }
}
