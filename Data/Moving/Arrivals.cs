// What arrives from an earlier site, converted and checked but for what only this site's own rows can tell; nothing here reads a file.
namespace MathsSoc.Data;

/// <summary>A school. Ids of the earlier site are called source ids here and below.</summary>
/// <param name="Content">A hash of what the row said there, by which a later copy's changes are seen.</param>
public sealed record ArrivingSchool(long SourceId, string Name, string? EmailDomain, long JoinedAt, string Content)
{
    public bool IsGuest { get; init; }

    /// <summary>Beside the name in lists; empty: not given.</summary>
    public string Town { get; init; } = "";
}

/// <summary>A member.</summary>
public sealed record ArrivingMember
{
    public required long SourceId { get; init; }

    /// <summary>Null: what they had cannot be one, or another row has it; one is made from the name.</summary>
    public required string? Login { get; init; }

    public required string Name { get; init; }
    public required long? StartYear { get; init; }
    public required string Class { get; init; }

    /// <summary>Null: none.</summary>
    public required long? SchoolSourceId { get; init; }

    /// <summary>Never an owner.</summary>
    public required Role Role { get; init; }

    /// <summary>Waiting, active or archived.</summary>
    public MemberState State { get; init; } = MemberState.Active;

    /// <summary>What other members see, if nobody here is shown so yet; null: the initials.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Not on the boards.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Minutes of extra time; 0: none.</summary>
    public int ExtraMinutes { get; init; }

    /// <summary>Empty: none, so that a slip is needed.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Why there is no password, a clause after the name; empty if there is one.</summary>
    public required string NoPassword { get; init; }

    public required string Content { get; init; }
}

/// <summary>A part with the id of its box on the earlier site.</summary>
/// <param name="FileId">Its name in files; empty: none.</param>
public sealed record ArrivingPart(long SourceId, Part Part, string FileId = "");

/// <summary>A challenge with its parts.</summary>
/// <param name="Challenge">With the times it has here; its id is of no meaning.</param>
/// <param name="Pictures">The files that its body names.</param>
/// <param name="Content">As in <see cref="ArrivingSchool"/>.</param>
public sealed record ArrivingChallenge(
    long SourceId, Challenge Challenge, IReadOnlyList<ArrivingPart> Parts, IReadOnlyList<Upload> Pictures, string Content)
{
    /// <summary>Its name in files, if no challenge here has it; empty: one is made from its number.</summary>
    public string FileId { get; init; } = "";
}

/// <summary>An answer, judged as the earlier site did.</summary>
public sealed record ArrivingAnswer
{
    public required long SourceId { get; init; }
    public required long MemberSourceId { get; init; }
    public required long PartSourceId { get; init; }
    public required string Typed { get; init; }

    /// <summary>As <see cref="Attempt.Folded"/>.</summary>
    public required string Folded { get; init; }

    public required bool IsRight { get; init; }

    /// <summary>By hand if another program than this one did.</summary>
    public JudgedBy JudgedBy { get; init; } = JudgedBy.Hand;

    /// <summary>Unix seconds.</summary>
    public required long At { get; init; }
}

/// <summary>The points that the earlier site's board showed for a member, and when they last changed.</summary>
public sealed record ArrivingScore(long MemberSourceId, long Shown, long At);

/// <summary>An article or a newsletter.</summary>
/// <param name="Article">
/// With its time and audience here, and without an id, an author's id and a PDF. With a PDF it has a summary only if that is beside it.
/// </param>
/// <param name="Content">As in <see cref="ArrivingSchool"/>.</param>
public sealed record ArrivingArticle(long SourceId, Article Article, string Content)
{
    /// <summary>Null: nobody who is known wrote it.</summary>
    public required long? MemberSourceId { get; init; }

    /// <summary>The files that its body names.</summary>
    public required IReadOnlyList<Upload> Pictures { get; init; }

    /// <summary>Null: none.</summary>
    public Upload? Pdf { get; init; }

    /// <summary>The line of Markdown that leads to the PDF of an article: only a newsletter has one beside its text.</summary>
    public string PdfLine { get; init; } = "";

    /// <summary>As <see cref="ArrivingChallenge.FileId"/>.</summary>
    public string FileId { get; init; } = "";

    /// <summary>What its file was called in an address there; empty: it had none.</summary>
    public string FileName { get; init; } = "";
}

/// <summary>An announcement with the times between which it is shown.</summary>
/// <param name="Content">As in <see cref="ArrivingSchool"/>.</param>
public sealed record ArrivingAnnouncement(long SourceId, Announcement Announcement, string Content);

/// <summary>Who of those whose login is here already is the same person. A name alone never tells.</summary>
public enum MoveMerge
{
    /// <summary>Nobody: they arrive as accounts of their own, with a login made from the name and a slip.</summary>
    Nobody,

    /// <summary>Whose name is the same too. Among staff, who know each other, the login is enough.</summary>
    SameName,

    /// <summary>Everybody with the same login, whatever the name.</summary>
    SameLogin,
}

/// <summary>A pupil's part in the competition.</summary>
/// <param name="SchoolSourceId">As at that time; null: none.</param>
/// <param name="Division">One of the competition's, or empty.</param>
public sealed record ArrivingEnrolment(long MemberSourceId, long? SchoolSourceId, string Division);

/// <summary>The competition of the earlier site, which had one.</summary>
public sealed class ArrivingCompetition
{
    /// <summary>Without an id. Null only while the rest is converted.</summary>
    public Competition? Competition { get; set; }

    public List<ArrivingChallenge> Challenges { get; } = [];

    /// <summary>In the order in which they were given.</summary>
    public List<ArrivingAnswer> Answers { get; } = [];

    public List<ArrivingScore> Scores { get; } = [];
    public List<ArrivingEnrolment> Enrolments { get; } = [];
}

/// <summary>Everything that arrives together.</summary>
public sealed class Arrivals
{
    /// <summary>The <see cref="Version"/> of another MathsSoc.</summary>
    public const string OfMathsSoc = "MathsSoc";

    public required string FileHash { get; init; }
    public required string Version { get; init; }

    /// <summary>As they are recorded: <c>zone=UTC points=shown</c>.</summary>
    public required string Options { get; init; }

    /// <summary>Short hashes of the oldest rows, which later copies of the same site have too.</summary>
    public required IReadOnlyList<string> Fingerprint { get; init; }

    public List<ArrivingSchool> Schools { get; } = [];
    public List<ArrivingMember> Members { get; } = [];
    public List<ArrivingChallenge> Challenges { get; } = [];

    /// <summary>In the order in which they were given.</summary>
    public List<ArrivingAnswer> Answers { get; } = [];

    public List<ArrivingScore> Scores { get; } = [];

    public List<ArrivingArticle> Articles { get; } = [];

    /// <summary>The oldest first.</summary>
    public List<ArrivingAnnouncement> Announcements { get; } = [];

    /// <summary>Null: there was none.</summary>
    public ArrivingCompetition? Competition { get; set; }

    /// <summary>Rows that could not be converted, or not whole. The skipped ones are counted.</summary>
    public List<MoveLine> Lines { get; } = [];

    /// <summary>Whether totals become what the earlier site showed; otherwise they are what its answers are worth here.</summary>
    public bool KeepsShownPoints { get; init; } = true;

    public MoveMerge Merge { get; init; }

    /// <summary>The name of the backup that was made before; empty: none was, as for a plan.</summary>
    public string Backup { get; set; } = "";

    /// <summary>The key stages of the earlier site, for a society that has chosen none yet.</summary>
    public required string KeyStages { get; init; }

    /// <summary>Bytes that all uploads together may use.</summary>
    public required long UploadCapacity { get; init; }

    /// <summary>Gives a file, by its hash, its place among the uploads; called inside the transaction before its row is written.</summary>
    public Action<string> KeepFile { get; set; } = static _ => { };
}
