// The whole URL map: every feature's group with its policy, one line a feature. Read this second, after Program.cs.
namespace MathsSoc.Endpoints;

/// <summary>What answers at which address.</summary>
public static class Routes
{
    /// <summary>Maps every route of the site.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        HomeEndpoints.Map(app);
        ThemeEndpoints.Map(app);
    }
}
