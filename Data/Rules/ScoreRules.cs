// The society's rules for answers, points and boards, kept in the settings table beside the other rules.
namespace MathsSoc.Data;

/// <summary>The current rules; a rule that was never set has its default. <see cref="SocietySettings"/> has a row for each.</summary>
public sealed record ScoreRules
{
    public static readonly ScoreRules Default = new();

    /// <summary>How many answers count for each part.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The points of a new challenge until its author changes them, as <see cref="FirstBonus"/> is its bonus.</summary>
    public int Points { get; init; } = 1;

    public int FirstBonus { get; init; } = 2;

    /// <summary>
    /// The bonus for all who complete a challenge by the end of its first school day, see <see cref="FirstDayEnds"/>; 0: there is none.
    /// </summary>
    public int FirstDayBonus { get; init; }

    /// <summary>How long after the lock an answer still counts if it was begun before.</summary>
    public int GraceSeconds { get; init; } = 30;

    /// <summary>From this instant on boards show what was known at it; null: they are live.</summary>
    public long? FrozenAt { get; init; }

    /// <summary>Whether visitors see the boards.</summary>
    public bool BoardsArePublic { get; init; }

    /// <summary>The school's own term dates; empty where none were entered.</summary>
    public IReadOnlyList<TermDates> TermDates { get; init; } = [];

    /// <summary>The hour before which a challenge must be released for that day to be its first.</summary>
    private const int Noon = 12;

    /// <summary>How many days ahead the first school day is looked for: more than the summer holidays.</summary>
    private const int MaxDaysWithoutSchool = 120;

    /// <summary>Since when boards have been frozen; null: they are live, or will be frozen later.</summary>
    public long? FrozenSince(long now) => FrozenAt <= now ? FrozenAt : null;

    /// <summary>The term a day is in, breaks included; null in the holidays.</summary>
    public Term? TermOf(DateOnly day)
    {
        foreach (var term in Terms.Of(TermDates, Terms.SchoolYear(day)))
            if (day >= term.First && day <= term.Last) return term;
        return null;
    }

    /// <summary>
    /// The midnight that ends the first school day of a challenge: the day of its release if that is a school day and the release is before
    /// noon, or else the next school day. Those who solve it the evening or the weekend before get the bonus too, but no more than the
    /// others. Null if no school day follows.
    /// </summary>
    public long? FirstDayEnds(long releasedAt)
    {
        var local = SchoolTime.Local(releasedAt);
        var day = DateOnly.FromDateTime(local);
        if (local.Hour >= Noon) day = day.AddDays(1);
        for (var days = 0; days < MaxDaysWithoutSchool; days++, day = day.AddDays(1))
            if (Terms.IsSchoolDay(TermDates, day)) return SchoolTime.Instant(day.AddDays(1).ToDateTime(TimeOnly.MinValue));
        return null;
    }
}
