// The whole URL map: every feature's group with its policy, one line a feature. Read this second, after Program.cs.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What answers at which address, and to whom.</summary>
public static class Routes
{
    /// <summary>Maps every route of the site.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider.GetRequiredService<Services>();
        RouteGroup For(Access access) => new(app, access, services);

        var (anyone, signedIn, member) = (For(Access.Anyone), For(Access.SignedIn), For(Access.Member));
        var (content, people, staff, owner) = (For(Access.Content), For(Access.People), For(Access.Staff), For(Access.Owner));

        HomeEndpoints.Map(anyone);
        ThemeEndpoints.Map(app);
        SignInEndpoints.Map(anyone);
        JoinEndpoints.Map(anyone);
        ResetEndpoints.Map(anyone);
        SetupEndpoints.Map(anyone);

        AccountEndpoints.Map(member);
        AccountSignInEndpoints.Map(member);
        AccountDataEndpoints.Map(signedIn);
        AccountDeleteEndpoints.Map(member, signedIn);

        ChallengeEndpoints.Map(member);
        AnswerEndpoints.Map(member);
        PosterEndpoints.Map(content);
        UploadEndpoints.Map(member, content);
        LeaderboardEndpoints.Map(For(Access.Boards), staff);
        ScoreEndpoints.Map(member, staff);
        WallEndpoints.Map(anyone, staff);

        // Below /admin: challenges
        AdminEndpoints.Map(For(Access.Admin));
        AdminChallengeEndpoints.Map(content);
        ChallengeStateEndpoints.Map(content);
        ChallengeFileEndpoints.Map(content);
        ChallengeRemarkEndpoints.Map(staff);
        MistakeEndpoints.Map(staff);
        CertificateEndpoints.Map(staff);
        PaperEndpoints.Map(staff);
        MemberAnswerEndpoints.Map(staff);

        // Below /admin: people
        AdminMemberEndpoints.Map(people);
        AdminMemberEditEndpoints.Map(people);
        AdminSlipEndpoints.Map(people);
        AdminImportEndpoints.Map(people);
        ChangeEndpoints.Map(people);
        ChangeRecordEndpoints.Map(people);
        ApprovalEndpoints.Map(staff);
        JoinCodeEndpoints.Map(staff);
        RolloverEndpoints.Map(staff);
        // Teachers look schools up; only an owner changes what competitions and e-mail addresses hang on.
        SchoolEndpoints.Map(staff, owner);

        // Below /admin: the site
        AuditEndpoints.Map(staff);
        SettingsEndpoints.Map(owner);
    }
}
