// The society's rules for answers, points and boards, kept in the settings table beside the other rules.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>The rules as they are now; a name that was never set has its default.</summary>
/// <param name="Attempts">Answers that count, for each part.</param>
/// <param name="Points">What a new challenge begins with; <paramref name="FirstBonus"/> likewise.</param>
/// <param name="FirstDayBonus">For everybody who completes a challenge by the end of its first school day, see <see cref="FirstDayEnds"/>; 0: there is none.</param>
/// <param name="GraceSeconds">So long after the lock an answer still counts that was begun before it.</param>
/// <param name="FrozenAt">Boards show what was known at this instant; null: they are live.</param>
/// <param name="BoardsArePublic">Whether visitors see the boards.</param>
/// <param name="TermDates">As somebody wrote them down; may be empty.</param>
public sealed record ScoreRules(int Attempts, int Points, int FirstBonus, int FirstDayBonus, int GraceSeconds, long? FrozenAt, bool BoardsArePublic,
    IReadOnlyList<TermDates> TermDates)
{
    public static readonly ScoreRules Default = new(3, 1, 2, 0, 30, null, false, []);

    /// <summary>A day of which less than half is left when a challenge is released is not its first.</summary>
    private const int Noon = 12;

    /// <summary>The longest the first school day is looked for: the summer holidays, and some.</summary>
    private const int MostDaysWithoutSchool = 120;

    public const string ScoreAttempts = "score.attempts", ScorePoints = "score.points", ScoreFirst = "score.first_bonus", ScoreFirstDay = "score.first_day_bonus",
        ScoreGrace = "score.grace_seconds", BoardsFrozen = "boards.frozen_at", BoardsPublic = "boards.are_public", SchoolTerms = "school.terms";

    /// <summary>Of the numbers among them; points, first bonus and first-day bonus share theirs.</summary>
    public static readonly Bounds AttemptsBounds = new(1, 20), PointsBounds = new(0, 100), GraceBounds = new(0, 600);

    /// <summary>Every one of them as the table holds it.</summary>
    internal IEnumerable<(string Name, string Value)> Values =>
    [
        (ScoreAttempts, Write(Attempts)), (ScorePoints, Write(Points)), (ScoreFirst, Write(FirstBonus)), (ScoreFirstDay, Write(FirstDayBonus)), (ScoreGrace, Write(GraceSeconds)),
        (BoardsFrozen, FrozenAt is { } at ? Write(at) : ""), (BoardsPublic, BoardsArePublic ? "1" : "0"), (SchoolTerms, Terms.Write(TermDates)),
    ];

    /// <summary>Since when boards stand still; null: they are live, or will be frozen later.</summary>
    public long? FrozenSince(long now) => FrozenAt <= now ? FrozenAt : null;

    private static string Write(long number) => number.ToString(CultureInfo.InvariantCulture);

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

    /// <summary>Takes over one value of the table; one that somebody wrote there by hand may be none, and the default stands then.</summary>
    internal ScoreRules With(string name, string value) => name switch
    {
        ScoreAttempts => this with { Attempts = AttemptsBounds.Parse(value) ?? Attempts },
        ScorePoints => this with { Points = PointsBounds.Parse(value) ?? Points },
        ScoreFirst => this with { FirstBonus = PointsBounds.Parse(value) ?? FirstBonus },
        ScoreFirstDay => this with { FirstDayBonus = PointsBounds.Parse(value) ?? FirstDayBonus },
        ScoreGrace => this with { GraceSeconds = GraceBounds.Parse(value) ?? GraceSeconds },
        BoardsFrozen => this with { FrozenAt = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null },
        BoardsPublic => this with { BoardsArePublic = value == "1" },
        SchoolTerms => this with { TermDates = Terms.Parse(value) ?? TermDates },
        _ => this,
    };
}
