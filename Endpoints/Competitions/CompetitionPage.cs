// Builds the page of a competition for one reader: their part, their time, and the challenges that they may see.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One reader's view of a competition.</summary>
internal sealed class CompetitionPage(Visit visit, ChallengeCache challenges, CompetitionWithChallenges line)
{
    private readonly Competition competition = line.Competition;
    private readonly Viewer reader = visit.Reader;
    private readonly CompetitionEntry? entry = visit.Reader.EntryIn(line.Competition.Id);

    // Made anew each time that it is asked for.
    private readonly SiteFrame frame = visit.Frame;

    /// <summary>The page; <paramref name="error"/>: why the form that was sent changed nothing.</summary>
    public async Task<CompetitionModel> Build(string? error = null)
    {
        var now = visit.Now;
        var part = reader.Role is null ? null : await challenges.Competitions.PartOf(competition, visit.Member.MemberId);
        var own = entry is null ? null : CompetitionWords.Due(entry, reader.ExtraSeconds, now);
        var due = own ?? CompetitionWords.Due(competition, now);
        var needsAgreement = part?.NeedsAgreement(competition) ?? false;
        var mayStart = entry is { IsPupil: true, TimeKind: TimeKind.Personal, StartedAt: null }
            && competition.StateAt(now) == CompetitionState.Open && !needsAgreement;
        return new CompetitionModel(competition, challenges.Competitions.TextsOf(competition, visit.Root), due,
            due.Counted is null ? null : due.At - now)
        {
            Part = part,
            Notice = error is null ? FindNotice() : null,
            Error = error,
            Obstacle = part is null ? "" : CompetitionWords.Obstacle(part, competition, frame),
            NeedsAgreement = needsAgreement,
            MayWithdraw = part is { IsEnrolled: true, HasAnswered: false } && now < competition.ClosesAt,
            MinutesToStart = mayStart ? CompetitionWords.MinutesFrom(competition, reader.ExtraSeconds, now) : null,
            Points = part is { IsEnrolled: true, HasAnswered: true } && !IsHeld ? part.Enrolment!.Points : null,
            VerdictsAt = IsHeld ? VerdictsAt : null,
            Groups = await FindGroups(),
            Places = CompetitionPlaces.Of(visit, competition, $"/competitions/{competition.Id}",
                hasCertificate: competition.ResultsAt is not null && part is { IsEnrolled: true, Enrolment.TookPart: true }),
        };
    }

    private long? VerdictsAt => reader.VerdictsAt(competition.Id) + visit.Rules.Scoring.GraceSeconds;

    private bool IsHeld => VerdictsAt > visit.Now;

    private string? FindNotice() => (visit.Query("said"), entry is { IsPupil: true }) switch
    {
        ("joined", true) => "You take part. Good luck.",
        ("agreed", true) => "You have agreed to what is allowed.",
        ("started", true) when entry!.StartedAt is not null => "Your time has begun. It goes on if you close the browser.",
        ("withdrawn", false) => "You do not take part any more. While joining is open you can come back.",
        _ => null,
    };

    private async Task<List<CardGroup>> FindGroups()
    {
        var (own, others, over) = (new List<ChallengeCard>(), new List<ChallengeCard>(), new List<ChallengeCard>());
        if (reader.Role is null || line.Challenges.Count == 0) return [];
        var book = await challenges.BookOf(visit.Member.MemberId, visit.Rules.Scoring);
        // The same for every challenge, and a competition may have many.
        var (isHeld, now, root, times) = (IsHeld, visit.Now, visit.Root, new CardTimes(visit.Now));
        foreach (var summary in line.Challenges)
        {
            var standing = ChallengeRules.For(summary.Challenge, reader, now);
            if (!standing.MaySee || standing.State is ChallengeState.Draft or ChallengeState.Archived) continue;
            var isLocked = standing.State == ChallengeState.Locked;
            var card = CardOf(summary, standing, isHeld, book, times);
            if (isHeld || !isLocked) card = card with { Opening = await challenges.OpeningOf(summary, root) };
            if (!isLocked) own.Add(card);
            else if (entry is null ? reader.Authors : entry.Narrow(summary.Challenge) is not null) over.Add(card);
            else others.Add(card);
        }
        var groups = new List<CardGroup>();
        if (own.Count > 0) groups.Add(new CardGroup("Challenges", entry is { Division.Length: > 0 } ? entry.Division : null, own));
        if (over.Count > 0)
            groups.Add(new CardGroup(entry is { IsPupil: true } ? "Closed for you" : "Closed", null, over, IsOver: true));
        if (others.Count > 0) groups.Add(new CardGroup("For practice", "They do not count.", others, IsOver: true));
        return groups;
    }

    private ChallengeCard CardOf(ChallengeSummary summary, Standing standing, bool isHeld, MemberProgress book, CardTimes times)
    {
        var rules = visit.Rules.Scoring;
        var challenge = CompetitionEntries.WithFirstBonus(summary.Challenge, competition.TimeKind);
        var line = ReferenceEquals(challenge, summary.Challenge) ? summary : summary with { Challenge = challenge };
        var listed = new Listed(line, standing, ChallengeList.Own);
        if (!isHeld) return ChallengeList.Card(listed, reader, book, rules, frame, times);
        var tried = book.Progress.GetValueOrDefault(challenge.Id, OwnProgress.None).Tried;
        return ChallengeList.Card(listed, Viewer.Visitor, new MemberProgress(0, NoProgress), rules, frame, times) with
        {
            Progress = $"{tried} of {English.Count(summary.Parts, "part")} answered.",
        };
    }

    private static readonly Dictionary<long, OwnProgress> NoProgress = [];
}
