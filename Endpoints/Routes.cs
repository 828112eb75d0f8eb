// The whole URL map: every feature's group with its access policy, one line for each feature; read it after Program.cs.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Which feature handles which addresses, and who may use them.</summary>
public static class Routes
{
    /// <summary>Maps every route of the site.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        T Get<T>() where T : notnull => app.ServiceProvider.GetRequiredService<T>();

        var services = Get<Services>();

        // The services that features share. A class that needs none of them is static.
        var (challenges, boards, uploads) = (Get<ChallengeCache>(), Get<BoardCache>(), Get<UploadFolder>());
        var announcements = Get<AnnouncementCache>();
        var (passwords, delays, check) = (Get<PasswordQueue>(), Get<SignInDelays>(), Get<PasswordCheck>());
        var signIn = new SignInEndpoints(check, passwords, Get<SessionStore>());
        RouteGroup For(Access access) => new(app, access, services, signIn.SignInAgain);
        var ownedPictures = new OwnedPictures(uploads);
        var pictures = new ChallengePictures(ownedPictures);
        var ownPages = new OwnPageTexts(Get<Db>(), Get<TimeProvider>());
        var articlePictures = new ArticlePictures(ownedPictures);
        var needs = new AdminNeeds(Get<GuessedLogins>(), Get<AlertBoard>(), ownPages);

        var (anyone, signedIn, member) = (For(Access.Anyone), For(Access.SignedIn), For(Access.Member));
        var (content, people, staff, owner) = (For(Access.Content), For(Access.People), For(Access.Staff), For(Access.Owner));

        var articles = Get<ArticleCache>();
        var front = new CachedByKey<bool, FrontPageFacts>(Get<Db>(), Get<TimeProvider>(), max: 2);
        new HomeEndpoints(front, challenges, boards, announcements, articles, needs).Map(anyone);
        new OwnPageEndpoints(ownPages).Map(anyone, staff);
        new SearchEngineEndpoints(new PublicPages(ownPages)).Map(anyone);
        ThemeEndpoints.Map(app);
        signIn.Map(anyone);
        new JoinEndpoints(passwords).Map(anyone);
        new ResetEndpoints(passwords, delays).Map(anyone);
        new InvitationEndpoints(passwords).Map(anyone);
        new SetupEndpoints(passwords, Get<SetupLink>()).Map(anyone);

        WelcomeEndpoints.Map(member);
        AccountEndpoints.Map(member);
        new AccountSignInEndpoints(check, passwords).Map(member);
        AccountDataEndpoints.Map(signedIn);
        new AccountDeleteEndpoints(check).Map(member, signedIn);
        new HandOverEndpoints(check).Map(owner);

        new ArticleEndpoints(articles).Map(anyone);
        new ChallengeEndpoints(challenges, boards).Map(member);
        new AnswerEndpoints(Get<Db>(), challenges).Map(member);
        new CompetitionEndpoints(challenges).Map(anyone, member);
        new PosterEndpoints(challenges).Map(For(Access.Admin));
        new CalendarEndpoints().Map(anyone, member);
        new FeedEndpoints().Map(anyone);
        SearchEndpoints.Map(anyone);
        new AnnouncementEndpoints(announcements).Map(anyone, member);
        new UploadEndpoints(uploads, pictures).Map(anyone, content);
        new LeaderboardEndpoints(boards).Map(For(Access.Boards), staff);
        new ScoreEndpoints(challenges, boards).Map(member, staff);
        new WallEndpoints(challenges, boards, uploads).Map(anyone, staff);
        new CompetitionTableEndpoints(Get<TableCache>()).Map(anyone, people);
        new CompetitionActivityEndpoints(Get<Db>(), Get<TimeProvider>(), Get<TableCache>()).Map(anyone);

        // Below /admin: challenges
        var admin = For(Access.Admin);
        new AdminEndpoints(Get<ClockWatch>(), needs).Map(admin, owner);
        AdminChallengeEndpoints.Map(content, Get<HeavyJobs>(), pictures);
        new ChallengeStateEndpoints(uploads).Map(content);
        new ChallengeFileEndpoints(uploads, Get<HeavyJobs>()).Map(content);
        new ReadyProblemEndpoints(uploads, Get<HeavyJobs>()).Map(content);
        new ArticlePdfEndpoints(uploads).Map(content);
        new ArticleFileEndpoints(uploads).Map(content);
        MarkingHelpEndpoints.Map(content);
        ChallengeRemarkEndpoints.Map(staff, Get<HeavyJobs>());
        HelpEndpoints.Map(content);
        MistakeEndpoints.Map(staff);
        CertificateEndpoints.Map(staff);
        TermEndpoints.Map(staff);
        new PaperEndpoints(challenges).Map(people);
        new PaperClassEndpoints(challenges, Get<HeavyJobs>()).Map(people);
        MemberAnswerEndpoints.Map(staff);

        // Below /admin: competitions
        CompetitionDeskEndpoints.Map(staff);
        CompetitionStateEndpoints.Map(staff, Get<HeavyJobs>());
        CompetitionChallengeEndpoints.Map(content);
        new CompetitionFileEndpoints(uploads, Get<HeavyJobs>()).Map(staff);
        CompetitionSchoolEndpoints.Map(staff);
        CompetitionPupilEndpoints.Map(staff);
        CompetitionOnePupilEndpoints.Map(staff, owner);
        EnrolmentChangeEndpoints.Map(staff);
        CompetitionNumberEndpoints.Map(staff);

        // Below /admin: publishing
        AdminAnnouncementEndpoints.Map(admin);
        ArticleDeskEndpoints.Map(content, Get<HeavyJobs>(), articlePictures);
        new ArticleStateEndpoints(uploads).Map(content);
        ArticleHistoryEndpoints.Map(content);
        ArticleReviewEndpoints.Map(staff);

        // Below /admin: competitions
        new CompetitionResultsEndpoints(Get<TableCache>()).Map(staff);
        CompetitionCertificateEndpoints.Map(member, people);

        // Below /admin: people
        AdminMemberEndpoints.Map(people);
        AdminMemberEditEndpoints.Map(people);
        new MemberDataEndpoints(check).Map(people);
        AdminSlipEndpoints.Map(people);
        AdminImportEndpoints.Map(people);
        ChangeEndpoints.Map(people);
        ChangeRecordEndpoints.Map(people);
        ApprovalEndpoints.Map(staff);
        JoinCodeEndpoints.Map(staff, people);
        JoinBurstEndpoints.Map(staff);
        RolloverEndpoints.Map(staff);
        ErasureEndpoints.Map(owner);
        // Teachers may look at schools; only an owner may change them, because competitions and e-mail addresses depend on them.
        SchoolEndpoints.Map(staff, owner);
        OldAddressEndpoints.Map(anyone, member, people);
        CoordinatorEndpoints.Map(people, staff);
        new OwnSchoolEndpoints(challenges).Map(people);
        OwnPupilEndpoints.Map(people);
        OwnMistakeEndpoints.Map(people);

        // Below /admin: the site
        AuditEndpoints.Map(staff);
        new StatusEndpoints(Get<StatusSource>(), check).Map(staff, owner);
        SettingsEndpoints.Map(owner);
        new MovingEndpoints(Get<MovingDesk>(), check).Map(owner);
        new PastImportEndpoints(Get<MovingDesk>(), check).Map(owner);
        MovingSheetEndpoints.Map(owner);
        new CrestEndpoints().Map(anyone, owner);
    }
}
