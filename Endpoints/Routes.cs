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

        var (signedIn, member) = (For(Access.SignedIn), For(Access.Member));
        AccountEndpoints.Map(member);
        AccountSignInEndpoints.Map(member);
        AccountDataEndpoints.Map(signedIn);
        AccountDeleteEndpoints.Map(member, signedIn);
        ChallengeEndpoints.Map(member);
        AnswerEndpoints.Map(member);
        var staff = For(Access.Staff);
        LeaderboardEndpoints.Map(For(Access.Boards), staff);
        ScoreEndpoints.Map(member, staff);
        WallEndpoints.Map(anyone, staff);
        JoinEndpoints.Map(anyone);
        ResetEndpoints.Map(anyone);
        SetupEndpoints.Map(anyone);
        // Below /admin
        var owner = For(Access.Owner);
        AdminEndpoints.Map(For(Access.Admin));
        ApprovalEndpoints.Map(staff);
        JoinCodeEndpoints.Map(staff);
        // Teachers look schools up; only an owner changes what competitions and e-mail addresses hang on.
        SchoolEndpoints.Map(staff, owner);
        AuditEndpoints.Map(staff);
        SettingsEndpoints.Map(owner);

        var people = For(Access.People);
        AdminMemberEndpoints.Map(people);
        AdminMemberEditEndpoints.Map(people);
        AdminSlipEndpoints.Map(people);
        AdminImportEndpoints.Map(people);
        PaperEndpoints.Map(staff);
        MemberAnswerEndpoints.Map(staff);
        MistakeEndpoints.Map(staff);
        PosterEndpoints.Map(For(Access.Content));
        ChangeEndpoints.Map(people);
        ChangeRecordEndpoints.Map(people);
        RolloverEndpoints.Map(staff);
        var content = For(Access.Content);
        AdminChallengeEndpoints.Map(content);
        ChallengeStateEndpoints.Map(content);
        ChallengeRemarkEndpoints.Map(staff);
        ChallengeFileEndpoints.Map(content);
        UploadEndpoints.Map(member, content);
        PaperEndpoints.Map(staff);
        MemberAnswerEndpoints.Map(staff);
    }
}
