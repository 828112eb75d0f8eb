// What was read from the earlier site's database: plain rows, checked one by one, and what was wrong with the others.
namespace MathsSoc.Moving;

/// <summary>A row that cannot be used as it is, or not whole.</summary>
/// <param name="Code">A short name for the kind of fault, for sorting a report.</param>
/// <param name="Sentence">What is wrong and what becomes of the row.</param>
public sealed record SourceFault(string Table, long Id, string Code, string Sentence);

/// <summary>An instant as the earlier site wrote it: by its server's clock, without a zone.</summary>
/// <param name="Microseconds">Of the second, for the order of two answers within one.</param>
public readonly record struct SourceTime(DateTime Local, int Microseconds);

public sealed record SourceSchool(long Id, string Name, string EmailDomain, SourceTime? Joined);

/// <summary>A member, with the year group of when they signed up, or when staff last changed it; null: none.</summary>
public sealed record SourceUser
{
    public required long Id { get; init; }
    public required string Email { get; init; }
    public required string FullName { get; init; }
    public required long? Year { get; init; }
    public required string Class { get; init; }
    public required string PasswordHash { get; init; }
    public required bool IsAdmin { get; init; }
    public required long? SchoolId { get; init; }
    public required bool Competes { get; init; }

    /// <summary>As it was stored at sign-up: <c>KS3</c>, and perhaps anything else.</summary>
    public required string KeyStage { get; init; }
}

public sealed record SourceChallenge
{
    public required long Id { get; init; }
    public required string Title { get; init; }

    /// <summary>HTML.</summary>
    public required string Content { get; init; }

    public required SourceTime Posted { get; init; }

    /// <summary>A file's name within the folder of the day on which it was posted; empty: none.</summary>
    public required string FileName { get; init; }

    public required string KeyStage { get; init; }
    public required SourceTime? ReleaseAt { get; init; }
    public required bool IsLocked { get; init; }
    public required long? LockAfterHours { get; init; }

    /// <summary>Of a competition's challenge, counted from when it was posted; null of a weekly one.</summary>
    public long? DurationHours { get; init; }

    /// <summary>What only CTFd has; its content is Markdown then. Null: it is the earlier site's.</summary>
    public CtfdChallenge? Ctfd { get; init; }
}

/// <summary>What a challenge of CTFd has and the earlier site's had not.</summary>
/// <param name="IsHidden">Whether it was not published yet.</param>
public sealed record CtfdChallenge(long Value, bool IsHidden);

public sealed record SourceBox(long Id, long ChallengeId, string Label, string Answer, long Order);

/// <param name="IsRight">Null: the earlier site never judged it.</param>
public sealed record SourceSubmission(
    long Id, long UserId, long ChallengeId, long BoxId, string Answer, bool? IsRight, SourceTime At);

/// <param name="SchoolId">Of a competition's points; null of others.</param>
public sealed record SourceScore(long Id, long UserId, long Points, SourceTime? Updated, long? SchoolId = null);

/// <summary>What pupils of several schools did against each other: one competition, for the earlier site knew only one.</summary>
public sealed class SourceCompetition
{
    public List<SourceChallenge> Challenges { get; } = [];
    public List<SourceBox> Boxes { get; } = [];
    public List<SourceSubmission> Submissions { get; } = [];
    public List<SourceScore> Scores { get; } = [];

    /// <summary>The school for which a user gave the first answer, by the user's id.</summary>
    public Dictionary<long, long> SchoolOf { get; } = [];

    /// <summary>Whether there was none: neither challenges nor points.</summary>
    public bool IsEmpty => Challenges.Count + Scores.Count == 0;
}

/// <summary>An article or a newsletter.</summary>
public sealed record SourceArticle
{
    public required long Id { get; init; }
    public required string Title { get; init; }

    /// <summary>The name of its PDF within the folder of newsletters; empty: none.</summary>
    public required string FileName { get; init; }

    /// <summary>HTML; may be empty.</summary>
    public required string Content { get; init; }

    /// <summary>The author as pages named them; empty: nobody was named.</summary>
    public required string Creator { get; init; }

    public required SourceTime Posted { get; init; }

    /// <summary>Who stored it.</summary>
    public required long? UserId { get; init; }

    /// <summary><c>article</c> or <c>newsletter</c>.</summary>
    public required string Type { get; init; }
}

/// <param name="Content">HTML.</param>
public sealed record SourceAnnouncement(long Id, string Title, string Content, SourceTime Posted);

/// <summary>The whole site. Lists are in the order of their ids.</summary>
public sealed class EarlierSite
{
    /// <summary>The head of its migrations; empty: it was made without them.</summary>
    public string Version { get; set; } = "";

    public List<SourceSchool> Schools { get; } = [];
    public List<SourceUser> Users { get; } = [];
    public List<SourceChallenge> Challenges { get; } = [];
    public List<SourceBox> Boxes { get; } = [];
    public List<SourceSubmission> Submissions { get; } = [];
    public List<SourceScore> Scores { get; } = [];
    public List<SourceArticle> Articles { get; } = [];
    public List<SourceAnnouncement> Announcements { get; } = [];
    public SourceCompetition Competition { get; } = new();

    /// <summary>The answers to weekly challenges, then those to the competition's.</summary>
    public IEnumerable<SourceSubmission> AllSubmissions => Submissions.Concat(Competition.Submissions);

    /// <summary>Whether its times are UTC for certain, so that nobody is to be asked.</summary>
    public bool IsUtc { get; init; }

    /// <summary>Sentences on the whole of it, for the plan.</summary>
    public List<string> Notes { get; } = [];

    public List<SourceFault> Faults { get; } = [];

    /// <summary>Tables and columns that the importer does not know: <c>users.nickname</c>.</summary>
    public List<string> Unknown { get; } = [];
}
