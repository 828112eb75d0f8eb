// Challenges as pages need them, read once and kept while nothing changes: the shelf for lists, and sheets (one challenge, rendered) for its own page.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One version of a challenge with its parts, its texts rendered. What of it a person may see says <see cref="ChallengeRules"/>.</summary>
public sealed class Sheet(Challenge challenge, IReadOnlyList<Part> parts, string root)
{
    private RenderedText? solution;

    public Challenge Challenge => challenge;
    public IReadOnlyList<Part> Parts => parts;

    /// <summary>The path under which a proxy has put the site; the links of the texts begin with it.</summary>
    internal string Root => root;

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

    private static RenderedText Render(string text, int firstHeading, string root) => Markdown.Render(text,
        new MarkdownSettings { FirstHeading = firstHeading, Link = path => root + path, Image = name => UploadTypes.Address(root, name) });
}

/// <summary>
/// Keeps what many members look at. A sheet is used again while the challenge's version stands, which every look asks for; the shelf while nothing was written.
/// </summary>
public sealed class ChallengeShelf(Db db, TimeProvider clock)
{
    /// <summary>More challenges than a society has open at one time; with so many sheets kept, all are dropped and made again.</summary>
    private const int MostSheets = 100;

    private readonly Snapshot<List<ShelfLine>> lines = new(db, clock, Plays.ListShelf);
    private readonly Dictionary<long, Sheet> sheets = [];

    /// <summary>Every challenge that is released or scheduled, the latest first.</summary>
    public IReadOnlyList<ShelfLine> Lines => lines.Get();

    /// <summary>The challenge as it is now, in whatever state; null when there is none.</summary>
    public Sheet? Find(Sql sql, long id, SiteFrame frame)
    {
        if (Plays.FindVersion(sql, id) is not { } version) return null;
        Sheet? sheet;
        lock (sheets) sheet = sheets.GetValueOrDefault(id);
        if (sheet is not null && sheet.Challenge.Version == version && sheet.Root == frame.Root) return sheet;
        if (Challenges.Find(sql, id) is not { } challenge) return null;
        sheet = new Sheet(challenge, Parts.List(sql, id), frame.Root);
        lock (sheets)
        {
            if (sheets.Count >= MostSheets) sheets.Clear();
            sheets[id] = sheet;
        }
        return sheet;
    }

    /// <summary>When the next of these opens; null when none is to come.</summary>
    public static long? NextRelease(IReadOnlyList<ShelfLine> lines, long now)
    {
        long? next = null;
        foreach (var line in lines)
            if (line.Challenge.ReleasedAt is { } release && release > now && (next is null || release < next)) next = release;
        return next;
    }
}
