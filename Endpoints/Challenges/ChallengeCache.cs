// Challenges as pages need them, read once and kept while nothing changes: the shelf for lists, and sheets (one challenge, rendered) for its own page.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One version of a challenge with its parts, its texts rendered. What of it a person may see says <see cref="ChallengeRules"/>.</summary>
public sealed class Sheet(Challenge challenge, IReadOnlyList<Part> parts, string root, CachedByKey<long, OwnAnswers> own)
{
    private const int MostReadings = 1000;

    private readonly Dictionary<string, ReadLine?> readings = new(StringComparer.Ordinal);
    private RenderedText? solution;

    public Challenge Challenge => challenge;
    public IReadOnlyList<Part> Parts => parts;

    /// <summary>The path under which a proxy has put the site; the links of the texts begin with it.</summary>
    internal string Root => root;

    /// <summary>What members have at this challenge, by their ids.</summary>
    internal CachedByKey<long, OwnAnswers> Own => own;

    /// <summary>The statement.</summary>
    public RenderedText Statement { get; } = Render(challenge.Body, 2, root);

    /// <summary>The worked solution; null when there is none. Made when somebody first sees it.</summary>
    public RenderedText? Solution => challenge.Solution.Length == 0 ? null : solution ??= Render(challenge.Solution, 3, root);

    /// <summary>The live part; null when it is none of this challenge's.</summary>
    public Part? FindPart(long id)
    {
        foreach (var part in parts)
            if (part.Id == id) return part;
        return null;
    }

    /// <summary>How a text is read as an answer to a part; null when it is not. Pages show the same few again and again.</summary>
    public ReadLine? ReadingOf(Part part, string text)
    {
        var key = FormattableString.Invariant($"{part.Id} {text}");
        lock (readings)
        {
            if (readings.TryGetValue(key, out var known)) return known;
            if (readings.Count >= MostReadings) readings.Clear();
        }
        var line = ReadLine.Of(Marker.Read(PartMarking.SpecOf(part), text).Reading);
        lock (readings) readings[key] = line;
        return line;
    }

    private static RenderedText Render(string text, int firstHeading, string root) => Markdown.Render(text,
        new MarkdownSettings { FirstHeading = firstHeading, Link = path => root + path, Image = name => UploadTypes.Address(root, name) });
}

/// <summary>
/// Keeps what members look at: the shelf, sheets, and what each member has done, for as long as nothing is written (and a second at most). A sheet that has to be
/// looked at again is still not made again while the challenge's version stands.
/// </summary>
public sealed class ChallengeCache(Db db, TimeProvider clock)
{
    /// <summary>More challenges than a society has open at one time; with so many sheets kept, all are dropped and made again.</summary>
    private const int MostSheets = 100;

    /// <summary>More members than look at their challenges within a second.</summary>
    private const int MostMembers = 5000;

    private readonly Cached<List<ShelfLine>> lines = new(db, clock, ChallengeQueries.ListShelf);
    private readonly CachedByKey<long, Sheet> looked = new(db, clock, MostSheets);
    private readonly CachedByKey<long, OwnBook> books = new(db, clock, MostMembers);
    private readonly Dictionary<long, Sheet> sheets = [];

    /// <summary>Every challenge that is released or scheduled, the latest first.</summary>
    public IReadOnlyList<ShelfLine> Lines => lines.Get();

    /// <summary>The challenge as it is now, in whatever state; null when there is none. Addresses in it begin with <paramref name="root"/>.</summary>
    public Sheet? Find(long id, string root)
    {
        var sheet = looked.Get(id, sql => Look(sql, id, root));
        return sheet is null || sheet.Root == root ? sheet : db.Read(sql => Look(sql, id, root));
    }

    /// <summary>What a member has at the challenge of a sheet.</summary>
    public OwnAnswers OwnAt(Sheet sheet, long memberId) =>
        sheet.Own.Get(memberId, sql => ChallengeQueries.FindOwn(sql, memberId, sheet.Challenge.Id))!;

    /// <summary>How far a member is with everything.</summary>
    public OwnBook BookOf(long memberId, ScoreRules rules) => books.Get(memberId, sql => ChallengeQueries.FindBook(sql, memberId, rules))!;

    /// <summary>When the next of these opens; null when none is to come.</summary>
    public static long? NextRelease(IReadOnlyList<ShelfLine> lines, long now)
    {
        long? next = null;
        foreach (var line in lines)
            if (line.Challenge.ReleasedAt is { } release && release > now && (next is null || release < next)) next = release;
        return next;
    }

    private Sheet? Look(Sql sql, long id, string root)
    {
        if (ChallengeQueries.FindVersion(sql, id) is not { } version) return null;
        Sheet? sheet;
        lock (sheets) sheet = sheets.GetValueOrDefault(id);
        if (sheet is not null && sheet.Challenge.Version == version && sheet.Root == root) return sheet;
        if (Challenges.Find(sql, id) is not { } challenge) return null;
        sheet = new Sheet(challenge, Parts.List(sql, id), root, new CachedByKey<long, OwnAnswers>(db, clock, MostMembers));
        lock (sheets)
        {
            if (sheets.Count >= MostSheets) sheets.Clear();
            sheets[id] = sheet;
        }
        return sheet;
    }
}
