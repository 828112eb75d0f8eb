// A cache of competitions for those who take part: the list, each competition with its texts rendered and its challenges, and own parts.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One version of a competition's texts, rendered when they are first shown.</summary>
public sealed class CompetitionTexts(Competition competition, string root)
{
    private readonly Lazy<RenderedText> body = new(() => Render(competition.Body, root));
    private readonly Lazy<RenderedText> fairness = new(() => Render(competition.Fairness, root));

    public RenderedText Body => body.Value;

    /// <summary>What is allowed.</summary>
    public RenderedText Fairness => fairness.Value;

    internal long Version => competition.Version;
    internal string Root => root;

    private static RenderedText Render(string text, string root) => Markdown.Render(text, new MarkdownSettings
    {
        FirstHeading = 3,
        Link = path => root + path,
    });
}

/// <summary>A competition in any state with its published challenges; <see cref="ChallengeRules"/> decides who sees which.</summary>
public sealed record CompetitionWithChallenges(Competition Competition, IReadOnlyList<ChallengeSummary> Challenges)
{
    /// <summary>Its page.</summary>
    public NavLink Link { get; } = new($"/competitions/{Competition.Id}", LineText.WithoutTurns(Competition.Title));
}

/// <summary>Caches until the database is written to, or for one second; rendered texts until the competition is changed.</summary>
public sealed class CompetitionCache(Db db, TimeProvider clock)
{
    // More than a society holds at one time, and more pupils than look at one within a second.
    private const int MaxKept = 50, MaxParts = 5000;

    private readonly Cached<List<Competition>> published = new(db, clock, Data.Competitions.ListPublished);
    private readonly CachedByKey<long, CompetitionWithChallenges> lines = new(db, clock, MaxKept);
    private readonly CachedByKey<long, List<long>> ofSchools = new(db, clock, MaxParts);
    private readonly CachedByKey<string, OwnPart> parts = new(db, clock, MaxParts);
    private readonly KeptVersions<CompetitionTexts> texts = new(MaxKept, static one => (one.Version, one.Root));

    /// <summary>Those that are neither a draft nor archived, without their texts, the one that closes last first.</summary>
    public async Task<IReadOnlyList<Competition>> Published() => await published.Get();

    /// <summary>The competition in any state; null if there is none.</summary>
    public Task<CompetitionWithChallenges?> Line(long id) => lines.Get(id, sql => Data.Competitions.Find(sql, id) is { } competition
        ? new CompetitionWithChallenges(competition, ChallengeQueries.ListOfCompetition(sql, id)) : null);

    /// <summary>The ids of the competitions to which a school was invited, or that it accepted.</summary>
    public async Task<IReadOnlyList<long>> OfSchool(long schoolId) =>
        (await ofSchools.Get(schoolId, sql => CompetitionSchools.ListOpen(sql, schoolId)))!;

    /// <summary>Its texts; addresses in them begin with <paramref name="root"/>.</summary>
    public CompetitionTexts TextsOf(Competition competition, string root) =>
        texts.Find(competition.Id, competition.Version, root) ?? texts.Keep(competition.Id, new CompetitionTexts(competition, root));

    /// <summary>A member's part in a competition.</summary>
    public async Task<OwnPart> PartOf(Competition competition, long memberId) =>
        (await parts.Get($"{competition.Id} {memberId}", sql =>
            OwnParts.Find(sql, competition, memberId, clock.GetUtcNow().ToUnixTimeSeconds())))!;
}
