// The questions that an import asks, with their answers, and the clock of the earlier site's server that follows from them.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>Who reads articles that arrive: everybody as before, members, or nobody until staff publish them.</summary>
public enum ArticleChoice { Public, Members, Drafts }

/// <summary>What was chosen, on the page or by flags. As it is without a choice.</summary>
public sealed record MovingChoices
{
    /// <summary>Whether the earlier server's clock showed UTC; otherwise London time.</summary>
    public bool IsUtc { get; init; }

    /// <summary>When the school year began for which the year groups are right; null: as the data suggest.</summary>
    public int? SchoolYear { get; init; }

    /// <summary>Whether totals become what the earlier site showed; otherwise what its answers are worth here.</summary>
    public bool KeepsShown { get; init; } = true;

    public MoveMerge Merge { get; init; }

    /// <summary>Who reads the articles and newsletters that arrive.</summary>
    public ArticleChoice Articles { get; init; }

    /// <summary>Whether announcements that are over arrive too.</summary>
    public bool KeepsOldAnnouncements { get; init; } = true;

    /// <summary>The name of the society's own school: the others arrive as guests. Null: all are its own.</summary>
    public string? OwnSchool { get; init; }
}

/// <summary>What rows are converted by.</summary>
/// <param name="UploadCapacity">Bytes that all uploads together may use.</param>
/// <param name="Now">In unix seconds.</param>
public sealed record MovingOptions(MovingChoices Choices, long UploadCapacity, long Now)
{
    /// <summary>The earlier site's key stages.</summary>
    public const string KeyStages = "KS3 7-8, KS4 9-11, KS5 12-13";

    public string Zone => Choices.IsUtc ? "UTC" : "Europe/London";

    /// <summary>The instant, in unix seconds, at which the earlier server's clock showed this.</summary>
    public long Instant(SourceTime time) => Instant(time, Choices.IsUtc);

    /// <summary>The same with the other zone, for showing what the choice means.</summary>
    public long OtherInstant(SourceTime time) => Instant(time, !Choices.IsUtc);

    /// <summary>Whether clocks in London skipped this time in March (true), or showed it twice in October (false); null: neither.</summary>
    public static bool? IsSkipped(SourceTime time)
    {
        if (time.Local.Month is not (3 or 10)) return null;
        var instant = SchoolTime.Instant(time.Local);
        if (SchoolTime.Local(instant) != time.Local) return true;
        return SchoolTime.Local(instant + 3600) == time.Local ? false : null;
    }

    private static long Instant(SourceTime time, bool isUtc) =>
        isUtc ? new DateTimeOffset(time.Local, TimeSpan.Zero).ToUnixTimeSeconds() : SchoolTime.Instant(time.Local);
}
