// A cache of challenges: the lines for lists, and for each challenge's own page a sheet, which is the challenge with its texts rendered.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One version of a challenge with its parts, its texts rendered. <see cref="ChallengeRules"/> decides who may see what.</summary>
public sealed class RenderedChallenge(Challenge challenge, IReadOnlyList<Part> parts, string root, CachedByKey<long, MemberAnswers> own)
{
    private const int MaxReadings = 1000;

    private readonly Dictionary<string, ReadLine?> readings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WrittenLine> lines = new(StringComparer.Ordinal);
    // Rendered when they are first shown, by one request while others wait for it: when a challenge opens, a whole class looks at once.
    private readonly Lazy<RenderedText> statement = new(() => Render(challenge.Body, 2, root));
    private readonly Lazy<CardOpening> opening = new(() => CardOpenings.Of(challenge.Body, root));
    private readonly Lazy<(RenderedText, bool)> beginning = new(() => NewestProblem.Render(challenge.Body, isWhole: false, root));
    private readonly Lazy<(RenderedText, bool)> whole = new(() => NewestProblem.Render(challenge.Body, isWhole: true, root));
    private readonly Lazy<RenderedText> solution = new(() => Render(challenge.Solution, 3, root));

    public Challenge Challenge => challenge;
    public IReadOnlyList<Part> Parts => parts;

    /// <summary>The path prefix under which a proxy serves the site; links in the texts begin with it.</summary>
    internal string Root => root;

    /// <summary>Members' answers to this challenge, by member id.</summary>
    internal CachedByKey<long, MemberAnswers> Own => own;

    public RenderedText Statement => statement.Value;

    /// <summary>What a card shows of it.</summary>
    public CardOpening Opening => opening.Value;

    /// <summary>What visitors see of the statement if it is the problem of the week, and whether that is all of it.</summary>
    internal (RenderedText Text, bool IsWhole) ForVisitors(bool showsWhole) => showsWhole ? whole.Value : beginning.Value;

    /// <summary>The worked solution; null if there is none.</summary>
    public RenderedText? Solution => challenge.Solution.Length == 0 ? null : solution.Value;

    /// <summary>The part with this id; null if it is not a current part of this challenge.</summary>
    public Part? FindPart(long id)
    {
        foreach (var part in parts)
            if (part.Id == id) return part;
        return null;
    }

    /// <summary>
    /// How a text is read as an answer to a part; null if it cannot be read. Kept, because pages show the same few answers many times.
    /// </summary>
    public ReadLine? ReadingOf(Part part, string text)
    {
        var key = $"{part.Id} {text}";
        lock (readings)
        {
            if (readings.TryGetValue(key, out var known)) return known;
            if (readings.Count >= MaxReadings) readings.Clear();
        }
        var line = ReadLine.Of(Marker.Read(PartMarking.SpecOf(part), text).Reading);
        lock (readings) readings[key] = line;
        return line;
    }

    /// <summary>A part's question: its label, or its number among several if it has none.</summary>
    public WrittenLine QuestionOf(Part part) => part.Label.Length > 0
        ? LineOf(part.Label)
        : WrittenLine.Plain(parts.Count == 1 ? "Answer" : $"Answer {part.Position}");

    /// <summary>A line that an author wrote with this challenge: a label, a hint, or with <paramref name="isChoice"/> a choice.</summary>
    public WrittenLine LineOf(string text, bool isChoice = false)
    {
        var key = isChoice ? $"choice {text}" : $"line {text}";
        lock (lines)
        {
            // There are no more than the challenge has labels, hints and choices.
            if (!lines.TryGetValue(key, out var line)) lines[key] = line = Markdown.Line(text, isPlain: isChoice);
            return line;
        }
    }

    private static RenderedText Render(string text, int firstHeading, string root) => Markdown.Render(text,
        new MarkdownSettings
        {
            FirstHeading = firstHeading,
            Link = path => root + path,
            Image = name => UploadTypes.Address(root, name),
        });
}

/// <summary>
/// Caches what members look at (lists, sheets and each member's progress) until the database is written to, or for one second. After that
/// a sheet is checked, but only rendered again if the challenge's version has changed.
/// </summary>
public sealed class ChallengeCache(Db db, TimeProvider clock, ILoggerFactory logs)
{
    private readonly ILogger log = logs.CreateLogger("mathsoc.challenges");

    /// <summary>More challenges than a society has open at one time. When this many sheets are kept, all are dropped.</summary>
    private const int MaxSheets = 100;

    /// <summary>More members than open their challenges within one second.</summary>
    private const int MaxMembers = 5000;

    private readonly Cached<List<ChallengeSummary>> lines = new(db, clock, ChallengeQueries.ListShelf);
    private readonly CachedByKey<long, RenderedChallenge> looked = new(db, clock, MaxSheets);
    private readonly CachedByKey<long, MemberProgress> books = new(db, clock, MaxMembers);
    private readonly KeptVersions<RenderedChallenge> sheets = new(MaxSheets, static sheet => (sheet.Challenge.Version, sheet.Root));

    /// <summary>The competitions that challenges belong to.</summary>
    public CompetitionCache Competitions { get; } = new(db, clock);

    private static readonly TimeSpan SolveCountsFresh = TimeSpan.FromSeconds(30);

    private volatile SolveCountsAt? solveCounts;

    /// <summary>All challenges that are released or scheduled, the latest first.</summary>
    public async Task<IReadOnlyList<ChallengeSummary>> Lines() => await lines.Get();

    /// <summary>The challenge in any state; null if there is none. Addresses in it begin with <paramref name="root"/>.</summary>
    public async Task<RenderedChallenge?> Find(long id, string root)
    {
        var sheet = await looked.Get(id, sql => Look(sql, id, root));
        return sheet is null || sheet.Root == root ? sheet : await db.ReadAsync(sql => Look(sql, id, root));
    }

    /// <summary>What a card shows of a challenge; a sheet of the same version is used without looking at the database.</summary>
    public ValueTask<CardOpening> OpeningOf(ChallengeSummary line, string root) =>
        sheets.Find(line.Challenge.Id, line.Challenge.Version, root) is { } kept
            ? ValueTask.FromResult(kept.Opening) : new ValueTask<CardOpening>(FindOpening(line.Challenge.Id, root));

    private async Task<CardOpening> FindOpening(long id, string root) => (await Find(id, root))?.Opening ?? CardOpening.None;

    /// <summary>
    /// How many have tried and solved each open challenge, by its id. Up to half a minute old: every answer changes it, and it takes a
    /// look at all answers to the challenges that are open.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, SolveCount>> SolveCounts()
    {
        var known = solveCounts;
        if (known is null || known.Counts.IsFaulted || clock.GetElapsedTime(known.At) >= SolveCountsFresh)
            // Those who ask while it is being counted wait for the same count.
            solveCounts = known = new SolveCountsAt(clock.GetTimestamp(), CountSolvers());
        return await known.Counts;
    }

    private async Task<Dictionary<long, SolveCount>> CountSolvers()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var counts = await db.ReadAsync(sql => Data.SolveCounts.ListOpen(sql, now));
        return counts.ToDictionary(static one => one.ChallengeId);
    }

    private sealed record SolveCountsAt(long At, Task<Dictionary<long, SolveCount>> Counts);

    /// <summary>A member's answers to the challenge of a sheet.</summary>
    public async Task<MemberAnswers> OwnAt(RenderedChallenge sheet, long memberId) =>
        (await sheet.Own.Get(memberId, sql => ChallengeQueries.FindOwn(sql, memberId, sheet.Challenge.Id)))!;

    /// <summary>A member's progress in all challenges.</summary>
    public async Task<MemberProgress> BookOf(long memberId, ScoreRules rules) =>
        (await books.Get(memberId, sql => ChallengeQueries.FindBook(sql, memberId, rules)))!;

    /// <summary>When the next of the <see cref="Lines"/> opens; null if all are already open.</summary>
    public static long? NextRelease(IReadOnlyList<ChallengeSummary> lines, long now)
    {
        long? next = null;
        foreach (var line in lines)
        {
            // After some years there are hundreds that opened long ago.
            if (line.Challenge.ReleasedAt <= now) break;
            next = line.Challenge.ReleasedAt;
        }
        return next;
    }

    private RenderedChallenge? Look(Sql sql, long id, string root)
    {
        if (ChallengeQueries.FindVersion(sql, id) is not { } version) return null;
        if (sheets.Find(id, version, root) is { } kept) return kept;
        if (Challenges.Find(sql, id) is not { } challenge) return null;
        log.LogDebug("Challenge {Challenge} is rendered: version {Version} was not in the cache", id, version);
        var own = new CachedByKey<long, MemberAnswers>(db, clock, MaxMembers);
        return sheets.Keep(id, new RenderedChallenge(challenge, Parts.List(sql, id), root, own));
    }
}
