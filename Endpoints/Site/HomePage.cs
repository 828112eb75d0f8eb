// Fills the home page with the part for a visitor, a pupil or staff, and reads only what that part needs.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The home page: a site without an owner tells its new admin what to do next. The other parts are null.</summary>
/// <param name="Notice">What has just happened, in a sentence or two; null if nothing has.</param>
public sealed record HomeModel(bool HasOwner, string? Notice)
{
    /// <summary>The first announcements that the reader sees.</summary>
    public IReadOnlyList<AnnouncementView> News { get; init; } = [];

    /// <summary>A guest pupil's part; null for everyone else.</summary>
    public HomeGuest? Guest { get; init; }

    /// <summary>A pupil's part; null for everyone else.</summary>
    public HomeMember? Member { get; init; }

    /// <summary>The pupil's rank; not null if <see cref="Member"/> is not.</summary>
    public HomeStanding? Standing { get; init; }

    /// <summary>The part of staff; null for everyone else.</summary>
    public HomeStaff? Staff { get; init; }

    /// <summary>A visitor's part; null until there is an owner.</summary>
    public HomeVisitor? Visitor { get; init; }

    /// <summary>The newest articles and newsletters, without their texts.</summary>
    public IReadOnlyList<Article> Newest { get; init; } = [];
}

/// <summary>The part of a pupil for whom the society's own challenges are not.</summary>
public sealed record HomeGuest(SiteFrame Frame, long MemberId);

/// <summary>A visitor's part.</summary>
/// <param name="NextRelease">When the next challenge opens; null if none is scheduled.</param>
/// <param name="Top">The first places of this week; null if boards are for members only.</param>
/// <param name="Problem">The newest open challenge; null if none is open.</param>
public sealed record HomeVisitor(SiteFrame Frame, long? NextRelease, IReadOnlyList<BoardRow>? Top, WallProblem? Problem);

/// <summary>A pupil's rank in each period.</summary>
/// <param name="Note">That others do not see the pupil, or that boards are frozen; null if neither is so.</param>
public sealed record HomeStanding(
    SiteFrame Frame, long MemberId, IReadOnlyList<StandingLine> Lines, string? Note, ProgressPicture Progress);

/// <summary>One period: the path of its board, the points, and the place in words; empty if there is none.</summary>
public sealed record StandingLine(string Words, string Path, long Points, string Place);

/// <summary>A challenge that goes live or locks. <c>Warning</c> says what is wrong with it; null if nothing is.</summary>
public sealed record HomeEvent(long Id, string Title, string Audience, string Words, long At, string? Warning);

/// <summary>The part of staff.</summary>
/// <param name="SeesNeeds">Whether it is said what needs the reader, or that nothing does.</param>
/// <param name="Opening">The challenges that go live, soonest first; null for a role that does not write challenges.</param>
/// <param name="Locking">The challenges that lock, soonest first.</param>
/// <param name="Unlocked">The open challenges that never lock.</param>
/// <param name="Open">How many challenges are open in all.</param>
public sealed record HomeStaff(
    SiteFrame Frame,
    bool SeesNeeds,
    IReadOnlyList<AdminNeed> Needs,
    IReadOnlyList<HomeEvent>? Opening,
    IReadOnlyList<HomeEvent> Locking,
    IReadOnlyList<Challenge> Unlocked,
    int Open)
{
    /// <summary>Whether the society's own challenges are not for the reader: a coordinator of a guest school.</summary>
    public bool IsGuest { get; init; }

    /// <summary>What a new society's owner does first; empty once it is done, and for everybody else.</summary>
    public IReadOnlyList<FirstStep> Steps { get; init; } = [];
}

/// <summary>Fills the parts of the home page.</summary>
internal sealed class HomePage(
    Visit visit, CachedByKey<bool, FrontPageFacts> front, ChallengeCache challenges, BoardCache boards, AdminNeeds adminNeeds)
{
    private const int MaxEvents = 6, TopOfWeek = 5;

    /// <summary>The page for this visitor.</summary>
    public async Task<HomeModel> Build(string? notice)
    {
        if (visit.SignedIn is { State: MemberState.Active } member)
        {
            return member.Role != Role.Member ? new HomeModel(true, notice) { Staff = await FindStaff() }
                : visit.IsGuest ? new HomeModel(true, notice) { Guest = new HomeGuest(visit.Frame, member.MemberId) }
                : new HomeModel(true, notice) { Member = await HomeMember.Find(visit, challenges), Standing = await FindStanding() };
        }
        return await front.Get(true, FrontPageFacts.Find) is { } facts
            ? new HomeModel(true, notice) { Visitor = await FindVisitor(facts.ShowsWhole) }
            : new HomeModel(false, notice);
    }

    private async Task<HomeVisitor> FindVisitor(bool showsWhole)
    {
        var rules = visit.Rules.Scoring;
        var week = new Board(Periods.At(rules, visit.Now).Week, FrozenAt: rules.FrozenSince(visit.Now));
        var top = rules.BoardsArePublic ? await boards.Top(week, TopOfWeek) : null;
        var lines = await challenges.Lines();
        var newest = await NewestProblem.Find(visit, challenges);
        var problem = newest is null ? null : NewestProblem.For(visit, newest, lines, showsWhole);
        return new HomeVisitor(visit.Frame, ChallengeCache.NextRelease(lines, visit.Now), top, problem);
    }

    private async Task<HomeStanding> FindStanding()
    {
        var (member, rules) = (visit.Member, visit.Rules.Scoring);
        var (frozen, periods, lines) = (rules.FrozenSince(visit.Now), Periods.At(rules, visit.Now), new List<StandingLine>());
        var places = await boards.OwnPlaces(periods, frozen, member.MemberId);
        void Add(string words, string name, MemberRank? place)
        {
            var spoken = place is { IsListed: true, Rank: { } rank } ? BoardWords.Spoken(rank, place.IsShared) : "";
            lines.Add(new StandingLine(words, $"/leaderboard?period={name}", place?.Points ?? 0, spoken));
        }

        Add("This week", "week", places.Week);
        if (periods.Term is not null) Add("This term", "term", places.Term);
        Add("This year", "year", places.Year);
        Add("All time", "all", places.AllTime);
        var note = member.IsOfGuestSchool ? "Your school is a guest: your points count, and boards show the society’s own pupils only."
            : member.IsQuiet ? "You are in quiet mode: your points count, and others do not see you on the boards."
            : frozen is { } at
                ? $"The boards are frozen: places are those of {SchoolTime.Moment(at, visit.Now)}, your points are as they are now."
                : null;
        var progress = await ProgressPicture.Find(visit, challenges, boards, member.MemberId, ChallengeList.StageOf(visit));
        return new HomeStanding(visit.Frame, member.MemberId, lines, note, progress);
    }

    private async Task<HomeStaff> FindStaff()
    {
        var role = visit.Member.Role;
        var viewer = visit.Reader;
        var (opening, locking, unlocked, open) = (new List<HomeEvent>(), new List<HomeEvent>(), new List<Challenge>(), 0);
        foreach (var line in await challenges.Lines())
        {
            var challenge = line.Challenge;
            var standing = ChallengeRules.For(challenge, viewer, visit.Now);
            if (standing.State == ChallengeState.Scheduled && standing.MaySee && challenge.ReleasedAt is { } release)
                opening.Add(Event(challenge, release, line.Parts == 0 ? "It has no parts yet, so nobody could answer it." : null));
            if (standing.State != ChallengeState.Open || !standing.MaySee) continue;
            open++;
            if (challenge.LockedAt is { } locks) locking.Add(Event(challenge, locks, null));
            else if (unlocked.Count < MaxEvents) unlocked.Add(challenge);
        }
        var seesNeeds = role.Opens(Access.Staff);
        var needs = seesNeeds ? await adminNeeds.Find(visit, role) : await SchoolNeeds.Find(visit);
        return new HomeStaff(
            visit.Frame, seesNeeds || needs.Count > 0, needs, viewer.Authors ? Soonest(opening) : null, Soonest(locking), unlocked, open)
        {
            IsGuest = viewer.IsGuest,
            Steps = await FirstStepList.Find(visit, role),
        };
    }

    private HomeEvent Event(Challenge challenge, long at, string? warning) => new(
        challenge.Id,
        challenge.Title,
        ChallengeWords.Audience(challenge),
        "in " + ChallengeWords.Span(at - visit.Now),
        at,
        warning);

    private static List<HomeEvent> Soonest(List<HomeEvent> events)
    {
        events.Sort(static (one, other) => one.At.CompareTo(other.At));
        return events.Count <= MaxEvents ? events : events.GetRange(0, MaxEvents);
    }
}
