// The society's rules for answers, points and boards, kept in the settings table beside the other rules.
namespace MathsSoc.Data;

/// <summary>The rules as they are now; what was never set has its default. <see cref="SocietySettings"/> has a row for each.</summary>
public sealed record ScoreRules
{
    public static readonly ScoreRules Default = new();

    /// <summary>Answers that count, for each part.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>What a new challenge begins with; <see cref="FirstBonus"/> likewise.</summary>
    public int Points { get; init; } = 1;

    public int FirstBonus { get; init; } = 2;

    /// <summary>
    /// For everybody who completes a challenge by the end of its first school day, see <see cref="FirstDayEnds"/>; 0: there is none.
    /// </summary>
    public int FirstDayBonus { get; init; }

    /// <summary>So long after the lock an answer still counts that was begun before it.</summary>
    public int GraceSeconds { get; init; } = 30;

    /// <summary>Boards show what was known at this instant; null: they are live.</summary>
    public long? FrozenAt { get; init; }

    /// <summary>Whether visitors see the boards.</summary>
    public bool BoardsArePublic { get; init; }

    /// <summary>As somebody wrote them down; may be empty.</summary>
    public IReadOnlyList<TermDates> TermDates { get; init; } = [];

    /// <summary>A day of which less than half is left when a challenge is released is not its first.</summary>
    private const int Noon = 12;

    /// <summary>The longest the first school day is looked for: the summer holidays, and some.</summary>
    private const int MostDaysWithoutSchool = 120;

    /// <summary>Since when boards stand still; null: they are live, or will be frozen later.</summary>
    public long? FrozenSince(long now) => FrozenAt <= now ? FrozenAt : null;

    /// <summary>The term a day is in, breaks included; null in the holidays.</summary>
    public Term? TermOf(DateOnly day)
    {
        foreach (var term in Terms.Of(TermDates, Terms.SchoolYear(day)))
            if (day >= term.First && day <= term.Last) return term;
        return null;
    }

    /// <summary>
    /// The midnight that ends the first school day of a challenge: the day it is released, when that is a school day and the release is before noon, or else the
    /// next school day. Whoever solves it in the evening or over the weekend before has it too, and gains nothing by it. Null when no school day follows.
    /// </summary>
    public long? FirstDayEnds(long releasedAt)
    {
        var local = SchoolTime.Local(releasedAt);
        var day = DateOnly.FromDateTime(local);
        if (local.Hour >= Noon) day = day.AddDays(1);
        for (var days = 0; days < MostDaysWithoutSchool; days++, day = day.AddDays(1))
            if (Terms.IsSchoolDay(TermDates, day)) return SchoolTime.Instant(day.AddDays(1).ToDateTime(TimeOnly.MinValue));
        return null;
    }
}
