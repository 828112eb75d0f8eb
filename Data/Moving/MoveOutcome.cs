// What a move changed, or would change: numbers for each kind of row, and a line for each row that did not simply arrive.
namespace MathsSoc.Data;

/// <summary>What becomes of a row of the earlier site.</summary>
public enum MoveFate { New, Same, Changed, Skipped }

/// <summary>A row that needs somebody's eye: skipped, altered, or in need of a slip.</summary>
/// <param name="Kind">As in <see cref="MoveOutcome.Kinds"/>.</param>
/// <param name="Name">The person or title; empty where there is none. For owners only, never for a log.</param>
/// <param name="Code">A short name of the reason, for sorting.</param>
public sealed record MoveLine(string Kind, long SourceId, string Name, MoveFate Fate, string Code, string Sentence)
{
    /// <summary>The address of its editor, without the site's root; null: it is not here.</summary>
    public string? Path { get; init; }
}

/// <summary>The result of one run of the same code, on a copy or on the site itself.</summary>
public sealed class MoveOutcome
{
    /// <summary>In the order in which they are shown.</summary>
    public static readonly string[] Kinds =
    [
        "schools", "members", "challenges", "answers", "scores",
        "enrolments", "competition challenges", "competition answers", "competition scores",
        "articles", "announcements",
    ];

    private const int MaxLines = 50_000;
    private readonly Dictionary<(string Kind, MoveFate Fate), int> counts = [];

    public List<MoveLine> Lines { get; } = [];

    /// <summary>Completions and first places that followed from the answers.</summary>
    public int Completions { get; set; }

    /// <summary>Members who can sign in with the password they had.</summary>
    public int Passwords { get; set; }

    public int Slips { get; set; }

    /// <summary>
    /// Members who are not known from an import before, and whose login is here already: with the same name, and with another one.
    /// </summary>
    public int SameNames { get; set; }

    public int OtherNames { get; set; }

    /// <summary>The points brought forward, all members together: may be negative.</summary>
    public long BroughtForward { get; set; }

    public int Uploads { get; set; }
    public long UploadBytes { get; set; }

    /// <summary>The bytes of all uploads afterwards, and how many there may be.</summary>
    public long UploadTotal { get; set; }

    public long UploadCapacity { get; set; }

    /// <summary>The id of the import; 0 before its end.</summary>
    public long ImportId { get; set; }

    /// <summary>The change that made the members, for their slips; null: none was made.</summary>
    public long? ChangeId { get; set; }

    /// <summary>Sentences about the society as a whole.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>How many rows of a kind, such as "members", had this outcome.</summary>
    public int Count(string kind, MoveFate fate) => counts.GetValueOrDefault((kind, fate));

    /// <summary>Whether nothing at all is new or changed.</summary>
    public bool IsNothing
    {
        get
        {
            foreach (var ((_, fate), count) in counts)
                if (fate is MoveFate.New or MoveFate.Changed && count > 0) return false;
            return true;
        }
    }

    /// <summary>How many rows of every kind are here already.</summary>
    public int Same
    {
        get
        {
            var same = 0;
            foreach (var ((_, fate), count) in counts)
                if (fate == MoveFate.Same) same += count;
            return same;
        }
    }

    /// <summary>All numbers on one line, without names: for the record and for comparing a plan with its deed.</summary>
    public string Summary
    {
        get
        {
            var words = new List<string>();
            foreach (var kind in Kinds.Where(HasAny)) words.Add($"{kind} {CountsOf(kind)}");
            words.Add($"{Completions} completions, {BroughtForward} points brought forward, {Passwords} passwords, {Uploads} files");
            return string.Join("; ", words);
        }
    }

    /// <summary>Whether there is a row of the kind at all.</summary>
    public bool HasAny(string kind) => counts.Keys.Any(key => key.Kind == kind);

    /// <summary>The same with no more than the first lines, for who keeps it in memory.</summary>
    public MoveOutcome Shortened(int most)
    {
        Lines.RemoveRange(Math.Min(most, Lines.Count), Math.Max(0, Lines.Count - most));
        Lines.TrimExcess();
        return this;
    }

    /// <summary>The numbers of one kind: <c>60 new, 0 same, 0 changed, 1 skipped</c>.</summary>
    public string CountsOf(string kind) => $"{Count(kind, MoveFate.New)} new, {Count(kind, MoveFate.Same)} same, "
        + $"{Count(kind, MoveFate.Changed)} changed, {Count(kind, MoveFate.Skipped)} skipped";

    internal void Add(string kind, MoveFate fate) => counts[(kind, fate)] = Count(kind, fate) + 1;

    /// <summary>Counts a row and says why it did not simply arrive.</summary>
    internal void Add(string kind, MoveFate fate, long sourceId, string name, string code, string sentence)
    {
        Add(kind, fate);
        Say(kind, fate, sourceId, name, code, sentence);
    }

    internal void Add(MoveLine line)
    {
        if (line.Fate == MoveFate.Skipped) Add(line.Kind, line.Fate);
        if (Lines.Count < MaxLines) Lines.Add(line);
    }

    /// <summary>Says something of a row that is counted elsewhere.</summary>
    internal void Say(string kind, MoveFate fate, long sourceId, string name, string code, string sentence)
    {
        if (Lines.Count < MaxLines) Lines.Add(new MoveLine(kind, sourceId, name, fate, code, sentence));
    }
}
